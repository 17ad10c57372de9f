"""A service's JSON API on loopback, played by a function: what a script or a client of the service is tried on."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[str, str, Message, Any], tuple[int, Any]]
"""(method, path with its query, headers, body or None) → (status, body). A body of several parts comes as its bytes."""


@contextmanager
def json_api(answer: Answer) -> Iterator[int]:
    """Serves until the block ends; yields the port."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_json = bool(sent) and self.headers.get_content_maintype() != "multipart"
            status, found = answer(self.command, self.path, self.headers, json.loads(sent) if is_json else sent or None)
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
