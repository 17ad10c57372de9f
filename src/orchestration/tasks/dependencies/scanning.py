"""From a project, a file or a file's text to a Scan: what is read, who is asked, and when nothing usable comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ... import inventory
from ...advisories import licences, vex
from ...advisories.fixes import MANIFESTS
from ...advisories.scan import scan
from ...edges.tree import DirectoryTree
from ...model.advisory import Scan
from ...model.dependency import Inventory
from ...model.errors import BadPath, BadValue, NotLookedUp
from ...model.text import Text
from ...model.tree import Tree
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
    return Subject(inventory.read(tree), tree, tree.name)


def _answering(tree: Tree, manifest: str) -> str:
    """The lockfile beside a manifest, which says more; else the manifest."""
    return next((lock for lock, of in sorted(MANIFESTS.items()) if of == manifest and tree.has(lock)), manifest)


def of_text(given: str) -> Subject:
    """A file's text, or a path: one line that could be no manifest is a path.

    Raises:
        BadPath: there is no such file.
        BadValue: the text is no manifest or lockfile known here.
    """
    if "\n" not in given.strip() and len(given) < 4096 and not set(given) & set("{}[]<>=~;,\0"):
        if not given.strip() or not Path(given).expanduser().exists():
            raise BadPath(Text(f"no such file: {given!r}", f"fichier introuvable : {given!r}"), Text("give a manifest's or lockfile's text, or the path of one, or of a project", "donnez le texte d'un manifeste ou d'un fichier de verrouillage, ou le chemin de l'un d'eux, ou d'un projet"))
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
    return scan(subject.inventory, answers, tree=subject.tree, exploited=looking.exploited, statements=statements, denied=patterns, exploitation_dates=looking.exploitation_dates())


def nothing_said(found: Scan) -> NotLookedUp | None:
    """Why nothing can be said of any package; None where something can, or there are none."""
    if not found.unlooked or found.looked_at or found.findings:
        return None
    first = found.unlooked[0]
    count = len(found.unlooked)
    return NotLookedUp(Text(f"none of {count} packages could be looked up: {first.reason.en}", f"aucun des {count} paquets n'a pu être recherché : {first.reason.fr}"),
                       Text(f"{UPDATE.en}, or offline: devops-squad db import DIR", f"{UPDATE.fr}, ou hors ligne : devops-squad db import RÉPERTOIRE"))


