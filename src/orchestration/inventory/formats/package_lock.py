"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3. https://docs.npmjs.com/cli/configuring-npm/package-lock-json"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...model.dependency import Scope
from ...model.text import Text
from ...model.tree import join
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, Wish, finish, wishes_of
from ..source import Source, Unreadable, table, word
from . import package_json

_ARCHIVE = re.compile(r"https?://(?![^/]*(?:npm|yarnpkg|registry|artifactory|nexus|verdaccio|proget|taobao|pkgs\.))[^/]+/(?!.*/-/|.*/download/)")


def _read(source: Source) -> Reading:
    data = source.json
    if not isinstance(data, dict) or not ("lockfileVersion" in data or isinstance(data.get("packages"), dict) or isinstance(data.get("dependencies"), dict)):
        raise Unreadable("it is no lockfile of npm: it has neither lockfileVersion nor packages", "ce n'est pas un fichier de verrouillage npm : ni lockfileVersion ni packages")
    reading = _modern(source, data["packages"]) if isinstance(data.get("packages"), dict) else _first(source, data)
    if source.path.endswith("npm-shrinkwrap.json") and (shadowed := source.beside("package-lock.json")):
        # npm then ignores the other one.
        reading.covers.add(shadowed)
    return reading


def stated_scope(entry: Mapping[str, Any]) -> Scope:
    """npm marks what is not for production only; what carries no mark is."""
    if entry.get("dev") is True:
        return "development"
    return "optional" if entry.get("optional") is True or entry.get("devOptional") is True else "production"


def foreign(resolved: str, version: str) -> Text | None:
    """Why an entry is no registry's package."""
    for text in (resolved, version):
        if text.startswith(("git", "github:")):
            return reasons.GIT
        if text.startswith("file:"):
            return reasons.LOCAL
        if _ARCHIVE.match(text):
            return reasons.URL
    return None


def lookups(place: str, name: str) -> Iterator[str]:
    """Where Node looks for a package from a directory: beside it, then in every ``node_modules`` above."""
    while True:
        yield f"{place}/node_modules/{name}" if place else f"node_modules/{name}"
        if not place:
            return
        above = place.rpartition("/node_modules/")[0] if "/node_modules/" in place else "" if place.startswith("node_modules/") else place.rpartition("/")[0]
        place = above


def licence_of(entry: Mapping[str, Any]) -> str:
    stated = entry.get("license")
    return word(stated.get("type")) if isinstance(stated, dict) else word(stated)


def _modern(source: Source, packages: Any) -> Reading:
    graph = Graph("npm")
    importers: dict[str, Any] = {}
    for place, entry in packages.items():
        if not isinstance(entry, dict):
            continue
        if "node_modules/" not in f"{place}/":
            importers[place] = entry
            continue
        if entry.get("link") is True:
            continue
        name = word(entry.get("name")) or place.rpartition("node_modules/")[2]
        version, at = word(entry.get("version")), source.at(line_of(source, packages, place))
        reason = foreign(word(entry.get("resolved")), version) or (None if version else reasons.UNPINNED)
        if reason:
            graph.unresolved(name, word(entry.get("resolved")) or version, at, reason)
        needs, may_need = ({key for group in groups for other in table(entry, group) if (key := _resolve(packages, place, other))}
                           for groups in (("dependencies", "peerDependencies"), ("optionalDependencies",)))
        if reason:
            graph.pass_through(place, name, version, sorted(needs | may_need))
            continue
        graph.add(place, name, version, at, needs=sorted(needs - may_need), may_need=sorted(may_need), scope=stated_scope(entry), licence=licence_of(entry))
    reading = Reading()
    for place, entry in importers.items():
        manifest = source.inside(join(place or ".", "package.json"))
        stated = {wish.alias or wish.name: wish for wish in package_json.wishes(source, entry)}
        for name, wish in stated.items():
            _root(graph, packages, place, name, wish)
        for name in table(entry, "peerDependenciesMeta"):
            # An optional peer is installed where something else asks for it: it is the project's own all the same.
            if name not in stated and (key := _resolve(packages, place, name)) in graph:
                graph.root(key, "optional", word(table(entry, "peerDependencies").get(name)))
        if manifest and source.tree.has(manifest):
            reading.covers.add(manifest)
            for wish in wishes_of(reading, source.other(manifest), package_json.wishes):
                name = wish.alias or wish.name
                if name not in stated and not _resolve(packages, place, name) and wish.scope != "optional":
                    graph.unresolved(name, wish.stated, wish.at, wish.reason or reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


def _resolve(packages: Mapping[str, Any], place: str, name: str) -> str:
    return next((path for path in lookups(place, name) if path in packages), "")


def _root(graph: Graph, packages: Mapping[str, Any], place: str, name: str, wish: Wish) -> None:
    key = _resolve(packages, place, name)
    if key and table(packages, key).get("link") is True:
        graph.unresolved(name, wish.stated, wish.at, reasons.LOCAL)
        return
    if key in graph:
        graph.root(key, wish.scope, wish.stated)
    elif not key and wish.scope != "optional":
        graph.unresolved(name, wish.stated, wish.at, wish.reason or reasons.NOT_LOCKED)


def _first(source: Source, data: Any) -> Reading:
    """Version 1: a tree of ``dependencies`` inside ``dependencies``, and no word on which are direct; package.json has that."""
    manifest = source.beside("package.json")
    reading = Reading(covers={manifest} if manifest else set())
    wished = wishes_of(reading, source.other(manifest), package_json.wishes) if manifest else []
    graph = Graph("npm", tells_direct=bool(manifest) and not reading.unreadable)
    todo: list[tuple[str, Any]] = [("", data)]
    places: dict[str, Any] = {}
    while todo:
        above, holder = todo.pop()
        for name, entry in table(holder, "dependencies").items():
            if isinstance(entry, dict):
                place = f"{above}/node_modules/{name}" if above else f"node_modules/{name}"
                places[place] = (holder["dependencies"], name, entry)
                todo.append((place, entry))
    for place, (holder, name, entry) in places.items():
        version, at = word(entry.get("version")), source.at(line_of(source, holder, name))
        name, version = _alias(name, version)
        reason = foreign(word(entry.get("resolved")), version) or (None if version else reasons.UNPINNED)
        if reason:
            graph.unresolved(name, version, at, reason)
        needs = [key for other in table(entry, "requires") if (key := _resolve(places, place, other))]
        if reason:
            graph.pass_through(place, name, version, needs)
        else:
            graph.add(place, name, version, at, needs=needs, scope=stated_scope(entry))
    for wish in wished:
        key = _resolve(places, "", wish.alias or wish.name)
        if key in graph:
            graph.root(key, wish.scope, wish.stated)
        elif not key and wish.scope not in ("optional",):
            graph.unresolved(wish.name, wish.stated, wish.at, wish.reason or reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


def _alias(name: str, version: str) -> tuple[str, str]:
    real, at, number = version.removeprefix("npm:").rpartition("@") if version.startswith("npm:") else (name, "", version)
    return (real, number) if at else (name, version)


FORMAT = Format("package-lock", _read)
