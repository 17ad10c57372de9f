"""Which range one package asks of another, where a lockfile tells it: npm's, Yarn's, Poetry's and Composer's do, the others only keep what was chosen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from ..model.tree import Tree

Asked = Mapping[str, str]
"""Name of the dependency → the range."""


class AskedRanges:
    """Read once for each lockfile."""

    def __init__(self, tree: Tree | None) -> None:
        self._tree = tree
        self._held: dict[str, dict[str, Asked]] = {}

    def of(self, lockfile: str, parent: str, name: str) -> str:
        """The range, or nothing where that is not told.

        Args:
            parent: ``name@version``.
        """
        reader = _READERS.get(posixpath.basename(lockfile))
        if self._tree is None or reader is None:
            return ""
        if lockfile not in self._held:
            self._held[lockfile] = dict(reader(self._tree, lockfile))
        return self._held[lockfile].get(parent, {}).get(name, "")


def _rows(tree: Tree, path: str, *keys: str) -> Iterable[dict[str, Any]]:
    data = tree.data(path)
    for key in keys:
        found = data.get(key) if isinstance(data, dict) else None
        yield from (row for row in found if isinstance(row, dict)) if isinstance(found, list) else ()


def _texts(found: Any) -> dict[str, str]:
    return {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}


def _npm(tree: Tree, path: str) -> Iterable[tuple[str, Asked]]:
    data = tree.data(path)
    packages = data.get("packages") if isinstance(data, dict) else None
    if isinstance(packages, dict):
        for place, row in packages.items():
            if isinstance(row, dict) and "node_modules/" in place:
                name = row.get("name") or place.rsplit("node_modules/", 1)[1]
                yield f"{name}@{row.get('version', '')}", {k: v for part in ("peerDependencies", "optionalDependencies", "dependencies") for k, v in _texts(row.get(part)).items()}
        return
    todo = [data.get("dependencies") if isinstance(data, dict) else None]
    while todo:
        rows = todo.pop()
        for name, row in rows.items() if isinstance(rows, dict) else ():
            if isinstance(row, dict):
                todo.append(row.get("dependencies"))
                yield f"{name}@{row.get('version', '')}", _texts(row.get("requires"))


_YARN_HEAD = re.compile(r'"?((?:@[^@/"]+/)?[^@"/]+)@')
_YARN_LINE = re.compile(r'\s{4}"?([^\s":]+)"?:?\s+"?(?:npm:)?([^"]*)"?$')


def _yarn(tree: Tree, path: str) -> Iterable[tuple[str, Asked]]:
    """Both generations: an entry's head, its version, and what stands indented below ``dependencies:``."""
    name, version, asked, inside = "", "", {}, False
    for line in (*tree.lines(path), "end:"):
        if line[:1] not in ("", " ", "#"):
            if name and version:
                yield f"{name}@{version}", asked
            head = _YARN_HEAD.match(line)
            name, version, asked, inside = head[1] if head else "", "", {}, False
        elif line.startswith("  version"):
            version = line.removeprefix("  version").strip(' :"')
        elif line.startswith("  ") and line[2:3] != " ":
            inside = line.strip() in ("dependencies:", "optionalDependencies:")
        elif inside and len(line) < 1_000 and (found := _YARN_LINE.match(line)):
            asked[found[1]] = found[2]


def _poetry(tree: Tree, path: str) -> Iterable[tuple[str, Asked]]:
    for row in _rows(tree, path, "package"):
        stated = row.get("dependencies")
        yield f"{canonicalize_name(str(row.get('name', '')))}@{row.get('version', '')}", {
            canonicalize_name(k): v if isinstance(v, str) else str(v["version"]) for k, v in (stated.items() if isinstance(stated, dict) else ()) if isinstance(v, str) or (isinstance(v, dict) and isinstance(v.get("version"), str))}


def _composer(tree: Tree, path: str) -> Iterable[tuple[str, Asked]]:
    for row in _rows(tree, path, "packages", "packages-dev"):
        yield f"{row.get('name', '')}@{row.get('version', '')}", _texts(row.get("require"))


_READERS: Mapping[str, Callable[[Tree, str], Iterable[tuple[str, Asked]]]] = {"package-lock.json": _npm, "npm-shrinkwrap.json": _npm, "yarn.lock": _yarn, "poetry.lock": _poetry, "composer.lock": _composer}
