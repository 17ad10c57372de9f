"""build.gradle and build.gradle.kts without a lockfile: the literal declarations, never run."""

from __future__ import annotations

import re

from ...model.dependency import Scope
from ...model.tree import join
from ...toolchains.jvm import gradle
from .. import reasons
from ..bounds import lower_bound
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source


def _read(source: Source) -> Reading:
    _ = source.text
    graph = Graph("Maven")
    build = gradle.read_build(source.tree, source.folder)
    if build is None or build.path != source.path:
        return finish(graph)
    managed = {name: fact.value for path in _platforms(source, build.root) if (other := gradle.read_build(source.tree, path)) for name, fact in other.dependencies.items() if fact.value}
    scopes: tuple[tuple[dict, Scope], ...] = ((build.dependencies, "production"), (build.dev_dependencies, "development"))  # type: ignore[type-arg]
    for stated, scope in scopes:
        for name, fact in stated.items():
            place = fact.evidence[0]
            at = (source if place.path == source.path else source.other(place.path)).at(place.line)
            version, is_estimate = fact.value or managed.get(name, ""), False
            if not version and name.startswith("org.springframework.boot:") and build.spring_boot:
                # The plugin of that name manages its own group's versions.
                version, is_estimate = build.spring_boot.value, True
            if not version and name.startswith("org.jetbrains.kotlin:"):
                version, is_estimate = next((f.value for k, f in build.plugins.items() if k.startswith("org.jetbrains.kotlin.")), ""), True
            bound = lower_bound("Maven", version)
            if bound is None:
                graph.unresolved(name, version, at, reasons.UNPINNED if version else reasons.MANAGED_ELSEWHERE)
                continue
            key = f"{name}:{scope}"
            graph.add(key, name, bound.version, at, scope=scope, is_estimate=is_estimate or not bound.is_exact)
            graph.root(key, scope, fact.value)
    for number, line in gradle.not_literal(source.tree, source.path):
        stated = re.match(r"\w+\s*(?:\((?P<call>.*)\)|(?P<bare>.*?))\s*\{?$", line)
        graph.unresolved((stated["call"] or stated["bare"] or "").strip() if stated else line, line, source.at(number), reasons.LOCAL if re.search(r"\b(?:files|fileTree|project|projects\.)\b", line) else reasons.PROGRAM)
    return finish(graph)


def _platforms(source: Source, root: str) -> list[str]:
    """Directories of the project's own platforms: ``platform(project(":versions"))`` manages what stands there."""
    return [join(root, name.strip(":").replace(":", "/")) for name in re.findall(r"\b(?:enforcedP|p)latform\(\s*project\(\s*(?:path:\s*)?[\"']([\w:.-]+)[\"']", source.text)]


FORMAT = Format("gradle-build", _read)
