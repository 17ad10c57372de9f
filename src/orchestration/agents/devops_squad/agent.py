"""What the three agents have in common: key, model, memory, leash, and the way from a call to a Request and back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ... import pipeline
from ...door import contract, request_of
from ...model.errors import BadValue, SquadError
from ...model.request import Request
from ...model.result import Result
from ...model.text import Text

if TYPE_CHECKING:
    from ...llm.leash import Purse
    from ...llm.mind import LlmMind

DEFAULT_MODEL = "anthropic/claude-sonnet-4.5"
"""Gateway name of the language model that may help to understand; nothing needs it."""
_BRIEF = 400
"""Characters of an outcome that the conversation carries along."""


class Agent:
    """One agent of the squad.

    Args:
        api_key: key of the model gateway; None: ``OPENROUTER_API_KEY`` from the environment. Without either the agent
            works with its own engine alone and says so in ``metadata``.
        model: the gateway's name of a model.
        system_prompt: instructions for the model, in front of the task's own.
        language: of reports and comments where a call names none, ``"en"`` or ``"fr"``.
        base_url: the gateway's address; None: ``OPENROUTER_BASE_URL`` from the environment, else OpenRouter's own. HTTPS, or this machine.
        budget_usd: for all calls of this agent together; a call of its own never takes more than ``usd_per_call``.
        usd_per_call: see above.
        deadline_seconds: after which a call's result is there, with the model's answer or without it.
        use_cache: an unchanged question is answered from the user's cache.
        offline: no model is asked, whatever key there is.
        on_progress: told in a few words what is going on: ``"profile"``, a task's id, ``"asking"``, a fault's code, ``"checks"`` …; may be called from another thread.
        purse: what a run has in common; None: this agent pays for itself.
    """

    role = ""

    def __init__(self, api_key: str | None = None, model: str = DEFAULT_MODEL, system_prompt: str | None = None, *, language: str = "en", base_url: str | None = None, budget_usd: float | None = None,
                 usd_per_call: float | None = None, deadline_seconds: float | None = None, use_cache: bool = True, offline: bool = False, on_progress: Callable[[str], None] | None = None, purse: Purse | None = None) -> None:
        self.api_key = None if offline else api_key or os.environ.get("OPENROUTER_API_KEY") or None
        self.model = model
        self.system_prompt = system_prompt or f"You are the {self.role} engineer of a DevOps squad."
        self.language = language
        self.base_url, self.budget_usd, self.usd_per_call, self.deadline_seconds, self.use_cache, self.on_progress = base_url, budget_usd, usd_per_call, deadline_seconds, use_cache, on_progress
        self._memory: list[dict[str, str]] = []
        self._purse, self._run_purse = None, purse

    @property
    def tasks(self) -> tuple[str, ...]:
        """The contract's tasks of this agent."""
        return pipeline.AGENTS[self.role]

    def get_memory(self) -> list[dict[str, str]]:
        """The conversation so far: ``{"role", "content"}``, oldest first; a copy."""
        return [dict(m) for m in self._memory]

    def clear_memory(self) -> None:
        self._memory.clear()

    async def stream(self, task: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """As :meth:`execute`, told while it goes on: ``{"event": "progress", "step"}`` for each step, at last ``{"event": "result", "result"}``."""
        steps: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        done = asyncio.ensure_future(self._execute(task, lambda step: loop.call_soon_threadsafe(steps.put_nowait, step)))
        done.add_done_callback(lambda _: steps.put_nowait(None))
        try:
            while (step := await steps.get()) is not None:
                yield {"event": "progress", "step": step}
            yield {"event": "result", "result": await done}
        finally:
            done.cancel()

    async def execute(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """Any task of this agent, by ``task_type``; see the contract for the other keys. A bad value is a result with ``status="error"``, never an exception."""
        return await self._execute(task, self.on_progress)

    async def _execute(self, task: Mapping[str, Any], progress: Callable[[str], None] | None) -> dict[str, Any]:
        given = dict(task) if isinstance(task, Mapping) else {}
        name = str(given.pop("task_type", ""))
        given.setdefault("language", self.language)
        if name not in self.tasks:
            error = BadValue(Text(f"unknown task_type for this agent: {name!r}", f"task_type inconnu pour cet agent : {name!r}"), Text("valid: " + ", ".join(self.tasks), "valides : " + ", ".join(self.tasks)))
            language = given["language"] if given["language"] in ("en", "fr") else "en"
            return self._remember(Request(name, language=language), contract(Result(Request(name, language=language), "error", error=error)))
        request = request_of(name, given)
        # Programs are waited for in there; a thread keeps the caller's loop free for the other agents.
        result = await asyncio.to_thread(self._run, request, progress)
        return self._remember(request, result)

    def _run(self, request: Request, progress: Callable[[str], None] | None) -> dict[str, Any]:
        mind = self._mind(request, progress)
        try:
            found = pipeline.run(request, progress=progress, mind=mind)
        except SquadError as error:
            found = Result(request, "error", error=error)
        if found.llm is None and mind is not None:
            found = replace(found, llm=mind.idle(Text("nothing was made that it could help with", "rien n'a été produit qu'il aurait pu aider")))
        return contract(found)

    def _mind(self, request: Request, progress: Callable[[str], None] | None) -> LlmMind | None:
        """Who is asked what the vocabulary does not know; None without a key."""
        if not self.api_key:
            return None
        from ...llm.leash import DEADLINE_SECONDS, USD_PER_AGENT, USD_PER_CALL, Purse
        from ...llm.mind import LlmMind, Settings

        if self._purse is None:
            self._purse = Purse(USD_PER_AGENT if self.budget_usd is None else self.budget_usd, self._run_purse)
        words = _words(request)
        # What was said in the same words is the same question, not a conversation about it.
        before = [m for i, m in enumerate(self._memory) if self._memory[i - i % 2]["content"] != words]
        settings = Settings(self.api_key, self.model, self.system_prompt, self.base_url or os.environ.get("OPENROUTER_BASE_URL") or None, self._purse, USD_PER_CALL if self.usd_per_call is None else self.usd_per_call,
                            deadline_seconds=DEADLINE_SECONDS if self.deadline_seconds is None else self.deadline_seconds, memory=tuple({"role": m["role"], "content": _brief(m)} for m in before),
                            with_cache=self.use_cache, say=progress or (lambda _: None))
        return LlmMind(settings, request.project)

    def _remember(self, request: Request, result: dict[str, Any]) -> dict[str, Any]:
        self._memory += [{"role": "user", "content": _words(request)}, {"role": "assistant", "content": result["output"]}]
        return result


def _words(request: Request) -> str:
    return f"{request.task}: stack={request.stack or '-'} platform={request.platform or '-'} {request.requirements}".strip()


def _brief(turn: Mapping[str, str]) -> str:
    """What the conversation carries of a turn: the caller's words, or what became of each clause; a report holds much of the project."""
    if turn["role"] == "user":
        return turn["content"]
    kept = [line for line in turn["content"].split("\n") if line.startswith(("# ", "- ✅ **", "- 🟡 **", "- ❌ **"))]
    return "\n".join(line.split("”:")[0] for line in kept)[:_BRIEF] or "done"
