"""pom.xml: dependencies with properties, parents and managed versions, as far as the project holds them. https://maven.apache.org/pom.html

What a parent or a BOM outside the project manages has no version here; only its own group's packages are known to go by its version.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ...model.dependency import Scope
from ...model.tree import Tree
from ...toolchains import markup
from ...toolchains.jvm import maven
from ...toolchains.markup import Node
from .. import reasons
from ..bounds import lower_bound
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable

_MODULES: WeakKeyDictionary[Tree, dict[str, str]] = WeakKeyDictionary()
_Known = dict[str, tuple[str, str, Node]]


def _modules(tree: Tree) -> dict[str, str]:
    """``group:artifact`` of every pom in the project → its path."""
    if tree not in _MODULES:
        found: dict[str, str] = {}
        for path in tree.files():
            if posixpath.basename(path) == "pom.xml" and (node := markup.read(tree, path)) is not None:
                found.setdefault(f"{node.value('groupId') or node.value('parent', 'groupId')}:{node.value('artifactId')}", path)
        _MODULES[tree] = found
    return _MODULES[tree]


def _known(chain: maven.Chain) -> _Known:
    """Properties of a chain of poms, and those that every pom has."""
    known = maven.properties_of(sorted(chain, key=lambda pair: pair[1].tag != "profile"))
    poms = [(path, node) for path, node in chain if node.tag == "project"]
    path, pom = poms[0]
    for name, keys in (("version", ("version",)), ("groupId", ("groupId",)), ("artifactId", ("artifactId",))):
        own = next((value for _, node in poms for value in (node.value(*keys), node.value("parent", *keys) if name != "artifactId" else "") if value), "")
        for prefix in ("project.", "pom.", ""):
            known.setdefault(prefix + name, (own, path, pom))
    known.setdefault("project.parent.version", (pom.value("parent", "version"), path, pom))
    known.setdefault("project.parent.groupId", (pom.value("parent", "groupId"), path, pom))
    return known


def _chain(tree: Tree, path: str) -> maven.Chain:
    folder = posixpath.dirname(path) or "."
    return [pair for where, node in maven.chain_of(tree, path) for pair in ((where, node), *((where, p) for p in maven.active_profiles(tree, folder, node)))]


def _managed(tree: Tree, chain: maven.Chain, known: _Known, outside: list[tuple[str, str]], seen: set[str]) -> dict[str, tuple[str, str]]:
    """``group:artifact`` → (version, scope) that the poms of the project manage; parents and BOMs that are not in it are added to ``outside``."""
    found: dict[str, tuple[str, str]] = {}
    imports: list[str] = []
    for _, node in chain:
        for item in node.all("dependencyManagement", "dependencies", "dependency"):
            key, version = maven.coordinates(item, known), maven.expand(item.value("version"), known)
            if item.value("scope") == "import":
                path = _modules(tree).get(key, "")
                if path and path not in seen:
                    imports.append(path)
                elif not path:
                    outside.append((key, version))
            else:
                found.setdefault(key, (version, item.value("scope")))
    top = [node for _, node in chain if node.tag == "project"][-1]
    if (parent := top.first("parent")) is not None:
        outside.append((maven.coordinates(parent, known), maven.expand(parent.value("version"), known)))
    for path in imports:
        seen.add(path)
        other = _chain(tree, path)
        if other:
            for key, said in _managed(tree, other, _known(other), outside, seen).items():
                found.setdefault(key, said)
    return found


def _stated(chain: maven.Chain) -> Iterator[tuple[str, Node, bool]]:
    """(file, dependency, whether a build has it only when it is asked to): profiles that nothing switches on come last."""
    for where, node in chain:
        for item in node.all("dependencies", "dependency"):
            yield where, item, False
    active = {id(node) for _, node in chain}
    for where, node in chain:
        for profile in node.all("profiles", "profile"):
            if id(profile) not in active:
                for item in profile.all("dependencies", "dependency"):
                    yield where, item, True


def _scope(stated: str, is_on_demand: bool) -> Scope:
    return "development" if stated == "test" else "optional" if is_on_demand else "production"


def _read(source: Source) -> Reading:
    _ = source.text
    chain = _chain(source.tree, source.path)
    if not chain:
        raise Unreadable("it is no pom.xml that can be read: it is broken, declares a document type, or is nested beyond reason", "ce n'est pas un pom.xml lisible : il est cassé, déclare un type de document, ou est imbriqué à l'excès")
    known = _known(chain)
    outside: list[tuple[str, str]] = []
    graph = Graph("Maven")
    for where, node in chain:
        for item in node.all("dependencyManagement", "dependencies", "dependency"):
            if item.value("scope") == "import" and (key := maven.coordinates(item, known)) not in _modules(source.tree):
                own = source if where == source.path else source.other(where)
                graph.unresolved(key, maven.expand(item.value("version"), known), own.at((item.first("artifactId") or item).line), reasons.PLATFORM)
    managed = _managed(source.tree, chain, known, outside, {source.path})
    taken: set[str] = set()
    for where, item, is_on_demand in _stated(chain):
        key = maven.coordinates(item, known)
        if key in taken or not item.value("artifactId"):
            continue
        taken.add(key)
        place = markup.at(source.tree, where, item.first("artifactId") or item)
        own = source if where == source.path else source.other(where)
        at = own.at(place.line)
        version = maven.expand(item.value("version"), known) or managed.get(key, ("", ""))[0]
        scope = item.value("scope") or managed.get(key, ("", ""))[1]
        if key in _modules(source.tree):
            graph.unresolved(key, version, at, reasons.LOCAL)
        elif scope == "system":
            graph.unresolved(key, item.value("systemPath") or version, at, reasons.LOCAL)
        elif "${" in version or "${" in key:
            graph.unresolved(key, version, at, reasons.VARIABLE)
        elif not version:
            same = next((v for k, v in outside if k.partition(":")[0] == key.partition(":")[0] and v and "${" not in v), "")
            if same:
                graph.add(key, key, same, at, scope=_scope(scope, is_on_demand), is_estimate=True)
                graph.root(key, _scope(scope, is_on_demand), "")
            else:
                graph.unresolved(key, " ".join(f"{k}:{v}" for k, v in outside), at, reasons.MANAGED_ELSEWHERE if outside else reasons.UNPINNED)
        elif (bound := lower_bound("Maven", version)) is None:
            graph.unresolved(key, version, at, reasons.UNPINNED)
        else:
            graph.add(key, key, bound.version, at, scope=_scope(scope, is_on_demand), is_estimate=not bound.is_exact)
            graph.root(key, _scope(scope, is_on_demand), version)
    return finish(graph)


FORMAT = Format("pom", _read)
