"""The script that creates things at Sentry, run against a server that keeps them as Sentry's API does."""

from __future__ import annotations

import json
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

from orchestration.model.request import Request
from orchestration.pipeline import run_many

TOKEN = "sntrys_token-value"
ACCESS = {"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme", "SENTRY_TEAM": "platform"}


@dataclass
class Sentry:
    """What it holds, and every call. A new project brings its own monitor for errors along."""

    projects: dict[str, Any] = field(default_factory=dict)
    held: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"detectors": [], "workflows": []})
    slack: bool = True
    calls: list[tuple[str, str]] = field(default_factory=list)
    refuses: str = ""
    port: int = 0

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        url = urlsplit(path)
        parts = url.path.removeprefix("/api/0/").strip("/").split("/")
        self.calls.append((method, "/".join(parts)))
        if self.refuses and self.refuses in url.path and method != "GET":
            return 400, {"detail": "refused"}
        match method, parts:
            case "GET", ["projects", "acme", name]:
                return (200, self.projects[name]) if name in self.projects else (404, {"detail": "The requested resource does not exist"})
            case "POST", ["teams", "acme", "platform", "projects"]:
                self.projects[body["slug"]] = body
                self.held["detectors"].append({"id": "1", "name": "Error Monitor", "type": "error"})
                return 201, body
            case "GET", ["projects", "acme", name, "keys"]:
                return 200, [{"isActive": True, "dsn": {"public": f"https://key@o1.ingest.example/{name}", "secret": "https://key:secret@o1.ingest.example/1"}}]
            case "GET", ["organizations", "acme", "integrations"]:
                assert parse_qs(url.query) == {"providerKey": ["slack"]}
                return 200, [{"id": "77", "status": "active"}] if self.slack else []
            case "GET", ["organizations", "acme", ("detectors" | "workflows") as kind]:
                assert parse_qs(url.query)["project"][0] in self.projects
                return 200, self.held[kind]
            case "POST", ["organizations", "acme", "projects", _, "detectors"]:
                return self._keep("detectors", body)
            case "POST", ["organizations", "acme", "workflows"]:
                return self._keep("workflows", body)
            case "PUT", ["organizations", "acme", ("detectors" | "workflows") as kind, one]:
                kept = next(k for k in self.held[kind] if k["id"] == one)
                kept.update(body)
                return 200, kept
        return 404, {"detail": "no such address"}

    def _keep(self, kind: str, body: Any) -> tuple[int, Any]:
        kept = {**body, "id": str(len(self.held[kind]) + 10)}
        self.held[kind].append(kept)
        return 201, kept

    def written(self) -> list[tuple[str, str]]:
        return [c for c in self.calls if c[0] != "GET"]


@contextmanager
def serving(sentry: Sentry) -> Iterator[Sentry]:
    def answer(method: str, path: str, headers: Message, body: Any) -> tuple[int, Any]:
        return sentry.answer(method, path, body) if headers.get("Authorization") == f"Bearer {TOKEN}" else (401, {"detail": "Invalid token"})

    with json_api(answer) as sentry.port:
        yield sentry


@pytest.fixture
def folder(tmp_path: Path, require_tool: Callable[[str, str], str]) -> Path:
    """What is handed over, as files."""
    for name in ("curl", "jq"):
        require_tool(name, f"apt-get install {name}")
    run = run_many([Request("sentry", stack="express", service_name='the "best" é', requirements="Sentry, user feedback, alerts on Slack")], with_checks=False)
    for artefact in run.artefacts:
        if artefact.path.startswith("monitoring/sentry"):
            path = tmp_path / artefact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artefact.text)
    return tmp_path / "monitoring/sentry"


def apply(folder: Path, sentry: Sentry, *words: str, access: dict[str, str] = ACCESS) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "SENTRY_URL": f"http://127.0.0.1:{sentry.port}/", **access}
    return subprocess.run(["sh", str(folder / "apply.sh"), *words], env=env, cwd="/", capture_output=True, text=True, timeout=120)


def test_without_a_token_it_asks_nobody_and_says_what_it_would_do(folder: Path) -> None:
    with serving(Sentry()) as sentry:
        done = apply(folder, sentry, access={})
    assert done.returncode == 0, done.stderr
    assert sentry.calls == []
    assert 'would create workflows: the "best" é: a user wrote' in done.stdout
    assert "nothing was changed" in done.stdout


def test_without_apply_nothing_is_written(folder: Path) -> None:
    with serving(Sentry()) as sentry:
        done = apply(folder, sentry)
    assert done.returncode == 0, done.stderr
    assert sentry.written() == []
    assert "would create project: the-best" in done.stdout


def test_it_creates_all_in_order_and_a_second_time_only_updates(folder: Path) -> None:
    with serving(Sentry()) as sentry:
        done = apply(folder, sentry, "--apply")
        assert done.returncode == 0, done.stderr
        assert done.stdout.endswith("SENTRY_DSN=https://key@o1.ingest.example/the-best\n")
        assert [path.split("/")[-1] for _, path in sentry.written()] == ["projects", "detectors", "workflows", "workflows", "workflows"]
        assert {w["name"] for w in sentry.held["workflows"]} == {json.loads(p.read_text())["name"] for p in (folder / "alerts").iterdir()}
        for workflow in sentry.held["workflows"]:
            assert workflow["detector_ids"] == [1, 11], "errors, and what the monitor beside it finds"
            assert [a.get("integrationId") for a in workflow["action_filters"][0]["actions"]] == [None, "77"]
        before = json.dumps(sentry.held, sort_keys=True)
        sentry.calls.clear()
        again = apply(folder, sentry, "--apply")
        assert again.returncode == 0, again.stderr
        assert {method for method, _ in sentry.written()} == {"PUT"}
        assert json.dumps(sentry.held, sort_keys=True) == before


def test_without_the_slack_integration_the_channel_is_left_out_and_that_is_said(folder: Path) -> None:
    with serving(Sentry(slack=False)) as sentry:
        done = apply(folder, sentry, "--apply")
    assert done.returncode == 1
    assert "Slack integration is not installed" in done.stderr
    assert all(len(w["action_filters"][0]["actions"]) == 1 for w in sentry.held["workflows"]), "e-mail still goes out"


@pytest.mark.parametrize(("access", "words"), [({}, "set SENTRY_AUTH_TOKEN"), ({**ACCESS, "SENTRY_TEAM": ""}, "set SENTRY_TEAM"), ({**ACCESS, "SENTRY_ORG": "a/../b"}, "letters, digits"), ({**ACCESS, "SENTRY_AUTH_TOKEN": "wrong"}, "401")])
def test_what_is_missing_or_wrong_is_said_before_anything_is_written(folder: Path, access: dict[str, str], words: str) -> None:
    with serving(Sentry()) as sentry:
        done = apply(folder, sentry, "--apply", access=access)
    assert done.returncode != 0
    assert words in done.stderr
    assert sentry.written() == []


def test_a_refused_object_fails_the_run_and_the_others_are_made(folder: Path) -> None:
    with serving(Sentry(refuses="detectors")) as sentry:
        done = apply(folder, sentry, "--apply")
    assert done.returncode == 1
    assert "400" in done.stderr
    assert len(sentry.held["workflows"]) == 3


def test_the_token_is_no_argument_of_any_program(folder: Path, tmp_path: Path) -> None:
    spy = tmp_path / "bin"
    spy.mkdir()
    (spy / "curl").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/arguments\nexec /usr/bin/curl "$@"\n')
    (spy / "curl").chmod(0o755)
    with serving(Sentry()) as sentry:
        done = apply(folder, sentry, "--apply", access={**ACCESS, "PATH": f"{spy}:/usr/local/bin:/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    assert TOKEN not in (tmp_path / "arguments").read_text()
