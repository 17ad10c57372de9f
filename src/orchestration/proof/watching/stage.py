"""A stand-in for the app: exports the series its rules and panels ask for, well or ill, as told. Where the app itself cannot be started, this plays it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from .wire import block, double, number, signed, span, varint

Mood = Literal["well", "ill", "blind", "quiet"]
"""``ill``: everything fails and is slow; ``blind``: it runs, but measures nothing; ``quiet``: nobody comes any more."""
BUCKETS = ("0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5", "7.5", "10", "30", "60")
PER_SECOND = 200
NATIVE = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
"""The form of the exposition that native histograms have. Source: prometheus/client_model, metrics.proto."""
_COUNTER, _GAUGE, _HISTOGRAM = 0, 1, 4
_QUICK, _SLOW = -20, 28
"""Buckets of schema 2: around 30 ms and around 2 minutes."""
_SERIES = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(slots=True)
class Stage:
    """The series of one service."""

    metrics: frozenset[str]
    """Names that rules and panels read and no rule records."""
    labels: dict[str, str]
    """Constant labels some selector asks for, besides job."""
    thresholds: frozenset[str] = frozenset()
    """Bounds of buckets that are asked for."""
    natives: frozenset[str] = frozenset()
    """Names that are asked as native histograms."""
    mood: Mood = "well"
    _counts: dict[str, float] = field(default_factory=dict)
    _then: float = field(default_factory=time.monotonic)
    _starts: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def kind(self) -> str:
        """Content type of its page."""
        return NATIVE if self.natives else "text/plain; version=0.0.4; charset=utf-8"

    def page(self) -> str | bytes:
        """The exposition: as text, where that can say everything."""
        with self._lock:
            now = time.monotonic()
            passed, self._then = now - self._then, now
            if self.natives:
                return b"".join([*self._native(passed), *(_family(line) for line in (*self._http(passed), *self._others(passed)))])
            return "\n".join([*self._http(passed), *self._others(passed)]) + "\n"

    def _native(self, passed: float) -> Iterable[bytes]:
        came = 0.0 if self.mood == "quiet" else passed * PER_SECOND
        for name in sorted(self.natives) if self.mood != "blind" else ():
            metrics = b""
            for status, is_ill in (("200", False), ("500", True)):
                count = int(self._count(f"{name}{status}", came if is_ill == (self.mood == "ill") else 0.0))
                own = {"http_request_method": "GET", "http_route": "/orders/:id", "http_response_status_code": status, **self.labels}
                inside = number(1, count) + double(2, count * (90 if is_ill else 0.03)) + signed(5, 2) + double(6, 2.0**-20) + span(12, _SLOW if is_ill else _QUICK, 1) + signed(13, count)
                metrics += block(4, _labels(own) + block(7, inside))
            yield _delimited(block(1, name) + number(3, _HISTOGRAM) + metrics)

    def _count(self, name: str, more: float) -> float:
        self._counts[name] = self._counts.get(name, 0.0) + more
        return self._counts[name]

    def _http(self, passed: float) -> Iterable[str]:
        histograms = sorted({n.removesuffix("_count").removesuffix("_bucket") for n in self.metrics if n.endswith(("_seconds_count", "_seconds_bucket"))})
        came = 0.0 if self.mood == "quiet" else passed * PER_SECOND
        for name in histograms:
            if self.mood == "blind":
                continue
            for status, share in (("200", 0.0 if self.mood == "ill" else 1.0), ("500", 1.0 if self.mood == "ill" else 0.0)):
                own = {"http_request_method": "GET", "http_route": "/orders/:id", "http_response_status_code": status, **self.labels}
                total = self._count(f"{name}{status}", came * share)
                slow = self.mood == "ill"
                fast = self._count(f"{name}{status}fast", 0.0 if slow else came * share)
                for bound in sorted({*BUCKETS, *self.thresholds}, key=float):
                    yield f"{name}_bucket{_set({**own, 'le': bound})} {fast if float(bound) >= 0.05 else 0.8 * fast}"
                yield f"{name}_bucket{_set({**own, 'le': '+Inf'})} {total}"
                yield f"{name}_count{_set(own)} {total}"
                yield f"{name}_sum{_set(own)} {0.03 * fast + 90 * (total - fast)}"

    def _others(self, passed: float) -> Iterable[str]:
        ill, blind = self.mood == "ill", self.mood == "blind"
        if ill:
            self._starts += 1
        now = time.time()
        values: dict[str, tuple[dict[str, str], float]] = {
            "dependency_up": ({"dependency": "postgresql"}, 0 if ill else 1), "dependency_check_duration_seconds": ({"dependency": "postgresql"}, 1 if ill else 0.004),
            "process_cpu_seconds_total": ({}, self._count("cpu", passed * (1.5 if ill else 0.1))), "process_resident_memory_bytes": ({}, 90e6), "process_open_fds": ({}, 95 if ill else 30), "process_max_fds": ({}, 100),
            "process_start_time_seconds": ({}, 1.7e9 + self._starts), "nodejs_eventloop_lag_p99_seconds": ({}, 2 if ill else 0.011),
            "http_server_active_requests": ({"http_request_method": "GET"}, 400 if ill else 3), "target_info": ({"service_version": "1.0.0", "deployment_environment_name": "production"}, 1),
            "probe_success": ({}, 0 if ill else 1), "probe_ssl_earliest_cert_expiry": ({}, now + (1 if ill else 90) * 86400), "last_success_timestamp_seconds": ({}, now - (86400 if ill else 1)),
        }
        for name in sorted(self.metrics):
            if name in self.natives or re.search(r"_seconds_(?:bucket|count|sum)$", name) or (blind and name in ("last_success_timestamp_seconds", "probe_success")):
                continue
            own, value = values.get(name, ({}, self._count(name, 0 if self.mood == "quiet" else passed * 5) if name.endswith(("_total", "_count", "_sum")) else 7.0))
            yield f"{name}{_set({**own, **self.labels})} {value}"


def _set(labels: dict[str, str]) -> str:
    inside = ",".join('{}="{}"'.format(k, v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")) for k, v in labels.items())
    return f"{{{inside}}}" if inside else ""


def _delimited(message: bytes) -> bytes:
    return varint(len(message)) + message


def _labels(labels: dict[str, str]) -> bytes:
    return b"".join(block(1, block(1, name) + block(2, value)) for name, value in labels.items())


def _family(line: str) -> bytes:
    """A line of the text form as a message of its own; several of one name are as good."""
    match = _SERIES.fullmatch(line)
    assert match, line
    name, labels, value = match.groups()
    own = {key: text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\") for key, text in _LABEL.findall(labels or "")}
    kind, field = (_COUNTER, 3) if name.endswith("_total") else (_GAUGE, 2)
    return _delimited(block(1, name) + number(3, kind) + block(4, _labels(own) + block(field, double(1, float(value)))))
