"""What a check says: passed, failed, or not run with the reason; there is no fourth state and no silent pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .facts import Level
from .text import Text

State = Literal["passed", "failed", "not run"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing a tool objects to, in the tool's own words."""

    path: str
    line: int
    """Counted from 1; 0 where the tool names none."""
    rule: str
    message: str
    level: Level = "error"
    text: Text | None = field(default=None, compare=False)
    """The message in both languages, where the rule is one of ours; None: a tool's own words, which exist in one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's word on one or several files."""

    check: str
    """Registry key in ``checks``."""
    state: State
    subjects: tuple[str, ...]
    """The files it looked at, sorted."""
    tool: str = ""
    version: str = ""
    """As the tool itself printed it; empty only where it was not run."""
    findings: tuple[Finding, ...] = ()
    reason: Text | None = None
    """Why it was not run (and how to get it run), or what failed beyond findings."""

    def __post_init__(self) -> None:
        if self.state == "not run" and self.reason is None:
            raise ValueError(f"{self.check}: not run needs a reason")
        if self.state == "failed" and not self.findings and self.reason is None:
            raise ValueError(f"{self.check}: failed needs a finding or a reason")
        if self.state == "passed" and any(f.level == "error" for f in self.findings):
            raise ValueError(f"{self.check}: passed with an error among its findings")


def passed(check: str, subjects: tuple[str, ...], tool: str, version: str, findings: tuple[Finding, ...] = ()) -> Verdict:
    return Verdict(check, "passed", subjects, tool, version, findings)


def failed(check: str, subjects: tuple[str, ...], tool: str, version: str, findings: tuple[Finding, ...] = (), reason: Text | None = None) -> Verdict:
    return Verdict(check, "failed", subjects, tool, version, findings, reason)


def not_run(check: str, subjects: tuple[str, ...], reason: Text, tool: str = "") -> Verdict:
    return Verdict(check, "not run", subjects, tool, "", (), reason)
