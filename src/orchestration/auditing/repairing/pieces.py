"""A text that is put together, taken apart again: what of it is constant, and what is written between."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..syntax import Attr, Binary, Call, Const, Join, Name, Node, Sequence
from .source import Source

Part = str | Node
_C_FORMAT = re.compile(r"%(?:(%)|[-+ 0#]*\d*(?:\.\d+)?([sdvqixfu]))")
_BRACES = re.compile(r"\{\{|\}\}|\{(\d*)\}")
_FORMATTERS = {"sprintf": "c", "Sprintf": "c", "format": "c", "Format": "braces"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One part, and where it stands."""

    part: Part
    start: int
    end: int
    quote: str = ""
    """What a constant part's text stands in."""
    is_joined: bool = False
    """A plus sign beside it says that it is a text."""


def pieces(node: Node, source: Source) -> list[Piece] | None:
    """In the order of the text; None where it is put together in a way that is not known here.

    A conversion that is more than putting the value in (``{x:>5}``, ``%05d``) is not known: without it the text would be another.
    """
    if isinstance(node, Const) and isinstance(node.value, str):
        start, end = source.range(node)
        return [Piece(node.value, start, end, _quote(source.text[start:end]))]
    if isinstance(node, Join):
        return _joined(node, source)
    if isinstance(node, Binary) and node.op == "+":
        left, right = pieces(node.left, source), pieces(node.right, source)
        return None if left is None or right is None else [replace(p, is_joined=True) if isinstance(p.part, Node) else p for p in left + right]
    if isinstance(node, Binary) and node.op == "%" and isinstance(node.left, Const) and isinstance(node.left.value, str):
        given = node.right.items if isinstance(node.right, Sequence) else [node.right]
        return _formatted(node.left, given, "c", source)
    if isinstance(node, Call) and isinstance(node.callee, Attr) and not node.named:
        return _called(node, node.callee, source)
    if isinstance(node, Call) and isinstance(node.callee, Name) and node.callee.id in _FORMATTERS and node.args and isinstance(node.args[0], Const):
        return _formatted(node.args[0], node.args[1:], _FORMATTERS[node.callee.id], source)
    return [Piece(node, *source.range(node))]


def _quote(text: str) -> str:
    return next((c for c in text[:4] if c in "\"'`"), "")


def is_built(node: Node, source: Source) -> bool:
    """Whether it has a constant part and another."""
    found = pieces(node, source)
    return bool(found) and any(isinstance(p.part, str) for p in found) and any(isinstance(p.part, Node) for p in found)


def _joined(node: Join, source: Source) -> list[Piece] | None:
    found: list[Piece] = []
    quote = _quote(source.text[slice(*source.range(node))])
    for part in node.parts:
        if isinstance(part, (Const, Join)):
            below = pieces(part, source)
            if below is None:
                return None
            found += [replace(p, quote=quote) if isinstance(p.part, str) else p for p in below]
            continue
        start, end = source.range(part)
        if source.text[start - 1:start] == "{" and source.text[end:end + 1] != "}":
            return None
        found.append(Piece(part, start, end))
    return found


def _called(node: Call, callee: Attr, source: Source) -> list[Piece] | None:
    if isinstance(callee.object, Const) and isinstance(callee.object.value, str) and callee.name == "format":
        return _formatted(callee.object, node.args, "braces", source)
    if isinstance(callee.object, Const) and isinstance(callee.object.value, str) and callee.name == "formatted":
        return _formatted(callee.object, node.args, "c", source)
    if callee.name in _FORMATTERS and isinstance(callee.object, Name) and callee.object.id in ("String", "string", "fmt", "Kernel") and node.args and isinstance(node.args[0], Const):
        return _formatted(node.args[0], node.args[1:], _FORMATTERS[callee.name], source)
    return [Piece(node, *source.range(node))]


def _formatted(text: Const, given: list[Node], kind: str, source: Source) -> list[Piece] | None:
    if not isinstance(text.value, str):
        return None
    found: list[Piece] = []
    at, used, last = (*source.range(text), _quote(source.written(text))), 0, 0
    plain = ""
    for match in (_C_FORMAT if kind == "c" else _BRACES).finditer(text.value):
        plain += text.value[last:match.start()]
        last = match.end()
        if match[0] in ("%%", "{{", "}}"):
            plain += match[0][0]
            continue
        number = int(match[1]) if kind == "braces" and match[1] else used
        if (len(match[0]) > 2 and kind == "c") or number >= len(given):
            return None
        found += [Piece(plain, *at), Piece(given[number], *source.range(given[number]))]
        plain, used = "", used + 1
    plain += text.value[last:]
    if used != len(given) or ("%" if kind == "c" else "{") in _C_FORMAT.sub("", _BRACES.sub("", text.value)):
        return None
    return [*found, Piece(plain, *at)] if plain else found
