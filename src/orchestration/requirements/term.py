"""A pattern of words and the wish it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A pattern and the wish it stands for; ``value`` may be taken from the match."""

    topic: str
    pattern: str
    """A regular expression, compiled when a text is read that has a word of it: most texts have a word of few."""
    value: Any | Callable[[re.Match[str]], Any] = True

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return _compiled(self.pattern).finditer(text)

    def after(self, text: str, position: int) -> re.Match[str] | None:
        """The next match behind a position."""
        return _compiled(self.pattern).search(text, position)

    def wish_value(self, match: re.Match[str]) -> Any:
        return self.value(match) if callable(self.value) else self.value


def term(topic: str, pattern: str, value: Any = True) -> Term:
    return Term(topic, rf"(?<![\w-])(?:{pattern})(?![\w])", value)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def possible(terms: tuple[Term, ...], text: str) -> list[int]:
    """Which of the terms may match in a text at all, by their places in the list.

    Hundreds of patterns tried on every clause would cost more than all the rest: each has pieces of text one of which must be there.
    """
    always, starts = _index(terms)
    folded = text.lower()
    found = set(always)
    for i in range(len(folded) - 1):
        for mark, places in starts.get(folded[i:i + 2], ()):
            if folded.startswith(mark, i):
                found.update(places)
    return sorted(found)


@cache
def _index(terms: tuple[Term, ...]) -> tuple[list[int], dict[str, list[tuple[str, list[int]]]]]:
    """(terms of which nothing can be said, what the others need by its first two letters)."""
    always: list[int] = []
    places: dict[str, list[int]] = {}
    for i, one in enumerate(terms):
        needed = _needed(re._parser.parse(one.pattern, re.I))  # type: ignore[attr-defined]
        if needed is None or min(map(len, needed)) < 2:
            always.append(i)
            continue
        for mark in needed:
            places.setdefault(mark, []).append(i)
    starts: dict[str, list[tuple[str, list[int]]]] = {}
    for mark, its in places.items():
        starts.setdefault(mark[:2], []).append((mark, its))
    return always, starts


def _needed(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    best: frozenset[str] | None = None
    letters = ""

    def better(other: frozenset[str] | None) -> None:
        nonlocal best
        if other and (best is None or (min(map(len, other)), -len(other)) > (min(map(len, best)), -len(best))):
            best = other

    for code, argument in (*sequence, ("end", None)):
        if (kind := str(code)) == "LITERAL":
            letters += chr(argument).lower()
            continue
        better(frozenset([letters]) if letters else None)
        letters = ""
        if kind == "SUBPATTERN":
            better(_needed(argument[3]))
        elif kind == "BRANCH":
            ways = [_needed(way) for way in argument[1]]
            better(frozenset().union(*ways) if all(ways) else None)
        elif kind in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] > 0:
            better(_needed(argument[2]))
    return best
