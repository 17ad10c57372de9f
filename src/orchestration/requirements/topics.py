"""What can be asked for, in words: for each topic what it means and phrases that say it, for whoever does not read patterns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .vocabulary import MATTERS

FILE = Path(__file__).with_name("topics.yaml")


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    meaning: str
    phrases: tuple[str, ...]
    """Each is read by the vocabulary as exactly this topic."""


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic, by its id."""
    from ruamel.yaml import YAML

    found = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return {id: Topic(id, meaning, tuple(map(str, phrases))) for id, (meaning, *phrases) in found.items()}


def topics_of(tasks: Iterable[str]) -> tuple[Topic, ...]:
    """Those that one of the tasks answers, in the order of the file."""
    wanted = {topic for task in tasks for topic in MATTERS.get(task, ())}
    return tuple(t for t in topics().values() if t.id in wanted)
