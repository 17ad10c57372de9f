"""A dashboard whose every panel can be shown to return data."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan, specify

TASK = Task("dashboards", "monitoring", Text("Grafana dashboard with its provisioning, or Datadog's", "Tableau de bord Grafana et son provisionnement, ou celui de Datadog"), specify, plan)
