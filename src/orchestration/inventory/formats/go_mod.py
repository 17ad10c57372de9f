"""go.mod: since Go 1.17 every module a build uses; before, go.sum has to help. https://go.dev/ref/mod#go-mod-file"""

from __future__ import annotations

import re

from ...toolchains.go.module import directives, parents, read_module, read_workspace
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable
from .go_sum import highest


def _read(source: Source) -> Reading:
    _ = source.text
    requires: dict[str, tuple[str, bool, int]] = {}
    replaces: dict[tuple[str, str], list[str]] = {}
    module, go, toolchain = "", ("", 0), ("", 0)
    for verb, words, comment, place in directives(source.tree, source.path):
        if verb == "module" and words:
            module = words[0]
        elif verb == "go" and words:
            go = (words[0], place.line)
        elif verb == "toolchain" and words:
            toolchain = (words[0].removeprefix("go"), place.line)
        elif verb == "require" and len(words) >= 2:
            requires[words[0]] = (words[1], comment.startswith("indirect"), place.line)
        elif verb == "replace" and "=>" in words:
            arrow = words.index("=>")
            replaces[(words[0], words[1] if arrow > 1 else "")] = words[arrow + 1:]
    if not module and not requires:
        raise Unreadable("it is no go.mod: it names no module", "ce n'est pas un go.mod : il ne nomme aucun module")
    graph = Graph("Go")
    neighbours = _neighbours(source)
    for name, (version, is_indirect, line) in requires.items():
        at = source.at(line)
        target = replaces.get((name, version)) or replaces.get((name, ""))
        package, number = (target[0], target[1] if len(target) > 1 else "") if target else (name, version)
        if name in neighbours or (target and package.startswith(("./", "../", "/"))):
            graph.unresolved(name, f"{version} => {package}" if target else version, at, reasons.LOCAL)
            continue
        if not re.match(r"v\d", number):
            graph.unresolved(name, number, at, reasons.UNPINNED)
            continue
        graph.add(name, package, number, at, scope="production")
        if not is_indirect:
            graph.root(name, "production", version)
    sums = source.beside("go.sum")
    if sums and _before_pruning(go[0]):
        for name, (version, line) in highest(source.other(sums)).items():
            if name not in requires and (name, "") not in replaces:
                graph.add(name, name, version, source.other(sums).at(line), scope="unknown", is_estimate=True)
    number, line = toolchain if re.match(r"\d", toolchain[0]) else go
    if re.fullmatch(r"\d+\.\d+[\w.]*", number):
        # The standard library has advisories of its own; the directive says the least that builds with it.
        graph.add("stdlib", "stdlib", number, source.at(line), scope="production", is_estimate=True)
        graph.root("stdlib", "production", number)
    return finish(graph, {sums} if sums else ())


def _neighbours(source: Source) -> frozenset[str]:
    """Paths of the modules that a go.work above uses together with this one: their directories are built, not the versions that are required."""
    used = next((members for folder in parents(source.folder) if source.folder in (members := read_workspace(source.tree, folder))), ())
    return frozenset(module.path for member in used if (module := read_module(source.tree, member)))


def _before_pruning(go: str) -> bool:
    match = re.match(r"1\.(\d+)", go)
    return not go or (match is not None and int(match[1]) < 17)


FORMAT = Format("go-mod", _read)
