"""How the server is reached: over its standard streams, or on a loopback port; and how it ends."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

from ..edges.runner import end_running, leave
from .server import Service, make

if TYPE_CHECKING:
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
    for number in (signal.SIGTERM, signal.SIGINT):
        # The thread that reads standard input cannot be called back, so that there is no gentler way.
        signal.signal(number, lambda got, _: _leave(service, 128 + got))
    try:
        anyio.run(_over_stdio, server)
    except BaseExceptionGroup as group:
        # The client is gone: nothing can be said to it, and no person has to do anything.
        _, other = group.split((BrokenPipeError, ConnectionError))
        if other is not None:
            raise other from None
    until = time.monotonic() + LEAVING_SECONDS
    while service.at_work and time.monotonic() < until:
        end_running()
        time.sleep(0.02)
    _leave(service, 0)


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
