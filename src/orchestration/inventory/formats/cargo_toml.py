"""Cargo.toml: what a crate, or a workspace for its members, asks for. https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html"""

from __future__ import annotations

from typing import Any

from ...model.dependency import Scope
from ...model.text import Text
from ...model.tree import join
from ...toolchains.rust.cargo import workspace_root
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable, table, word

_TABLES: tuple[tuple[str, Scope], ...] = (("dependencies", "production"), ("build-dependencies", "production"), ("dev-dependencies", "development"), ("dev_dependencies", "development"), ("build_dependencies", "production"))


def wishes(source: Source) -> list[Wish]:
    """Every table's entries, those for one target too; what the workspace states is taken from its root."""
    found: list[Wish] = []
    shared: dict[str, Any] | None = None
    places = [((name,), scope) for name, scope in _TABLES]
    places += [(("target", str(target), name), scope) for target in source.table("target") for name, scope in _TABLES]
    for keys, scope in places:
        for alias, said in source.table(*keys).items():
            if isinstance(said, dict) and said.get("workspace") is True:
                shared = _shared(source) if shared is None else shared
                above = shared.get(alias)
                said = {**({"version": above} if isinstance(above, str) else table(above)), **said}
            stated, reason = _stated(said)
            entry = table(said)
            place: Scope = "optional" if entry.get("optional") is True and scope == "production" else scope
            found.append(Wish(word(entry.get("package")) or alias, stated, place, source.key(*keys, alias), reason, alias))
    return found


def _shared(source: Source) -> dict[str, Any]:
    path = join(workspace_root(source.tree, source.folder), "Cargo.toml")
    data = source.toml if path == source.path else source.tree.data(path) if source.tree.has(path) else None
    return table(data, "workspace", "dependencies")


def _stated(said: Any) -> tuple[str, Text | None]:
    if not isinstance(said, dict):
        return word(said), None
    if "git" in said:
        return word(said["git"]), reasons.GIT
    if "path" in said:
        return word(said["path"]), reasons.LOCAL
    if said.get("workspace") is True and not said.get("version"):
        return "workspace = true", reasons.VARIABLE
    return word(said.get("version")), None


def _read(source: Source) -> Reading:
    if not {"package", "workspace", "project", "dependencies"} & set(source.toml):
        raise Unreadable("it is no Cargo.toml: it has neither a package nor a workspace", "ce n'est pas un Cargo.toml : ni package ni workspace")
    graph = Graph("crates.io")
    declare(graph, wishes(source))
    return finish(graph)


FORMAT = Format("cargo-toml", _read)
