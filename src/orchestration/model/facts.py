"""A fact is a value with the lines that prove it, or the reason it was assumed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from .text import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Where something was read."""

    path: str
    """Relative to the project's root, with forward slashes."""
    line: int = 0
    """Counted from 1; 0 means the file as a whole (a lockfile's presence)."""
    quote: str = ""
    """What stands there, shortened; never a value that may be a secret."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value and what it rests on: evidence, or the stated reason for assuming it."""

    value: T
    evidence: tuple[Evidence, ...] = ()
    assumed: Text | None = None

    def __post_init__(self) -> None:
        if not self.evidence and self.assumed is None:
            raise ValueError(f"a fact needs evidence or a reason to assume it: {self.value!r}")

    @property
    def is_assumed(self) -> bool:
        return not self.evidence

    @property
    def source(self) -> str:
        """The first place that proves it, or ``"assumed"``."""
        return str(self.evidence[0]) if self.evidence else "assumed"

    def with_value(self, value: Any) -> Fact[Any]:
        """The same evidence for a value derived from this one."""
        return replace(self, value=value)


def read(value: T, *evidence: Evidence) -> Fact[T]:
    """A fact that was read from the project."""
    return Fact(value, evidence)


def assume(value: T, en: str, fr: str) -> Fact[T]:
    """A fact the project does not state, with the reason for assuming it."""
    return Fact(value, (), Text(en, fr))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Several sources that disagree; all are kept, one is chosen by a written rule."""

    about: str
    candidates: tuple[Fact[Any], ...]
    chosen: Fact[Any]
    rule: Text


Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about the project, with where it was seen and what to do."""

    level: Level
    about: str
    text: Text
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """How sure a candidate is of a directory, and the lines that prove it."""

    id: str
    grade: int
    """0–100: 90 and more, the project says so itself; 60, a dependency or an entry file; 30, only file names."""
    evidence: tuple[Evidence, ...]


def best(detections: Iterable[Detection]) -> Detection | None:
    """The strongest candidate; equal grades fall to the one with more evidence, then to the name, never to list order."""
    ranked = sorted(detections, key=lambda d: (-d.grade, -len(d.evidence), d.id))
    return ranked[0] if ranked else None
