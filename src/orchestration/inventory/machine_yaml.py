"""YAML as programs write it into lockfiles: blocks by indentation, one value a line; keys know where they stand.

A general parser takes seconds for what pnpm writes, and has to be guarded against aliases and tags, which no lockfile holds: they are refused here.
Every scalar stays the text it is.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .located_json import MAX_DEPTH, Object
from .source import Source, Unreadable

_KEY = re.compile(r"""('(?:[^']|'')*+'|"(?:[^"\\]|\\.)*+"|[^\s'"\[\]{}&*!|>%@#?,-][^#\n]*?|[?@-][^\s][^#\n]*?)\s*:(?:\s+(.*))?$""")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_FLOW = re.compile(r"""\s*(?:('(?:[^']|'')*+'|"(?:[^"\\]|\\.)*+")|([{}\[\],])|(:(?=[\s,\]}]|$))|((?:[^\s,{}\[\]:#'"]|:(?=[^\s,\]}])|[ \t]+(?=[^\s,{}\[\]:#])|(?<=\S)[#'"])+))""")


def parse(source: Source) -> Any:
    """The last document of a text, which is the project's where a package manager writes one for itself in front.

    Raises:
        Unreadable: it is not written like that; with the line.
    """
    text = source.text
    start = text.rfind("\n---\n") + 1
    return _Parser(source, start).document()


class _Parser:
    def __init__(self, source: Source, start: int) -> None:
        self._source = source
        offset = start
        self._lines: list[tuple[int, str, int]] = []
        """(indentation, text without it, offset) of every line that says something; lines inside block scalars are kept as they are."""
        for line in source.text[start:].split("\n"):
            stripped = line.strip()
            if stripped and not stripped.startswith("#") and stripped not in ("---", "...") and not line.startswith("%"):
                self._lines.append((len(line) - len(line.lstrip(" ")), stripped, offset))
            offset += len(line) + 1
        self._next = 0

    def wrong(self, offset: int, en: str = "it is not written as a lockfile is from here on", fr: str = "à partir d'ici, ce n'est pas écrit comme un fichier de verrouillage") -> Unreadable:
        return Unreadable(en, fr, self._source.line_of(offset))

    def document(self) -> Any:
        if not self._lines:
            return None
        value = self._block(self._lines[0][0], 0)
        if self._next < len(self._lines):
            raise self.wrong(self._lines[self._next][2])
        return value

    def _block(self, indent: int, depth: int) -> Any:
        if depth > 60:
            raise self.wrong(self._lines[self._next][2], "it is nested too deeply", "il est imbriqué trop profondément")
        return self._sequence(indent, depth) if self._lines[self._next][1].startswith("- ") or self._lines[self._next][1] == "-" else self._mapping(indent, depth)

    def _mapping(self, indent: int, depth: int) -> Object:
        found = Object()
        while self._next < len(self._lines):
            level, text, offset = self._lines[self._next]
            if level != indent or text.startswith("- "):
                if level > indent:
                    raise self.wrong(offset)
                break
            self._next += 1
            if text.startswith("? "):
                key, rest = self._scalar(text[2:].strip(), offset), self._answer(indent, offset)
            else:
                match = _KEY.match(text)
                if match is None:
                    raise self.wrong(offset)
                key, rest = self._scalar(match[1], offset), match[2] or ""
            if key in found:
                raise self.wrong(offset, f"the key {key[:60]!r} is given twice", f"la clé {key[:60]!r} est donnée deux fois")
            found.places[key] = offset
            found[key] = self._value(rest, indent, offset, depth)
        return found

    def _answer(self, indent: int, offset: int) -> str:
        """What follows the ``:`` of a key that stands on a line of its own."""
        if self._next < len(self._lines) and self._lines[self._next][0] == indent and self._lines[self._next][1].startswith(":"):
            self._next += 1
            rest = self._lines[self._next - 1][1][1:].strip()
            if rest and (match := _KEY.match(rest)) and not rest.startswith(("'", '"', "{", "[")):
                # The first pair of a mapping stands behind the colon; its others are indented as deep.
                level, text, at = self._lines[self._next - 1]
                self._next -= 1
                shift = len(text) - len(text[1:].lstrip())
                self._lines[self._next] = (level + shift, match[0], at)
                return ""
            return rest
        raise self.wrong(offset)

    def _sequence(self, indent: int, depth: int) -> list[Any]:
        found: list[Any] = []
        while self._next < len(self._lines):
            level, text, offset = self._lines[self._next]
            if level != indent or not (text.startswith("- ") or text == "-"):
                if level > indent:
                    raise self.wrong(offset)
                break
            rest = text[1:].strip()
            if rest and _KEY.match(rest) and rest[0] not in "'\"{[":
                shift = len(text) - len(text[1:].lstrip())
                self._lines[self._next] = (level + shift, rest, offset)
                found.append(self._block(level + shift, depth + 1))
                continue
            self._next += 1
            found.append(self._value(rest, indent, offset, depth))
        return found

    def _value(self, rest: str, indent: int, offset: int, depth: int) -> Any:
        if not rest or rest.startswith("#"):
            if self._next < len(self._lines):
                level, text, _ = self._lines[self._next]
                if level > indent or (level == indent and text.startswith("- ")):
                    return self._block(level, depth + 1)
            return None
        if _BLOCK.match(rest):
            parts = []
            while self._next < len(self._lines) and self._lines[self._next][0] > indent:
                parts.append(self._lines[self._next][1])
                self._next += 1
            return "\n".join(parts)
        if rest[0] in "{[":
            return self._flow(rest, offset)
        value = self._scalar(rest, offset)
        if self._next < len(self._lines) and self._lines[self._next][0] > indent:
            # A long plain text that goes on below.
            while self._next < len(self._lines) and self._lines[self._next][0] > indent and not _KEY.match(self._lines[self._next][1]):
                value += " " + self._lines[self._next][1]
                self._next += 1
        return value

    def _scalar(self, text: str, offset: int) -> str:
        if text[:1] == "'":
            if len(text) < 2 or text[-1] != "'":
                text = text.rpartition(" #")[0].rstrip() or text
            if len(text) < 2 or text[-1] != "'":
                raise self.wrong(offset)
            return text[1:-1].replace("''", "'")
        if text[:1] == '"':
            try:
                return str(json.loads(text))
            except ValueError:
                raise self.wrong(offset) from None
        if text[:1] in ("&", "*", "!") and text != "*":
            raise self.wrong(offset, "it holds an alias, an anchor or a tag, which no package manager writes into a lockfile", "il contient un alias, une ancre ou une étiquette, qu'aucun gestionnaire de paquets n'écrit dans un tel fichier")
        return text.partition(" #")[0].rstrip()

    def _flow(self, text: str, offset: int) -> Any:
        """``{integrity: sha512-…}`` and ``[x64, arm64]``, on one line."""
        stack: list[tuple[Any, str | None]] = []
        here: Any = None
        key: str | None = None
        pending: str | None = None
        position = 0

        def put(value: Any) -> None:
            nonlocal key
            if isinstance(here, list):
                here.append(value)
            elif isinstance(here, Object) and key is not None:
                here[key] = value
                key = None

        while position < len(text):
            token = _FLOW.match(text, position)
            if token is None:
                raise self.wrong(offset)
            position = token.end()
            if token[1] or token[4]:
                pending = self._scalar((token[1] or token[4]).strip(), offset)
            elif token[3]:
                if not isinstance(here, Object) or pending is None:
                    raise self.wrong(offset)
                key, pending = pending, None
                here.places[key] = offset
            elif token[2] in "{[":
                value: Any = Object() if token[2] == "{" else []
                if len(stack) > MAX_DEPTH:
                    raise self.wrong(offset, "it is nested too deeply", "il est imbriqué trop profondément")
                stack.append((here, key))
                here, key = value, None
            else:
                if pending is not None:
                    put(pending)
                    pending = None
                elif isinstance(here, Object) and key is not None:
                    put(None)
                if token[2] != ",":
                    if not stack or (token[2] == "}") != isinstance(here, Object):
                        raise self.wrong(offset)
                    value = here
                    here, key = stack.pop()
                    if here is None:
                        rest = text[position:].strip()
                        if rest and not rest.startswith("#"):
                            raise self.wrong(offset)
                        return value
                    put(value)
        raise self.wrong(offset)
