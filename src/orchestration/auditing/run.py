"""The audit of a whole project: its files side by side, what is known already not looked at again, and what was not looked at said."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from ..edges import audit_memory
from ..edges.tree import DirectoryTree
from ..edges.workers import processors, side_by_side
from ..model.errors import BadValue
from ..model.text import Text
from ..model.tree import Tree
from ..model.verdict import Verdict
from . import baseline
from .finding import Finding, Place
from .looking import Looking, deep, together, weight
from .rows import from_row
from .rule import CONFIDENCES, SEVERITIES, rules
from .snippets import Snippet
from .sources import Skipped, Sources, skipped, sources
from .texts import in_texts, without_secrets

MOST_TOGETHER = 12
MOST_BYTES_TOGETHER = 150_000
"""Of the files that are looked at as one piece: their imports are run once for all of them, and one change makes all of them be looked at again."""
SECONDS = 120.0
"""For one piece of work; a hundred times what it takes."""
FEW = 3
"""Pieces that are not worth starting a process for."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at, and what was not."""

    files: Mapping[str, int] = field(default_factory=dict)
    """Language → files."""
    lines: int = 0
    broken: tuple[tuple[str, int], ...] = ()
    """(path, line) of what could not be parsed; the rest of the file was."""
    failed: tuple[tuple[str, str], ...] = ()
    """(path, why): files of which nothing can be said."""
    unfinished: tuple[tuple[str, int, str], ...] = ()
    """(path, line, function): what was not followed to its end."""
    misnamed: tuple[tuple[str, int, str], ...] = ()
    """(path, line, name): a comment that would suppress a rule there is not."""
    skipped: tuple[Skipped, ...] = ()
    checks: tuple[Verdict, ...] = ()
    """Of files of configuration, by other tools."""
    rules: int = 0
    engine: str = ""
    """A digest of this audit's rules and code."""

    @property
    def is_complete(self) -> bool:
        """Whether all that is a person's own source was looked at. What is left out by its nature, or on demand, is no gap; what could not be read is.

        That a function was not followed to its end is said, and no gap either: a deeper look would end somewhere, too.
        """
        return not (self.broken or self.failed or any(s.cause in GAPS for s in self.skipped) or any(v.state == "not run" for v in self.checks))

    @property
    def count(self) -> int:
        return sum(self.files.values())


GAPS = frozenset({"too-big", "unreadable", "odd-name", "too-many", "died", "binary"})
"""Why a file that was not looked at is a gap, and none that was left out by its nature or on demand."""


@dataclass(frozen=True, slots=True)
class Audit:
    findings: tuple[Finding, ...]
    """The worst first, and among those the surest; suppressed and known ones included."""
    coverage: Coverage
    expired: tuple[Finding, ...] = ()
    """Those among them whose suppression has ended."""
    unsure: int = 0
    """How many were left out because they are less sure than was asked for."""

    @property
    def counting(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.counts)


@lru_cache(maxsize=1)
def engine() -> str:
    """Changes with every rule, every line of this room, every parser."""
    made = hashlib.sha256(python_version().encode())
    home = Path(__file__).parent
    for path in sorted(home.rglob("*")):
        if path.suffix in (".py", ".yaml", ".json") and path.is_file():
            made.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
    for name in ("tree-sitter", *(f"tree-sitter-{g}" for g in ("c-sharp", "go", "java", "javascript", "php", "python", "ruby", "typescript"))):
        try:
            made.update(version(name).encode())
        except PackageNotFoundError:
            continue
    return made.hexdigest()[:16]


def audit(tree: Tree, only: Iterable[str] | None = None, *, exclude: Iterable[str] = (), jobs: int | None = None, with_memory: bool = True, today: date | None = None,
          progress: Progress | None = None) -> Audit:
    """What the rules find in a project's source code.

    Args:
        only: look at these files alone; what they import is still followed.
        exclude: see :func:`orchestration.auditing.sources.sources`.
        jobs: processes side by side, for a project on disk; None: as many as there are processors.
        with_memory: what an earlier run found in files that did not change, and import nothing that did, is not looked for again.
        today: for suppressions that end; None: the clock's.
        progress: told how many files of how many are done.
    """
    return _audit(Looking(tree, (found := sources(tree, exclude=exclude)).languages), found, only, jobs, with_memory, today, progress, tuple(exclude))


def audit_snippet(given: Snippet, *, today: date | None = None) -> Audit:
    """What the rules find in a piece of code about which nothing else is known: whoever calls its functions may hand in anything."""
    languages = {given.path: given.language}
    found = _audit(Looking(given.tree, languages, "parameter", given.presumed), Sources(languages), None, 1, False, today, None)
    if not given.shift:
        return found
    return replace(found, findings=tuple(replace(f, place=_moved(f.place, given.shift), way=tuple(_moved(p, given.shift) for p in f.way)) for f in found.findings))


def _moved(place: Place, shift: int) -> Place:
    first, start, last, end = place.span
    return replace(place, span=(first, start + shift, last, end + shift))


def _audit(looking: Looking, found: Sources, only: Iterable[str] | None, jobs: int | None, with_memory: bool, today: date | None, progress: Progress | None, exclude: tuple[str, ...] = ()) -> Audit:
    tree = looking.tree
    wanted = list(found.languages) if only is None else [p for p in found.languages if p in set(only)]
    pieces = _pieces(wanted, tree)
    memory = _Memory(tree.root if isinstance(tree, DirectoryTree) and with_memory and only is None else None)
    answers = _answers(tree, looking, pieces, jobs, memory, progress or (lambda done, of: None))
    made = together(answers)
    died = tuple(skipped(path, "died") for path in wanted if path not in made["files"] and path not in made["failed"])
    coverage = Coverage(
        _counted(found.languages[p] for p in made["files"]), sum(f["lines"] for f in made["files"].values()),
        tuple((path, line) for path, f in sorted(made["files"].items()) for line in f["broken"][:1]), tuple(sorted(made["failed"].items())),
        tuple(sorted({(str(p), int(line), str(name)) for p, line, name in made["unfinished"]})), tuple(sorted({(str(p), int(line), str(name)) for p, line, name in made["misnamed"]})),
        tuple(sorted({*found.skipped, *died}, key=lambda s: (s.path, s.cause))) if only is None else died, (), len(rules()), engine())
    findings = without_secrets([*(from_row(row) for row in made["findings"]), *in_texts(tree, only, exclude=exclude, kept=memory.texts)])
    memory.save()
    return judged(findings, coverage, today or date.today())


def judged(findings: Iterable[Finding], coverage: Coverage, today: date) -> Audit:
    """One finding a flaw, in the order of their urgency, each with its fingerprint; a suppression that has ended no longer counts."""
    best: dict[tuple[Any, ...], Finding] = {}
    for one in findings:
        key = (one.rule, one.place.path, one.place.line, one.message.en if one.tool else "", *_built(one))
        if key not in best or weight(one) < weight(best[key]):
            best[key] = one
    # Where a value was followed to, the pattern that says it might be is the same flaw.
    followed = {(f.place.path, f.place.line, _weakness(f)) for f in best.values() if f.is_flow}
    best = {key: f for key, f in best.items() if f.is_flow or (f.place.path, f.place.line, _weakness(f)) not in followed}
    made = baseline.marked(sorted(best.values(), key=lambda f: (f.place, f.rule, f.way)))
    ended = {f.fingerprint for f in made if f.suppression is not None and f.suppression.until is not None and f.suppression.until < today}
    expired = tuple(f for f in made if f.fingerprint in ended)
    made = tuple(replace(f, suppression=None) if f.fingerprint in ended else f for f in made)
    return Audit(tuple(sorted(made, key=urgency)), coverage, expired)


def _built(finding: Finding) -> tuple[Any, ...]:
    """Where another file put the text together that one place uses for all; see :class:`~orchestration.auditing.project.Project`."""
    if finding.rule not in rules() or not rules()[finding.rule].is_built:
        return ()
    return next(((p.path, p.line) for p in reversed(finding.way) if p.path != finding.place.path and p.says == "text"), ())


def _weakness(finding: Finding) -> int:
    return rules()[finding.rule].cwe if finding.rule in rules() else finding.cwe


def narrowed(found: Audit, wanted: Iterable[str] = (), min_confidence: str = "low", known: frozenset[str] = frozenset(), changed: Mapping[str, tuple[tuple[int, int], ...]] | None = None) -> Audit:
    """
    Args:
        wanted: rules; empty: all.
        known: fingerprints of a baseline.
        changed: as :func:`orchestration.edges.changes.changed_lines`.

    Raises:
        BadValue: there is no such rule: an audit by none would find nothing.
    """
    wanted = frozenset(wanted)
    for id in sorted(wanted):
        if id not in rules() and "/" not in id:
            raise BadValue(Text(f"no such rule: {id}", f"règle inconnue : {id}"), Text("one of: " + ", ".join(rules()), "au choix : " + ", ".join(rules())))
    findings = tuple(f for f in found.findings if not wanted or f.rule in wanted)
    sure = tuple(f for f in findings if CONFIDENCES.index(f.confidence) <= CONFIDENCES.index(min_confidence))
    made = baseline.known(sure, known)
    if changed is not None:
        made = baseline.untouched(made, changed)
    left = {f.fingerprint for f in made}
    return replace(found, findings=made, expired=tuple(f for f in found.expired if f.fingerprint in left), unsure=found.unsure + len(findings) - len(sure))


def urgency(finding: Finding) -> tuple[Any, ...]:
    return SEVERITIES.index(finding.severity), CONFIDENCES.index(finding.confidence), finding.place, finding.rule


def _pieces(paths: Sequence[str], tree: Tree) -> list[list[str]]:
    """Neighbours together; which are does not depend on how many processes there are."""
    pieces: list[list[str]] = []
    size = 0
    for path in paths:
        bytes_ = len(tree.text(path) or "")
        if not pieces or len(pieces[-1]) >= MOST_TOGETHER or size + bytes_ > MOST_BYTES_TOGETHER:
            pieces.append([])
            size = 0
        pieces[-1].append(path)
        size += bytes_
    return pieces


class _Memory:
    """What was found in an earlier run, and what of it the next may ask for.

    Args:
        root: of the project; None: nothing is remembered.
    """

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self.before: dict[str, Any] = audit_memory.recall(root, engine()) if root is not None else {}
        self.pieces: dict[str, Any] = {}
        self.texts: dict[str, list[Any]] | None = None
        if root is not None:
            texts = self.before.get("texts")
            self.texts = dict(texts) if isinstance(texts, dict) else {}

    def save(self) -> None:
        now = {**self.pieces, "texts": self.texts}
        if self.root is not None and now != self.before:
            audit_memory.remember(self.root, engine(), now)


def _answers(tree: Tree, looking: Looking, pieces: list[list[str]], jobs: int | None, memory: _Memory, progress: Progress) -> list[Mapping[str, Any]]:
    on_disk = isinstance(tree, DirectoryTree)
    where = hashlib.sha256(repr((sorted(looking.languages.items()), looking.templates, looking.settings)).encode()).hexdigest()[:24]
    names = [hashlib.sha256("\0".join([where, *piece]).encode()).hexdigest()[:24] for piece in pieces]
    answers: list[Any] = [_held(memory.before.get(name), looking) for name in names]
    of, done = sum(map(len, pieces)), sum(len(p) for p, a in zip(pieces, answers, strict=True) if a is not None)
    progress(done, of)
    todo = [i for i, answer in enumerate(answers) if answer is None]

    def advance(i: int) -> None:
        nonlocal done
        done += len(pieces[todo[i]])
        progress(done, of)

    if not on_disk or len(todo) < FEW:
        for n, i in enumerate(todo):
            answers[i] = deep(lambda i=i: looking.look(pieces[i]))
            advance(n)
    else:
        setup = {"root": str(tree.root), "languages": looking.languages}
        made = side_by_side(_WORKER, setup, [pieces[i] for i in todo], jobs=jobs or processors(), seconds=SECONDS, on_done=advance)
        for i, answer in zip(todo, made, strict=True):
            answers[i] = answer if answer is not None else _one_by_one(setup, pieces[i], jobs)
    memory.pieces = {name: answer for name, answer in zip(names, answers, strict=True) if not answer["failed"] and not answer.get("is_partial")}
    return answers


_WORKER = "orchestration.auditing.worker"


def _one_by_one(setup: Mapping[str, Any], piece: list[str], jobs: int | None) -> Mapping[str, Any]:
    """A piece whose process ended: one of its files is to blame, the others are not."""
    made = side_by_side(_WORKER, setup, [[path] for path in piece], jobs=jobs or processors(), seconds=SECONDS / 2)
    return {**together(answer for answer in made if answer is not None), "is_partial": any(answer is None for answer in made)}


def _held(kept: Any, looking: Looking) -> Mapping[str, Any] | None:
    """What was found before, where nothing it depends on has changed."""
    try:
        if kept is None or not {"files", "findings", "misnamed", "unfinished", "failed", "loaded", "outlines", "heirs", "importers"} <= set(kept) or any(not looking.tree.has(path) for path in kept["loaded"]):
            return None
        changed = {path for path, digest in kept["loaded"].items() if looking.digest(path) != digest}
        if any(path in kept["files"] or path not in kept["outlines"] for path in changed):
            return None
        findings = [from_row(row) for row in kept["findings"]]
        if changed and (any(place.path in changed for f in findings for place in (f.place, *f.way)) or any(path in changed for path, _, _ in kept["unfinished"])):
            # Where it stands is said, and may be elsewhere now.
            return None
        if any(not deep(lambda path=path: looking.is_alike(path, kept["outlines"][path])) for path in sorted(changed)):
            return None
        if kept["heirs"] and kept["heirs"] != looking.heirs():
            return None
        if any(looking.importers(path) != names for path, names in kept["importers"].items()):
            return None
        return {**kept, "loaded": {path: looking.digest(path) for path in kept["loaded"]}} if changed else kept
    except (KeyError, TypeError, ValueError, AttributeError, ImportError):
        return None


def _counted(languages: Iterable[str]) -> dict[str, int]:
    made: dict[str, int] = {}
    for language in sorted(languages):
        made[language] = made.get(language, 0) + 1
    return made
