"""Knows which request the running code serves: its trace by W3C Trace Context and its request id, through every await and into worker threads."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True)
class RequestContext:
    trace_id: str
    span_id: str
    flags: str
    request_id: str


current: ContextVar[RequestContext | None] = ContextVar("request", default=None)


@dataclass(frozen=True)
class Trace:
    """What a caller hands on."""

    trace_id: str
    parent_id: str
    flags: str


def handed_on(header: str) -> Trace | None:
    """The trace that a ``traceparent`` header hands on, or None where it is none."""
    match = _TRACEPARENT.fullmatch(header)
    if match is None:
        return None
    version, trace_id, parent_id, flags, more = match.groups()
    if version == "ff" or (version == "00" and more) or not int(trace_id, 16) or not int(parent_id, 16):
        return None
    # Of the flags only "sampled" is defined; the specification wants every other bit sent on as zero.
    return Trace(trace_id, parent_id, f"{int(flags, 16) & 1:02x}")


def context_of(headers: Iterable[tuple[bytes, bytes]]) -> RequestContext:
    """The caller's trace, continued with a span id of our own."""
    traceparents, request_id = [], ""
    for name, value in headers:
        if name == b"traceparent":
            traceparents.append(value.decode("latin-1"))
        elif name == b"x-request-id":
            request_id = value.decode("latin-1")
    # Two of them are no caller's; a trace begun here is marked as sampled: "00" would tell every service behind to drop it.
    trace = handed_on(traceparents[0]) if len(traceparents) == 1 else None
    trace_id, flags = (trace.trace_id, trace.flags) if trace else (secrets.token_hex(16), "01")
    return RequestContext(trace_id, secrets.token_hex(8), flags, request_id if _REQUEST_ID.fullmatch(request_id) else str(uuid4()))


def traceparent() -> str | None:
    """The ``traceparent`` header for a call made while serving a request; None outside of one."""
    context = current.get()
    return f"00-{context.trace_id}-{context.span_id}-{context.flags}" if context else None
