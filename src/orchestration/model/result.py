"""The Result: everything on the road, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .artefact import Artefact
from .decision import Outcome
from .errors import SquadError
from .facts import Notice
from .llm import Consultation
from .profile import Profile
from .request import Request
from .text import Text
from .verdict import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    request: Request
    status: Literal["success", "error"]
    profile: Profile | None = None
    spec: Any = None
    artefacts: tuple[Artefact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    notices: tuple[Notice, ...] = ()
    next_steps: tuple[Text, ...] = ()
    error: SquadError | None = None
    vulnerabilities: tuple[Mapping[str, Any], ...] = field(default=())
    llm: Consultation | None = None
    """What became of asking a language model; None: there was nobody to ask."""
    report: str = ""
    """As the plan's."""
    code: tuple[tuple[str, str], ...] = ()
    """As the plan's."""
