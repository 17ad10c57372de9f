"""Indicators as queries: what is asked of Prometheus for each kind, from the names the service exports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ...documents.promql import number, rate, selector, series, written
from ...model.measure import Age, Beyond, Counts, Rate, Series, Serving, When, Where
from ...model.objective import WINDOW, Events, Indicator, Query, Ratio, Sample, Slices
from ...model.signals import Signals
from ...model.text import Text

SLICE_SECONDS = 60
DOWN_ABOVE = Decimal("0.1")
"""The share of failing requests from which on a minute counts as down. Source: Google Cloud, service level agreement of Cloud Run
functions: "Downtime" is an error rate of more than ten percent, in periods of one or more whole minutes."""


def _shown(signals: Signals) -> str:
    return signals.failures.replace(".", "x")


def _counters(signals: Signals, service: str) -> tuple[Sample, ...]:
    """A good and a bad request's series."""
    bucket = 0 if signals.is_native else None
    return tuple(Sample(_one(signals.counted(), service, {signals.status: status}), which, bucket) for status, which in (("200", "good"), (signals.failures.replace(".", "0"), "bad")))


def _one(of: Series, service: str, labels: Mapping[str, str]) -> str:
    return selector(of.name, {"job": service, **labels})


def availability(signals: Signals, service: str) -> Indicator:
    """Requests that did not fail through the service's own fault."""
    every, failed, good = signals.counted(), signals.failed(), signals.counted(Where(signals.status, signals.failures, True))
    return Indicator("availability", Events(Query(rate(Rate(failed), service, WINDOW)), Query(rate(Rate(every), service, WINDOW))), (series(every, service),),
                     Text(f"a request is good unless its status is {_shown(signals)}", f"une requête est bonne sauf si son statut est {_shown(signals)}"), _counters(signals, service), is_native=signals.is_native, asked=Counts(good, every))


def latency(signals: Signals, service: str, seconds: Decimal) -> Indicator:
    """Requests answered within a threshold."""
    words, every, within = number(seconds), signals.counted(), replace(signals.observed(), part="bucket", up_to=seconds)
    slow, total = Query(written(Beyond(signals.observed(), seconds), service, WINDOW)), Query(rate(Rate(every), service, WINDOW))
    means = Text(f"a request is good when it is answered within {words} s", f"une requête est bonne si la réponse vient en {words} s")
    if signals.is_native:
        # The buckets on both sides of the threshold, or of the one that holds it: what lies in them does not depend on how a share of a bucket is estimated.
        below = math.floor(math.log2(seconds))
        native = tuple(Sample(_one(every, service, {signals.route: route}), role, bucket) for route, role, bucket in (("/quick", "good", below), ("/slow", "bad", math.ceil(math.log2(seconds)) + 1)))
        return Indicator("native-latency", Events(slow, total), (series(every, service),), means, native, seconds, True, Counts(within, every))
    samples = Sample(series(every, service), "all"), Sample(_one(within, service, {"le": words}), "good")
    return Indicator("latency", Events(slow, total, False), (series(every, service), series(within, service)), means, samples, seconds, asked=Counts(within, every))


def uptime(signals: Signals, service: str) -> Indicator:
    """Minutes in which the service answered: requests alone would not show an outage in which none arrives."""
    up = selector("up", {"job": service})
    failed, every = Rate(signals.failed()), Rate(signals.counted())
    # Twice the slice: a rate needs two samples, and a scrape may be late.
    window = f"{2 * SLICE_SECONDS}s"
    failing = f"{rate(failed, service, window)} / {rate(every, service, window)} > bool {number(DOWN_ABOVE)}"
    return Indicator("uptime", Slices(f"max({up}) * (1 - (({failing}) or vector(0)))", SLICE_SECONDS), (up,),
                     Text(f"a minute is good when an instance answers and at most {number(DOWN_ABOVE * 100)} % of its requests fail", f"une minute est bonne si une instance répond et qu'au plus {number(DOWN_ABOVE * 100)} % de ses requêtes échouent"),
                     (Sample(up, "share"), *_counters(signals, service)), is_native=signals.is_native, asked=When(Serving(failed, every), ">=", 1 - DOWN_ABOVE, SLICE_SECONDS // 60))


def probe(metric: str, service: str) -> Indicator:
    """The share of probes from outside that succeeded: a gauge of 1 and 0."""
    series = selector(metric, {"job": service})
    return Indicator("probe", Ratio(Query(f"1 - avg(avg_over_time({series}[{WINDOW}]))")), (series,), Text("a probe is good when it succeeds", "une sonde est bonne si elle réussit"), (Sample(series, "share"),))


def freshness(metric: str, service: str, seconds: Decimal) -> Indicator:
    """Minutes in which the data was younger than a threshold: a gauge that holds the time of the last success, in seconds since 1970."""
    series = selector(metric, {"job": service})
    return Indicator("freshness", Slices(f"(time() - max({series})) <= bool {number(seconds)}", SLICE_SECONDS), (series,),
                     Text(f"a minute is good when the data is at most {number(seconds)} s old", f"une minute est bonne si les données ont au plus {number(seconds)} s"),
                     (Sample(series, "moment"),), seconds, asked=When(Age(Series(metric)), "<=", seconds, SLICE_SECONDS // 60))
