"""What several languages read alike: asdf's ``.tool-versions``, mise's configuration, and who of Deno and Node a directory is run by."""

from __future__ import annotations

import re

from ..model.facts import Evidence, Fact
from ..model.tree import Tree, join

MISE_FILES = ("mise.toml", ".mise.toml", ".config/mise.toml", "mise/config.toml", ".mise/config.toml")


def folders_up(app: str, root: str) -> tuple[str, ...]:
    """The app's directory, then every one above it up to the workspace's root and the repository's."""
    found = [app]
    while app not in (".", ""):
        app = app.rpartition("/")[0] or "."
        found.append(app)
    return tuple(found)


def version_file(tree: Tree, app: str, root: str, *names: str) -> tuple[Fact[str], ...]:
    """Files whose first line that is no comment is the version: ``.nvmrc``, ``.python-version``."""
    found = []
    for folder in folders_up(app, root):
        for name in names:
            path = join(folder, name)
            for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
                line = line.split("#")[0].strip()
                if line:
                    found.append(Fact(line.split()[0], (Evidence(path, number, line[:80]),)))
                    break
    return tuple(found)


def tool_versions(tree: Tree, app: str, root: str, *names: str) -> tuple[Fact[str], ...]:
    """What ``.tool-versions`` and mise say of a tool, under any of its names (``nodejs``, ``node``)."""
    found = []
    for folder in folders_up(app, root):
        path = join(folder, ".tool-versions")
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            parts = line.split("#")[0].split()
            if len(parts) >= 2 and parts[0] in names and re.match(r"[\dlvV]", parts[1]):
                found.append(Fact(parts[1], (Evidence(path, number, line.strip()[:80]),)))
        for name in MISE_FILES:
            path = join(folder, name)
            data = tree.data(path) if tree.has(path) else None
            tools = data.get("tools") if isinstance(data, dict) else None
            for tool in names:
                value = tools.get(tool) if isinstance(tools, dict) else None
                value = value[0] if isinstance(value, list) and value else value
                value = value.get("version") if isinstance(value, dict) else value
                if isinstance(value, str | int | float) and not isinstance(value, bool):
                    found.append(Fact(str(value), (tree.key(path, "tools", tool),)))
    return tuple(found)


DENO_FILES = ("deno.json", "deno.jsonc")
_NODE_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb")
_DENO_RUNS = re.compile(r"(?:^|&&|\|\||;|\s)deno\s+(?:run|serve|task|-[A-Za-z-])")


def deno_tasks(tree: Tree, folder: str) -> dict[str, Fact[str]]:
    """The tasks of a ``deno.json(c)``, each as its command line; a task may also be an object with a ``command``."""
    path = next((p for n in DENO_FILES if tree.has(p := join(folder, n))), "")
    data = tree.data(path) if path else None
    tasks = data.get("tasks") if isinstance(data, dict) else None
    found = {}
    for name, task in tasks.items() if isinstance(tasks, dict) else ():
        line = task.get("command") if isinstance(task, dict) else task
        if isinstance(line, str) and "\n" not in line and "\0" not in line and line.strip():
            found[name] = Fact(line.strip(), (tree.key(path, "tasks", name),))
    return found


def deno_runs(tree: Tree, folder: str) -> Evidence | None:
    """The line that says Deno runs this directory: a task that starts it, or Deno's lockfile without one of Node's."""
    if not any(tree.has(join(folder, name)) for name in DENO_FILES):
        return None
    tasks = deno_tasks(tree, folder)
    for name in ("start", "serve", "preview", "dev"):
        if name in tasks and (_DENO_RUNS.search(tasks[name].value) or not tree.has(join(folder, "package.json"))):
            return tasks[name].evidence[0]
    lock = join(folder, "deno.lock")
    return Evidence(lock) if tree.has(lock) and not any(tree.has(join(folder, name)) for name in _NODE_LOCKS) else None
