"""A model that can be asked: builds the question, holds the leash, keeps answers, and gives back what holds. A fault is a value; the engine never waits for it beyond the deadline."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..edges.answer_cache import recall, remember
from ..edges.tree import DirectoryTree
from ..model.llm import Answer, Consultation, LlmFault, Mending, Question, Review
from ..model.text import Text
from .errand import Broken, Errand, Prompt
from .leash import DEADLINE_SECONDS, TOKENS_IN, TOKENS_OUT, USD_PER_CALL, CallLeash, Purse
from .redaction import Sieve, known_secrets
from .settling import Settling

FORM = 1
"""Of what is kept of an answer; another form is asked for anew."""
MOST_TURNS, MOST_CHARACTERS = 6, 600
"""Of the conversation that is carried along, and of each turn of it."""
_PLACEHOLDER = re.compile(r"(?i)^(?:$|<.*>|\[.*\]|\{.*\}|\$.*|your[-_ ].*|my[-_ ]?(?:api[-_ ]?)?key|(?:api[-_ ]?)?key|xxx+.*|\*+|\.+|…+|change[-_ ]?me.*|placeholder.*|dummy.*|fake.*|example.*|sk-or-(?:v1-)?(?:x+|\.+|…|your.*)|sk-x+|todo|none|null|undefined|test|secret|insert.*|replace.*|put[-_ ].*)$")
Progress = Callable[[str], None]
T = TypeVar("T")


def key_fault(key: str) -> LlmFault | None:
    """What is wrong with a key before anybody is asked."""
    bare = key.strip()
    if _PLACEHOLDER.match(bare) or re.search(r"(?i)your[-_ ]?(?:openrouter[-_ ]?)?(?:api[-_ ]?)?key", bare):
        return LlmFault("placeholder-key")
    if not bare.isascii() or not bare.isprintable() or " " in bare or len(bare) > 500:
        return LlmFault("bad-key")
    return None


@dataclass(frozen=True)
class Settings:
    """How a model is asked; the same for all questions of an agent."""

    key: str | None
    model: str
    system_prompt: str
    base_url: str | None = None
    purse: Purse = field(default_factory=lambda: Purse(USD_PER_CALL))
    """The agent's, or the run's; a call gets one of its own inside."""
    usd_per_call: float = USD_PER_CALL
    tokens_in: int = TOKENS_IN
    tokens_out: int = TOKENS_OUT
    """Of a task; a question for several may take those of each."""
    deadline_seconds: float = DEADLINE_SECONDS
    """Of a whole call, the engine's own work included."""
    memory: tuple[Mapping[str, str], ...] = ()
    """The conversation so far: ``{"role", "content"}``."""
    with_cache: bool = True
    cache: Path | None = None
    """None: the user's."""
    show: Callable[[bytes], None] | None = None
    say: Progress = lambda _: None


class LlmMind:
    """:class:`orchestration.model.llm.Mind` over a gateway."""

    def __init__(self, settings: Settings, project: str | None = None) -> None:
        """
        Args:
            project: its directory, whose ``.env`` files hold what must not leave.
        """
        self.settings, self.project, self.starts_at = settings, project, time.monotonic()

    def again(self) -> LlmMind:
        """The same with its deadline anew: what came before was the engine's own work."""
        return LlmMind(self.settings, self.project)

    def idle(self, why: Text) -> Consultation:
        fault = self.key_fault()
        return Consultation(self.settings.model, why=None if fault else why, fault=fault)

    def consider(self, question: Question, trial: Callable[[Answer], tuple[str, ...]]) -> Asked[Answer]:
        return Asked(self, Settling(question, trial, self.settings.system_prompt, self.settings.model))

    def review(self, findings: Sequence[Mapping[str, Any]], code: Sequence[tuple[str, str]]) -> Asked[Review]:
        from .reviewing import Reviewing

        return Asked(self, Reviewing(tuple(findings), tuple(code), self.settings.system_prompt))

    def mend(self, findings: Sequence[Mapping[str, Any]], code: Mapping[str, str]) -> Asked[tuple[Mending, ...]]:
        """
        Args:
            findings: rows of the contract's vulnerabilities that no rule repairs.
            code: path → text of their files.
        """
        from .mending import Mend

        return Asked(self, Mend(tuple(findings), tuple(sorted(code.items())), self.settings.system_prompt))

    def key_fault(self) -> LlmFault | None:
        return key_fault(self.settings.key) if self.settings.key is not None and self.settings.show is None else None


class Asked(Generic[T]):
    """One errand, in a thread of its own, so that the engine's work goes on beside it and a hanging library keeps nobody."""

    def __init__(self, mind: LlmMind, errand: Errand[T]) -> None:
        self.settings, self.errand, self.project = mind.settings, errand, mind.project
        self.fault = mind.key_fault()
        self.ends_at = mind.starts_at + mind.settings.deadline_seconds
        self.answer = errand.nothing
        self.leash: CallLeash | None = None
        self.hits = 0
        self.is_over = False
        self.thread: threading.Thread | None = None
        if self.fault is None:
            self.thread = threading.Thread(target=self._run, name="llm", daemon=True)
            self.thread.start()

    def outcome(self) -> tuple[T, Consultation]:
        """Waits, never beyond the deadline."""
        if self.thread is not None:
            self.thread.join(max(0.0, self.ends_at - time.monotonic()))
        self.is_over = True
        if self.thread is not None and self.thread.is_alive():
            self.fault, self.answer = LlmFault("deadline"), self.errand.nothing
        leash, model = self.leash, self.settings.model
        if leash is None:
            return self.answer, Consultation(model, used=self.hits > 0, fault=self.fault, cache_hits=self.hits)
        return self.answer, Consultation(model, used=self.fault is None, fault=self.fault, overcome=tuple(leash.overcome), calls=leash.calls, retries=leash.retries, cache_hits=self.hits,
                                         tokens_in=leash.used_in, tokens_out=leash.used_out, cost_usd=round(leash.cost_usd, 6))

    def _run(self) -> None:
        try:
            found = self._find()
            if not self.is_over:
                self.answer = found
        except LlmFault as fault:
            self.fault = fault
        except Exception as error:  # whatever a library raises ends in a typed reason, never in the caller's hands
            self.fault = self.leash.fault if self.leash and self.leash.fault else LlmFault("unexpected", type(error).__name__)

    def _find(self) -> T:
        settings = self.settings
        sieve = Sieve((*known_secrets(DirectoryTree(self.project) if self.project else None, os.environ), *([settings.key] if settings.key else [])))
        # Twice: what the first look found in one place, the second takes out of all others.
        errand = self.errand.cleaned(sieve).cleaned(sieve)
        words, arguments, history = errand.prompt(), errand.schema(), _history(settings.memory, sieve)
        key = _content(settings.model, words, history, arguments)
        if settings.with_cache and settings.show is None and (kept := self._kept(key, errand)) is not None:
            self.hits = 1
            return kept[0]
        self.leash = CallLeash(Purse(settings.usd_per_call, settings.purse), self.ends_at, sieve.holds, settings.say, settings.show, settings.tokens_in * errand.tasks, settings.tokens_out * errand.tasks)
        from .asking import ask

        given, found = ask(settings, words, history, arguments, self.leash, errand.judged)
        if settings.with_cache:
            remember(key, {"form": FORM, "arguments": given}, settings.cache)
        return found

    def _kept(self, key: str, errand: Errand[T]) -> tuple[T] | None:
        found = recall(key, self.settings.cache)
        if not isinstance(found, dict) or found.get("form") != FORM:
            return None
        try:
            return (errand.judged(found.get("arguments"), True),)
        except Broken:
            # What held once may hold no more: the engine has changed since.
            return None


def _history(memory: Sequence[Mapping[str, str]], sieve: Sieve) -> tuple[tuple[str, str], ...]:
    """The last turns, cut short; words of the caller and what came of them."""
    return tuple((turn["role"], sieve.clean(turn["content"])[:MOST_CHARACTERS]) for turn in memory[-MOST_TURNS:])


def _content(model: str, words: Prompt, history: object, arguments: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([FORM, model, words.system, words.user, history, arguments], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
