"""Prometheus' rules file: one document, since of several only the first would be loaded, and in silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..model.rules import Alert, Recording, RuleGroup
from .promql import template
from .yaml import Note, dump


def rules_file(groups: Iterable[RuleGroup], header: str = "") -> str:
    """The file's text."""
    return dump({"groups": [Note(_group(g), gap=True) for g in groups]}, header)


def _group(group: RuleGroup) -> dict[str, Any]:
    return {"name": group.name, **({"interval": group.interval} if group.interval else {}), "rules": [_rule(r) for r in group.rules]}


def _rule(rule: Recording | Alert) -> dict[str, Any]:
    if isinstance(rule, Recording):
        return {"record": rule.record, "expr": rule.expr, **({"labels": dict(rule.labels)} if rule.labels else {})}
    found: dict[str, Any] = {"alert": rule.alert, "expr": rule.expr}
    if rule.for_:
        found["for"] = rule.for_
    # An alert's labels are expanded as templates, too; a recording's are not.
    return found | {"labels": {**{name: template(value) for name, value in rule.labels.items()}, "priority": rule.priority}, "annotations": dict(rule.annotations)}
