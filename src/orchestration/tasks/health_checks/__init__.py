"""Liveness, readiness and startup, and a shutdown that drops nobody."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan, specify

TASK = Task("health_checks", "monitoring", Text("Health endpoints, graceful shutdown, probes", "Points de santé, arrêt en douceur, sondes"), specify, plan)
