"""A production image for one application."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan
from .spec import specify

TASK = Task("dockerfile", "infrastructure", Text("Dockerfile", "Dockerfile"), specify, plan)
