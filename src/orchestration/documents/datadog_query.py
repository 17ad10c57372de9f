"""Measures as Datadog's metric queries, on metrics under the names the Agent's OpenMetrics check gives them.

Sources: datadog-checks-base 38.7.0, ``openmetrics/v2/transformers`` and ``labels.py`` (a counter loses ``_total`` and gains ``.count``; a
histogram gives ``.count``, ``.sum`` and ``.bucket`` with the tag ``upper_bound``, its bound as Python prints a float; sent as a
distribution it keeps its own name; ``time_elapsed`` sends the seconds since a moment), run against an exporter in
``tests/live/test_datadog_agent.py``; Datadog's documentation, "Querying", "Advanced filtering", "Functions" and "Distributions".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ..model.measure import (
    Against,
    Age,
    Beyond,
    Chosen,
    Instances,
    Measure,
    Most,
    Objectives,
    Quantile,
    Quotient,
    Rate,
    Reading,
    Restarts,
    Series,
    Serving,
    Share,
    Top,
)
from .promql import number

NAMESPACE = "app"
"""One for all services: Datadog tells them apart by the tag ``service``, so that one query can compare them."""
AGE = ".age"
START_TIME = Series("process_start_time_seconds")
"""Every client library exports it; its age is there exactly while an instance answers the Agent."""
INSTANCE = ("host", "endpoint")
"""What Prometheus calls ``instance``: the Agent's host, and the address it asks."""
As = Literal["as_rate", "as_count"]
_NAME = re.compile(r"\b[abc]\b")
_SUFFIX = {"total": ".count", "count": ".count", "sum": ".sum", "bucket": ".bucket", "": ""}


class NotInDatadog(ValueError):
    """No query of Datadog's asks for this."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Arithmetic over queries, which stand in it as ``a``, ``b``, ``c``."""

    text: str
    queries: tuple[str, ...]

    @property
    def inline(self) -> str:
        """Everything as one text, as monitors take it."""
        return _NAME.sub(lambda m: self.queries[ord(m[0]) - ord("a")], self.text)

    def named(self, prefix: str) -> str:
        """The arithmetic, over queries called ``<prefix>a``, ``<prefix>b``."""
        return _NAME.sub(lambda m: prefix + m[0], self.text)


def metric(of: Series) -> str:
    """``app.http_server_request_duration_seconds.count``.

    Raises:
        NotInDatadog: a bucket of a native histogram. Source: Datadog's documentation, "Prometheus and OpenMetrics metrics mapping", knows
            of histograms their count, their sum and named buckets.
    """
    if of.is_native and of.part not in ("count", "sum"):
        raise NotInDatadog("a native histogram has no buckets the Agent's check is documented to read")
    return f"{NAMESPACE}.{of.family}{_SUFFIX[of.part]}"


def distribution(of: Series) -> str:
    """
    Raises:
        NotInDatadog: of a native histogram, whose buckets nothing documented reads.
    """
    if of.is_native:
        raise NotInDatadog("a native histogram has no buckets the Agent's check is documented to read")
    return f"{NAMESPACE}.{of.family}"


def age(of: Series) -> str:
    return f"{NAMESPACE}.{of.family}{AGE}"


def scoped(of: Series, scope: str) -> str:
    """``{service:api,http_response_status_code:5*}``."""
    found = [scope]
    for one in of.where:
        if isinstance(one, Chosen):
            found.append(f"${one.variable}")
            continue
        fixed = one.like.rstrip(".")
        if "." in fixed:
            raise NotInDatadog(f"a value with any character inside: {one.like!r}")
        found.append(f"{'!' if one.negated else ''}{one.label}:{fixed}{'*' if fixed != one.like else ''}")
    if of.up_to is not None:
        # As the check prints it: 1 is 1.0.
        found.append(f"upper_bound:{float(of.up_to)}")
    return "{" + ",".join(found) + "}"


def _by(labels: tuple[str, ...]) -> str:
    tags = [tag for label in labels for tag in (INSTANCE if label == "instance" else (label,))]
    return f" by {{{','.join(tags)}}}" if tags else ""


def formula(measure: Measure, scope: str, counted: As = "as_rate") -> Formula:
    """The query and what is computed from it.

    Args:
        scope: the tags of the service's own metrics: ``"service:api,env:production"``, ``"$service,$env"``.
        counted: counts as they are, which monitors sum up over their window, or by the second.

    Raises:
        NotInDatadog: with the reason.
    """
    match measure:
        case Rate(of, by, each):
            return _plain(f"sum:{metric(of)}{scoped(of, scope)}{_by(('instance',) if each else by)}.{counted}()")
        case Reading(of, "each"):
            return _plain(f"avg:{metric(of)}{scoped(of, scope)}{_by(('instance',))}")
        case Reading(of, join, by):
            return _plain(f"{join}:{metric(of)}{scoped(of, scope)}{_by(by)}")
        case Quantile(of, share, by):
            return _plain(f"p{percentile(share)}:{distribution(of)}{scoped(of, scope)}{_by(by)}")
        case Share(part, whole):
            return _joined("a / b", (part, whole), scope, counted)
        case Quotient(part, whole):
            return _joined("a / b", (part, whole), scope, counted)
        case Most(of):
            return formula(of, scope, counted)
        case Top(count, of):
            inner = formula(of, scope, counted)
            return Formula(f"top({inner.text}, {count}, 'mean', 'desc')", inner.queries)
        case Instances("answering"):
            return Formula("count_not_null(a)", (f"max:{age(START_TIME)}{scoped(START_TIME, scope)}{_by(('instance',))}",))
        case Age(of):
            return _plain(f"min:{age(of)}{scoped(of, scope)}")
        case Restarts(of, _):
            return _plain(f"max:{age(of)}{scoped(of, scope)}")
        case Against(of, 7):
            query = formula(of, scope, "as_rate").queries[0]
            return Formula("a / week_before(b)", (query, query))
        case Serving(failed, whole):
            # A gauge is drawn on over a gap of up to five minutes, unless it is told not to be; counts are 0 where there is none.
            up = f"max:{age(START_TIME)}{scoped(START_TIME, scope)}.fill(null)"
            return Formula("clamp_max(default_zero(a), 1) - default_zero(b / c)", (up, *(formula(r, scope, "as_count").queries[0] for r in (failed, whole))))
    raise NotInDatadog({Beyond: "how many took longer is what an objective counts", Instances: "the Agent reports only instances that answer", Objectives: "objectives are objects of their own"}.get(type(measure), "there is no such query"))


def percentile(share: Decimal) -> str:
    """Raises:
        NotInDatadog: finer than the two decimals Datadog keeps.
    """
    percent = share * 100
    if percent != percent.quantize(Decimal("0.01")):
        raise NotInDatadog(f"percentiles have at most two decimals: p{number(percent)}")
    return number(percent)


def _plain(query: str) -> Formula:
    return Formula("a", (query,))


def _joined(text: str, parts: tuple[Measure, ...], scope: str, counted: As) -> Formula:
    return Formula(text, tuple(formula(part, scope, counted).queries[0] for part in parts))
