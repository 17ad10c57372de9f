"""Knows every request the app answers: probes are answered here, everything else is measured, logged and given its context."""

from __future__ import annotations

import random
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import health, lifecycle, metrics, sentry
from .configuration import settings
from .context import RequestContext, context_of, current
from .routes import template

log = structlog.get_logger("access")
CLIENT_CLOSED_REQUEST = 499


class Observed:
    """The app with everything around it: also around the answer to an exception that no handler caught."""

    def __init__(self, app: ASGIApp, routes: Sequence[Any]) -> None:
        self.app = app
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifecycle.live(self.app, scope, receive, send)
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        elif health.is_probe(path := scope["path"].removeprefix(scope.get("root_path", ""))):
            await health.answer_probe(path, scope, send)
        else:
            await _Exchange(self.routes, scope, receive, send).serve(self.app)


def _joined(context: RequestContext) -> RequestContext:
    ids = sentry.ids()
    return replace(context, trace_id=ids[0], span_id=ids[1]) if ids else context


class _Exchange:
    """One request and its response."""

    def __init__(self, routes: Sequence[Any], scope: Scope, receive: Receive, send: Send) -> None:
        self.routes, self.scope, self._receive, self._send = routes, scope, receive, send
        self.entry = dict(scope)
        self.begun = time.perf_counter()
        self.context: RequestContext = _joined(context_of(scope["headers"]))
        sentry.name_request(self.context.request_id)
        self.method = metrics.method_label(scope["method"])
        self.status = 0
        self.complete = self.counted = self.client_left = self.receiving = False
        self.unread: Message | None = None

    async def serve(self, app: ASGIApp) -> None:
        token = current.set(self.context)
        metrics.active.labels(self.method).inc()
        try:
            await app(self.scope, self.receive, self.send)
        finally:
            self.count()
        # After an exception the context stays: the server logs it in this same task, which ends with that.
        current.reset(token)

    async def receive(self) -> Message:
        if self.unread:
            message, self.unread = self.unread, None
            return message
        self.receiving = True
        try:
            message = await self._receive()
        finally:
            self.receiving = False
        self.see(message)
        return message

    def see(self, message: Message) -> None:
        if message["type"] == "http.disconnect" and not self.complete:
            self.client_left = True

    def look_for_a_disconnect(self) -> None:
        """A handler that is not reading never learns that its client has left: one step of ``receive`` says so, or that it would wait."""
        # Where the client waits for "100 Continue", asking for its body would send that, also before a refusal.
        if self.receiving or self.client_left or any(name == b"expect" for name, _ in self.scope["headers"]):
            return
        for _ in range(1 if self.unread else 2):
            step = self._receive()
            if not isinstance(step, Coroutine):
                return
            try:
                step.send(None)
            except StopIteration as done:
                message = done.value
            else:
                step.close()
                return
            self.see(message)
            if message["type"] == "http.request" and self.unread is None:
                self.unread = message
            else:
                return

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.look_for_a_disconnect()
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *self.headers()]}
        elif message["type"] == "http.response.pathsend" or (message["type"] == "http.response.body" and not message.get("more_body")):
            self.complete = True
        try:
            await self._send(message)
        except OSError:
            self.client_left = True
            raise
        if self.complete:
            self.count()

    def headers(self) -> list[tuple[bytes, bytes]]:
        found = [(b"x-request-id", self.context.request_id.encode())]
        # Has the client open its next connection elsewhere. HTTP/2 knows no such header.
        if health.state.draining and self.scope.get("http_version", "1.1").startswith("1"):
            found.append((b"connection", b"close"))
        return found

    def count(self) -> None:
        """Once, at the response's end: what the app does after that in the background is not waited for by anybody."""
        if self.counted:
            return
        self.counted = True
        seconds = time.perf_counter() - self.begun
        status = CLIENT_CLOSED_REQUEST if self.client_left else self.status if self.complete else 500
        route = metrics.route_label(template(self.routes, self.entry, self.scope))
        sentry.name_route(self.method, route)
        metrics.active.labels(self.method).dec()
        metrics.duration.labels(self.method, route, str(status)).observe(seconds)
        self.log(route, status, seconds)

    def log(self, route: str, status: int, seconds: float) -> None:
        if status < 400 and random.random() >= settings.ACCESS_LOG_SAMPLE_RATIO:
            return
        fields = {
            "http.request.method": self.scope["method"],
            "url.path": self.entry["path"],
            "http.route": route,
            "http.response.status_code": status,
            "duration_ms": round(seconds * 1000, 3),
        }
        write = log.error if status >= 500 else log.info
        write(f"{self.scope['method']} {route or self.entry['path']} {status}", **fields)
