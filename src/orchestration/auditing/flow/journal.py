"""What is written while a branch is followed, and taken back where it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..values import (
    Items,
)
from .common import (
    ABSENT,
    BROKE,
    RAISED,
    either,
)


class Journal:
    """What is written while a branch is followed, and taken back where it ends."""

    def items(self) -> Items:
        self.clock += 1
        made = Items()
        made.born = self.clock
        return made

    def write(self, items: Items, key: Any, value: Any) -> None:
        trail = self.trail
        if trail is not None:
            place = (id(items), key)
            if place not in trail:
                trail[place] = (items, items.get(key, ABSENT))
        frame = self.frames[-1] if self.frames else None
        if frame is not None and items.born < frame.oldest_write:
            frame.oldest_write = items.born
        items[key] = value

    def attempt(self, run: Callable[[], int]) -> tuple[dict[Any, Any], int]:
        """Runs a branch and takes it back: (what it would have written, how it ended)."""
        outer, self.trail = self.trail, {}
        try:
            status = run()
        finally:
            mine, self.trail = self.trail, outer
            finals = {}
            for place, (items, old) in mine.items():
                key = place[1]
                finals[place] = (items, items.get(key, ABSENT))
                if old is ABSENT:
                    items.pop(key, None)
                else:
                    items[key] = old
        return finals, status

    def merge(self, branches: list[dict[Any, Any]]) -> None:
        """Goes on with any of these."""
        if len(branches) == 1:
            for (_, key), (items, value) in branches[0].items():
                if value is not ABSENT:
                    self.write(items, key, value)
            return
        done: set[Any] = set()
        for branch in branches:
            for place, (items, value) in branch.items():
                if place in done:
                    continue
                done.add(place)
                key = place[1]
                current = items.get(key, ABSENT)
                for other in branches:
                    if other is not branch:
                        value = either(value, other[place][1] if place in other else current)
                if value is not ABSENT and value is not current:
                    self.write(items, key, value)

    def perhaps(self, branches: list[dict[Any, Any]]) -> None:
        """Goes on as before, or with any of these."""
        self.merge([{}, *branches] if branches else [])

    def _ended(self, finals: dict[Any, Any], status: int) -> None:
        frame = self.frames[-1]
        if status != RAISED:
            # Whoever called goes on only where nothing was raised.
            (frame.broken if status == BROKE else frame.pending).append(finals)
