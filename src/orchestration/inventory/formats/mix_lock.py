"""mix.lock: one term a package, with what it needs; which are direct, mix.exs says, an umbrella's applications each."""

from __future__ import annotations

import re

from ...model.tree import join
from ...toolchains.elixir.project import read_mix, umbrella_apps
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable
from . import mix_exs

_HEX = re.compile(r'\s*"([\w.-]+)":\s*\{:hex,\s*:"?([\w.-]+)"?,\s*"([^"]+)"(.*)$')
_GIT = re.compile(r'\s*"([\w.-]+)":\s*\{:git,\s*"([^"]*)",\s*"([^"]*)"')
_NEED = re.compile(r'\{:"?([\w.-]+)"?,\s*(?:"[^"]*"|nil),\s*\[([^\]]*)\]\}')


def _read(source: Source) -> Reading:
    if not re.match(r"\s*%\{", source.text):
        raise Unreadable("it is no mix.lock: that is a map of Elixir", "ce n'est pas un mix.lock : celui-ci est une table Elixir")
    mix = read_mix(source.tree, source.folder)
    own = [mix.path, *(app.path for app in umbrella_apps(source.tree, mix))] if mix else []
    reading = Reading(covers=set(own))
    if (broken := join(source.folder, "mix.exs")) not in own and source.tree.has(broken):
        wishes_of(reading, source.other(broken), mix_exs.wishes)
    wished = [wish for path in own for wish in wishes_of(reading, source.other(path), mix_exs.wishes)]
    graph = Graph("Hex", tells_direct=bool(own))
    known = set()
    for number, line in enumerate(source.lines, 1):
        if match := _HEX.match(line):
            known.add(match[1])
            found = _NEED.findall(match[4])
            # An optional one is only fetched where the project, or another package, asks for it too: it brings nothing in.
            graph.add(match[1], match[2], match[3], source.at(number), needs=[n for n, options in found if "optional: true" not in options])
        elif match := _GIT.match(line):
            known.add(match[1])
            graph.unresolved(match[1], f"{match[2]}#{match[3]}", source.at(number), reasons.GIT)
    for wish in wished:
        if wish.alias in graph:
            graph.root(wish.alias, wish.scope, wish.stated)
        elif wish.reason is None and wish.alias not in known:
            graph.unresolved(wish.name, wish.stated, wish.at, reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("mix-lock", _read)
