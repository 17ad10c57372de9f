"""The tasks that have an engine, by the contract's names."""

from __future__ import annotations

from ..model.provider import Task
from . import alerts, audit, ci_cd, dashboards, dependencies, docker_compose, dockerfile, health_checks, logging, sentry, slo_sla

TASKS: dict[str, Task] = {
    "alerts": alerts.TASK,
    "audit": audit.TASK,
    "ci_cd": ci_cd.TASK,
    "dashboards": dashboards.TASK,
    "dependencies": dependencies.TASK,
    "docker_compose": docker_compose.TASK,
    "dockerfile": dockerfile.TASK,
    "health_checks": health_checks.TASK,
    "logging": logging.TASK,
    "sentry": sentry.TASK,
    "slo_sla": slo_sla.TASK,
}
