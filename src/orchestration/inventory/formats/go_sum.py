"""go.sum: checksums of every module version that was ever looked at; not a list of what is used, so what it adds is an estimate. https://go.dev/ref/mod#go-sum-files"""

from __future__ import annotations

import re

from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable

_LINE = re.compile(r"(\S+) (v\d\S*?)(/go\.mod)? h1:\S+\s*$")


def _order(version: str) -> tuple[tuple[int, ...], bool, str]:
    """Semantic versions, a pre-release before its release; a pseudo-version's date sorts as text."""
    numbers, dash, rest = version.removeprefix("v").partition("+")[0].partition("-")
    return tuple(int(n) if n.isdigit() and len(n) < 20 else 0 for n in numbers.split(".")), not dash, rest


def highest(source: Source) -> dict[str, tuple[str, int]]:
    """Module → (highest version whose code was fetched, line): what minimal version selection would have taken, as far as this file tells.

    Raises:
        Unreadable: a line is none of go.sum's.
    """
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(source.lines, 1):
        match = _LINE.match(line)
        if match is None:
            if line.strip():
                raise Unreadable("it is no go.sum from here on", "à partir d'ici, ce n'est plus un go.sum", number)
        elif not match[3] and (match[1] not in found or _order(found[match[1]][0]) < _order(match[2])):
            found[match[1]] = (match[2], number)
    return found


def _read(source: Source) -> Reading:
    graph = Graph("Go", tells_direct=False)
    for name, (version, line) in highest(source).items():
        graph.add(name, name, version, source.at(line), is_estimate=True)
    return finish(graph)


FORMAT = Format("go-sum", _read)
