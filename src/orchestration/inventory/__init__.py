"""From a project's manifests and lockfiles to what it depends on; pure: nothing is asked of a network, nothing of the project is run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ..model.dependency import Component, Inventory, Unresolved
from ..model.text import Text
from ..model.tree import Tree
from .formats import FORMATS, format_of, rank
from .reading import Reading
from .source import Source, Unreadable


def read(tree: Tree, path: str = ".") -> Inventory:
    """Everything the files below a directory say, or one file.

    A lockfile answers for the manifests it was made from; a manifest that none answers for is read by the lower bounds of its ranges.
    """
    named = [(file, kind) for file in ((path,) if tree.has(path) else tree.files(path)) if (kind := format_of(file))]
    return _read(tree, named)


def read_text(text: str, name: str = "") -> Inventory:
    """What one file's text says. The format is told by the name, or by the content where the name tells nothing; what it is not is said."""
    from ..edges.tree import MemoryTree
    from .recognition import recognise

    name = posixpath.basename(name.replace("\\", "/"))
    kind = format_of(name)
    if not kind:
        kind, usual = recognise(text)
        if not kind:
            why = Text("it is no manifest or lockfile that is known here: " + ", ".join(sorted(FORMATS)), "ce n'est ni un manifeste ni un fichier de verrouillage connu ici : " + ", ".join(sorted(FORMATS)))
            return Inventory(unreadable=((name or "text", why),))
        name = name or usual
    return _read(MemoryTree({name: text.encode("utf-8", "replace")}), [(name, kind)])


def _read(tree: Tree, named: Iterable[tuple[str, str]]) -> Inventory:
    covered: set[str] = set()
    files: list[str] = []
    readings: list[Reading] = []
    for file, kind in sorted(named, key=lambda item: (rank(item[1]), item[0].count("/"), item[0])):
        if file in covered:
            continue
        try:
            reading = FORMATS[kind].read(Source(tree, file))
        except Unreadable as refused:
            readings.append(Reading(unreadable=[(file, refused.why)]))
            continue
        files.append(file)
        covered |= reading.covers
        readings.append(reading)
    unreadable = dict(pair for reading in readings for pair in reading.unreadable)
    files += [file for file in covered if tree.has(file)]
    return Inventory(
        tuple(sorted(set(files) - set(unreadable))),
        tuple(sorted({c for reading in readings for c in reading.components}, key=_place)),
        tuple(sorted({u for reading in readings for u in reading.unresolved}, key=_line)),
        tuple(sorted(unreadable.items(), key=lambda pair: pair[0])))


def _place(found: Component) -> tuple[object, ...]:
    return found.package, found.evidence, found.scope, str(found.is_direct), found.paths, found.is_estimate, found.licence, found.wanted


def _line(found: Unresolved) -> tuple[object, ...]:
    return found.name, found.stated, found.evidence, found.reason.en


__all__ = ["read", "read_text"]
