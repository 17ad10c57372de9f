"""What Prometheus answers becomes values: thresholds as the rules have them, curves with their gaps, stretches of alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from orchestration.proof.watching.record import arrivals, burns, stretches
from orchestration.proof.watching.report import Arrival, Limit

OWN = {"service": 'a "b"', "slo": "availability"}
PICK = r'{service="a \"b\"",slo="availability"}'
RULES = (
    {"record": "slo:sli_error:ratio_rate5m", "expr": "x", "labels": OWN}, {"record": "slo:sli_error:ratio_rate30d", "expr": "x", "labels": OWN}, {"record": "slo:sli_error:ratio_rate1h", "expr": "x", "labels": OWN},
    {"record": "slo:sli_error:ratio_rate1h", "expr": "x", "labels": {"service": "other", "slo": "availability"}},
    {"record": "slo:objective:ratio", "expr": "vector(0.99)", "labels": OWN}, {"record": "slo:time_period:days", "expr": "vector(30)", "labels": OWN},
    {"alert": "Fast", "expr": f"max(slo:sli_error:ratio_rate5m{PICK} > (14.4 * 0.01)) and max(slo:sli_error:ratio_rate1h{PICK} > (14.4 * 0.01))"},
    {"alert": "Blind", "expr": "absent(up)", "labels": OWN}, {"alert": "Broken", "expr": "this is ( no PromQL"},
    {"alert": "Others", "expr": 'slo:sli_error:ratio_rate1h{service="other",slo="availability"} > 0.2'},
)


def answer(query: str) -> Iterable[Mapping[str, Any]]:
    assert query.endswith(PICK)
    return [{"metric": {}, "values": [[100.0, "0"], [100.5, "0.5"], [101.0, "NaN"]]}, {"metric": {}, "values": [[100.5, "0.25"]]}]


def test_an_objective_with_its_thresholds() -> None:
    (burn,) = burns(RULES, answer, 100.0)
    assert (burn.service, burn.objective, burn.period_days) == ('a "b"', "availability", 30.0)
    assert burn.percent == pytest.approx(99) and burn.budget == pytest.approx(0.01)
    assert [ln.window for ln in burn.lines] == ["5m", "1h", "30d"]
    assert burn.lines[0].points == ((0.0, 0.0), (0.5, pytest.approx(50.0)))
    assert burn.alerts == ("Fast", "Blind")
    assert [(m.alert, m.window) for m in burn.limits] == [("Fast", "5m"), ("Fast", "1h")] and all(m.burn_rate == pytest.approx(14.4) for m in burn.limits)
    assert isinstance(burn.limits[0], Limit)


def test_rules_without_objectives_have_none() -> None:
    assert burns(({"alert": "Down", "expr": "up == 0"},), answer, 0.0) == ()


def test_stretches_end_where_samples_are_missing() -> None:
    series = [{"metric": {"alertname": "A", "alertstate": "firing"}, "values": [[10.0, "1"], [10.5, "1"], [13.0, "1"]]}, {"metric": {"alertname": "A", "alertstate": "firing", "instance": "2"}, "values": [[11.0, "1"]]}]
    assert stretches(series, 10.0, 0.5) == {("A", "firing"): ((0.0, 1.5), (3.0, 3.5))}


def test_only_news_arrive() -> None:
    told = [(1.0, "slack", True), (2.0, "slack", False), (3.0, "slack", False), (3.5, "email", False), (4.0, "slack", True), (6.0, "slack", False)]
    assert arrivals(told) == (Arrival(2.0, "slack", False), Arrival(3.5, "email", False), Arrival(4.0, "slack", True), Arrival(6.0, "slack", False))
