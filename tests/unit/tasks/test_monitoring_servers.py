"""The servers that watch, as a file: nothing invented, nothing open, nothing kept too short; and who asks for health asks alike."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from orchestration.model.request import Request
from orchestration.pipeline import run_many

ROOT = Path(__file__).resolve().parents[3]
ALL = ("health_checks", "logging", "slo_sla", "alerts", "dashboards")


def files(tasks: tuple[str, ...] = ALL, words: str = "99.9% availability. P0: service down", **more: Any) -> dict[str, str]:
    run = run_many([Request(task=t, requirements=words, service_name="api", **({"stack": "nodejs"} | more)) for t in tasks], with_checks=False)
    assert not run.is_error, [r.error for r in run.results]
    return {a.path: a.text for a in run.artefacts}


def compose(made: dict[str, str]) -> dict[str, Any]:
    return YAML(typ="safe").load(made["monitoring/compose.yaml"])


@pytest.mark.parametrize(("tasks", "there"), [(("alerts",), {"prometheus", "alertmanager"}), (("alerts", "dashboards"), {"prometheus", "alertmanager", "grafana"}), (ALL, {"prometheus", "alertmanager", "grafana", "loki", "alloy"})])
def test_a_server_runs_where_its_files_are_written(tasks: tuple[str, ...], there: set[str]) -> None:
    made = files(tasks)
    document = compose(made)
    assert set(document["services"]) == there
    for service in document["services"].values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("./"):
                path = "monitoring/" + source[2:]
                assert path in made or any(p.startswith(path + "/") for p in made), source


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_release_is_invented_and_no_door_is_open(language: str) -> None:
    made = files(language=language)
    document = compose(made)
    for name, service in document["services"].items():
        assert service["image"] == f"${{{name.upper()}_IMAGE:?see .env.example}}"
        assert f"\n{name.upper()}_IMAGE=\n" in made["monitoring/.env.example"]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "privileged" not in service and service["healthcheck"]["test"][0] == "CMD"
    assert not re.search(r":v?\d+\.\d+", made["monitoring/.env.example"])
    assert {s: body["file"] for s, body in document["secrets"].items()} == {name: f"./secrets/{name}.txt" for name in ("pagerduty_routing_key", "slack_webhook_url", "smtp_password", "grafana_admin_password")}
    # The paths Alertmanager's own configuration reads its keys from.
    asked = set(re.findall(r"/etc/alertmanager/secrets/\w+", made["monitoring/alertmanager/alertmanager.yml"]))
    assert {s["target"] for s in document["services"]["alertmanager"]["secrets"]} == asked
    assert compose(files(words="99.9% availability. P0: service down. Slack only, no email, no PagerDuty"))["secrets"].keys() == {"slack_webhook_url", "grafana_admin_password"}


@pytest.mark.parametrize(("words", "days"), [("99.9% availability over 7 days", 17), ("99.9% availability", 40), ("99.9% availability over 90 days", 100)])
def test_what_an_objective_looks_back_on_is_kept(words: str, days: int) -> None:
    assert f"--storage.tsdb.retention.time={days}d" in compose(files(words=words))["services"]["prometheus"]["command"]


def test_who_asks_for_health_asks_alike(tmp_path: Path) -> None:
    project = Path(shutil.copytree(ROOT / "examples/express-shop", tmp_path / "shop"))
    entry = project / "src/server.js"
    entry.write_text('import "../observability/start.cjs";\n' + entry.read_text())
    made = files(("dockerfile", "health_checks"), "", stack=None, project=str(project))
    (container,) = YAML(typ="safe").load(made["monitoring/kubernetes/probes.yaml"])["spec"]["template"]["spec"]["containers"]
    probe = container["livenessProbe"]
    (service,) = YAML(typ="safe").load(made["monitoring/docker/healthcheck.yaml"])["services"].values()
    check = service["healthcheck"]
    image = re.search(r"HEALTHCHECK --interval=(\d+)s --timeout=(\d+)s --start-period=(\d+)s --retries=(\d+)[^\n]*\n[^\n]*", made["Dockerfile"])
    assert image
    assert [int(n) for n in image.groups()] == [probe["periodSeconds"], probe["timeoutSeconds"], 60, probe["failureThreshold"]]
    assert [check["interval"], check["timeout"], check["start_period"], check["retries"]] == ["10s", "5s", "60s", 3]
    assert probe["httpGet"]["path"] == "/livez" and "/livez" in check["test"][-1] and "/livez" in image[0]
    # Until the kit is switched on nobody answers there.
    assert "monitoring/docker/healthcheck.yaml" not in files(("health_checks",))
