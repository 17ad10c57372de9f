"""Who a command asks what the vocabulary does not know: a model where there is a key, nobody where there is none or none is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..model.llm import FAULTS
from ..model.text import Language, Text
from .options import Decorated

if TYPE_CHECKING:
    from ..llm.leash import Purse
    from ..llm.mind import LlmMind

_SYSTEM_PROMPT = "You are an engineer of a DevOps squad."


@dataclass(frozen=True, slots=True)
class Asking:
    """What the options say."""

    offline: bool = False
    model: str | None = None
    budget: float | None = None
    deadline: float | None = None
    show_prompts: bool = False
    no_llm_cache: bool = False

    def mind(self, project: str | Path | None, say: Callable[[str], None], language: Language, purse: Purse | None = None) -> LlmMind | None:
        """None: nobody is asked.

        Args:
            purse: what several runs have in common.
        """
        key = os.environ.get("OPENROUTER_API_KEY") or None
        if self.offline or (key is None and not self.show_prompts):
            return None
        from ..agents.devops_squad.agent import DEFAULT_MODEL
        from ..llm.leash import DEADLINE_SECONDS, USD_PER_CALL, Purse
        from ..llm.mind import LlmMind, Settings

        usd = USD_PER_CALL if self.budget is None else self.budget
        settings = Settings(key, self.model or os.environ.get("DEVOPS_SQUAD_MODEL") or DEFAULT_MODEL, _SYSTEM_PROMPT, os.environ.get("OPENROUTER_BASE_URL") or None, Purse(usd, purse), usd, deadline_seconds=self.deadline or DEADLINE_SECONDS,
                            with_cache=not self.no_llm_cache, show=_show if self.show_prompts else None, say=lambda step: say(_words(step, language)))
        return LlmMind(settings, str(project) if project else None)


def _show(body: bytes) -> None:
    """The body of the request, byte for byte, on standard output."""
    out = sys.stdout.buffer
    out.write(body + b"\n")
    out.flush()


def _words(step: str, language: Language) -> str:
    if step in FAULTS:
        return FAULTS[step][0].in_(language)
    return Text("asking the model", "le modèle est interrogé").in_(language) if step.startswith("asking") else step


def asking_options(command: Decorated) -> Decorated:
    """What a command that may ask a model can be told; collected into ``asking``."""
    names = ("offline", "model", "budget", "deadline", "show_prompts", "no_llm_cache")

    @wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        return command(*args, asking=Asking(**{name: options.pop(name) for name in names}), **options)

    found: Decorated = gathered
    for option in reversed((
        click.option("--offline", is_flag=True, help="Ask no language model, even where OPENROUTER_API_KEY is set."),
        click.option("--model", default=None, metavar="NAME", help="The gateway's name of the model; default: DEVOPS_SQUAD_MODEL, else one that is known to do."),
        click.option("--budget", type=click.FloatRange(0), default=None, metavar="USD", help="The most the model may cost in this run."),
        click.option("--deadline", type=click.FloatRange(0.5, 3600), default=None, metavar="SECONDS", help="After which the result is there, with the model's answer or without it."),
        click.option("--show-prompts", is_flag=True, help="Print what would be sent to the model, exactly, and send and write nothing."),
        click.option("--no-llm-cache", is_flag=True, help="Ask again, even where the same was answered before."),
    )):
        found = option(found)
    return found
