"""A question as a model gets it: the house's instructions, the tasks' guides, and one JSON document in which everything is data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..model.llm import Question
from ..model.profile import Profile
from ..requirements.topics import topics_of

TOOL = "settle"
MOST_CLAUSES = 40
MOST_CHARACTERS = 300
"""Of a clause; a longer one is no clause but a document."""
_INSTRUCTIONS = Path(__file__).with_name("instructions.md")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent, before secrets are taken out."""

    system: str
    user: str


def prompt(question: Question, system_prompt: str) -> Prompt:
    """The words of a question; the same question gives the same bytes."""
    guides = [text for task in question.tasks if (text := guide(task))]
    system = "\n\n".join([system_prompt.strip(), _INSTRUCTIONS.read_text("utf-8").strip(), *guides])
    open_ones = [{"clause": i, "text": c.text[:MOST_CHARACTERS], "unknown": (c.rest or c.text)[:MOST_CHARACTERS]} for i, c in enumerate(question.clauses) if c.is_open][:MOST_CLAUSES]
    topics = {t.id: {"means": t.meaning, "phrases": list(t.phrases)} for t in topics_of(question.tasks)}
    document = {"tasks": list(question.tasks), "facts": facts(question.profile, question.platform), "clauses": open_ones, "topics": topics}
    return Prompt(system, json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True))


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


def schema(question: Question) -> Mapping[str, Any]:
    """The tool's arguments, as JSON Schema."""
    numbers: Sequence[int] = [i for i, c in enumerate(question.clauses) if c.is_open][:MOST_CLAUSES]
    clause = {"type": "integer", "enum": list(numbers), "description": "number of the clause"}
    reading = {"type": "object", "additionalProperties": False, "required": ["clause", "words", "says"],
               "properties": {"clause": clause, "words": {"type": "string", "maxLength": 200}, "says": {"type": "string", "maxLength": 100}}}
    file = {"type": "object", "additionalProperties": False, "required": ["clause", "path", "text", "why"],
            "properties": {"clause": clause, "path": {"type": "string", "maxLength": 120}, "text": {"type": "string", "maxLength": 4000}, "why": {"type": "string", "maxLength": 300}}}
    return {"type": "object", "title": TOOL, "description": "What the unknown words mean.", "additionalProperties": False, "required": ["readings"],
            "properties": {"readings": {"type": "array", "maxItems": MOST_CLAUSES, "items": reading}, "files": {"type": "array", "maxItems": 3, "items": file}}}
