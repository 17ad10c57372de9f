"""One proof under way: its engine, its own names, the steps so far."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..edges.containers import Engine
from ..model.profile import EnvVar
from ..model.text import Text
from ..model.verdict import Finding, State, Verdict
from .report import TITLES, Step

Progress = Callable[[Text], None]
LABEL = "io.devops-squad.proof"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to prove, with every path resolved inside the project."""

    root: Path
    app_dir: Path
    dockerfile: Path
    dockerfile_text: str
    compose: Path | None
    compose_text: str
    env: Mapping[str, str]
    build_args: Mapping[str, str]
    build_secrets: Mapping[str, str]
    writable: tuple[str, ...]
    health_path: str
    """Empty: any answer below 500 at ``/`` counts; else this path must answer 2xx."""
    deadline_seconds: float
    build_deadline_seconds: float
    grace_seconds: float
    memory: str
    keep: bool
    images: Mapping[str, str]
    """Image → the one to take in its place, in the Dockerfile and the compose file."""
    context: Path | None = None
    """None: the compose file's, or the app's own directory."""
    variables: Mapping[str, EnvVar] = field(default_factory=dict)
    """What the app's code asks of its variables, by name."""
    target: str = ""
    """The stage to build, as the compose file names it; empty: the last one."""
    is_compose_left_out: bool = False
    """The caller asked for the image alone."""

    def shown(self, path: Path) -> str:
        """Relative to the project, for a report."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name


@dataclass(slots=True)
class Session:
    """Mutable for as long as the proof runs; nothing outlives it but the Steps."""

    engine: Engine
    plan: Plan
    scratch: Path
    progress: Progress
    nonce: str = field(default_factory=lambda: secrets.token_hex(6))
    steps: list[Step] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    notices: list[Text] = field(default_factory=list)
    image_bytes: int | None = None
    without_frontend: bool = False
    """The ``# syntax=`` image could not be fetched, so Dockerfiles are handed over without that line."""

    @property
    def prefix(self) -> str:
        return f"dsq-prove-{self.nonce}"

    @property
    def label(self) -> str:
        return f"{LABEL}={self.nonce}"

    @property
    def image(self) -> str:
        return f"{self.prefix}:app"

    def record(
        self,
        check: str,
        state: State,
        subjects: tuple[str, ...] = (),
        *,
        findings: tuple[Finding, ...] = (),
        reason: Text | None = None,
        observed: Text | None = None,
        seconds: float = 0.0,
        applies: bool = True,
    ) -> bool:
        """Adds one step; True where it passed."""
        tool, version = (self.engine.program, self.engine.version) if state != "not run" else (self.engine.program, "")
        self.steps.append(Step(Verdict(check, state, subjects, tool, version, findings, reason), seconds, observed, applies))
        return state == "passed"

    def skip(self, checks: tuple[str, ...], reason: Text, applies: bool = True) -> None:
        done = {s.verdict.check for s in self.steps}
        for check in checks:
            if check not in done:
                self.record(check, "not run", reason=reason, applies=applies)

    @contextmanager
    def timed(self, check: str) -> Iterator[Callable[[], float]]:
        """Says what is being tried; the value tells the seconds since."""
        self.progress(TITLES[check])
        began = time.monotonic()
        yield lambda: time.monotonic() - began


def because(check: str) -> Text:
    """Why a step that stands on another was not run."""
    title = TITLES[check]
    return Text(f"not tried, because this did not pass: {title.en}", f"non essayé, car ceci n'a pas réussi : {title.fr}")
