"""libs.versions.toml: the versions a Gradle build keeps in one place; which of them a module uses, it does not say. https://docs.gradle.org/current/userguide/version_catalogs.html"""

from __future__ import annotations

from typing import Any

from .. import reasons
from ..bounds import lower_bound
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, table, word


def _version(source: Source, said: Any, depth: int = 0) -> str:
    if isinstance(said, dict):
        if "ref" in said and depth < 3:
            return _version(source, source.table("versions").get(word(said["ref"])), depth + 1)
        return word(said.get("strictly")) or word(said.get("require")) or word(said.get("prefer"))
    return word(said)


def _read(source: Source) -> Reading:
    if not {"versions", "libraries", "plugins", "bundles"} & set(source.toml):
        raise Unreadable("it is no version catalogue: it has no libraries", "ce n'est pas un catalogue de versions : il n'a pas de bibliothèques")
    graph = Graph("Maven")
    for alias, said in source.table("libraries").items():
        at = source.key("libraries", alias)
        if isinstance(said, str):
            group, _, rest = said.partition(":")
            name, _, version = rest.partition(":")
            module = f"{group}:{name}"
        else:
            entry = table(said)
            module = word(entry.get("module")) or f"{word(entry.get('group'))}:{word(entry.get('name'))}"
            version = _version(source, entry.get("version"))
        bound = lower_bound("Maven", version)
        if bound is None:
            graph.unresolved(module, version, at, reasons.UNPINNED if version else reasons.MANAGED_ELSEWHERE)
            continue
        graph.add(alias, module, bound.version, at, is_estimate=not bound.is_exact)
        graph.root(alias, "unknown", version)
    return finish(graph)


FORMAT = Format("version-catalogue", _read)
