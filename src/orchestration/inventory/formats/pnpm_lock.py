"""pnpm-lock.yaml, versions 5.x, 6 and 9. https://github.com/pnpm/spec/tree/master/lockfile"""

from __future__ import annotations

import re
from typing import Any

from ...model.dependency import Scope
from ...model.text import Text
from ...model.tree import join
from .. import machine_yaml, reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable, table, word
from . import package_json

_GROUPS: tuple[tuple[str, Scope], ...] = (("dependencies", "production"), ("optionalDependencies", "optional"), ("devDependencies", "development"))


def _identity(key: str, entry: dict[str, Any]) -> tuple[str, str, Text | None]:
    """(name, version, reason it is no registry's) of a key: ``/a/1.0.0_peers``, ``/a@1.0.0(peers)``, ``a@1.0.0(peers)``, ``github.com/…``."""
    resolution = table(entry, "resolution")
    name, version = word(entry.get("name")), word(entry.get("version"))
    plain = key.partition("(")[0]
    match = re.match(r"/?(@[^/]+/[^/@]+|[^/@]+)(?:@|/)(.+)$", plain)
    if not name and match:
        name, version = match[1], version or match[2]
    version = re.sub(r"_.*$", "", version.partition("(")[0]) if plain.startswith("/") else version.partition("(")[0]
    if "commit" in resolution or "repo" in resolution or resolution.get("type") == "git":
        return name or key, version, reasons.GIT
    if "directory" in resolution or plain.startswith(("file:", "link:")) or version.startswith(("file:", "link:")):
        return name or key, version, reasons.LOCAL
    if re.match(r"\d", version) and not ("://" in plain or plain.startswith(("github.com/", "codeload.github.com/"))):
        return name, version, None
    return name or key, version or key, reasons.GIT if "git" in plain else reasons.URL


def _read(source: Source) -> Reading:
    data = machine_yaml.parse(source)
    if not isinstance(data, dict) or "lockfileVersion" not in data:
        raise Unreadable("it is no lockfile of pnpm: lockfileVersion is missing", "ce n'est pas un fichier de verrouillage pnpm : il y manque lockfileVersion")
    version = word(data["lockfileVersion"])
    major = int(m[1]) if (m := re.match(r"(\d+)", version)) else 0
    packages, snapshots = table(data, "packages"), table(data, "snapshots")
    graph = Graph("npm")
    everything = snapshots if major >= 9 and snapshots else packages
    for key, snapshot in everything.items():
        entry = snapshot if isinstance(snapshot, dict) else {}
        said = {**table(packages, key.partition("(")[0]), **entry} if everything is snapshots else entry
        holder = packages if key in packages or everything is packages else snapshots
        at = source.at(line_of(source, packages, key.partition("(")[0]) or line_of(source, holder, key))
        name, number, reason = _identity(key, said)
        needs, may_need = ([k for n, v in table(entry, group).items() if (k := _key(everything, n, word(v)))] for group in ("dependencies", "optionalDependencies"))
        if reason:
            graph.unresolved(name, number, at, reason)
            graph.pass_through(key, name, number, [*needs, *may_need])
            continue
        # Before version 9 each entry says whether only development needs it; afterwards that is told by what reaches it.
        scope: Scope = "development" if said.get("dev") == "true" else "optional" if said.get("optional") == "true" and "dev" in said else "unknown"
        graph.add(key, name, number, at, needs=needs, may_need=may_need, scope=scope)
    importers = table(data, "importers") or {".": data}
    reading = Reading()
    for place, importer in importers.items():
        if not isinstance(importer, dict):
            continue
        specifiers = table(importer, "specifiers")
        stated: set[str] = set()
        for group, scope in _GROUPS:
            for name, said in table(importer, group).items():
                stated.add(name)
                chosen, wanted = (word(said.get("version")), word(said.get("specifier"))) if isinstance(said, dict) else (word(said), word(specifiers.get(name)))
                key = _key(everything, name, chosen)
                if key in graph:
                    graph.root(key, scope, wanted)
                elif not key:
                    graph.unresolved(name, wanted or chosen, source.at(line_of(source, importer[group], name)), reasons.LOCAL if chosen.startswith(("link:", "file:", "workspace:")) else reasons.NOT_LOCKED)
        manifest = source.inside(join(place, "package.json"))
        if manifest and source.tree.has(manifest):
            reading.covers.add(manifest)
            for wish in wishes_of(reading, source.other(manifest), package_json.wishes):
                name = wish.alias or wish.name
                if name not in stated and wish.scope != "optional" and (wish.reason in (None, reasons.VARIABLE)) and not _is_peer(source, manifest, name) and name not in table(data, "ignoredOptionalDependencies"):
                    graph.unresolved(name, wish.stated, wish.at, reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


def _is_peer(source: Source, manifest: str, name: str) -> bool:
    data = source.other(manifest).json
    return name in table(data, "peerDependencies")


def _key(everything: dict[str, Any], name: str, chosen: str) -> str:
    """The entry a dependency's value points at: a version (with peers), or, for an alias, the key itself."""
    return next((key for key in (f"{name}@{chosen}", f"/{name}@{chosen}", f"/{name}/{chosen}", chosen, "/" + chosen) if key in everything), "")


FORMAT = Format("pnpm-lock", _read)
