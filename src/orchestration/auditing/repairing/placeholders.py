"""A query with values in its text becomes one with placeholders, and the values beside it.

A placeholder can stand for a value alone: where a value names a column or a table, or is a list, there is none, and the reason is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...model.text import Text
from ..syntax import Attr, Call, Name, Node
from .pieces import Part, Piece

_BEFORE_A_VALUE = re.compile(r"(?:[=<>]|\b(?:like|ilike|rlike|regexp|between|then|else|escape|glob|match))\s*\(?\s*$", re.I)
_BETWEEN = re.compile(r"\bbetween\s+\S+\s+and\s*$", re.I)
_IN_VALUES = re.compile(r"\bvalues\s*(?:\([^()]*\)\s*,\s*)*\([^()]*$", re.I)
_IN_A_LIST = re.compile(r"\bin\s*\(([^()]*)$", re.I)
_IN_A_FUNCTION = re.compile(r"(?:[=<>(,]|\b(?:like|values|select|where|and|or|set|between))\s*(?:lower|upper|trim|md5|sha1|sha2|concat|coalesce|ifnull|nullif|date|to_date|to_timestamp|password|crypt|abs|round|substr|substring|cast)\s*\([^()]*$", re.I)
_WORD = re.compile(r"[\w$@]")
_EXISTING = re.compile(r"\?|%s|\$\d|(?<![:\w]):[a-zA-Z_]\w*|@\w+")
_LISTS = frozenset({"join", "implode", "Join", "join_", "toString", "map"})

NAMED = Text("the value names a column, a table or a direction, or is a piece of SQL: no placeholder can stand for that; choose from a list of your own", "la valeur désigne une colonne, une table ou un sens, ou est un morceau de SQL : aucun paramètre ne peut la remplacer ; choisissez dans une liste à vous")
LIST = Text("a list of values needs a placeholder each", "une liste de valeurs demande un paramètre pour chacune")
QUOTED = Text("a quote opens in one part of the text and does not close where the next begins", "un guillemet s'ouvre dans une partie du texte et ne se ferme pas où l'on peut le suivre")
MIXED = Text("there are placeholders already, and these would change their order", "il y a déjà des paramètres, dont l'ordre changerait")


@dataclass(frozen=True, slots=True)
class Query:
    chunks: tuple[tuple[str, Piece], ...]
    """Constant texts, and the piece of the source each starts at; together they are the query."""
    values: tuple[tuple[Part, ...], ...]
    """Of each placeholder, what stands for it: one node, or the parts of a text (``%`` and a name in ``LIKE '%…%'``)."""


def with_placeholders(parts: Sequence[Piece], style: str) -> Query | Text:
    """
    Args:
        style: ``?``, ``%s``, ``$n`` (numbered), ``{n}`` (numbered from 0), ``:n``, ``@n`` or ``$pn`` (named ``p1``, ``p2``…).
    """
    constant = "".join(p.part for p in parts if isinstance(p.part, str))
    if _EXISTING.search(re.sub(r"'[^']*'", "", constant)) or (style == "%s" and "%" in re.sub(r"'[^']*'", "", constant)):
        return MIXED
    return _Reading(style).read(parts)


class _Reading:
    def __init__(self, style: str) -> None:
        self.style = style
        self.chunks: list[tuple[list[str], Piece]] = []
        self.values: list[tuple[Part, ...]] = []
        self.quote = ""
        self.opened = 0
        """Length of the whole text where the quote stands."""
        self.within: list[Part] = []

    @property
    def text(self) -> str:
        return "".join("".join(made) for made, _ in self.chunks)

    def read(self, parts: Sequence[Piece]) -> Query | Text:
        for place, piece in enumerate(parts):
            if isinstance(piece.part, str):
                self.chunks.append(([], piece))
                for n, character in enumerate(piece.part):
                    if refusal := self._character(character, piece.part[n + 1:n + 2]):
                        return refusal
                continue
            if not self.chunks:
                return NAMED
            following = parts[place + 1].part if place + 1 < len(parts) else ""
            if self.quote:
                if self.quote == "`":
                    return NAMED
                self.within.append(piece.part)
                continue
            if refusal := self._unfit(piece.part, following if isinstance(following, str) else "x"):
                return refusal
            self._placeholder((piece.part,))
        if self.quote:
            return QUOTED
        return Query(tuple(("".join(made), piece) for made, piece in self.chunks), tuple(self.values))

    def _character(self, character: str, following: str) -> Text | None:
        if not self.quote:
            if character in "'\"`":
                self.quote, self.within = character, []
            else:
                self.chunks[-1][0].append(character)
            return None
        if character != self.quote:
            if self.within and isinstance(self.within[-1], str):
                self.within[-1] += character
            else:
                self.within.append(character)
            return None
        if any(isinstance(p, Node) for p in self.within):
            if self.quote == "`" or following == self.quote:
                return NAMED if self.quote == "`" else QUOTED
            if refusal := self._unfit(None, ""):
                return refusal
            if any(_is_list(p) for p in self.within):
                return LIST
            self._placeholder(tuple(self.within))
        else:
            # What was between is as it was: a constant, though its chunk may have begun elsewhere.
            self.chunks[-1][0].append(self.quote + "".join(p for p in self.within if isinstance(p, str)) + self.quote)
        self.quote, self.within = "", []
        return None

    def _unfit(self, part: Part | None, following: str) -> Text | None:
        before = self.text
        if (part is not None and _WORD.match(following)) or (_WORD.match(before[-1:]) and not re.search(r"\b(?:like|ilike|between|and|then|else|regexp|rlike|escape)$", before, re.I)):
            return NAMED
        listed = _IN_A_LIST.search(before)
        if listed:
            return LIST if (not listed[1].strip() and part is not None) or (part is not None and _is_list(part)) else None
        if part is not None and _is_list(part):
            return LIST
        return None if _BEFORE_A_VALUE.search(before) or _BETWEEN.search(before) or _IN_VALUES.search(before) or _IN_A_FUNCTION.search(before) else NAMED

    def _placeholder(self, value: tuple[Part, ...]) -> None:
        n = len(self.values)
        self.values.append(value)
        self.chunks[-1][0].append({"?": "?", "%s": "%s", "$n": f"${n + 1}", "{n}": f"{{{n}}}", ":n": f":p{n + 1}", "@n": f"@p{n + 1}", "$pn": f"$p{n + 1}"}[self.style])


def _is_list(part: Part) -> bool:
    if not isinstance(part, Call):
        return False
    name = part.callee.name if isinstance(part.callee, Attr) else part.callee.id if isinstance(part.callee, Name) else ""
    return name in _LISTS
