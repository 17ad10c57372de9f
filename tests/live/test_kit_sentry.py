"""The kits' way to Sentry, with its own SDKs: what arrives, what must not, and that an app loses nothing by it. Sentry's ingestion is played on loopback."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end_here
from tests.live.envelopes import Received, sentry
from tests.live.running_app import TRACE, TalkativeApp, running, until
from tests.unit.kits.masking_corpus import HARMLESS, PLANTED

pytestmark = pytest.mark.live

HERE = Path(__file__).resolve().parent / "kit_sentry"
KITS = Path(__file__).resolve().parents[2] / "src" / "orchestration" / "kits"
PERSON = {
    "email": "zoe.planted@mail.example", "username": "zplanted77", "ip_address": "203.0.113.77", "first_name": "Zoeplanted", "lastName": "Quxplanted", "user.email": "z77@mail.example",
    "user.name": "Zplanted Q", "street_address": "77 Planted Road", "postal_code": "P77 4ZZ", "phone": "+33 6 77 77 77 77", "password": "hunter77planted", "api_key": "planted-key-77",
    "dsn": "postgres://shop:dsn77planted@db.example/shop", "started": "by start77@mail.example",
}


class Shop(TalkativeApp):
    def status(self, path: str, body: Any = None, **headers: str) -> int:
        """Of a GET, or of a POST of ``body`` as JSON; 0: nobody answered."""
        data = None if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return self.ask(path, "GET" if data is None else "POST", {**({"Content-Type": "application/json"} if data else {}), **named}, body=data, seconds=120).status
        except (OSError, http.client.HTTPException):
            return 0


ENVIRONMENT = {"DEPLOYMENT_ENVIRONMENT": "staging", "DRAIN_SECONDS": "0.2", "SENTRY_TRACES_SAMPLE_RATIO": "1", "SENTRY_LOGS": "true"}


@dataclass(frozen=True)
class Kit:
    folder: Path
    command: tuple[str, ...]
    env: dict[str, str]

    @contextmanager
    def shop(self, tmp_path: Path, **more: str) -> Iterator[Shop]:
        with running(self.command, self.folder, tmp_path, {"PATH": os.environ["PATH"], **self.env, **ENVIRONMENT, **more}, kind=Shop, ready=(200,)) as shop:
            yield shop


def _installed(command: list[str | Path], cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    if done.returncode:
        end_here(f"{command[0]} could not install what the kit needs: {done.stderr[-500:]}")


@pytest.fixture(scope="module", params=["nodejs", "fastapi"])
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(KITS / request.param, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for path in HERE.iterdir():
        shutil.copy(path, folder)
    if request.param == "nodejs":
        _installed(["npm", "install", "--no-audit", "--no-fund", "@sentry/node@^11"], folder)
        return Kit(folder, ("node", "shop.cjs"), {})
    _installed([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", folder / "packages", "--requirement", folder / "requirements.txt", "sentry-sdk>=2.75"], folder)
    return Kit(folder, (sys.executable, "-m", "uvicorn", "shop:app", "--port", "{port}"), {"PYTHONPATH": str(folder / "packages"), "PYTHONDONTWRITEBYTECODE": "1"})


def _spans(received: Received) -> list[dict[str, Any]]:
    """Whole requests, as either SDK tells of them: a transaction, or a span that is a segment of its own."""
    return received.of("transaction") + [span for batch in received.of("span") for span in batch["items"] if span.get("is_segment")]


def test_an_error_arrives_with_its_release_environment_and_request(kit: Kit, tmp_path: Path) -> None:
    with sentry() as received, kit.shop(tmp_path, SENTRY_DSN=received.dsn) as shop:
        assert shop.status("/orders/7/fail", {"item": "tea"}, x_request_id="abc-1", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01") == 500
        until(lambda: len(received.of("event")) == 1, 15)
        event = received.of("event")[0]
        assert event["release"] == "orders@1.2.3"
        assert event["environment"] == "staging"
        assert event["tags"]["request_id"] == "abc-1"
        assert event["contexts"]["trace"]["trace_id"] == TRACE, "the caller's trace goes on"
        assert [line for line in shop.lines() if line.get("request_id") == "abc-1" and line["trace_id"] == TRACE], "a log line leads to the error"
        assert shop.end() == 0
        assert len(received.of("event")) == 1, "one failure is one event, whatever was logged of it"


def test_requests_are_traced_by_route_and_probes_are_not(kit: Kit, tmp_path: Path) -> None:
    with sentry() as received, kit.shop(tmp_path, SENTRY_DSN=received.dsn) as shop:
        assert [shop.status(path) for path in ("/orders/1", "/orders/2", "/livez", "/readyz")] == [200] * 4
        until(lambda: len(_spans(received)) >= 2, 15)
        shop.end()
        names = {span.get("transaction") or span["name"] for span in _spans(received)}
        assert len(names) == 1, names
        assert next(iter(names)).startswith("GET /orders/"), "both orders are one route"
        assert not {"1", "2"} & set(next(iter(names)).split("/"))


def test_a_job_reports_that_it_ran(kit: Kit, tmp_path: Path) -> None:
    with sentry() as received, kit.shop(tmp_path, SENTRY_DSN=received.dsn) as shop:
        assert shop.status("/job") == 200
        until(lambda: len(received.of("check_in")) == 2, 15)
        begun, ended = sorted(received.of("check_in"), key=lambda c: c["status"] == "ok")
        assert (begun["status"], ended["status"], ended["monitor_slug"]) == ("in_progress", "ok", "nightly-invoices")
        assert begun["monitor_config"] == {"schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "Europe/Paris", "checkin_margin": 5, "max_runtime": 30}


def test_not_one_planted_byte_leaves_in_any_kind_of_item(kit: Kit, tmp_path: Path) -> None:
    with sentry() as received, kit.shop(tmp_path, SENTRY_DSN=received.dsn) as shop:
        for some in range(0, len(PLANTED), 50):
            assert shop.status("/plant", {"values": [planted.value for planted in PLANTED[some : some + 50]], "person": PERSON}, Cookie="sid=hunter77planted", Authorization="Bearer hunter77planted", X_Forwarded_For="203.0.113.77") == 200
        shop.status("/orders/7/fail?email=zoe.planted@mail.example&first_name=Zoeplanted", PERSON | {"note": "x"}, Cookie="sid=hunter77planted")
        assert shop.end() == 0
        kinds = received.kinds()
        assert kinds >= {"event", "check_in", "feedback", "log", "trace_metric"}, kinds
        assert kinds & {"sessions", "session"}
        assert kinds & {"span", "transaction"}
        assert "attachment" not in kinds, "nobody can look into an attachment"
        text = b"\n".join(received.bodies).decode()
        assert all(len(received.of(kind)) >= len(PLANTED) for kind in ("event", "feedback", "check_in")), "everything was sent"
        found = {planted.secret for planted in PLANTED if planted.secret in text}
        assert not found
        assert [value for value in PERSON.values() if value in text] == []
        assert "/note.txt" not in text


def test_what_is_harmless_arrives_as_it_is(kit: Kit, tmp_path: Path) -> None:
    with sentry() as received, kit.shop(tmp_path, SENTRY_DSN=received.dsn) as shop:
        texts = [value for value in HARMLESS if isinstance(value, str)][::3]
        assert shop.status("/plant", {"values": texts, "person": {}}) == 200
        shop.end()
        messages = {event["contexts"]["feedback"]["message"] for event in received.of("feedback")}
        assert len([text for text in texts if text not in messages]) <= 0.01 * len(texts)


@pytest.mark.parametrize("dsn", ["", "your-sentry-dsn", "https://example.com"])
def test_without_a_dsn_or_with_a_wrong_one_the_app_runs(kit: Kit, tmp_path: Path, dsn: str) -> None:
    with kit.shop(tmp_path, SENTRY_DSN=dsn) as shop:
        assert shop.status("/orders/1") == 200
        assert shop.end() == 0
        said = [line for line in shop.lines() if "no error is reported" in line.get("body", "")]
        assert bool(said) is bool(dsn), "what is set and does not work is said"


def test_a_sentry_that_does_not_answer_holds_nothing_up(kit: Kit, tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        with kit.shop(tmp_path, SENTRY_DSN=f"http://key@127.0.0.1:{silent.getsockname()[1]}/1") as shop:
            begun = time.monotonic()
            assert shop.status("/orders/1/fail", {}) == 500
            assert shop.status("/orders/1") == 200
            assert time.monotonic() - begun < 3
            begun = time.monotonic()
            with suppress(subprocess.TimeoutExpired):
                assert shop.end() == 0
            assert time.monotonic() - begun < 10, "the end waits two seconds for what is left, not for ever"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crash")
    shutil.copytree(KITS / "nodejs", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    _installed(["npm", "install", "--no-audit", "--no-fund", "@sentry/node@^11"], folder)
    return folder


HOLD = "setTimeout(() => { console.log('still here'); process.exit(0); }, 1500);"


@pytest.mark.parametrize(("code", "status"), [
    ("Promise.reject(new Error('lost'));", 1), ("setTimeout(() => { throw new Error('lost'); });", 1),
    ("process.on('unhandledRejection', () => process.exit(3)); Promise.reject(new Error('lost'));", 3),
    ("process.on('uncaughtException', () => process.exit(3)); setTimeout(() => { throw new Error('lost'); });", 3),
    (f"process.on('unhandledRejection', () => {{}}); Promise.reject(new Error('lost')); {HOLD}", 0), (f"process.on('uncaughtException', () => {{}}); setTimeout(() => {{ throw new Error('lost'); }}); {HOLD}", 0),
])
def test_a_crash_ends_as_without_sentry_and_is_sent_first(node: Path, tmp_path: Path, code: str, status: int) -> None:
    script = node / f"crash-{abs(hash(code))}.cjs"
    script.write_text(f'require("./observability/start.cjs");\n{code}\n')
    with sentry() as received:
        env = {"PATH": os.environ["PATH"], "METRICS_PORT": "0", "METRICS_HOST": "127.0.0.1", "SENTRY_DSN": received.dsn}
        done = subprocess.run(["node", script.name], cwd=node, env=env, capture_output=True, text=True, timeout=30)
    assert done.returncode == status, done.stdout + done.stderr
    assert [e["exception"]["values"][0]["value"] for e in received.of("event")] == ["lost"]
    bare = node / f"bare-{script.name}"
    bare.write_text(code)
    assert subprocess.run(["node", bare.name], cwd=node, capture_output=True, timeout=30).returncode == status, "what it was held to is what Node does"
