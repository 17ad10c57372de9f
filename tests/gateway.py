"""A model gateway on loopback that speaks real HTTP and plays what a test tells it to: good answers, refusals, and everything a network does to them."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Play = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request and the way to answer it."""

    handler: BaseHTTPRequestHandler
    body: bytes

    @property
    def question(self) -> dict[str, Any]:
        return json.loads(self.body)

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, kind: str = "application/json", length: int | None = None) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in (headers or {}).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)
        self.handler.wfile.flush()

    def reset(self) -> None:
        """A TCP reset, as a proxy that is killed sends it."""
        connection = self.handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # The handler's own files still hold the connection: closing it by its number is what ends it.
        os.close(connection.detach())


@dataclass
class Gateway:
    """What it plays, in order; the last one for every further request."""

    plays: list[Play]
    seen: list[Exchange] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def calls(self) -> int:
        return len(self.seen)

    def words(self) -> str:
        """Everything that ever left for it."""
        return "\n".join(e.body.decode() for e in self.seen) + json.dumps(self.headers)


@contextmanager
def gateway(*plays: Play) -> Iterator[Gateway]:
    found = Gateway(list(plays))
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        gateway_is_over = over

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            exchange = Exchange(self, body)
            found.seen.append(exchange)
            found.headers.append(dict(self.headers))
            play = found.plays[min(len(found.seen), len(found.plays)) - 1]
            try:
                play(exchange)
            except OSError:
                self.close_connection = True

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            return

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *args: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}/api/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        server.shutdown()
        server.server_close()


# --- what it can play

def completion(message: dict[str, Any], *, finish: str = "tool_calls", cost: float | None = 0.0021, tokens: tuple[int, int] = (1200, 80), **more: Any) -> dict[str, Any]:
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)} | ({"cost": cost} if cost is not None else {})
    return {"id": "gen-1", "object": "chat.completion", "created": 1, "model": "some/model", "provider": "Somebody", "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}], "usage": usage} | more


def call(arguments: Any, name: str | None = None, **options: Any) -> Play:
    """The model calls the tool it was given, or another one."""

    def play(exchange: Exchange) -> None:
        tool = name or exchange.question["tools"][0]["function"]["name"]
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        exchange.send(200, json.dumps(completion({"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": tool, "arguments": text}}]}, **options)).encode())

    return play


def says(text: str | None, **options: Any) -> Play:
    return lambda exchange: exchange.send(200, json.dumps(completion({"content": text}, finish="stop", **options)).encode())


def body(text: str | bytes | dict, status: int = 200, headers: dict[str, str] | None = None, kind: str = "application/json") -> Play:
    data = json.dumps(text).encode() if isinstance(text, dict) else text.encode() if isinstance(text, str) else text
    return lambda exchange: exchange.send(status, data, headers, kind=kind)


def refuses(status: int, message: str = "no", headers: dict[str, str] | None = None, **metadata: Any) -> Play:
    return body({"error": {"code": status, "message": message} | ({"metadata": metadata} if metadata else {})}, status, headers)


def resets(exchange: Exchange) -> None:
    exchange.reset()


def hangs(exchange: Exchange) -> None:
    exchange.handler.gateway_is_over.wait(30)  # type: ignore[attr-defined]
    exchange.reset()


def cut(arguments: Any) -> Play:
    """Half of the body, then the end of the connection."""

    def play(exchange: Exchange) -> None:
        data = json.dumps(completion({"content": json.dumps(arguments)})).encode()
        exchange.send(200, data[: len(data) // 2], length=len(data))
        exchange.reset()

    return play


def drips(arguments: Any, seconds: float = 0.2) -> Play:
    """A byte at a time: no single wait is long, the whole never ends."""

    def play(exchange: Exchange) -> None:
        data = json.dumps(completion({"content": json.dumps(arguments)})).encode()
        exchange.send(200, b"", length=len(data))
        for i in range(len(data)):
            if exchange.handler.gateway_is_over.wait(seconds):  # type: ignore[attr-defined]
                return
            exchange.handler.wfile.write(data[i:i + 1])
            exchange.handler.wfile.flush()

    return play


def slowly(seconds: float, play: Play) -> Play:
    def played(exchange: Exchange) -> None:
        time.sleep(seconds)
        play(exchange)

    return played


def good(readings: Iterable[tuple[int, str, str]] = (), files: Iterable[dict[str, Any]] = (), **options: Any) -> Play:
    """An answer that holds."""
    return call({"readings": [{"clause": c, "words": w, "says": s} for c, w, s in readings], "files": list(files)}, **options)
