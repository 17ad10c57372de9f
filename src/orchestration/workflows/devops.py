"""The three phases of a delivery in order: infrastructure, security, monitoring; what blocks is said, what is missing too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from ..agents.devops_squad.infrastructure_engineer import InfrastructureEngineerAgent
from ..agents.devops_squad.monitoring_engineer import MonitoringEngineerAgent
from ..agents.devops_squad.security_engineer import SecurityEngineerAgent

PHASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "deploy_new_feature": {"infrastructure": ("ci_cd",), "security": ("audit",), "monitoring": ("health_checks", "dashboards", "alerts")},
    "setup_new_app": {"infrastructure": ("dockerfile", "docker_compose", "ci_cd"), "security": ("headers", "rate_limit", "secrets"),
                      "monitoring": ("sentry", "health_checks", "logging", "dashboards", "slo_sla")},
    "security_audit": {"infrastructure": (), "security": ("audit", "dependencies", "headers"), "monitoring": ()},
    "production_monitoring": {"infrastructure": (), "security": (), "monitoring": ("slo_sla", "dashboards", "alerts", "sentry")},
}
"""Task of the workflow → phase → tasks of the contract."""
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "low": ("critical",), "medium": ("critical", "high"), "high": ("critical", "high", "medium"), "strict": ("critical", "high", "medium", "low"),
}
"""What each security level lets no deployment pass with; a severity nobody states never passes: nobody says that it is less."""


class DevOpsWorkflow:
    """Runs the agents' tasks phase by phase; tasks of one phase run side by side, and one that fails loses nothing of the others."""

    def __init__(self, api_key: str | None = None, *, language: str = "en") -> None:
        self.api_key = api_key or os.environ.get("OPENROUTER_API_KEY") or None
        self.agents = {"infrastructure": InfrastructureEngineerAgent(self.api_key, language=language), "security": SecurityEngineerAgent(self.api_key, language=language),
                       "monitoring": MonitoringEngineerAgent(self.api_key, language=language)}

    async def execute(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """``{"task", "stack", "platform", "security_level", "monitoring", …}`` → ``{"status", "phases", "blocked", "blocked_by", "summary"}``.

        ``status``: ``success`` (every task), ``partial`` (some tasks ended in an error, the others' results stand),
        ``blocked`` (security refuses), ``error`` (an unknown value, or no task worked).
        """
        given = dict(request)
        name = str(given.pop("task", "deploy_new_feature"))
        level, monitoring = str(given.pop("security_level", "medium")), str(given.pop("monitoring", "basic"))
        for value, allowed, key in ((name, tuple(PHASES), "task"), (level, tuple(BLOCKS), "security_level"), (monitoring, ("none", "basic", "full"), "monitoring")):
            if value not in allowed:
                return {"status": "error", "task": name, "phases": {}, "blocked": False, "blocked_by": [], "summary": f"unknown {key}: {value!r}; one of: {', '.join(allowed)}"}
        phases: dict[str, Any] = {}
        blocked_by: list[dict[str, Any]] = []
        for phase, tasks in PHASES[name].items():
            if phase == "monitoring":
                tasks = () if monitoring == "none" else tasks[:1] if monitoring == "basic" else tasks
            if blocked_by:
                phases[phase] = {"status": "blocked", "results": {}}
                continue
            if phase == "security" and not given.get("code") and not given.get("project"):
                # Only a stack's name is known: what is going to be deployed is what was made here.
                made = [f for p in phases.values() for r in p["results"].values() for f in r["files"]]
            else:
                made = []
            results = await asyncio.gather(*(self.agents[phase].execute({"task_type": task, **given, **({"files": made} if made and task == "audit" else {})}) for task in tasks))
            by_task = dict(zip(tasks, results, strict=True))
            phases[phase] = {"status": _status(r["status"] for r in results), "results": by_task}
            if phase == "security":
                blocked_by = [v for r in results for v in r["vulnerabilities"] if v.get("severity") in (*BLOCKS[level], "unknown")]
        states = [p["status"] for p in phases.values() if p["results"]]
        status = "blocked" if blocked_by else _status(states)
        return {"status": status, "task": name, "phases": phases, "blocked": bool(blocked_by), "blocked_by": blocked_by, "summary": _summary(phases)}


def _status(states: Any) -> str:
    found = set(states)
    if found <= {"success"}:
        return "success"
    return "error" if found == {"error"} else "partial"


def _summary(phases: Mapping[str, Any]) -> str:
    return "; ".join(f"{phase}: {p['status']}" + (" (" + ", ".join(f"{t} {r['status']}" for t, r in p["results"].items()) + ")" if p["results"] else "") for phase, p in phases.items())
