"""What the client library of each language measures of its own runtime, by the names it exports."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.profile import Profile
from ..model.signals import Signals

EVENT_LOOP_LAG: Mapping[str, str] = {
    "node": "nodejs_eventloop_lag_p99_seconds",
    "python": "python_event_loop_lag_seconds_bucket",
}
"""Toolchain → how long everything waits for something that computes: prom-client's own gauge; the buckets of our kit's histogram."""


def signals(profile: Profile) -> Signals:
    """The names of the application's metrics."""
    return Signals(event_loop_lag=EVENT_LOOP_LAG.get(profile.toolchain.value, ""))
