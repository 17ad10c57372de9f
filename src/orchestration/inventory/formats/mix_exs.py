"""mix.exs without a lockfile: the literal declarations, never run."""

from __future__ import annotations

import re

from ...toolchains.elixir.project import Dependency, read_mix
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable


def wish_of(source: Source, stated: Dependency) -> Wish:
    hex_name = re.search(r"\bhex:\s*:(\w+)", stated.options)
    is_local = bool(stated.path) or "in_umbrella:" in stated.options
    return Wish(hex_name[1] if hex_name else stated.name, stated.version, "production" if stated.in_production else "development", source.at(stated.at.line),
                reasons.LOCAL if is_local else reasons.GIT if stated.is_git else None, stated.name)


def wishes(source: Source) -> list[Wish]:
    mix = read_mix(source.tree, source.folder) if source.text else None
    if mix is None:
        raise Unreadable("it is no mix.exs: it defines no Mix project", "ce n'est pas un mix.exs : il ne définit aucun projet Mix")
    return [wish_of(source, stated) for stated in mix.dependencies]


def _read(source: Source) -> Reading:
    graph = Graph("Hex")
    declare(graph, wishes(source))
    return finish(graph)


FORMAT = Format("mix-exs", _read)
