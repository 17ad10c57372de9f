"""What Datadog's own Agent check makes of a kit's metrics, with the configuration that is handed over: every query asks for something it sends."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end_here

from orchestration.checks.reading import datadog as reading
from orchestration.model.request import Request
from orchestration.pipeline import run_many

pytestmark = pytest.mark.live

HERE = Path(__file__).resolve().parent / "datadog_agent"
KIT = Path(__file__).resolve().parents[2] / "src" / "orchestration" / "kits" / "fastapi"
CHECKS = "datadog-checks-base==38.7.0"
WITH = ("prometheus-client", "requests", "cachetools", "lazy-loader", "wrapt", "pyyaml", "requests-unixsocket2", "binary", "pydantic")
"""What of its requirements the OpenMetrics check imports; all of them, pinned, would be a hundred megabytes."""
WORDS = "99.9% availability, p95 < 500ms, p99 < 1s, 99.9% uptime. P0: service down. P1: error rate > 5%, p99 > 2s. P2: database down, restarts, traffic drop. P3: cpu. orders_created_total. Golden signals, Datadog"


def install(folder: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", folder, *words], capture_output=True, text=True, timeout=300)
    if done.returncode:
        end_here(f"pip could not install {' '.join(words)}: {done.stderr[-500:]}")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    run = run_many([Request(task, stack="fastapi", service_name="shop", requirements=WORDS) for task in ("slo_sla", "alerts", "dashboards")], with_checks=False)
    assert not run.is_error
    return {a.path.removeprefix("monitoring/datadog/"): a.text for a in run.artefacts if a.path.startswith("monitoring/datadog/")}


@pytest.fixture(scope="module")
def sent(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the Agent would send of a shop that sold, failed, and cannot reach its cache."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(KIT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "shop.py", folder)
    install(folder / "packages", "--requirement", str(folder / "requirements.txt"))
    install(folder / "agent", "--no-deps", CHECKS)
    install(folder / "agent", *WITH)
    ports = free_port(), free_port()
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "packages"), "PYTHONDONTWRITEBYTECODE": "1", "METRICS_PORT": str(ports[1]), "METRICS_HOST": "127.0.0.1", "SERVICE_NAME": "shop", "SERVICE_VERSION": "1.2.3",
           "DEPLOYMENT_ENVIRONMENT": "test", "REDIS_URL": "redis://127.0.0.1:1/0", "DRAIN_SECONDS": "0"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "uvicorn", "shop:app", "--port", str(ports[0])], cwd=folder, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while ask(ports[0], "/livez") != 200:
            assert process.poll() is None and time.monotonic() < end, (folder / "log").read_text()[-2000:]
            time.sleep(0.1)
        assert [ask(ports[0], path, method) for path, method in (("/orders", "POST"), ("/broken", "GET"), ("/orders", "POST"))] == [201, 503, 201]
        (folder / "conf.yaml").write_text(files["openmetrics.d/conf.yaml"])
        # The library's stand-in for the Agent objects to the tags service and version, which only Datadog's own integrations must not set.
        done = subprocess.run([sys.executable, str(HERE / "scrape.py"), str(folder / "conf.yaml"), f"http://127.0.0.1:{ports[1]}/metrics"], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "agent"), "PYTHONDONTWRITEBYTECODE": "1", "DDEV_SKIP_GENERIC_TAGS_CHECK": "true"})
    finally:
        process.kill()
        process.wait()
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str, method: str = "GET") -> int:
    with suppress(OSError):
        try:
            with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method), timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)
    return 0


def asked(files: dict[str, str]) -> Iterator[tuple[str, reading.Metric]]:
    """(file, query) of everything that asks for a metric."""
    def inside(path: str, value: Any) -> Iterator[tuple[str, reading.Metric]]:
        if isinstance(value, dict):
            if value.get("data_source") == "metrics":
                yield from ((path, m) for m in reading.queries(value["query"]))
            for one in value.values():
                yield from inside(path, one)
        elif isinstance(value, list):
            for one in value:
                yield from inside(path, one)

    for path, text in files.items():
        if not path.endswith(".json"):
            continue
        held = json.loads(text)
        yield from inside(path, held)
        if held.get("type") == "query alert":
            yield from ((path, m) for m in reading.watched(held["query"]).metrics)
        if held.get("type") == "metric":
            yield from ((path, m) for part in held["query"].values() for m in reading.queries(part))


def test_every_query_asks_for_something_the_agent_sends(files: dict[str, str], sent: list[dict[str, Any]]) -> None:
    queries = list(asked(files))
    assert len(queries) > 40
    lost = []
    for path, one in queries:
        kind = "distribution" if re.match(r"p\d", one.aggregator) else "count" if {"as_count", "as_rate"} & set(one.modifiers) else "gauge"
        series = [s for s in sent if s["name"] == one.metric and s["kind"] == kind]
        tags = [dict(tag.split(":", 1) for tag in s["tags"]) for s in series]
        # The environment is the one asked for, not the one this app says; the host is the Agent's own tag.
        for part in (p for p in one.scope if "$" not in p):
            name, _, value = part.lstrip("!").partition(":")
            pattern = re.escape(value).replace(r"\*", ".*")
            tags = [t for t in tags if bool(re.fullmatch(pattern, t.get(name, ""))) != part.startswith("!")]
        if not any(set(one.by) - {"host"} <= set(t) for t in tags):
            lost.append(f"{path}: {one}")
    assert not lost, "\n".join(lost)


def test_counts_are_what_happened(sent: list[dict[str, Any]]) -> None:
    def total(name: str, *tags: str) -> float:
        # Two rounds of a counter that stood still are its value and nothing more; the stand-in keeps each as it was read.
        return max((s["value"] for s in sent if s["name"] == name and set(tags) <= set(s["tags"])), default=0)

    assert total("app.orders_created.count", "channel:web", "service:shop", "env:production", "version:1.2.3") == 2
    assert total("app.http_server_request_duration_seconds.count", "http_route:/broken", "http_response_status_code:503") == 1
    assert total("app.http_server_request_duration_seconds.bucket", "http_route:/orders", "upper_bound:0.5") == 2
    assert total("app.http_server_request_duration_seconds.bucket", "http_route:/orders", "upper_bound:1.0") == 2
    assert 0 < total("app.process_start_time_seconds.age") < 120
    assert [s["value"] for s in sent if s["name"] == "app.dependency_up"][-1] == 0


def test_the_check_reports_its_own_health_under_the_name_the_watchdog_asks_for(files: dict[str, str], sent: list[dict[str, Any]]) -> None:
    one = reading.checked(json.loads(files["monitors/watchdog.json"])["query"])
    [health] = {(s["name"], s["value"]) for s in sent if s["kind"] == "check"}
    assert health == (one.check, 0)
    tags = {tag for s in sent if s["kind"] == "check" for tag in s["tags"]}
    assert set(one.over) <= tags and {tag.split(":")[0] for tag in tags} >= set(one.by) - {"host"}


def test_no_name_is_of_two_kinds(sent: list[dict[str, Any]]) -> None:
    """Datadog keeps one kind a name."""
    kinds: dict[str, set[str]] = {}
    for one in sent:
        kinds.setdefault(one["name"], set()).add(one["kind"])
    assert {name: kind for name, kind in kinds.items() if len(kind) > 1} == {}
