"""The app and the services it talks to, on one machine: production-like and for development."""

from __future__ import annotations

from ...model.provider import Task
from ...model.text import Text
from .plan import plan
from .spec import specify

TASK = Task("docker_compose", "infrastructure", Text("Docker Compose", "Docker Compose"), specify, plan)
