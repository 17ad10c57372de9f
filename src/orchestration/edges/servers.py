"""Servers on loopback: programs that run until they are ended, and listeners of our own that remember what they were told."""

from __future__ import annotations

import json
import os
import signal
import socket
import socketserver
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .runner import environment

LOOPBACK = "127.0.0.1"
MAX_BODY_BYTES = 1024 * 1024


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


# --- programs ---------------------------------------------------------------------------------------------------------

@dataclass(slots=True)
class Server:
    """A program that runs beside us."""

    process: subprocess.Popen[bytes]
    log: Path
    peak_bytes: int = 0
    """The most memory it was seen to hold (resident set, as Linux counts it); 0 where it cannot be read."""

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def measure(self) -> None:
        with suppress(OSError, ValueError, StopIteration):
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            self.peak_bytes = max(self.peak_bytes, 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))))

    def said(self, last: int = 2000) -> str:
        """The end of what it printed."""
        with suppress(OSError):
            return self.log.read_text("utf-8", "replace")[-last:]
        return ""

    def end(self, patience_seconds: float = 5.0) -> int:
        """SIGTERM, then SIGKILL; its exit status."""
        self.measure()
        for number, patience in ((signal.SIGTERM, patience_seconds), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                return self.process.wait(patience)
        return self.process.wait()


@contextmanager
def running(argv: Sequence[str], log: Path, *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A program in a process group of its own, which ends with the block.

    Raises:
        OSError: there is no such program, or it may not be run.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(list(argv), cwd=cwd, env=environment(env), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    server = Server(process, log)
    try:
        yield server
    finally:
        server.end()


# --- asking -----------------------------------------------------------------------------------------------------------

def ask(url: str, body: Any = None, timeout_seconds: float = 5.0) -> tuple[int, str]:
    """(status, text) of a GET, or of a POST of ``body`` as JSON; status 0: nobody answered."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=timeout_seconds) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        return 0, str(error)


# --- listeners --------------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Message:
    """Something that arrived."""

    at: float
    """``time.monotonic()``."""
    route: str
    """Which listener it came to: ``"pagerduty"``, ``"slack"``, ``"email"``, ``"webhook"``."""
    text: str


@dataclass(slots=True)
class Inbox:
    """What all listeners were told, in order."""

    messages: list[Message] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, route: str, text: str) -> None:
        with self._lock:
            self.messages.append(Message(time.monotonic(), route, text))

    def all(self) -> tuple[Message, ...]:
        with self._lock:
            return tuple(self.messages)


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])  # type: ignore[index]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def http_pages(page: Callable[[str], tuple[int, str | bytes]], port: int = 0, kind: str = "text/plain; version=0.0.4; charset=utf-8") -> Iterator[int]:
    """Answers each GET with ``page(path)`` → (status, what); yields the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, what = page(self.path)
            _answer(self, status, what, kind)

        def log_message(self, *_: Any) -> None:
            return

    with _served(ThreadingHTTPServer((LOOPBACK, port), Handler)) as found:
        yield found


@contextmanager
def http_inbox(inbox: Inbox) -> Iterator[int]:
    """Takes what is posted to ``/<route>/…``; answers as PagerDuty (202) and Slack (200 ``ok``) do; yields the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), MAX_BODY_BYTES)
            route = self.path.strip("/").split("/")[0]
            inbox.add(route, self.rfile.read(size).decode("utf-8", "replace"))
            if route == "pagerduty":
                _answer(self, 202, '{"status":"success","message":"Event processed","dedup_key":"x"}', "application/json")
            else:
                _answer(self, 200, "ok", "text/plain")

        def log_message(self, *_: Any) -> None:
            return

    with _served(ThreadingHTTPServer((LOOPBACK, 0), Handler)) as found:
        yield found


def _answer(handler: BaseHTTPRequestHandler, status: int, what: str | bytes, kind: str) -> None:
    body = what.encode() if isinstance(what, str) else what
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    with suppress(OSError):
        handler.wfile.write(body)


@contextmanager
def mail_inbox(inbox: Inbox) -> Iterator[int]:
    """Takes mail by SMTP (RFC 5321), as much of it as a client without extensions needs; yields the port."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline(4096):
                match line.decode("utf-8", "replace").strip().upper().split(" ")[0]:
                    case "EHLO" | "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP":
                        self.say("250 ok")
                    case "DATA":
                        self.say("354 go on")
                        self.take()
                        self.say("250 taken")
                    case "QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("502 not here")

        def take(self) -> None:
            lines = []
            while (line := self.rfile.readline(65536)) not in (b".\r\n", b".\n", b""):
                lines.append(line.decode("utf-8", "replace").rstrip("\r\n"))
            inbox.add("email", "\n".join(lines))

    class Listener(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with _served(Listener((LOOPBACK, 0), Handler)) as found:
        yield found
