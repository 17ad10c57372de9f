"""Knows the port that only the operator's network reaches, where Prometheus reads. It answers from a thread: also while the event loop is stuck."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import make_wsgi_app

from .configuration import settings
from .metrics import MULTIPROCESS_FOLDER, registry

log = logging.getLogger(__name__)
_metrics = make_wsgi_app(registry)


def _application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/metrics":
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        start_response("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
        return []
    head = environ["REQUEST_METHOD"] == "HEAD"
    body: Iterable[bytes] = _metrics({**environ, "REQUEST_METHOD": "GET"} if head else environ, start_response)
    return [] if head else body


class _Handler(WSGIRequestHandler):
    timeout = 10  # a client that never ends its request

    def log_message(self, format: str, *args: Any) -> None:
        """Scrapes are not logged."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        # Any worker's answer is the sum of all, so all of them listen. One process alone would answer for itself only, and a second one is an error.
        if MULTIPROCESS_FOLDER:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Not HTTPServer's: it asks the DNS for the host's name, which may take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("a scrape was broken off", exc_info=True)


class _Server6(_Server):
    address_family = socket.AF_INET6


def open_management_port() -> _Server | None:
    """Opens the port. Without it the app still serves: Prometheus reports the target as down."""
    kind = _Server6 if ":" in settings.METRICS_HOST else _Server
    try:
        server = kind((settings.METRICS_HOST, settings.METRICS_PORT), _Handler)
    except OSError:
        log.exception("no metrics of this process: the management port could not be opened; several workers need PROMETHEUS_MULTIPROC_DIR")
        return None
    server.set_app(_application)
    threading.Thread(target=server.serve_forever, args=(0.1,), name="metrics", daemon=True).start()
    return server


def close_management_port(server: _Server | None) -> None:
    if server:
        server.shutdown()
        server.server_close()
