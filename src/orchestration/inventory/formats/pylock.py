"""pylock.toml (PEP 751): what is to be installed, with markers that say for which group or extra."""

from __future__ import annotations

from ...model.dependency import Scope
from ...toolchains.python.requirements import normal
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable, rows, word
from . import pyproject
from .poetry_lock import add_roots, keys_by_name


def _scope(marker: str) -> Scope:
    return "development" if "dependency_groups" in marker else "optional" if "extras" in marker else "production"


def _read(source: Source) -> Reading:
    packages = rows(source.toml.get("packages"))
    if "lock-version" not in source.toml:
        raise Unreadable("it is no pylock.toml: lock-version is missing", "ce n'est pas un pylock.toml : il y manque lock-version")
    manifest = source.beside("pyproject.toml")
    reading = Reading(covers={manifest} if manifest else set())
    wished = wishes_of(reading, source.other(manifest), pyproject.wishes) if manifest else []
    keys, foreign = keys_by_name(packages), set()
    graph = Graph("PyPI", tells_direct=bool(wished))
    for package, line in zip(packages, source.headers("packages", len(packages)), strict=True):
        name, version, at = normal(word(package.get("name"))), word(package.get("version")), source.at(line)
        reason = reasons.GIT if "vcs" in package else reasons.LOCAL if "directory" in package else reasons.URL if "archive" in package else None if version else reasons.UNPINNED
        if reason:
            foreign.add(name)
            graph.unresolved(name, version, at, reason)
        needs = [key for said in rows(package.get("dependencies")) for key in keys.get(normal(word(said.get("name"))), ())]
        if reason:
            graph.pass_through(f"{name}@{version}", name, version, needs)
            continue
        graph.add(f"{name}@{version}", name, version, at, needs=needs, scope=_scope(word(package.get("marker"))))
    add_roots(graph, [wish for wish in wished if wish.scope == "production" or wish.name in keys], keys, foreign)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("pylock", _read)
