"""From what a file lists to components: which are direct, what brings the others in, which of them production uses."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from ..model.dependency import Component, Package, Scope, Unresolved
from ..model.facts import Evidence
from ..model.text import Text
from .source import quoted

MAX_PATHS = 3
MAX_CHAIN = 60
"""The deepest chains of real lockfiles have about 25; a chain longer than this is left out, its package is not."""
_RANK: dict[Scope, int] = {"production": 0, "optional": 1, "unknown": 2, "development": 3}
_NAME = re.compile(r"[^\s\"'`<>\\|;&$(){}]{1,300}")
_VERSION = re.compile(r"[^\s\"'`<>\\|;&$(){},]{1,200}")


@dataclass(slots=True)
class _Entry:
    package: Package
    at: Evidence
    needs: tuple[str, ...]
    may_need: tuple[str, ...]
    scope: Scope = "unknown"
    licence: str = ""
    is_estimate: bool = False
    is_passed_through: bool = False
    """No component itself, but what it needs is: a package from a repository, a set of extras."""


class Graph:
    """What one file says: entries under keys of its own, what they need, and which the project asks for itself.

    Entries of the same package and version become one component.
    """

    def __init__(self, ecosystem: str, *, tells_direct: bool = True) -> None:
        self.ecosystem, self.tells_direct = ecosystem, tells_direct
        self._entries: dict[str, _Entry] = {}
        self._roots: list[tuple[str, Scope, str]] = []
        self._links: list[tuple[str, str]] = []
        self._unresolved: dict[tuple[str, str, Evidence], Unresolved] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def package(self, key: str) -> Package:
        return self._entries[key].package

    def add(self, key: str, name: str, version: str, at: Evidence, *, needs: Iterable[str] = (), may_need: Iterable[str] = (), scope: Scope = "unknown",
            licence: str = "", is_estimate: bool = False, ecosystem: str = "") -> None:
        """An entry. ``needs`` and ``may_need`` (optional) are keys, known by the end; ``scope`` is what the file itself says."""
        if not _NAME.fullmatch(name) or not name.isprintable():
            self.unresolved(name, version, at, Text("no package can have that name", "aucun paquet ne peut porter ce nom"))
        elif not _VERSION.fullmatch(version) or not version.isprintable():
            self.unresolved(name, version, at, Text("no package can have that version", "aucun paquet ne peut porter cette version"))
        else:
            package = Package(ecosystem or self.ecosystem, name, version)
            self._entries[key] = _Entry(package, at, tuple(needs), tuple(may_need), scope, licence if len(licence) <= 200 and licence.isprintable() else "", is_estimate)

    def pass_through(self, key: str, name: str, stated: str, needs: Iterable[str]) -> None:
        """An entry that is no component; what it needs is brought in by it all the same."""
        self._entries[key] = _Entry(Package("", quoted(name), quoted(stated)), Evidence(""), tuple(needs), (), is_passed_through=True)

    def link(self, key: str, other: str) -> None:
        """An entry needs another one; either may still be to come."""
        self._links.append((key, other))

    def root(self, key: str, scope: Scope, wanted: str = "") -> None:
        """The project itself asks for that entry."""
        self._roots.append((key, scope, wanted))

    def unresolved(self, name: str, stated: str, at: Evidence, reason: Text, *, is_of_image: bool = False) -> None:
        found = Unresolved(quoted(name) or "?", quoted(stated), at, reason, is_of_image)
        self._unresolved.setdefault((found.name, found.stated, at), found)

    def left_out(self) -> list[Unresolved]:
        return list(self._unresolved.values())

    def components(self) -> list[Component]:
        entries: dict[Package, list[_Entry]] = {}
        for entry in self._entries.values():
            entries.setdefault(entry.package, []).append(entry)
        strong, weak = self._edges(entries)
        scopes: dict[Package, Scope] = {}
        wanted: dict[Package, str] = {}
        for key, scope, stated in self._roots:
            if key in self._entries:
                package = self._entries[key].package
                scopes[package] = min(scope, scopes.get(package, scope), key=_RANK.__getitem__)
                wanted[package] = wanted.get(package) or stated
        used = _scopes(scopes, strong, weak)
        paths = _paths(scopes, {p: strong[p] | weak[p] for p in entries})
        found = []
        for package, same in entries.items():
            if same[0].is_passed_through:
                continue
            said = [e.scope for e in same if e.scope != "unknown"]
            found.append(Component(
                package, min((e.at for e in same), key=lambda at: (at.path, at.line)), min(said, key=_RANK.__getitem__) if said else used.get(package, "unknown"),
                package in scopes if self.tells_direct else None, paths.get(package, ()), all(e.is_estimate for e in same), next((e.licence for e in same if e.licence), ""), quoted(wanted.get(package, ""))))
        return found

    def _edges(self, entries: Iterable[Package]) -> tuple[dict[Package, set[Package]], dict[Package, set[Package]]]:
        strong: dict[Package, set[Package]] = {package: set() for package in entries}
        weak: dict[Package, set[Package]] = {package: set() for package in strong}
        for entry in self._entries.values():
            for keys, edges in ((entry.needs, strong), (entry.may_need, weak)):
                edges[entry.package].update(self._entries[key].package for key in keys if key in self._entries)
        for key, other in self._links:
            if key in self._entries and other in self._entries:
                strong[self._entries[key].package].add(self._entries[other].package)
        return strong, weak


def _scopes(roots: dict[Package, Scope], strong: dict[Package, set[Package]], weak: dict[Package, set[Package]]) -> dict[Package, Scope]:
    """What is reached from a production dependency is production's; over an optional edge, optional; the rest is what it is reached from."""
    used: dict[Package, Scope] = {}

    def reach(start: Iterable[Package], scope: Scope, over_weak: bool) -> None:
        todo = [package for package in start if package not in used]
        while todo:
            package = todo.pop()
            if package in used:
                continue
            used[package] = scope
            todo += strong[package]
            todo += weak[package] if over_weak else ()

    reach([p for p, s in roots.items() if s == "production"], "production", False)
    beyond = [other for package in used for other in weak[package]]
    reach([*beyond, *(p for p, s in roots.items() if s == "optional")], "optional", True)
    reach([p for p, s in roots.items() if s == "unknown"], "unknown", True)
    reach([p for p, s in roots.items() if s == "development"], "development", True)
    return used


def _paths(roots: Iterable[Package], edges: dict[Package, set[Package]]) -> dict[Package, tuple[tuple[str, ...], ...]]:
    """Up to three shortest chains for each, breadth first; equal lengths in the order of names."""
    packages = sorted(edges, key=lambda p: (p.name, p.version, p.ecosystem))
    # Numbers in that order: thousands of chains are compared and copied.
    number = {package: n for n, package in enumerate(packages)}
    below = [sorted(number[other] for other in edges[package]) for package in packages]
    found: list[list[tuple[int, ...]]] = [[] for _ in packages]
    todo: deque[tuple[int, ...]] = deque((n,) for n in sorted(number[root] for root in roots))
    while todo:
        chain = todo.popleft()
        known = found[chain[-1]]
        if len(known) >= MAX_PATHS:
            continue
        known.append(chain)
        if len(chain) < MAX_CHAIN:
            todo.extend((*chain, other) for other in below[chain[-1]] if len(found[other]) < MAX_PATHS and other not in chain)
    names = [f"{package.name}@{package.version}" for package in packages]
    return {package: tuple(tuple(names[n] for n in chain) for chain in chains) for package, chains in zip(packages, found, strict=True) if chains}
