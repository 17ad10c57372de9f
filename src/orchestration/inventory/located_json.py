"""JSON whose keys know where they stand: comments and trailing commas allowed, depth bounded, nothing recursive.

The standard parser keeps no positions, and looking each key up afterwards finds the wrong one where names repeat, as in every lockfile.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .source import Source, Unreadable

MAX_DEPTH = 400
"""npm's first lockfiles nest a level for each level of node_modules; no real one comes near."""
_TOKEN = re.compile(
    r'(?>\s+|//[^\n]*|/\*(?>[^*]+|\*(?!/))*+\*/)*+'
    r'(?:(?P<string>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")|(?P<mark>[{}\[\],:])|(?P<plain>-?[0-9][0-9.eE+-]*|true|false|null)|(?P<end>\Z))')
_PAIR = re.compile(r'\s*("([^"\\\n]*+)")\s*+:\s*+"([^"\\\n]*+)"\s*+(,)?+')
"""What most of a lockfile consists of, taken in one step."""
_PLAIN = {"true": True, "false": False, "null": None}


class Object(dict[str, Any]):
    """A JSON object; ``places[key]`` is the offset of that key (the last of several, as its value is)."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, int] = {}


def line_of(source: Source, holder: Any, key: str) -> int:
    """The line of an object's key; 0 where it has none."""
    return source.line_of(holder.places[key]) if isinstance(holder, Object) and key in holder.places else 0


def parse(source: Source) -> Any:
    """The value of a whole text.

    Raises:
        Unreadable: it is no JSON, or nested too deeply; with the line.
    """
    text, match = source.text, _TOKEN.match
    position, stack, here, key = 0, [], None, ""
    expects_key, expects_value, is_done, result = False, True, False, None

    def wrong() -> Unreadable:
        at = min(position + len(text[position:position + 200]) - len(text[position:position + 200].lstrip()), max(len(text) - 1, 0))
        return Unreadable("it is no JSON from here on", "à partir d'ici, ce n'est plus du JSON", source.line_of(at))

    while True:
        while expects_key and (pair := _PAIR.match(text, position)):
            here[pair[2]] = pair[3]
            here.places[pair[2]] = pair.start(1)
            position, expects_key = pair.end(), bool(pair[4])
        token = match(text, position)
        if token is None:
            raise wrong()
        kind, raw = token.lastgroup, token[token.lastgroup or 0]
        if kind == "mark" and raw in "{[":
            if not expects_value:
                raise wrong()
            value: Any = Object() if raw == "{" else []
            if len(stack) >= MAX_DEPTH:
                raise Unreadable(f"it is nested more than {MAX_DEPTH} levels deep", f"il est imbriqué sur plus de {MAX_DEPTH} niveaux", source.line_of(token.end() - 1))
            if here is None:
                result = value
            elif isinstance(here, list):
                here.append(value)
            else:
                here[key] = value
            stack.append(here)
            here = value
            expects_key, expects_value = raw == "{", raw == "["
        elif kind == "mark" and raw in "}]":
            if here is None or (raw == "}") != isinstance(here, Object) or (isinstance(here, Object) and expects_value):
                raise wrong()
            here = stack.pop()
            expects_key = expects_value = False
            is_done = here is None
        elif kind == "string" and expects_key:
            try:
                key = json.loads(raw) if "\\" in raw else raw[1:-1]
            except ValueError:
                raise wrong() from None
            here.places[key] = token.start("string")
            position = token.end()
            token = match(text, position)
            if token is None or token["mark"] != ":":
                raise wrong()
            expects_key, expects_value = False, True
        elif kind in ("string", "plain") and expects_value:
            try:
                value = raw[1:-1] if kind == "string" and "\\" not in raw else _PLAIN[raw] if raw in _PLAIN else json.loads(raw)
            except ValueError:
                raise wrong() from None
            if here is None:
                result, is_done = value, True
            elif isinstance(here, list):
                here.append(value)
            else:
                here[key] = value
            expects_value = False
        elif kind == "mark" and raw == "," and here is not None and not expects_key and not expects_value:
            expects_key, expects_value = isinstance(here, Object), isinstance(here, list)
        elif kind == "end" and is_done:
            return result
        else:
            raise wrong()
        if is_done and kind != "end":
            expects_value = False
        position = token.end()
