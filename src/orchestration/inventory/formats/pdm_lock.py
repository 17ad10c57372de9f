"""pdm.lock: packages with their groups and requirements; which are direct, pyproject.toml says. https://pdm-project.org/latest/usage/lockfile"""

from __future__ import annotations

from ...model.dependency import Scope
from ...toolchains.python.requirements import normal, parse
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable, rows, strings, table, word
from . import pyproject
from .poetry_lock import add_roots, keys_by_name
from .pyproject import elsewhere


def _scope(groups: list[str]) -> Scope:
    return "unknown" if not groups else "production" if "default" in groups else "unknown"


def _read(source: Source) -> Reading:
    packages = rows(source.toml.get("package"))
    if not {"lock_version", "content_hash", "strategy"} & set(table(source.toml, "metadata")):
        raise Unreadable("it is no lockfile of PDM: metadata has no lock_version", "ce n'est pas un fichier de verrouillage PDM : metadata n'a pas de lock_version")
    manifest = source.beside("pyproject.toml")
    reading = Reading(covers={manifest} if manifest else set())
    wished = wishes_of(reading, source.other(manifest), pyproject.wishes) if manifest else []
    graph = Graph("PyPI", tells_direct=bool(manifest) and not reading.unreadable)
    keys, foreign = keys_by_name(packages), set()
    for package, line in zip(packages, source.headers("package", len(packages)), strict=True):
        name, version, at = normal(word(package.get("name"))), word(package.get("version")), source.at(line)
        reason = elsewhere(package) if {"git", "path", "url"} & set(package) else None if version else reasons.UNPINNED
        if reason:
            foreign.add(name)
            graph.unresolved(name, word(package.get("git")) or word(package.get("path")) or word(package.get("url")) or version, at, reason)
        needs = [key for text in strings(package.get("dependencies")) if (r := parse(text)) for key in keys.get(r.name, ())]
        key = f"{name}@{version}"
        if reason:
            graph.pass_through(key, name, version, needs)
            continue
        # An entry with extras stands beside the one without: the same package.
        if key in graph:
            for other in needs:
                graph.link(key, other)
        else:
            graph.add(key, name, version, at, needs=needs, scope=_scope(strings(package.get("groups"))))
    # Groups can be left out of a lockfile; what all of them need cannot.
    add_roots(graph, [wish for wish in wished if wish.scope == "production" or wish.name in keys], keys, foreign)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("pdm-lock", _read)
