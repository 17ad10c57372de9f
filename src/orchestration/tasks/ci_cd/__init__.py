"""A pipeline that tests every change, builds once, and promotes the same bytes from environment to environment."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan
from .spec import specify

TASK = Task("ci_cd", "infrastructure", Text("CI/CD pipeline", "Pipeline CI/CD"), specify, plan)
