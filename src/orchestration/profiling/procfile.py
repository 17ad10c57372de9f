"""Processes a Procfile names: the web process, workers, and the release command that runs before each deploy."""

from __future__ import annotations

import re

from ..model.command import words
from ..model.facts import Evidence, Fact
from ..model.profile import Process, ProcessKind, Reading
from ..model.tree import Tree, join

_LINE = re.compile(r"^([A-Za-z0-9_-]+):\s*(.+?)\s*$")


def read_procfile(tree: Tree, app: str) -> Reading:
    path = join(app, "Procfile")
    found: list[Fact[Process]] = []
    commands = {}
    for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
        match = _LINE.match(line)
        if not match:
            continue
        name, at = match[1], Evidence(path, number, line.strip()[:120])
        kind: ProcessKind = "web" if name == "web" else "release" if name == "release" else "cron" if name in ("clock", "cron", "scheduler", "beat") else "worker"
        try:
            fact = Fact(Process(name, kind, words(match[2])), (at,))
        except ValueError:
            continue
        found.append(fact)
        if kind == "web":
            commands["start"] = fact.with_value(fact.value.command)
        if kind == "release" and re.search(r"migrat|db:|ecto|alembic|prisma|flyway", match[2]):
            commands["migrate"] = fact.with_value(fact.value.command)
    return Reading(processes=tuple(found), commands=commands)
