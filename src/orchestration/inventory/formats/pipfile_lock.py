"""Pipfile.lock of Pipenv: what was locked for ``default`` and ``develop``; which of it is direct, the Pipfile says."""

from __future__ import annotations

from ...model.dependency import Scope
from ...toolchains.python.requirements import normal
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable, word
from . import pipfile
from .pyproject import elsewhere


def _read(source: Source) -> Reading:
    data = source.json
    if not isinstance(data, dict) or "_meta" not in data:
        raise Unreadable("it is no lockfile of Pipenv: _meta is missing", "ce n'est pas un fichier de verrouillage Pipenv : il y manque _meta")
    manifest = source.beside("Pipfile")
    reading = Reading(covers={manifest} if manifest else set())
    wished = wishes_of(reading, source.other(manifest), pipfile.wishes) if manifest else []
    graph = Graph("PyPI", tells_direct=bool(manifest) and not reading.unreadable)
    scopes: dict[str, Scope] = {"default": "production", "develop": "development"}
    for group, holder in data.items():
        if group == "_meta" or not isinstance(holder, dict):
            continue
        scope = scopes.get(group, "optional")
        for name, said in holder.items():
            if not isinstance(said, dict):
                continue
            at, version = source.at(line_of(source, holder, name)), word(said.get("version"))
            reason = elsewhere(said) or (None if version.startswith("==") else reasons.UNPINNED)
            if reason:
                graph.unresolved(normal(name), word(said.get("git")) or word(said.get("path")) or version, at, reason)
                continue
            graph.add(f"{group}/{normal(name)}", normal(name), version.removeprefix("=="), at, scope=scope)
    groups = {"production": "default", "development": "develop"}
    for wish in wished:
        key = f"{groups.get(wish.scope, '')}/{wish.name}"
        if key in graph:
            graph.root(key, wish.scope, wish.stated)
        elif wish.reason is None and not any(normal(n) == wish.name for h in data.values() if isinstance(h, dict) for n in h):
            graph.unresolved(wish.name, wish.stated, wish.at, reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("pipfile-lock", _read)
