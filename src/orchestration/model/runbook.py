"""What the person an alert wakes needs to know, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from .text import Text


@dataclass(frozen=True, slots=True)
class Runbook:
    """One alert's page."""

    alert: str
    meaning: Text
    """What is true when it fires, and why someone is called for it."""
    impact: Text
    checks: tuple[tuple[Text, str], ...]
    """What to look at, and a query or command that works as pasted."""
    mitigations: tuple[Text, ...]
    """What makes it better now, the safest first."""
    escalate: Text
