"""NestJS: compiled by its own CLI, started from ``dist/main``."""

from __future__ import annotations

import re

from ..model.command import Command
from ..model.facts import Evidence, Fact, assume
from ..model.profile import Manifest, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.node import source
from ..toolchains.node.config import tsconfig
from ..toolchains.node.framework import by_dependency, listed, starting, unchanged

_PREFIX = re.compile(r"\.setGlobalPrefix\(\s*[\"'`](?P<prefix>/?[\w/-]+)[\"'`]")
_CONTROLLER = re.compile(r"@Controller\(\s*(?:\{\s*path:\s*)?[\"'`](?P<path>/?(?:[\w-]+/){0,2}(?:health(?:z|-?check)?|livez?|readyz?|ping))[\"'`]")
_GET = re.compile(r"@Get\(\s*(?:[\"'`](?P<path>[\w/-]*)[\"'`])?\s*\)")
_ROOT_CONTROLLER = re.compile(r"@Controller\(\s*(?:[\"'`]/?[\"'`])?\s*\)")
_ROOT_HEALTH = re.compile(r"@Get\(\s*[\"'`](?P<path>/?(?:health(?:z|-?check)?|livez?|readyz?|ping))[\"'`]\s*\)")


def _entry(tree: Tree, app: str) -> tuple[str, tuple[Evidence, ...]]:
    """The compiled main file, as ``nest-cli.json`` and ``tsconfig`` place it."""
    path = join(app, "nest-cli.json")
    data = tree.data(path) if tree.has(path) else None
    data = data if isinstance(data, dict) else {}
    out = tsconfig(tree, app, "outDir", "tsconfig.build.json") or tsconfig(tree, app, "outDir")
    folder = (out.value.removeprefix("./").rstrip("/") if out else "") or "dist"
    main = data.get("entryFile") if isinstance(data.get("entryFile"), str) else "main"
    if data.get("monorepo") is True and isinstance(data.get("root"), str):
        return f"{folder}/{data['root']}/{main}", (tree.key(path, "root"),)
    return f"{folder}/{main}", (out.evidence if out else (Evidence(path),) if tree.has(path) else ())


def health(tree: Tree, app: str) -> Fact[str] | None:
    """A health controller's route, below the global prefix."""
    prefix, excluded = "", ""
    for path in source.own_files(tree, app):
        text = tree.text(path) or ""
        match = _PREFIX.search(text)
        if match and re.search(r"main|bootstrap|app|setup", path):
            prefix = "/" + match["prefix"].strip("/")
            rest = text[match.end():match.end() + 300]
            listed_ = re.match(r"\s*,\s*\{\s*exclude\s*:\s*\[(?P<list>[^\]]*)\]", rest)
            excluded = listed_["list"] if listed_ else ""
            break
    for path in source.own_files(tree, app):
        if not path.endswith(".ts"):
            continue
        text = tree.text(path) or ""
        controller = _CONTROLLER.search(text)
        if controller:
            get = _GET.search(text, controller.end())
            tail = f"/{get['path'].strip('/')}" if get and get["path"] else ""
            where = "/" + controller["path"].strip("/") + tail
        else:
            root, get = _ROOT_CONTROLLER.search(text), _ROOT_HEALTH.search(text)
            if not root or not get:
                continue
            controller, where = get, "/" + get["path"].strip("/")
        skipped = re.search(rf"[\"'`]/?{re.escape(where.strip('/').split('/')[0])}", excluded) is not None
        line = text.count("\n", 0, controller.start()) + 1
        return Fact(where if skipped else prefix + where, (Evidence(path, line, text.split("\n")[line - 1].strip()[:120]),))
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependencies.get("@nestjs/core") or manifest.dependency("@nestjs/core")
    assert version
    entry, evidence = _entry(tree, app)
    own = starting(manifest)
    commands: dict[str, Fact[Command]] = {}
    entries: Fact[str] | None = None
    if not own or not own.command or own.command.argv[0] == "nest":
        prod = next((manifest.scripts[n] for n in ("start:prod", "start") if n in manifest.scripts), None)
        commands["start"] = Fact(Command("node", entry), evidence or (prod.evidence if prod else version.evidence))
        entries = Fact(f"{entry}.js" if not entry.endswith(".js") else entry, evidence or version.evidence)
    elif not own.command.is_shell and own.command.argv[0] == "node":
        file = own.command.argv[-1].removeprefix("./")
        script = manifest.scripts.get(own.via[0]) if own.via else None
        entries = Fact(file if re.search(r"\.[cm]?[jt]s$", file) else f"{file}.js", script.evidence if script else version.evidence)
    traits = {"output": Fact(listed(entries.value.split("/")[0]), entries.evidence)} if entries and "/" in entries.value and not entries.value.startswith("node_modules") else {}
    return Reading(framework_version=version, commands=commands, entry=entries, traits=traits, health_path=health(tree, app),
                   port=assume(3000, "a new NestJS project listens there", "un nouveau projet NestJS y écoute"))


STACK = Stack("nestjs", "NestJS", "node", by_dependency("nestjs", 80, "@nestjs/core", development=False), read, unchanged, aliases=("nest",))
