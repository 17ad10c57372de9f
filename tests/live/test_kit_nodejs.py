"""The Node.js kit as it runs: its apps are started for real, asked over loopback, and ended by a signal; what they depend on is played by small servers."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from running_app import TRACE, Answer, App, free_port, pong, running, send_while_ready, silence, tcp_server, until
from tests.conftest import end_here

pytestmark = pytest.mark.live

HERE = Path(__file__).resolve().parent / "kit_nodejs"
KIT = Path(__file__).resolve().parents[2] / "src" / "orchestration" / "kits" / "nodejs"
WIRING = 'require("./observability/start.cjs");\n'
FRAMEWORKS = ["express4@npm:express@^4.21", "fastify@^5", "koa@^3"]
"""What only the tests use, to see that the kit needs no framework of its own."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit and the apps of these tests, with their packages installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        end_here("node or npm is not installed: install Node.js 18.19 or newer (https://nodejs.org)")
    app = tmp_path_factory.mktemp("kit")
    shutil.copytree(KIT, app, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    for path in HERE.iterdir():
        shutil.copy(path, app)
    for command in (["npm", "ci"], ["npm", "install", "--no-save", *FRAMEWORKS]):
        done = subprocess.run([*command, "--no-audit", "--no-fund"], cwd=app, capture_output=True, text=True, timeout=300)
        if done.returncode:
            end_here(f"{' '.join(command)} failed: {done.stderr[-500:]}")
    return app


@contextmanager
def started(folder: Path, tmp_path: Path, script: str, *, node_options: tuple[str, ...] = (), wait: bool = True, **more: str) -> Iterator[App]:
    with running(["node", *node_options, script], folder, tmp_path, {"PATH": os.environ["PATH"], "HOST": "127.0.0.1", **more}, wait=wait) as app:
        yield app


# ---- Wiring


@pytest.mark.parametrize("script", ["server.js", "plain.js"])
def test_the_apps_run_without_the_kit(folder: Path, tmp_path: Path, script: str) -> None:
    text = (KIT / script).read_text()
    assert text.count(WIRING) == 1 and "observability" not in text.replace(WIRING, "")
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "node_modules").symlink_to(folder / "node_modules")
    (bare / script).write_text(text.replace(WIRING, ""))
    with started(bare, tmp_path, script) as app:
        assert app.ask("/livez").status == 404, "nothing of the kit is left"
        assert json.loads(app.ask("/orders/1").body)["item"] == "tea"


@pytest.mark.parametrize("script", ["server.js", "plain.js"])
def test_the_apps_do_the_same_with_it(folder: Path, tmp_path: Path, script: str) -> None:
    with started(folder, tmp_path, script) as app:
        assert json.loads(app.ask("/orders/1").body)["item"] == "tea" and app.ask("/orders/77").status == 404
        assert app.ask("/metrics").status == 404, "the metrics are not on the public port"
        assert app.end() == 0


def test_it_can_be_loaded_from_the_command_line(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "koa.cjs", node_options=("--require", "./observability/start.cjs")) as app:
        assert [app.ask(path).status for path in ("/orders/1", "/orders/0", "/x")] == [200, 500, 404]
        assert app.counts() == {("GET", "/orders/:id", "200"): 1, ("GET", "/orders/:id", "500"): 1, ("GET", "", "404"): 1}


def test_a_taken_metrics_port_does_not_stop_the_app(folder: Path, tmp_path: Path) -> None:
    with tcp_server(silence) as port, started(folder, tmp_path, "server.js", METRICS_PORT=str(port)) as app:
        assert app.ask("/orders/1").status == 200
        assert app.line("no metrics: the management port could not be opened")["attributes"]["exception.code"] == "EADDRINUSE"


def test_a_setting_that_cannot_be_meant_ends_the_start(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "server.js", wait=False, DRAIN_SECONDS="soon") as app:
        assert app.process.wait(10) == 1
    assert "DRAIN_SECONDS must be a number" in app.errors.read_text()


# ---- Metrics


@pytest.mark.parametrize("express", ["express", "express4"])
def test_requests_are_counted_by_template(folder: Path, tmp_path: Path, express: str) -> None:
    with started(folder, tmp_path, "express.cjs", EXPRESS=express, NODE_ENV="production") as app:
        expected: dict[tuple[str, str, str], int] = {}
        for method, path, route, status in [
            ("GET", "/", "/", 200), ("GET", "/orders/1", "/orders/:id", 200), ("GET", "/orders/2?x=1", "/orders/:id", 200), ("HEAD", "/orders/3", "/orders/:id", 200), ("GET", "/nope", "", 404),
            ("POST", "/orders/1", "", 404), ("GET", "/throw", "/throw", 500), ("GET", "/next", "/next", 500), ("GET", "/reject", "/reject", 500), ("GET", "/handled", "/handled", 422), ("GET", "/stream", "/stream", 200),
            ("GET", "/customers/7", "/customers/:customer", 200), ("GET", "/customers/8/orders/9/items/1", "/customers/:customer/orders/:order/items/:item", 200), ("GET", "/customers/7/fail", "/customers/:customer/fail", 500),
            ("PROPFIND", "/anything", "/anything", 200), ("GET", "/slow/1", "/slow/:ms", 200),
        ]:
            answer = app.ask(path, method)
            assert answer.status == status, (method, path, answer)
            label = (method if method in ("GET", "HEAD", "POST") else "_OTHER", route, str(status))
            expected[label] = expected.get(label, 0) + 1
        with pytest.raises(http.client.IncompleteRead):
            app.ask("/stream/broken")
        expected["GET", "/stream/broken", "500"] = 1
        for path in ("/livez", "/readyz", "/startupz"):
            app.ask(path)
        assert app.counts() == expected
        assert re.search(r'^http_server_active_requests\{http_request_method="GET"\} 0$', app.metrics(), re.M)


def test_a_thousand_urls_are_one_series(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "express.cjs", ACCESS_LOG_SAMPLE_RATIO="0") as app:
        connection = http.client.HTTPConnection("127.0.0.1", app.port)
        for prefix in ("/orders/", "/nowhere/", "/customers/"):
            for i in range(1000):
                connection.request("GET", f"{prefix}{i:x}{'/orders/%x/items/y' % (i * 7) if prefix == '/customers/' else ''}")
                connection.getresponse().read()
        assert app.counts() == {("GET", "/orders/:id", "200"): 1000, ("GET", "", "404"): 1000, ("GET", "/customers/:customer/orders/:order/items/:item", "200"): 1000}


def test_an_app_that_gives_urls_for_templates_is_bounded(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs", MAX_ROUTES="5") as app:
        for i in range(40):
            app.ask(f"/leak?{i}")
        counts = app.counts()
        assert len(counts) == 6 and counts["GET", "", "404"] == 35
        assert sum("MAX_ROUTES" in line["body"] for line in app.lines()) == 1


def test_plain_http_exceptions_and_clients_that_leave(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs", SURVIVE="1") as app:
        assert app.ask("/throw").status == 500 and app.ask("/reject").status == 500 and app.ask("/answered").body == "answered"
        assert app.ask("/orders/1").status == 200 and app.ask("/created").status == 201
        for path, abortive in (("/never", False), ("/never", True), ("/big", False)):
            with socket.create_connection(("127.0.0.1", app.port)) as client:
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                time.sleep(0.1)
                if abortive:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        expected = {
            ("GET", "/throw", "500"): 1, ("GET", "/reject", "500"): 1, ("GET", "/answered", "200"): 1, ("GET", "/orders/:id", "200"): 1, ("GET", "/created", "201"): 1, ("GET", "/never", "499"): 2, ("GET", "/big", "499"): 1,
        }
        until(lambda: app.counts() == expected)
        assert 'orders_created_total{channel="web"} 1' in app.metrics()
        failed = [line for line in app.lines() if line["body"] == "a request handler failed"]
        assert [line["attributes"]["exception.type"] for line in failed] == ["Error", "TypeError", "Error"] and "abc123" not in json.dumps(failed)


def test_an_exception_nobody_catches_still_ends_the_process(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app:
        with suppress(OSError, http.client.HTTPException):
            app.ask("/throw")
        assert app.process.wait(10) == 1
        assert app.line("uncaughtException")["severity_text"] == "FATAL"


def test_two_ports_are_both_watched(folder: Path, tmp_path: Path) -> None:
    second = free_port()
    with started(folder, tmp_path, "plain.cjs", SECOND_PORT=str(second)) as app:
        assert app.ask("/livez", port=second).status == 200
        app.ask("/orders/1")
        app.ask("/orders/2", port=second)
        assert app.counts() == {("GET", "/orders/:id", "200"): 2}
        assert app.end() == 0


def test_a_request_that_asks_before_it_sends_is_counted_once(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app, socket.create_connection(("127.0.0.1", app.port)) as client:
        client.sendall(b"POST /orders/1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
        assert client.recv(25).startswith(b"HTTP/1.1 100")
        client.sendall(b"x")
        until(lambda: app.counts() == {("POST", "/orders/:id", "200"): 1})
        app.ask("/orders/2")
        assert app.counts() == {("POST", "/orders/:id", "200"): 1, ("GET", "/orders/:id", "200"): 1}


def test_fastify_tells_its_routes(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "fastify.mjs") as app:
        assert [app.ask(path).status for path in ("/orders/1", "/v1/acme/fail", "/nope")] == [200, 500, 404]
        assert app.counts() == {("GET", "/orders/:id", "200"): 1, ("GET", "/v1/:tenant/fail", "500"): 1, ("GET", "", "404"): 1}
        asked = app.line("asked")
        assert asked["trace_id"] and asked["attributes"]["reqId"]
        assert app.end() == 0


def test_the_exposition_is_what_prometheus_reads(folder: Path, tmp_path: Path, require_tool: Callable[[str, str], str]) -> None:
    promtool = require_tool("promtool", "apt-get install prometheus")
    with tcp_server(pong) as port, started(folder, tmp_path, "express.cjs", REDIS_URL=f"redis://127.0.0.1:{port}") as app:
        for path in ("/orders/1", "/nope", "/throw"):
            app.ask(path)
        text = app.metrics()
        done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
        # 3 is advice: three names of prom-client's, which stay as the library's users know them.
        advice = {line.split()[0] for line in (done.stdout + done.stderr).splitlines()}
        assert done.returncode in (0, 3) and advice <= {"nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"}, done.stdout + done.stderr
        assert 'target_info{service_name="orders",service_version="1.2.3",deployment_environment_name="test"} 1' in text
        assert 'dependency_up{dependency="redis"} 1' in text and re.search(r'^dependency_check_duration_seconds\{dependency="redis"\} 0', text, re.M)
        assert all(name in text for name in ("process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds", "nodejs_heap_size_used_bytes"))
        assert [float(bound) for bound in re.findall(r'_bucket\{le="([\d.]+)",http_request_method="GET",http_route="/orders/:id"', text)] == [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
        assert subprocess.run([promtool, "check", "metrics"], input=text + "broken{ 1\n", capture_output=True, text=True).returncode == 1
        assert [app.ask(path, method, port=app.metrics_port).status for method, path in (("HEAD", "/metrics"), ("POST", "/metrics"), ("GET", "/"))] == [200, 405, 404]


# ---- Health


def test_liveness_stays_and_readiness_follows_the_dependencies(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with started(folder, tmp_path, "server.js", REDIS_URL=f"redis://:s3cret@127.0.0.1:{port}", DATABASE_URL="postgres://app:s3cret@127.0.0.1:1/shop", READINESS_CACHE_SECONDS="0.5") as app:
        down = app.ask("/readyz")
        assert down.status == 503 and app.ask("/livez").status == 200 and app.ask("/startupz").status == 200
        assert {name: check["status"] for name, check in json.loads(down.body)["checks"].items()} == {"redis": "refused", "postgresql": "refused"}
        assert down.headers["cache-control"] == "no-store" and not re.search(r"s3cret|127\.0|app|shop", down.body)
        assert 'dependency_up{dependency="redis"} 0' in app.metrics()


def test_readiness_turns_within_two_periods(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with started(folder, tmp_path, "server.js", REDIS_URL=f"redis://127.0.0.1:{port}", READINESS_CACHE_SECONDS="0.5") as app:
        assert app.ask("/readyz").status == 503
        with tcp_server(pong, port):
            assert until(lambda: app.ask("/readyz").status == 200) < 1
            assert json.loads(app.ask("/readyz").body)["status"] == "ok"
        assert until(lambda: app.ask("/readyz").status == 503) < 1
        assert app.ask("/livez").status == 200


def test_a_black_hole_costs_no_more_than_its_timeout(folder: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        holes = [stack.enter_context(tcp_server(silence)) for _ in range(3)]
        app = stack.enter_context(started(
            folder, tmp_path, "server.js", DEPENDENCY_TIMEOUT_SECONDS="0.5", REDIS_URL=f"redis://127.0.0.1:{holes[0]}", DATABASE_URL=f"mysql://127.0.0.1:{holes[1]}/x", HTTP_DEPENDENCIES=f"payments=http://127.0.0.1:{holes[2]}/"))
        begun = time.monotonic()
        answers: list[Answer] = []
        threads = [threading.Thread(target=lambda: answers.append(app.ask("/readyz"))) for _ in range(20)]
        for thread in threads:
            thread.start()
        app.ask("/livez")
        assert time.monotonic() - begun < 0.4, "liveness waits for nobody"
        for thread in threads:
            thread.join()
        assert time.monotonic() - begun < 1.2
        assert {answer.status for answer in answers} == {503}
        assert {check["status"] for check in json.loads(answers[0].body)["checks"].values()} == {"timeout"} and len(json.loads(answers[0].body)["checks"]) == 3
        begun = time.monotonic()
        assert 'dependency_up{dependency="mysql"} 0' in app.metrics() and time.monotonic() - begun < 1


def test_twenty_probes_at_once_ask_a_dependency_once(folder: Path, tmp_path: Path) -> None:
    asked: list[float] = []

    def count(connection: socket.socket) -> None:
        asked.append(time.monotonic())
        time.sleep(0.05)
        pong(connection)

    with tcp_server(count) as port, started(folder, tmp_path, "server.js", REDIS_URL=f"redis://127.0.0.1:{port}", READINESS_CACHE_SECONDS="5") as app:
        threads = [threading.Thread(target=app.ask, args=("/readyz",)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        app.metrics()
        assert len(asked) == 1


def test_a_check_of_the_apps_own(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs", READINESS_CACHE_SECONDS="0.1") as app:
        ready = app.ask("/readyz")
        assert ready.status == 200 and set(json.loads(ready.body)["checks"]) == {"queue", "slow"}
        app.ask("/toggle")
        until(lambda: app.ask("/readyz").status == 503)
        answer = app.ask("/readyz").body
        assert json.loads(answer)["checks"]["queue"]["status"] == "error" and "guest" not in answer and "10.0.0.9" not in answer
    with started(folder, tmp_path, "plain.cjs", HANG="1") as app:
        begun = time.monotonic()
        checks = json.loads(app.ask("/readyz").body)["checks"]
        assert checks["slow"]["status"] == "timeout" and 300 <= checks["slow"]["ms"] < 600 and time.monotonic() - begun < 0.8


def test_startup_is_told_once(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs", START_MS="1500") as app:
        assert app.ask("/startupz").status == 503 and app.ask("/readyz").status == 503 and app.ask("/livez").status == 200
        until(lambda: app.ask("/startupz").status == 200)
        assert app.ask("/readyz").status == 200
    with started(folder, tmp_path, "plain.cjs", START_FAILS="1") as app:
        time.sleep(0.2)
        assert app.ask("/startupz").status == 503 and app.line("the app did not start")["attributes"]["exception.message"] == "migration failed"


def test_probes_speak_http(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "server.js", LIVENESS_PATH="/alive") as app:
        assert app.ask("/alive").status == 200 and app.ask("/livez").status == 404
        head = app.ask("/readyz", "HEAD")
        assert head.status == 200 and head.body == "" and int(head.headers["content-length"]) > 0
        refused = app.ask("/readyz?x=1", "POST")
        assert refused.status == 405 and refused.headers["allow"] == "GET, HEAD"
        assert not any("/readyz" in line["body"] for line in app.lines())


# ---- Shutdown


def test_no_request_of_a_thousand_is_dropped(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "express.cjs", DRAIN_SECONDS="1.5") as old, started(folder, tmp_path, "express.cjs") as new:
        count, failures = send_while_ready([old, new], total=1000, at=200, period_seconds=0.2, path="/slow/5")
        assert count == 1000 and failures == []
        assert old.process.wait(10) == 0
        assert new.process.poll() is None


def test_without_a_drain_requests_are_dropped(folder: Path, tmp_path: Path) -> None:
    """Or the test above could not fail."""
    with started(folder, tmp_path, "express.cjs", DRAIN_SECONDS="0") as old, started(folder, tmp_path, "express.cjs") as new:
        assert send_while_ready([old, new], total=1000, at=200, period_seconds=0.5, path="/slow/5")[1]


def test_the_order_of_an_end(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs", DRAIN_SECONDS="0.5") as app:
        kept = http.client.HTTPConnection("127.0.0.1", app.port, timeout=10)
        kept.request("GET", "/orders/1")
        first = kept.getresponse()
        first.read()
        late: list[Answer] = []
        slow = threading.Thread(target=lambda: (time.sleep(0.35), late.append(app.ask("/late"))))
        slow.start()
        begun = time.monotonic()
        app.process.send_signal(signal.SIGTERM)
        until(lambda: app.ask("/readyz").status == 503, 0.3)
        assert app.ask("/livez").status == 200
        kept.request("GET", "/orders/2")
        last = kept.getresponse()
        assert first.getheader("Connection") != "close" and last.getheader("Connection") == "close" and last.read() == b"2"
        assert app.process.wait(10) == 0
        slow.join()
        assert late[0].body == "late", "what was begun is finished"
        assert 0.5 <= time.monotonic() - begun < 3
        bodies = [line["body"] for line in app.lines()]
        assert bodies.index("shutting down") < bodies.index("GET /late 200") < bodies.index("pool ended") < bodies.index("shut down")
        with pytest.raises(OSError):
            app.ask("/livez")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_both_signals_and_one_twice(folder: Path, tmp_path: Path, sign: signal.Signals) -> None:
    with started(folder, tmp_path, "server.js") as app:
        app.process.send_signal(sign)
        assert app.end(sign) == 0


def test_a_request_that_does_not_end_is_cut_at_the_limit(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs", SHUTDOWN_SECONDS="1") as app, socket.create_connection(("127.0.0.1", app.port)) as client:
        client.sendall(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        begun = time.monotonic()
        assert app.end() == 1 and 0.9 < time.monotonic() - begun < 3
        assert app.line("not finished in time")["attributes"] == {"requests": 1}


def test_connections_nobody_speaks_on_hold_nothing(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "websocket.cjs") as app, socket.create_connection(("127.0.0.1", app.port)) as quiet, socket.create_connection(("127.0.0.1", app.port)) as upgraded:
        upgraded.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
        assert upgraded.recv(12) == b"HTTP/1.1 101"
        begun = time.monotonic()
        assert app.end() == 0 and time.monotonic() - begun < 3
        assert quiet.recv(1) == b""


def test_the_apps_own_handler_still_runs_and_closes_only_after_the_drain(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "own-handler.cjs", DRAIN_SECONDS="0.6") as app:
        app.process.send_signal(signal.SIGTERM)
        until(lambda: any(line["body"] == "own handler" for line in app.lines()), 0.5)
        assert app.ask("/").body == "ok", "it has closed its server, but the drain goes on"
        assert app.process.wait(10) == 0
        bodies = [line["body"] for line in app.lines()]
        assert bodies.index("pool ended") < bodies.index("own handler done"), "where it exits, it must not cut what others end"


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_server_that_listened_before_is_measured_and_drained(folder: Path, tmp_path: Path, is_asked: bool) -> None:
    with started(folder, tmp_path, "late.cjs", wait=False, DRAIN_SECONDS="0.6") as app:
        until(lambda: any(line["body"] == "loaded" for line in app.lines()))
        if is_asked:
            assert app.ask("/livez").body.startswith("{") and app.ask("/").body == "ok" and app.counts() == {("GET", "", "200"): 1}
        app.process.send_signal(signal.SIGTERM)
        until(lambda: any(line["body"] == "shutting down" for line in app.lines()), 0.3)
        assert app.ask("/").body == "ok" and app.ask("/readyz").status == 503
        assert app.process.wait(10) == 0


# ---- Logs



def test_a_log_line(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app:
        answer = app.ask("/trace", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-Id": "r-1"})
        line = app.line("order by [redacted]")
        assert answer.headers["x-request-id"] == "r-1" and answer.body == f"00-{TRACE}-{line['span_id']}-01"
        assert line["trace_id"] == TRACE and line["span_id"] != "00f067aa0ba902b7" and line["request_id"] == "r-1"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["timestamp"]) and (line["severity_text"], line["severity_number"]) == ("INFO", 9)
        assert (line["service.name"], line["service.version"], line["deployment.environment.name"]) == ("orders", "1.2.3", "test")
        assert line["attributes"] == {"user": {"email": "[redacted]", "apiKey": "[redacted]"}, "note": "paid with [redacted]"}
        access = app.line("GET /trace 200")
        assert access["span_id"] == line["span_id"] and access["attributes"]["duration_ms"] > 4
        assert {key: value for key, value in access["attributes"].items() if key != "duration_ms"} == {"http.request.method": "GET", "url.path": "/trace", "http.route": "/trace", "http.response.status_code": 200}


def test_each_request_of_a_kept_connection_has_its_own_context(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app:
        kept = http.client.HTTPConnection("127.0.0.1", app.port)
        seen = []
        for i in range(20):
            kept.request("POST", "/body", b"x" * 70_000, {"traceparent": f"00-{i + 1:032x}-00f067aa0ba902b7-01"})
            seen.append(kept.getresponse().read().decode())
        assert [text.split("-")[1] for text in seen] == [f"{i + 1:032x}" for i in range(20)]
        until(lambda: [line["trace_id"] for line in app.lines() if line["body"] == "body read"] == [f"{i + 1:032x}" for i in range(20)])


def test_a_malformed_trace_and_request_id_are_replaced(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app:
        answer = app.ask("/trace", headers={"traceparent": f"00-{TRACE}-0000000000000000-01", "X-Request-Id": "a b{}"})
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", answer.body) and TRACE not in answer.body
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])


def test_children_errors_and_console(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app:
        app.ask("/child")
        attributes = app.line("no stock")["attributes"]
        assert attributes["component"] == "cart" and attributes["session"] == "[redacted]" and attributes["step"] == 2
        assert attributes["exception.type"] == "Error" and "plain.cjs" in attributes["exception.stacktrace"] and attributes["exception.cause"]["message"] == "secret=[redacted]"
    with started(folder, tmp_path, "express.cjs") as app:
        app.ask("/throw")
        until(lambda: any("thrown" in line["body"] for line in app.lines()))
        thrown = next(line for line in app.lines() if "thrown" in line["body"])
        assert thrown["severity_text"] == "ERROR" and thrown["trace_id"], "Express prints an exception with console.error"
        assert app.line("listening { password: '[redacted]' }") and "hunter2" not in app.output.read_text()


def test_paths_are_masked_and_probes_not_logged(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "express.cjs") as app:
        app.ask("/users/ada@example.com?token=zzz")
        app.ask("/orders/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln")
        app.line("GET /orders/:id 200")
        text = app.output.read_text()
        assert "ada@" not in text and "zzz" not in text and "eyJ" not in text and "/users/[redacted]" in text and "livez" not in text


def test_errors_are_logged_whatever_is_sampled(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "express.cjs", ACCESS_LOG_SAMPLE_RATIO="0") as app:
        for path in ("/", "/nope", "/throw"):
            app.ask(path)
        app.line("GET /throw 500")
        severities = {line["attributes"]["http.response.status_code"]: line["severity_text"] for line in app.lines() if "url.path" in line.get("attributes", {})}
        assert severities == {404: "INFO", 500: "ERROR"}


def test_the_level_is_set_and_turned_by_signal(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "plain.cjs") as app:
        def details() -> int:
            app.ask("/debug")
            time.sleep(0.1)
            return sum(line["body"] == "a detail" for line in app.lines())

        assert details() == 0
        app.process.send_signal(signal.SIGUSR2)
        until(lambda: any(line["body"] == "log level is debug" for line in app.lines()))
        assert details() == 1
        app.process.send_signal(signal.SIGUSR2)
        until(lambda: any(line["body"] == "log level is info" for line in app.lines()))
        assert details() == 1
    with started(folder, tmp_path, "plain.cjs", LOG_LEVEL="error") as app:
        app.ask("/orders/1")
        assert app.output.read_text() == ""
    with started(folder, tmp_path, "plain.cjs", LOG_LEVEL="verbose") as app:
        assert "LOG_LEVEL" in app.lines()[0]["body"] and app.ask("/orders/1").status == 200


def test_what_a_line_costs(folder: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Measured, not judged: a shared machine says little about a millionth of a second."""
    with (tmp_path / "kit").open("w") as stdout:
        done = subprocess.run(["node", "overhead.cjs", tmp_path / "plain"], cwd=folder, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=120)
    figures = json.loads(done.stderr)
    for name, cost in figures.items():
        record_property(f"microseconds_{name}", cost)
        print(f"{name}: plain pino {cost['plain']:.1f} µs, kit {cost['kit']:.1f} µs")
    assert set(figures) == {"message", "access", "nested"}
