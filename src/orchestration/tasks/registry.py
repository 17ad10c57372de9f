"""The tasks that have an engine, by the contract's names; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.provider import Task
from ..model.registry import Registry

TASKS: Mapping[str, Task] = Registry(__package__, ("alerts", "audit", "ci_cd", "dashboards", "dependencies", "docker_compose", "dockerfile", "health_checks", "logging", "sentry", "slo_sla"), "TASK")
