"""What a reader of one format gives back, and how a manifest's wish becomes a component where nothing is locked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..model.dependency import Component, Scope, Unresolved
from ..model.facts import Evidence
from ..model.text import Text
from . import reasons
from .bounds import lower_bound
from .graph import Graph
from .source import Source, Unreadable


@dataclass(frozen=True, slots=True)
class Wish:
    """What a manifest asks for: a package and a range."""

    name: str
    """As the ecosystem normalises it; of an alias, the real package."""
    stated: str
    """The range, or what stands there instead."""
    scope: Scope
    at: Evidence
    reason: Text | None = None
    """Why it names no registry's package; None where it does."""
    alias: str = ""
    """What the project calls it, where that is another name."""


@dataclass(slots=True)
class Reading:
    """What one file said."""

    components: list[Component] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    covers: set[str] = field(default_factory=set)
    """Other files this one answers for, which are therefore not read again: a lockfile's manifests, included files."""
    unreadable: list[tuple[str, Text]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file; the id is the module's name."""

    id: str
    read: Callable[[Source], Reading]


def finish(graph: Graph, covers: Iterable[str] = (), unreadable: Iterable[tuple[str, Text]] = ()) -> Reading:
    return Reading(graph.components(), graph.left_out(), set(covers), list(unreadable))


def declare(graph: Graph, wishes: Iterable[Wish]) -> None:
    """A manifest's wishes by their lower bounds, as direct dependencies."""
    for wish in wishes:
        bound = None if wish.reason else lower_bound(graph.ecosystem, wish.stated)
        if bound is None:
            graph.unresolved(wish.name, wish.stated, wish.at, wish.reason or (reasons.NO_LOWER_END if any(ch in wish.stated for ch in "<!") else reasons.UNPINNED))
            continue
        key = f"{wish.name}@{bound.version}@{wish.at.path}:{wish.at.line}"
        graph.add(key, wish.name, bound.version, wish.at, is_estimate=not bound.is_exact)
        graph.root(key, wish.scope, wish.stated)


def wishes_of(reading: Reading, source: Source, read: Callable[[Source], list[Wish]]) -> list[Wish]:
    """The wishes of a manifest that a lockfile answers for; a broken one is noted and wishes nothing."""
    try:
        return read(source)
    except Unreadable as refused:
        reading.unreadable.append((source.path, refused.why))
        return []
