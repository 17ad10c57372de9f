"""Gemfile without a lockfile: the literal declarations, never run."""

from __future__ import annotations

import re

from ...model.dependency import Scope
from ...toolchains.ruby.gemfile import read_gemfile
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source


def _read(source: Source) -> Reading:
    _ = source.text
    graph = Graph("RubyGems")
    found = read_gemfile(source.tree, source.folder)
    if found.path != source.path:
        return finish(graph)
    groups: tuple[tuple[dict, Scope], ...] = ((dict(found.gems), "production"), (dict(found.aside), "development"))  # type: ignore[type-arg]
    wishes = []
    for gems, scope in groups:
        for name, fact in gems.items():
            at = source.at(fact.evidence[0].line)
            line = source.lines[at.line - 1]
            reason = reasons.GIT if re.search(r"\b(?:git|github|gitlab|bitbucket)(?::|\s*=>)", line) else reasons.LOCAL if re.search(r"\bpath(?::|\s*=>)", line) else None
            wishes.append(Wish(name, fact.value, scope, at, reason))
    declare(graph, wishes)
    if found.is_library:
        line = next((number for number, text in enumerate(source.lines, 1) if text.strip().startswith("gemspec")), 0)
        graph.unresolved("gemspec", "", source.at(line), reasons.PROGRAM)
    return finish(graph)


FORMAT = Format("gemfile", _read)
