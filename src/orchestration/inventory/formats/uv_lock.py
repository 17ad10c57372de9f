"""uv.lock: every package of a workspace, its own members among them, which say what they ask for. https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model.dependency import Scope
from ...model.tree import join
from ...toolchains.python.requirements import normal
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, rows, strings, table, word
from .poetry_lock import keys_by_name


def _own_folder(package: Mapping[str, Any]) -> str | None:
    """The directory of a member of the workspace; None for what comes from elsewhere."""
    source = table(package, "source")
    return next((word(source[key]) for key in ("editable", "virtual", "directory") if word(source.get(key))), None)


def _key(keys: dict[str, list[str]], said: Mapping[str, Any]) -> list[str]:
    """The entries a dependency means; its extras are entries beside the package itself."""
    name, version = normal(word(said.get("name"))), word(said.get("version"))
    found = [key for key in keys.get(name, ()) if not version or key == f"{name}@{version}"]
    return [*found, *(f"{key}[{extra}]" for key in found for extra in strings(said.get("extra")))]


def _read(source: Source) -> Reading:
    packages = rows(source.toml.get("package"))
    if "version" not in source.toml or (packages and not all("name" in p for p in packages)):
        raise Unreadable("it is no lockfile of uv: its version is missing", "ce n'est pas un fichier de verrouillage uv : il y manque sa version")
    keys, graph, covers = keys_by_name(packages), Graph("PyPI"), set()
    for package, line in zip(packages, source.headers("package", len(packages)), strict=True):
        name, version, at = normal(word(package["name"])), word(package.get("version")), source.at(line)
        folder, where = _own_folder(package), table(package, "source")
        if folder is not None:
            manifest = source.inside(join(folder, "pyproject.toml"))
            covers |= {manifest} if manifest and source.tree.has(manifest) else set()
            continue
        reason = reasons.GIT if "git" in where else reasons.URL if "url" in where else reasons.LOCAL if "path" in where else None if version else reasons.UNPINNED
        if reason:
            graph.unresolved(name, word(where.get("git")) or word(where.get("url")) or word(where.get("path")), at, reason)
        key, needs = f"{name}@{version}", [key for said in rows(package.get("dependencies")) for key in _key(keys, said)]
        for extra, lines in table(package, "optional-dependencies").items():
            graph.pass_through(f"{key}[{extra}]", f"{name}[{extra}]", version, [other for said in rows(lines) for other in _key(keys, said)])
        if reason:
            graph.pass_through(key, name, version, needs)
        else:
            graph.add(key, name, version, at, needs=needs)
    for package in packages:
        if _own_folder(package) is not None:
            _roots(graph, keys, package)
    # A workspace whose root is no package of its own, and a script, keep what they ask for in the head of the file.
    head: list[tuple[list[dict[str, Any]], Scope]] = [(rows(table(source.toml, "manifest").get("requirements")), "production")]
    head += [(rows(lines), "development") for lines in table(source.toml, "manifest", "dependency-groups").values()]
    for lines, scope in head:
        for said in lines:
            for key in _key(keys, {"name": said.get("name"), "extra": said.get("extras")}):
                graph.root(key, scope, word(said.get("specifier")))
    covers |= {manifest} if (manifest := source.beside("pyproject.toml")) else set()
    return finish(graph, covers)


def _roots(graph: Graph, keys: dict[str, list[str]], member: Mapping[str, Any]) -> None:
    stated = {normal(word(said.get("name"))): word(said.get("specifier")) for said in rows(table(member, "metadata").get("requires-dist"))}
    for lines in table(member, "metadata", "requires-dev").values():
        for said in rows(lines):
            stated.setdefault(normal(word(said.get("name"))), word(said.get("specifier")))
    groups: list[tuple[list[dict[str, Any]], Scope]] = [(rows(member.get("dependencies")), "production")]
    groups += [(rows(lines), "optional") for lines in table(member, "optional-dependencies").values()]
    groups += [(rows(lines), "development") for lines in (*table(member, "dev-dependencies").values(), *table(member, "dependency-groups").values())]
    for lines, scope in groups:
        for said in lines:
            for key in _key(keys, said):
                graph.root(key, scope, stated.get(normal(word(said.get("name"))), ""))


FORMAT = Format("uv-lock", _read)
