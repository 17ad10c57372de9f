"""Indicators as queries: what is asked of Prometheus for each kind, from the names the service exports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from ...documents.promql import Matcher, selector
from ...model.objective import WINDOW, Events, Indicator, Query, Ratio, Sample, Slices
from ...model.signals import Signals
from ...model.text import Text
from ..requests import counted, rate
from .burn_rates import number

SLICE_SECONDS = 60
DOWN_ABOVE = Decimal("0.1")
"""The share of failing requests from which on a minute counts as down. Source: Google Cloud, service level agreement of Cloud Run
functions: "Downtime" is an error rate of more than ten percent, in periods of one or more whole minutes."""


def _shown(signals: Signals) -> str:
    return signals.failures.replace(".", "x")


def _counters(signals: Signals, labels: Mapping[str, str]) -> tuple[Sample, ...]:
    """A good and a bad request's series."""
    bucket = 0 if signals.is_native else None
    return Sample(counted(signals, {**labels, signals.status: "200"}), "good", bucket), Sample(counted(signals, {**labels, signals.status: signals.failures.replace(".", "0")}), "bad", bucket)


def availability(signals: Signals, labels: Mapping[str, str]) -> Indicator:
    """Requests that did not fail through the service's own fault."""
    failed = Matcher(signals.status, "=~", signals.failures)
    return Indicator("availability", Events(Query(rate(signals, labels, WINDOW, failed)), Query(rate(signals, labels, WINDOW))), (counted(signals, labels),),
                     Text(f"a request is good unless its status is {_shown(signals)}", f"une requête est bonne sauf si son statut est {_shown(signals)}"), _counters(signals, labels), is_native=signals.is_native)


def le(seconds: Decimal) -> Matcher:
    """The bucket up to a threshold, as every client library spells it: ``1`` and ``1.0`` are one bucket."""
    text = number(seconds)
    return Matcher("le", "=", text) if "." in text else Matcher("le", "=~", f"{text}|{text}[.]0")


def latency(signals: Signals, labels: Mapping[str, str], seconds: Decimal) -> Indicator:
    """Requests answered within a threshold."""
    words = number(seconds)
    means = Text(f"a request is good when it is answered within {words} s", f"une requête est bonne si la réponse vient en {words} s")
    if signals.is_native:
        series, total = counted(signals, labels), rate(signals, labels, WINDOW)
        # From -Inf: half of a zero bucket would lie below 0, were nothing else observed. Of no requests every share is NaN, which a sum over time would never lose again.
        slow = f"((1 - histogram_fraction(-Inf, {words}, sum(rate({series}[{WINDOW}])))) * ({total} > 0))"
        # The buckets on both sides of the threshold, or of the one that holds it: what lies in them does not depend on how a share of a bucket is estimated.
        below = math.floor(math.log2(seconds))
        samples = tuple(Sample(counted(signals, {**labels, signals.route: route}), role, bucket) for route, role, bucket in (("/quick", "good", below), ("/slow", "bad", math.ceil(math.log2(seconds)) + 1)))
        return Indicator("native-latency", Events(Query(slow), Query(total)), (series,), means, samples, seconds, is_native=True)
    total, good = counted(signals, labels), selector(f"{signals.duration}_bucket", labels, le(seconds))
    return Indicator("latency", Events(Query(f"(sum(rate({total}[{WINDOW}])) - sum(rate({good}[{WINDOW}])))"), Query(rate(signals, labels, WINDOW)), False), (total, good), means,
                     (Sample(total, "all"), Sample(selector(f"{signals.duration}_bucket", {**labels, "le": number(seconds)}), "good")), seconds)


def uptime(signals: Signals, labels: Mapping[str, str]) -> Indicator:
    """Minutes in which the service answered: requests alone would not show an outage in which none arrives."""
    up, failed = selector("up", labels), Matcher(signals.status, "=~", signals.failures)
    # Twice the slice: a rate needs two samples, and a scrape may be late.
    window = f"{2 * SLICE_SECONDS}s"
    failing = f"{rate(signals, labels, window, failed)} / {rate(signals, labels, window)} > bool {number(DOWN_ABOVE)}"
    return Indicator("uptime", Slices(f"max({up}) * (1 - (({failing}) or vector(0)))", SLICE_SECONDS), (up,),
                     Text(f"a minute is good when an instance answers and at most {number(DOWN_ABOVE * 100)} % of its requests fail", f"une minute est bonne si une instance répond et qu'au plus {number(DOWN_ABOVE * 100)} % de ses requêtes échouent"), (Sample(up, "share"), *_counters(signals, labels)), is_native=signals.is_native)


def probe(metric: str, labels: Mapping[str, str]) -> Indicator:
    """The share of probes from outside that succeeded: a gauge of 1 and 0."""
    series = selector(metric, labels)
    return Indicator("probe", Ratio(Query(f"1 - avg(avg_over_time({series}[{WINDOW}]))")), (series,), Text("a probe is good when it succeeds", "une sonde est bonne si elle réussit"), (Sample(series, "share"),))


def freshness(metric: str, labels: Mapping[str, str], seconds: Decimal) -> Indicator:
    """Minutes in which the data was younger than a threshold: a gauge that holds the time of the last success, in seconds since 1970."""
    series = selector(metric, labels)
    return Indicator("freshness", Slices(f"(time() - max({series})) <= bool {number(seconds)}", SLICE_SECONDS), (series,),
                     Text(f"a minute is good when the data is at most {number(seconds)} s old", f"une minute est bonne si les données ont au plus {number(seconds)} s"), (Sample(series, "moment"),), seconds)
