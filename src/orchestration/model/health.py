"""How patient whoever asks for health is: one set of figures for an image, a compose file and an orchestrator, so that none gives up before another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Of a health check, in seconds."""

    period_seconds: int
    timeout_seconds: int
    failures: int
    """In a row, until it counts."""
    start_seconds: int = 0
    """How long a start may take before failures count."""


LIVENESS = Patience(10, 5, 3, 60)
READINESS = Patience(5, 2, 2)
GRACE_SECONDS = 30
"""From SIGTERM until the process is killed: longer than the kits' own limit of 25 s."""
