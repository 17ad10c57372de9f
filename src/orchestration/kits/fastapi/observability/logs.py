"""Knows the shape of a log line (OpenTelemetry's names, one JSON object a line on stdout) and lets nothing out unmasked."""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from functools import cache
from types import FrameType
from typing import Any

import structlog

from .configuration import settings
from .context import current
from .masking import exception_entries, mask, mask_text

log = logging.getLogger(__name__)

LEVELS = {
    "trace": 5, "debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "warning": logging.WARNING, "error": logging.ERROR,
    "critical": logging.CRITICAL, "fatal": logging.CRITICAL,
}  # fmt: skip
SEVERITIES = [(50, "FATAL", 21), (40, "ERROR", 17), (30, "WARN", 13), (20, "INFO", 9), (10, "DEBUG", 5), (0, "TRACE", 1)]


def _line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """structlog's last step: what structlog or the standard library's logging recorded, as one line."""
    record: logging.LogRecord = event.pop("_record")
    event.pop("_from_structlog")
    _, severity, number = next(known for known in SEVERITIES if record.levelno >= known[0])
    line: dict[str, Any] = {
        "timestamp": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "severity_text": severity,
        "severity_number": number,
        "body": mask_text(str(event.pop("event", "")).rstrip()),
        "service.name": settings.SERVICE_NAME,
        "service.version": settings.SERVICE_VERSION,
        "deployment.environment.name": settings.DEPLOYMENT_ENVIRONMENT,
    }
    context = current.get()
    if context:
        line |= {"trace_id": context.trace_id, "span_id": context.span_id, "request_id": context.request_id}
    error = _exception(event.pop("exc_info", None))
    attributes = {"logger.name": record.name, **mask(event)}
    if error:
        attributes |= {f"exception.{key}": value for key, value in mask(dict(exception_entries(error))).items()}
    line["attributes"] = attributes
    return json.dumps(line, separators=(",", ":"))


def _exception(exc_info: Any) -> BaseException | None:
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    return error if isinstance(error, BaseException) else None


def _without_uvicorns_colours(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    event.pop("color_message", None)
    return event


@cache
def _handler() -> logging.Handler:
    """The one handler, however often it is asked for: a second one would write each line again."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.contextvars.merge_contextvars, structlog.stdlib.ExtraAdder(), _without_uvicorns_colours],
            processors=[_line],
        )
    )
    return handler


def configure() -> None:
    """Makes structlog and the standard library's logging write the same lines, through one handler of the root logger."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    take_over()
    logging.root.addHandler(_handler())
    logging.root.setLevel(LEVELS.get(settings.LOG_LEVEL.lower(), logging.INFO))
    logging.captureWarnings(True)
    if settings.LOG_LEVEL.lower() not in LEVELS:
        # The variable may be meant for another tool as well: no reason not to start.
        log.warning("LOG_LEVEL %r is none of %s: info is used", settings.LOG_LEVEL, ", ".join(LEVELS))


def take_over() -> None:
    """Sends what other loggers write to the console through the root's handler: an unmasked line of text among JSON is what shippers lose and secrets leave by.

    Handlers that write anywhere else stay.
    """
    for logger in [logging.root, *logging.root.manager.loggerDict.values()]:
        if isinstance(logger, logging.Logger):
            for handler in [handler for handler in logger.handlers if _is_console(handler)]:
                logger.removeHandler(handler)
                logger.propagate = True
    # The access line is written here, with its route and trace; uvicorn writes none where its logger leads nowhere.
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False


def _is_console(handler: logging.Handler) -> bool:
    ours = isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    return type(handler) is logging.StreamHandler and not ours and handler.stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)


def toggle_debug_by_signal() -> None:
    """Lets a signal turn debug on and off.

    An HTTP door would have to be guarded on a port that Prometheus must reach; a signal is guarded by the system. One the app listens to already stays its own.
    """
    number = getattr(signal, settings.DEBUG_SIGNAL, None)
    if number is None or signal.getsignal(number) is not signal.SIG_DFL:
        return
    usual = logging.root.level

    def toggle(_number: int, _frame: FrameType | None) -> None:
        logging.root.setLevel(usual if logging.root.level == logging.DEBUG else logging.DEBUG)
        log.warning("log level is %s", logging.getLevelName(logging.root.level).lower())

    signal.signal(number, toggle)
