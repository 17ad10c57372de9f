"""Datadog's queries as a tree: a small, strict reader of what its documentation describes, since Datadog publishes no grammar and no parser.

Sources: Datadog's API reference, "Create a monitor" (query types), and its documentation, "Querying", "Advanced filtering", "Functions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

FUNCTIONS = frozenset(["abs", "log2", "log10", "cumsum", "integral", "count_nonzero", "count_not_null", "fill", "default_zero", "top", "bottom", "per_second", "per_minute", "per_hour", "dt", "diff", "monotonic_diff", "derivative",
                       "rollup", "moving_rollup", "ewma_3", "ewma_5", "ewma_10", "ewma_20", "median_3", "median_5", "median_7", "median_9", "autosmooth", "hour_before", "day_before", "week_before", "month_before", "timeshift",
                       "calendar_shift", "clamp_min", "clamp_max", "cutoff_min", "cutoff_max", "exclude_null", "anomalies", "outliers", "forecast", "robust_trend", "trend_line", "piecewise_constant", "min", "max", "avg", "sum"])
_AGGREGATOR = re.compile(r"avg|sum|min|max|count|p(?:\d{1,2}|100)(?:\.\d{1,2})?")
_TOKEN = re.compile(r"""\s*(?:(?P<query>[a-z][a-z0-9.]*:[A-Za-z][\w.]*\{[^{}]*\}(?:\s*by\s*\{[^{}]*\})?)|(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)|(?P<string>'[^']*'|"[^"]*")|(?P<name>[A-Za-z_]\w*)|(?P<sign>[-+*/(),.]))""")
_QUERY = re.compile(r"(?P<aggregator>[^:]+):(?P<metric>[^{]+)\{(?P<scope>[^}]*)\}(?:\s*by\s*\{(?P<by>[^}]*)\})?")
_FILTER = re.compile(r"\*|!?\$\w+(?:\.value)?|!?[A-Za-z][\w./-]*:(?:[^\s,(){}!]|\*)+")
_BOOLEAN = re.compile(r"\b(?:AND|OR|NOT|IN|and|or|not|in)\b")
_WINDOW = re.compile(r"last_(?P<count>\d+)(?P<unit>m|h|d|w|mo)")
_MONITOR = re.compile(r"(?P<reduce>avg|sum|min|max|percentile)\(\s*(?P<window>[\w]+)\s*\)\s*:(?P<expr>.*?)(?P<comparison>>=|<=|==|!=|>|<)\s*(?P<figure>-?\d+(?:\.\d+)?)\s*", re.S)
_BURN = re.compile(r'burn_rate\("(?P<slo>[^"]+)"\)\.over\("(?P<over>\w+)"\)\.long_window\("(?P<long>\w+)"\)\.short_window\("(?P<short>\w+)"\)\s*(?P<comparison>>=|>)\s*(?P<figure>\d+(?:\.\d+)?)')
_CHECK = re.compile(r'"(?P<check>[\w.]+)"\.over\((?P<over>"[^"]*"(?:,"[^"]*")*)\)(?:\.by\((?P<by>"[^"]*"(?:,"[^"]*")*)\))?\.last\((?P<last>\d+)\)\.count_by_status\(\)')
MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080, "mo": 43200}


class Unreadable(ValueError):
    """None of Datadog's queries."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One query of a metric."""

    aggregator: str
    metric: str
    scope: tuple[str, ...]
    by: tuple[str, ...]
    modifiers: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reader:
    text: str
    names: frozenset[str]
    """What a formula may name; for a query, nothing."""
    tokens: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0
    found: list[Metric] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    def read(self) -> None:
        end = 0
        while end < len(self.text.rstrip()):
            match = _TOKEN.match(self.text, end)
            if match is None:
                raise Unreadable(f"not understood from here: {self.text[end:end + 40]!r}")
            self.tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            end = match.end()
        self.sum()
        if self.at < len(self.tokens):
            raise Unreadable(f"not expected: {self.tokens[self.at][1]!r}")

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, *wanted: str) -> bool:
        if self.peek()[0] == "sign" and self.peek()[1] in wanted:
            self.at += 1
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise Unreadable(f"{sign!r} is missing before {self.peek()[1]!r}" if self.peek()[1] else f"{sign!r} is missing at the end")

    def sum(self) -> None:
        self.product()
        while self.take("+", "-"):
            self.product()

    def product(self) -> None:
        self.one()
        while self.take("*", "/"):
            self.one()

    def one(self) -> None:
        kind, text = self.peek()
        self.at += 1
        if kind == "sign" and text == "-":
            self.one()
        elif kind == "sign" and text == "(":
            self.sum()
            self.need(")")
        elif kind == "number":
            return
        elif kind == "query":
            self.found.append(self.query(text))
        elif kind == "name" and self.peek() == ("sign", "("):
            if text not in FUNCTIONS:
                raise Unreadable(f"there is no function {text}()")
            self.at += 1
            self.arguments()
        elif kind == "name" and text in self.names:
            self.used.append(text)
        else:
            raise Unreadable(f"not expected: {text!r}" if text else "it ends too early")

    def arguments(self) -> None:
        while not self.take(")"):
            if self.peek()[0] in ("string",) or (self.peek()[0] == "name" and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] in (",", ")") and self.peek()[1] not in self.names):
                self.at += 1
            else:
                self.sum()
            if not self.take(","):
                self.need(")")
                return

    def query(self, text: str) -> Metric:
        match = _QUERY.fullmatch(text)
        assert match
        if not _AGGREGATOR.fullmatch(match["aggregator"]):
            raise Unreadable(f"no aggregator: {match['aggregator']!r}")
        scope = match["scope"].strip()
        filters = tuple(part.strip() for part in re.split(r"[,\s()]+", _BOOLEAN.sub(" ", scope)) if part.strip()) if _BOOLEAN.search(scope) else tuple(part.strip() for part in scope.split(","))
        for one in filters:
            if not _FILTER.fullmatch(one) and not (_BOOLEAN.search(scope) and re.fullmatch(r"!?[\w./*-]+", one)):
                raise Unreadable(f"no filter: {one!r}")
        by = tuple(part.strip() for part in match["by"].split(",")) if match["by"] is not None else ()
        if any(not re.fullmatch(r"[A-Za-z][\w./-]*|\$\w+", tag) for tag in by):
            raise Unreadable(f"no tags to group by: {match['by']!r}")
        modifiers = []
        while self.peek() == ("sign", ".") and self.at + 1 < len(self.tokens):
            self.at += 1
            name = self.peek()[1]
            if name not in FUNCTIONS | {"as_count", "as_rate", "weighted"}:
                raise Unreadable(f"there is no modifier .{name}()")
            self.at += 1
            self.need("(")
            self.arguments()
            modifiers.append(name)
        return Metric(match["aggregator"], match["metric"], filters, by, tuple(modifiers))


def queries(text: str) -> tuple[Metric, ...]:
    """The metrics an expression asks for.

    Raises:
        Unreadable: with the reason.
    """
    reader = _Reader(text, frozenset())
    reader.read()
    if not reader.found:
        raise Unreadable("it asks for no metric")
    return tuple(reader.found)


def formula(text: str, names: frozenset[str]) -> tuple[str, ...]:
    """The queries a formula names.

    Raises:
        Unreadable: with the reason.
    """
    reader = _Reader(text, names)
    reader.read()
    return tuple(reader.used)


@dataclass(frozen=True, slots=True)
class Watched:
    """A metric monitor's query."""

    reduce: str
    minutes: int
    metrics: tuple[Metric, ...]
    comparison: str
    figure: Decimal


@dataclass(frozen=True, slots=True)
class Burn:
    """A burn-rate alert's query."""

    slo: str
    over_days: int
    long_minutes: int
    short_minutes: int
    figure: Decimal


@dataclass(frozen=True, slots=True)
class Checked:
    """A service check monitor's query."""

    check: str
    over: tuple[str, ...]
    by: tuple[str, ...]
    last: int


def _minutes(text: str) -> int:
    match = re.fullmatch(r"(\d+)([mhd])", text)
    if match is None:
        raise Unreadable(f"no time: {text!r}")
    return int(match[1]) * MINUTES[match[2]]


def watched(text: str) -> Watched:
    """Raises:
        Unreadable: with the reason.
    """
    match = _MONITOR.fullmatch(text.strip())
    if match is None:
        raise Unreadable("no monitor's query: reduce(last_5m):query > figure")
    window = _WINDOW.fullmatch(match["window"])
    if window is None:
        raise Unreadable(f"no window: {match['window']!r}")
    return Watched(match["reduce"], int(window["count"]) * MINUTES[window["unit"]], queries(match["expr"]), match["comparison"], Decimal(match["figure"]))


def burn(text: str) -> Burn:
    """Raises:
        Unreadable: with the reason.
    """
    match = _BURN.fullmatch(text.strip())
    if match is None:
        raise Unreadable('no burn rate: burn_rate("id").over("30d").long_window("1h").short_window("5m") > figure')
    return Burn(match["slo"], _minutes(match["over"]) // MINUTES["d"], _minutes(match["long"]), _minutes(match["short"]), Decimal(match["figure"]))


def checked(text: str) -> Checked:
    """Raises:
        Unreadable: with the reason.
    """
    match = _CHECK.fullmatch(text.strip())
    if match is None:
        raise Unreadable('no check\'s query: "check".over("tag").by("tag").last(2).count_by_status()')
    return Checked(match["check"], _quoted(match["over"]), _quoted(match["by"] or ""), int(match["last"]))


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]*)"', text))


def variables(metric: Metric) -> Iterator[str]:
    """The template variables it names."""
    for part in (*metric.scope, *metric.by):
        if found := re.fullmatch(r"!?\$(\w+?)(?:\.value)?", part):
            yield found[1]
