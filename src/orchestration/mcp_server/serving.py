"""How the server is reached: over its standard streams, or on a loopback port; and how it ends."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from ..edges.loopback import ADDRESS, listening
from ..edges.runner import end_running, leave
from ..model.text import Text
from .server import Service, make

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mcp.server.lowlevel import Server

WRITING_SECONDS = 15.0
"""How long the end of the server waits for files that are being written."""
LEAVING_SECONDS = 1.5
"""How long it waits for calls to clear up; a client that has closed our input soon uses force."""


def serve(service: Service, version: str) -> None:
    """Serves one client over standard input and output until it closes them, and then ends this process: nobody waits for what is still at work.

    Raises:
        NotInstalled: see :func:`orchestration.mcp_server.server.make`.
    """
    import anyio

    server = make(service, version)
    # The thread that reads standard input cannot be called back, so that there is no gentler way.
    _leave_on_signals(service)
    try:
        anyio.run(_over_stdio, server)
    except BaseExceptionGroup as group:
        # The client is gone: nothing can be said to it, and no person has to do anything.
        _, other = group.split((BrokenPipeError, ConnectionError))
        if other is not None:
            raise other from None
    _end_calls(service)
    _leave(service, 0)


TOKEN_VARIABLE = "DEVOPS_SQUAD_MCP_TOKEN"


def serve_http(service: Service, version: str, port: int) -> None:
    """Serves any number of clients on a loopback port, until a signal ends it; who has not the token is answered with 401, and a web page with 403.

    Raises:
        NotInstalled: see :func:`orchestration.mcp_server.server.make`.
        BadValue: see :func:`orchestration.edges.loopback.listening`.
    """
    server = make(service, version)
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    with listening(port) as door:
        port = door.getsockname()[1]
        given = os.environ.get(TOKEN_VARIABLE, "")
        token = given or secrets.token_urlsafe(32)
        known = TransportSecuritySettings(allowed_hosts=[f"{name}:{port}" for name in (ADDRESS, "localhost")], allowed_origins=[])
        app = _Guarded(server.streamable_http_app(transport_security=known), token)
        shown = Text(f"the token in {TOKEN_VARIABLE}", f"le jeton de {TOKEN_VARIABLE}").in_(service.language) if given else token
        print(f"http://{ADDRESS}:{port}/mcp\nAuthorization: Bearer {shown}", file=sys.stderr, flush=True)
        _leave_on_signals(service)
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)).run(sockets=[door])
        _end_calls(service)
        _leave(service, 0)


class _Guarded:
    """An ASGI app that answers only who has the token."""

    def __init__(self, app: Callable[..., Awaitable[None]], token: str) -> None:
        self._app, self._expected = app, f"Bearer {token}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not secrets.compare_digest(dict(scope["headers"]).get(b"authorization", b""), self._expected):
            await send({"type": "http.response.start", "status": 401, "headers": [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
        elif scope["type"] in ("http", "lifespan"):
            await self._app(scope, receive, send)


def _leave_on_signals(service: Service) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: _leave(service, 128 + got))


def _end_calls(service: Service) -> None:
    until = time.monotonic() + LEAVING_SECONDS
    while service.at_work and time.monotonic() < until:
        end_running()
        time.sleep(0.02)


def _leave(service: Service, code: int) -> None:
    service.writing.acquire(timeout=WRITING_SECONDS)
    leave(code)


async def _over_stdio(server: Server) -> None:
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (incoming, outgoing):
        await server.run(_Answering(incoming, outgoing), outgoing, server.create_initialization_options())  # type: ignore[arg-type]


class _Answering:
    """The incoming stream, where a line that is no message is answered with JSON-RPC's error for it; the SDK passes it over, and who sent it would wait."""

    def __init__(self, incoming: Any, outgoing: Any) -> None:
        self._incoming, self._outgoing = incoming, outgoing

    @property
    def last_context(self) -> Any:
        return self._incoming.last_context

    async def receive(self) -> Any:
        from mcp.shared.message import SessionMessage
        from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError

        while isinstance(item := await self._incoming.receive(), Exception):
            kinds = {e["type"] for e in item.errors(include_url=False, include_context=False, include_input=False)} if hasattr(item, "errors") else set()
            error = ErrorData(code=PARSE_ERROR, message="Parse error") if "json_invalid" in kinds else ErrorData(code=INVALID_REQUEST, message="Invalid Request")
            await self._outgoing.send(SessionMessage(JSONRPCError(jsonrpc="2.0", id=None, error=error)))
        return item

    async def aclose(self) -> None:
        await self._incoming.aclose()

    def __aiter__(self) -> _Answering:
        return self

    async def __anext__(self) -> Any:
        from anyio import EndOfStream

        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> _Answering:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
