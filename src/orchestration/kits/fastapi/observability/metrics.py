"""Knows what is measured and under which names: requests by route template, dependencies, the event loop, and what the business counts."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from prometheus_client import REGISTRY as IN_THIS_PROCESS
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from . import health
from .configuration import settings

log = logging.getLogger(__name__)

MULTIPROCESS_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
LAG_PERIOD_SECONDS = 0.25
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"))

# A time series of its own beside every counter and every histogram, which no query reads.
disable_created_metrics()  # type: ignore[no-untyped-call]

duration = Histogram(
    "http_server_request_duration_seconds",
    "Duration of HTTP server requests.",
    ["http_request_method", "http_route", "http_response_status_code"],
    buckets=settings.LATENCY_BUCKETS_SECONDS,
)
active = Gauge("http_server_active_requests", "Number of HTTP server requests being answered.", ["http_request_method"], multiprocess_mode="livesum")
lag = Histogram(
    "python_event_loop_lag_seconds", "How late the event loop ran a timer.", buckets=[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
)


class _Service(Collector):
    """What is read only when somebody asks."""

    loop: asyncio.AbstractEventLoop | None = None

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        names = ["service_name", "service_version", "deployment_environment_name"]
        info = GaugeMetricFamily("target_info", "The service this process belongs to.", labels=names)
        info.add_metric([settings.SERVICE_NAME, settings.SERVICE_VERSION, settings.DEPLOYMENT_ENVIRONMENT], 1)
        up = GaugeMetricFamily("dependency_up", "Whether a dependency answered its last check (1) or not (0).", labels=["dependency"])
        seconds = GaugeMetricFamily("dependency_check_duration_seconds", "Duration of the last check of a dependency.", labels=["dependency"])
        for dependency, reading in self._readings().items():
            up.add_metric([dependency], float(reading.status == "ok"))
            seconds.add_metric([dependency], reading.seconds)
        return [info, up, seconds]

    def _readings(self) -> dict[str, health.Reading]:
        """The readiness cache, renewed where it is old: a scrape never asks a dependency more often than a probe does."""
        if self.loop is None or self.loop.is_closed():
            return health.state.readings
        asked = asyncio.run_coroutine_threadsafe(health.readings(), self.loop)
        try:
            return asked.result(health.budget_seconds() + 0.5)
        except Exception:
            # The event loop is stuck. That must still be seen in the other metrics.
            asked.cancel()
            return health.state.readings


service = _Service()


def _registry() -> CollectorRegistry:
    """What is exposed: with several workers the sum of them all, read from the files they share, whichever worker is asked."""
    if not MULTIPROCESS_FOLDER:
        IN_THIS_PROCESS.register(service)
        return IN_THIS_PROCESS
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(service)
    return registry


registry = _registry()


def forget_dead_workers() -> None:
    """Takes the gauges of workers that were killed out of the sum: uvicorn tells nobody of their end."""
    for path in Path(MULTIPROCESS_FOLDER or os.devnull).glob("gauge_live*_*.db"):
        pid = path.stem.rpartition("_")[2]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            mark_process_dead(int(pid))  # type: ignore[no-untyped-call]
        except (PermissionError, ValueError):
            pass


def forget_this_worker() -> None:
    if MULTIPROCESS_FOLDER:
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]


def method_label(method: str) -> str:
    """The method as a label: a client may write any word there."""
    return method if method in METHODS else "_OTHER"


_routes = {""}


def route_label(route: str) -> str:
    """The route as a label. Past the limit it is none: a URL that got in for a template would otherwise make a time series each time."""
    if route in _routes:
        return route
    if len(_routes) > settings.MAX_ROUTES:
        return ""
    _routes.add(route)
    if len(_routes) > settings.MAX_ROUTES:
        log.warning("more than %d routes: further ones are counted without their name (MAX_ROUTES)", settings.MAX_ROUTES)
    return route


_counters: dict[str, Counter] = {}


def counter(name: str, help: str, labels: Sequence[str] = ()) -> Counter:
    """A counter of the business: ``created = counter("orders_created_total", "Orders created.", ["channel"])``, then ``created.labels("web").inc()``.

    Each combination of label values is a time series kept for ever: a label holds one of a few words, never an id, a name or an address.
    """
    if name not in _counters:
        _counters[name] = Counter(name, help, labels)
    return _counters[name]


async def measure_lag() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_PERIOD_SECONDS
        await asyncio.sleep(LAG_PERIOD_SECONDS)
        lag.observe(max(0.0, loop.time() - due))
