"""Errors, traces and sessions at Sentry, with nothing of a person in them."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan, specify

TASK = Task("sentry", "monitoring", Text("Sentry: errors, performance, replay, releases", "Sentry : erreurs, performances, relecture, versions"), specify, plan)
