"""poetry.lock: packages with what they need; which of them the project asks for, pyproject.toml says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...model.dependency import Scope
from ...toolchains.python.requirements import normal
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, finish, wishes_of
from ..source import Source, Unreadable, rows, strings, table, word
from . import pyproject


def keys_by_name(packages: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Normalised name → ``name@version`` of every entry: a lock for several Pythons may hold several versions of one package."""
    found: dict[str, list[str]] = {}
    for package in packages:
        name = normal(word(package.get("name")))
        found.setdefault(name, []).append(f"{name}@{word(package.get('version'))}")
    return found


def add_roots(graph: Graph, wished: Iterable[Wish], keys: Mapping[str, list[str]], foreign: set[str]) -> None:
    """A manifest's wishes as direct dependencies; what the lockfile does not hold is said."""
    for wish in wished:
        there = [key for key in keys.get(wish.name, ()) if key in graph]
        for key in there:
            graph.root(key, wish.scope, wish.stated)
        if not there and wish.reason is None and wish.name not in foreign:
            graph.unresolved(wish.name, wish.stated, wish.at, reasons.NOT_LOCKED)


def _scope(package: Mapping[str, Any]) -> Scope:
    groups = strings(package.get("groups"))
    if groups:
        return "development" if "main" not in groups else "optional" if package.get("optional") is True else "production"
    if package.get("category") in ("main", "dev"):
        return "development" if package["category"] == "dev" else "optional" if package.get("optional") is True else "production"
    return "unknown"


def _read(source: Source) -> Reading:
    packages = rows(source.toml.get("package"))
    if "metadata" not in source.toml or (packages and not all("name" in p and "version" in p for p in packages)):
        raise Unreadable("it is no lockfile of Poetry: metadata, or a package's version, is missing", "ce n'est pas un fichier de verrouillage Poetry : il y manque metadata, ou la version d'un paquet")
    manifest = source.beside("pyproject.toml")
    reading = Reading(covers={manifest} if manifest else set())
    wished = wishes_of(reading, source.other(manifest), pyproject.wishes) if manifest else []
    graph = Graph("PyPI", tells_direct=bool(manifest) and not reading.unreadable)
    keys, foreign = keys_by_name(packages), set()
    extra = {f"{normal(word(p['name']))}@{word(p['version'])}" for p in packages if p.get("optional") is True}
    for package, line in zip(packages, source.headers("package", len(packages)), strict=True):
        name, version, at = normal(word(package["name"])), word(package["version"]), source.at(line)
        kind = word(table(package, "source").get("type"))
        reason = {"git": reasons.GIT, "directory": reasons.LOCAL, "file": reasons.LOCAL, "url": reasons.URL}.get(kind)
        if reason:
            foreign.add(name)
            graph.unresolved(name, word(table(package, "source").get("url")) or version, at, reason)
        # What an extra brings in is optional to the package; to the project it is not, once the extra is asked for.
        needs = [key for other in table(package, "dependencies") for key in keys.get(normal(other), ())]
        if reason:
            graph.pass_through(f"{name}@{version}", name, version, needs)
            continue
        graph.add(f"{name}@{version}", name, version, at, scope=_scope(package), needs=[k for k in needs if k not in extra], may_need=[k for k in needs if k in extra])
    add_roots(graph, wished, keys, foreign)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("poetry-lock", _read)
