"""Reading a Node project: manifest, lockfile, versions, scripts, entry and port."""

from __future__ import annotations

import re
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact
from ...model.profile import Manifest, PackageManager, Reading
from ...model.tree import Tree, join
from ..stated import tool_versions, version_file
from .package_managers import PACKAGE_MANAGERS


def detect(tree: Tree, folder: str) -> Detection | None:
    path = join(folder, "package.json")
    if not tree.has(path):
        return None
    return Detection("node", 70, (Evidence(path),))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return ()


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    path = join(app, "package.json")
    data = tree.data(path)
    data = data if isinstance(data, dict) else {}

    def table(key: str) -> MappingProxyType[str, Fact[str]]:
        items = data.get(key)
        items = items if isinstance(items, dict) else {}
        return MappingProxyType({str(k): Fact(str(v), (tree.key(path, key, str(k)),)) for k, v in sorted(items.items()) if isinstance(v, str)})

    return Manifest(path, str(data.get("name") or ""), table("dependencies"), table("devDependencies"), table("scripts"))


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    data = tree.data(found.path)
    data = data if isinstance(data, dict) else {}
    manager = PACKAGE_MANAGERS["npm"]
    lock = next((join(root, name) for name in manager.lockfiles if tree.has(join(root, name))), "")
    commands: dict[str, Fact[Command]] = {}
    for name, scripts in {"start": ("start",), "build": ("build",), "dev": ("dev",), "test": ("test",), "lint": ("lint",), "typecheck": ("typecheck", "type-check")}.items():
        for script in scripts:
            if script in found.scripts:
                commands.setdefault(name, found.scripts[script].with_value(manager.run(script)))
    entry = data.get("main")
    port = None
    for at, match in tree.search(re.compile(r"\.listen\(\s*(?:process\.env\.PORT\s*(?:\|\||\?\?)\s*)?(?P<port>\d{2,5})"), (".js", ".ts", ".mjs"), app):
        port = Fact(int(match["port"]), (at,))
        break
    engines = data.get("engines")
    engine = engines.get("node") if isinstance(engines, dict) else None
    runtimes = version_file(tree, app, root, ".nvmrc", ".node-version")
    if isinstance(engine, str):
        runtimes += (Fact(engine, (tree.key(found.path, "engines", "node"),)),)
    runtimes += tool_versions(tree, app, root, "nodejs", "node")
    name = data.get("name")
    return Reading(
        language=Fact("typescript" if tree.has(join(app, "tsconfig.json")) else "javascript", (Evidence(found.path),)),
        name=Fact(name, (tree.key(found.path, "name"),)) if isinstance(name, str) else None,
        package_manager=Fact(PackageManager("npm", "", lock), (Evidence(lock or found.path),)),
        runtimes=runtimes,
        commands=commands,
        entry=Fact(entry, (tree.key(found.path, "main"),)) if isinstance(entry, str) else None,
        port=port,
    )
