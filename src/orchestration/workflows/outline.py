"""What a workflow is: phases in an order, the tasks of each, and what may not pass. Data; nothing here runs anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.errors import BadValue
from ..model.text import LANGUAGES, Language, Text, same
from ..pipeline import AGENTS, agent_of

PHASES = ("infrastructure", "security", "monitoring")
"""In this order: what is made is looked at before it may be deployed, and watched from then on."""
WORKFLOWS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "deploy_new_feature": {"infrastructure": ("ci_cd",), "security": ("audit",), "monitoring": ("health_checks", "dashboards", "alerts")},
    "setup_new_app": {"infrastructure": ("dockerfile", "docker_compose", "ci_cd"), "security": ("headers", "rate_limit", "secrets"),
                      "monitoring": ("health_checks", "logging", "sentry", "dashboards", "slo_sla")},
    "security_audit": {"security": ("audit", "dependencies", "headers")},
    "production_monitoring": {"monitoring": ("slo_sla", "dashboards", "alerts", "sentry")},
}
"""Name of a workflow → phase → tasks of the contract."""
BASIC: Mapping[str, tuple[str, ...]] = {"deploy_new_feature": ("health_checks",), "setup_new_app": ("health_checks", "logging"), "production_monitoring": ("slo_sla", "alerts")}
"""What ``monitoring="basic"`` keeps of the last phase: that somebody notices at all. ``full`` keeps all of it, ``none`` nothing."""
LEVELS: Mapping[str, tuple[str, ...]] = {
    "low": ("critical",), "medium": ("critical", "high"), "high": ("critical", "high", "medium"), "strict": ("critical", "high", "medium", "low"),
}
"""What each security level lets no deployment pass with. A severity nobody states never passes: nobody says that it is less."""
NEEDS_A_LOOK = ("high", "strict")
"""Levels at which an audit that ended in an error, or could not look at everything, lets nothing pass either."""
MONITORING = ("none", "basic", "full")
GATES = ("audit", "dependencies")
"""Tasks whose findings may block what comes after."""


@dataclass(frozen=True, slots=True)
class Step:
    """One task of one phase: the smallest thing that is done, stored and never done twice."""

    phase: str
    task: str
    given: Mapping[str, Any]
    """The contract's keys for ``execute``, without ``task_type``."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A workflow as it is asked for."""

    task: str
    phases: tuple[tuple[str, tuple[Step, ...]], ...]
    level: str
    monitoring: str
    language: Language


def outline(request: Mapping[str, Any], language: str = "en") -> Outline:
    """
    Args:
        request: ``task`` (a workflow's name, or nothing where there are ``tasks``), ``tasks`` (names of the contract's, or objects with ``task_type`` and the task's own keys), ``security_level``, ``monitoring``, ``language``, and
            what all tasks share: ``stack``, ``platform``, ``project``, ``requirements`` …

    Raises:
        BadValue: a value that is none of the allowed ones.
    """
    if not isinstance(request, Mapping):
        raise BadValue(Text("a workflow's request is an object of names and values", "la demande d'un workflow est un objet de noms et de valeurs"), same('{"task": "deploy_new_feature", "stack": "nextjs", "platform": "vercel"}'))
    given = dict(request)
    spoken = _one_of(given.pop("language", language), LANGUAGES, "language")
    level = _one_of(given.pop("security_level", "medium"), tuple(LEVELS), "security_level")
    monitoring = _one_of(given.pop("monitoring", "basic"), MONITORING, "monitoring")
    tasks = given.pop("tasks", None)
    name = given.pop("task", None)
    shared = {**given, "language": spoken}
    if tasks is not None:
        own = [_own(item, shared) for item in _list(tasks)]
        steps = tuple((phase, tuple(s for s in own if s.phase == phase)) for phase in PHASES)
        return Outline(str(name or "custom"), tuple(p for p in steps if p[1]), level, "full", spoken)  # type: ignore[arg-type]
    name = _one_of(name if name is not None else "deploy_new_feature", tuple(WORKFLOWS), "task")
    phases = []
    for phase, wanted in WORKFLOWS[name].items():
        if phase == "monitoring":
            wanted = () if monitoring == "none" else BASIC[name] if monitoring == "basic" else wanted
        phases.append((phase, tuple(Step(phase, task, shared) for task in wanted)))
    return Outline(name, tuple(phases), level, monitoring, spoken)  # type: ignore[arg-type]


def _one_of(value: Any, allowed: tuple[str, ...], key: str) -> str:
    if value not in allowed:
        raise BadValue(Text(f"unknown {key}: {value!r}", f"{key} inconnu : {value!r}"), Text("one of: " + ", ".join(allowed), "au choix : " + ", ".join(allowed)))
    return value


def _list(tasks: Any) -> list[Any]:
    if not isinstance(tasks, list | tuple) or not tasks:
        raise BadValue(Text("tasks must be a list of at least one task", "tasks doit être une liste d'au moins une tâche"), Text("valid: " + ", ".join(t for ts in AGENTS.values() for t in ts), "valides : " + ", ".join(t for ts in AGENTS.values() for t in ts)))
    return list(tasks)


def _own(item: Any, shared: Mapping[str, Any]) -> Step:
    own = dict(item) if isinstance(item, Mapping) else {"task_type": item}
    name = own.pop("task_type", None)
    phase = agent_of(name) if isinstance(name, str) else None
    if phase is None:
        raise BadValue(Text(f"unknown task: {name!r}", f"tâche inconnue : {name!r}"), Text("valid: " + ", ".join(t for ts in AGENTS.values() for t in ts), "valides : " + ", ".join(t for ts in AGENTS.values() for t in ts)))
    return Step(phase, name, {**shared, **own})
