"""Asks what the words mean that nobody understood: the house's instructions, the tasks' guides, and one JSON document in which everything is data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..model.decision import Clause
from ..model.llm import Answer, Question
from ..model.profile import Profile
from ..requirements.topics import topics_of
from .errand import TOOL, Broken, Prompt
from .holding import answer
from .redaction import MARK, Sieve

MOST_CLAUSES = 40
MOST_CHARACTERS = 300
"""Of a clause; a longer one is no clause but a document."""
_INSTRUCTIONS = Path(__file__).with_name("settling.md")


@dataclass(frozen=True)
class Settling:
    """:class:`orchestration.llm.errand.Errand`: what clauses mean that nobody understood."""

    question: Question
    trial: Callable[[Answer], tuple[str, ...]]
    """What the engine objects to in an answer."""
    system_prompt: str
    model: str
    nothing = Answer()

    @property
    def tasks(self) -> int:
        return len(self.question.tasks)

    def cleaned(self, sieve: Sieve) -> Settling:
        return replace(self, question=replace(self.question, clauses=tuple(_cleaned(c, sieve) for c in self.question.clauses)), system_prompt=sieve.clean(self.system_prompt))

    def prompt(self) -> Prompt:
        question = self.question
        guides = [text for task in question.tasks if (text := guide(task))]
        open_ones = [{"clause": i, "text": c.text[:MOST_CHARACTERS], "unknown": (c.rest or c.text)[:MOST_CHARACTERS]} for i, c in self._open()]
        topics = {t.id: {"means": t.meaning, "phrases": list(t.phrases)} for t in topics_of(question.tasks)}
        document = {"tasks": list(question.tasks), "facts": facts(question.profile, question.platform), "clauses": open_ones, "topics": topics}
        return Prompt("\n\n".join([self.system_prompt.strip(), _INSTRUCTIONS.read_text("utf-8").strip(), *guides]), json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True))

    def schema(self) -> Mapping[str, Any]:
        clause = {"type": "integer", "enum": [i for i, _ in self._open()], "description": "number of the clause"}
        reading = {"type": "object", "additionalProperties": False, "required": ["clause", "words", "says"],
                   "properties": {"clause": clause, "words": {"type": "string", "maxLength": 200}, "says": {"type": "string", "maxLength": 100}}}
        file = {"type": "object", "additionalProperties": False, "required": ["clause", "path", "text", "why"],
                "properties": {"clause": clause, "path": {"type": "string", "maxLength": 120}, "text": {"type": "string", "maxLength": 4000}, "why": {"type": "string", "maxLength": 300}}}
        return {"type": "object", "title": TOOL, "description": "What the unknown words mean.", "additionalProperties": False, "required": ["readings"],
                "properties": {"readings": {"type": "array", "maxItems": MOST_CLAUSES, "items": reading}, "files": {"type": "array", "maxItems": 3, "items": file}}}

    def judged(self, arguments: Any, is_last: bool = False) -> Answer:
        found = answer(arguments, self.question, self.model, is_last)
        if found and (objections := self.trial(found)):
            raise Broken("; ".join(objections)[:1500])
        return found

    def _open(self) -> list[tuple[int, Clause]]:
        return [(i, c) for i, c in enumerate(self.question.clauses) if c.is_open][:MOST_CLAUSES]


def _cleaned(clause: Clause, sieve: Sieve) -> Clause:
    text = sieve.clean(clause.text)
    if text == clause.text:
        return clause
    # What is left over of it has lost the words around that tell a secret: only what also stands in the clean text stays.
    left = set(re.findall(r"\w+", text.replace(MARK, " ")))
    return replace(clause, text=text, rest=" ".join(w for w in clause.rest.split() if set(re.findall(r"\w+", w)) <= left))


def guide(task: str) -> str:
    """What one has to know to read a clause of that task; empty where there is nothing."""
    place = files(__package__.rsplit(".", 1)[0]).joinpath("tasks", task, "guide.md")
    return place.read_text("utf-8").strip() if place.is_file() else ""


def facts(profile: Profile, platform: str) -> dict[str, Any]:
    """Of a profile what cannot carry a sentence: names of our own registries, versions, numbers, what is there and what is not."""
    found: dict[str, Any] = {"stack": profile.stack.value, "toolchain": profile.toolchain.value, "language": profile.language.value, "platform": platform or "none",
                             "services": sorted({f.value.kind for f in profile.services}), "commands": sorted(profile.commands), "processes": sorted({f.value.kind for f in profile.processes}),
                             "has_health_path": profile.health_path is not None, "is_static_site": profile.site is not None}
    if profile.runtime:
        found["runtime"] = f"{profile.runtime.value.product} {profile.runtime.value.cycle}"
    if profile.package_manager:
        found["package_manager"] = profile.package_manager.value.id
    if profile.port:
        found["port"] = profile.port.value
    return {key: value for key, value in found.items() if value not in ([], None, "")}
