"""The conversation with the model itself, by pydantic-ai: one tool to call, and a bounded number of corrections. The only module that loads its libraries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..model.llm import LlmFault
from .errand import TOOL, Broken, Prompt
from .leash import ANSWERS, CallLeash

T = TypeVar("T")


def ask(settings: Any, words: Prompt, history: Sequence[tuple[str, str]], schema: Mapping[str, Any], leash: CallLeash, judge: Callable[[Any, bool], T]) -> tuple[Any, T]:
    """The arguments the model called the tool with, and what they mean.

    Args:
        settings: :class:`orchestration.llm.mind.Settings`.
        judge: what the arguments mean, and whether no correction follows; raises Broken where they do not hold.

    Raises:
        LlmFault: there is no answer that holds.
    """
    try:
        from pydantic_ai import Agent, ModelRetry, StructuredDict, ToolOutput, UsageLimits
        from pydantic_ai.exceptions import UnexpectedModelBehavior
        from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
        from pydantic_ai.models.openrouter import OpenRouterModel, OpenRouterModelSettings
        from pydantic_ai.providers.openrouter import OpenRouterProvider

        from ..edges.gateway import Door, address
    except ImportError as error:
        raise LlmFault("not-installed", error.name or "") from None
    import httpx2
    from openai import AsyncOpenAI

    url = address(settings.base_url)
    name = settings.model if "/" in settings.model else f"openrouter/{settings.model}"
    size = len(words.system.encode()) + len(words.user.encode()) + len(json.dumps(schema)) + sum(len(text) for _, text in history)
    asked = OpenRouterModelSettings(max_tokens=leash.out_left, temperature=0.0, openrouter_usage={"include": True},
                                    openrouter_provider={"data_collection": "deny", "max_price": leash.max_price(size)})  # type: ignore[typeddict-item]
    before: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart(text)]) if role == "user" else ModelResponse(parts=[TextPart(text)]) for role, text in history]

    async def conversation() -> tuple[Any, T]:
        async with httpx2.AsyncClient(transport=Door(leash, TOOL, url), timeout=None) as client:
            gateway = AsyncOpenAI(base_url=url, api_key=settings.key or "none", max_retries=0, http_client=client,
                                  default_headers={"X-Title": "devops-squad"})
            agent = Agent(OpenRouterModel(name, provider=OpenRouterProvider(openai_client=gateway)), instructions=words.system, retries={"output": ANSWERS - 1, "tools": 1},
                          output_type=ToolOutput(StructuredDict(dict(schema), name=TOOL, description=schema["description"]), name=TOOL))
            held: list[T] = []
            answers = 0

            @agent.output_validator
            async def holds(arguments: Any) -> Any:
                nonlocal answers
                answers += 1
                try:
                    # The engine's own work: in a thread, so that the deadline can end the wait for it.
                    held[:] = [await asyncio.to_thread(judge, arguments, answers >= ANSWERS)]
                except Broken as why:
                    leash.overcome.append("invalid-answer")
                    raise ModelRetry(f"{why}. Call {TOOL} again; leave out what you are not sure of.") from None
                return arguments

            async with asyncio.timeout(max(0.0, leash.seconds_left())):
                done = await agent.run(words.user, message_history=before or None, model_settings=asked, usage_limits=UsageLimits(request_limit=ANSWERS))
            return done.output, held[0]

    try:
        return asyncio.run(conversation())
    except TimeoutError:
        raise LlmFault("deadline") from None
    except UnexpectedModelBehavior:
        raise _last(leash, "invalid-answer") from None
    except LlmFault:
        raise
    except Exception as error:
        raise _last(leash, "unexpected", type(error).__name__) from None


def _last(leash: CallLeash, code: str, more: str = "") -> LlmFault:
    """What the gateway said last, where it was that; else what the answers were."""
    return leash.fault if leash.fault is not None else LlmFault(code, more)
