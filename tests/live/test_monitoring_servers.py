"""The compose file of the servers that watch, brought up on a real engine: healthy, unprivileged, with the very files the tasks wrote. Grafana, Loki and Alloy
cannot be had here; of their services only Compose's own reading is shown."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.edges.writer import apply
from orchestration.model.request import Request
from orchestration.pipeline import run_many

pytestmark = pytest.mark.live
HERE = Path(__file__).resolve().parent
IMAGES = {"PROMETHEUS_IMAGE": "devops-squad-test/prometheus:debian", "ALERTMANAGER_IMAGE": "devops-squad-test/alertmanager:debian"}
ABSENT = {"GRAFANA_IMAGE": "grafana/grafana", "LOKI_IMAGE": "grafana/loki", "ALLOY_IMAGE": "grafana/alloy", "DOCKER_GROUP": "999"}


def made(folder: Path) -> Path:
    run = run_many([Request(task=t, stack="nodejs", service_name="api", requirements="99.9% availability. P0: service down. P3: traffic drop") for t in ("slo_sla", "alerts", "dashboards", "logging")], with_checks=False)
    assert not run.is_error
    apply(folder, run.artefacts)
    return folder


@dataclass
class Servers:
    folder: Path
    project: str

    def compose(self, *words: str, ok: bool = True, timeout: float = 240) -> str:
        done = subprocess.run(["docker", "compose", "--project-name", self.project, "--file", "monitoring/compose.yaml", *words], cwd=self.folder, capture_output=True, text=True, timeout=timeout)
        assert (done.returncode == 0) == ok, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def images(container_engine: str) -> None:
    if container_engine != "docker":
        pytest.skip("it is Docker's compose that reads the file")
    from engine import STANDINS, ensure_images

    for name, image in (("prometheus", IMAGES["PROMETHEUS_IMAGE"]), ("alertmanager", IMAGES["ALERTMANAGER_IMAGE"])):
        ensure_images(STANDINS / name)
        subprocess.run(["docker", "build", "--quiet", "--tag", image, str(STANDINS / name)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def servers(images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = made(tmp_path_factory.mktemp("servers"))
    name = f"squad-watch-{time.time_ns() % 10**9}"
    found = Servers(folder, name)
    values = {**IMAGES, **ABSENT, "APP_NETWORK": f"{name}-app", "PROMETHEUS_PORT": "0", "ALERTMANAGER_PORT": "0"}
    (folder / "monitoring/.env").write_text("".join(f"{k}={v}\n" for k, v in values.items()))
    subprocess.run(["sh", "monitoring/make-secrets.sh"], cwd=folder, check=True, capture_output=True)
    (folder / "monitoring/secrets/slack_webhook_url.txt").write_text("http://127.0.0.1:9/slack")
    subprocess.run(["docker", "network", "create", f"{name}-app"], check=True, capture_output=True)
    # What plays the app: another program that shows metrics, under the app's name and port.
    subprocess.run(["docker", "run", "--detach", "--name", f"{name}-api", "--network", f"{name}-app", "--network-alias", "api", "--volume", f"{folder}/monitoring/alertmanager:/etc/alertmanager:ro", IMAGES["ALERTMANAGER_IMAGE"],
                    "--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager", "--cluster.listen-address=", "--web.listen-address=:9464"], check=True, capture_output=True)
    try:
        yield found
    finally:
        subprocess.run(["docker", "compose", "--project-name", name, "--file", "monitoring/compose.yaml", "down", "--volumes", "--timeout", "5"], cwd=folder, capture_output=True)
        subprocess.run(["docker", "rm", "--force", "--volumes", f"{name}-api"], capture_output=True)
        subprocess.run(["docker", "network", "rm", f"{name}-app"], capture_output=True)


def until(holds: Callable[[], bool], seconds: float = 90) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(1)
    return False


def test_they_come_up_healthy_and_watch(servers: Servers) -> None:
    servers.compose("up", "--detach", "--wait", "prometheus", "alertmanager")

    def asked(path: str) -> dict:
        return json.loads(servers.compose("exec", "-T", "prometheus", "curl", "-fsS", f"http://127.0.0.1:9090/api/v1/{path}"))["data"]

    # Every rule that was written is loaded.
    from ruamel.yaml import YAML

    written = sum(len(g["rules"]) for f in (servers.folder / "monitoring/prometheus/rules").iterdir() for g in YAML(typ="safe").load(f.read_text())["groups"])
    assert sum(len(g["rules"]) for g in asked("rules")["groups"]) == written > 10
    # The app is found by its name on its own network, and read.
    assert until(lambda: any(t["health"] == "up" and t["labels"]["job"] == "api" for t in asked("targets")["activeTargets"]))
    # What fires arrives: the dead man's switch does all along.
    assert until(lambda: "Watchdog" in servers.compose("exec", "-T", "alertmanager", "amtool", "--alertmanager.url=http://127.0.0.1:9093", "alert", "query"))
    flags = asked("status/flags")
    assert flags["storage.tsdb.retention.time"] == "40d"


def test_no_privilege_no_open_door_no_key_in_sight(servers: Servers) -> None:
    servers.compose("up", "--detach", "--wait", "prometheus", "alertmanager")
    for name in ("prometheus", "alertmanager"):
        (seen,) = json.loads(subprocess.run(["docker", "inspect", servers.compose("ps", "--quiet", name).split()[-1]], capture_output=True, text=True, check=True).stdout)
        host = seen["HostConfig"]
        assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and not host["Privileged"] and "no-new-privileges:true" in host["SecurityOpt"]
        assert {b["HostIp"] for bound in host["PortBindings"].values() for b in bound} == {"127.0.0.1"}
        assert "slack" not in json.dumps(seen["Config"]["Env"])
        assert servers.compose("exec", "-T", name, "id", "-u").strip() == "65534"
    servers.compose("exec", "-T", "prometheus", "sh", "-c", "touch /etc/prometheus/x", ok=False)
    assert servers.compose("exec", "-T", "alertmanager", "cat", "/etc/alertmanager/secrets/slack_webhook_url").strip() == "http://127.0.0.1:9/slack"


def test_a_server_that_cannot_read_its_file_is_not_called_up(servers: Servers, tmp_path: Path) -> None:
    broken = Servers(Path(shutil.copytree(servers.folder, tmp_path / "broken")), f"{servers.project}-broken")
    (broken.folder / "monitoring/prometheus/prometheus.yml").write_text("scrape_configs: nonsense\n")
    try:
        assert "prometheus" in broken.compose("up", "--detach", "--wait", "prometheus", ok=False)
    finally:
        broken.compose("down", "--volumes", "--timeout", "5")


@pytest.mark.parametrize("lost", ["PROMETHEUS_IMAGE", "LOKI_IMAGE"])
def test_an_image_nobody_named_is_asked_for(servers: Servers, tmp_path: Path, lost: str) -> None:
    again = Servers(Path(shutil.copytree(servers.folder, tmp_path / "again")), servers.project)
    env = again.folder / "monitoring/.env"
    env.write_text("".join(line for line in env.read_text().splitlines(keepends=True) if not line.startswith(lost)))
    said = again.compose("config", "--quiet", ok=False)
    assert lost in said and "see .env.example" in said
