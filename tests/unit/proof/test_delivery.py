"""A test alert through each route: delivered, refused or not run, by what a real HTTP listener answers; the key is never shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from orchestration.edges import notifying
from orchestration.proof.delivery import deliver

CONFIG = {"receivers": [{"name": "P0", "pagerduty_configs": [{}], "slack_configs": [{}]}, {"name": "P3", "email_configs": [{}]}]}
KEY = "k" * 32


class _Service(BaseHTTPRequestHandler):
    answers: ClassVar[list[int]] = []
    taken: ClassVar[list[dict]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).taken.append(body)
        status = type(self).answers.pop(0) if type(self).answers else 202
        text = json.dumps({"status": "invalid event", "message": f"{body.get('routing_key')} is not known"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(notifying, "PAUSE_SECONDS", 0.01)
    _Service.answers, _Service.taken = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_each_route_gets_one_test_and_pagerdutys_is_taken_back(service: str) -> None:
    found = deliver(CONFIG, "api", {"PAGERDUTY_API_KEY": KEY, "SLACK_WEBHOOK_URL": service}, service)
    assert [(d.receiver, d.route, d.state) for d in found] == [("P0", "pagerduty", "delivered"), ("P0", "slack", "delivered"), ("P3", "email", "not run")]
    trigger, resolve, slack = _Service.taken
    assert (trigger["event_action"], resolve["event_action"]) == ("trigger", "resolve") and trigger["dedup_key"] == resolve["dedup_key"]
    assert trigger["payload"]["summary"].startswith("[TEST] api") and slack["text"].startswith("[TEST] api")


def test_without_a_key_nothing_is_sent_and_it_is_said(service: str) -> None:
    found = deliver(CONFIG, "api", {}, service)
    assert {d.state for d in found} == {"not run"} and "PAGERDUTY_API_KEY is not set" in found[0].why.en
    assert _Service.taken == []


def test_a_refusal_is_one_and_does_not_show_the_key(service: str) -> None:
    _Service.answers = [400]
    [first, *_] = deliver(CONFIG, "api", {"PAGERDUTY_API_KEY": KEY}, service)
    assert first.state == "refused" and "400" in first.why.en and KEY not in first.why.en and "not known" in first.why.en
    assert len(_Service.taken) == 1


def test_a_busy_service_is_asked_again(service: str) -> None:
    _Service.answers = [429, 503, 202, 202]
    [first, *_] = deliver(CONFIG, "api", {"PAGERDUTY_API_KEY": KEY}, service)
    assert first.state == "delivered" and len(_Service.taken) == 4


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://example.com/x", "hooks.slack.com/x"])
def test_a_webhook_that_is_no_https_address_is_not_called(address: str, service: str) -> None:
    found = deliver(CONFIG, "api", {"SLACK_WEBHOOK_URL": address}, service)
    assert next(d for d in found if d.route == "slack").state == "not run"
