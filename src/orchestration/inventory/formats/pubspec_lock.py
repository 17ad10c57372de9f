"""pubspec.lock of Dart and Flutter. https://dart.dev/tools/pub/glossary#lockfile"""

from __future__ import annotations

from ...model.dependency import Scope
from .. import machine_yaml, reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable, table, word
from . import pubspec

_SOURCES = {"git": reasons.GIT, "path": reasons.LOCAL, "sdk": None}
_SCOPES: dict[str, Scope] = {"direct main": "production", "direct dev": "development", "direct overridden": "unknown"}


def _read(source: Source) -> Reading:
    data = machine_yaml.parse(source)
    packages = table(data, "packages")
    if not isinstance(data, dict) or "packages" not in data:
        raise Unreadable("it is no lockfile of pub: packages is missing", "ce n'est pas un fichier de verrouillage pub : il y manque packages")
    graph = Graph("Pub")
    manifest = source.beside("pubspec.yaml")
    reading = Reading(covers={manifest} if manifest else set())
    wished = {wish.name: wish for wish in (wishes_of(reading, source.other(manifest), pubspec.wishes) if manifest else ())}
    for name, entry in packages.items():
        if not isinstance(entry, dict):
            continue
        at, kind, version = source.at(line_of(source, packages, name)), word(entry.get("source")), word(entry.get("version"))
        if kind == "sdk":
            continue
        if kind in _SOURCES:
            graph.unresolved(name, version, at, _SOURCES[kind] or reasons.LOCAL)
            continue
        graph.add(name, word(table(entry, "description").get("name")) or name, version, at)
        said = word(entry.get("dependency"))
        if said in _SCOPES:
            scope = wished[name].scope if name in wished else _SCOPES[said]
            graph.root(name, scope, wished[name].stated if name in wished else "")
    for name, wish in wished.items():
        if name not in packages and wish.reason is None:
            graph.unresolved(name, wish.stated, wish.at, reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("pubspec-lock", _read)
