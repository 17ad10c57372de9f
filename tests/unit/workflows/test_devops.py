"""The workflow: phases in order, tasks side by side, the gate, and who is told."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from orchestration.workflows import DevOpsWorkflow
from orchestration.workflows.notices import MOST_CHARACTERS, slack

FLAW = "app.get('/u/:id', (req, res) => db.query(`SELECT * FROM users WHERE id = ${req.params.id}`));\n"
MINOR = "const express = require('express');\nconst app = express();\napp.get('/go', (req, res) => res.redirect(req.query.to));\n"


@pytest.fixture(autouse=True)
def nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_WEBHOOK_URL", "PAGERDUTY_API_KEY", "DEVOPS_SQUAD_PAGERDUTY_URL", "OPENROUTER_API_KEY", "DEVOPS_SQUAD_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def _run(request: dict[str, Any], **options: Any) -> dict[str, Any]:
    return asyncio.run(DevOpsWorkflow(**options).execute(request))


@pytest.mark.parametrize(("code", "level", "blocked"), [(FLAW, "low", True), (MINOR, "low", False), (MINOR, "strict", True), ("const a = 1;\n", "strict", False)])
def test_the_gate_lets_pass_what_its_level_says(code: str, level: str, blocked: bool) -> None:
    result = _run({"tasks": ["audit", "logging"], "stack": "express", "code": code, "security_level": level})
    assert result["blocked"] is blocked and (result["status"] == "blocked") is blocked
    monitoring = result["phases"]["monitoring"]
    assert (monitoring["status"] == "blocked") is blocked and bool(monitoring["results"]) is not blocked
    if blocked:
        assert level in monitoring["reason"] and result["blocked_by"] and "What blocks" in result["output"]


@pytest.mark.parametrize(("level", "blocked"), [("medium", False), ("high", True), ("strict", True)])
def test_what_nobody_could_look_at_does_not_pass_unseen(level: str, blocked: bool) -> None:
    result = _run({"tasks": ["audit", "logging"], "stack": "express", "project": "/no/such/place", "security_level": level})
    assert result["blocked"] is blocked
    assert result["phases"]["security"]["status"] == "error"


def test_a_failing_task_loses_nothing_of_the_others() -> None:
    result = _run({"task": "setup_new_app", "stack": "express", "monitoring": "none"})
    assert result["status"] == "partial" and not result["blocked"]
    assert {t: r["status"] for t, r in result["phases"]["infrastructure"]["results"].items()} == {"dockerfile": "success", "docker_compose": "success", "ci_cd": "success"}
    assert all(r["metadata"]["error"]["code"] == "no-engine" for r in result["phases"]["security"]["results"].values())


def test_tasks_of_a_phase_run_side_by_side_and_phases_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, order, lock = 0, 0, [], threading.Lock()
    face = DevOpsWorkflow()

    def step(step: Any) -> dict[str, Any]:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
            order.append(step.phase)
        time.sleep(0.1)
        with lock:
            at_once -= 1
        return {"status": "success", "files": [], "vulnerabilities": [], "metadata": {"llm": {"used": False, "tokens": 0, "cost_usd": 0.0}}}

    monkeypatch.setattr(face, "step", step)
    asyncio.run(face.execute({"task": "setup_new_app", "monitoring": "full"}))
    assert most == 5 and order == sorted(order, key=["infrastructure", "security", "monitoring"].index)


def test_events_are_told_in_their_order() -> None:
    events: list[dict[str, Any]] = []
    _run({"tasks": ["dockerfile", "logging"], "stack": "express"}, on_event=events.append)
    assert [(e["event"], e.get("phase"), e.get("task") or e.get("status")) for e in events] == [
        ("phase", "infrastructure", "started"), ("task", "infrastructure", "dockerfile"), ("phase", "infrastructure", "success"),
        ("phase", "monitoring", "started"), ("task", "monitoring", "logging"), ("phase", "monitoring", "success"), ("done", None, "success")]


@pytest.mark.parametrize("request_", [{"task": "x"}, {"tasks": ["x"]}, {"security_level": 3}, None, [1]])
def test_a_bad_request_is_a_result(request_: Any) -> None:
    result = asyncio.run(DevOpsWorkflow(language="fr").execute(request_))
    assert result["status"] == "error" and result["phases"] == {} and result["summary"] and json.dumps(result)


def test_the_same_task_twice_keeps_both_results() -> None:
    result = _run({"tasks": [{"task_type": "dockerfile", "stack": "express"}, {"task_type": "dockerfile", "stack": "fastapi"}]})
    assert list(result["phases"]["infrastructure"]["results"]) == ["dockerfile", "dockerfile#2"]


def test_a_result_survives_json_and_speaks_french() -> None:
    result = _run({"tasks": ["dockerfile", {"task_type": "audit", "code": FLAW}], "stack": "express", "language": "fr"})
    assert json.loads(json.dumps(result)) == result and "Ce qui bloque" in result["output"]


# --- who is told

@contextmanager
def listener(*answers: tuple[int, str, dict[str, str]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A service that takes messages: its address and what it was sent; the answers in order, the last one for the rest."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, text, headers = answers[min(len(seen), len(answers)) - 1]
            if status == 0:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()


OK = (200, "ok", {})


@pytest.mark.parametrize("answers", [(OK,), ((503, "", {}), OK), ((429, "", {"Retry-After": "1"}), OK), ((500, "", {}), (502, "", {}), OK), ((0, "", {}), OK)], ids=["at once", "503", "429", "two faults", "closed"])
def test_slack_hears_of_the_outcome(answers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with listener(*answers) as (url, seen):
        monkeypatch.setenv("SLACK_WEBHOOK_URL", f"{url}/services/T000/B000/very-secret")
        result = _run({"tasks": ["dockerfile"], "stack": "express"})
    assert [n["state"] for n in result["notifications"]] == ["sent", "not_configured"] and len(seen) == len(answers)
    assert seen[-1]["blocks"][0]["type"] == "header" and "dockerfile success" in seen[-1]["blocks"][1]["text"]["text"]


@pytest.mark.parametrize(("answer", "why"), [((404, "no_service very-secret", {}), "404"), ((403, "invalid_token", {}), "invalid_token"), ((429, "", {"Retry-After": "900"}), "429"), ((503, "", {}), "503"), ((302, "", {"Location": "http://127.0.0.1:9/"}), "302")])
def test_what_goes_wrong_there_changes_nothing_and_shows_no_secret(answer: Any, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with listener(answer) as (url, _):
        monkeypatch.setenv("SLACK_WEBHOOK_URL", f"{url}/very-secret")
        result = _run({"tasks": ["dockerfile"], "stack": "express"})
    assert result["status"] == "success" and result["notifications"][0]["state"] == "failed" and why in result["notifications"][0]["why"]
    assert f"{url}/very-secret" not in json.dumps(result)


def test_a_webhook_is_not_posted_to_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "http://hooks.example.com/very-secret")
    result = _run({"tasks": ["dockerfile"], "stack": "express"})
    assert result["notifications"][0]["state"] == "failed" and "very-secret" not in json.dumps(result)


def test_pagerduty_opens_one_incident_and_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with listener((202, "{}", {})) as (url, seen):
        monkeypatch.setenv("PAGERDUTY_API_KEY", "routing-key-1")
        monkeypatch.setenv("DEVOPS_SQUAD_PAGERDUTY_URL", url)
        bad = {"tasks": [{"task_type": "audit", "code": FLAW}], "stack": "express"}
        _run(bad)
        result = _run(bad)
        _run({"tasks": ["dockerfile"], "stack": "express"})
    assert [e["event_action"] for e in seen] == ["trigger", "trigger", "resolve"] and seen[0]["dedup_key"] == seen[1]["dedup_key"] != seen[2]["dedup_key"]
    assert seen[0]["routing_key"] == "routing-key-1" and seen[0]["payload"]["severity"] == "critical" and len(seen[0]["payload"]["summary"]) <= 1024
    assert "routing-key-1" not in json.dumps(result)


def test_the_projects_env_file_says_who_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"shop","scripts":{"start":"node s.js"},"dependencies":{"express":"^4"}}')
    (tmp_path / "s.js").write_text("require('express')().listen(3000)\n")
    with listener(OK) as (url, seen):
        (tmp_path / ".env").write_text(f"export SLACK_WEBHOOK_URL='{url}/from-the-file'\n")
        result = _run({"tasks": ["dockerfile"], "project": str(tmp_path)})
        silent = _run({"tasks": ["dockerfile"], "project": str(tmp_path)}, notifies=False)
    assert len(seen) == 1 and result["notifications"][0]["state"] == "sent" and silent["notifications"] == [] and "from-the-file" not in json.dumps(result)


def test_a_message_is_escaped_and_bounded() -> None:
    row = {"severity": "high", "name": "<!channel> & <http://evil.example|click>" * 20, "path": "a<b>.js", "line": 1}
    message = slack({"task": "t", "status": "blocked", "phases": {}, "blocked_by": [row] * 200}, {"stack": "x"}, "en")
    text = message["blocks"][1]["text"]["text"]
    assert "<!channel>" not in text and "<http" not in text and len(text) <= MOST_CHARACTERS and "190 more" in text
