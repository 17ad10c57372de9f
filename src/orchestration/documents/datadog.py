"""Datadog's dashboards, monitors, objectives and check configuration, in the form its public API and its Agent read.

Sources: Datadog's API reference, "Dashboards" (v1), "Monitors" (v1), "Service Level Objectives" (v1), "Metrics: tag configuration" (v2), as
the models of datadog-api-client 2.62 hold them; ``openmetrics.d/conf.yaml`` as datadog-checks-base 38.7.0 reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from ..model.dashboard import Dashboard, Panel, Step
from ..model.measure import Counts, Objectives, Rate, Top, When
from ..model.objective import Objective
from ..model.text import Language
from .datadog_query import Formula, NotInDatadog, formula

COLUMNS = 12
_UNITS: Mapping[str, Mapping[str, str]] = {
    "percentunit": {"unit_name": "fraction"}, "s": {"unit_name": "second"}, "bytes": {"unit_name": "byte"},
    "reqps": {"unit_name": "request", "per_unit_name": "second"}, "ops": {"unit_name": "operation", "per_unit_name": "second"},
}
"""Grafana's id of a unit → Datadog's (documentation, "Metrics units")."""
_PALETTES = {"green": "white_on_green", "yellow": "white_on_yellow", "orange": "white_on_yellow", "red": "white_on_red", "blue": "black_on_light_green"}
DEPLOYS = "kind:deploy"
"""How a deploy's event is found; ``monitoring/datadog/README.md`` says how it is sent."""


@dataclass(frozen=True, slots=True)
class Slo:
    """An objective as Datadog keeps it."""

    objective: Objective
    title: str
    days: int
    """7, 30 or 90."""
    kind: Literal["metric", "time_slice"]

    @property
    def reference(self) -> str:
        """Stands for the id Datadog gives it, which nobody knows before."""
        return f"<slo:{self.objective.id}>"


@dataclass(frozen=True, slots=True)
class Monitor:
    """A condition Datadog watches."""

    name: str
    kind: Literal["query alert", "slo alert", "composite", "service check"]
    query: str
    message: str
    priority: int
    tags: tuple[str, ...]
    critical: Decimal | None = None
    recovery: Decimal | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def figure(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


# --- dashboards -------------------------------------------------------------------------------------------------------

def dashboard(board: Dashboard, language: Language, defaults: Mapping[str, str], slos: Sequence[Slo], description: str) -> str:
    """The file's text: each row a group, panels from left to right in it.

    Args:
        defaults: what its variables begin with: ``{"service": "api", "env": "production"}``.
        description: what else has to be said to its reader.
    """
    scope = ",".join(f"${name}" for name in (*defaults, "version"))
    widgets, y = [], 0
    for row in board.rows:
        inner, x, top, tallest = [], 0, 0, 0
        for definition, width, height in (made for panel in row.panels for made in _widgets(panel, scope, language, slos)):
            if x + width > COLUMNS:
                x, top, tallest = 0, top + tallest, 0
            inner.append({"definition": definition, "layout": {"x": x, "y": top, "width": width, "height": height}})
            x, tallest = x + width, max(tallest, height)
        if inner:
            group = {"type": "group", "title": row.title.in_(language), "layout_type": "ordered", "show_title": True, "widgets": inner}
            widgets.append({"definition": group, "layout": {"x": 0, "y": y, "width": COLUMNS, "height": top + tallest + 1}})
            y += top + tallest + 1
    return _json({
        "title": board.title, "description": description, "layout_type": "ordered", "reflow_type": "fixed", "tags": [],
        "template_variables": [*({"name": name, "prefix": name, "available_values": [], "defaults": [value]} for name, value in defaults.items()),
                               *({"name": name, "prefix": prefix, "available_values": [], "defaults": ["*"]} for name, prefix in (("version", "version"), ("route", board.route_label)))],
        "widgets": widgets,
    })


def _widgets(panel: Panel, scope: str, language: Language, slos: Sequence[Slo]) -> Iterable[tuple[dict[str, Any], int, int]]:
    """(definition, width, height) of each widget that shows what the panel shows."""
    asked = panel.asks[0].measure
    width, height = panel.width // 2, max(1, round(panel.height * 3 / 8))
    if isinstance(asked, Objectives):
        yield from _objectives(panel, asked, width, height, language, slos)
        return
    formulas = []
    for ask in panel.asks:
        try:
            formulas.append((formula(ask.measure, scope), "" if "{{" in ask.legend else ask.legend))
        except NotInDatadog:
            continue
    if not formulas:
        return
    queries, written = _numbered([f for f, _ in formulas])
    shown = [{"formula": text, **({"alias": alias} if alias else {}), **_unit(panel)} for text, (_, alias) in zip(written, formulas, strict=True)]
    found = _head(panel, language)
    if panel.shape == "timeseries":
        yield found | {"type": "timeseries", "show_legend": True, "legend_layout": "auto", "legend_columns": ["avg", "max", "value"],
                       "requests": [{"response_format": "timeseries", "queries": [_metric_query(*q) for q in queries], "formulas": shown, "display_type": "line"}, _deploys(scope)],
                       **_axis(panel), **({"markers": markers} if (markers := _markers(panel.steps)) else {})}, width, height
        return
    one = [{"response_format": "scalar", "queries": [_metric_query(*q) | {"aggregator": "last"} for q in queries], "formulas": shown, **({"conditional_formats": formats} if (formats := _formats(panel.steps)) else {})}]
    several = isinstance(asked, Top) or bool(getattr(asked, "by", ()))
    # Of several answers a query value would show only one.
    yield (found | {"type": "toplist", "requests": one} if several else found | {"type": "query_value", "autoscale": True, "precision": 2, "requests": one}), width, height


def _numbered(formulas: Sequence[Formula]) -> tuple[list[tuple[str, str]], list[str]]:
    """Queries under names of their own, and the formulas with these."""
    queries = [(f"query{i}{name}", query) for i, one in enumerate(formulas, 1) for name, query in zip("abc", one.queries, strict=False)]
    return queries, [one.named(f"query{i}") for i, one in enumerate(formulas, 1)]


def _metric_query(name: str, query: str) -> dict[str, Any]:
    return {"data_source": "metrics", "name": name, "query": query}


def _head(panel: Panel, language: Language) -> dict[str, Any]:
    # A path inside the repository leads nowhere from Datadog.
    links = [{"label": "Runbook", "link": panel.runbook}] if "://" in panel.runbook else []
    return {"title": panel.title.in_(language), "description": panel.why.in_(language), **({"custom_links": links} if links else {})}


def _unit(panel: Panel) -> dict[str, Any]:
    unit = _UNITS.get(panel.unit)
    return {"number_format": {"unit": {"type": "canonical_unit", **unit}}} if unit else {}


def _axis(panel: Panel) -> dict[str, Any]:
    bounds = {name: str(figure(Decimal(str(value)))) for name, value in (("min", panel.minimum), ("max", panel.maximum)) if value is not None}
    return {"yaxis": {"include_zero": panel.minimum == 0, **bounds}} if bounds else {}


def _markers(steps: tuple[Step, ...]) -> list[dict[str, str]]:
    kinds = {"yellow": "warning dashed", "orange": "warning dashed", "red": "error dashed", "green": "ok dashed", "blue": "info dashed"}
    return [{"value": f"y = {figure(Decimal(str(s.value)))}", "display_type": kinds[s.colour]} for s in steps if s.value is not None]


def _formats(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """The highest step first: the first one that holds is shown."""
    rising = [{"comparator": ">=", "value": figure(Decimal(str(s.value))), "palette": _PALETTES[s.colour]} for s in reversed(steps) if s.value is not None]
    below = [{"comparator": "<", "value": figure(Decimal(str(steps[1].value))), "palette": _PALETTES[steps[0].colour]}] if len(steps) > 1 else []
    return rising + below


def _deploys(scope: str) -> dict[str, Any]:
    search = " ".join([DEPLOYS, *(part for part in scope.split(",") if part != "$version")])
    return {"response_format": "timeseries", "display_type": "overlay", "style": {"palette": "purple"},
            "queries": [{"data_source": "events", "name": "deploys", "search": {"query": search}, "compute": {"aggregation": "count"}, "indexes": ["*"], "group_by": []}]}


def _objectives(panel: Panel, asked: Objectives, width: int, height: int, language: Language, slos: Sequence[Slo]) -> Iterable[tuple[dict[str, Any], int, int]]:
    if not slos or asked.figure == "target":
        # Datadog's own widget of an objective shows its target.
        return
    if panel.shape == "timeseries":
        measure = {"burn-rate": "burn_rate", "remaining": "error_budget_remaining"}[asked.figure]
        queries = [{"data_source": "slo", "name": f"slo{i}", "slo_id": s.reference, "slo_query_type": s.kind, "measure": measure, "group_mode": "overall"} for i, s in enumerate(slos, 1)]
        yield _head(panel, language) | {"type": "timeseries", "show_legend": True, "requests": [{"response_format": "timeseries", "queries": queries, "display_type": "line",
                                        "formulas": [{"formula": f"slo{i}", "alias": s.title} for i, s in enumerate(slos, 1)]}]}, COLUMNS // 2, height
        return
    for one in slos:
        yield {"type": "slo", "title": one.title, "slo_id": one.reference, "view_type": "detail", "view_mode": "overall", "show_error_budget": True, "time_windows": [f"{one.days}d"]}, COLUMNS // min(3, len(slos)), 3


# --- objectives -------------------------------------------------------------------------------------------------------

def slo(one: Slo, environment: str, scope: str, tags: Sequence[str], description: str) -> str:
    """The file's text.

    Raises:
        NotInDatadog: what it measures cannot be asked there.
    """
    target, window = float(one.objective.percent), f"{one.days}d"
    head = {"name": f"[{environment}] {one.title}", "description": description, "tags": list(tags), "type": one.kind, "timeframe": window, "target_threshold": target, "thresholds": [{"timeframe": window, "target": target}]}
    return _json(head | _measured(one.objective.indicator.asked, scope))


def _measured(asked: Counts | When | None, scope: str) -> dict[str, Any]:
    match asked:
        case Counts(good, every):
            return {"query": {"numerator": formula(Rate(good), scope, "as_count").inline, "denominator": formula(Rate(every), scope, "as_count").inline}}
        case When(measure, comparison, threshold, minutes):
            [queries, [text]] = _numbered([formula(measure, scope, "as_count")])
            return {"sli_specification": {"time_slice": {"comparator": comparison, "threshold": figure(threshold), "query_interval_seconds": minutes * 60,
                                                         "query": {"formulas": [{"formula": text}], "queries": [_metric_query(*q) for q in queries]}}}}
    raise NotInDatadog("it is measured by PromQL of its own")


# --- monitors ---------------------------------------------------------------------------------------------------------

def monitor(one: Monitor) -> str:
    """The file's text."""
    thresholds = {name: figure(value) for name, value in (("critical", one.critical), ("critical_recovery", one.recovery)) if value is not None}
    options = {**({"thresholds": thresholds} if thresholds else {}), **one.options}
    return _json({"name": one.name, "type": one.kind, "query": one.query, "message": one.message, "tags": list(one.tags), "priority": one.priority, "options": options})


def percentiles(metric: str) -> str:
    """What has Datadog compute percentiles of a distribution; the bounds of buckets are of no use as tags there."""
    return _json({"data": {"type": "manage_tags", "id": metric, "attributes": {"metric_type": "distribution", "include_percentiles": True, "exclude_tags_mode": True, "tags": ["lower_bound", "upper_bound"]}}})
