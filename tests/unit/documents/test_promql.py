"""The same measures, asked of classic histograms and of native ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from orchestration.documents.promql import rate, written
from orchestration.model.measure import Beyond, Measure, Quantile, Rate
from orchestration.model.signals import Signals

CLASSIC = Signals(duration="d")
NATIVE = replace(CLASSIC, is_native=True)


def measures(signals: Signals) -> tuple[Measure, ...]:
    return Rate(signals.counted(), ("route",)), Rate(signals.counted(), each=True), Quantile(signals.observed(), Decimal("0.95")), Quantile(signals.observed(), Decimal("0.5"), ("route",)), Beyond(signals.observed(), Decimal("0.3"))


def test_of_classic_histograms_counters_and_buckets_are_asked() -> None:
    assert [written(m, "api", "5m") for m in measures(CLASSIC)] == [
        'sum by (route) (rate(d_count{job="api"}[5m]))',
        'rate(d_count{job="api"}[5m])',
        'histogram_quantile(0.95, sum by (le) (rate(d_bucket{job="api"}[5m])))',
        'histogram_quantile(0.5, sum by (le, route) (rate(d_bucket{job="api"}[5m])))',
        '(sum(rate(d_count{job="api"}[5m])) - sum(rate(d_bucket{job="api",le="0.3"}[5m])))',
    ]


def test_of_native_histograms_the_histogram_is_asked_by_its_functions() -> None:
    assert [written(m, "api", "5m") for m in measures(NATIVE)] == [
        'histogram_count(sum by (route) (rate(d{job="api"}[5m])))',
        'histogram_count(rate(d{job="api"}[5m]))',
        'histogram_quantile(0.95, sum(rate(d{job="api"}[5m])))',
        'histogram_quantile(0.5, sum by (route) (rate(d{job="api"}[5m])))',
        '((1 - histogram_fraction(-Inf, 0.3, sum(rate(d{job="api"}[5m])))) * (histogram_count(sum(rate(d{job="api"}[5m]))) > 0))',
    ]
    assert rate(Rate(NATIVE.failed()), "api", "10m", function="increase", offset="1w") == 'histogram_count(sum(increase(d{job="api",http_response_status_code=~"5.."}[10m] offset 1w)))'


def test_a_native_histogram_has_no_bucket_to_name() -> None:
    with pytest.raises(TypeError, match="no such part"):
        rate(Rate(replace(NATIVE.observed(), part="bucket", up_to=Decimal(1))), "api", "5m")
