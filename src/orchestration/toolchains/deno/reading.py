"""Reading a Deno project: version, entry, the permissions its task grants, port, health route and services."""

from __future__ import annotations

import re
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice, assume
from ...model.profile import Manifest, PackageManager, Reading
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import deno_runs, deno_tasks, tool_versions, version_file
from .config import Program, config, config_file, imports, lockfile, members, program, specifier, workspace_root

_STARTS = ("start", "start:prod", "prod", "serve", "preview", "dev")
_ENTRIES = ("main.ts", "server.ts", "mod.ts", "index.ts", "app.ts", "src/main.ts", "src/server.ts", "src/index.ts", "src/app.ts", "main.tsx", "main.js", "server.js")
_LISTENS = re.compile(r"\bDeno\.(?:serve|listen)\b|\.listen\(\s*[{\d\w]|\bserve\(\s*\w|export default\s*\{[^}]*\bfetch\b|export default app\b|\bstart\(manifest\b")
_TESTS = re.compile(r"(?:_test|\.test|_bench)\.[cm]?[jt]sx?$|(?:^|/)(?:tests?|testdata|node_modules|vendor|_fresh|dist|examples?)/")
_IMPORT = re.compile(r"(?:from|import)\s*\(?\s*[\"']((?:npm:|jsr:|https?://)[^\"'\s]+)[\"']")


def detect(tree: Tree, folder: str) -> Detection | None:
    path = config_file(tree, folder)
    if not path:
        return None
    at = deno_runs(tree, folder)
    if at:
        return Detection("deno", 82, (at, Evidence(path)))
    if tree.has(join(folder, "package.json")):
        return None
    data = config(tree, folder)
    return Detection("deno", 72 if _entry(tree, folder) else 30 if "workspace" in data or "exports" in data else 50, (Evidence(path),))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return members(tree, root)


def own_files(tree: Tree, app: str) -> tuple[str, ...]:
    return tuple(p for p in tree.files(app) if p.endswith((".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs")) and not _TESTS.search(p if app == "." else p[len(app) + 1:]))


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    """``imports`` of the app and of its workspace's root, package.json's dependencies, and what the code imports by its full name."""
    found: dict[str, Fact[str]] = imports(tree, app)
    base = workspace_root(tree, app)
    if base != app:
        found = {**imports(tree, base), **found}
    path = join(app, "package.json")
    data = tree.data(path) if tree.has(path) else None
    table = data.get("dependencies") if isinstance(data, dict) else None
    for name, version in table.items() if isinstance(table, dict) else ():
        if isinstance(version, str):
            found.setdefault(name.lower(), Fact(version, (tree.key(path, "dependencies", name),)))
    for file in own_files(tree, app):
        for match in _IMPORT.finditer(tree.text(file) or ""):
            known = specifier(match[1])
            if known and known[0] not in found:
                line = (tree.text(file) or "").count("\n", 0, match.start()) + 1
                found[known[0]] = Fact(known[1], (Evidence(file, line, match[0][:120]),))
    name = config(tree, app).get("name")
    return Manifest(config_file(tree, app), name if isinstance(name, str) else "", MappingProxyType(dict(sorted(found.items()))), scripts=MappingProxyType(deno_tasks(tree, app)))


def _entry(tree: Tree, app: str) -> Fact[str] | None:
    for name in _ENTRIES:
        at = tree.find(join(app, name), _LISTENS) if tree.has(join(app, name)) else None
        if at:
            return Fact(name, (at,))
    return None


def _started(tree: Tree, app: str) -> Program | None:
    """The first task that starts the program; one that watches files only where no other does."""
    found = [p for name in _STARTS if (p := program(tree, app, name))]
    return min(found, key=lambda p: p.watches, default=None)


_PORT = r"(?P<port>\d{2,5})\b"
_PORTS = tuple(re.compile(p) for p in (
    rf"Deno\.env\.get\(\s*[\"'`](?:\w+_)?PORT[\"'`]\s*\)\s*(?:\|\||\?\?)\s*[\"'`]?{_PORT}",
    rf"\bport\s*[:=]\s*{_PORT}",
    rf"\bPORT\s*=\s*{_PORT}",
    rf"\.listen\(\s*{_PORT}",
))


def _port(tree: Tree, app: str, entry: str, started: Program | None) -> Fact[int] | None:
    words = started.flags if started else ()
    for i, word in enumerate(words):
        match = re.fullmatch(r"--port(?:=(\d{2,5}))?", word)
        value = match[1] or (words[i + 1] if i + 1 < len(words) else "") if match else ""
        if value.isdigit() and started:
            return started.at.with_value(int(value))
    for key, value in started.env if started else ():
        if key == "PORT" and value.isdigit() and started:
            return started.at.with_value(int(value))
    files = own_files(tree, app)
    main = join(app, entry)
    for path in sorted(files, key=lambda p: (p != main, p)):
        if path != main and not re.search(r"\bDeno\.env|\blisten\b|\bserve\b", tree.text(path) or ""):
            continue
        for pattern in _PORTS:
            at = tree.find(path, pattern)
            match = pattern.search(at.quote) if at else None
            if at and match and 80 <= int(match["port"]) < 65536 and not re.search(r"(?i)redis|postgres|mysql|smtp|mongo|\bdb", at.quote):
                return Fact(int(match["port"]), (at,))
    listens = (started is not None and started.verb == "serve") or any(tree.find(p, r"\bDeno\.serve\b|\bserve\(") for p in files)
    return assume(8000, "Deno.serve and deno serve listen on 8000 by default", "Deno.serve et deno serve écoutent sur 8000 par défaut") if listens else None


_HEALTH = re.compile(r"(?:\.get\(\s*|\bpathname\s*={2,3}\s*|\bcase\s+|pathname:\s*)[\"'`](?P<path>/(?:[\w-]+/){0,2}(?:_?health(?:z|check)?|livez|readyz|ping|up))[\"'`]")


def _health(tree: Tree, app: str) -> Fact[str] | None:
    for path in own_files(tree, app):
        at = tree.find(path, _HEALTH)
        match = _HEALTH.search(at.quote) if at else None
        # A router that is mounted elsewhere has a prefix we cannot tell.
        if at and match and not re.search(r"\bexport\s+(?:default|const)\s+\w*[rR]outer\b|\.prefix\(|basePath\(|prefix:", tree.text(path) or ""):
            return Fact(match["path"], (at,))
    return None


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    root = workspace_root(tree, app)
    path, tasks, lock = config_file(tree, app), deno_tasks(tree, app), lockfile(tree, root)
    where = (Evidence(path),)
    started = _started(tree, app)
    entry = started.at.with_value(started.file) if started else _entry(tree, app)
    notices: list[Notice] = []
    traits: dict[str, Fact[str]] = {}
    commands: dict[str, Fact[Command]] = {"install": Fact(Command("deno", "install", *(("--frozen",) if lock else ())), (Evidence(lock),) if lock else where)}
    if started:
        commands["start"] = started.at.with_value(Command(*started.argv))
        if started.permissions:
            traits["deno.permissions"] = started.at.with_value(" ".join(started.permissions))
        for key, value in started.env:
            if re.fullmatch(r"[\w .:/@,=-]{0,200}", value):
                traits[f"start.env.{key}"] = started.at.with_value(value)
        if any(f in ("-A", "--allow-all") for f in started.permissions):
            notices.append(Notice("warning", "permissions", Text("the task grants every permission (-A), and so does the image; name what the program needs (--allow-net --allow-env …) and the image follows",
                                                                 "la tâche accorde toutes les permissions (-A), l'image aussi ; nommez ce dont le programme a besoin (--allow-net --allow-env …) et l'image suivra"), started.at.evidence))
    elif entry:
        reads = any(tree.find(p, r"\bDeno\.env\b|\bprocess\.env\b") for p in own_files(tree, app))
        commands["start"] = entry.with_value(Command("deno", "run", "--cached-only", "--allow-net", *(("--allow-env",) if reads else ()), entry.value))
        notices.append(Notice("warning", "permissions", Text("no task starts the program; the image grants the network and, where the code reads it, the environment: write a start task with the permissions it needs",
                                                             "aucune tâche ne démarre le programme ; l'image accorde le réseau et, si le code le lit, l'environnement : écrivez une tâche start avec les permissions nécessaires"), entry.evidence))
    for name in ("build", "dev", "test", "lint", "e2e", "migrate", "seed"):
        if name in tasks:
            commands[name] = tasks[name].with_value(Command("deno", "task", name))
    tested = next((p for p in tree.files(app) if re.search(r"(?:_test|\.test)\.[cm]?[jt]sx?$", p) and "node_modules/" not in p), "")
    if tested and "test" not in commands and started:
        commands["test"] = Fact(Command("deno", "test", *started.permissions), (Evidence(tested),))
    commands.setdefault("lint", Fact(Command("deno", "lint"), where))
    commands["format"] = Fact(Command("deno", "fmt", "--check"), where)
    if entry:
        # What a build writes is not there to be checked.
        checked = next((n for n in (entry.value, *_ENTRIES) if tree.has(join(app, n))), "")
        if checked:
            commands["typecheck"] = entry.with_value(Command("deno", "check", checked))
    typed = next((f for f in own_files(tree, app) if f.endswith((".ts", ".tsx", ".mts"))), "")
    for folder in dict.fromkeys((root, *members(tree, root))):
        own = config_file(tree, folder)
        if own or folder == root:
            extra = [own, *([join(folder, "package.json")] if tree.has(join(folder, "package.json")) else [])]
            mapped = config(tree, folder).get("importMap")
            if isinstance(mapped, str) and re.fullmatch(r"[\w./-]+", mapped) and ".." not in mapped and tree.has(join(folder, mapped.removeprefix("./"))):
                extra.append(join(folder, mapped.removeprefix("./")))
            before = traits["deno.manifests"].value.split("\n") if "deno.manifests" in traits else []
            traits["deno.manifests"] = Fact("\n".join((*before, *(e for e in extra if e))), where)
    return Reading(
        language=Fact("typescript", (Evidence(typed),)) if typed else Fact("javascript", where),
        name=Fact(found.name, (tree.key(path, "name"),)) if found.name else None,
        package_manager=Fact(PackageManager("deno", "", lock), (Evidence(lock),) if lock else where),
        runtimes=(*version_file(tree, app, root, ".dvmrc", ".deno-version"), *tool_versions(tree, app, root, "deno")),
        root=root,
        commands=commands,
        entry=entry,
        port=_port(tree, app, entry.value, started) if entry else None,
        health_path=_health(tree, app) if entry else None,
        traits=traits,
        notices=tuple(notices),
    )
