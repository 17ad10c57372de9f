"""Rules as Prometheus evaluates them: series it records and alerts it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Priority = Literal["P0", "P1", "P2", "P3"]
PRIORITIES: tuple[Priority, ...] = ("P0", "P1", "P2", "P3")


@dataclass(frozen=True, slots=True)
class Recording:
    """A series computed from others."""

    record: str
    expr: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition someone is told of."""

    alert: str
    """CamelCase, as the field writes them."""
    expr: str
    priority: Priority
    annotations: Mapping[str, str]
    for_: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules evaluated one after the other, so that a later one sees what an earlier one recorded."""

    name: str
    rules: tuple[Recording | Alert, ...]
    interval: str = ""
    """Empty: Prometheus' own evaluation interval."""
