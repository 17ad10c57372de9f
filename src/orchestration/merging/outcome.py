"""What a merge yields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """One place both sides changed, differently."""

    where: str
    """``"lines 12-14"`` of the person's text, or a path of keys (``"jobs.test.timeout-minutes"``)."""
    theirs: str
    """What stands there and was kept; empty where they deleted it."""
    ours: str
    """What would have been written; empty where it would have been removed."""


@dataclass(frozen=True, slots=True)
class Merged:
    text: str
    conflicts: tuple[MergeConflict, ...] = ()
