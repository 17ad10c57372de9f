"""The Next.js kit as it runs: an app is built once, started as its server and by `next start`, asked over loopback, and ended by a signal."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import end_here
from tests.live.running_app import TalkativeApp, free_port, pong, running, send_while_ready, tcp_server, until

from orchestration.stacks.observability import IN_BROWSER

pytestmark = pytest.mark.live

HERE = Path(__file__).resolve().parent / "kit_nextjs"
KITS = Path(__file__).resolve().parents[2] / "src" / "orchestration" / "kits"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SERVER = ("node", ".next/standalone/server.js")
START = ("node", "node_modules/next/dist/bin/next", "start")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit and the routes of these tests, built. While building, the metrics port is somebody else's: nothing may want it."""
    if not shutil.which("node") or not shutil.which("npm"):
        end_here("node or npm is not installed: install Node.js 20.9 or newer (https://nodejs.org)")
    app = tmp_path_factory.mktemp("kit")
    for source in (KITS / "nodejs" / "observability", KITS / "nextjs" / "observability"):
        shutil.copytree(source, app / "observability", dirs_exist_ok=True)
    for source in (KITS / "nextjs", HERE):
        shutil.copytree(source, app, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", ".next", "functions"))
    # Where there is a process, its own probes answer before these routes.
    shutil.copytree(KITS / "nextjs" / "functions", app / "app", dirs_exist_ok=True)
    # Where nobody asked for Sentry, the files that import its package are not handed over.
    for name in ("instrumentation-client.ts", "app/global-error.tsx", *(f"observability/{part}" for part in sorted(IN_BROWSER))):
        (app / name).unlink()
    with socket.socket() as metrics:
        metrics.bind(("127.0.0.1", 0))
        metrics.listen()
        env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root"), "NEXT_TELEMETRY_DISABLED": "1", "METRICS_PORT": str(metrics.getsockname()[1]), "METRICS_HOST": "127.0.0.1"}
        for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
            done = subprocess.run(command, cwd=app, env=env, capture_output=True, text=True, timeout=600)
            if done.returncode:
                end_here(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-2000:]}")
        assert "management port" not in done.stdout + done.stderr
    # As the Dockerfile does; everything else of the standalone output has to be there by the build alone.
    shutil.copytree(app / ".next/static", app / ".next/standalone/.next/static")
    return app


@contextmanager
def started(folder: Path, tmp_path: Path, command: tuple[str, ...] = SERVER, **more: str) -> Iterator[TalkativeApp]:
    with running(command, folder, tmp_path, {"PATH": os.environ["PATH"], "HOSTNAME": "127.0.0.1", "NEXT_TELEMETRY_DISABLED": "1", **more}, kind=TalkativeApp, ready=(200,), seconds=20) as app:
        yield app


def test_the_standalone_output_holds_the_kit_and_its_packages_by_itself(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(folder / ".next/standalone", alone, symlinks=True)
    assert not (alone / "observability").exists(), "it is part of the bundle"
    with started(alone, tmp_path, ("node", "server.js")) as app:
        assert json.loads(app.ask("/api/orders/1").body)["item"] == "tea"
        assert 'target_info{service_name="orders"' in app.metrics()
        assert app.ask("/metrics").status == 404, "the metrics are not on the public port"


@pytest.mark.extended
def test_next_start_is_one_process_and_does_the_same(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, START) as app:
        assert app.ask("/api/orders/1").status == 200
        until(lambda: app.counts() == {("GET", "/api/orders/[id]", "200"): 1}, 5)
        children = Path(f"/proc/{app.process.pid}/task/{app.process.pid}/children")
        assert not children.exists() or children.read_text() == ""
        assert app.end() == 143


def test_requests_are_counted_by_page_or_handler(folder: Path, tmp_path: Path) -> None:
    build = (folder / ".next/BUILD_ID").read_text()
    asset = next((folder / ".next/static/chunks").glob("*.js")).name
    with started(folder, tmp_path) as app:
        expected: dict[tuple[str, str, str], int] = {}
        for method, path, route, status in [
            ("GET", "/", "/", 200), ("GET", "/orders/1", "/orders/[id]", 200), ("GET", "/orders/9", "/orders/[id]", 404), ("GET", "/orders/1?x=1", "/orders/[id]", 200), ("GET", "/moved/away", "/orders/[id]", 200),
            ("GET", "/api/orders", "/api/orders", 200), ("GET", "/api/orders/1", "/api/orders/[id]", 200), ("HEAD", "/api/orders/1", "/api/orders/[id]", 200), ("DELETE", "/api/orders/1", "/api/orders/[id]", 405),
            ("GET", "/docs", "/docs/[[...path]]", 200), ("GET", "/docs/a/b", "/docs/[[...path]]", 200), ("GET", "/cart", "/cart", 200), ("POST", "/fail", "/fail", 500), ("GET", "/edge", "/edge", 200),
            ("GET", "/legacy/1", "/legacy/[id]", 200), ("GET", "/legacy/0", "/legacy/[id]", 404), ("GET", "/legacy/fail", "/legacy/[id]", 500), ("GET", f"/_next/data/{build}/legacy/2.json", "/legacy/[id]", 200),
            ("GET", "/_next/image?url=x", "/_next/image", 400), ("GET", "/nope", "", 404), ("GET", "/blocked", "", 403), ("GET", "/_next/static/nope.js", "", 404), ("GET", "/404", "", 404),
        ]:
            answer = app.ask(path, method)
            assert answer.status == status, (method, path, answer)
            label = (method, route, str(status))
            expected[label] = expected.get(label, 0) + 1
        assert app.ask(f"/_next/static/chunks/{asset}").status == 200, "an asset is served, and counted nowhere"
        for path in ("/livez", "/readyz", "/startupz"):
            assert app.ask(path).status == 200
        until(lambda: app.counts() == expected, 5)
        assert re.search(r'^http_server_active_requests\{http_request_method="GET"\} 0$', app.metrics(), re.M)
        assert not any("chunks" in line["body"] or "livez" in line["body"] for line in app.lines())


def test_many_urls_are_one_series_and_have_buckets(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, ACCESS_LOG_SAMPLE_RATIO="0", LATENCY_BUCKETS_SECONDS="0.1,0.3") as app:
        connection = http.client.HTTPConnection("127.0.0.1", app.port)
        for i in range(300):
            connection.request("GET", f"/api/orders/x{i}")
            connection.getresponse().read()
        until(lambda: app.counts() == {("GET", "/api/orders/[id]", "404"): 300}, 5)
        assert re.findall(r'_bucket\{le="([\d.+Inf]+)",http_request_method="GET",http_route="/api/orders/\[id\]"', app.metrics()) == ["0.1", "0.3", "+Inf"]


def test_liveness_stays_with_every_dependency_down_and_readiness_follows_within_two_periods(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with started(folder, tmp_path, REDIS_URL=f"redis://:s3cret@127.0.0.1:{port}", READINESS_CACHE_SECONDS="0.5") as app:
        down = app.ask("/readyz")
        assert down.status == 503 and json.loads(down.body)["checks"]["redis"]["status"] == "refused" and "s3cret" not in down.body
        assert app.ask("/livez").status == 200 and app.ask("/startupz").status == 200 and app.ask("/orders/1").status == 200
        with tcp_server(pong, port):
            assert until(lambda: app.ask("/readyz").status == 200) < 1
        assert until(lambda: app.ask("/readyz").status == 503) < 1
        assert app.ask("/livez").status == 200 and 'dependency_up{dependency="redis"} 0' in app.metrics()


def test_lines_are_masked_and_carry_the_trace(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        answer = app.ask("/log", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-Id": "r-1"})
        printed = app.line("paid by { email: '[redacted]', apiKey: '[redacted]' } token=[redacted]")
        logged = app.line("order by [redacted]")
        access = app.line("GET /log 200")
        assert logged["attributes"] == {"user": {"password": "[redacted]"}}
        for line in (printed, logged, access):
            assert (line["trace_id"], line["request_id"], line["service.name"]) == (TRACE, "r-1", "orders")
        assert answer.body == f"00-{TRACE}-{logged['span_id']}-01" and answer.headers["x-request-id"] == "r-1", "a route's copy of the kit is the server's"
        app.ask("/fail", "POST")
        failed = app.line("⨯ secret=[redacted]")
        assert failed["severity_text"] == "ERROR" and failed["trace_id"] and failed["attributes"]["exception.type"] == "Error"
        app.ask("/edge")
        app.line("GET /edge 200")
        assert app.line("at the edge [redacted]")["trace_id"]
        text = app.output.read_text()
        assert not any(secret in text for secret in ("hunter2", "k-123", "abc123", "ada@"))


def test_a_function_has_masked_logs_and_the_probes_as_routes_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """As far as it can be seen without the platform: its variable is set, the rest is `next start`."""
    with started(folder, tmp_path, VERCEL="1", REDIS_URL="redis://:s3cret@127.0.0.1:1") as app:
        assert app.ask("/livez").body == '{"status":"ok"}' and "x-request-id" not in app.ask("/livez").headers
        ready = app.ask("/readyz")
        assert ready.status == 503 and json.loads(ready.body)["checks"]["redis"]["status"] == "refused" and ready.headers["cache-control"] == "no-store" and "s3cret" not in ready.body
        app.ask("/log")
        assert app.line("order by [redacted]")["attributes"] == {"user": {"password": "[redacted]"}} and "k-123" not in app.output.read_text()
        with pytest.raises(OSError):
            app.metrics()
        assert app.end() == 143


def test_no_request_of_a_thousand_is_dropped(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, DRAIN_SECONDS="1.5", ACCESS_LOG_SAMPLE_RATIO="0") as old, started(folder, tmp_path, ACCESS_LOG_SAMPLE_RATIO="0") as new:
        count, failures = send_while_ready([old, new], total=1000, at=200, period_seconds=0.2, path="/slow/5")
        assert count == 1000 and failures == []
        assert old.process.wait(10) == 143
        assert new.process.poll() is None


def test_without_a_drain_requests_are_dropped(folder: Path, tmp_path: Path) -> None:
    """Or the test above could not fail."""
    with started(folder, tmp_path, DRAIN_SECONDS="0", ACCESS_LOG_SAMPLE_RATIO="0") as old, started(folder, tmp_path, ACCESS_LOG_SAMPLE_RATIO="0") as new:
        assert send_while_ready([old, new], total=1000, at=200, period_seconds=0.5, path="/slow/5")[1]


def test_the_order_of_an_end(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, NEXT_MANUAL_SIG_HANDLE="true", DRAIN_SECONDS="1") as app:
        assert app.ask("/late", "POST").status == 202 and 'orders_created_total{channel="web"} 1' in app.metrics()
        app.process.send_signal(signal.SIGTERM)
        until(lambda: app.ask("/readyz").status == 503, 0.8)
        assert app.ask("/livez").status == 200
        assert app.process.wait(10) == 0
        bodies = [line["body"] for line in app.lines()]
        assert bodies.index("shutting down") < bodies.index("mail sent") < bodies.index("pool ended") < bodies.index("shut down")


def test_nextjs_own_handler_ends_the_process_when_all_is_done(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        app.ask("/late", "POST")
        begun = time.monotonic()
        assert app.end() == 143 and time.monotonic() - begun > 1
        bodies = [line["body"] for line in app.lines()]
        assert bodies.index("shutting down") < bodies.index("mail sent") < bodies.index("pool ended")
