"""Objectives, the rules that watch them, and the agreement about them."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan
from .spec import specify

TASK = Task("slo_sla", "monitoring", Text("Objectives: rules, unit tests, OpenSLO, SLA, error budget", "Objectifs : règles, tests unitaires, OpenSLO, SLA, budget d'erreur"), specify, plan)
