"""PromQL as a tree: parsed by the library that agrees with Prometheus' own parser, and asked what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::\w+)?\}|(\w+))|\[\[(\w+)\]\]")
_RANGES = {"__rate_interval": "5m", "__interval": "1m", "__range": "1h", "__interval_ms": "60000", "__range_s": "3600", "__range_ms": "3600000"}
"""Grafana's own variables, and a value of the same form."""


class Unreadable(ValueError):
    """No PromQL."""


def is_here() -> bool:
    from importlib.util import find_spec

    return find_spec("promql_parser") is not None


def version() -> str:
    from importlib.metadata import version as of

    return of("promql-parser")


def variables(text: str) -> tuple[str, ...]:
    """The variables a query names, Grafana's own left out."""
    return tuple(dict.fromkeys(name for m in _VARIABLE.finditer(text) if (name := m[1] or m[2] or m[3]) not in _RANGES))


def filled(text: str) -> str:
    """The query with a value for each variable."""
    return _VARIABLE.sub(lambda m: _RANGES.get(m[1] or m[2] or m[3], "x"), text)


def parse(text: str) -> Any:
    """
    Raises:
        Unreadable: with the parser's words.
    """
    import promql_parser

    try:
        return promql_parser.parse(filled(text))
    except ValueError as error:
        raise Unreadable(" ".join(str(error).split())) from None


def nodes(tree: Any) -> Iterator[Any]:
    """The tree's nodes, the outermost first."""
    yield tree
    for inner in _parts(tree):
        yield from nodes(inner)


def _parts(tree: Any) -> Iterator[Any]:
    for name in ("lhs", "rhs", "expr", "vector_selector", "vs"):
        inner = getattr(tree, name, None)
        if inner is not None and type(inner).__module__.startswith("promql_parser"):
            yield inner
    yield from getattr(tree, "args", None) or ()


def calls(tree: Any, within: tuple[str, ...] = ()) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Each call of a function, and the functions it stands in."""
    inside = within
    if type(tree).__name__ == "Call":
        yield tree, within
        inside = (*within, tree.func.name)
    for inner in _parts(tree):
        yield from calls(inner, inside)


def natives(tree: Any) -> frozenset[str]:
    """The names of the series it reads as native histograms: within a histogram's function, and no buckets of a classic one."""
    return frozenset(n for call, _ in calls(tree) if call.func.name.startswith("histogram_") for n in metrics(call) if not n.endswith("_bucket"))


def metrics(tree: Any) -> tuple[str, ...]:
    """The names of the series it reads."""
    return tuple(dict.fromkeys(n.name for n in nodes(tree) if type(n).__name__ == "VectorSelector" and n.name))
