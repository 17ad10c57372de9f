"""The FastAPI kit as it runs: its apps are started for real, asked over loopback, and ended by a signal; what they depend on is played by small servers."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from running_app import TRACE, Answer, App, free_port, pong, running, send_while_ready, silence, tcp_server, until
from tests.conftest import end_here

pytestmark = pytest.mark.live

HERE = Path(__file__).resolve().parent / "kit_fastapi"
KIT = Path(__file__).resolve().parents[2] / "src" / "orchestration" / "kits" / "fastapi"
WIRING = ("from observability import watch\n", "watch(app)\n")
ALSO = ["httpx", "websockets"]
"""What only the tests use: Starlette's test client, and a server side for WebSockets."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit and the apps of these tests, with their packages installed beside them."""
    app = tmp_path_factory.mktemp("kit")
    shutil.copytree(KIT, app, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path in HERE.glob("*.py"):
        shutil.copy(path, app)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", app / "packages", "--requirement", app / "requirements.txt", *ALSO]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        end_here(f"pip could not install the kit's requirements: {done.stderr[-500:]}")
    return app


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "packages"), "PYTHONDONTWRITEBYTECODE": "1", **more}


@contextmanager
def started(folder: Path, tmp_path: Path, app: str = "shop:app", *options: str, wait: bool = True, **more: str) -> Iterator[App]:
    """``app`` under uvicorn, or, where it is a file, by itself."""
    command = [app] if app.endswith(".py") else ["-m", "uvicorn", app, "--port", "{port}", *options]
    with running([sys.executable, *command], folder, tmp_path, environment(folder, **more), wait=wait) as process:
        yield process


# ---- Wiring


def bare(text: str) -> str:
    for line in WIRING:
        assert text.count(line) == 1
        text = text.replace(line, "")
    return text


def test_the_app_runs_without_the_kit(folder: Path, tmp_path: Path) -> None:
    text = bare((KIT / "main.py").read_text())
    assert "watch" not in text
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "main.py").write_text(text)
    with started(folder, tmp_path, "main:app", "--app-dir", str(tmp_path / "bare")) as app:
        # uvicorn also looks where it is started; the bare file goes first.
        assert app.ask("/livez").status == 404, "nothing of the kit is left"
        assert json.loads(app.ask("/").body) == {"service": "orders"}


def test_the_app_does_the_same_with_it(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "main:app") as app:
        made = app.ask("/orders", "POST", {"Content-Type": "application/json"}, body=b'{"item": "tea", "cents": 450}')
        assert made.status == 201 and json.loads(app.ask("/orders/1").body) == {"item": "tea", "cents": 450} and app.ask("/orders/77").status == 404
        assert app.ask("/metrics").status == 404, "the metrics are not on the public port"
        assert app.line("order created")["attributes"]["cents"] == 450 and app.end() == 0


def test_a_starlette_that_builds_its_middlewares_at_once_is_watched_too(folder: Path, tmp_path: Path) -> None:
    """Until its version 0.24; the newer ones wait for the first request."""
    older = tmp_path / "older"
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", older, "starlette==0.19.1"], capture_output=True, text=True, timeout=300)
    if done.returncode:
        end_here(f"pip could not install an older Starlette: {done.stderr[-500:]}")
    with started(folder, tmp_path, "bare:app", PYTHONPATH=f"{older}:{folder / 'packages'}") as app:
        assert app.ask("/orders/7").body == "7" and app.ask("/livez").status == 200
        assert app.counts() == {("GET", "/orders/{order_id}", "200"): 1} and app.end() == 0


def test_the_apps_own_tests_see_no_difference(folder: Path, tmp_path: Path) -> None:
    code = "\n".join([
        "from starlette.testclient import TestClient", "from shop import app", "from observability import traceparent",
        "for _ in range(2):", "    with TestClient(app) as client:", "        assert client.get('/orders/1').json() == '1'",
        "        try:", "            client.get('/throw')", "            raise SystemExit('no exception')", "        except ValueError:", "            pass",
        "        assert client.get('/livez').status_code == 200", "        with client.websocket_connect('/ws') as ws:", "            assert ws.receive_text() == 'hello'", "assert traceparent() is None",
    ])
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=folder, env=environment(folder, METRICS_PORT=str(free_port()), METRICS_HOST="127.0.0.1"), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "could not be opened" not in done.stdout


def test_a_taken_metrics_port_does_not_stop_the_app(folder: Path, tmp_path: Path) -> None:
    with tcp_server(silence) as port, started(folder, tmp_path, METRICS_PORT=str(port)) as app:
        assert app.ask("/orders/1").status == 200
        failed = next(line for line in app.lines() if line["body"].startswith("no metrics of this process"))
        assert failed["severity_text"] == "ERROR" and "in use" in failed["attributes"]["exception.message"]


def test_a_setting_that_cannot_be_meant_ends_the_start(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, wait=False, DRAIN_SECONDS="soon") as app:
        assert app.process.wait(20) == 1
    assert "DRAIN_SECONDS must be a number" in app.errors.read_text()


# ---- Metrics

ASKED = [
    ("GET", "/orders/1", "/orders/{order_id}", 200), ("GET", "/orders/2?x=1", "/orders/{order_id}", 200), ("HEAD", "/orders/3", "/orders/{order_id}", 200), ("OPTIONS", "/orders/4", "/orders/{order_id}", 200),
    ("DELETE", "/orders/1", "/orders/{order_id}", 405), ("GET", "/nope", "", 404), ("PROPFIND", "/nope", "", 404), ("GET", "/thread/", "", 307), ("GET", "/throw", "/throw", 500), ("GET", "/dependency", "/dependency", 500),
    ("GET", "/teapot", "/teapot", 418), ("GET", "/sleep/x", "/sleep/{ms}", 422), ("GET", "/stream/whole", "/stream/{kind}", 200), ("GET", "/background/fails", "/background/fails", 200),
    ("GET", "/api/v2/customers/ada/orders/1.50", "/api/v{version}/customers/{customer}/orders/{order_id}", 200), ("GET", "/api/v2/customers/api/files/a/b/c", "/api/v{version}/customers/{customer}/files/{path:path}", 200),
    ("GET", "/tenants/acme/things/7", "/tenants/{tenant}/things/{thing}", 200), ("GET", "/tenants/acme/deep/customers/acme/orders/1", "/tenants/{tenant}/deep/customers/{customer}/orders/{order_id}", 200),
    ("GET", "/tenants/acme/nope", "", 404), ("GET", "/group/a/plain/b", "/group/{group}/plain/{word}", 200), ("GET", "/group/a/nope", "", 404), ("GET", "/static/a/b.css", "/static/{path}", 200),
    ("GET", "/openapi.json", "/openapi.json", 200), ("POST", "/orders", "/orders", 200), ("POST", "/unread", "/unread", 200),
]


@pytest.mark.parametrize(("options", "more"), [((), {}), (("--http", "h11"), {}), (("--root-path", "/behind"), {}), ((), {"MIDDLEWARE": "1"})], ids=["plain", "h11", "root-path", "base-http-middleware"])
def test_requests_are_counted_by_template(folder: Path, tmp_path: Path, options: tuple[str, ...], more: dict[str, str]) -> None:
    with started(folder, tmp_path, "shop:app", *options, **more) as app:
        expected: dict[tuple[str, str, str], int] = {}
        for method, path, route, status in ASKED:
            answer = app.ask(path, method, body=b"x" * 100_000 if method == "POST" else None)
            assert answer.status == status and answer.headers["x-request-id"], (method, path, answer)
            label = ("_OTHER" if method == "PROPFIND" else method, route, str(status))
            expected[label] = expected.get(label, 0) + 1
        if not more:  # Starlette's BaseHTTPMiddleware ends a broken stream as if it were whole.
            with pytest.raises(http.client.IncompleteRead):
                app.ask("/stream/broken")
            expected["GET", "/stream/{kind}", "500"] = 1
        for path in ("/livez", "/readyz", "/startupz"):
            app.ask(path)
        until(lambda: app.counts() == expected)
        assert re.search(r'^http_server_active_requests\{http_request_method="GET"\} 0.0$', app.metrics(), re.M)
        assert 'orders_created_total{channel="web"} 1.0' in app.metrics()


def test_a_plain_starlette_app_started_by_a_call(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "bare.py") as app:
        assert [app.ask(path).status for path in ("/orders/1", "/shops/a/orders/1", "/nope")] == [200, 200, 404]
        until(lambda: app.counts() == {("GET", "/orders/{order_id}", "200"): 1, ("GET", "/shops/{shop}/orders/{order_id}", "200"): 1, ("GET", "", "404"): 1})
        assert app.end() == 0
        assert app.line("own handler, at the end") and app.lines()[-1]["body"] == "own handler, at the end", "uvicorn raises the signal again for it"


def test_a_thousand_urls_are_one_series(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, ACCESS_LOG_SAMPLE_RATIO="0") as app:
        connection = http.client.HTTPConnection("127.0.0.1", app.port)
        for path in ("/orders/{}", "/nowhere/{}", "/api/v1/customers/{}/orders/1", "/tenants/{}/things/1"):
            for i in range(1000):
                connection.request("GET", path.format(f"{i:x}"))
                connection.getresponse().read()
        expected = {
            ("GET", "/orders/{order_id}", "200"): 1000, ("GET", "", "404"): 1000, ("GET", "/api/v{version}/customers/{customer}/orders/{order_id}", "200"): 1000, ("GET", "/tenants/{tenant}/things/{thing}", "200"): 1000,
        }
        until(lambda: app.counts() == expected)


def test_more_routes_than_the_limit_have_no_name(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, MAX_ROUTES="2") as app:
        for path in ("/orders/1", "/teapot", "/thread", "/sleep/1", "/orders/2"):
            app.ask(path)
        until(lambda: {route: count for (_, route, _), count in app.counts().items()} == {"/orders/{order_id}": 2, "/teapot": 1, "": 2})
        assert sum("MAX_ROUTES" in line["body"] for line in app.lines()) == 1


@pytest.mark.parametrize("options", [(), ("--http", "h11")], ids=["httptools", "h11"])
def test_clients_that_leave(folder: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    with started(folder, tmp_path, "shop:app", *options) as app:
        body = b"POST /late/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"
        for request, abortive in ((b"GET /sleep/300 HTTP/1.1\r\nHost: x\r\n\r\n", False), (b"GET /sleep/300 HTTP/1.1\r\nHost: x\r\n\r\n", True), (b"GET /stream/long HTTP/1.1\r\nHost: x\r\n\r\n", False), (body, False)):
            with socket.create_connection(("127.0.0.1", app.port)) as client:
                client.sendall(request)
                time.sleep(0.1)
                if abortive:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert app.ask("/sleep/300").status == 200, "one who stays"
        expected = {("GET", "/sleep/{ms}", "499"): 2, ("GET", "/stream/{kind}", "499"): 1, ("POST", "/late/{path}", "499"): 1, ("GET", "/sleep/{ms}", "200"): 1}
        until(lambda: app.counts() == expected)
        assert app.line("GET /stream/{kind} 499")["severity_text"] == "INFO"


def test_looking_for_a_disconnect_loses_no_body(folder: Path, tmp_path: Path) -> None:
    """A response that begins before the body is read gets all of it."""
    with started(folder, tmp_path) as app:
        text = "x" * 300_000
        assert app.ask("/late/", "POST", body=text.encode()).body == text


def test_a_body_nobody_reads_is_not_asked_for(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app, socket.create_connection(("127.0.0.1", app.port), timeout=5) as client:
        client.sendall(b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(1024).startswith(b"HTTP/1.1 200")


def test_background_work_is_not_a_part_of_the_duration(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        app.ask("/background")
        assert app.line("GET /background 200")["attributes"]["duration_ms"] < 250
        done = app.line("background done")
        assert done["trace_id"] == app.line("GET /background 200")["trace_id"]


def test_the_exposition_is_what_prometheus_reads(folder: Path, tmp_path: Path, require_tool: Callable[[str, str], str]) -> None:
    promtool = require_tool("promtool", "apt-get install prometheus")
    with tcp_server(pong) as port, started(folder, tmp_path, REDIS_URL=f"redis://127.0.0.1:{port}") as app:
        for path in ("/orders/1", "/nope", "/throw"):
            app.ask(path)
        text = app.metrics()
        done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert 'target_info{deployment_environment_name="test",service_name="orders",service_version="1.2.3"} 1.0' in text and not re.search("_created[ {]", text)
        assert 'dependency_up{dependency="redis"} 1.0' in text and re.search(r'^dependency_check_duration_seconds\{dependency="redis"\} 0', text, re.M)
        assert all(name in text for name in ("process_cpu_seconds_total", "python_gc_collections_total", "python_event_loop_lag_seconds_bucket"))
        assert [float(bound) for bound in re.findall(r'_bucket\{http_request_method="GET",http_response_status_code="200",http_route="/orders/{order_id}",le="([\d.]+)"', text)] == [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
        assert subprocess.run([promtool, "check", "metrics"], input=text + "broken{ 1\n", capture_output=True, text=True).returncode == 1
        assert [app.ask(path, method, port=app.metrics_port).status for method, path in (("HEAD", "/metrics"), ("POST", "/metrics"), ("GET", "/"))] == [200, 405, 404]


def test_a_blocked_event_loop_is_seen(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        blocked = threading.Thread(target=app.ask, args=("/block/1200",))
        blocked.start()
        time.sleep(0.2)
        begun = time.monotonic()
        assert "http_server_active_requests" in app.metrics() and time.monotonic() - begun < 2, "the metrics are still read"
        blocked.join()

        def late() -> int:
            found = re.search(r'^python_event_loop_lag_seconds_bucket\{le="0.5"\} (\d+).*^python_event_loop_lag_seconds_count (\d+)', app.metrics(), re.M | re.S)
            return int(found[2]) - int(found[1]) if found else 0

        until(lambda: late() == 1)


def test_several_workers_answer_with_the_sum_of_all(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "prometheus"
    shared.mkdir()
    (shared / "gauge_livesum_999999999.db").write_bytes(b"")
    with started(folder, tmp_path, "shop:app", "--workers", "2", PROMETHEUS_MULTIPROC_DIR=str(shared)) as app:
        until(lambda: len(list(shared.glob("histogram_*.db"))) == 2, 20)
        for i in range(60):
            app.ask(f"/orders/{i}")
        until(lambda: app.counts()["GET", "/orders/{order_id}", "200"] == 60)
        assert {app.counts()["GET", "/orders/{order_id}", "200"] for _ in range(20)} == {60}, "whichever worker is asked"
        assert 'target_info{deployment_environment_name="test"' in app.metrics()
        assert not any("could not be opened" in line["body"] for line in app.lines()), "every worker listens: one that ends leaves the others"
        assert not (shared / "gauge_livesum_999999999.db").exists(), "a worker that was killed before"
        assert app.end() == 0


def test_several_workers_without_a_shared_folder_say_so(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, "shop:app", "--workers", "2") as app:
        until(lambda: any("several workers need PROMETHEUS_MULTIPROC_DIR" in line["body"] for line in app.lines() if line["severity_text"] == "ERROR"), 20)
        assert app.ask("/orders/1").status == 200


# ---- Health


def test_liveness_stays_and_readiness_follows_the_dependencies(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, REDIS_URL=f"redis://:s3cret@127.0.0.1:{free_port()}", DATABASE_URL="postgresql+asyncpg://app:s3cret@localhost:1/shop", READINESS_CACHE_SECONDS="0.5") as app:
        down = app.ask("/readyz")
        assert down.status == 503 and app.ask("/livez").status == 200 and app.ask("/startupz").status == 200
        assert {name: check["status"] for name, check in json.loads(down.body)["checks"].items()} == {"redis": "refused", "postgresql": "refused"}
        assert down.headers["cache-control"] == "no-store" and not re.search(r"s3cret|127\.0|app|shop", down.body)
        assert 'dependency_up{dependency="redis"} 0.0' in app.metrics()


def test_readiness_turns_within_two_periods(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with started(folder, tmp_path, REDIS_URL=f"redis://127.0.0.1:{port}", READINESS_CACHE_SECONDS="0.5") as app:
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
            folder, tmp_path, DEPENDENCY_TIMEOUT_SECONDS="0.5", REDIS_URL=f"redis://127.0.0.1:{holes[0]}", DATABASE_URL=f"mysql://127.0.0.1:{holes[1]}/x", HTTP_DEPENDENCIES=f"payments=http://127.0.0.1:{holes[2]}/"))
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
        assert {name: check["status"] for name, check in json.loads(answers[0].body)["checks"].items()} == {"redis": "timeout", "mysql": "timeout", "payments": "timeout"}
        begun = time.monotonic()
        assert 'dependency_up{dependency="mysql"} 0.0' in app.metrics() and time.monotonic() - begun < 1


def test_twenty_probes_at_once_ask_a_dependency_once(folder: Path, tmp_path: Path) -> None:
    asked: list[float] = []

    def count(connection: socket.socket) -> None:
        asked.append(time.monotonic())
        time.sleep(0.05)
        pong(connection)

    with tcp_server(count) as port, started(folder, tmp_path, REDIS_URL=f"redis://127.0.0.1:{port}", READINESS_CACHE_SECONDS="5") as app:
        threads = [threading.Thread(target=app.ask, args=("/readyz",)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        app.metrics()
        assert len(asked) == 1


def test_a_real_postgresql_server(folder: Path, tmp_path: Path) -> None:
    """With TLS and without; while it starts up or shuts down it is not ready."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        end_here("PostgreSQL is not installed: apt-get install postgresql")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        end_here("PostgreSQL does not run as root, and runuser is not there")
    port, data = free_port(), Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(data, "postgres")
    bin_ = found[-1].parent

    def run(*words: str) -> None:
        subprocess.run([*user, *words], cwd=data, check=True, capture_output=True, timeout=60)

    try:
        run(str(bin_ / "initdb"), "-D", str(data / "db"), "-A", "scram-sha-256", "--pwfile=/etc/hostname", "-U", "app")
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=db", "-keyout", str(data / "db/server.key"), "-out", str(data / "db/server.crt"))
        control = [str(bin_ / "pg_ctl"), "-D", str(data / "db"), "-w", "-l", str(data / "log")]
        for secure in ("off", "on"):
            run(*control, "-o", f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c ssl={secure}", "start")
            for address in (f"postgresql://app:x@127.0.0.1:{port}/postgres", f"postgresql://app:x@:{port}/postgres?host={data}"):
                with started(folder, tmp_path, DATABASE_URL=address, LOG_LEVEL="debug") as app:
                    assert app.ask("/readyz").status == 200, app.output.read_text()
            with started(folder, tmp_path, DATABASE_URL=f"postgresql://app:x@127.0.0.1:{port}/postgres", READINESS_CACHE_SECONDS="0.2") as app:
                assert app.ask("/readyz").status == 200
                run(*control, "-m", "fast", "stop")
                until(lambda: app.ask("/readyz").status == 503, 2)
        assert "FATAL" not in (data / "log").read_text().replace("FATAL:  terminating", ""), "no check leaves a mark in the server's log"
    finally:
        subprocess.run([*user, str(bin_ / "pg_ctl"), "-D", str(data / "db"), "-m", "immediate", "stop"], cwd=data, capture_output=True)
        shutil.rmtree(data, ignore_errors=True)


def test_a_check_of_the_apps_own(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, CHECKS="1", READINESS_CACHE_SECONDS="0.1") as app:
        ready = app.ask("/readyz")
        assert ready.status == 200 and set(json.loads(ready.body)["checks"]) == {"queue", "slow"}
        app.ask("/toggle")
        until(lambda: app.ask("/readyz").status == 503)
        answer = app.ask("/readyz").body
        assert json.loads(answer)["checks"]["queue"]["status"] == "error" and "guest" not in answer and "10.0.0.9" not in answer
    with started(folder, tmp_path, CHECKS="hang") as app:
        begun = time.monotonic()
        checks = json.loads(app.ask("/readyz").body)["checks"]
        assert checks["slow"]["status"] == "timeout" and 300 <= checks["slow"]["ms"] < 600 and time.monotonic() - begun < 0.8


def test_a_malformed_address_is_a_dependency_that_fails(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, REDIS_URL="redis://[::1:99999999", DATABASE_URL="oracle://x", HTTP_DEPENDENCIES="http://h:99999/") as app:
        answer = app.ask("/readyz")
        assert answer.status == 503 and {check["status"] for check in json.loads(answer.body)["checks"].values()} <= {"error", "refused"}
        assert any(line["body"].startswith("DATABASE_URL: readiness cannot check") for line in app.lines())


def test_startup_is_told_once(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, START_SECONDS="1.5") as app:
        assert app.ask("/startupz").status == 503 and app.ask("/readyz").status == 503 and app.ask("/livez").status == 200
        until(lambda: app.ask("/startupz").status == 200)
        assert app.ask("/readyz").status == 200
    with started(folder, tmp_path, START_FAILS="1") as app:
        assert app.line("the app did not start")["attributes"]["exception.type"] == "ZeroDivisionError" and app.ask("/startupz").status == 503


def test_probes_speak_http(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, LIVENESS_PATH="/alive") as app:
        assert app.ask("/alive").status == 200 and app.ask("/livez").status == 404
        head = app.ask("/readyz", "HEAD")
        assert head.status == 200 and head.body == "" and int(head.headers["content-length"]) > 0
        refused = app.ask("/readyz?x=1", "POST")
        assert refused.status == 405 and refused.headers["allow"] == "GET, HEAD" and refused.headers["cache-control"] == "no-store"
        assert not any("/readyz" in line["body"] for line in app.lines())


# ---- Shutdown


@pytest.mark.parametrize("options", [(), ("--http", "h11"), ("--workers", "2")], ids=["httptools", "h11", "workers"])
def test_no_request_of_a_thousand_is_dropped(folder: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    with started(folder, tmp_path, "shop:app", *options, DRAIN_SECONDS="1.5") as old, started(folder, tmp_path, "shop:app", *options, DRAIN_SECONDS="1.5") as new:
        count, failures = send_while_ready([old, new], total=1000, at=200, period_seconds=0.2, path="/sleep/5")
        assert count == 1000 and failures == []
        assert old.process.wait(10) == 0
        assert new.process.poll() is None


def test_without_a_drain_requests_are_dropped(folder: Path, tmp_path: Path) -> None:
    """Or the test above could not fail."""
    with started(folder, tmp_path, DRAIN_SECONDS="0") as old, started(folder, tmp_path) as new:
        assert send_while_ready([old, new], total=1000, at=200, period_seconds=0.5, path="/sleep/5")[1]


def test_the_order_of_an_end(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, DRAIN_SECONDS="0.5") as app:
        kept = http.client.HTTPConnection("127.0.0.1", app.port, timeout=10)
        kept.request("GET", "/orders/1")
        first = kept.getresponse()
        first.read()
        late: list[Answer] = []
        slow = threading.Thread(target=lambda: (time.sleep(0.35), late.append(app.ask("/sleep/1000"))))
        slow.start()
        begun = time.monotonic()
        app.process.send_signal(signal.SIGTERM)
        until(lambda: app.ask("/readyz").status == 503, 0.3)
        assert app.ask("/livez").status == 200
        kept.request("GET", "/orders/2")
        last = kept.getresponse()
        assert first.getheader("Connection") != "close" and last.getheader("Connection") == "close" and last.read() == b'"2"'
        assert app.process.wait(10) == 0
        slow.join()
        assert late[0].body == "done", "what was begun is finished"
        assert 1.3 <= time.monotonic() - begun < 4
        bodies = [line["body"] for line in app.lines()]
        assert bodies.index("shutting down") < bodies.index("GET /sleep/{ms} 200") < bodies.index("own lifespan ended") < bodies.index("shut down")
        with pytest.raises(OSError):
            app.ask("/livez")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_both_signals_and_one_twice(folder: Path, tmp_path: Path, sign: signal.Signals) -> None:
    with started(folder, tmp_path, DRAIN_SECONDS="0.8") as app:
        begun = time.monotonic()
        app.process.send_signal(sign)
        time.sleep(0.1)
        assert app.end(sign) == 0 and time.monotonic() - begun >= 0.8, "a second one does not cut the drain short"


def test_readiness_is_off_at_once_whatever_a_dependency_does(folder: Path, tmp_path: Path) -> None:
    with tcp_server(silence) as port, started(folder, tmp_path, REDIS_URL=f"redis://127.0.0.1:{port}", DRAIN_SECONDS="1") as app:
        app.process.send_signal(signal.SIGTERM)
        app.line("shutting down")
        begun = time.monotonic()
        assert app.ask("/readyz").body == '{"status":"unavailable","checks":{}}' and time.monotonic() - begun < 0.5


def test_a_request_that_does_not_end_is_cut_at_the_limit(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, SHUTDOWN_SECONDS="1") as app, socket.create_connection(("127.0.0.1", app.port)) as client:
        client.sendall(b"GET /sleep/60000 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        begun = time.monotonic()
        assert app.end() == 1 and 0.9 < time.monotonic() - begun < 3
        assert app.line("not finished in time")["severity_text"] == "ERROR"


def test_the_apps_own_handler_still_runs_after_the_drain(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, OWN_HANDLER="1", DRAIN_SECONDS="0.6") as app:
        app.process.send_signal(signal.SIGTERM)
        app.line("shutting down")
        assert app.ask("/orders/1").status == 200
        assert app.process.wait(10) == 0
        bodies = [line["body"] for line in app.lines()]
        assert bodies.index("GET /orders/{order_id} 200") < bodies.index("own handler") < bodies.index("own lifespan ended")


# ---- Logs



def test_a_log_line(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        answer = app.ask("/log", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-Id": "r-1"})
        line = app.line("order by [redacted]")
        assert answer.headers["x-request-id"] == "r-1" and answer.body == f"00-{TRACE}-{line['span_id']}-01"
        assert line["trace_id"] == TRACE and line["span_id"] != "00f067aa0ba902b7" and line["request_id"] == "r-1"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["timestamp"]) and (line["severity_text"], line["severity_number"]) == ("INFO", 9)
        assert (line["service.name"], line["service.version"], line["deployment.environment.name"]) == ("orders", "1.2.3", "test")
        assert line["attributes"] == {"logger.name": "shop", "user": {"email": "[redacted]", "apiKey": "[redacted]"}, "note": "paid with [redacted]"}
        access = app.line("GET /log 200")
        assert access["span_id"] == line["span_id"]
        assert {key: value for key, value in access["attributes"].items() if key not in ("duration_ms", "logger.name")} == {"http.request.method": "GET", "url.path": "/log", "http.route": "/log", "http.response.status_code": 200}
        failed = app.line("no stock")["attributes"]
        assert failed["exception.type"] == "RuntimeError" and failed["exception.message"] == "secret=[redacted]" and failed["session"] == "[redacted]" and failed["step"] == 2
        assert "shop.py" in failed["exception.stacktrace"] and "bob@" not in failed["exception.stacktrace"] and "abc123" not in app.output.read_text()
        assert app.line("connect to postgres://app:[redacted]@db failed")["severity_text"] == "WARN"


def test_every_line_is_json_also_the_servers_and_a_crashs(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        app.ask("/throw")
        app.line("GET /throw 500")
        thrown = app.line("Exception in ASGI application")
        assert thrown["trace_id"] == app.line("GET /throw 500")["trace_id"] and thrown["attributes"]["exception.message"] == "for [redacted], secret=[redacted]"
        assert app.line("Application startup complete.") and app.errors.read_text() == ""
        assert sum("/throw" in line["body"] for line in app.lines()) == 1, "uvicorn writes no access line of its own"


@pytest.mark.parametrize("path", ["/thread", "/echo"])
def test_each_request_of_a_kept_connection_has_its_own_context(folder: Path, tmp_path: Path, path: str) -> None:
    with started(folder, tmp_path) as app:
        kept = http.client.HTTPConnection("127.0.0.1", app.port)
        seen = []
        for i in range(20):
            kept.request("POST" if path == "/echo" else "GET", path, b"x" * 70_000 if path == "/echo" else None, {"traceparent": f"00-{i + 1:032x}-00f067aa0ba902b7-00"})
            seen.append(kept.getresponse().read().decode())
        traces = [f"{i + 1:032x}" for i in range(20)]
        assert [text.split("-")[1] for text in seen] == traces and {text[-2:] for text in seen} == {"00"}
        body = "body read" if path == "/echo" else "in a thread"
        until(lambda: [line["trace_id"] for line in app.lines() if line["body"] == body] == traces)


def test_a_malformed_trace_and_request_id_are_replaced(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        answer = app.ask("/thread", headers={"traceparent": f"00-{TRACE}-0000000000000000-01", "X-Request-Id": "a b{}"})
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", answer.body) and TRACE not in answer.body
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])


def test_paths_are_masked(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        app.ask("/users/ada@example.com?token=zqhidden")
        app.ask("/orders/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln")
        app.line("GET /orders/{order_id} 200")
        text = app.output.read_text()
        assert "ada@" not in text and "zqhidden" not in text and "eyJ" not in text and "/users/[redacted]" in text and "livez" not in text


def test_errors_are_logged_whatever_is_sampled(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path, ACCESS_LOG_SAMPLE_RATIO="0") as app:
        for path in ("/orders/1", "/nope", "/throw"):
            app.ask(path)
        app.line("GET /throw 500")
        severities = {line["attributes"]["http.response.status_code"]: line["severity_text"] for line in app.lines() if "url.path" in line["attributes"]}
        assert severities == {404: "INFO", 500: "ERROR"}


def test_the_level_is_set_and_turned_by_signal(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app:
        def details() -> int:
            app.ask("/log")
            time.sleep(0.1)
            return sum(line["body"] == "a detail" for line in app.lines())

        assert details() == 0
        app.process.send_signal(signal.SIGUSR2)
        until(lambda: any(line["body"] == "log level is debug" for line in app.lines()))
        assert details() == 1
        app.process.send_signal(signal.SIGUSR2)
        until(lambda: any(line["body"] == "log level is info" for line in app.lines()))
        assert details() == 1
    with started(folder, tmp_path, LOG_LEVEL="error") as app:
        app.ask("/orders/1")
        assert not any(line["severity_number"] < 17 for line in app.lines() if "url.path" in line["attributes"])
    with started(folder, tmp_path, LOG_LEVEL="verbose") as app:
        assert "LOG_LEVEL" in app.lines()[0]["body"] and app.ask("/orders/1").status == 200


def test_a_websocket_passes(folder: Path, tmp_path: Path) -> None:
    with started(folder, tmp_path) as app, socket.create_connection(("127.0.0.1", app.port), timeout=5) as client:
        key = base64.b64encode(b"0123456789abcdef").decode()
        client.sendall(f"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        received = b""
        while b"hello" not in received:
            piece = client.recv(1024)
            assert piece, received
            received += piece
        assert received.startswith(b"HTTP/1.1 101") and app.counts() == {}


def test_what_a_line_costs(folder: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Measured, not judged: a shared machine says little about a millionth of a second."""
    with (tmp_path / "lines").open("w") as stdout:
        done = subprocess.run([sys.executable, "overhead.py"], cwd=folder, env=environment(folder), stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=120)
    figures = json.loads(done.stderr)
    for name, cost in figures.items():
        record_property(f"microseconds_{name}", cost)
        print(f"{name}: plain logging {cost['plain']:.1f} µs, kit {cost['kit']:.1f} µs")
    assert set(figures) == {"message", "access", "nested"}
