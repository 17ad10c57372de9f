"""The script that creates things at Datadog, run against a server that keeps them as Datadog's API does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.json_api import json_api

from orchestration.kits import kit
from orchestration.model.request import Request
from orchestration.pipeline import run_many

FOLDER = "monitoring/datadog"
KEYS = {"DD_API_KEY": "api-key-value", "DD_APP_KEY": "app-key-value"}


@dataclass
class Datadog:
    """What it holds, and every call."""

    held: dict[str, dict[str, Any]] = field(default_factory=lambda: {"slo": {}, "monitor": {}, "dashboard": {}, "metrics": {}})
    calls: list[tuple[str, str]] = field(default_factory=list)
    refuses: Callable[[str, str, Any], int] = lambda method, path, body: 0
    port: int = 0

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        url = urlsplit(path)
        parts = url.path.strip("/").split("/")
        kind, one = parts[2], parts[3] if len(parts) > 3 else ""
        self.calls.append((method, url.path))
        if status := self.refuses(method, url.path, body):
            return status, {"errors": ["refused"]}
        kept = self.held[kind]
        if kind == "metrics":
            if (method == "POST") == (one in kept):
                return (409 if method == "POST" else 404), {"errors": ["no"]}
            kept[one] = body
            return 201, {"data": body["data"]}
        if method == "GET":
            wanted = {"slo": "tags_query", "monitor": "monitor_tags"}.get(kind)
            tags = parse_qs(url.query).get(wanted, [""])[0] if wanted else ""
            found = [{**v, "id": k if kind != "monitor" else int(k)} for k, v in kept.items() if not tags or tags in v["tags"]]
            return 200, {"slo": {"data": found}, "monitor": found, "dashboard": {"dashboards": found}}[kind]
        if method == "POST":
            one = {"slo": f"{len(kept) + 1:032x}", "monitor": str(1000 + len(kept)), "dashboard": f"abc-def-{len(kept)}"}[kind]
        elif one not in kept:
            return 404, {"errors": ["not found"]}
        kept[one] = body
        return 200, {"data": [{**body, "id": one}]} if kind == "slo" else {**body, "id": int(one) if kind == "monitor" else one}

    def written(self) -> list[tuple[str, str]]:
        return [c for c in self.calls if c[0] != "GET"]


@contextmanager
def serving(datadog: Datadog) -> Iterator[Datadog]:
    def answer(method: str, path: str, headers: Message, body: Any) -> tuple[int, Any]:
        known = (headers.get("DD-API-KEY"), headers.get("DD-APPLICATION-KEY")) == (KEYS["DD_API_KEY"], KEYS["DD_APP_KEY"])
        return datadog.answer(method, path, body) if known else (403, {"errors": ["Forbidden"]})

    with json_api(answer) as datadog.port:
        yield datadog


@pytest.fixture
def folder(tmp_path: Path, require_tool: Callable[[str, str], str]) -> Path:
    """What is handed over, as files."""
    for name in ("curl", "jq"):
        require_tool(name, f"apt-get install {name}")
    words = "99.9% availability, p95 < 500ms. P0: service down. P1: error rate > 5%. Datadog"
    run = run_many([Request(task, stack="express", service_name="api", requirements=words) for task in ("slo_sla", "alerts", "dashboards")], with_checks=False)
    for artefact in run.artefacts:
        if artefact.path.startswith(FOLDER):
            path = tmp_path / artefact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artefact.text)
    return tmp_path / FOLDER


def apply(folder: Path, datadog: Datadog, *words: str, keys: dict[str, str] = KEYS) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "DD_API_URL": f"http://127.0.0.1:{datadog.port}", **keys}
    return subprocess.run(["sh", str(folder / "apply.sh"), *words], env=env, cwd="/", capture_output=True, text=True, timeout=120)


def test_without_apply_and_keys_it_asks_nobody_and_says_what_it_would_do(folder: Path) -> None:
    with serving(Datadog()) as datadog:
        done = apply(folder, datadog, keys={})
    assert done.returncode == 0, done.stderr
    assert datadog.calls == []
    assert "would create slo: [production] api: availability" in done.stdout and "nothing was changed" in done.stdout


def test_without_apply_nothing_is_written_even_with_keys(folder: Path) -> None:
    with serving(Datadog()) as datadog:
        done = apply(folder, datadog)
    assert done.returncode == 0 and datadog.calls and datadog.written() == []


def test_objectives_come_first_and_their_ids_go_where_they_are_named(folder: Path) -> None:
    with serving(Datadog()) as datadog:
        done = apply(folder, datadog, "--apply")
    assert done.returncode == 0, done.stdout + done.stderr
    names = {kind: {one.get("name") or one.get("title") for one in held.values()} for kind, held in datadog.held.items() if kind != "metrics"}
    for kind, where in (("slo", "slos"), ("monitor", "monitors"), ("dashboard", "dashboards")):
        files = [json.loads(p.read_text()) for p in (folder / where).glob("*.json")]
        assert len(datadog.held[kind]) == len(files) and names[kind] == {f.get("name") or f.get("title") for f in files}
    assert [path.split("/")[3] for _, path in datadog.written()] == sorted((path.split("/")[3] for _, path in datadog.written()), key=["slo", "monitor", "dashboard", "metrics"].index)
    assert not re.search(r"<(?:slo|monitor):", json.dumps(datadog.held))
    burns = next(m for m in datadog.held["monitor"].values() if m["name"].endswith("AvailabilityBudgetBurnsFast1h"))
    [availability] = [k for k, v in datadog.held["slo"].items() if v["name"].endswith("availability")]
    assert f'burn_rate("{availability}")' in burns["query"]
    both = next(m for m in datadog.held["monitor"].values() if m["type"] == "composite")
    assert {datadog.held["monitor"][n]["name"].rsplit(" ")[-1] for n in re.findall(r"\d+", both["query"])} == {"HighErrorRateLevel", "HighErrorRateVolume"}
    assert set(datadog.held["metrics"]) == {"app.http_server_request_duration_seconds"}


def test_a_second_time_it_updates_and_creates_nothing(folder: Path) -> None:
    with serving(Datadog()) as datadog:
        apply(folder, datadog, "--apply")
        before = json.dumps(datadog.held, sort_keys=True)
        datadog.calls.clear()
        done = apply(folder, datadog, "--apply")
    assert done.returncode == 0, done.stderr
    # A metric's configuration is tried anew, and then changed.
    assert {method for method, path in datadog.written() if "/v2/" not in path} == {"PUT"}
    assert [method for method, path in datadog.written() if "/v2/" in path] == ["POST", "PATCH"]
    after = {**datadog.held, "metrics": {}}
    assert json.dumps({**json.loads(before), "metrics": {}}, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert "metric_type" not in datadog.held["metrics"]["app.http_server_request_duration_seconds"]["data"]["attributes"]


def test_what_is_another_persons_is_left_alone(folder: Path) -> None:
    theirs = {"name": "[production] api: availability", "tags": ["team:web"], "type": "metric"}
    with serving(Datadog()) as datadog:
        datadog.held["slo"]["f" * 32] = dict(theirs)
        datadog.held["dashboard"]["own-own-own"] = {"title": "api", "description": "by hand"}
        done = apply(folder, datadog, "--apply")
    assert done.returncode == 0, done.stderr
    assert datadog.held["slo"]["f" * 32] == theirs and datadog.held["dashboard"]["own-own-own"] == {"title": "api", "description": "by hand"}


def test_what_names_an_objective_that_could_not_be_made_is_not_made(folder: Path) -> None:
    with serving(Datadog(refuses=lambda method, path, body: 400 if method == "POST" and path.endswith("/slo") and body["name"].endswith("availability") else 0)) as datadog:
        done = apply(folder, datadog, "--apply")
    assert done.returncode == 1
    assert "<slo:availability> which was not created" in done.stderr and "refused" in done.stderr
    made = {m["name"].rsplit(" ")[-1] for m in datadog.held["monitor"].values()}
    assert "ServiceDown" in made and "LatencyP95BudgetBurnsFast1h" in made and not any(n.startswith("AvailabilityBudget") for n in made)
    assert datadog.held["dashboard"] == {}


def test_a_post_is_not_tried_twice(folder: Path) -> None:
    with serving(Datadog(refuses=lambda method, path, body: 503 if method == "POST" and path.endswith("/slo") else 0)) as datadog:
        apply(folder, datadog, "--apply")
    assert datadog.calls.count(("POST", "/api/v1/slo")) == len(list((folder / "slos").glob("*.json")))


def test_a_metric_datadog_has_not_seen_yet_is_said(folder: Path) -> None:
    with serving(Datadog(refuses=lambda method, path, body: 400 if "/v2/" in path else 0)) as datadog:
        done = apply(folder, datadog, "--apply")
    assert done.returncode == 1 and "have the Agent send it first" in done.stderr


def test_wrong_keys_end_it_before_anything_is_written(folder: Path) -> None:
    with serving(Datadog()) as datadog:
        done = apply(folder, datadog, "--apply", keys={"DD_API_KEY": "x", "DD_APP_KEY": "y"})
    assert done.returncode == 1 and "403" in done.stderr and datadog.written() == []


def test_missing_keys_and_unknown_words_are_refused(folder: Path) -> None:
    assert apply(folder, Datadog(port=1), "--apply", keys={}).returncode == 2
    assert apply(folder, Datadog(port=1), "--aply").returncode == 2


def test_no_key_is_ever_an_argument() -> None:
    text = kit("monitoring/datadog/apply.sh")
    assert shutil.which("sh") and "-H \"@$work/headers\"" in text and not re.search(r"curl[^\n]*DD_A", text)
