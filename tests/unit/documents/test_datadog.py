"""Measures as Datadog's queries, and the same ones as PromQL: two languages, one question."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.checks.reading import datadog as reading
from orchestration.documents.datadog_query import NotInDatadog, formula
from orchestration.documents.promql import written
from orchestration.model.measure import (
    Against,
    Age,
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
    Where,
)

SCOPE = "service:api,env:production"
COUNT, CPU, UP = Series("http_seconds", "count"), Series("cpu_seconds", "total"), Series("dependency_up")
FAILED = Series("http_seconds", "count", (Where("code", "5.."),))


@pytest.mark.parametrize(("measure", "text", "queries"), [
    (Rate(COUNT), "a", ["sum:app.http_seconds.count{service:api,env:production}.as_rate()"]),
    (Rate(CPU, each=True), "a", ["sum:app.cpu_seconds.count{service:api,env:production} by {host,endpoint}.as_rate()"]),
    (Rate(FAILED, ("code",)), "a", ["sum:app.http_seconds.count{service:api,env:production,code:5*} by {code}.as_rate()"]),
    (Rate(Series("http_seconds", "count", (Where("code", "5..", True), Chosen("route", "route")))), "a", ["sum:app.http_seconds.count{service:api,env:production,!code:5*,$route}.as_rate()"]),
    (Rate(Series("http_seconds", "bucket", up_to=Decimal(1))), "a", ["sum:app.http_seconds.bucket{service:api,env:production,upper_bound:1.0}.as_rate()"]),
    (Rate(Series("http_seconds", "bucket", up_to=Decimal("0.25"))), "a", ["sum:app.http_seconds.bucket{service:api,env:production,upper_bound:0.25}.as_rate()"]),
    (Reading(UP, "min", ("dependency",)), "a", ["min:app.dependency_up{service:api,env:production} by {dependency}"]),
    (Reading(UP), "a", ["avg:app.dependency_up{service:api,env:production} by {host,endpoint}"]),
    (Quantile(Series("http_seconds"), Decimal("0.999")), "a", ["p99.9:app.http_seconds{service:api,env:production}"]),
    (Share(Rate(FAILED), Rate(COUNT)), "a / b", ["sum:app.http_seconds.count{service:api,env:production,code:5*}.as_rate()", "sum:app.http_seconds.count{service:api,env:production}.as_rate()"]),
    (Top(5, Rate(COUNT, ("route",))), "top(a, 5, 'mean', 'desc')", ["sum:app.http_seconds.count{service:api,env:production} by {route}.as_rate()"]),
    (Instances("answering"), "count_not_null(a)", ["max:app.process_start_time_seconds.age{service:api,env:production} by {host,endpoint}"]),
    (Age(Series("success_seconds")), "a", ["min:app.success_seconds.age{service:api,env:production}"]),
    (Against(Rate(COUNT), 7), "a / week_before(b)", ["sum:app.http_seconds.count{service:api,env:production}.as_rate()"] * 2),
])
def test_a_measure_is_a_query(measure: Measure, text: str, queries: list[str]) -> None:
    found = formula(measure, SCOPE)
    assert (found.text, list(found.queries)) == (text, queries)
    assert reading.queries(found.inline)
    assert reading.formula(found.named("q"), frozenset({"qa", "qb", "qc"}))


def test_a_formula_is_written_out_and_renamed_whole() -> None:
    found = formula(Serving(Rate(FAILED), Rate(COUNT)), SCOPE)
    assert found.named("query1") == "clamp_max(default_zero(query1a), 1) - default_zero(query1b / query1c)"
    assert [m.metric for m in reading.queries(found.inline)] == ["app.process_start_time_seconds.age", "app.http_seconds.count", "app.http_seconds.count"]


@pytest.mark.parametrize("measure", [Objectives("remaining"), Instances("known"), Against(Rate(COUNT), 1), Quantile(COUNT, Decimal("0.99999")), Rate(Series("x", "count", (Where("code", "5.3"),)))])
def test_what_datadog_cannot_be_asked_is_refused(measure: Measure) -> None:
    with pytest.raises(NotInDatadog):
        formula(measure, SCOPE)


@pytest.mark.parametrize("measure", [Age(UP), Against(Rate(COUNT), 7), Serving(Rate(FAILED), Rate(COUNT))])
def test_what_promql_says_only_with_its_comparison_is_refused_there(measure: Measure) -> None:
    with pytest.raises(TypeError):
        written(measure, "api", "5m")


@pytest.mark.parametrize(("measure", "query"), [
    (Rate(FAILED, ("code",)), 'sum by (code) (rate(http_seconds_count{job="api",code=~"5.."}[5m]))'),
    (Rate(Series("http_seconds", "count", (Where("code", "5..", True),))), 'sum(rate(http_seconds_count{job="api",code!~"5.."}[5m]))'),
    (Most(Quotient(Reading(Series("a")), Reading(Series("b")))), 'max(a{job="api"} / b{job="api"})'),
    (Restarts(Series("start"), 15), 'sum(changes(start{job="api"}[15m]))'),
    (Rate(Series("http_seconds", "bucket", up_to=Decimal(2))), 'sum(rate(http_seconds_bucket{job="api",le=~"2|2[.]0"}[5m]))'),
])
def test_a_measure_is_promql(measure: Measure, query: str) -> None:
    assert written(measure, "api", "5m") == query


@pytest.mark.parametrize("query", ["avg:x{*", "avg:x", "med:x{*}", "avg:x{a b}", "avg:x{*}.as_cont()", "avg:x{*} avg:y{*}", "foo(avg:x{*})", "avg:x{*} +", "avg:x{*} by {}", "avg:x{a:b,}", "avg:x{*} by host", "1 + 2", "", "avg:x{*} && avg:y{*}", "p95.123:x{*}", "avg:1x{*}"])
def test_what_is_no_query_is_not_read(query: str) -> None:
    with pytest.raises(reading.Unreadable):
        reading.queries(query)


@pytest.mark.parametrize("query", ["avg:system.load.1{*}", "avg:a{b:c AND (d:e OR d:f)} by {host}", "sum:a{service IN (x, y)}.as_count().rollup(sum, 60)", "100 * (sum:a{x:y*}.as_rate() / sum:b{!x:*-z}.as_rate())", "p99.99:a.b{$service,$env.value}", "top(avg:a{*} by {host}, 10, 'mean', 'desc')", "timeshift(avg:a{*}, -1209600)", "-avg:a{*}"])
def test_what_the_documentation_shows_is_read(query: str) -> None:
    assert reading.queries(query)
