"""What the three agents have in common: key, model, memory, and the way from a call to a Request and back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from ... import pipeline
from ...door import contract, request_of
from ...model.errors import BadValue, SquadError
from ...model.request import Request
from ...model.result import Result
from ...model.text import Text

DEFAULT_MODEL = "anthropic/claude-sonnet-4.5"
"""Gateway name of the language model that may help to understand; nothing needs it."""


class Agent:
    """One agent of the squad.

    Args:
        api_key: key of the model gateway; None: ``OPENROUTER_API_KEY`` from the environment. Without either the agent
            works with its own engine alone and says so in ``metadata``.
        model: the gateway's name of a model.
        system_prompt: instructions for the model, in front of the task's own.
        language: of reports and comments where a call names none, ``"en"`` or ``"fr"``.
    """

    role = ""

    def __init__(self, api_key: str | None = None, model: str = DEFAULT_MODEL, system_prompt: str | None = None, *, language: str = "en") -> None:
        self.api_key = api_key or os.environ.get("OPENROUTER_API_KEY") or None
        self.model = model
        self.system_prompt = system_prompt or f"You are the {self.role} engineer of a DevOps squad."
        self.language = language
        self._memory: list[dict[str, str]] = []

    @property
    def tasks(self) -> tuple[str, ...]:
        """The contract's tasks of this agent."""
        return pipeline.AGENTS[self.role]

    def get_memory(self) -> list[dict[str, str]]:
        """The conversation so far: ``{"role", "content"}``, oldest first; a copy."""
        return [dict(m) for m in self._memory]

    def clear_memory(self) -> None:
        self._memory.clear()

    async def execute(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """Any task of this agent, by ``task_type``; see the contract for the other keys. A bad value is a result with ``status="error"``, never an exception."""
        given = dict(task) if isinstance(task, Mapping) else {}
        name = str(given.pop("task_type", ""))
        given.setdefault("language", self.language)
        if name not in self.tasks:
            error = BadValue(Text(f"unknown task_type for this agent: {name!r}", f"task_type inconnu pour cet agent : {name!r}"), Text("valid: " + ", ".join(self.tasks), "valides : " + ", ".join(self.tasks)))
            language = given["language"] if given["language"] in ("en", "fr") else "en"
            return self._remember(Request(name, language=language), contract(Result(Request(name, language=language), "error", error=error)))
        request = request_of(name, given)
        # Programs are waited for in there; a thread keeps the caller's loop free for the other agents.
        result = await asyncio.to_thread(_run, request)
        return self._remember(request, result)

    def _remember(self, request: Request, result: dict[str, Any]) -> dict[str, Any]:
        words = f"{request.task}: stack={request.stack or '-'} platform={request.platform or '-'} {request.requirements}".strip()
        self._memory += [{"role": "user", "content": words}, {"role": "assistant", "content": result["output"]}]
        return result


def _run(request: Request) -> dict[str, Any]:
    try:
        return contract(pipeline.run(request))
    except SquadError as error:
        return contract(Result(request, "error", error=error))
