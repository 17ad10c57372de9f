"""How a family of languages writes what a repair puts in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..syntax import Node
from .pieces import Part


@dataclass(frozen=True, slots=True)
class Spelling:
    quotes: str
    """Those a plain string may stand in, the preferred one first."""
    keyword: str
    """A named argument, or an option of an object."""
    interpolated: tuple[str, str, str, str]
    """What opens a text with values in it, what opens and closes a value, what closes the text."""
    special: str = ""
    """What has to be escaped in an interpolated text, besides the quote."""
    is_multiline: bool = False
    """A plain string may hold a line's end."""
    plus: str = "+"
    as_text: str = "{}"
    """A value as a text, where it need not be one."""


SPELLINGS = {
    "python": Spelling("\"'", "{}={}", ('f"', "{", "}", '"'), "{}", as_text="str({})"),
    "javascript": Spelling("'\"", "{}: {}", ("`", "${", "}", "`"), "$", as_text="String({})"),
    "java": Spelling('"', "{}({})", ("", "", "", ""), as_text="String.valueOf({})"),
    "go": Spelling('"', "{}: {}", ("", "", "", "")),
    "php": Spelling("'\"", "{}: {}", ('"', "{", "}", '"'), "$", is_multiline=True, plus="."),
    "ruby": Spelling("\"'", "{}: {}", ('"', "#{", "}", '"'), "#", is_multiline=True, as_text="{}.to_s"),
    "csharp": Spelling('"', "{} = {}", ('$"', "{", "}", '"'), "{}"),
}


def literal(value: str, family: str, quote: str = "") -> str:
    """A constant text as the language writes it, in ``quote`` where it can stand in that."""
    spelled = SPELLINGS[family]
    quote = quote if quote and quote in spelled.quotes else spelled.quotes[0]
    if family == "python" and "\n" in value:
        return '"""' + value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + ('"""' if not value.endswith('"') else '\\"""')
    if family == "javascript" and "\n" in value:
        return "`" + value.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`"
    if family == "php" and quote == "'":
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if family == "ruby" and quote == "'" and "\\" not in value:
        return "'" + value.replace("'", "\\'") + "'"
    made = value.replace("\\", "\\\\").replace(quote, "\\" + quote)
    if family in ("ruby", "php"):
        made = made.replace("#{", "\\#{") if family == "ruby" else made.replace("$", "\\$")
    if not spelled.is_multiline:
        made = made.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return quote + made + quote


def text_of(parts: Sequence[Part], family: str, written: dict[int, str], quote: str = "") -> str:
    """An expression for a text of constant parts and values.

    Args:
        written: ``id`` of a node → its own text.
    """
    parts = [p for p in parts if p != ""]
    if len(parts) == 1 and isinstance(parts[0], Node):
        return written[id(parts[0])]
    if all(isinstance(p, str) for p in parts):
        return literal("".join(p for p in parts if isinstance(p, str)), family, quote)
    spelled = SPELLINGS[family]
    start, opened, closed, end = spelled.interpolated
    values = [written[id(p)] for p in parts if isinstance(p, Node)]
    if not start or any(end in value or "\n" in value or "\\" in value for value in values):
        return f" {spelled.plus} ".join(literal(p, family, quote) if isinstance(p, str) else written[id(p)] for p in parts)
    made = start
    for part in parts:
        if isinstance(part, Node):
            made += opened + written[id(part)] + closed
            continue
        escaped = part.replace("\\", "\\\\").replace(end, "\\" + end).replace("\n", "\\n")
        for character in spelled.special:
            escaped = escaped.replace(character, character * 2 if family in ("python", "csharp") else "\\" + character)
        made += escaped
    return made + end
