"""What an app may use of all this; `watch(app)` right after the app is made is all it needs."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp

from . import logs, sentry
from .context import traceparent
from .health import check, started
from .metrics import counter
from .requests import Observed
from .sentry import feedback, monitored, report_error

__all__ = ["check", "counter", "feedback", "monitored", "report_error", "started", "traceparent", "watch"]


def watch(app: Starlette) -> None:
    """Puts metrics, logs, probes and a graceful end around a FastAPI or Starlette app, outside of every middleware it has or adds later."""
    logs.configure()
    sentry.start()
    build = app.build_middleware_stack

    def build_observed() -> ASGIApp:
        return Observed(build(), app.routes)

    app.build_middleware_stack = build_observed  # type: ignore[method-assign]
    if app.middleware_stack is not None:
        # Older versions of Starlette build it as the app is made.
        app.middleware_stack = build_observed()
