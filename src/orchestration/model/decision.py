"""Decisions of a Spec and the clauses of a caller's requirements they may come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from .facts import Evidence
from .text import Text

T = TypeVar("T")
Origin = Literal["default", "profile", "requirement", "llm", "caller"]


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """A value of a Spec and where it comes from."""

    value: T
    origin: Origin
    why: Text

    @property
    def is_asked(self) -> bool:
        """The caller's words say so, whoever read them."""
        return self.origin in ("requirement", "llm")


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing a clause asks for, in the vocabulary's words."""

    topic: str
    """``"service"``, ``"e2e"``, ``"preview"``, ``"environments"``, ``"rollback"``, ``"registry"`` …; see ``requirements/``."""
    value: Any = True
    negated: bool = False
    """"sans Redis", "no Docker"."""
    text: str = ""
    """The words that said it."""
    origin: Origin = "requirement"
    """``"llm"`` where a model read the caller's words so."""


def granted(value: T, wish: Wish) -> Decision[T]:
    """What a wish decides, in the name of whoever read it."""
    words = wish.text.strip() or wish.topic
    return Decision(value, wish.origin, Text(f"asked for: {words}", f"demandé : {words}"))


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the requirements text, word for word, and what was understood of it."""

    text: str
    wishes: tuple[Wish, ...] = ()
    rest: str = ""
    """The words no wish explains; not empty means the clause is at most partly met."""
    slips: tuple[tuple[str, str], ...] = ()
    """Words taken for a slip of the keys, and what each was read as."""
    readings: tuple[tuple[str, str], ...] = ()
    """Words a language model was asked about, and what it read each as."""

    @property
    def is_open(self) -> bool:
        """Whether words of it are left that nobody understood."""
        return bool(self.rest) or not self.wishes


@dataclass(frozen=True, slots=True)
class Claim:
    """A plan's word that a wish is met: a pattern that must be found in a file it made. The pipeline looks; it does not believe."""

    topic: str
    path: str
    pattern: str
    """Regular expression, searched line by line in the artefact's text."""
    value: Any = None
    """Restricts the claim to wishes with this value (``"postgresql"``); None: any value."""
    why: Text | None = None
    absent: bool = False
    """For a negated wish: the pattern must be found nowhere in the file."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A plan's word that a wish cannot be met here, and why (no such capability, contradicts a fact)."""

    topic: str
    why: Text
    value: Any = None
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a clause ended."""

    clause: str
    status: Literal["met", "partly met", "not met"]
    why: Text
    where: tuple[Evidence, ...] = field(default=())
