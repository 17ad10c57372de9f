"""Knows whether this process lives, has started and can serve, and answers the probes that ask."""

from __future__ import annotations

import asyncio
import errno
import inspect
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import Scope, Send

from .configuration import settings
from .dependencies import find_dependencies

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Check:
    run: Callable[[], Any]
    timeout: float


@dataclass(frozen=True)
class Reading:
    status: str
    """``ok``, ``timeout``, ``refused`` or ``error``. Nothing else is told: an exception's message may hold a host, a user or a password."""
    seconds: float


class State:
    """What the probes of one process look at."""

    def __init__(self) -> None:
        self.draining = False
        self.starting = 0
        self.started = False
        self.registered: dict[str, Check] = {}
        self.found: dict[str, Check] | None = None
        self.readings: dict[str, Reading] = {}
        self.read_at = -float("inf")
        self.round: asyncio.Task[None] | None = None


state = State()


def check(name: str, run: Callable[[], Any], *, timeout: float | None = None) -> None:
    """Registers a check of a dependency: ``run``, plain or async, raises or returns False where it does not answer.

    A name found in the environment is replaced: a pool's own ``SELECT 1`` sees more than a handshake.
    """
    state.registered[name] = Check(run, settings.DEPENDENCY_TIMEOUT_SECONDS if timeout is None else timeout)


def started(work: Awaitable[T]) -> asyncio.Future[T]:
    """The process has not started before ``work`` is done (migrations, a warm cache). If it fails, it never has, and its orchestrator acts."""
    state.starting += 1
    future = asyncio.ensure_future(work)

    def done(ended: asyncio.Future[T]) -> None:
        error = asyncio.CancelledError() if ended.cancelled() else ended.exception()
        if error is None:
            state.starting -= 1
        else:
            log.error("the app did not start", exc_info=error)

    future.add_done_callback(done)
    return future


def has_started() -> bool:
    state.started = state.started or state.starting == 0
    return state.started


def _checks() -> dict[str, Check]:
    # The environment is read late: python-dotenv may fill it after this module is imported.
    if state.found is None:
        checks, unknown = find_dependencies(os.environ, settings.HTTP_DEPENDENCIES)
        state.found = {name: Check(run, settings.DEPENDENCY_TIMEOUT_SECONDS) for name, run in checks.items()}
        for variable in unknown:
            log.warning("%s: readiness cannot check this kind of server by itself; register one with check(name, fn)", variable)
    return {**state.found, **state.registered}


async def _called(run: Callable[[], Any]) -> Any:
    result = run() if inspect.iscoroutinefunction(run) else await asyncio.to_thread(run)
    return await result if inspect.isawaitable(result) else result


async def _reading(wanted: Check) -> Reading:
    begun = time.monotonic()
    task = asyncio.ensure_future(_called(wanted.run))
    # Not wait_for: it would also wait for a check that is slow to be cancelled.
    done, _ = await asyncio.wait({task}, timeout=wanted.timeout)
    if not done:
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        task.cancel()
        status = "timeout"
    elif task.cancelled():
        status = "error"
    else:
        error = task.exception()
        status = _kind(error) if error else "error" if task.result() is False else "ok"
        if error:
            log.debug("a dependency's check failed", exc_info=error)
    return Reading(status, time.monotonic() - begun)


def _kind(error: BaseException) -> str:
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "timeout"
    # A name with several addresses, all of them refused, is one OSError whose text lists the others.
    return "refused" if isinstance(error, ConnectionRefusedError) or f"[Errno {errno.ECONNREFUSED}]" in str(error) else "error"


async def _ask_all() -> None:
    try:
        checks = _checks()
        found = await asyncio.gather(*(_reading(wanted) for wanted in checks.values()))
        state.readings, state.read_at = dict(zip(checks, found, strict=True)), time.monotonic()
    finally:
        state.round = None


async def readings() -> dict[str, Reading]:
    """Every check's reading, at most READINESS_CACHE_SECONDS old. All run side by side, and however many ask, once."""
    if time.monotonic() - state.read_at >= settings.READINESS_CACHE_SECONDS:
        state.round = state.round or asyncio.ensure_future(_ask_all())
        # A prober that hangs up must not take the others' round with it.
        await asyncio.shield(state.round)
    return state.readings


def budget_seconds() -> float:
    """How long a round of checks may take at most."""
    return max((wanted.timeout for wanted in _checks().values()), default=0.0)


async def _live() -> tuple[bool, dict[str, Reading] | None]:
    # No dependency: a restart of this process mends none of them.
    return True, None


async def _startup() -> tuple[bool, dict[str, Reading] | None]:
    return has_started(), None


async def _ready() -> tuple[bool, dict[str, Reading] | None]:
    if state.draining:
        return False, {}
    found = await readings()
    return has_started() and not state.draining and all(reading.status == "ok" for reading in found.values()), found


_PROBES = {settings.LIVENESS_PATH: _live, settings.READINESS_PATH: _ready, settings.STARTUP_PATH: _startup}


def is_probe(path: str) -> bool:
    return path in _PROBES


async def answer_probe(path: str, scope: Scope, send: Send) -> None:
    headers = [(b"cache-control", b"no-store")]
    if scope["method"] not in ("GET", "HEAD"):
        await send({"type": "http.response.start", "status": 405, "headers": [*headers, (b"allow", b"GET, HEAD"), (b"content-length", b"0")]})
        await send({"type": "http.response.body"})
        return
    ok, found = await _PROBES[path]()
    answer: dict[str, Any] = {"status": "ok" if ok else "unavailable"}
    if found is not None:
        answer["checks"] = {name: {"status": reading.status, "ms": round(reading.seconds * 1000)} for name, reading in found.items()}
    body = json.dumps(answer, separators=(",", ":")).encode()
    headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200 if ok else 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
