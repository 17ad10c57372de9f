"""Knows how errors, traces and check-ins reach Sentry, and that nothing secret or personal goes along. Without SENTRY_DSN it does nothing."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TypeVar
from uuid import uuid4

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from .configuration import settings
from .context import handed_on
from .scrubbing import clean, scrubbed

log = logging.getLogger(__name__)
T = TypeVar("T")
HEADERS = ["accept", "content-type", "content-length", "user-agent", "x-request-id"]

_sdk: Any = None


def start(environ: Mapping[str, str] = os.environ) -> None:
    """Before the app's routes are made: the SDK learns their names as they are."""
    global _sdk
    dsn = environ.get("SENTRY_DSN")
    if not dsn or _sdk:
        return
    try:
        import sentry_sdk
    except ModuleNotFoundError:
        # Errors must not be lost in silence.
        log.error("SENTRY_DSN is set, but sentry-sdk is not installed: no error is reported")
        return
    try:
        sentry_sdk.init(**_options(dsn, environ))
    except sentry_sdk.utils.BadDsn:
        log.error("SENTRY_DSN is no DSN of Sentry's (https://KEY@HOST/PROJECT): no error is reported")
        return
    _sdk = sentry_sdk
    for name in ("access", "uvicorn.error"):
        # The exception behind these lines is reported as itself.
        sentry_sdk.integrations.logging.ignore_logger(name)
    _continue_traces()


def _options(dsn: str, environ: Mapping[str, str]) -> dict[str, Any]:
    from sentry_sdk.transport import HttpTransport

    class Scrubbing(HttpTransport):
        """Everything that leaves passes here, whatever its kind: a hook for each kind would miss the next one."""

        def capture_envelope(self, envelope: Any) -> None:
            try:
                _scrub(envelope)
            except Exception:
                # Not sent is better than sent as it was.
                log.exception("what was meant for Sentry could not be scrubbed, and was dropped")
                return
            super().capture_envelope(envelope)

    # Sentry refuses slashes and blanks in a release.
    release = re.sub(r"[\s/\\]+", "-", f"{settings.SERVICE_NAME}@{settings.SERVICE_VERSION}") if settings.SERVICE_VERSION else None
    return {
        "dsn": dsn,
        "release": environ.get("SENTRY_RELEASE") or release,
        "environment": environ.get("SENTRY_ENVIRONMENT") or settings.DEPLOYMENT_ENVIRONMENT,
        "traces_sampler": _ratio,
        "enable_logs": settings.SENTRY_LOGS,
        "transport": Scrubbing,
        # What the SDK would collect by itself and no error needs: who asked, what was said, what the variables held.
        "data_collection": {
            "user_info": False,
            "cookies": {"mode": "off"},
            "http_headers": {"request": {"mode": "allowlist", "terms": HEADERS}, "response": {"mode": "off"}},
            "http_bodies": [],
            "url_query_params": {"mode": "off"},
            "graphql": {"document": True, "variables": False},
            "gen_ai": {"inputs": False, "outputs": False},
            "database_query_data": False,
            "queues": False,
            "stack_frame_variables": False,
            "frame_context_lines": settings.SENTRY_SOURCE_LINES,
        },
        "include_local_variables": False,
        "include_source_context": settings.SENTRY_SOURCE_LINES > 0,
        "max_request_body_size": "never",
    }


def _scrub(envelope: Any) -> None:
    """In place: the envelope's header and every item of it."""
    envelope.headers = clean(envelope.headers)
    items = []
    for item in envelope.items:
        payload = scrubbed(item.type, item.get_bytes())
        if payload is not None:
            item.payload = type(item.payload)(bytes=payload)
            items.append(item)
    envelope.items = items


def _ratio(context: Mapping[str, Any]) -> float:
    """Probes come every few seconds and say nothing of the users."""
    path = (context.get("asgi_scope") or {}).get("path", "")
    if path in (settings.LIVENESS_PATH, settings.READINESS_PATH, settings.STARTUP_PATH):
        return 0.0
    parent = context.get("parent_sampled")
    return float(settings.SENTRY_TRACES_SAMPLE_RATIO if parent is None else parent)


def _continue_traces() -> None:
    """Has the SDK continue a W3C trace. Whether it is sampled is left to the ratio: a caller from outside could otherwise order every trace."""
    call = Starlette.__call__

    async def called(self: Starlette, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["headers"] = [*scope["headers"], *_as_sentry_trace(scope["headers"])]
        await call(self, scope, receive, send)

    Starlette.__call__ = called  # type: ignore[method-assign]


def _as_sentry_trace(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    found = {name: value for name, value in headers if name in (b"traceparent", b"sentry-trace")}
    trace = handed_on(found.get(b"traceparent", b"").decode("latin-1"))
    if trace is None or b"sentry-trace" in found:
        return []
    return [(b"sentry-trace", f"{trace.trace_id}-{trace.parent_id}".encode())]


def ids() -> tuple[str, str] | None:
    """The trace and span ids under which Sentry shows this request, so that its log lines carry the same."""
    span = _sdk and _sdk.get_current_span()
    return (span.trace_id, span.span_id) if span else None


def name_request(request_id: str) -> None:
    """In everything Sentry gets of it."""
    if _sdk:
        _sdk.get_isolation_scope().set_tag("request_id", request_id)


def name_route(method: str, route: str) -> None:
    """The route is known at the end only; a transaction is grouped by its template, never by its URL."""
    if _sdk and route:
        _sdk.get_current_scope().set_transaction_name(f"{method} {route}", source="route")


def report_error(error: BaseException, fields: MutableMapping[str, Any] | None = None) -> str | None:
    """Reports an error that the app has handled itself; what is returned is Sentry's id of it, or None where Sentry is off."""
    log.warning("an error was handled", exc_info=error)
    return _sdk.capture_exception(error, extras=dict(fields or {})) if _sdk else None


def monitored(
    slug: str, schedule: str, *, timezone: str = "UTC", checkin_margin: int = 5, max_runtime: int = 60
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Decorates a job, plain or async, so that Sentry is told when it begins and how it ends: ``@monitored("nightly-invoices", "0 3 * * *", timezone="Europe/Paris")``.

    Sentry makes the monitor by this; a run that is missed, late or too long becomes an issue. Minutes.
    """
    if not _sdk:
        return lambda job: job
    config = {"schedule": {"type": "crontab", "value": schedule}, "timezone": timezone, "checkin_margin": checkin_margin, "max_runtime": max_runtime}
    return _sdk.monitor(monitor_slug=slug, monitor_config=config)


def feedback(message: str, event_id: str | None = None) -> None:
    """What a user says of an error they met. Their name and address are not handed on."""
    if not _sdk:
        return
    from sentry_sdk.envelope import Envelope, Item, PayloadRef

    # The SDK has no call for it. https://develop.sentry.dev/sdk/data-model/envelope-items/#user-feedback
    client = _sdk.get_client()
    said = {"message": message, **({"associated_event_id": event_id} if event_id else {})}
    event = {"event_id": uuid4().hex, "timestamp": time.time(), "platform": "python", "level": "info", "contexts": {"feedback": said}}
    event |= {name: client.options[name] for name in ("release", "environment") if client.options[name]}
    client.transport.capture_envelope(Envelope(headers={"event_id": event["event_id"]}, items=[Item(PayloadRef(json=event), type="feedback")]))
