"""What a task is given and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .artefact import Artefact
from .ci import CIFacts
from .container import ContainerFacts
from .decision import Claim, Refusal, Wish
from .errors import SquadError
from .facts import Notice
from .kit import Kit
from .profile import Profile
from .request import Request
from .signals import Signals
from .text import Text


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a task may look at; stacks, toolchains and platforms have spoken, their names no longer matter."""

    request: Request
    profile: Profile
    container: ContainerFacts | SquadError
    """An error where no image can be described (no pin, no runtime); the task that needs it says so."""
    ci: CIFacts | SquadError
    platform: Any
    """A :class:`orchestration.model.platform.Platform`, or None where none was asked for."""
    wishes: tuple[Wish, ...] = ()
    alongside: frozenset[str] = frozenset()
    """The other tasks of the same run: a compose file built beside a Dockerfile of ours may rely on its entrypoint."""
    signals: Signals = field(default_factory=Signals)
    """The names of the application's metrics."""
    kit: Kit | SquadError | None = None
    """The observability kit that fits the application, or why there is none."""

    def wanted(self, topic: str) -> tuple[Wish, ...]:
        return tuple(w for w in self.wishes if w.topic == topic and not w.negated)

    def unwanted(self, topic: str) -> tuple[Wish, ...]:
        return tuple(w for w in self.wishes if w.topic == topic and w.negated)

    def container_facts(self) -> ContainerFacts:
        """The recipe.

        Raises:
            SquadError: why there is none.
        """
        if isinstance(self.container, SquadError):
            raise self.container
        return self.container

    def ci_facts(self) -> CIFacts:
        """The CI set-up.

        Raises:
            SquadError: why there is none.
        """
        if isinstance(self.ci, SquadError):
            raise self.ci
        return self.ci


@dataclass(frozen=True, slots=True)
class Plan:
    """What a task made, and its word on each wish."""

    artefacts: tuple[Artefact, ...]
    claims: tuple[Claim, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
    next_steps: tuple[Text, ...] = field(default=())
    vulnerabilities: tuple[Mapping[str, Any], ...] = ()
    """What was found to be wrong, in the contract's form; most urgent first."""
    report: str = ""
    """Markdown in the request's language that says what was found, better than a line each would."""
    code: tuple[tuple[str, str], ...] = ()
    """(path, text) of what the vulnerabilities are about and of what is worth a look beside them, for whoever reviews them."""
