"""Which package manager a project uses, by written rules, with every place that says so."""

from __future__ import annotations

import re

from ...model.facts import Conflict, Evidence, Fact, assume
from ...model.profile import PackageManager
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import folders_up
from .lockfiles import disagreements, read_lock
from .package_managers import LOCKFILES
from .workspace import package

RULE = Text(
    "packageManager decides, then engines, Volta and devEngines, then the commands scripts, CI and Dockerfile run, then the lockfile that agrees with package.json",
    "packageManager décide, puis engines, Volta et devEngines, puis les commandes des scripts, de la CI et du Dockerfile, puis le lockfile qui correspond à package.json",
)
_ORDER = ("pnpm", "yarn", "bun", "npm")
_USED = re.compile(r"(?:^|[\s\"'`&;(\[])(?P<id>npm|pnpm|yarn|bun)\s+(?:ci\b|install\b|i\b|run\b|build\b|test\b|lint\b|--filter|--frozen-lockfile|-r\b|workspace\b|exec\b|dev\b|start\b)")


def lockfiles(tree: Tree, app: str, root: str) -> list[tuple[str, str]]:
    """(package manager, path) of the nearest directory that has any: the app's own, the workspace root's, Rush's."""
    for folder in dict.fromkeys((app, root)):
        found = [(LOCKFILES[name], join(folder, name)) for name in LOCKFILES if tree.has(join(folder, name))]
        if found:
            return found
    rush = join(root, "common/config/rush/pnpm-lock.yaml")
    return [("pnpm", rush)] if tree.has(rush) else []


def _stated(tree: Tree, app: str, root: str) -> list[Fact[PackageManager]]:
    found: list[Fact[PackageManager]] = []
    weak: list[Fact[PackageManager]] = []
    for folder in dict.fromkeys((*folders_up(app, root), root)):
        data, path = package(tree, folder), join(folder, "package.json")
        field = data.get("packageManager")
        match = re.match(r"^(npm|pnpm|yarn|bun)@(\^?[\w.-]+)", field) if isinstance(field, str) else None
        if match:
            found.append(Fact(PackageManager(match[1], match[2]), (tree.key(path, "packageManager"),)))
        dev = data.get("devEngines")
        manager = dev.get("packageManager") if isinstance(dev, dict) else None
        for entry in manager if isinstance(manager, list) else [manager]:
            if isinstance(entry, dict) and entry.get("name") in _ORDER:
                weak.append(Fact(PackageManager(entry["name"], str(entry.get("version") or "")), (tree.key(path, "devEngines", "packageManager"),)))
        for group in ("volta", "engines"):
            table = data.get(group)
            for name in ("pnpm", "yarn", "bun") if isinstance(table, dict) else ():
                version = table.get(name)
                # A package that has Bun among its engines may only support it beside Node.js.
                if isinstance(version, str) and re.search(r"\d", version) and not (name == "bun" and table.get("node")):
                    weak.append(Fact(PackageManager(name, version), (tree.key(path, group, name),)))
    if tree.has(join(root, "rush.json")):
        data = tree.data(join(root, "rush.json"))
        for name in ("pnpm", "yarn", "npm") if isinstance(data, dict) else ():
            version = data.get(f"{name}Version")
            if isinstance(version, str):
                found.append(Fact(PackageManager(name, version), (tree.key(join(root, "rush.json"), f"{name}Version"),)))
    return found + weak


def _used(tree: Tree, app: str, root: str) -> dict[str, Evidence]:
    """Package managers that scripts, CI and the Dockerfile call, each with the first place."""
    places = [join(folder, name) for folder in dict.fromkeys((app, root)) for name in ("package.json", "Dockerfile")]
    places += [*tree.glob(".github/workflows/*.y*ml"), ".gitlab-ci.yml", "vercel.json", "netlify.toml", "render.yaml", "Procfile", "nixpacks.toml", "railway.json"]
    found: dict[str, Evidence] = {}
    for path in dict.fromkeys(places):
        for number, line in enumerate((tree.text(path) or "").split("\n") if tree.has(path) else (), 1):
            if path.endswith("package.json") and not re.search(r"\"[\w:-]+\"\s*:\s*\"", line):
                continue
            for match in _USED.finditer(line):
                found.setdefault(match["id"], Evidence(path, number, line.strip()[:120]))
    return found


_CONFIGURED = (("pnpm-workspace.yaml", "pnpm"), (".pnpmfile.cjs", "pnpm"), (".yarnrc.yml", "yarn"), (".yarnrc", "yarn"), ("bunfig.toml", "bun"))


def choose_manager(tree: Tree, app: str, root: str, dependencies: dict[str, Fact[str]]) -> tuple[Fact[PackageManager], tuple[Conflict, ...]]:
    stated, locks = _stated(tree, app, root), lockfiles(tree, app, root)
    by_manager = {}
    for manager, path in locks:
        by_manager.setdefault(manager, path)
    if stated:
        first = stated[0]
        version = first.value.version or next((f.value.version for f in stated if f.value.id == first.value.id and f.value.version), "")
        lock = by_manager.get(first.value.id, "")
        same = tuple(e for f in stated if f.value.id == first.value.id for e in f.evidence)
        chosen = Fact(PackageManager(first.value.id, version, lock), tuple(dict.fromkeys((*same, *((Evidence(lock),) if lock else ())))))
        against = [f for f in stated if f.value.id != first.value.id] + [Fact(PackageManager(m, "", p), (Evidence(p),)) for m, p in locks if m != first.value.id]
        return chosen, (Conflict("package manager", (chosen, *against), chosen, RULE),) if against else ()
    if len(by_manager) == 1:
        manager, path = next(iter(by_manager.items()))
        return Fact(PackageManager(manager, "", path), (Evidence(path),)), ()
    used = _used(tree, app, root)
    if by_manager:
        named = [m for m in _ORDER if m in by_manager and m in used]
        # npm's own words are written by habit even where another manager installs, so another one that is named goes first.
        if named:
            manager = next((m for m in named if m != "npm"), named[0])
        else:
            wrong = {m: len(disagreements(read_lock(tree, p, app[len(root) + 1:] if root not in (".", app) and app.startswith(root + "/") else "." if app == root else app), dependencies)) for m, p in by_manager.items()}
            manager = min(by_manager, key=lambda m: (wrong[m], _ORDER.index(m)))
        candidates = {m: Fact(PackageManager(m, "", p), ((used[m], Evidence(p)) if m in used and m == manager else (Evidence(p),))) for m, p in by_manager.items()}
        chosen = candidates[manager]
        return chosen, (Conflict("package manager", tuple(candidates[m] for m in sorted(candidates)), chosen, RULE),)
    for folder in dict.fromkeys((app, root)):
        for name, manager in _CONFIGURED:
            if tree.has(join(folder, name)):
                return Fact(PackageManager(manager), (Evidence(join(folder, name)),)), ()
    other = next((m for m in _ORDER if m in used and m != "npm"), "")
    if other:
        return Fact(PackageManager(other), (used[other],)), ()
    if "npm" in used:
        return Fact(PackageManager("npm"), (used["npm"],)), ()
    return assume(PackageManager("npm"), "there is no lockfile and no file names a package manager; npm comes with Node.js", "aucun lockfile et aucun fichier ne nomme de gestionnaire ; npm est fourni avec Node.js"), ()
