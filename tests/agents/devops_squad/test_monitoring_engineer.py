"""The contract of the monitoring engineer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from orchestration.agents.devops_squad import MonitoringEngineerAgent
from orchestration.door import contract
from orchestration.model.request import Request
from orchestration.pipeline import run

from .contract import assert_contract

yaml = YAML(typ="safe", pure=True)
RULES, CONFIG = "monitoring/prometheus/rules", "monitoring/alertmanager/alertmanager.yml"


def content(result: dict[str, Any], path: str) -> str:
    return next(f["content"] for f in result["files"] if f["path"] == path)


def statuses(result: dict[str, Any]) -> dict[str, str]:
    return {r["clause"]: r["status"] for r in result["metadata"]["requirements"]}


def rules(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [rule for f in result["files"] if f["path"].startswith(RULES) for group in yaml.load(f["content"])["groups"] for rule in group["rules"]]


@pytest.fixture
def agent() -> MonitoringEngineerAgent:
    return MonitoringEngineerAgent("your-api-key")


async def test_the_tasks_are_the_contracts() -> None:
    assert set(MonitoringEngineerAgent().tasks) == {"sentry", "dashboards", "slo_sla", "alerts", "health_checks", "logging"}


async def test_objectives_as_the_seed_prints_them(agent: MonitoringEngineerAgent) -> None:
    result = await agent.define_slo_sla(service_name="api", requirements="99.9% uptime, p95 < 500ms, < 0.1% error rate")
    assert_contract(result, "slo_sla")
    assert result["status"] == "success"
    assert statuses(result) == {"99.9% uptime": "met", "p95 < 500ms": "met", "< 0.1% error rate": "met"}
    targets = {d["value"]["id"]: d["value"]["percent"] for d in result["metadata"]["decisions"] if d["name"] == "objectives"}
    assert targets == {"availability": "99.9", "latency-p95": "95", "uptime": "99.9"}
    assert {c["status"] for c in result["metadata"]["checks"] if c["check"] == "promtool"} <= {"passed", "not_run"}
    fast = next(r for r in rules(result) if r.get("alert") == "AvailabilityBudgetBurnsFast")
    assert "> (14.4 * 0.001)" in fast["expr"] and "> (6 * 0.001)" in fast["expr"]
    assert fast["labels"]["priority"] == "P1"
    for path in ("monitoring/slo/SLA.md", "monitoring/slo/postmortem.md", "monitoring/slo/monthly-report.md", "monitoring/slo/error-budget-policy.md", "monitoring/slo/availability.yaml"):
        assert content(result, path)


async def test_objectives_without_a_word_are_a_default_that_says_so(agent: MonitoringEngineerAgent) -> None:
    result = await agent.define_slo_sla(service_name="app")
    found = [d for d in result["metadata"]["decisions"] if d["name"] == "objectives"]
    assert [d["value"]["id"] for d in found] == ["availability", "latency-p95"] and {d["origin"] for d in found} == {"default"}


@pytest.mark.parametrize(("text", "words"), [
    ("150% uptime", "more than 0 % and less than 100 %"), ("100% availability", "no budget"), ("p95 < -3s", "no threshold"), ("p95 < 500ms, p95 < 200ms", "contradict"),
    ("99.9% availability, error rate < 1%", "contradict"), ("p95 > 500ms", "bounds from below"), ("99.9% uptime over 2 days", "cannot be watched"), ("99% availability, SLA 99.9%", "promises more"),
    ("99.9% uptime over 7 days and over 30 days", "several periods"),
])
async def test_what_cannot_be_promised_is_refused_with_the_way_out(agent: MonitoringEngineerAgent, text: str, words: str) -> None:
    result = await agent.define_slo_sla("api", text)
    assert_contract(result, "slo_sla")
    assert result["status"] == "error" and words in result["output"] and not result["files"]


async def test_an_unknown_word_is_said_and_the_rest_is_made(agent: MonitoringEngineerAgent) -> None:
    result = await agent.define_slo_sla("api", "99.9% uptime, purple unicorns")
    assert statuses(result) == {"99.9% uptime": "met", "purple unicorns": "not met"}


def test_forty_objectives_are_forty() -> None:
    result = contract(run(Request("slo_sla", stack="nodejs", service_name="api", requirements=", ".join(f"p{n} < {n * 10}ms" for n in range(50, 90))), with_checks=False))
    assert sum(1 for f in result["files"] if f["path"].startswith(RULES)) == 40
    assert any("few teams act on more" in n["text"] for n in result["metadata"]["notices"])


@pytest.mark.parametrize("name", ['a"b', "{{ $labels.x }}", "../../etc", *(pytest.param(name, marks=pytest.mark.extended) for name in ("caffè ☕", "back\\slash", "x: y # z", "$(rm -rf /)", "'quoted'"))])
async def test_any_name_of_a_service_stays_a_name(agent: MonitoringEngineerAgent, name: str) -> None:
    results = [await agent.define_slo_sla(name, "99.9% availability"), await agent.configure_alerts(name)]
    board = await agent.create_dashboards(name)
    # Grafana replaces $name wherever it stands, and has no way to say that it should not.
    assert (board["status"] == "error") == ("$labels" in name)
    for result in [*results, *([board] if board["status"] == "success" else [])]:
        assert result["status"] == "success"
        assert {c["check"]: c["findings"] for c in result["metadata"]["checks"] if c["status"] == "failed"} == {}
        assert all(name not in f["path"] for f in result["files"])
    # An alert's labels are templates to Prometheus: what would open one is written so that it comes out as it is.
    assert {r["labels"]["service"].replace('{{"{{"}}', "{{") for result in results for r in rules(result) if "service" in r["labels"]} == {name}


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
async def test_what_is_no_name_is_refused(agent: MonitoringEngineerAgent, name: str) -> None:
    assert (await agent.define_slo_sla(name))["status"] == "error"


async def test_objectives_in_french(agent: MonitoringEngineerAgent) -> None:
    result = await agent.define_slo_sla("api", "disponibilité de 99,95 % sur 28 jours, latence p99 inférieure à 300 ms", language="fr")
    assert set(statuses(result).values()) == {"met"}
    assert "Accord de niveau de service" in content(result, "monitoring/slo/SLA.md") and "20.16" in content(result, "monitoring/slo/SLA.md")
    assert "13.44 * 0.0005" in content(result, f"{RULES}/slo-availability.yml")


async def test_a_document_is_read(agent: MonitoringEngineerAgent) -> None:
    first = await agent.define_slo_sla("api", "99.5% availability over 90 days")
    again = await agent.define_slo_sla("other", content(first, "monitoring/slo/availability.yaml"))
    assert again["status"] == "success" and set(statuses(again).values()) == {"met"}
    assert any(r.get("expr") == "vector(0.995)" and r["labels"]["service"] == "api" for r in rules(again))


async def test_alerts_as_the_seed_prints_them(agent: MonitoringEngineerAgent) -> None:
    result = await agent.configure_alerts(service_name="api", requirements="P0: Service down, High error rate. P1: SLO burn rate")
    assert_contract(result, "alerts")
    assert statuses(result) == {"P0: Service down": "met", "High error rate": "met", "P1: SLO burn rate": "met"}
    found = {r["alert"]: r for r in rules(result)}
    assert {name: r["labels"]["priority"] for name, r in found.items()} == {"ServiceDown": "P0", "HighErrorRate": "P0", "ErrorBudgetBurnsFast": "P1", "ErrorBudgetBurnsSlowly": "P2", "Watchdog": "P3"}
    paths = {f["path"] for f in result["files"]}
    for rule in found.values():
        assert {"summary", "description", "impact", "runbook_url"} <= set(rule["annotations"])
        assert rule["annotations"]["runbook_url"] in paths
    config = yaml.load(content(result, CONFIG))
    receivers = {r["name"]: set(r) - {"name"} for r in config["receivers"]}
    assert receivers["P0"] == {"pagerduty_configs", "slack_configs"} and receivers["P3"] == {"email_configs"}
    assert "your-api-key" not in json.dumps(result["files"])


@pytest.mark.parametrize(("text", "words"), [("P0: service down, P1: service down", "P0 and as P1"), ("P4: service down", "no priority P4"), ("sans PagerDuty, sans Slack, sans e-mail", "no route is left"), ("P1: error rate > 500%", "no threshold")])
async def test_alerts_that_cannot_be_are_refused(agent: MonitoringEngineerAgent, text: str, words: str) -> None:
    result = await agent.configure_alerts("api", text)
    assert result["status"] == "error" and words in result["output"]


async def test_routes_and_hours_are_those_asked_for(agent: MonitoringEngineerAgent) -> None:
    result = await agent.configure_alerts("api", "P1: taux d'erreur > 2 %. P2: base de données injoignable. Slack uniquement, heures ouvrées", language="fr")
    config = yaml.load(content(result, CONFIG))
    assert {key for r in config["receivers"] for key in r if key.endswith("_configs")} == {"slack_configs", "webhook_configs"}
    assert "> 0.02" in next(r["expr"] for r in rules(result) if r["alert"] == "HighErrorRate")
    assert [r["receiver"] for r in config["route"]["routes"] if "active_time_intervals" in r] == ["P2", "P3"]


async def test_a_dashboard_as_the_seed_prints_it(agent: MonitoringEngineerAgent) -> None:
    result = await agent.create_dashboards(service_name="api", requirements="Golden Signals + business metrics")
    assert_contract(result, "dashboards")
    # No metric was named, and none is made up.
    assert statuses(result) == {"Golden Signals": "met", "business metrics": "not met"}
    board = json.loads(content(result, "monitoring/grafana/dashboards/api.json"))
    titles = {p["title"] for p in board["panels"]}
    assert {"Traffic", "Errors", "Latency", "Error budget left"} <= titles


async def test_a_named_business_metric_gets_a_panel(agent: MonitoringEngineerAgent) -> None:
    result = await agent.create_dashboards("api", "business metrics: orders_created_total, sans métriques du runtime")
    board = json.loads(content(result, "monitoring/grafana/dashboards/api.json"))
    assert any("orders_created_total" in t["expr"] for p in board["panels"] for t in p.get("targets", ()))
    assert not any("process_cpu" in t["expr"] for p in board["panels"] for t in p.get("targets", ()))


async def test_a_dashboard_for_datadog_too(agent: MonitoringEngineerAgent) -> None:
    result = await agent.create_dashboards("api", "Golden Signals + Datadog")
    assert_contract(result, "dashboards")
    assert statuses(result) == {"Golden Signals": "met", "Datadog": "met"}
    assert {c["check"]: c["findings"] for c in result["metadata"]["checks"] if c["status"] == "failed"} == {}
    board = json.loads(content(result, "monitoring/datadog/dashboards/api.json"))
    assert [g["definition"]["title"] for g in board["widgets"]] == ["Objectives", "Golden signals", "Dependencies", "Runtime"]
    assert content(result, "monitoring/grafana/dashboards/api.json") and content(result, "monitoring/datadog/slos/availability.json") and content(result, "monitoring/datadog/openmetrics.d/conf.yaml")
    # Nobody has created anything there, and the report says so.
    assert "nothing was created at Datadog" in result["output"]


async def test_alerts_and_objectives_for_datadog_alone_in_french(agent: MonitoringEngineerAgent) -> None:
    alerts = await agent.configure_alerts("api", "P0 : service indisponible. P1 : taux d'erreur > 2 %. Datadog plutôt que Grafana", language="fr")
    slos = await agent.define_slo_sla("api", "disponibilité de 99,95 % sur 28 jours, uniquement Datadog", language="fr")
    for result, task in ((alerts, "alerts"), (slos, "slo_sla")):
        assert_contract(result, task)
        assert {c["check"]: c["findings"] for c in result["metadata"]["checks"] if c["status"] == "failed"} == {}
        assert not any("/prometheus/" in f["path"] or "/alertmanager/" in f["path"] for f in result["files"])
    assert set(statuses(alerts).values()) == {"met"} and statuses(slos) == {"disponibilité de 99,95 % sur 28 jours": "partly met", "uniquement Datadog": "met"}
    assert "> 0.02" in content(alerts, "monitoring/datadog/monitors/high-error-rate-level.json")
    assert json.loads(content(slos, "monitoring/datadog/slos/availability.json"))["timeframe"] == "30d"
    assert any("30 jours, pas 28" in n["text"] for n in slos["metadata"]["notices"])


async def test_business_metrics_without_names_are_those_the_code_declares(agent: MonitoringEngineerAgent, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "shop", "scripts": {"start": "node server.js"}, "dependencies": {"express": "^5", "prom-client": "^15"}}')
    server = 'const { Counter } = require("prom-client");\nrequire("express")().listen(3000);\n'
    counters = 'const created = new Counter({ name: "orders_created_total", help: "Orders." });\nnew Counter({ name: "http_requests_total", help: "Requests." });\n'
    (tmp_path / "server.js").write_text(server + counters)
    result = await agent.create_dashboards("shop", "Golden Signals + business metrics", project=str(tmp_path))
    assert statuses(result) == {"Golden Signals": "met", "business metrics": "met"}
    assert [c["value"] for c in result["metadata"]["profile"]["counters"]] == ["http_requests_total", "orders_created_total"]
    [metrics] = [d for d in result["metadata"]["decisions"] if d["name"] == "metrics"]
    assert (metrics["value"], metrics["origin"], metrics["why"]) == (["orders_created_total"], "profile", "declared in the code: server.js:3")
    [panel] = [p for p in json.loads(content(result, "monitoring/grafana/dashboards/shop.json"))["panels"] if p["title"] == "orders_created_total"]
    assert "sum(rate(orders_created_total{" in panel["targets"][0]["expr"] and panel["description"] == "Declared in server.js:3."
    (tmp_path / "server.js").write_text(server)
    result = await agent.create_dashboards("shop", "business metrics", project=str(tmp_path))
    assert statuses(result) == {"business metrics": "not met"} and "no business metric is declared in the code; add one: counter(" in result["output"]


@pytest.mark.parametrize(("stack", "settings", "line"), [("nodejs", "settings.cjs", "observability/start.cjs"), ("express", "settings.cjs", "observability/start.cjs"), ("nextjs", "settings.cjs", "instrumentation.ts"), ("fastapi", "settings.py", "watch(app)")])
async def test_health_checks_and_logs_are_a_kit_with_the_services_own_settings(agent: MonitoringEngineerAgent, stack: str, settings: str, line: str) -> None:
    health, logs = await agent.implement_health_checks(stack, "my-api"), await agent.setup_logging(stack, service_name="my-api")
    assert_contract(health, "health_checks")
    assert_contract(logs, "logging")
    for result in (health, logs):
        assert result["status"] == "success" and {c["check"] for c in result["metadata"]["checks"] if c["status"] == "failed"} == set()
        assert '"my-api"' in content(result, f"observability/{settings}") and line in result["output"]
    assert content(health, f"observability/{settings}") == content(logs, f"observability/{settings}")
    [container] = yaml.load(content(health, "monitoring/kubernetes/probes.yaml"))["spec"]["template"]["spec"]["containers"]
    assert [container[p]["httpGet"]["path"] for p in ("livenessProbe", "readinessProbe", "startupProbe")] == ["/livez", "/readyz", "/startupz"]


async def test_functions_are_told_what_they_cannot_have(agent: MonitoringEngineerAgent) -> None:
    for task in ("health_checks", "logging"):
        result = await agent.execute({"task_type": task, "stack": "nextjs", "platform": "vercel", "service_name": "app"})
        assert_contract(result, task)
        assert result["status"] == "success" and content(result, "app/readyz/route.ts") and content(result, "instrumentation.ts")
        assert any("no metrics to scrape, no drain" in n["text"] for n in result["metadata"]["notices"])
        refused = await agent.execute({"task_type": task, "stack": "nextjs", "platform": "cloudflare"})
        assert refused["status"] == "error" and "no Node.js process" in refused["output"]


async def test_a_stack_without_a_kit_is_told_which_have_one(agent: MonitoringEngineerAgent) -> None:
    result = await agent.implement_health_checks("django", "web")
    assert result["status"] == "error" and "express" in result["output"] and "fastapi" in result["output"]


async def test_the_same_call_gives_the_same_bytes(agent: MonitoringEngineerAgent) -> None:
    for call in (lambda: agent.define_slo_sla("api", "p95 < 500ms"), lambda: agent.configure_alerts("api"), lambda: agent.create_dashboards("api")):
        assert (await call())["files"] == (await call())["files"]


async def test_sentry_as_the_seed_prints_it(agent: MonitoringEngineerAgent) -> None:
    result = await agent.setup_sentry(stack="nodejs", service_name="api", requirements="Error tracking + performance + release tracking")
    assert_contract(result, "sentry")
    assert set(statuses(result).values()) == {"met"}
    assert {c["check"]: c["status"] for c in result["metadata"]["checks"]}["sentry"] == "passed"
    assert "SENTRY_TRACES_SAMPLE_RATIO = 0.1;" in content(result, "observability/settings.cjs")
    workflow = json.loads(content(result, "monitoring/sentry/alerts/high-priority.json"))
    assert workflow["name"].startswith("api: ") and workflow["environment"] == "production"


@pytest.mark.parametrize(("words", "expected", "setting"), [
    ("traces 25%", "met", "SENTRY_TRACES_SAMPLE_RATIO = 0.25;"), ("performance à 100 %", "met", "SENTRY_TRACES_SAMPLE_RATIO = 1;"), ("no tracing", "met", "SENTRY_TRACES_SAMPLE_RATIO = 0;"),
    ("logs to Sentry", "met", "SENTRY_LOGS = true;"), ("suivi des erreurs", "met", ""), ("surveillance des tâches planifiées", "met", ""), ("user feedback", "met", ""), ("RGPD", "met", ""),
    ("profiling", "not met", ""), ("session replay", "not met", ""), ("source maps", "partly met", ""), ("alertes Sentry", "met", ""),
])
async def test_what_is_asked_of_sentry_is_answered(agent: MonitoringEngineerAgent, words: str, expected: str, setting: str) -> None:
    result = await agent.setup_sentry("express", "api", words)
    assert statuses(result) == {words: expected}
    assert setting in content(result, "observability/settings.cjs")


async def test_a_browser_is_replayed_where_the_kit_has_one(agent: MonitoringEngineerAgent) -> None:
    result = await agent.setup_sentry("nextjs", "web-app", "Error tracking + performance + session replay 20%")
    assert_contract(result, "sentry")
    assert set(statuses(result).values()) == {"met"}
    assert "SENTRY_REPLAY_SESSION_RATIO = 0.2;" in content(result, "observability/browser-settings.cjs")
    without = await agent.setup_sentry("nextjs", "web-app", "sentry, no session replay")
    assert set(statuses(without).values()) == {"met"}
    assert "SENTRY_REPLAY_SESSION_RATIO = 0;" in content(without, "observability/browser-settings.cjs") and "SENTRY_REPLAY_ON_ERROR_RATIO = 0;" in content(without, "observability/browser-settings.cjs")


@pytest.mark.parametrize(("words", "said"), [("traces 150%", "no share"), ("performance -5%", "no share"), ("10% of traces, 20% tracing", "contradict")])
async def test_a_share_that_is_none_is_refused(agent: MonitoringEngineerAgent, words: str, said: str) -> None:
    result = await agent.setup_sentry("express", "api", words)
    assert_contract(result, "sentry")
    assert result["status"] == "error" and said in result["output"]


@pytest.mark.parametrize("name", ['a"{{}} `x` 🎉', "42", "…/../etc"])
async def test_a_strange_name_makes_a_project_that_sentry_takes(agent: MonitoringEngineerAgent, name: str) -> None:
    result = await agent.setup_sentry("express", name)
    assert {c["check"]: c["status"] for c in result["metadata"]["checks"]}["sentry"] == "passed"


async def test_sentry_without_a_kit_says_which_stacks_have_one(agent: MonitoringEngineerAgent) -> None:
    result = await agent.setup_sentry("go", "api")
    assert_contract(result, "sentry")
    assert result["status"] == "error" and "express" in result["output"]


async def test_native_histograms_are_asked_wherever_requests_are_counted(agent: MonitoringEngineerAgent) -> None:
    words = "99.9% availability, p95 < 300ms, native histograms"
    made = [await agent.define_slo_sla("api", words), await agent.configure_alerts("api", "P1: high error rate, high latency. P2: traffic drop. Native histograms"), await agent.create_dashboards("api", "golden signals, histogrammes natifs")]
    for result in made:
        assert_contract(result, result["metadata"]["task_type"])
        # The kit's client library makes none: what is asked for is there, and that nothing fills it yet is said.
        assert [s for c, s in statuses(result).items() if "istogram" in c] == ["partly met"]
        assert "http_server_request_duration_seconds as a native histogram, but the kit exports a classic one" in result["output"] and "scrape_native_histograms: true" in result["output"]
        text = "\n".join(f["content"] for f in result["files"])
        assert "histogram_count(sum" in text and "duration_seconds_count" not in text and "duration_seconds_bucket" not in text
        assert {c["check"] for c in result["metadata"]["checks"] if c["status"] == "failed"} == set()
    assert "histogram_fraction(-Inf, 0.3, sum(rate(" in content(made[0], f"{RULES}/slo-latency-p95.yml")
    assert "'{{schema:0 count:0 sum:0 offset:-2 buckets:[0]}}+{{schema:0 count:" in content(made[0], "monitoring/prometheus/tests/slo-latency-p95.test.yml")
    assert "--enable-feature=native-histograms" in content(made[1], "monitoring/prometheus/prometheus.yml")


def test_whether_histograms_are_native_can_be_set() -> None:
    def decided(result: dict[str, Any]) -> tuple[str, str]:
        return next((d["value"], d["origin"]) for d in result["metadata"]["decisions"] if d["name"] == "histograms")

    assert decided(run_with({}, "p95 < 300ms")) == ("classic", "default")
    assert decided(run_with({}, "p95 < 300ms, classic histograms")) == ("classic", "requirement")
    assert decided(run_with({"native_histograms": "yes"}, "p95 < 300ms")) == ("native", "caller")
    said_no = run_with({"native_histograms": "no"}, "p95 < 300ms, native histograms")
    assert decided(said_no) == ("classic", "caller") and statuses(said_no)["native histograms"] == "not met"
    refused = run_with({"native_histograms": "perhaps"}, "p95 < 300ms")
    assert refused["status"] == "error" and "neither yes nor no" in refused["output"]


def run_with(options: dict[str, str], requirements: str) -> dict[str, Any]:
    return contract(run(Request("slo_sla", stack="nodejs", service_name="api", requirements=requirements, options=options), with_checks=False))
