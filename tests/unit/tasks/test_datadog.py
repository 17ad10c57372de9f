"""What is handed over for Datadog: the same promises and alerts, and a word on each it cannot keep."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end_here

from orchestration.checks import run_checks
from orchestration.checks.reading import datadog as reading
from orchestration.model.artefact import FileSet
from orchestration.model.errors import BadPath
from orchestration.model.request import Request
from orchestration.pipeline import run_many
from orchestration.proof.watching.conductor import read
from orchestration.tasks.slo_sla.burn_rates import pairs

TASKS = ("slo_sla", "alerts", "dashboards")
EVERYTHING = "99.9% availability, p95 < 500ms, 99.9% uptime, data freshness < 5 minutes. P0: service down. P1: error rate > 5%, p99 > 2s, SLO burn rate. P2: database down, restarts, traffic drop, certificate expiry. P3: cpu. orders_created_total. "


def made(words: str, *tasks: str, stack: str = "fastapi", language: str = "en", name: str = "api", environment: str = "production", **options: str) -> Any:
    return run_many([Request(task, stack=stack, service_name=name, requirements=words, language=language, environment=environment, options=options) for task in tasks or TASKS], with_checks=False)


def files(run: Any, below: str = "") -> dict[str, Any]:
    return {a.path.removeprefix(f"monitoring/datadog/{below}/"): json.loads(a.text) for a in run.artefacts if a.path.startswith(f"monitoring/datadog/{below}") and a.path.endswith(".json")}


def notices(run: Any) -> str:
    return "\n".join(n.text.en for r in run.results for n in r.notices)


def findings(run: Any) -> list[str]:
    verdicts = run_checks(FileSet({a.path: (a.kind, a.text) for a in run.artefacts}), only=["datadog"])
    for verdict in verdicts:
        if verdict.state == "not run":
            end_here(str(verdict.reason))
    return [f"{f.path}: {f.rule} {f.message}" for v in verdicts for f in v.findings]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("stack", ["fastapi", "express", "django", "go"])
def test_all_of_it_is_what_datadogs_client_and_our_rules_take(stack: str, language: str) -> None:
    run = made(EVERYTHING + "Datadog", stack=stack, language=language)
    assert not run.is_error
    assert findings(run) == []


@pytest.mark.parametrize("days", [7, 30, 90])
@pytest.mark.parametrize("percent", ["95", "99", "99.9", "99.95", "99.999"])
def test_burn_rates_are_the_workbooks_where_datadog_can_ask_them(days: int, percent: str) -> None:
    monitors = files(made(f"{percent}% availability over {days} days. Datadog", "slo_sla"), "monitors")
    found = {(b.over_days, b.long_minutes, b.short_minutes, b.figure) for m in monitors.values() if m["type"] == "slo alert" for b in [reading.burn(m["query"])]}
    budget = (100 - Decimal(percent)) / 100
    assert found == {(days, p.long_minutes, p.short_minutes, p.factor) for p in pairs(days) if p.long_minutes <= 48 * 60 and p.factor * budget < 1}
    assert all(m["options"]["thresholds"]["critical"] == float(reading.burn(m["query"]).figure) for m in monitors.values() if m["type"] == "slo alert")


def test_minutes_are_good_by_the_same_figures() -> None:
    slos = files(made("99.9% uptime, 99% data freshness < 5 minutes. Datadog", "slo_sla"), "slos")
    uptime, fresh = (slos[f"{name}.json"]["sli_specification"]["time_slice"] for name in ("uptime", "freshness"))
    # At most ten percent may fail, while an instance answers; a gap in a gauge must not be drawn over.
    assert (uptime["comparator"], uptime["threshold"], uptime["query_interval_seconds"]) == (">=", 0.9, 60)
    assert "default_zero" in uptime["query"]["formulas"][0]["formula"] and uptime["query"]["queries"][0]["query"].endswith(".fill(null)")
    assert (fresh["comparator"], fresh["threshold"], fresh["query_interval_seconds"]) == ("<=", 300, 60)
    assert [q["query"] for q in fresh["query"]["queries"]] == ["min:app.last_success_timestamp_seconds.age{service:api,env:production}"]


def test_requests_are_good_by_the_same_figures() -> None:
    slos = files(made("99.9% availability, p95 < 1s. Datadog", "slo_sla"), "slos")
    every = "sum:app.http_server_request_duration_seconds.count{service:api,env:production}.as_count()"
    assert slos["availability.json"]["query"] == {"numerator": every.replace("production}", "production,!http_response_status_code:5*}"), "denominator": every}
    assert slos["latency-p95.json"]["query"] == {"numerator": "sum:app.http_server_request_duration_seconds.bucket{service:api,env:production,upper_bound:1.0}.as_count()", "denominator": every}


@pytest.mark.parametrize(("period", "frame"), [(28, 30), (14, 7), (60, 30), (61, 90), (365, 90)])
def test_another_period_becomes_the_nearest_and_is_said(period: int, frame: int) -> None:
    run = made(f"99.9% availability over {period} days. Datadog", "slo_sla")
    assert files(run, "slos")["availability.json"]["timeframe"] == f"{frame}d"
    assert f"there it is {frame} days, not {period}" in notices(run)
    assert {reading.burn(m["query"]).figure for m in files(run, "monitors").values() if m["type"] == "slo alert"} <= {p.factor for p in pairs(frame)}


@pytest.mark.parametrize(("words", "said"), [
    ("99.99995% availability. Datadog", "at most three decimals"), ("99% probes. Datadog", "something Datadog has no metric of"), ("99.9% availability. Datadog", "no burn-rate alert over 3d"), ("99.9% availability. Datadog", "know no least number of failures"),
    ("99.9% availability. Datadog", "nothing was created at Datadog"),
])
def test_what_datadog_cannot_do_is_said(words: str, said: str) -> None:
    assert said in notices(made(words, "slo_sla"))


def test_every_alert_has_a_monitor_or_a_reason() -> None:
    run = made(EVERYTHING + "Datadog", "alerts")
    names = {m["name"].rsplit(" ")[-1]: m for m in files(run, "monitors").values()}
    assert {"ServiceDown", "HighErrorRate", "HighLatency", "DependencyDown", "RestartsInALoop", "TrafficDropped", "ProcessorSaturated", "FileDescriptorsRunOut", "EventLoopBlocked", "Watchdog"} <= set(names)
    for lost in ("CertificateExpires", "ErrorBudgetBurnsFast", "ErrorBudgetBurnsSlowly"):
        assert f"no monitor of {lost} for Datadog" in notices(run)
    assert {n: m["priority"] for n, m in names.items() if n in ("ServiceDown", "HighErrorRate", "DependencyDown", "ProcessorSaturated")} == {"ServiceDown": 1, "HighErrorRate": 2, "DependencyDown": 3, "ProcessorSaturated": 4}


@pytest.mark.parametrize(("name", "reduce", "minutes", "comparison", "figure", "recovery"), [
    ("high-error-rate-level", "sum", 5, ">", "0.05", 0.04), ("high-latency-level", "percentile", 5, ">", "2", 1.6), ("processor-saturated", "min", 10, ">", "0.9", 0.72), ("dependency-down", "max", 2, "<=", "0", None),
    ("restarts-in-a-loop", "max", 15, "<", "300", 360), ("traffic-dropped", "avg", 10, "<", "0.2", 0.24), ("service-down", "max", 5, "<=", "0", None), ("high-error-rate-volume", "sum", 5, ">=", "5", None),
])
def test_a_monitor_asks_what_the_alert_asks(name: str, reduce: str, minutes: int, comparison: str, figure: str, recovery: float | None) -> None:
    one = files(made(EVERYTHING + "Datadog", "alerts"), "monitors")[f"{name}.json"]
    query = reading.watched(one["query"])
    assert (query.reduce, query.minutes, query.comparison, query.figure) == (reduce, minutes, comparison, Decimal(figure))
    assert one["options"]["thresholds"].get("critical_recovery") == recovery
    assert all({"service:api", "env:production"} <= set(m.scope) for m in query.metrics)


def test_silence_is_the_alarm_where_a_metric_ends_with_what_it_measures() -> None:
    monitors = files(made(EVERYTHING + "Datadog"), "monitors")
    assert {n for n, m in monitors.items() if m["options"].get("on_missing_data") == "show_and_notify_no_data"} == {"service-down.json", "availability-not-measured.json", "latency-p95-not-measured.json"}
    assert all("{{#is_no_data}}" in monitors[n]["message"] for n in ("service-down.json", "watchdog.json"))
    assert monitors["watchdog.json"]["options"]["notify_no_data"] is True


@pytest.mark.parametrize(("words", "p0", "p2"), [("Datadog", "@pagerduty-api @slack-api-alerts", "@slack-api-alerts"), ("Datadog, Slack only, sans PagerDuty", "@slack-api-alerts", "@slack-api-alerts"), ("Datadog, PagerDuty, e-mail", "@pagerduty-api", "@oncall@example.com")])
def test_who_is_told_follows_the_routes(words: str, p0: str, p2: str) -> None:
    monitors = files(made(f"P0: service down. P2: database down. {words}", "alerts"), "monitors")
    assert monitors["service-down.json"]["message"].endswith(p0) and monitors["dependency-down.json"]["message"].endswith(p2)


def test_the_channel_can_be_named_and_only_a_channel() -> None:
    assert "@slack-ops_night" in files(made("P0: service down. Datadog", "alerts", slack_channel="#ops_night"), "monitors")["service-down.json"]["message"]
    assert made("P0: service down. Datadog", "alerts", slack_channel="x @all").is_error


@pytest.mark.parametrize("name", ['a"b', "{{ $labels.x }}", "caffè ☕", "back\\slash", "@all hands", "x: y # z", "}}{{#is_alert}}", "É"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_any_name_of_a_service_stays_a_name(name: str, language: str) -> None:
    run = made(EVERYTHING + "Datadog only", name=name, language=language)
    assert not run.is_error, [r.error for r in run.results]
    assert findings(run) == []
    for one in files(run, "monitors").values():
        assert "@all" not in one["message"] and "$labels" not in one["message"]


def test_datadog_alone_hands_over_nothing_for_another() -> None:
    run = made(EVERYTHING + "Datadog only")
    paths = {a.path for a in run.artefacts}
    assert not [p for p in paths if "/prometheus/" in p or "/grafana/" in p or "/alertmanager/" in p]
    assert "monitoring/runbooks/ServiceDown.md" in paths and "monitoring/slo/SLA.md" in paths
    assert not any("```promql" in a.text for a in run.artefacts if "/runbooks/" in a.path)
    assert {o.clause: o.status for o in run.results[0].outcomes if o.status != "met"} == {"data freshness < 5 minutes": "partly met", "certificate expiry": "not met"}
    assert findings(run) == []
    # Every page an alert names is there.
    for one in files(run, "monitors").values():
        for line in one["message"].splitlines():
            if line.startswith("Runbook"):
                assert line.split(": ", 1)[1] in paths


def test_beside_the_others_it_adds_and_changes_nothing() -> None:
    without, beside = made(EVERYTHING), made(EVERYTHING + "Datadog")
    texts = {a.path: a.text for a in beside.artefacts}
    assert {a.path: a.text for a in without.artefacts} == {p: t for p, t in texts.items() if "/datadog/" not in p}


def test_the_tasks_agree_on_what_they_share() -> None:
    alone = [{a.path: a.text for a in made(EVERYTHING + "Datadog", task).artefacts} for task in TASKS]
    common = set.intersection(*(set(one) for one in alone))
    assert {p.removeprefix("monitoring/datadog/") for p in common if "/datadog/" in p} >= {"apply.sh", "README.md", "openmetrics.d/conf.yaml"}
    assert all(one[path] == alone[0][path] for one in alone for path in common)


def test_another_environment_is_another_scope() -> None:
    run = made(EVERYTHING + "Datadog", environment="Pre Prod")
    assert all("env:pre_prod" in m.scope for one in files(run, "monitors").values() if one["type"] == "query alert" for m in reading.watched(one["query"]).metrics)
    assert "env:pre_prod" in next(a.text for a in run.artefacts if a.path.endswith("conf.yaml"))


def test_working_hours_are_refused_with_the_way_round_them() -> None:
    run = made("P2: database down. Working hours. Datadog only", "alerts")
    assert next(o for o in run.results[0].outcomes if "hours" in o.clause).status == "partly met"


def test_the_page_shows_what_the_other_page_shows() -> None:
    run = made(EVERYTHING + "Datadog")
    board = files(run, "dashboards")["api.json"]
    titles = {w["definition"]["title"] for g in board["widgets"] for w in g["definition"]["widgets"]}
    panels = {p["title"] for p in json.loads(next(a.text for a in run.artefacts if a.path.endswith("grafana/dashboards/api.json")))["panels"] if p["type"] != "row"}
    # Datadog's own widget of an objective shows the budget and the target.
    assert panels - titles == {"Error budget left", "Targets"}
    assert {w["definition"]["slo_id"] for g in board["widgets"] for w in g["definition"]["widgets"] if w["definition"]["type"] == "slo"} == {f"<slo:{n.removesuffix('.json')}>" for n in files(run, "slos")}


def test_the_same_call_gives_the_same_bytes() -> None:
    assert [(a.path, a.text) for a in made(EVERYTHING + "Datadog").artefacts] == [(a.path, a.text) for a in made(EVERYTHING + "Datadog").artefacts]


def test_a_proof_says_that_nothing_of_datadog_can_be_started(tmp_path: Path) -> None:
    for artefact in made("99.9% availability. Datadog only").artefacts:
        path = tmp_path / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(artefact.text)
    with pytest.raises(BadPath, match="for Datadog"):
        read(str(tmp_path))


def test_of_native_histograms_only_what_the_agent_is_documented_to_read_is_asked() -> None:
    run = made("99.9% availability, p95 < 500ms. P1: error rate > 5%, p99 > 2s. Native histograms, Grafana + Datadog")
    assert findings(run) == []
    assert set(files(run, "slos")) == {"availability.json"} and not files(run, "metrics").keys() & {"http_server_request_duration_seconds.json"}
    there = "\n".join(a.text for a in run.artefacts if "/datadog/" in a.path and a.path.endswith((".json", ".yaml")))
    assert "sum:app.http_server_request_duration_seconds.count{" in there and ".bucket{" not in there and "p95:app.http_server" not in there
    said = notices(run)
    assert "latency p95: not for Datadog" in said and "no monitor of HighLatency for Datadog: a native histogram" in said and "no percentile and no threshold" in said
    alone = made("p95 < 500ms, 99.9% uptime, native histograms. Datadog only", "slo_sla")
    outcomes = {o.clause: (o.status, o.why.en) for r in alone.results for o in r.outcomes}
    assert outcomes["Datadog only"][0] == "met" and outcomes["p95 < 500ms"][0] == "not met" and "not documented to read a threshold" in outcomes["p95 < 500ms"][1]
