"""bun.lock: JSON with trailing commas; workspaces ask, packages are tuples under the path they are found by. https://bun.sh/docs/install/lockfile"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...model.tree import join
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, table
from . import package_json
from .yarn_lock import split


def _lookups(place: str, name: str) -> Iterator[str]:
    """``a/b`` is the b that a alone sees; a scope's slash divides nothing."""
    parts: list[str] = []
    for part in place.split("/") if place else ():
        if parts and parts[-1].startswith("@") and "/" not in parts[-1]:
            parts[-1] += "/" + part
        else:
            parts.append(part)
    for length in range(len(parts), -1, -1):
        yield "/".join([*parts[:length], name])


def _find(packages: Mapping[str, Any], place: str, name: str) -> str:
    return next((key for key in _lookups(place, name) if key in packages), "")


def _read(source: Source) -> Reading:
    data = source.json
    packages, spaces = table(data, "packages"), table(data, "workspaces")
    if not isinstance(data, dict) or "lockfileVersion" not in data or not spaces:
        raise Unreadable("it is no lockfile of Bun: lockfileVersion and workspaces are missing", "ce n'est pas un fichier de verrouillage Bun : il y manque lockfileVersion et workspaces")
    graph = Graph("npm")
    for key, entry in packages.items():
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            continue
        name, version = split(entry[0])
        at = source.at(line_of(source, packages, key))
        if version.startswith(("workspace:", "root:")):
            continue
        reason = package_json.specifier(name, version)[2]
        said = next((item for item in entry[1:] if isinstance(item, dict)), {})
        needs, may_need = ([k for group in groups for n in table(said, group) if (k := _find(packages, key, n))] for groups in (("dependencies", "peerDependencies"), ("optionalDependencies",)))
        if reason:
            graph.unresolved(name, version, at, reason)
            graph.pass_through(key, name, version, [*needs, *may_need])
            continue
        graph.add(key, name, version, at, needs=needs, may_need=may_need)
    covers = set()
    names = {str(entry.get("name")) for entry in spaces.values() if isinstance(entry, dict)}
    for place, entry in spaces.items():
        manifest = source.inside(join(place or ".", "package.json"))
        covers |= {manifest} if manifest and source.tree.has(manifest) else set()
        own = str(entry.get("name")) if isinstance(entry, dict) else ""
        for wish in package_json.wishes(source, entry):
            name = wish.alias or wish.name
            key = next((k for k in (f"{own}/{name}", name) if k in packages), "")
            if key in graph:
                graph.root(key, wish.scope, wish.stated)
            elif wish.scope != "optional":
                graph.unresolved(name, wish.stated, wish.at, wish.reason or (reasons.LOCAL if key or name in names else reasons.NOT_LOCKED))
    return finish(graph, covers)


FORMAT = Format("bun-lock", _read)
