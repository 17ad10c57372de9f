"""Alerts about symptoms, routed to people, each with its runbook."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan
from .spec import specify

TASK = Task("alerts", "monitoring", Text("Alerts: Prometheus rules, Alertmanager routes, or Datadog monitors; runbooks", "Alertes : règles Prometheus, routes Alertmanager, ou moniteurs Datadog ; runbooks"), specify, plan)
