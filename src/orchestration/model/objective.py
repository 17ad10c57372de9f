"""What a service-level objective is: an indicator, a target, a period; in nobody's dialect but the queries' own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .measure import Counts, When
from .text import Text

WINDOW = "{{.window}}"
"""Stands in a query for the range it is asked over, as in OpenSLO documents people share; :meth:`Query.over` puts the range in."""

IndicatorKind = Literal["uptime", "availability", "latency", "native-latency", "freshness", "probe", "ratio", "events"]


@dataclass(frozen=True, slots=True)
class Query:
    """PromQL that yields one number, asked over a range: ``sum(rate(errors_total[{{.window}}]))``."""

    text: str

    def over(self, window: str) -> str:
        return self.text.replace(WINDOW, window)


@dataclass(frozen=True, slots=True)
class Events:
    """Bad events among all events, both as rates per second."""

    bad: Query
    total: Query
    is_bad_optional: bool = True
    """No bad event was ever counted, or there was no event at all, so nothing stands there: that is zero. Where the series is always there (a histogram's
    bucket), its absence means that something else is measured than was meant, and nothing may be concluded."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The share of bad, from 0 to 1, measured as such."""

    error: Query


@dataclass(frozen=True, slots=True)
class Slices:
    """Time cut into slices, each good or bad as a whole."""

    good: str
    """PromQL that yields 1 or 0 for the slice that ends now; no sample where nothing is known."""
    slice_seconds: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One concrete series an indicator reads, for tests that feed it."""

    series: str
    """``requests_total{job="api",code="500"}``: names a series, asks nothing."""
    role: Literal["good", "bad", "all", "share", "moment"]
    """Counts good, bad or all events; is the share of good, 0 to 1; or the moment of the last success, in seconds."""
    bucket: int | None = None
    """Of a native histogram (schema 0): where its observations lie, from ``2^(bucket-1)`` to ``2^bucket`` seconds."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured."""

    kind: IndicatorKind
    measure: Events | Ratio | Slices
    series: tuple[str, ...]
    """PromQL selectors of what is read; where one yields nothing, the objective is blind, and an alert says so."""
    means: Text
    """What counts as good, in words."""
    samples: tuple[Sample, ...] = ()
    """Empty where nobody but its author knows what a query's series look like."""
    threshold_seconds: Decimal | None = None
    """Of a latency, what the buckets of the histogram must hold; of freshness, how old the data may be."""
    is_native: bool = False
    """Its series are native histograms, which Prometheus reads only where it is told to."""
    asked: Counts | When | None = None
    """What is counted, or when a minute is good, in no query language; None: only the queries say it."""


@dataclass(frozen=True, slots=True)
class Objective:
    """A promise about one indicator of one service."""

    id: str
    """``[a-z0-9-]+``, unique in the service: ``"availability"``, ``"latency-p95"``."""
    service: str
    """As people call it; any characters."""
    title: Text
    percent: Decimal
    """0 < percent < 100."""
    period_days: int
    indicator: Indicator
    min_failures: int = 0
    """Bad events the long window must hold before anyone is called: at low traffic one failure alone is a high ratio."""

    @property
    def budget(self) -> Decimal:
        """The share that may fail: ``0.001`` for 99.9 %."""
        return (100 - self.percent) / 100

    @property
    def budget_minutes(self) -> Decimal:
        """The same as minutes of complete failure in one period."""
        return self.budget * self.period_days * 24 * 60
