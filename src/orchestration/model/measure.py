"""What is asked of metrics, in no query language: documents write it as PromQL, or as Datadog's queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Part = Literal["", "total", "count", "sum", "bucket"]


@dataclass(frozen=True, slots=True)
class Where:
    """Only series whose label has such a value."""

    label: str
    like: str
    """A value, in which a dot stands for any one character: ``"5.."``."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Only series whose label has the value the reader of a dashboard chose."""

    label: str
    variable: str


@dataclass(frozen=True, slots=True)
class Series:
    """Series of one family, of the service that is spoken of."""

    family: str
    """``http_server_request_duration_seconds``."""
    part: Part = ""
    """What a counter (``total``) or a histogram exports under the family's name; empty: a gauge, or the histogram as a whole."""
    where: tuple[Where | Chosen, ...] = ()
    up_to: Decimal | None = None
    """Of a bucket: its upper bound."""
    is_native: bool = False
    """It is, or is a part of, a native histogram, whose parts are no series of their own."""

    @property
    def name(self) -> str:
        """As the application exports it."""
        return f"{self.family}_{self.part}" if self.part and not self.is_native else self.family


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second were counted."""

    of: Series
    by: tuple[str, ...] = ()
    each: bool = False
    """Of each series by itself, not of all together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a gauge shows."""

    of: Series
    join: Literal["sum", "min", "max", "each"] = "each"
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value that so large a share of what a histogram observed stays within."""

    of: Series
    share: Decimal
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beyond:
    """How many a second a histogram observed above a threshold."""

    of: Series
    threshold: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what was counted among all of it."""

    part: Rate
    whole: Rate
    is_zero_without_part: bool = False
    """Nothing of the part was ever counted: 0, else no answer."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """One gauge by another, of each series."""

    part: Reading
    whole: Reading


@dataclass(frozen=True, slots=True)
class Most:
    """The largest of several answers."""

    of: Rate | Reading | Quotient | Quantile


@dataclass(frozen=True, slots=True)
class Top:
    """The largest few of several answers."""

    count: int
    of: Quantile | Rate


@dataclass(frozen=True, slots=True)
class Instances:
    """How many instances of the service answer whoever collects their metrics, or are known at all."""

    which: Literal["answering", "known"]


@dataclass(frozen=True, slots=True)
class Objectives:
    """A figure of each of the service's objectives."""

    figure: Literal["remaining", "burn-rate", "target"]


@dataclass(frozen=True, slots=True)
class Age:
    """Seconds since the moment a gauge holds."""

    of: Series


@dataclass(frozen=True, slots=True)
class Restarts:
    """How often the moment a gauge holds has changed within some minutes."""

    of: Series
    minutes: int


@dataclass(frozen=True, slots=True)
class Against:
    """A rate as a share of what it was some days ago."""

    of: Rate
    days: int


@dataclass(frozen=True, slots=True)
class Serving:
    """The share of requests that did not fail, 0 while no instance answers, 1 while one does and nobody asks."""

    failed: Rate
    whole: Rate


Measure = Rate | Reading | Quantile | Beyond | Share | Quotient | Most | Top | Instances | Objectives | Age | Restarts | Against | Serving
Comparison = Literal[">", ">=", "<", "<=", "=="]


@dataclass(frozen=True, slots=True)
class When:
    """A measure compared with a figure."""

    measure: Measure
    comparison: Comparison
    threshold: Decimal
    minutes: int = 5
    """What rates are asked over."""
    least: tuple[Rate, int] | None = None
    """What must have been counted within those minutes before the comparison means anything."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Good ones among all that were counted."""

    good: Series
    all: Series
