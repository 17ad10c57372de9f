"""What Sentry's API takes: a project's settings, monitors that watch spans, alerts that say who is told of an issue.

Source: Sentry's published API schema (repository getsentry/sentry-api-schema, August 2026): "Create a Monitor for a project", "Create an Alert for an Organization", "Create a New Project";
issue alert and metric alert rules (``/rules/``, ``/alert-rules/``) are in it no longer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

HIGH, RESOLVED = 75, 0
"""Priorities of the issue a monitor makes."""
FEEDBACK = 6
"""The category of issues that users wrote."""
EVERY_MINUTES = 30
"""How often one issue may notify, at most."""
SLACK = "<integration:slack>"
"""Stands for the id that Sentry gave the workspace; ``apply.sh`` looks it up."""


def project(name: str, slug: str, platform: str) -> str:
    return _dumped({"name": name, "slug": slug, "platform": platform, "default_rules": False})


def latency_monitor(name: str, description: str, percentile: str, milliseconds: int, environment: str) -> str:
    """Requests that are slower than ``milliseconds``, over an hour."""
    source = {"aggregate": f"{percentile}(span.duration)", "dataset": "events_analytics_platform", "environment": environment, "eventTypes": ["trace_item_span"], "query": "span.op:http.server",
              "queryType": 1, "timeWindow": 3600, "extrapolationMode": "unknown"}
    conditions = [{"type": "gt", "comparison": milliseconds, "conditionResult": HIGH}, {"type": "lte", "comparison": milliseconds, "conditionResult": RESOLVED}]
    return _dumped({"name": name, "type": "metric_issue", "description": description, "data_sources": [source], "config": {"detectionType": "static"},
                    "condition_group": {"logic_type": "any", "conditions": conditions}, "enabled": True})


def alert(name: str, triggers: Sequence[str], environment: str | None, *, category: int = 0, slack_channel: str = "") -> str:
    """Who is told when one of ``triggers`` happens to an issue: those it is assigned to, else the project's members; and a channel."""
    conditions = [{"type": "issue_category", "comparison": {"value": category}, "conditionResult": True}] if category else []
    actions: list[dict[str, Any]] = [{"type": "email", "integrationId": None, "data": {"fallthroughType": "ActiveMembers"}, "config": {"targetType": "issue_owners", "targetDisplay": None, "targetIdentifier": ""}, "status": "active"}]
    if slack_channel:
        actions.append({"type": "slack", "integrationId": SLACK, "data": {}, "config": {"targetType": "specific", "targetIdentifier": "", "targetDisplay": slack_channel}, "status": "active"})
    return _dumped({"name": name, "enabled": True, "environment": environment, "config": {"frequency": EVERY_MINUTES},
                    "triggers": {"logic_type": "any-short", "conditions": [{"type": kind, "comparison": True, "conditionResult": True} for kind in triggers]},
                    "action_filters": [{"logic_type": "all", "conditions": conditions, "actions": actions}]})


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
