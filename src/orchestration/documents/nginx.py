"""nginx configuration text from directives: quoting, blocks and comments; it knows nothing of what a server should do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..model.errors import BadValue
from ..model.text import Text

_BARE = re.compile(r"[\w./:=@~^$*+?|()\[\]%,!<>\\-]+\Z", re.A)
_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Literal:
    """A value to be taken letter by letter: nginx reads ``$`` in most values as a variable and knows no escape for it."""

    text: str


@dataclass(frozen=True, slots=True)
class Directive:
    """``name value …;``, or with a block ``name value … { … }``; a map's or a types' line has its key as ``name``."""

    name: str
    values: tuple[str | Literal, ...] = ()
    block: tuple[Directive, ...] | None = None
    comment: str = ""
    gap: bool = False
    """An empty line in front."""


def d(name: str, *values: str | Literal, block: Iterable[Directive] | None = None, comment: str = "", gap: bool = False) -> Directive:
    return Directive(name, values, None if block is None else tuple(block), comment, gap)


def quoted(value: str | Literal) -> str:
    """A word as nginx reads it: bare where it is plain, else in double quotes.

    A backslash is special only in front of a quote, a backslash, ``t``, ``r`` and ``n`` (everywhere, quoted or not), so a
    regular expression's ``\\.`` stays readable.

    Raises:
        BadValue: it holds a control character, or (a Literal) a ``$``, which cannot be escaped.
    """
    text = value.text if isinstance(value, Literal) else value
    if not text.isprintable() or (isinstance(value, Literal) and "$" in text):
        raise BadValue(Text(f"nginx cannot express {text!r}", f"nginx ne peut pas exprimer {text!r}"))
    escaped = re.sub(r"\\(?=[\"'\\trn]|\Z)", r"\\\\", text)
    if _BARE.match(text):
        return escaped
    if '"' in text and "'" not in text:
        return f"'{escaped}'"
    return '"' + escaped.replace('"', '\\"') + '"'


def _lines(directives: Iterable[Directive], depth: int) -> list[str]:
    pad, out = "    " * depth, []
    for item in directives:
        if item.gap and out:
            out.append("")
        out += [f"{pad}# {line}".rstrip() for line in item.comment.split("\n") if line] if item.comment else []
        words = " ".join([item.name if _NAME.match(item.name) else _key(item.name), *map(quoted, item.values)])
        if item.block is None:
            out.append(f"{pad}{words};")
        elif not item.block:
            out.append(f"{pad}{words} {{}}")
        else:
            out += [f"{pad}{words} {{", *_lines(item.block, depth + 1), f"{pad}}}"]
    return out


def _key(text: str) -> str:
    return text if _BARE.match(text) else quoted(text)


def nginx(directives: Iterable[Directive]) -> str:
    """The file's text."""
    return "\n".join(_lines(directives, 0)) + "\n"
