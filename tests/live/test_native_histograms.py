"""Rules over native histograms, on a real Prometheus that is sent histograms whose every bucket is known: what is recorded is what the buckets say."""

from __future__ import annotations

import json
import math
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from orchestration.edges.servers import LOOPBACK, ask, free_port, running
from orchestration.model.request import Request
from orchestration.pipeline import run
from orchestration.proof.watching.wire import block, double, number, signed, span, varint

pytestmark = pytest.mark.live
yaml = YAML(typ="safe", pure=True)
METRIC, STEP, LONG = "http_server_request_duration_seconds", 15, 2 * 3600
"""Seconds between two samples, and how far back the first one lies."""
ZERO_UP_TO = 2.0**-20


@dataclass(frozen=True)
class Traffic:
    """One series: how many more observations each bucket holds after a step, by how long ago that is."""

    status: str
    schema: int
    buckets: Mapping[int, int]
    """Index → observations a step; the bucket's bounds are ``2^((index-1)/2^schema)`` and ``2^(index/2^schema)``."""
    zeros: int = 0
    until: int = 0
    """Seconds ago; none came since."""
    instance: str = "a"

    def at(self, ago: int) -> int:
        """Steps that were made until then."""
        return max(0, (LONG - max(ago, self.until)) // STEP)

    def shares(self, threshold: float, is_linear: bool) -> tuple[float, float]:
        """(observations above the threshold, all) a step. Within a bucket 2.42 and 2.53 were seen to interpolate linearly; 3 is documented to do so exponentially, and was not here to be tried."""
        above = 0.0
        for index, count in self.buckets.items():
            low, high = (2 ** (i / 2**self.schema) for i in (index - 1, index))
            if threshold <= low:
                above += count
            elif threshold < high:
                inside = (threshold - low) / (high - low) if is_linear else math.log(threshold / low) / math.log(high / low)
                above += count * (1 - inside)
        return above, self.zeros + sum(self.buckets.values())


# 0.5 s is 2^-1: a bound in each schema. 0.25 = 2^-2, 1 = 2^0.
STORIES: dict[str, tuple[str, tuple[Traffic, ...]]] = {
    "exact": ("99% availability, p95 < 500ms", (
        Traffic("200", 2, {-8: 400, -4: 500, -3: 20, 0: 30}, 50), Traffic("500", 2, {-12: 3, 5: 4}), Traffic("200", 3, {-9: 700, -8: 200, -7: 11, 3: 5}, 9, instance="b"), Traffic("200", 0, {-1: 90, 0: 10}, instance="c"))),
    "between": ("99% availability, p95 < 300ms", (Traffic("200", 2, {-8: 700, -7: 250, -6: 37, -5: 13}),)),
    "idle": ("99% availability, p95 < 500ms", (Traffic("200", 2, {-8: 80, 3: 20}, until=1200), Traffic("500", 2, {1: 7}, until=1200))),
    "quick": ("99% availability, p95 < 500ms", (Traffic("200", 2, {}, 100),)),
    "outage": ("99% availability, p95 < 500ms", (Traffic("500", 2, {9: 100}),)),
    "nothing": ("99% availability, p95 < 500ms", ()),
}
"""Service → its objectives, and its traffic."""


def message(service: str, one: Traffic, now: int) -> bytes:
    """``TimeSeries`` of a remote write request (prompb, types.proto)."""
    labels = {"__name__": METRIC, "http_response_status_code": one.status, "http_route": "/", "instance": one.instance, "job": service}
    found = b"".join(block(1, block(1, k) + block(2, v)) for k, v in sorted(labels.items()))
    for ago in range(LONG, -1, -STEP):
        steps = one.at(ago)
        count = steps * (one.zeros + sum(one.buckets.values()))
        body = number(1, count) + double(3, 0.1 * count) + signed(4, one.schema) + double(5, ZERO_UP_TO) + number(6, steps * one.zeros)
        at, last, spans, deltas = None, 0, b"", b""
        for index in sorted(one.buckets):
            spans += span(11, index if at is None else index - at - 1, 1)
            deltas += signed(12, steps * one.buckets[index] - last)
            at, last = index, steps * one.buckets[index]
        found += block(4, body + spans + deltas + number(15, (now - ago) * 1000))
    return block(1, found)


def snappy(data: bytes) -> bytes:
    """The block format with literals alone: allowed, and nothing to install."""
    pieces = (data[i : i + 65536] for i in range(0, len(data), 65536))
    return varint(len(data)) + b"".join(b"\xf4" + (len(p) - 1).to_bytes(2, "little") + p for p in pieces)


@dataclass
class Server:
    address: str
    version: tuple[int, int]
    now: int
    rules: dict[str, list[dict[str, Any]]]
    """Service → its rules."""

    def query(self, expr: str, at: float | None = None) -> list[tuple[dict[str, str], float]]:
        asked = urllib.parse.urlencode({"query": expr} | ({"time": at} if at else {}))
        status, text = ask(f"{self.address}/api/v1/query?{asked}")
        assert status == 200, text
        return [(r["metric"], float(r["value"][1])) for r in json.loads(text)["data"]["result"]]

    def recorded(self, name: str, service: str, slo: str) -> tuple[float, float] | None:
        """(when it was recorded, what)."""
        status, text = ask(f"{self.address}/api/v1/query?" + urllib.parse.urlencode({"query": f'{name}{{service="{service}",slo="{slo}"}}[1m]'}))
        assert status == 200, text
        rows = json.loads(text)["data"]["result"]
        return (float(rows[0]["values"][-1][0]), float(rows[0]["values"][-1][1])) if rows else None

    def expected(self, service: str, seconds: int, at: float, threshold: float) -> float:
        """The share above the threshold between the first and the last sample that a window holds."""
        inside = [ago for ago in range(LONG, -1, -STEP) if at - seconds <= self.now - ago <= at]
        bad = total = 0.0
        for one in STORIES[service][1]:
            steps = one.at(inside[-1]) - one.at(inside[0])
            above, whole = one.shares(threshold, self.version < (3, 0))
            bad, total = bad + above * steps, total + whole * steps
        return bad / total


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from tests.conftest import end_here

    from orchestration.edges.runner import which

    program = which("prometheus")
    if program is None:
        end_here("prometheus is not installed: apt-get install prometheus")
    folder, port, rules = tmp_path_factory.mktemp("native"), free_port(), {}
    for service, (wanted, _) in STORIES.items():
        made = run(Request("slo_sla", stack="nodejs", service_name=service, requirements=f"{wanted}, native histograms"), with_checks=False)
        texts = [a.text for a in made.artefacts if a.kind == "prometheus-rules"]
        for i, text in enumerate(texts):
            (folder / f"{service}-{i}.yml").write_text(text)
        rules[service] = [r for t in texts for g in yaml.load(t)["groups"] for r in g["rules"]]
    (folder / "prometheus.yml").write_text(json.dumps({"global": {"evaluation_interval": "1s"}, "rule_files": [f"{folder}/*-?.yml"]}))
    # Half a block back is as far as samples may be older than the newest one.
    argv = [str(program), "--storage.tsdb.min-block-duration=1d", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address={LOOPBACK}:{port}", "--enable-feature=native-histograms", "--web.enable-remote-write-receiver", "--log.level=warn"]
    with running(argv, folder / "log"):
        address = f"http://{LOOPBACK}:{port}"
        until(lambda: ask(f"{address}/-/ready")[0] == 200, folder / "log")
        version = json.loads(ask(f"{address}/api/v1/status/buildinfo")[1])["data"]["version"]
        now = int(time.time())
        body = snappy(b"".join(message(service, one, now) for service, (_, traffic) in STORIES.items() for one in traffic))
        request = urllib.request.Request(f"{address}/api/v1/write", body, {"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy", "X-Prometheus-Remote-Write-Version": "0.1.0"})
        try:
            urllib.request.urlopen(request, timeout=60).close()
        except urllib.error.HTTPError as error:
            pytest.fail(f"Prometheus refuses what it is sent: {error.read().decode()[:500]}")
        found = Server(address, tuple(int(n) for n in version.split(".")[:2]), now, rules)  # type: ignore[arg-type]
        until(lambda: found.recorded("slo:period_error_budget_remaining:ratio", "outage", "latency-p95") is not None, folder / "log")
        time.sleep(2)
        yield found


def until(condition: Callable[[], bool], log: Path) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < 30, log.read_text()[-2000:]
        time.sleep(0.2)


# ---- What is recorded


@pytest.mark.parametrize(("window", "seconds"), [("5m", 300), ("30m", 1800), ("1h", 3600)])
@pytest.mark.parametrize(("service", "slo", "threshold"), [("exact", "latency-p95", 0.5), ("between", "latency-p95", 0.3), ("quick", "latency-p95", 0.5), ("outage", "latency-p95", 0.5)])
def test_the_share_that_is_too_slow_is_the_buckets(server: Server, service: str, slo: str, threshold: float, window: str, seconds: int) -> None:
    at = server.recorded(f"slo:sli_error:ratio_rate{window}", service, slo)
    assert at is not None
    assert at[1] == pytest.approx(server.expected(service, seconds, at[0], threshold), abs=1e-9)


def test_the_figures_by_hand(server: Server) -> None:
    """Of 2032 requests a step 80 took longer than 0.5 s: 20 + 30 and 4 of the first two, 11 + 5 where buckets are half as wide, 10 where one spans (0.5, 1]. 7 failed."""
    slow, failed = (server.recorded("slo:sli_error:ratio_rate1h", "exact", slo) for slo in ("latency-p95", "availability"))
    assert slow and slow[1] == pytest.approx((20 + 30 + 4 + 11 + 5 + 10) / 2032, abs=1e-9)
    assert failed and failed[1] == pytest.approx(7 / 2032, abs=1e-9)


def test_between_two_bounds_it_is_interpolated(server: Server) -> None:
    """0.3 s lies in (2^-1.75, 2^-1.5], where 37 of 1000 are; 13 are above it."""
    low, high = 2**-1.75, 2**-1.5
    inside = (high - 0.3) / (high - low) if server.version < (3, 0) else math.log(high / 0.3) / math.log(high / low)
    at = server.recorded("slo:sli_error:ratio_rate1h", "between", "latency-p95")
    assert at and at[1] == pytest.approx((13 + 37 * inside) / 1000, abs=1e-9)


@pytest.mark.parametrize("slo", ["availability", "latency-p95"])
def test_when_nobody_comes_nothing_is_bad_and_nothing_is_lost(server: Server, slo: str) -> None:
    assert server.recorded("slo:sli_error:ratio_rate5m", "idle", slo) is None
    bad, total = (server.recorded(f"slo:sli_{name}:rate5m", "idle", slo) for name in ("bad", "total"))
    assert bad and total and bad[1] == total[1] == 0, "a NaN would stay in the period's sum"
    at = server.recorded("slo:sli_error:ratio_rate1h", "idle", slo)
    assert at and at[1] == pytest.approx({"availability": 7 / 107, "latency-p95": 27 / 107}[slo], abs=1e-9)


def test_who_is_called(server: Server) -> None:
    state = {(a["labels"]["service"], a["labels"]["alertname"]): a["state"] for a in json.loads(ask(f"{server.address}/api/v1/alerts")[1])["data"]["alerts"]}
    called = {name for (service, name), found in state.items() if service == "outage" and found == "firing"}
    assert called == {f"{slo}BudgetBurns{how}" for slo in ("Availability", "LatencyP95") for how in ("Fast", "Slowly")}
    assert {name for (service, name) in state if service == "nothing"} == {"AvailabilityNotMeasured", "LatencyP95NotMeasured"}
    assert not {name for (service, name) in state if service == "quick"}


def test_their_unit_tests_pass_or_this_promtool_is_said_to_be_too_old(require_tool: Callable[[str, str], str]) -> None:
    promtool = require_tool("promtool", "apt-get install prometheus")
    version = re.search(r"version (\d+)\.(\d+)", subprocess.run([promtool, "--version"], capture_output=True, text=True).stdout)
    assert version
    made = run(Request("slo_sla", stack="nodejs", service_name="api", requirements="99.9% availability, native histograms"))
    [tests] = [v for v in made.verdicts if v.check == "promtool" and v.subjects[0].endswith(".test.yml")]
    if (int(version[1]), int(version[2])) >= (2, 53):
        assert tests.state == "passed", tests
    else:
        assert tests.state == "not run" and tests.reason and "2.53" in tests.reason.en


# ---- What would be wrong

WRONG: dict[str, tuple[str, str, str, str]] = {
    "another threshold": ("exact", "slo:sli_error:ratio_rate1h", r"-Inf, 0\.5", "-Inf, 0.25"),
    "the share that is quick enough": ("exact", "slo:sli_error:ratio_rate1h", r"\(1 - (histogram_fraction\(.*?\)\)\))\)", r"(\1)"),
    "a lower bound above zero": ("exact", "slo:sli_error:ratio_rate1h", "-Inf", "0.1"),
    "a lower bound of zero where only the zero bucket is filled": ("quick", "slo:sli_error:ratio_rate1h", "-Inf", "0"),
    "seconds instead of requests": ("exact", "slo:sli_error:ratio_rate1h", r"histogram_count(?=.*> 0\)\Z)", "histogram_sum"),
    "another window": ("idle", "slo:sli_error:ratio_rate1h", r"\[1h\]", "[5m]"),
    "another job": ("exact", "slo:sli_error:ratio_rate1h", 'job="exact"', 'job="between"'),
    "NaN where nobody comes": ("idle", "slo:sli_bad:rate5m", r" > 0\)\)", "))"),
    "nothing where nobody comes": ("idle", "slo:sli_bad:rate5m", r"(?s) or 0 \* .*", ""),
    "divides by zero": ("idle", "slo:sli_error:ratio_rate5m", r" > 0\)\Z", ")"),
    "the buckets of a classic histogram": ("exact", "slo:sli_error:ratio_rate1h", METRIC, f"{METRIC}_bucket"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_rule_says_something_else(server: Server, name: str) -> None:
    """Or what is compared above would prove nothing."""
    service, record, old, new = WRONG[name]
    expr = next(r["expr"] for r in server.rules[service] if r.get("record") == record and r["labels"]["slo"] == "latency-p95")
    wrong = re.sub(old, new, expr)
    assert wrong != expr, expr
    right, other = ([v for _, v in server.query(e, server.now)] for e in (expr, wrong))
    assert not (len(right) == len(other) and all(abs(a - b) < 1e-9 for a, b in zip(right, other, strict=True)))
