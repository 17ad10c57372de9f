"""From a project, a file or a file's text to a Scan: what is read, who is asked, and when nothing usable comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

from ... import inventory
from ...advisories import age, licences, vex
from ...advisories.fixes import MANIFESTS
from ...advisories.scan import scan
from ...edges.tree import DirectoryTree
from ...model.advisory import Scan
from ...model.dependency import Inventory
from ...model.errors import BadPath, BadValue, NotLookedUp
from ...model.facts import Notice
from ...model.text import Text
from ...model.tree import Tree
from ...pins.runtimes import end_of_life
from .looking import UPDATE, Looking


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scanned."""

    inventory: Inventory
    tree: Tree | None
    """The project, where it is there to be searched."""
    name: str = ""


def of_directory(path: str) -> Subject:
    """
    Raises:
        BadPath: it is no directory, nor a file in one.
    """
    given = Path(path).expanduser()
    if given.is_file():
        tree = DirectoryTree(given.parent, with_generated=True)
        return Subject(inventory.read(tree, _answering(tree, given.name)), tree, tree.name)
    tree = DirectoryTree(path, with_generated=True)
    found = Subject(inventory.read(tree), tree, tree.name)
    # What we wrote is no evidence: an earlier bill of materials of ours states what was used then.
    ours = tuple(escape(file) for file in found.inventory.files if file.endswith(".json") and _is_ours(tree, file))
    return without(found, ours) if ours else found


def _is_ours(tree: Tree, path: str) -> bool:
    text = tree.text(path) or ""
    if '"bomFormat"' not in text or '"devops-squad"' not in text:
        return False
    try:
        return any(tool["name"] == "devops-squad" for tool in json.loads(text)["metadata"]["tools"]["components"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


def _answering(tree: Tree, manifest: str) -> str:
    """The lockfile beside a manifest, which says more; else the manifest."""
    return next((lock for lock, of in sorted(MANIFESTS.items()) if of == manifest and tree.has(lock)), manifest)


_GIVE = Text("give a manifest's or lockfile's text, or the path of one, or of a project", "donnez le texte d'un manifeste ou d'un fichier de verrouillage, ou le chemin de l'un d'eux, ou d'un projet")


def names_a_file(given: str) -> bool:
    """Whether it is one line that could be no manifest: a path, then."""
    return "\n" not in given.strip() and len(given) < 4096 and not set(given) & set("{}[]<>=;,\0")


def of_text(given: str) -> Subject:
    """A file's text, or a path: one line that could be no manifest is a path.

    Raises:
        BadPath: there is no such file.
        BadValue: the text is no manifest or lockfile known here.
    """
    if not given.strip():
        raise BadPath(Text("nothing to scan was given", "rien à analyser n'a été donné"), _GIVE)
    if names_a_file(given):
        if not Path(given).expanduser().exists():
            raise BadPath(Text(f"no such file: {given!r}", f"fichier introuvable : {given!r}"), _GIVE)
        return of_directory(given)
    read = inventory.read_text(given)
    if read.unreadable and not read.files:
        path, why = read.unreadable[0]
        raise BadValue(Text(f"{path} cannot be read as a manifest or lockfile: {why.en}", f"{path} ne peut pas être lu comme manifeste ou fichier de verrouillage : {why.fr}"))
    return Subject(read, None)


def scanned(subject: Subject, looking: Looking, *, statements: tuple[vex.Statement, ...] = (), denied: tuple[str, ...] = (), progress: Callable[[str], None] = lambda _: None) -> Scan:
    """
    Args:
        denied: SPDX ids or patterns the policy does not allow.

    Raises:
        BadValue: the policy names no licences.
    """
    patterns = licences.policy(denied)
    answers = looking.answers(subject.inventory, progress)
    found = scan(subject.inventory, answers, tree=subject.tree, exploited=looking.exploited, statements=statements, denied=patterns, exploitation_dates=looking.exploitation_dates())
    return replace(found, notices=found.notices + _unranked(found, looking) + _ended(found, looking))


def _ended(found: Scan, looking: Looking) -> tuple[Notice, ...]:
    """Base images whose line gets no fixes any more."""
    made = []
    for image in found.images:
        version = re.match(r"\d+(?:\.\d+)*", image.package.version)
        ended = end_of_life(image.package.name, version[0]) if version else None
        if ended is not None and ended < looking.today:
            made.append(Notice("warning", "end-of-life", Text(f"{image.package.name}:{image.package.version} has had no fixes since {ended}: its line has ended", f"{image.package.name}:{image.package.version} ne reçoit plus de correctifs depuis le {ended} : sa branche est terminée"), (image.evidence,)))
    return tuple(made)


def _unranked(found: Scan, looking: Looking) -> tuple[Notice, ...]:
    """That the order of urgency lacks what is known of attacks, where it does."""
    held = dict(found.exploitation_dates)
    lacking = [name for name in ("KEV", "EPSS") if name not in held or age.is_stale(date.fromisoformat(held[name]), looking.today)]
    if not lacking or not found.findings:
        return ()
    names = ", ".join(lacking)
    return (Notice("warning", "exploitation", Text(f"what is known of attacks ({names}) is not held, or is stale: the order is by severity and use alone; {UPDATE.en}", f"ce qu'on sait des attaques ({names}) n'est pas connu ici, ou est périmé : l'ordre suit la gravité et l'usage seuls ; {UPDATE.fr}")),)


def without(subject: Subject, patterns: tuple[str, ...]) -> Subject:
    """Without what the files say whose paths match, at a person's word; what is left out is said by :func:`left_out`."""
    def kept(path: str) -> bool:
        return not any(fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}") for pattern in patterns)

    held = subject.inventory
    return replace(subject, inventory=Inventory(
        tuple(f for f in held.files if kept(f)), tuple(c for c in held.components if kept(c.evidence.path)), tuple(u for u in held.unresolved if kept(u.evidence.path)), tuple(u for u in held.unreadable if kept(u[0]))))


def left_out(before: Subject, after: Subject) -> tuple[Notice, ...]:
    """One notice that names the files, where there are any."""
    gone = sorted({*before.inventory.files, *(p for p, _ in before.inventory.unreadable)} - {*after.inventory.files, *(p for p, _ in after.inventory.unreadable)})
    some = ", ".join(gone[:5]) + (" …" if len(gone) > 5 else "")
    return (Notice("warning", "left-out", Text(f"{len(gone)} files were left out at your word: {some}", f"{len(gone)} fichiers ont été écartés à votre demande : {some}")),) if gone else ()


def nothing_said(found: Scan) -> NotLookedUp | None:
    """Why nothing can be said of anything that is stated; None where something can, or nothing is stated."""
    reasons = [*(u.reason for u in found.unlooked), *(u.reason for u in found.in_images), *(u.reason for u in found.unresolved), *(why for _, why in found.inventory.unreadable)]
    if not reasons and not found.inventory.files:
        return NotLookedUp(Text("no manifest or lockfile was found", "aucun manifeste ni fichier de verrouillage n'a été trouvé"), _GIVE)
    if not reasons or found.looked_at or found.findings:
        return None
    return NotLookedUp(Text(f"none of {len(reasons)} dependencies or files could be looked up: {reasons[0].en}", f"aucun des {len(reasons)} dépendances ou fichiers n'a pu être recherché : {reasons[0].fr}"),
                       Text(f"{UPDATE.en}, or offline: devops-squad db import DIR", f"{UPDATE.fr}, ou hors ligne : devops-squad db import RÉPERTOIRE"))


