"""Plays Sentry's ingestion on loopback: takes envelopes as every SDK sends them and keeps what was in them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Received:
    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    """Each envelope as it came, unpacked."""

    @property
    def dsn(self) -> str:
        return f"http://publickey@127.0.0.1:{self.port}/1"

    def items(self) -> list[tuple[str, Any]]:
        """(type, payload) of every item; JSON where it is JSON. https://develop.sentry.dev/sdk/foundations/transport/envelopes/"""
        return [item for body in list(self.bodies) for item in _items(body)]

    def of(self, kind: str) -> list[Any]:
        return [payload for found, payload in self.items() if found == kind]

    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.items()}


def _items(body: bytes) -> Iterator[tuple[str, Any]]:
    _, _, rest = body.partition(b"\n")
    while rest.strip():
        head, _, rest = rest.partition(b"\n")
        header = json.loads(head)
        length = header.get("length")
        payload, rest = (rest[:length], rest[length + 1 :]) if length is not None else rest.partition(b"\n")[::2]
        try:
            yield header["type"], json.loads(payload)
        except ValueError:
            yield header["type"], payload


@contextmanager
def sentry() -> Iterator[Received]:
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self._chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(int(self.headers["Content-Length"]))
            match self.headers.get("Content-Encoding"):
                case "gzip":
                    body = gzip.decompress(body)
                case "deflate":
                    body = zlib.decompress(body)
            received.bodies.append(body)
            self._answer()

        def do_OPTIONS(self) -> None:
            self._answer()

        def _answer(self) -> None:
            self.send_response(200)
            for name, value in (("Content-Length", "2"), ("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"{}")

        def _chunks(self) -> bytes:
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    received.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
