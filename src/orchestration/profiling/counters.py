"""Counters that an app's own code declares for Prometheus, by the names they are exported under."""

from __future__ import annotations

import re

from ..model.facts import Fact
from ..model.provider import Toolchain
from ..model.tree import Tree
from .environment import is_comment, is_test_path


def read_counters(tree: Tree, folders: tuple[str, ...], toolchain: Toolchain) -> tuple[Fact[str], ...]:
    """Those whose names are written out; sorted."""
    found: dict[str, Fact[str]] = {}
    for folder in folders:
        for word, pattern in toolchain.counter_patterns:
            for at, match in tree.search(re.compile(pattern), toolchain.source_suffixes, folder, (word,)):
                inner = at.path[len(folder) + 1:] if folder != "." else at.path
                if is_test_path(inner) or is_comment(match):
                    continue
                parts = match.groupdict()
                name = "_".join(part for part in (parts.get("namespace"), parts.get("subsystem"), parts["name"]) if part)
                if toolchain.counter_ending and not name.endswith(toolchain.counter_ending):
                    name += toolchain.counter_ending
                found.setdefault(name, Fact(name, (at,)))
    return tuple(found[name] for name in sorted(found))
