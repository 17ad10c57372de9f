"""From a project's manifests and lockfiles to what it depends on; pure: nothing is asked of a network, nothing of the project is run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from ..model.dependency import Component, Inventory, Unresolved
from ..model.text import Text
from ..model.tree import Tree
from .formats import FORMATS, LOCKS, MANIFESTS, format_of, rank
from .reading import Reading
from .source import Source, Unreadable, quoted


def read(tree: Tree, path: str = ".") -> Inventory:
    """Everything the files below a directory say, or one file.

    A lockfile answers for the manifests it was made from; a manifest that none answers for is read by the lower bounds of its ranges.
    """
    if tree.has(path):
        return _read_file(tree, path)
    return _read(tree, _named(tree.files(path)))


def _named(files: Iterable[str]) -> list[tuple[str, str]]:
    return [(file, kind) for file in files if (kind := format_of(file))]


def _read_file(tree: Tree, path: str) -> Inventory:
    """One file; a manifest by the lockfile beside it, where one answers for it."""
    folder = posixpath.dirname(path)
    beside = [(file, kind) for file, kind in _named(tree.files(folder or ".")) if kind in LOCKS and posixpath.dirname(file) == folder]
    answers = (_read(tree, [lock]) for lock in (beside if format_of(path) not in LOCKS else ()))
    return next((found for found in answers if path in found.files), None) or _read(tree, _named([path]))


def read_text(text: str, name: str = "") -> Inventory:
    """What one file's text says. The format is told by the name, or by the content where the name tells nothing; what it is not is said."""
    from ..edges.tree import MemoryTree
    from .recognition import recognise

    name = quoted(posixpath.basename(name.replace("\\", "/")))
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
    manifests: dict[str, Source] = {}
    for file, kind in sorted(named, key=lambda item: (rank(item[1]), item[0].count("/"), item[0])):
        if file in covered:
            continue
        try:
            reading = FORMATS[kind].read(Source(tree, file, manifests))
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


def lists_only_direct(found: Inventory) -> tuple[str, ...]:
    """The manifests whose components are all direct: what those bring in, no file that was read tells.

    A module of Go lists everything since 1.17, and an image is no package that brings others in.
    """
    by_file: dict[str, set[bool | None]] = {}
    for component in found.components:
        by_file.setdefault(component.evidence.path, set()).add(component.is_direct)
    return tuple(path for path in sorted(by_file) if by_file[path] == {True} and (kind := format_of(path)) in MANIFESTS and kind not in ("dockerfile", "go-mod"))


def _place(found: Component) -> tuple[object, ...]:
    return found.package, found.evidence, found.scope, str(found.is_direct), found.paths, found.is_estimate, found.licence, found.wanted


def _line(found: Unresolved) -> tuple[object, ...]:
    return found.name, found.stated, found.evidence, found.reason.en


__all__ = ["lists_only_direct", "read", "read_text"]
