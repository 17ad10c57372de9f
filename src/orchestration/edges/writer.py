"""Writing into a project: the one way out for files. Nothing is overwritten that a person wrote or changed.

What was last generated is kept in the project itself, under ``.devops-squad/``: ``generated/<path>`` holds each text and
``manifest.json`` its SHA-256. It has no dates and is sorted, so the same input gives the same bytes; commit it, and every
clone can merge. Where it is missing, or a copy no longer has the sum the manifest states, a file that differs from what
would be generated counts as foreign: written by someone else, and left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import Any, Literal

from ..merging import MAX_LINES, MergeConflict, merge, same_lines
from ..model.artefact import Artefact
from ..model.errors import BadPath, WriteRefused
from ..model.text import Text
from .transaction import Change, Directory, Held, commit

STATE = ".devops-squad"
MANIFEST = f"{STATE}/manifest.json"
GENERATED = f"{STATE}/generated"
_ABOUT = (
    "What devops-squad last generated here, so that it can tell a person's edits from its own text and merge them. "
    "Commit this directory; do not edit it."
)

Action = Literal["created", "unchanged", "updated", "merged", "conflict", "foreign", "skipped"]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one artefact."""

    path: str
    action: Action
    """``created`` · ``unchanged`` · ``updated`` (a generated file nobody touched) · ``merged`` (a person's edit and the new
    text in one) · ``conflict`` (their text was kept where both changed the same thing) · ``foreign`` (a file that was not
    generated, left alone) · ``skipped`` (of use to a foreign file's counterpart only, so not written)."""
    diff: str = ""
    """Unified, of what changed on disk; for ``foreign`` and ``conflict`` of what stands there against what would have been
    written. Control characters are escaped."""
    conflicts: tuple[MergeConflict, ...] = ()
    reason: Text | None = None
    """Why a file was left alone, where that is not plain from the action."""
    stands: str | None = None
    """What the path holds afterwards; None: no file, or nothing that reads as text."""


@dataclass(frozen=True, slots=True)
class _Plan:
    written: Written
    data: bytes | None = None
    """What to write at the path; None: nothing."""
    executable: bool = False
    held: Held | None = None
    """What stood there when this was planned; it must still, when it is replaced."""
    base: str | None = None
    """What to remember as last generated; None: what is remembered stays."""


def apply(
    root: str | os.PathLike[str], artefacts: Iterable[Artefact], *, dry_run: bool = False, keep: frozenset[str] = frozenset(),
    lock_timeout_seconds: float = 10.0,
) -> tuple[Written, ...]:
    """Writes artefacts into a project, all or none, and merges them with what people changed.

    Args:
        root: the project's directory; it must exist.
        artefacts: what to write; ``wiring`` instructions are no files and are passed over.
        dry_run: say what would happen; nothing is created, not even a lock.
        keep: paths whose conflict is settled in favour of the person's text: what is generated now counts as seen.
        lock_timeout_seconds: how long to wait for another run in the same project.

    A generated file that someone deleted is created again. Running twice changes nothing the second time; a conflict is
    reported again until it is settled, by ``keep`` or by taking over what was generated.

    Raises:
        BadPath: ``root`` is no directory or cannot be read.
        WriteRefused: two artefacts clash, a path leads through a link or a file, another run holds the project, the disk
            is full, a permission is missing, or a file changed while it was being replaced. Nothing was changed then.
    """
    given = sorted((a for a in artefacts if a.mode == "new"), key=lambda a: a.path)
    _refuse_clashes(given)
    with _opened(root) as directory:
        plans, manifest = _planned(directory, given, keep)
        if not dry_run and (any(p.data is not None for p in plans) or manifest is not None):
            with directory.locked(f"{STATE}/lock", lock_timeout_seconds):
                plans, manifest = _planned(directory, given, keep)
                commit(directory, _changes(directory, plans, manifest))
    return tuple(plan.written for plan in plans)


def page_place(path: str) -> Path:
    """Where a page is going to be written; asked before the work that fills it.

    Raises:
        BadPath: its name does not end in .html, its directory is not there, or something else than a file stands there.
    """
    place = Path(path).expanduser()
    if place.suffix.lower() not in (".html", ".htm"):
        raise BadPath(Text(f"{escaped(path)} is no name of a page", f"{escaped(path)} n'est pas un nom de page"), Text("a page's name ends in .html; what stands there is replaced", "le nom d'une page finit par .html ; ce qui s'y trouve est remplacé"))
    if not place.parent.is_dir() or (place.exists() and not place.is_file()):
        raise BadPath(Text(f"cannot write {escaped(path)}: its directory is not there, or no file stands there", f"impossible d'écrire {escaped(path)} : son répertoire n'existe pas, ou ce n'est pas un fichier"))
    return place


def write_page(place: Path, text: str) -> None:
    """A page for a person to open; whole or not at all.

    Raises:
        BadPath: it cannot be written.
    """
    made = place.with_name(f".{place.name}.part")
    try:
        made.write_text(text, "utf-8", newline="")
        os.replace(made, place)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise BadPath(Text(f"cannot write {place}: {error.strerror}", f"impossible d'écrire {place} : {error.strerror}")) from None


@contextmanager
def _opened(root: str | os.PathLike[str]) -> Iterator[Directory]:
    try:
        directory = Directory(Path(root).expanduser().resolve())
    except (OSError, ValueError, RuntimeError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise BadPath(Text(f"cannot write into {root}: {words}", f"impossible d'écrire dans {root} : {words}"),
                      Text("give the path of a project's directory", "donnez le chemin du répertoire d'un projet")) from None
    try:
        yield directory
    finally:
        directory.close()


def _refuse_clashes(artefacts: list[Artefact]) -> None:
    """Two artefacts may not be one file on a disk that ignores case, nor one a directory of the other; and the state is not theirs."""
    seen: dict[str, str] = {}
    for artefact in artefacts:
        folded = artefact.path.casefold()
        if not artefact.path.isprintable() or folded.split("/")[0] in (STATE, ".git") or artefact.path.endswith((" ", ".")):
            shown = escaped(artefact.path)
            raise WriteRefused(Text(f"{shown} is no path a file may be written to", f"{shown} n'est pas un chemin où un fichier peut être écrit"))
        if folded in seen:
            raise WriteRefused(Text(f"{seen[folded]} and {artefact.path} are one file where case does not count",
                                    f"{seen[folded]} et {artefact.path} sont un seul fichier là où la casse ne compte pas"))
        seen[folded] = artefact.path
        try:
            artefact.text.encode()
        except UnicodeEncodeError:
            raise WriteRefused(Text(f"{artefact.path} holds a character UTF-8 cannot write",
                                    f"{artefact.path} contient un caractère que l'UTF-8 ne peut pas écrire")) from None
    for folded, path in seen.items():
        parts = folded.split("/")
        for cut in range(1, len(parts)):
            if (parent := "/".join(parts[:cut])) in seen:
                raise WriteRefused(Text(f"{seen[parent]} cannot be a file and the directory of {path}",
                                        f"{seen[parent]} ne peut pas être à la fois un fichier et le répertoire de {path}"))


# --- planning ---------------------------------------------------------------------------------------------------------

def _planned(directory: Directory, artefacts: list[Artefact], keep: frozenset[str]) -> tuple[list[_Plan], dict[str, str] | None]:
    """What to do with each artefact, and the manifest's new sums where they change."""
    sums = _sums(directory)
    plans = [_plan(directory, artefact, sums.get(artefact.path, ""), artefact.path in keep) for artefact in artefacts]
    foreign = {plan.written.path for plan in plans if plan.written.action == "foreign"}
    plans = [_skipped(artefact) if artefact.serves in foreign and plan.written.action == "created" else _with_standing(directory, plan)
             for artefact, plan in zip(artefacts, plans, strict=True)]
    after = dict(sums)
    after.update({plan.written.path: _digest(plan.base.encode()) for plan in plans if plan.base is not None})
    return plans, after if after != sums else None


def _plan(directory: Directory, artefact: Artefact, known: str, keep: bool) -> _Plan:
    path, ours = artefact.path, artefact.text
    held = directory.look(path)
    base_held = directory.look(f"{GENERATED}/{path}")
    if held.kind == "absent":
        if held.alike:
            return _Plan(Written(path, "foreign", "", (), Text(f"{held.alike} is the same file where case does not count",
                                                               f"{held.alike} est le même fichier là où la casse ne compte pas")))
        return _Plan(Written(path, "created", unified(path, "", ours, created=True)), ours.encode(), artefact.executable, held, ours)
    if held.kind != "file":
        return _Plan(Written(path, "foreign", "", (), _WHAT_STANDS_THERE[held.kind]))
    assert held.data is not None
    if b"\0" in held.data:
        return _Plan(Written(path, "foreign", "", (), Text("a binary file stands there", "un fichier binaire s'y trouve")))
    # surrogateescape carries bytes that are no UTF-8 through the merge and back unchanged.
    theirs = held.data.decode("utf-8", "surrogateescape")
    remembers = base_held.data is not None and _digest(base_held.data) == known
    if same_lines(theirs, ours):
        return _Plan(Written(path, "unchanged"), base=None if remembers and known == _digest(ours.encode()) else ours)
    if known and _digest(held.data) == known:
        text = merge("text", theirs, theirs, ours).text
        return _Plan(Written(path, "updated", unified(path, theirs, ours)), text.encode("utf-8", "surrogateescape"), artefact.executable, held, ours)
    if not remembers:
        return _Plan(Written(path, "foreign", unified(path, theirs, ours)))
    assert base_held.data is not None
    base = base_held.data.decode("utf-8", "surrogateescape")
    if same_lines(base, ours):
        return _Plan(Written(path, "unchanged", "", (), Text("edited by a person; nothing new was generated",
                                                             "modifié par une personne ; rien de nouveau n'a été généré")))
    if keep:
        return _Plan(Written(path, "unchanged", "", (), Text("the person's text was kept, as asked",
                                                             "le texte de la personne a été gardé, comme demandé")), base=ours)
    merged = merge(_language(artefact), base, theirs, ours)
    data = None if merged.text == theirs else merged.text.encode("utf-8", "surrogateescape")
    if merged.conflicts:
        shown = tuple(MergeConflict(escaped(c.where), escaped(c.theirs), escaped(c.ours)) for c in merged.conflicts)
        return _Plan(Written(path, "conflict", unified(path, theirs, ours), shown), data, artefact.executable, held)
    if data is None:
        return _Plan(Written(path, "unchanged", "", (), Text("it already holds what was generated",
                                                             "il contient déjà ce qui a été généré")), base=ours)
    return _Plan(Written(path, "merged", unified(path, theirs, merged.text)), data, artefact.executable, held, ours)


def _skipped(artefact: Artefact) -> _Plan:
    return _Plan(Written(artefact.path, "skipped", "", (), Text(f"only the {artefact.serves} that was not written would use it",
                                                                f"seul le {artefact.serves} qui n'a pas été écrit l'utiliserait")))


def _with_standing(directory: Directory, plan: _Plan) -> _Plan:
    data = plan.data if plan.data is not None else directory.look(plan.written.path).data
    text = None if data is None or b"\0" in data else data.decode("utf-8", "replace")
    return replace(plan, written=replace(plan.written, stands=text))


_WHAT_STANDS_THERE: Mapping[str, Text] = {
    "link": Text("a symbolic link stands there; links are not followed", "un lien symbolique s'y trouve ; les liens ne sont pas suivis"),
    "directory": Text("a directory stands there", "un répertoire s'y trouve"),
    "other": Text("something that is no ordinary file stands there", "quelque chose qui n'est pas un fichier ordinaire s'y trouve"),
    "large": Text("a very large file stands there", "un très gros fichier s'y trouve"),
    "unreadable": Text("a file that cannot be read stands there", "un fichier illisible s'y trouve"),
}


def _language(artefact: Artefact) -> str:
    suffix = artefact.path.rpartition(".")[2].lower()
    return {"yml": "yaml", "yaml": "yaml", "json": "json", "toml": "toml"}.get(suffix, "text")


# --- state ------------------------------------------------------------------------------------------------------------

def _digest(data: bytes) -> str:
    """Line endings do not count: git may have checked a clone out with others."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def _sums(directory: Directory) -> dict[str, str]:
    """Path → SHA-256 of what was last generated; a manifest that is missing or was tampered with says nothing."""
    held = directory.look(MANIFEST)
    try:
        data: Any = json.loads(held.data or b"")
        files = data["files"]
        if data["version"] != 1 or not isinstance(files, dict):
            return {}
        return {path: entry["sha256"] for path, entry in files.items() if isinstance(entry["sha256"], str) and _is_inside(path)}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _is_inside(path: str) -> bool:
    return bool(path) and not path.startswith("/") and "\\" not in path and "\0" not in path and not {"", ".", ".."} & set(path.split("/"))


def _manifest_change(directory: Directory, sums: Mapping[str, str]) -> Change:
    data = {"about": _ABOUT, "version": 1, "files": {path: {"sha256": sums[path]} for path in sorted(sums)}}
    return Change(MANIFEST, (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode(), held=directory.look(MANIFEST))


def _changes(directory: Directory, plans: list[_Plan], manifest: dict[str, str] | None) -> list[Change]:
    """In the order they are done: files, remembered texts, and the manifest last, so that after a crash it vouches for nothing wrongly."""
    changes = [Change(p.written.path, p.data, p.executable, p.held) for p in plans if p.data is not None]
    for plan in plans:
        if plan.base is not None:
            path = f"{GENERATED}/{plan.written.path}"
            held = directory.look(path)
            if held.data != plan.base.encode():
                changes.append(Change(path, plan.base.encode(), held=held))
    if manifest is not None:
        changes.append(_manifest_change(directory, manifest))
    return changes


# --- showing ----------------------------------------------------------------------------------------------------------

def escaped(text: str) -> str:
    """Text a terminal shows and does not obey: control characters and stray bytes as ``\\x1b``, line feeds and tabs as they are."""
    def shown(ch: str) -> str:
        if ch in "\n\t" or ch.isprintable():
            return ch
        code = ord(ch)
        return f"\\x{code & 0xff:02x}" if code < 256 or 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"

    return "".join(shown(ch) for ch in text)


def unified(path: str, before: str, after: str, created: bool = False) -> str:
    """What changes in a file, escaped for a terminal."""
    old, new = before.replace("\r\n", "\n").split("\n"), after.split("\n")
    old, new = old[:-1] if old[-1] == "" else old, new[:-1] if new[-1] == "" else new
    if max(len(old), len(new)) > MAX_LINES:
        return f"--- a/{path}\n+++ b/{path}\n@@ {len(old)} lines, {len(new)} lines: too long to compare @@\n"
    lines = unified_diff(old, new, "/dev/null" if created else f"a/{path}", f"b/{path}", lineterm="")
    return escaped("".join(line + "\n" for line in lines))

