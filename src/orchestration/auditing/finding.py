"""One weakness of a program's text, as every report shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..model.text import Text
from .rule import Severity
from .syntax import Span

Confidence = Literal["high", "medium", "low"]

_TESTS = re.compile(r"(?:^|/)(?:tests?|__tests__|__mocks__|specs?|e2e|cypress|testing|testdata|fixtures?|src/test)/|(?:^|/)(?:test_[^/]*|conftest|[^/]*(?:[_.-](?:test|spec|cy|e2e)|Tests?|TestCase))\.[^/.]+$")


def is_test(path: str) -> bool:
    """Whether a file is a test's by its place or name."""
    return _TESTS.search(path) is not None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A piece of a file."""

    path: str
    span: Span
    """Columns count characters from 0."""
    says: str = ""
    """What a value is called there."""
    source: str = ""
    """The line's own text, trimmed."""

    @property
    def line(self) -> int:
        return self.span[0]


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    place: Place
    severity: Severity
    confidence: Confidence
    message: Text
    way: tuple[Place, ...] = ()
    """From where the value enters to where it does harm; empty: a pattern, not a flow."""
    kind: str = ""
    """Who chose the value: ``remote``, ``local``, ``stored`` or ``parameter``."""
    is_test: bool = False
    """It stands in code that only tests run."""

    @property
    def is_flow(self) -> bool:
        return bool(self.way)
