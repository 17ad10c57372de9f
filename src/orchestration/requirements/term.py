"""A pattern of words and the wish it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


class Several(tuple):
    """What one match says of several topics: (topic, value) each."""


@dataclass(frozen=True, slots=True)
class Term:
    """A pattern and the wish it stands for; ``value`` may be taken from the match."""

    topic: str
    pattern: str
    """A regular expression, compiled when the first text is read: most runs bring none."""
    value: Any | Callable[[re.Match[str]], Any] = True

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return _compiled(self.pattern).finditer(text)

    def says(self, match: re.Match[str]) -> tuple[tuple[str, Any], ...]:
        """(topic, value) of all that a match asks for."""
        value = self.value(match) if callable(self.value) else self.value
        return tuple(value) if isinstance(value, Several) else ((self.topic, value),)


def term(topic: str, pattern: str, value: Any = True) -> Term:
    return Term(topic, rf"(?<![\w-])(?:{pattern})(?![\w])", value)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)
