"""Workspaces of npm, Yarn, Bun, pnpm, Lerna and Rush: which directories are members, and which of them an app depends on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...model.tree import Tree, join


def package(tree: Tree, folder: str) -> dict[str, object]:
    """``package.json`` of a directory; empty where there is none or it is broken."""
    path = join(folder, "package.json")
    data = tree.data(path) if tree.has(path) else None
    return data if isinstance(data, dict) else {}


def patterns(tree: Tree, root: str) -> tuple[str, ...]:
    """Member patterns as the root states them; ``()`` where it is no workspace root."""
    path = join(root, "pnpm-workspace.yaml")
    data = tree.data(path) if tree.has(path) else None
    stated = data.get("packages") if isinstance(data, dict) else None
    if not isinstance(stated, list):
        stated = package(tree, root).get("workspaces")
        stated = stated.get("packages") if isinstance(stated, dict) else stated
    if not isinstance(stated, list) and tree.has(join(root, "lerna.json")):
        lerna = tree.data(join(root, "lerna.json"))
        stated = lerna.get("packages", ["packages/*"]) if isinstance(lerna, dict) else None
    return tuple(str(p) for p in stated if isinstance(p, str)) if isinstance(stated, list) else ()


def _matches(pattern: str, folder: str) -> bool:
    pattern = pattern.removeprefix("./").rstrip("/")
    regex = re.sub(r"\\\{([^}]*)\\\}", lambda m: "(?:" + "|".join(m[1].replace("\\,", ",").split(",")) + ")", re.escape(pattern))
    regex = regex.replace(r"\*\*/", "(?:[^/]+/)*").replace(r"/\*\*", "(?:/[^/]+)*").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return bool(re.fullmatch(regex, folder))


def members(tree: Tree, root: str) -> tuple[str, ...]:
    """Member directories, sorted; the root itself is none."""
    rush = _rush_members(tree, root)
    if rush:
        return rush
    wanted = patterns(tree, root)
    if not wanted:
        return ()
    cut = 0 if root == "." else len(root) + 1
    found = []
    for path in tree.files(root):
        if not path.endswith("/package.json") or path == join(root, "package.json"):
            continue
        folder = path.rsplit("/", 1)[0]
        relative = folder[cut:]
        state = False
        for pattern in wanted:
            if pattern.startswith("!"):
                state = state and not _matches(pattern[1:], relative)
            elif _matches(pattern, relative):
                state = True
        if state:
            found.append(folder)
    return tuple(sorted(found))


def _rush_members(tree: Tree, root: str) -> tuple[str, ...]:
    path = join(root, "rush.json")
    if not tree.has(path):
        return ()
    data = tree.data(path)
    projects = data.get("projects") if isinstance(data, dict) else None
    folders = [p.get("projectFolder") for p in projects if isinstance(p, dict)] if isinstance(projects, list) else []
    return tuple(sorted(join(root, f) for f in folders if isinstance(f, str) and tree.has(join(root, f, "package.json"))))


def root_of(tree: Tree, app: str) -> str:
    """The nearest directory above whose workspace the app is a member of; the app itself where there is none."""
    folder = app
    while folder not in (".", ""):
        folder = folder.rpartition("/")[0] or "."
        if app in members(tree, folder):
            return folder
    return app


@dataclass(frozen=True, slots=True)
class Member:
    """One package of a workspace."""

    path: str
    """Relative to the workspace's root."""
    name: str
    scripts: Mapping[str, str]
    needs: tuple[str, ...]
    """Names of the workspace's own packages it depends on, development included, sorted."""
    needs_to_run: tuple[str, ...]


def workspace(tree: Tree, root: str) -> dict[str, Member]:
    """Name → member; packages without a name go by their directory."""
    cut = 0 if root == "." else len(root) + 1
    raw = {folder: package(tree, folder) for folder in members(tree, root)}
    names = {str(data.get("name") or folder[cut:]): folder for folder, data in raw.items()}

    def keys(data: dict[str, object], *groups: str) -> tuple[str, ...]:
        tables = [data.get(group) for group in groups]
        return tuple(sorted({str(k) for table in tables if isinstance(table, dict) for k in table} & set(names)))

    found = {}
    for name, folder in names.items():
        data = raw[folder]
        scripts = data.get("scripts")
        found[name] = Member(
            folder[cut:], name, {str(k): str(v) for k, v in scripts.items()} if isinstance(scripts, dict) else {},
            keys(data, "dependencies", "devDependencies", "optionalDependencies", "peerDependencies"), keys(data, "dependencies", "optionalDependencies", "peerDependencies"),
        )
    return found


def closure(found: Mapping[str, Member], name: str, running: bool = False) -> tuple[Member, ...]:
    """The workspace's packages one depends on, each after those it needs itself; cycles are cut, the package itself is not among them."""
    order: list[str] = []
    visiting: set[str] = set()

    def visit(key: str) -> None:
        if key in order or key in visiting or key not in found:
            return
        visiting.add(key)
        for other in found[key].needs_to_run if running else found[key].needs:
            visit(other)
        visiting.discard(key)
        order.append(key)

    visit(name)
    return tuple(found[key] for key in order if key != name)
