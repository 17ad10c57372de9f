"""What Prometheus recorded during a proof, as values: how fast each budget burnt, when each alert was pending and firing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...checks.reading import promql
from ...documents.promql import matchers
from . import quicker
from .report import Arrival, Burn, Limit, Line, Stretch

RATIO, OBJECTIVE, PERIOD = "slo:sli_error:ratio_rate", "slo:objective:ratio", "slo:time_period:days"
"""The names sloth records under, and so do we; other rules have no objective that could be drawn."""
Between = Callable[[str], Iterable[Mapping[str, Any]]]
"""A query → its series over the whole proof, as Prometheus' ``query_range`` answers (``metric``, ``values``)."""


def burns(rules: Iterable[Mapping[str, Any]], between: Between, zero: float) -> tuple[Burn, ...]:
    """Every objective the rules record, in their order.

    Args:
        zero: the proof's second 0, in seconds since 1970.
    """
    rules = tuple(rules)
    found = []
    for rule in rules:
        if rule.get("record") != OBJECTIVE or (target := _constant(str(rule["expr"]))) is None or not 0 < target < 1:
            continue
        own = {k: str(v) for k, v in (rule.get("labels") or {}).items()}
        days = next((_constant(str(r["expr"])) for r in rules if r.get("record") == PERIOD and _is_of(r.get("labels") or {}, own)), None) or 0.0
        windows = {str(r["record"]).removeprefix(RATIO) for r in rules if str(r.get("record", "")).startswith(RATIO) and _is_of(r.get("labels") or {}, own)}
        lines = [Line(w, _points(between(f"{RATIO}{w}{matchers(own)}"), zero, 1 - target)) for w in sorted(windows, key=quicker.seconds)]
        limits, alerts = _limits(rules, own, 1 - target)
        found.append(Burn(own.get("service", own.get("sloth_service", "")), own.get("slo", own.get("sloth_slo", "")), 100 * target, days, tuple(lines), limits, alerts))
    return tuple(found)


def _is_of(labels: Mapping[str, Any], own: Mapping[str, str]) -> bool:
    return all(labels.get(k) == v for k, v in own.items())


def _constant(expression: str) -> float | None:
    """``vector(0.999)`` → 0.999, and what else of numbers alone comes to one; None: it reads a series."""
    try:
        return _value(promql.parse(expression))
    except promql.Unreadable:
        return None


def _value(node: Any) -> float | None:
    match type(node).__name__:
        case "NumberLiteral":
            return float(node.val)
        case "ParenExpr":
            return _value(node.expr)
        case "Call" if node.func.name == "vector":
            return _value(node.args[0])
        case "BinaryExpr":
            left, right = _value(node.lhs), _value(node.rhs)
            if left is None or right is None:
                return None
            work = {"*": lambda: left * right, "+": lambda: left + right, "-": lambda: left - right, "/": lambda: left / right if right else None}.get(str(node.op))
            return work() if work else None
    return None


def _limits(rules: Iterable[Mapping[str, Any]], own: Mapping[str, str], budget: float) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    """What each alert compares this objective's ratios with; and the alerts that read any series of it."""
    limits: dict[tuple[str, str, float], Limit] = {}
    alerts: list[str] = []
    for rule in rules:
        if "alert" not in rule:
            continue
        name = str(rule["alert"])
        try:
            tree = promql.parse(str(rule["expr"]))
        except promql.Unreadable:
            continue
        reads = _is_of(rule.get("labels") or {}, own)
        for node in promql.nodes(tree):
            if type(node).__name__ == "VectorSelector" and str(node.name).startswith("slo:") and _asks_for(node, own):
                reads = True
            if type(node).__name__ != "BinaryExpr" or str(node.op) not in (">", ">=") or type(node.lhs).__name__ != "VectorSelector":
                continue
            side, threshold = node.lhs, _value(node.rhs)
            if threshold is not None and str(side.name).startswith(RATIO) and _asks_for(side, own):
                window = str(side.name).removeprefix(RATIO)
                limit = Limit(name, window, threshold / budget)
                limits.setdefault((name, window, round(limit.burn_rate, 6)), limit)
        if reads:
            alerts.append(name)
    return tuple(sorted(limits.values(), key=lambda x: (-x.burn_rate, x.alert, quicker.seconds(x.window)))), tuple(alerts)


def _asks_for(selector: Any, own: Mapping[str, str]) -> bool:
    asked = {m.name: m.value for m in selector.matchers.matchers if not re.search("Not|Re", str(m.op))}
    return all(asked.get(k) == v for k, v in own.items())


def _points(series: Iterable[Mapping[str, Any]], zero: float, budget: float) -> tuple[tuple[float, float], ...]:
    """Of several series under one name the worst counts."""
    worst: dict[float, float] = {}
    for one in series:
        for moment, text in one.get("values") or []:
            value = float(text)
            if math.isfinite(value):
                second = round(float(moment) - zero, 3)
                worst[second] = max(worst.get(second, -math.inf), value / budget)
    return tuple(sorted(worst.items()))


def stretches(series: Iterable[Mapping[str, Any]], zero: float, step_seconds: float) -> dict[tuple[str, str], tuple[Stretch, ...]]:
    """(alert, ``pending`` or ``firing``) → when it was; instances of one alert count as one."""
    moments: dict[tuple[str, str], set[float]] = {}
    for one in series:
        labels = one.get("metric") or {}
        at = moments.setdefault((str(labels.get("alertname")), str(labels.get("alertstate"))), set())
        at |= {round(float(m) - zero, 3) for m, _ in one.get("values") or []}
    return {key: _joined(sorted(at), step_seconds) for key, at in moments.items()}


def _joined(moments: list[float], step_seconds: float) -> tuple[Stretch, ...]:
    found: list[list[float]] = []
    for moment in moments:
        if found and moment - found[-1][1] < 1.5 * step_seconds:
            found[-1][1] = moment
        else:
            found.append([moment, moment])
    return tuple((begin, end + step_seconds) for begin, end in found)


def arrivals(told: Iterable[tuple[float, str, bool]]) -> tuple[Arrival, ...]:
    """What was news to each route: the first word of an alert, then each time it is the other one."""
    last: dict[str, bool] = {}
    found = []
    for second, route, is_all_clear in told:
        if last.get(route, True) != is_all_clear:
            found.append(Arrival(round(second, 3), route, is_all_clear))
        last[route] = is_all_clear
    return tuple(found)
