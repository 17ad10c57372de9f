"""What a model is sent for: words, the form of the answer, and who judges it. The one form of everything it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from .redaction import Sieve

T = TypeVar("T", covariant=True)
V = TypeVar("V")
TOOL = "answer"
"""The one tool a model is given; to call it is to answer."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent, its secrets taken out."""

    system: str
    user: str


class Broken(ValueError):
    """An answer that does not hold; the message is for the model."""


class Errand(Protocol, Generic[T]):
    """One thing to ask."""

    @property
    def nothing(self) -> T:
        """The answer where there is none."""

    @property
    def tasks(self) -> int:
        """How many tasks of the contract it serves: each may cost its tokens."""

    def cleaned(self, sieve: Sieve) -> Errand[T]:
        """The same without secrets."""

    def prompt(self) -> Prompt: ...

    def schema(self) -> Mapping[str, Any]:
        """The arguments of the tool, as JSON Schema."""

    def judged(self, arguments: Any, is_last: bool = False) -> T:
        """
        Args:
            is_last: there will be no correction: what holds of the answer is taken, the rest left out.

        Raises:
            Broken: why the answer does not hold.
        """


def items(arguments: Any, name: str, most: int = 40) -> list[Any]:
    """A list of the arguments; empty where it is left out.

    Raises:
        Broken: no object, or no list in it.
    """
    if not isinstance(arguments, dict):
        raise Broken("the arguments must be one JSON object")
    found = arguments.get(name)
    if found is not None and not isinstance(found, list):
        raise Broken(f"{name} must be a list")
    return (found or [])[:most]


def each(found: list[Any], one: Callable[[Any], V], is_last: bool) -> list[V]:
    """What every item means; with ``is_last``, those that hold.

    Raises:
        Broken: one does not hold; with ``is_last``, none does.
    """
    kept: list[V] = []
    first: Broken | None = None
    for item in found:
        try:
            kept.append(one(item))
        except Broken as why:
            if not is_last:
                raise
            first = first or why
    if first is not None and not kept:
        raise first
    return kept


def texts(item: Any, *names: str) -> tuple[str, ...]:
    """Members that must be text.

    Raises:
        Broken: they are not there, or something else.
    """
    if not isinstance(item, dict) or any(not isinstance(item.get(n), str) for n in names):
        raise Broken(f"each needs {', '.join(names)} as text: {str(item)[:200]}")
    return tuple(item[n] for n in names)
