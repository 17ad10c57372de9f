"""pubspec.yaml of Dart and Flutter: a person's file, so read as YAML is. https://dart.dev/tools/pub/dependencies"""

from __future__ import annotations

from typing import Any

from ...model.dependency import Scope
from ...model.text import Text
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable, table, word

_MAX_LENGTH = 60_000
"""A person writes a few hundred lines; a general parser needs a second for this much."""
_GROUPS: tuple[tuple[str, Scope], ...] = (("dependencies", "production"), ("dev_dependencies", "development"))


def wishes(source: Source) -> list[Wish]:
    if len(source.text) > _MAX_LENGTH:
        raise Unreadable("it is much too long for a pubspec.yaml", "il est bien trop long pour un pubspec.yaml")
    data = source.tree.data(source.path)
    if not isinstance(data, dict):
        raise Unreadable("it is no mapping, as a pubspec.yaml is", "ce n'est pas une table, comme l'est un pubspec.yaml")
    found = []
    for group, scope in _GROUPS:
        for name, said in table(data, group).items():
            stated, reason = _stated(said)
            if reason is not None or stated is not None:
                found.append(Wish(str(name), stated or "", scope, source.at(source.tree.key(source.path, group, str(name)).line), reason))
    return found


def _stated(said: Any) -> tuple[str | None, Text | None]:
    """(range, why it is no registry's); both None for what comes with the SDK."""
    if isinstance(said, dict):
        if "sdk" in said:
            return None, None
        if "git" in said:
            return word(said["git"]) or word(table(said, "git").get("url")), reasons.GIT
        return (word(said.get("path")), reasons.LOCAL) if "path" in said else (str(said.get("version") or ""), None)
    return ("" if said is None else str(said)), None


def _read(source: Source) -> Reading:
    graph = Graph("Pub")
    declare(graph, wishes(source))
    return finish(graph)


FORMAT = Format("pubspec", _read)
