"""Indicators as queries: what is asked of Prometheus for each kind, from the names the service exports."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ...documents.promql import number, selector, series, written
from ...model.measure import Age, Counts, Rate, Serving, When, Where
from ...model.measure import Series as Asked
from ...model.objective import WINDOW, Events, Indicator, Query, Ratio, Sample, Slices
from ...model.signals import Signals
from ...model.text import Text

SLICE_SECONDS = 60
DOWN_ABOVE = Decimal("0.1")
"""The share of failing requests from which on a minute counts as down. Source: Google Cloud, service level agreement of Cloud Run
functions: "Downtime" is an error rate of more than ten percent, in periods of one or more whole minutes."""


def _rate(series: Asked, service: str) -> Query:
    return Query(written(Rate(series), service, WINDOW))


def _shown(signals: Signals) -> str:
    return signals.failures.replace(".", "x")


def availability(signals: Signals, service: str) -> Indicator:
    """Requests that did not fail through the service's own fault."""
    every = Asked(signals.duration, "count")
    failed, good = (Asked(signals.duration, "count", (Where(signals.status, signals.failures, negated),)) for negated in (False, True))
    samples = Sample(_one(every, service, {signals.status: "200"}), "good"), Sample(_one(every, service, {signals.status: signals.failures.replace(".", "0")}), "bad")
    return Indicator("availability", Events(_rate(failed, service), _rate(every, service)), (series(every, service),),
                     Text(f"a request is good unless its status is {_shown(signals)}", f"une requête est bonne sauf si son statut est {_shown(signals)}"), samples, asked=Counts(good, every))


def _one(series: Asked, service: str, labels: Mapping[str, str]) -> str:
    return selector(series.name, {"job": service, **labels})


def latency(signals: Signals, service: str, seconds: Decimal) -> Indicator:
    """Requests answered within a threshold."""
    words = number(seconds)
    means = Text(f"a request is good when it is answered within {words} s", f"une requête est bonne si la réponse vient en {words} s")
    if signals.is_native:
        native = series(Asked(signals.duration), service)
        good = f"histogram_fraction(0, {words}, sum(rate({native}[{WINDOW}]))) * histogram_count(sum(rate({native}[{WINDOW}])))"
        total = f"histogram_count(sum(rate({native}[{WINDOW}])))"
        return Indicator("native-latency", Events(Query(f"({total} - {good})"), Query(total), False), (native,), means, (), seconds)
    every, within = Asked(signals.duration, "count"), Asked(signals.duration, "bucket", up_to=seconds)
    return Indicator("latency", Events(Query(f"({_rate(every, service).text} - {_rate(within, service).text})"), _rate(every, service), False), (series(every, service), series(within, service)), means,
                     (Sample(series(every, service), "all"), Sample(_one(within, service, {"le": words}), "good")), seconds, Counts(within, every))


def uptime(signals: Signals, service: str) -> Indicator:
    """Minutes in which the service answered: requests alone would not show an outage in which none arrives."""
    up = selector("up", {"job": service})
    failed, every = Rate(Asked(signals.duration, "count", (Where(signals.status, signals.failures),))), Rate(Asked(signals.duration, "count"))
    # Twice the slice: a rate needs two samples, and a scrape may be late.
    window = f"{2 * SLICE_SECONDS}s"
    failing = f"{written(failed, service, window)} / {written(every, service, window)} > bool {number(DOWN_ABOVE)}"
    return Indicator("uptime", Slices(f"max({up}) * (1 - (({failing}) or vector(0)))", SLICE_SECONDS), (up,),
                     Text(f"a minute is good when an instance answers and at most {number(DOWN_ABOVE * 100)} % of its requests fail", f"une minute est bonne si une instance répond et qu'au plus {number(DOWN_ABOVE * 100)} % de ses requêtes échouent"),
                     (Sample(up, "share"),), asked=When(Serving(failed, every), ">=", 1 - DOWN_ABOVE, SLICE_SECONDS // 60))


def probe(metric: str, service: str) -> Indicator:
    """The share of probes from outside that succeeded: a gauge of 1 and 0."""
    series = selector(metric, {"job": service})
    return Indicator("probe", Ratio(Query(f"1 - avg(avg_over_time({series}[{WINDOW}]))")), (series,), Text("a probe is good when it succeeds", "une sonde est bonne si elle réussit"), (Sample(series, "share"),))


def freshness(metric: str, service: str, seconds: Decimal) -> Indicator:
    """Minutes in which the data was younger than a threshold: a gauge that holds the time of the last success, in seconds since 1970."""
    series = selector(metric, {"job": service})
    return Indicator("freshness", Slices(f"(time() - max({series})) <= bool {number(seconds)}", SLICE_SECONDS), (series,),
                     Text(f"a minute is good when the data is at most {number(seconds)} s old", f"une minute est bonne si les données ont au plus {number(seconds)} s"),
                     (Sample(series, "moment"),), asked=When(Age(Asked(metric)), "<=", seconds, SLICE_SECONDS // 60))
