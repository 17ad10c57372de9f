"""What the text of a route tells of its parts: ``<int:id>`` lets nothing but a number through, whoever wrote the address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CONVERTERS = frozenset({"int", "float", "uuid", "slug", "long", "decimal", "number", "num", "bool", "guid", "datetime", "date", "ymd", "alpha", "hex", "year", "month", "day", "objectid", "pk"})
_TEXTS = frozenset({"str", "string", "path"})
_PART = re.compile(r"\(\?P<(?P<n1>\w+)>|<(?P<a>\w+)(?:\([^()<>]*\))?:(?P<b>[^<>]+)>|:(?P<n2>\w+)\(|\{(?P<n3>\w+)\s*:")
_PLAIN = re.compile(r"(?:(?:\[(?:\\[dw-]|[\w-])+\]|\\[dw]|[\w-]|\((?:\?:)?|\)|\|)(?:[+*?]|\{\d*,?\d*\})?)+")
"""Words and digits, however many and in whatever order."""
_ROUTE = re.compile(r"""\b(?:path|re_path|url)\s*\(\s*r?(?P<q>["'])(?P<path>.{0,300}?)(?P=q)\s*,\s*(?:view\s*=\s*)?(?:[\w.]+\()*(?P<view>[\w.]+)""", re.S)
LONGEST = 2_000


def settled(text: str) -> frozenset[str]:
    """The names of the parts of a route that can only be a number or a word."""
    return frozenset(name for name, is_settled in _parts(text) if is_settled)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    text = text[:LONGEST]
    for part in _PART.finditer(text):
        if part["a"]:
            # Flask and Django write the kind first, Bottle and Sanic the name.
            first, last = part["a"], part["b"]
            if first in _CONVERTERS or first == "any":
                yield last, True
            elif first in _TEXTS:
                yield last, False
            else:
                yield first, last in _CONVERTERS or bool(_PLAIN.fullmatch(last.removeprefix("re:")))
            continue
        closes, opens = ("}", "{") if part["n3"] else (")", "(")
        depth, at = 1, part.end()
        while at < len(text) and depth:
            depth += (text[at] == opens) - (text[at] == closes)
            at += 1
        expression = text[part.end():at - 1].strip()
        # Starlette writes its converters as others write expressions: ``{name:path}``.
        yield part["n1"] or part["n2"] or part["n3"], expression in _CONVERTERS or (expression not in _TEXTS and bool(_PLAIN.fullmatch(expression)))


def of_views(sources: Iterable[str]) -> dict[str, frozenset[str]]:
    """By the name of a view: what is settled by every route of Django's that leads to one of this name."""
    found: dict[str, dict[str, bool]] = {}
    for source in sources:
        for route in _ROUTE.finditer(source):
            names = found.setdefault(route["view"].removesuffix(".as_view").rsplit(".", 1)[-1], {})
            for name, is_settled in _parts(route["path"]):
                names[name] = names.get(name, True) and is_settled
    return {view: frozenset(n for n, is_settled in names.items() if is_settled) for view, names in found.items() if any(names.values())}
