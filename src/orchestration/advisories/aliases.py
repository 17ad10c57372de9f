"""One flaw, one finding: advisories that name each other, directly or through a third, are of the same flaw."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.advisory import Advisory


def groups(advisories: Iterable[Advisory]) -> tuple[tuple[Advisory, ...], ...]:
    """The advisories of each flaw, sorted."""
    advisories = {a.id: a for a in sorted(advisories, key=lambda a: a.id)}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for advisory in advisories.values():
        for alias in advisory.aliases:
            parent[root(alias)] = root(advisory.id)
    found: dict[str, list[Advisory]] = {}
    for advisory in advisories.values():
        found.setdefault(root(advisory.id), []).append(advisory)
    return tuple(tuple(group) for group in found.values())


def shown(names: Iterable[str]) -> str:
    """The name a person knows it by: a CVE's before GHSA's before any other; of several the first in order."""
    return min(names, key=lambda name: (0 if name.startswith("CVE-") else 1 if name.startswith("GHSA-") else 2, name))
