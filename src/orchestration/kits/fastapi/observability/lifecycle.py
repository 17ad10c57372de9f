"""Knows how this process begins and ends without dropping a request: not ready at once, serving until balancers have noticed, then closed by its server."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import health, logs, management, metrics
from .configuration import settings

log = logging.getLogger(__name__)
SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def live(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """The app's own lifespan, whatever it is, with ours around it."""
    server: Any = None
    lag: asyncio.Task[None] | None = None

    async def received() -> Message:
        message = await receive()
        if message["type"] == "lifespan.startup":
            # A server started by a call configures its logging after the app was imported.
            logs.take_over()
        return message

    async def sent(message: Message) -> None:
        nonlocal server, lag
        if message["type"] == "lifespan.startup.complete":
            metrics.service.loop = asyncio.get_running_loop()
            metrics.forget_dead_workers()
            server = management.open_management_port()
            lag = asyncio.create_task(metrics.measure_lag())
            # Signals are the main thread's; a test client runs the app in another.
            if threading.current_thread() is threading.main_thread():
                logs.toggle_debug_by_signal()
                for number in SIGNALS:
                    _drain_before_the_servers_own(number)
        elif message["type"] in ("lifespan.shutdown.complete", "lifespan.shutdown.failed"):
            if lag:
                lag.cancel()
            management.close_management_port(server)
            metrics.forget_this_worker()
            if health.state.draining:
                log.info("shut down")
                _end_with_zero()
        await send(message)

    await app(scope, received, sent)


def _drain_before_the_servers_own(number: int) -> None:
    """Puts a handler before the one that is there (uvicorn's, or the app's own), which has its turn when the drain is over."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(number)

    def go_on() -> None:
        if callable(before):
            before(number, None)
        elif before is signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    def drain(_number: int, _frame: FrameType | None) -> None:
        at_a_terminal = number == signal.SIGINT and sys.stdin is not None and sys.stdin.isatty()
        if health.state.draining:
            # A second Ctrl-C is a person who does not want to wait. A second SIGTERM is none: a supervisor hands on what an init sent to both.
            if at_a_terminal:
                go_on()
            return
        health.state.draining = True
        seconds = 0.0 if at_a_terminal else settings.DRAIN_SECONDS
        # Not here: a signal may come while a log handler's lock is held.
        loop.call_soon_threadsafe(_begin, loop, signal.Signals(number).name, seconds, go_on)

    signal.signal(number, drain)


def _begin(loop: asyncio.AbstractEventLoop, name: str, seconds: float, go_on: Callable[[], None]) -> None:
    log.info("shutting down", extra={"signal": name, "drain_seconds": seconds})
    limit = threading.Timer(settings.SHUTDOWN_SECONDS, _cut)
    limit.daemon = True
    limit.start()
    loop.call_later(seconds, go_on)


def _cut() -> None:
    log.error("not finished in time")
    os._exit(1)


def _end_with_zero() -> None:
    """Keeps uvicorn, which raises the signal again after its end, from ending a finished process by it (143 for "killed", where nothing went wrong).

    A handler that the app had before uvicorn's is there again by then, and has its turn as the last thing.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

    def hand_over() -> None:
        theirs = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_DFL, signal.default_int_handler)]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, theirs)

    atexit.register(hand_over)
