"""A dashboard as what it asks and how it shows the answers; in no tool's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .measure import Measure, Series
from .text import Text


@dataclass(frozen=True, slots=True)
class Ask:
    """One query of a panel."""

    measure: Measure
    legend: str = ""
    """May name labels: ``"{{dependency}}"``."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which value on a colour holds; the first step's value is None."""

    value: float | None
    colour: Literal["green", "yellow", "orange", "red", "blue"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture."""

    title: Text
    asks: tuple[Ask, ...]
    unit: str
    """Grafana's id of it: ``"percentunit"``, ``"s"``, ``"reqps"``."""
    why: Text
    shape: Literal["timeseries", "stat", "gauge"] = "timeseries"
    width: int = 8
    """Of 24 columns."""
    height: int = 8
    steps: tuple[Step, ...] = ()
    minimum: float | None = 0
    maximum: float | None = None
    runbook: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading."""

    title: Text
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on one page."""

    uid: str
    """At most 40 characters of ``[a-zA-Z0-9_-]``; its address."""
    title: str
    rows: tuple[Row, ...]
    service: str
    """As its metrics call it."""
    routes: Series
    """Whose values of ``route_label`` can be chosen from."""
    route_label: str
    links: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
