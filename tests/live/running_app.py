"""Apps as processes on loopback: one is started, asked, read and ended; small servers play what it depends on, and requests are sent while one of several apps ends."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def free_ports(count: int) -> list[int]:
    with ExitStack() as open_until_all_are_known:
        probes = [open_until_all_are_known.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def free_port() -> int:
    return free_ports(1)[0]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class App:
    process: subprocess.Popen[str]
    port: int
    metrics_port: int
    output: Path
    errors: Path

    def ask(self, path: str, method: str = "GET", headers: dict[str, str] | None = None, port: int | None = None, body: bytes | None = None, seconds: float = 10) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=seconds)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read().decode())
        finally:
            connection.close()

    def metrics(self) -> str:
        return self.ask("/metrics", port=self.metrics_port).body

    def counts(self) -> dict[tuple[str, str, str], int]:
        """(method, route, status) → how many requests were counted."""
        found: dict[tuple[str, str, str], int] = {}
        for labels, count in re.findall(r"^http_server_request_duration_seconds_count\{(.*)\} (\d+)(?:\.0)?$", self.metrics(), re.M):
            value = {name: text.replace("\\\\", "\\") for name, text in re.findall(r'(\w+)="(.*?)"', labels)}
            found[value["http_request_method"], value["http_route"], value["http_response_status_code"]] = int(count)
        return found

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.output.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def line(self, body: str) -> dict:
        """The line with that body. An access line comes after its answer."""
        until(lambda: any(line["body"] == body for line in self.lines()), 5)
        return next(line for line in self.lines() if line["body"] == body)

    def end(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
        self.process.send_signal(sign)
        return self.process.wait(seconds)


class TalkativeApp(App):
    """What it, or its framework, prints besides the kit's lines is no JSON."""

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.output.read_text().splitlines(keepends=True) if line.startswith("{") and line.endswith("\n")]


AnApp = TypeVar("AnApp", bound=App)


def until(condition: Callable[[], bool], seconds: float = 10) -> float:
    """Waits until it holds; how long that took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it did not come about in time"
        time.sleep(0.02)
    return time.monotonic() - begun


@contextmanager
def running(command: Sequence[str], folder: Path, tmp_path: Path, env: Mapping[str, str], *, kind: type[AnApp] = App, ready: Collection[int] = (200, 404), wait: bool = True, seconds: float = 30) -> Iterator[AnApp]:  # type: ignore[assignment]
    """``command`` (``{port}`` stands for its port) in ``folder``, once its liveness answers with one of ``ready``; ended with the block."""
    port, metrics_port = free_ports(2)
    output, errors = tmp_path / f"{port}.log", tmp_path / f"{port}.err"
    with output.open("w") as stdout, errors.open("w") as stderr:
        filled = [word.replace("{port}", str(port)) for word in command]
        own = {"PORT": str(port), "METRICS_PORT": str(metrics_port), "METRICS_HOST": "127.0.0.1", "SERVICE_NAME": "orders", "SERVICE_VERSION": "1.2.3", "DEPLOYMENT_ENVIRONMENT": "test", "DRAIN_SECONDS": "0.3"}
        process = subprocess.Popen(filled, cwd=folder, env=own | dict(env), stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, text=True)
    app = kind(process, port, metrics_port, output, errors)

    def answers() -> bool:
        assert process.poll() is None, output.read_text() + errors.read_text()
        with suppress(OSError):
            return app.ask("/livez").status in ready
        return False

    try:
        if wait:
            until(answers, seconds)
        yield app
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@contextmanager
def tcp_server(answer: Callable[[socket.socket], None], port: int = 0) -> Iterator[int]:
    """A server that hands each connection to ``answer``."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        held: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    held.append(connection)
                    with suppress(OSError):
                        answer(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()
            thread.join(5)


def pong(connection: socket.socket) -> None:
    connection.recv(64)
    connection.sendall(b"+PONG\r\n")


def silence(_connection: socket.socket) -> None:
    """A black hole: it accepts, and never answers."""


def send_while_ready(apps: list[App], total: int, at: int, period_seconds: float, path: str) -> tuple[int, list[str]]:
    """Sends requests for ``path`` over kept connections to the instances that report ready, ends the first one at request ``at``, and says what went wrong."""
    ready = {app.port: True for app in apps}
    failures: list[str] = []
    done = threading.Event()
    sent = iter(range(total))
    lock = threading.Lock()
    count = 0

    def probe() -> None:
        while not done.wait(period_seconds):
            for app in apps:
                try:
                    ready[app.port] = app.ask("/readyz").status == 200
                except OSError:
                    ready[app.port] = False

    def send() -> None:
        nonlocal count
        connections = {app.port: http.client.HTTPConnection("127.0.0.1", app.port, timeout=10) for app in apps}
        while True:
            with lock:
                number = next(sent, None)
                if number is None:
                    return
                if number == at:
                    apps[0].process.send_signal(signal.SIGTERM)
            choice = [port for port, is_ready in ready.items() if is_ready]
            port = choice[number % len(choice)]
            try:
                connections[port].request("GET", path)
                response = connections[port].getresponse()
                if response.read() != b"done":
                    failures.append(f"{number}: {response.status}")
            except (OSError, http.client.HTTPException) as error:
                failures.append(f"{number}: {error!r}")
                connections[port].close()
            with lock:
                count += 1

    prober = threading.Thread(target=probe)
    senders = [threading.Thread(target=send) for _ in range(8)]
    for thread in (prober, *senders):
        thread.start()
    for thread in senders:
        thread.join()
    done.set()
    prober.join()
    return count, failures
