"""When a burning error budget calls someone: the windows and factors of multi-window, multi-burn-rate alerts.

Source: Google, The Site Reliability Workbook, chapter 5 "Alerting on SLOs", table 5-8 (budget consumed, long and short window), and its
arithmetic: burn rate = share of the budget consumed × period ÷ long window.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ...documents.promql import number
from ...model.errors import BadValue
from ...model.objective import Objective
from ...model.text import Text

Urgency = Literal["page", "ticket"]
SHORTEST_DAYS, MONTH_DAYS, LONGEST_DAYS = 7, 28, 366


@dataclass(frozen=True, slots=True)
class Pair:
    """Two windows that must both burn too fast: the long one shows that it matters, the short one that it still goes on."""

    urgency: Urgency
    short_minutes: int
    long_minutes: int
    budget_percent: Decimal
    """Of the period's error budget, spent within the long window."""
    period_days: int

    @property
    def factor(self) -> Decimal:
        """How many times faster than sustainable the budget burns: ``14.4`` for 2 % of 30 days in one hour."""
        return self.budget_percent / 100 * self.period_days * 24 * 60 / self.long_minutes


_WINDOWS: tuple[tuple[Urgency, int, int], ...] = (("page", 5, 60), ("page", 30, 360), ("ticket", 120, 1440), ("ticket", 360, 4320))
_MONTH = tuple(map(Decimal, ("2", "5", "10", "10")))
_WEEK = tuple(map(Decimal, ("8", "12.5", "20", "42")))
"""The workbook's shares of a month would, of a week, call for burn rates far below 1, at which nothing is lost. These are the shares
that sloth publishes for seven days (examples/windows/7d.yaml)."""


def pairs(period_days: int) -> tuple[Pair, ...]:
    """The four pairs for a period, the most urgent first.

    From 28 days on the workbook's shares hold; below, a week's, so that the burn rates stay those of a week.

    Raises:
        BadValue: the period is shorter than :data:`SHORTEST_DAYS` or longer than :data:`LONGEST_DAYS`.
    """
    if not SHORTEST_DAYS <= period_days <= LONGEST_DAYS:
        raise BadValue(Text(f"an objective over {period_days} days cannot be watched", f"un objectif sur {period_days} jours ne peut pas être surveillé"),
                       Text(f"from {SHORTEST_DAYS} to {LONGEST_DAYS} days; usual: 7d, 28d, 30d, 90d", f"de {SHORTEST_DAYS} à {LONGEST_DAYS} jours ; d'usage : 7j, 28j, 30j, 90j"))
    shares = _MONTH if period_days >= MONTH_DAYS else tuple(share * 7 / period_days for share in _WEEK)
    return tuple(Pair(urgency, short, long, share, period_days) for (urgency, short, long), share in zip(_WINDOWS, shares, strict=True))


def factor_query(pair: Pair, days: str) -> str:
    """:attr:`Pair.factor` as PromQL, for objectives whose period only the recorded series knows.

    Args:
        pair: of a period of :data:`MONTH_DAYS` or more.
        days: a selector of the recorded periods, in days.
    """
    week = next(p for p in pairs(SHORTEST_DAYS) if p.long_minutes == pair.long_minutes)
    return f"(({days} >= {MONTH_DAYS}) * {number(pair.budget_percent / 100)} * 24 / {pair.long_minutes // 60} or ({days} < {MONTH_DAYS}) * 0 + {number(week.factor)})"


def possible(objective: Objective) -> tuple[Pair, ...]:
    """The pairs whose threshold a ratio can reach: where factor × budget is 1 or more, not even a complete outage would be seen."""
    return tuple(pair for pair in pairs(objective.period_days) if pair.factor * objective.budget < 1)


def detected_after_minutes(pair: Pair, budget: Decimal, error_rate: Decimal) -> Decimal | None:
    """How long errors go on at a steady rate, none before them, until both windows burn too fast; None: they never do.

    The share of bad in a window grows as rate × time ÷ window, so the long one decides. The budget spent by then is
    :attr:`Pair.budget_percent`, whatever the rate.
    """
    threshold = pair.factor * budget
    return pair.long_minutes * threshold / error_rate if error_rate > threshold else None


def spent_after_minutes(period_days: int, budget: Decimal, error_rate: Decimal) -> Decimal:
    """When all of a period's budget is gone at a steady rate of errors."""
    return period_days * 24 * 60 * budget / error_rate


def duration(minutes: int) -> str:
    """Prometheus' own notation: ``"5m"``, ``"6h"``, ``"3d"``."""
    for size, unit in ((1440, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
