"""Structured logs that hold no secret, and the way to where they are kept."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan, specify

TASK = Task("logging", "monitoring", Text("Structured logs: JSON, trace ids, masking", "Journaux structurés : JSON, identifiants de trace, masquage"), specify, plan)
