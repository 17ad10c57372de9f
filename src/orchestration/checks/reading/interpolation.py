"""Compose's ``${VAR}`` interpolation: which variables a text uses, and what it comes to where that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_USE = re.compile(r"\$(?:(\$)|\{([A-Za-z_]\w*)(?:(:?[-+?])((?:[^{}]|\$?\{[^{}]*\})*))?\}|([A-Za-z_]\w*))")


@dataclass(frozen=True, slots=True)
class Use:
    name: str
    operator: str
    """``-`` ``:-`` a default follows; ``?`` ``:?`` required; ``+`` ``:+`` replaced when set; empty: plain."""
    word: str
    index: int
    """Where in the text it stands."""

    @property
    def has_default(self) -> bool:
        return self.operator in ("-", ":-", "+", ":+")


def uses(text: str) -> list[Use]:
    """Every variable a text interpolates, nested defaults included; ``$$`` is none."""
    out: list[Use] = []
    for found in _USE.finditer(text):
        if found[1]:
            continue
        out.append(Use(found[2] or found[5], found[3] or "", found[4] or "", found.start()))
        if found[4] and "$" in found[4]:
            out += [Use(u.name, u.operator, u.word, found.start()) for u in uses(found[4])]
    return out


def resolve(text: str, values: Mapping[str, str]) -> str | None:
    """The text with every variable replaced by its value or default; None where one has neither."""
    unknown = False

    def one(found: re.Match[str]) -> str:
        nonlocal unknown
        if found[1]:
            return "$"
        name, operator, word = found[2] or found[5], found[3] or "", found[4] or ""
        if values.get(name):
            return word if operator in ("+", ":+") else values[name]
        if operator in ("-", ":-"):
            inner = resolve(word, values)
            if inner is not None:
                return inner
        if operator in ("+", ":+"):
            return ""
        unknown = True
        return ""

    out = _USE.sub(one, text)
    return None if unknown else out


def masked(text: str) -> str:
    """The text with every variable replaced by ``$``, so that what is literal can be told from what is not."""
    return _USE.sub("$", text)
