"""The vendored tables themselves: how they are read and how old they are."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

TABLES = ("actions", "debian", "images", "runtimes")


@cache
def table(name: str) -> Any:
    """A vendored table as plain values: ``actions``, ``debian``, ``images``, ``runtimes``."""
    return json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))


@cache
def taken_on(name: str) -> date:
    """The day a table was taken, from its own source line (``actions``: its newest release)."""
    data = table(name)
    stamps = [v["released"] for v in data.values()] if name == "actions" else re.findall(r"\d{4}-\d{2}-\d{2}", data["source"])
    return date.fromisoformat(max(stamps))


def numbers(version: str, most: int = 3) -> tuple[int, ...]:
    """The leading numbers of a version: ``"22.3.0-rc.1"`` → ``(22, 3, 0)``."""
    return tuple(int(n) for n in re.findall(r"\d+", version)[:most])
