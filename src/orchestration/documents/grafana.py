"""Grafana's dashboards as it stores them (schema version 39, read by Grafana 10.4 and later)."""

from __future__ import annotations

import json
from typing import Any

from ..model.dashboard import Dashboard, Panel
from ..model.text import Language
from .promql import selector, series, written

COLUMNS = 24
_EVERY = "$__rate_interval"
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def grafana(board: Dashboard, language: Language) -> str:
    """The file's text; panels flow from left to right, each row under its heading."""
    panels: list[dict[str, Any]] = []
    y = 0
    for row in board.rows:
        panels.append({"id": len(panels) + 1, "type": "row", "title": row.title.in_(language), "collapsed": False, "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1}, "panels": []})
        x, y, tallest = 0, y + 1, 0
        for panel in row.panels:
            if x + panel.width > COLUMNS:
                x, y, tallest = 0, y + tallest, 0
            panels.append(_panel(panel, board.service, len(panels) + 1, x, y, language))
            x, tallest = x + panel.width, max(tallest, panel.height)
        y += tallest
    document = {
        "uid": board.uid, "title": board.title, "tags": list(board.tags), "schemaVersion": 39, "version": 1, "editable": True, "graphTooltip": 1, "refresh": "30s", "timezone": "browser",
        "time": {"from": "now-6h", "to": "now"}, "fiscalYearStartMonth": 0, "liveNow": False, "weekStart": "",
        "templating": {"list": _variables(board)},
        "annotations": {"list": [{"name": "Deploys" if language == "en" else "Déploiements", "datasource": _SOURCE, "enable": True, "hide": False, "iconColor": "blue", "expr": _deploys(board.service), "step": "60s",
                                  "titleFormat": "{{service_version}}", "textFormat": "{{deployment_environment_name}}", "useValueForTime": False}]},
        "links": [{"title": title, "type": "link", "url": url, "targetBlank": True, "icon": "doc", "tooltip": "", "tags": [], "asDropdown": False, "includeVars": False, "keepTime": False} for title, url in board.links],
        "panels": panels,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _deploys(service: str) -> str:
    """PromQL that yields something at each deploy: a version that was not there five minutes before."""
    by, version = "count by (service_version, deployment_environment_name)", selector("target_info", {"job": service})
    return f"{by} ({version}) unless {by} ({version} offset 5m)"


def _variables(board: Dashboard) -> list[dict[str, Any]]:
    query = f"label_values({series(board.routes, board.service)}, {board.route_label})"
    return [
        {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "current": {}, "hide": 0, "includeAll": False, "multi": False, "options": [], "refresh": 1, "regex": "", "skipUrlSync": False},
        {"name": "route", "label": "Route", "type": "query", "datasource": _SOURCE, "definition": query, "query": {"query": query, "refId": "routes"}, "current": {"text": "All", "value": "$__all"},
         "hide": 0, "includeAll": True, "allValue": ".*", "multi": True, "options": [], "refresh": 2, "regex": "", "skipUrlSync": False, "sort": 1},
    ]


def _panel(panel: Panel, service: str, number: int, x: int, y: int, language: Language) -> dict[str, Any]:
    steps = [{"value": s.value, "color": s.colour} for s in panel.steps] or [{"value": None, "color": "green"}]
    defaults: dict[str, Any] = {"unit": panel.unit, "color": {"mode": "thresholds" if panel.steps and panel.shape != "timeseries" else "palette-classic"}, "thresholds": {"mode": "absolute", "steps": steps}}
    if panel.minimum is not None:
        defaults["min"] = panel.minimum
    if panel.maximum is not None:
        defaults["max"] = panel.maximum
    if panel.shape == "timeseries":
        defaults["custom"] = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 10, "showPoints": "never", "spanNulls": False, "thresholdsStyle": {"mode": "dashed" if panel.steps else "off"}}
    options: dict[str, Any] = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []}, "tooltip": {"mode": "multi", "sort": "desc"}} if panel.shape == "timeseries" else {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    found = {"id": number, "type": panel.shape, "title": panel.title.in_(language), "description": panel.why.in_(language), "datasource": _SOURCE, "gridPos": {"x": x, "y": y, "w": panel.width, "h": panel.height},
             "fieldConfig": {"defaults": defaults, "overrides": []}, "options": options,
             "targets": [{"refId": chr(ord("A") + i), "datasource": _SOURCE, "expr": written(ask.measure, service, _EVERY), "legendFormat": ask.legend or "__auto", "editorMode": "code", "range": panel.shape == "timeseries", "instant": panel.shape != "timeseries"} for i, ask in enumerate(panel.asks)]}
    if panel.runbook:
        found["links"] = [{"title": "Runbook", "url": panel.runbook, "targetBlank": True}]
    return found
