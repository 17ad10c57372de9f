"""A pattern of words and the wish it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A pattern and the wish it stands for; ``value`` may be taken from the match."""

    topic: str
    pattern: str
    """A regular expression, compiled when the first text is read: most runs bring none."""
    value: Any | Callable[[re.Match[str]], Any] = True

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return _compiled(self.pattern).finditer(text)

    def wish_value(self, match: re.Match[str]) -> Any:
        return self.value(match) if callable(self.value) else self.value


def term(topic: str, pattern: str, value: Any = True) -> Term:
    return Term(topic, rf"(?<![\w-])(?:{pattern})(?![\w])", value)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)
