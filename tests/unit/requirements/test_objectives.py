"""Objectives and alerts as people write them, in both languages; what no word explains stays visible."""

from __future__ import annotations

import pytest

from orchestration.requirements.parse import clauses, wishes

OBJECTIVES = [
    ("99.9% uptime", ("uptime", "99.9", "")),
    ("uptime of 99.95%", ("uptime", "99.95", "")),
    ("temps de fonctionnement de 99,5 %", ("uptime", "99.5", "")),
    ("99.9% availability", ("availability", "99.9", "")),
    ("disponibilité : 99,95 %", ("availability", "99.95", "")),
    ("disponibilité d'au moins 99,9 %", ("availability", "99.9", "")),
    ("taux de succès ≥ 99,9 %", ("availability", "99.9", "")),
    ("success rate >= 99.5%", ("availability", "99.5", "")),
    ("error rate < 0.1%", ("errors", "0.1", "<")),
    ("< 0.1% error rate", ("errors", "0.1", "<")),
    ("less than 1% errors", ("errors", "1", "<")),
    ("taux d'erreur inférieur à 0,5 %", ("errors", "0.5", "<")),
    ("moins de 1 % d'erreurs", ("errors", "1", "<")),
    ("error rate > 5%", ("errors", "5", ">")),
    ("p95 < 500ms", ("latency", "95", "0.5", "<")),
    ("P99 latency under 1.5s", ("latency", "99", "1.5", "<")),
    ("latency p99 below 300 ms", ("latency", "99", "0.3", "<")),
    ("99th percentile < 2 seconds", ("latency", "99", "2", "<")),
    ("95e percentile inférieur à 300 ms", ("latency", "95", "0.3", "<")),
    ("latence p99 inférieure à 300 ms", ("latency", "99", "0.3", "<")),
    ("95% of requests under 300ms", ("latency", "95", "0.3", "<")),
    ("95 % des requêtes en moins de 300 ms", ("latency", "95", "0.3", "<")),
    ("response time under 2s", ("latency", "", "2", "<")),
    ("temps de réponse sous 800 ms", ("latency", "", "0.8", "<")),
    ("p95 < -3s", ("latency", "95", "-3", "<")),
    ("data freshness < 10 min", ("freshness", "", "600", "<")),
    ("fraîcheur des données < 1 h", ("freshness", "", "3600", "<")),
    ("150% uptime", ("uptime", "150", "")),
]
ALERTS = [
    ("P0: Service down", "service-down"), ("P0 : service indisponible", "service-down"), ("API en panne", "service-down"), ("High error rate", "error-rate"), ("taux d'erreur élevé", "error-rate"),
    ("SLO burn rate", "burn-rate"), ("consommation rapide du budget d'erreur", "burn-rate"), ("high latency", "latency"), ("latence élevée", "latency"), ("CPU saturation", "saturation"), ("mémoire saturée", "saturation"),
    ("database down", "dependency-down"), ("base de données injoignable", "dependency-down"), ("crash loops", "restarts"), ("redémarrages en boucle", "restarts"), ("traffic drop", "traffic-drop"), ("chute du trafic", "traffic-drop"),
    ("TLS certificate expiration", "certificate"),
]


@pytest.mark.parametrize(("text", "value"), OBJECTIVES)
def test_an_objective_is_understood(text: str, value: tuple[str, ...]) -> None:
    [clause] = clauses(text)
    assert [w.value for w in clause.wishes if w.topic == "objective"] == [value]
    assert clause.rest == ""


@pytest.mark.parametrize(("text", "kind"), ALERTS)
def test_an_alert_is_understood(text: str, kind: str) -> None:
    [clause] = clauses(text)
    assert [w.value[0] for w in clause.wishes if w.topic == "alert"] == [kind]
    assert clause.rest == ""


@pytest.mark.parametrize(("text", "days"), [("over 28 days", 28), ("sur 30 jours", 30), ("per month", 30), ("par trimestre", 90), ("rolling 7d", 7), ("4 weeks", 28), ("monthly", 30)])
def test_a_period_is_understood(text: str, days: int) -> None:
    assert [w.value for w in wishes(clauses(text)) if w.topic == "slo-period"] == [days]


def test_a_list_of_objectives_is_cut_where_people_cut_it() -> None:
    found = clauses("99,9 % de disponibilité sur 28 jours, p95 < 500ms et taux d'erreur < 0,1 %")
    assert [[w.topic for w in c.wishes] for c in found] == [["objective", "slo-period"], ["objective"], ["objective"]]


def test_a_document_is_one_clause() -> None:
    text = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: x}\n"
    [clause] = clauses(text)
    assert [(w.topic, w.value) for w in clause.wishes] == [("slo-document", text)]


def test_words_that_say_nothing_of_it_stay_visible() -> None:
    [clause] = clauses("99.9% uptime with purple unicorns")
    assert "unicorns" in clause.rest


def test_words_of_the_pipeline_are_still_the_pipelines() -> None:
    topics = [w.topic for w in wishes(clauses("Playwright, preview, Slack notifications, coverage 80%, canary 10%, e-mail"))]
    assert topics == ["e2e", "preview", "notify", "coverage", "canary", "traffic-share", "notify"]


@pytest.mark.parametrize(("text", "kind"), [("native histograms", "native"), ("Native histogram", "native"), ("histogrammes natifs", "native"), ("exponential histograms", "native"), ("classic histograms", "classic"), ("histogrammes classiques", "classic")])
def test_a_kind_of_histogram_is_understood(text: str, kind: str) -> None:
    [clause] = clauses(text)
    assert [(w.topic, w.value) for w in clause.wishes] == [("histograms", kind)] and clause.rest == ""
