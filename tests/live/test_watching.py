"""Monitoring proven to watch, on real Prometheus and Alertmanager; and what is broken on purpose is refused for its reason."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestration.edges.writer import apply
from orchestration.model.request import Request
from orchestration.pipeline import run_many
from orchestration.proof.watching.conductor import watch
from orchestration.proof.watching.report import Watch

pytestmark = pytest.mark.live
WANTED = "99.9% availability, p95 < 500ms. P0: service down. P1: high error rate. P2: database down, CPU saturation. P3: traffic drop. golden signals, orders_created_total"
RULES, CONFIG = "monitoring/prometheus/rules", "monitoring/alertmanager/alertmanager.yml"


@pytest.fixture
def servers(require_tool: Callable[[str, str], str]) -> None:
    for name in ("prometheus", "prometheus-alertmanager", "amtool", "promtool"):
        require_tool(name, "apt-get install prometheus prometheus-alertmanager")


def made(folder: Path, wanted: str, tasks: tuple[str, ...] = ("slo_sla", "alerts", "dashboards")) -> Path:
    run = run_many([Request(task=t, stack="nodejs", service_name="api", requirements=wanted) for t in tasks], with_checks=False)
    assert not run.is_error
    apply(folder, run.artefacts)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert re.search(old, text), old
    path.write_text(re.sub(old, new, text, count=1))


def said(seen: Watch, step: str) -> str:
    verdict = next(s for s in seen.steps if s.check == step)
    return verdict.state + " " + "; ".join(f"{f.rule}: {f.message}" for f in verdict.findings)


def test_every_alert_fires_lands_and_is_taken_back(servers: None, tmp_path: Path) -> None:
    seen = watch(str(made(tmp_path, WANTED)))
    states = {s.check: s.state for s in seen.steps}
    assert {k: v for k, v in states.items() if v == "failed"} == {}, [said(seen, s) for s in states]
    # There is no app in an empty directory, and that is said.
    assert [k for k, v in states.items() if v == "not run"] == ["watch/app"]
    alerts = {f.name: f for f in seen.fates if f.name != "Watchdog"}
    assert set(alerts) >= {"ServiceDown", "HighErrorRate", "DependencyDown", "ProcessorSaturated", "TrafficDropped", "AvailabilityBudgetBurnsFast", "AvailabilityBudgetBurnsSlowly", "LatencyP95NotMeasured"}
    for fate in alerts.values():
        assert fate.expected and set(fate.landed) == fate.expected == set(fate.resolved) and not fate.strayed, fate
    assert alerts["ServiceDown"].expected == {"pagerduty", "slack"} and alerts["TrafficDropped"].expected == {"email"}
    assert seen.pictures and all(p.has_data for p in seen.pictures)
    assert seen.figures["memory_megabytes"] < 300 and seen.figures["rules_loaded"] == seen.figures["rules"]
    # What a page shows of it is what Prometheus recorded.
    assert [p.fault for p in seen.phases][:5] == ["ill", "down", "blind", "gone", "quiet"]
    burns = {b.objective: b for b in seen.burns}
    assert set(burns) == {"availability", "latency-p95"}
    assert sorted({round(m.burn_rate, 6) for m in burns["availability"].limits}) == [1, 3, 6, 14.4]
    begin, end = seen.phases[0].during
    for burn, worst in ((burns["availability"], 1000), (burns["latency-p95"], 20)):
        shortest = burn.lines[0].points
        assert max(v for _, v in shortest) == pytest.approx(worst) and all(v == 0 for t, v in shortest if t < begin)
        assert burn.lines[-1].window == "30d" and begin < next(t for t, v in burn.lines[-1].points if v > 1) < end
    for name in ("AvailabilityBudgetBurnsFast", "LatencyP95BudgetBurnsFast"):
        ((fires, ends),) = alerts[name].firing
        assert begin <= fires < end < ends < seen.phases[1].during[0]
        assert [(a.route, a.is_all_clear) for a in sorted(alerts[name].arrivals, key=lambda a: (a.is_all_clear, a.route))] == [("pagerduty", False), ("slack", False), ("pagerduty", True), ("slack", True)]


def test_native_histograms_are_watched_as_well(servers: None, tmp_path: Path) -> None:
    """Scraped as protobuf, the only form they have."""
    seen = watch(str(made(tmp_path, "99.9% availability, p95 < 500ms. P1: high error rate, high latency. P3: traffic drop. golden signals, native histograms")), faults=("ill", "blind", "quiet"))
    assert [said(seen, s.check) for s in seen.steps if s.state == "failed"] == []
    alerts = {f.name: f for f in seen.fates if f.name != "Watchdog"}
    for name in ("HighErrorRate", "HighLatency", "TrafficDropped", "AvailabilityBudgetBurnsFast", "LatencyP95BudgetBurnsFast", "AvailabilityNotMeasured", "LatencyP95NotMeasured"):
        assert alerts[name].expected and set(alerts[name].landed) == alerts[name].expected == set(alerts[name].resolved), alerts[name]
    assert seen.pictures and all(p.has_data for p in seen.pictures)
    assert any("histogram_count(" in p.expr for p in seen.pictures) and not any("_bucket" in p.expr or "seconds_count" in p.expr for p in seen.pictures)


SMALL = "99.9% availability. P0: service down"
BROKEN: dict[str, tuple[Callable[[Path], None], str, str]] = {
    # amtool accepts it; live nothing arrives.
    "a template that cannot be expanded": (lambda d: change(d / "monitoring/alertmanager/templates/notifications.tmpl", r"\.CommonLabels\.alertname", ".CommonLabelz.alertname"), "watch/lands", "did not arrive"),
    "a template that is not there": (lambda d: (d / "monitoring/alertmanager/templates/notifications.tmpl").unlink(), "watch/lands", "did not arrive"),
    "an alert that can never fire": (lambda d: change(d / RULES / "alerts.yml", r"== 0", "== 5"), "watch/fires", "ServiceDown: never fired"),
    "an alert that always fires": (lambda d: change(d / RULES / "alerts.yml", r"\(max\(up\{job=\"api\"\}\) or vector\(0\)\) == 0", "count(up) > 0"), "watch/quiet", "ServiceDown: fires although all is well"),
    "a route to nowhere": (lambda d: change(d / CONFIG, r"(?s)- name: P0\n.*?(?=\n  - name: P1)", "- name: P0"), "watch/lands", "ServiceDown: no route leads anywhere"),
    "no all-clear": (lambda d: (d / CONFIG).write_text((d / CONFIG).read_text().replace("send_resolved: true", "send_resolved: false")), "watch/resolves", "was not taken back by slack"),
    "a panel that shows nothing": (lambda d: change(d / "monitoring/grafana/dashboards/api.json", r"process_resident_memory_bytes\{job=\\\"api\\\"\}", r'process_resident_memory_bytes{job=\\"api\\",instance=\\"nowhere:1\\"}'), "watch/panels", "Memory: no data"),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Watch]:
    """All of them side by side: a proof mostly waits."""
    def prove(name: str) -> Watch:
        folder = made(tmp_path_factory.mktemp("broken"), SMALL)
        BROKEN[name][0](folder)
        return watch(str(folder), faults=("down",))

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(BROKEN, pool.map(prove, BROKEN), strict=True))


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_is_broken_is_refused_for_its_reason(name: str, servers: None, refused: dict[str, Watch]) -> None:
    _, step, words = BROKEN[name]
    seen = refused[name]
    assert seen.state == "failed"
    assert said(seen, step).startswith("failed") and words in said(seen, step), [said(seen, s.check) for s in seen.steps]


def test_an_app_that_exports_other_names_is_refused(servers: None, tmp_path: Path, require_tool: Callable[[str, str], str]) -> None:
    node = require_tool("node", "install Node.js")
    made(tmp_path, SMALL)
    (tmp_path / "package.json").write_text(json.dumps({"name": "api", "version": "1.0.0", "scripts": {"start": "node server.js"}, "dependencies": {}}))
    (tmp_path / "server.js").write_text("""require("./observability/start.cjs");
const http = require("node:http");
http.createServer((q, r) => r.end("hello")).listen(process.env.PORT || 3000);
""")
    (tmp_path / "observability").mkdir()
    (tmp_path / "observability/start.cjs").write_text("""require("node:http").createServer((q, r) => r.end("# HELP x x\\n# TYPE http_requests_total counter\\nhttp_requests_total 1\\n")).listen(process.env.METRICS_PORT);""")
    done = subprocess.run([node, "--check", tmp_path / "server.js"], capture_output=True)
    assert done.returncode == 0
    from orchestration.pipeline import look

    seen = watch(str(tmp_path), faults=(), profile=look(Request(task="", project=str(tmp_path)))[0])
    assert said(seen, "watch/app").startswith("failed") and "http_server_request_duration_seconds_count: the app does not export it" in said(seen, "watch/app")
