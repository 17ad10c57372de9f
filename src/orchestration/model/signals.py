"""What an application measures of itself, by the names it exports; rules, alerts and dashboards are written against these."""

from __future__ import annotations

from dataclasses import dataclass

from .measure import Chosen, Series, Where


@dataclass(frozen=True, slots=True)
class Signals:
    """Names of the metrics of one HTTP service in Prometheus.

    The defaults are those of OpenTelemetry's semantic conventions (HTTP metrics, stable since 1.23) as Prometheus spells them.
    """

    duration: str = "http_server_request_duration_seconds"
    """A histogram of seconds; its ``_count`` counts requests."""
    route: str = "http_route"
    status: str = "http_response_status_code"
    failures: str = "5.."
    """The status codes that are the service's own fault; a dot stands for any digit."""
    active: str = "http_server_active_requests"
    """A gauge; empty: none."""
    is_native: bool = False
    """The histogram is a native one: no buckets to name, any threshold can be asked."""
    dependency: str = "dependency_up"
    """A gauge of 1 and 0 with the label ``dependency``; empty: none."""
    event_loop_lag: str = ""
    """A gauge of seconds, or a histogram's ``_bucket``; empty: there is no event loop, or none that is measured."""

    def observed(self, *where: Where | Chosen) -> Series:
        """The histogram of what requests took."""
        return Series(self.duration, "", where, is_native=self.is_native)

    def counted(self, *where: Where | Chosen) -> Series:
        """How many requests there were."""
        return Series(self.duration, "count", where, is_native=self.is_native)

    def failed(self, *where: Where | Chosen) -> Series:
        """How many of them failed through the service's own fault."""
        return self.counted(Where(self.status, self.failures), *where)
