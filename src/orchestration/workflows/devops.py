"""The workflow's public face: a request in, the three agents' work in its order, one result out."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..agents.devops_squad.agent import Agent
from ..agents.devops_squad.infrastructure_engineer import InfrastructureEngineerAgent
from ..agents.devops_squad.monitoring_engineer import MonitoringEngineerAgent
from ..agents.devops_squad.security_engineer import SecurityEngineerAgent
from ..model.errors import SquadError
from ..model.text import LANGUAGES
from .conductor import conduct, failed
from .outline import Outline, Step, outline

DATABASE = "DEVOPS_SQUAD_DATABASE_URL"
"""Names the database of durable workflows: ``sqlite:///FILE`` or ``postgresql://…``."""


class DevOpsWorkflow:
    """Runs the agents' tasks phase by phase; tasks of one phase run side by side, and one that fails loses nothing of the others.

    Args:
        api_key: as the agents'.
        language: of reports where a request names none.
        durable: every step's result is stored, and whoever runs the same request again after a kill goes on where it ended; None: where ``DEVOPS_SQUAD_DATABASE_URL`` is set.
        database_url: where; None: that variable, else a SQLite file of the user's.
        on_event: told of each phase and task as it starts and ends; may be called from another thread.
        notifies: Slack and PagerDuty are told of the outcome where they are configured.
        options: of the agents: ``offline``, ``model``, ``system_prompt``, ``base_url``, ``deadline_seconds``, ``use_cache`` …; ``budget_usd`` is the whole workflow's.
    """

    def __init__(self, api_key: str | None = None, *, language: str = "en", durable: bool | None = None, database_url: str | None = None, on_event: Callable[[dict[str, Any]], None] | None = None, notifies: bool = True,
                 **options: Any) -> None:
        self.api_key = None if options.get("offline") else api_key or os.environ.get("OPENROUTER_API_KEY") or None
        self.language = language
        self.database_url = database_url or os.environ.get(DATABASE) or None
        self.durable = durable if durable is not None else self.database_url is not None
        self.on_event, self.notifies = on_event, notifies
        self.agents = agents(self.api_key, language, **options)

    async def execute(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """``{"task", "stack", "platform", "security_level", "monitoring", …}`` → the result of :func:`orchestration.workflows.conductor.conduct`, with ``notifications`` and, where it is durable, ``workflow_id``.

        ``tasks`` instead of ``task`` is a list of one's own; see :func:`orchestration.workflows.outline.outline`. A bad value is a result with ``status="error"``, never an exception.
        """
        language = self.language if self.language in LANGUAGES else "en"
        try:
            what = outline(request, language)
        except SquadError as error:
            named = request.get("task") if isinstance(request, Mapping) else None
            return failed(str(named or ""), error.what.in_(language) + (f"; {error.todo.in_(language)}" if error.todo else ""), language)  # type: ignore[arg-type]
        # Programs and services are waited for in there; a thread keeps the caller's loop free.
        return await asyncio.to_thread(self._run, what, dict(request))

    def _run(self, what: Outline, request: dict[str, Any]) -> dict[str, Any]:
        if self.durable:
            from .durable import run

            return run(self, what, request)
        found = conduct(what, self.side_by_side, self.tell)
        return found | {"notifications": self.notified(found, what, request)}

    def tell(self, event: dict[str, Any]) -> None:
        if self.on_event is not None:
            self.on_event(event)

    def notified(self, found: Mapping[str, Any], what: Outline, request: Mapping[str, Any]) -> list[dict[str, str]]:
        if not self.notifies:
            return []
        from .notices import notify

        return notify(found, request, mark(request), what.language)

    def side_by_side(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """Each step's result, in their order."""
        if not steps:
            return []
        with ThreadPoolExecutor(max_workers=len(steps), thread_name_prefix="workflow") as pool:
            return list(pool.map(self._told, steps))

    def step(self, step: Step) -> dict[str, Any]:
        """One task of one agent, by whoever's thread this is."""
        return asyncio.run(self.agents[step.phase].execute({"task_type": step.task, **step.given}))

    def _told(self, step: Step) -> dict[str, Any]:
        found = self.step(step)
        self.tell({"event": "task", "phase": step.phase, "task": step.task, "status": found["status"]})
        return found


def agents(api_key: str | None, language: str, *, budget_usd: float | None = None, **options: Any) -> dict[str, Agent]:
    """The three agents by their phase; they share one purse where there is anybody to pay."""
    purse = None
    if api_key is not None:
        from ..llm.leash import USD_PER_RUN, Purse

        purse = Purse(USD_PER_RUN if budget_usd is None else budget_usd)
    kinds = {"infrastructure": InfrastructureEngineerAgent, "security": SecurityEngineerAgent, "monitoring": MonitoringEngineerAgent}
    return {phase: kind(api_key, language=language, purse=purse, **options) for phase, kind in kinds.items()}


def mark(request: Mapping[str, Any]) -> str:
    """The same for the same request, whoever makes it and when."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()[:24]
