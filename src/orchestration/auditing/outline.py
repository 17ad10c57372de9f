"""What of a file another one's audit can depend on: its own statements, and the functions that were looked into; never where they stand.

So that a change of one function makes only those files be looked at again whose audit went through it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import fields
from typing import Any

from .syntax import Function, Module, Node

_FIELDS: dict[type, tuple[str, ...]] = {}


class Outline:
    """Of one file's tree; each function is spelled once."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._inner: list[tuple[str, Function]] = []
        self.top = self._digest(module.body, "", self._inner)
        self._known: dict[int, tuple[str, list[tuple[str, Function]]]] = {}

    def of(self, entered: Container[int] | None) -> list[str]:
        """The functions with these ``id``, as the file's own statements and each other hold them; None: all."""
        found: list[str] = []
        waiting = [*self._inner]
        while waiting:
            place, function = waiting.pop()
            if entered is not None and id(function) not in entered:
                continue
            known = self._known.get(id(function))
            if known is None:
                inner: list[tuple[str, Function]] = []
                known = self._known[id(function)] = self._digest(function.body, place, inner), inner
            found.append(known[0])
            waiting += known[1]
        return sorted(found)

    def _digest(self, body: Iterable[Node], place: str, inner: list[tuple[str, Function]]) -> str:
        out: list[str] = [place]
        _spell(list(body), out, place, inner)
        return hashlib.sha256("\x1f".join(out).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _spell(value: Any, out: list[str], place: str, inner: list[tuple[str, Function]]) -> None:
    if isinstance(value, Function):
        # Its body counts where it is looked into; that it has one counts here.
        mine = f"{place}.{len(inner)}"
        inner.append((mine, value))
        out.append(f"function {mine} {bool(value.body)} {len(value.body) if len(value.body) < 4 else 4}")
    if isinstance(value, Node):
        kind = type(value)
        names = _FIELDS.get(kind)
        if names is None:
            names = _FIELDS[kind] = tuple(f.name for f in fields(kind) if f.name != "span" and not (kind is Function and f.name == "body"))
        out.append(kind.__name__)
        for name in names:
            _spell(getattr(value, name), out, place, inner)
    elif isinstance(value, (list, tuple)):
        out.append(f"[{len(value)}")
        for item in value:
            _spell(item, out, place, inner)
    elif isinstance(value, dict):
        out.append(f"{{{len(value)}")
        for key, item in value.items():
            out.append(repr(key))
            _spell(item, out, place, inner)
    else:
        out.append(repr(value))
