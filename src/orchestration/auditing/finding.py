"""One weakness of a program's text, as every report shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..model.text import Text
from .rule import Severity
from .syntax import Span

Confidence = Literal["high", "medium", "low"]


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
class Suppression:
    """A person's word that a finding is none to act on."""

    path: str
    line: int
    marker: str
    """Whose word it is written in: ``nosec``, ``NOSONAR``."""
    reason: str = ""
    until: date | None = None
    """The last day on which it counts."""


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
    """Who chose the value: ``remote``, ``local``, ``stored`` or ``parameter``; or what it is: ``predictable``, ``password``, ``secret``, ``error``, ``archive``."""
    is_test: bool = False
    """It stands in code that only tests run."""
    suppression: Suppression | None = None
    is_known: bool = False
    """It was there before: in the baseline, or untouched by the changes that are asked about."""
    fingerprint: str = ""
    """The same for the same flaw, wherever its lines have moved to in the file."""
    doubts: int = 0
    """Of several that are one, the least doubted counts, then the shortest."""
    tool: str = ""
    """Who says so; empty: this audit's own rules."""
    version: str = ""
    title: Text | None = None
    """Where the rule is another tool's."""
    cwe: int = 0
    """As :attr:`title`; 0: the tool names none."""

    @property
    def is_flow(self) -> bool:
        return bool(self.way)

    @property
    def counts(self) -> bool:
        """Whether anybody is asked to do something about it."""
        return self.suppression is None and not self.is_known
