"""Reading a Node project: what kind of package it is, its commands, what it starts and where it listens."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice
from ...model.profile import Manifest, Reading, ServiceUse
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import deno_runs
from . import data_layer, source
from .choosing import choose_manager
from .commands import commands_of
from .dependencies import SERVICE_CLIENTS, system_packages
from .environment import declared
from .installing import installing
from .lockfiles import disagreements, read_lock
from .package_managers import YARN_BERRY, NodePackageManager, manager_of
from .scripts import Unwrapped, unwrap, unwrap_line
from .versions import bun_versions, node_versions
from .workspace import members, package, root_of

SERVERS = frozenset({
    "express", "fastify", "koa", "@hapi/hapi", "hono", "@nestjs/core", "restify", "polka", "h3", "elysia", "next", "nuxt", "@sveltejs/kit", "astro", "@remix-run/node", "@react-router/node", "@react-router/serve",
    "gatsby", "react-scripts", "@angular/core", "@vue/cli-service", "@docusaurus/core", "@tanstack/react-start", "@tanstack/solid-start", "socket.io", "apollo-server", "@apollo/server", "graphql-yoga", "ws", "probot", "discord.js", "@adonisjs/core",
    "@strapi/strapi", "@keystone-6/core", "payload", "sails", "@feathersjs/feathers", "@feathersjs/express", "moleculer", "@marblejs/core", "@loopback/core", "vitepress", "@11ty/eleventy", "micro", "telegraf", "grammy", "@slack/bolt", "@solidjs/start", "preact", "solid-js", "svelte",
})
"""Packages that make a package.json an application's rather than a tool box beside another language's."""
CLIENTS = frozenset({"discord.js", "telegraf", "grammy", "@slack/bolt", "whatsapp-web.js", "node-telegram-bot-api", "bullmq", "bull", "agenda", "amqplib", "kafkajs", "node-cron", "mineflayer", "tmi.js", "eris", "oceanic.js", "baileys", "@whiskeysockets/baileys"})
"""Packages of programs that run for long without listening: bots and workers."""
FRAMEWORK_PROGRAMS = frozenset({"next", "nuxt", "nuxi", "astro", "remix-serve", "react-router-serve", "gatsby", "vite", "vinxi"})
"""Servers whose port and routes are not in the project's code the way a listening file's are."""
_PROGRAMS = {"@nestjs/cli": "nest", "@remix-run/serve": "remix-serve", "@react-router/serve": "react-router-serve", "@babel/node": "babel-node", "fastify-cli": "fastify", "dotenv-cli": "dotenv", "@strapi/strapi": "strapi", "@angular/cli": "ng", "@react-router/dev": "react-router", "@vue/cli-service": "vue-cli-service"}
"""Package → the program it brings, where the names differ."""
_OTHER_LANGUAGES = ("artisan", "manage.py", "config.ru", "bin/rails", "mix.exs", "pom.xml", "build.gradle", "build.gradle.kts", "go.mod", "Cargo.toml", "pyproject.toml", "requirements.txt", "Gemfile", "composer.json", "deno.json", "deno.jsonc", "Pipfile")


def _runs_a_file(tree: Tree, folder: str, scripts: Any) -> bool:
    """A script for production gives Node.js a file that is there: what builds another program's assets has none."""
    lines = (scripts.get(name) for name in ("start:prod", "start:production", "start")) if isinstance(scripts, dict) else ()
    files = (m[1] for line in lines if isinstance(line, str) and (m := re.search(r"(?:^|\s)node\s+(?:-\S+\s+)*(?:\./)?([\w./-]+)", line)))
    return any(source.resolve_file(tree, folder, file) for file in files)


def detect(tree: Tree, folder: str) -> Detection | None:
    path = join(folder, "package.json")
    if not tree.has(path) or deno_runs(tree, folder):
        return None
    data = package(tree, folder)
    dependencies, development = (data.get(k) if isinstance(data.get(k), dict) else {} for k in ("dependencies", "devDependencies"))
    beside = [name for name in _OTHER_LANGUAGES if tree.has(join(folder, name))]
    if not beside and folder != ".":
        beside = []
    scripts = data.get("scripts")
    start = isinstance(scripts, dict) and isinstance(scripts.get("start"), str)
    server = next((name for name in sorted(SERVERS) if name in dependencies or (name in development and name not in ("preact", "solid-js", "svelte", "ws", "express"))), "")
    if beside:
        # Rails, Laravel, Django and others keep a package.json for their assets; only a server of its own outweighs them.
        serving = start and any(name in dependencies for name in SERVERS)
        if _runs_a_file(tree, folder, scripts) and any(name in dependencies for name in SERVERS - {"preact", "solid-js", "svelte"}):
            return Detection("node", 78, (tree.key(path, "scripts"),))
        return Detection("node", 65 if serving and (source.find_entry(tree, folder) or "next" in dependencies) else 25, (Evidence(path),))
    if server:
        return Detection("node", 80, (tree.key(path, "dependencies" if server in dependencies else "devDependencies", server),))
    return Detection("node", 70 if start or dependencies else 60, (tree.key(path, "scripts", "start") if start else Evidence(path),))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return members(tree, root)


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    path = join(app, "package.json")
    data = package(tree, app)

    def table(*keys: str) -> MappingProxyType[str, Fact[str]]:
        found: dict[str, Fact[str]] = {}
        for key in keys:
            items = data.get(key)
            for name, value in sorted(items.items()) if isinstance(items, dict) else ():
                if isinstance(name, str) and isinstance(value, str) and name.isprintable():
                    found.setdefault(name, Fact(value, (tree.key(path, key, name),)))
        return MappingProxyType(found)

    name = data.get("name")
    dependencies, development = table("dependencies", "optionalDependencies"), table("devDependencies")
    scripts = table("scripts")
    development = MappingProxyType({**_shared(tree, app, root, scripts, {**development, **dependencies}), **development})
    found = Manifest(path, name if isinstance(name, str) else "", dependencies, development, scripts)
    lock_root = root if root != app else root_of(tree, app)
    chosen, _ = choose_manager(tree, app, lock_root, _own(found))
    lock = read_lock(tree, chosen.value.lockfile, _member(app, chosen.value.lockfile)) if chosen.value.lockfile else None
    return Manifest(path, found.name, dependencies, development, found.scripts, lock.got) if lock else found


def _shared(tree: Tree, app: str, root: str, scripts: Mapping[str, Fact[str]], own: Mapping[str, Fact[str]]) -> dict[str, Fact[str]]:
    """Programs the app's scripts call that only the workspace's root depends on (``vite`` of one version for all apps)."""
    root = root if root != app else root_of(tree, app)
    if root == app:
        return {}
    data, path = package(tree, root), join(root, "package.json")
    called = {word for fact in scripts.values() for word in re.findall(r"(?:^|&&|\|\||;|\s)([\w@/.-]+)", fact.value)}
    found = {}
    for key in ("dependencies", "devDependencies"):
        items = data.get(key)
        for name, value in sorted(items.items()) if isinstance(items, dict) else ():
            if isinstance(value, str) and name not in own and _PROGRAMS.get(name, name) in called:
                found.setdefault(name, Fact(value, (tree.key(path, key, name),)))
    return found


def _member(app: str, lock: str) -> str:
    """The app's directory relative to the lockfile's; Rush keeps its lockfile three levels down and counts from there."""
    folder = lock.rpartition("/")[0] or "."
    if folder == app:
        return "."
    if folder == ".":
        return app
    if folder.endswith("common/config/rush"):
        return f"../../../{app}"
    return app[len(folder) + 1:] if app.startswith(folder + "/") else app


def language(tree: Tree, app: str) -> Fact[str]:
    files = source.own_files(tree, app)
    typed = [f for f in files if f.endswith((".ts", ".mts", ".cts", ".tsx"))]
    single = [f for f in tree.files(app) if f.endswith((".vue", ".svelte", ".astro"))]
    config = join(app, "tsconfig.json")
    marked = next((e for f in single for e in [tree.find(f, r"<script[^>]*lang=[\"']tsx?[\"']")] if e), None)
    plain = [f for f in files if f not in typed]
    # With a tsconfig.json the rest may be configuration in JavaScript; but a few typed helpers among many plain files are the exception.
    if typed and ((tree.has(config) and len(typed) * 4 > len(plain)) or len(typed) > len(plain)):
        return Fact("typescript", (Evidence(config if tree.has(config) else typed[0]),))
    if marked or (tree.has(config) and not plain):
        return Fact("typescript", (marked or Evidence(config),))
    return Fact("javascript", (Evidence(plain[0] if plain else join(app, "package.json")),))


def started(tree: Tree, found: Manifest) -> tuple[str, Unwrapped] | None:
    """The script that starts the app in production, and what it comes down to."""
    plain = unwrap(found.scripts, "start")
    named = [(name, u) for name in ("start:prod", "start:production", "start-prod", "prod", "serve:prod", "production", "start:server", "server:prod") if (u := unwrap(found.scripts, name)) and u.nature in ("program", "shell")]
    compiles = plain is not None and plain.command is not None and _compiles_itself(tree, found, plain.command)
    is_dev = plain is not None and (compiles or plain.nature == "dev" or bool(plain.stripped and any(s in ("nodemon", "ts-node-dev", "tsnd", "node-dev", "supervisor", "tsx watch", "--watch") or s.startswith("--watch") for s in plain.stripped)) or (plain.command is not None and plain.command.argv[:2] == ("nest", "start")))
    if named and (plain is None or is_dev or plain.nature in ("none",)):
        return named[0]
    if plain and plain.nature in ("program", "shell") and not (plain.command and _serves_development(tree, found, plain.command)):
        return "start", plain
    for name in ("serve", "server"):
        other = unwrap(found.scripts, name)
        if plain is None and other and other.nature == "program" and other.command and other.command.argv[0] in ("node", "bun", "tsx", "ts-node"):
            return name, other
    return None


_DEVELOPMENT = re.compile(r"[\"'`/](?:browser-sync|live-server|lite-server|webpack-dev-server|livereload|servor|alive-server|reload)(?:[\"'`/ ]|$)", re.M)


def _serves_development(tree: Tree, found: Manifest, command: Command) -> bool:
    """Whether the file that is started only serves pages while they are written: it calls a server that reloads the browser."""
    folder, file = found.path.rpartition("/")[0] or ".", script_file(command)
    path = join(folder, source.resolve_file(tree, folder, file)) if file else ""
    return bool(path and not (SERVERS & set(found.dependencies)) and _DEVELOPMENT.search(tree.text(path) or ""))


def starts(tree: Tree, app: str, found: Manifest) -> bool:
    """Whether production has a program to start."""
    return _start(tree, app, found, package(tree, app))[1] is not None


def is_published(tree: Tree, app: str) -> bool:
    """A package for others to install."""
    data = package(tree, app)
    return data.get("private") is not True and any(k in data for k in ("exports", "types", "typings", "files", "bin", "publishConfig", "peerDependencies", "module"))


def _compiles_itself(tree: Tree, found: Manifest, command: Command) -> bool:
    """Whether the file that is started registers a compiler first, as only a developer's machine has."""
    file = script_file(command)
    path = join(found.path.rpartition("/")[0] or ".", source.resolve_file(tree, found.path.rpartition("/")[0] or ".", file)) if file else ""
    return bool(path and tree.find(path, r"(?:require\(|import\s+|register\()\s*[\"'](?:ts-node/|@babel/register|@swc-node/|@swc/register|esbuild-register|tsx/)"))


def script_file(command: Command) -> str:
    """The file a command runs: ``dist/server.js`` of ``node -r dotenv/config dist/server.js``."""
    if command.is_shell or command.argv[0] not in ("node", "bun", "tsx", "ts-node", "babel-node", "ts-node-esm", "swc-node", "vite-node", "esno", "jiti"):
        return ""
    skip = False
    for word in command.argv[1:]:
        if skip:
            skip = False
        elif word in ("-r", "--require", "--import", "--loader", "--experimental-loader", "-P", "--project", "-C", "--conditions", "--max-old-space-size", "-O"):
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    data = package(tree, app)
    root = root if root != app else root_of(tree, app)
    manager, conflicts = choose_manager(tree, app, root, _own(found))
    lock_path = manager.value.lockfile
    if lock_path and not lock_path.endswith("common/config/rush/pnpm-lock.yaml"):
        root = lock_path.rpartition("/")[0] or "."
    lock = read_lock(tree, lock_path, _member(app, lock_path)) if lock_path else None
    tool = manager_of(manager.value, lock.version if lock else "")
    traits: dict[str, Fact[str]] = {"node.type": Fact("module", (tree.key(found.path, "type"),))} if data.get("type") == "module" else {}
    notices: list[Notice] = []
    commands = dict(commands_of(tree, app, found, tool, manager))
    entry, start, start_notices, start_traits = _start(tree, app, found, data)
    traits |= start_traits
    notices += start_notices
    if start:
        commands["start"] = start
    if start and "build" not in commands and (built := _started_build(found, tool)):
        commands["build"] = built
    web = _procfile(tree, app, found)
    if web:
        traits["start.run"] = web
    migrate = data_layer.migrate(tree, app, found, tool.id)
    if migrate:
        commands["migrate"] = migrate
        needed = _development_tool(found, migrate.value)
        # The image that runs has neither development dependencies nor another package manager than npm; the stage for
        # development has both, and the sources that migrations read. Without a development command there is a stage for this alone.
        absent = (tool.id in ("pnpm", "bun") and migrate.value.argv[0] in ("pnpm", "bun", "bunx")) or tool is YARN_BERRY
        if needed or absent:
            traits["migrate.stage"] = (found.dev_dependencies.get(needed) or migrate).with_value("dev" if "dev" in commands else "migrate")
        if tool is YARN_BERRY and not migrate.value.is_shell:
            # Installed with another linker than the project's own, which every later call has to be told too.
            traits["migrate.run"] = migrate.with_value(json.dumps(["env", *tool.environment, *migrate.value.argv]))
    schema = data_layer.prisma_schema(tree, app, found)
    if schema:
        traits["prisma.schema"] = Fact(schema, (Evidence(join(app, schema)),))
    if lock and lock.version:
        traits["lock.version"] = Fact(lock.version, (Evidence(lock_path, 0),))
    if lock:
        notices += _lock_notices(found, lock_path, disagreements(lock, _own(found), _overridden(tree, root)))
    more, sources, said = installing(tree, app, root, found, tool, lock.version if lock else "")
    traits |= more
    notices += said
    if start and not start.value.is_shell and start.value.argv[0] not in ("node", "bun") and start.value.argv[0] in _programs_of(found.dev_dependencies) - _programs_of(found.dependencies):
        traits["start.from_dev"] = start.with_value(start.value.argv[0])
    build = commands.get("build")
    if build and build.value.argv[-1] in found.scripts:
        traits["build.script"] = found.scripts[build.value.argv[-1]]
    runs_on_bun = bool(start and (start.value.argv[0] in ("bun", "bunx") or (start.value.is_shell and re.match(r"^(?:\w+=\S+ )*bun\b", start.value.line))))
    runs_on_bun = runs_on_bun or bool(entry and manager.value.id == "bun" and tree.find(join(app, entry.value), r"\bBun\.serve\b|from [\"']bun[\"']"))
    # What the workspace's own packages talk to at run time, the app talks to.
    packages_ = tuple(manifest(tree, folder, root) for folder in sources if folder != app and tree.has(join(folder, "package.json")))
    name = data.get("name")
    serves = bool(start and (start.value.is_shell or script_file(start.value) or start.value.argv[0] not in FRAMEWORK_PROGRAMS))
    text_port = source.port(tree, app, join(app, entry.value) if entry else "") or source.documented_port(tree, app) or source.configured_port(tree, app) if serves else None
    return Reading(
        language=language(tree, app),
        name=Fact(name, (tree.key(found.path, "name"),)) if isinstance(name, str) and re.search(r"[A-Za-z0-9]", name) else None,
        package_manager=manager,
        runtimes=bun_versions(tree, app, root) if runs_on_bun else node_versions(tree, app, root),
        runtime_product="bun" if runs_on_bun else "",
        root=root if root != app else "",
        commands=MappingProxyType(dict(sorted(commands.items()))),
        entry=entry,
        port=text_port,
        health_path=source.health_path(tree, app) if serves else None,
        services=(*data_layer.services(tree, app, found), *(s for member in packages_ for s in data_layer.services(tree, member.path.rpartition("/")[0], member)),
                  *_clients(packages_)),
        system_packages=(*system_packages(found), *(p for member in packages_ for p in system_packages(member))),
        env=declared(tree, app),
        sources=sources,
        traits=MappingProxyType(dict(sorted(traits.items()))),
        conflicts=conflicts,
        notices=tuple(notices),
    )


def _development_tool(found: Manifest, command: Command) -> str:
    """The development dependency a command goes through; empty where production dependencies are enough."""
    words_ = list(command.argv) if not command.is_shell else command.line.split()
    if len(words_) > 2 and words_[1] == "run" and words_[2] in found.scripts:
        words_ = re.split(r"[\s&|;]+", found.scripts[words_[2]].value)
        nested = next((w for w in words_ if w in found.scripts), "")
        words_ += re.split(r"[\s&|;]+", found.scripts[nested].value) if nested else []
    only = {_PROGRAMS.get(name, name): name for name in found.dev_dependencies if name not in found.dependencies}
    also = {"typeorm-ts-node-commonjs": "ts-node", "typeorm-ts-node-esm": "ts-node", "ts-node/register": "ts-node"}
    return next((only.get(also.get(w, w), "") for w in words_ if also.get(w, w) in only), "")


def _started_build(found: Manifest, tool: NodePackageManager) -> Fact[Command] | None:
    """The build where only the start script has one: ``"start": "tsc && node dist/app.js"``, ``"prestart": "tsc"``."""
    for name in ("start:prod", "start:production", "start"):
        unwrapped = unwrap(found.scripts, name)
        if not unwrapped or not unwrapped.builds:
            continue
        pre = next((n for n in ("pre" + script for script in unwrapped.via) if n in found.scripts and found.scripts[n].value.strip() in unwrapped.builds), "")
        if pre:
            return found.scripts[pre].with_value(tool.run(pre))
        words_ = unwrapped.builds[0].split()
        if re.fullmatch(r"[\w ./:@=-]+", unwrapped.builds[0]) and words_[0] not in ("rm", "rimraf", "mkdir"):
            return found.scripts[name].with_value(Command(*words_) if words_[0] in ("npm", "pnpm", "yarn", "bun", "npx") else tool.execute(*words_))
    return None


def _procfile(tree: Tree, app: str, found: Manifest) -> Fact[str] | None:
    """A Procfile's web process that goes through npm, as the program it comes down to."""
    path = join(app, "Procfile")
    at = tree.find(path, r"^web:\s*(?:npm|pnpm|yarn|bun)\s") if tree.has(path) else None
    inner = unwrap_line(found.scripts, at.quote.partition(":")[2]) if at else None
    if not at or not inner or inner.nature != "program" or not inner.command or inner.command.is_shell:
        return None
    words = inner.command.argv
    return Fact(json.dumps([words[0] if words[0] in ("node", "bun") or "/" in words[0] else f"node_modules/.bin/{words[0]}", *words[1:]]), (at,))


def _clients(packages: tuple[Manifest, ...]) -> tuple[Fact[ServiceUse], ...]:
    kinds = ((fact, SERVICE_CLIENTS.get(name), name) for found in packages for name, fact in found.dependencies.items())
    return tuple(fact.with_value(ServiceUse(kind, "", name)) for fact, kind, name in kinds if kind)  # type: ignore[arg-type]


def _own(found: Manifest) -> dict[str, Fact[str]]:
    """What the app's own package.json depends on, without what it shares with its workspace's root."""
    return {name: fact for name, fact in {**found.dev_dependencies, **found.dependencies}.items() if fact.evidence[0].path == found.path}


def _programs_of(dependencies: Mapping[str, Fact[str]]) -> set[str]:
    """Names of programs those packages bring, as far as they are the package's own name or known to differ."""
    return {_PROGRAMS.get(name, name) for name in dependencies}


def _overridden(tree: Tree, root: str) -> frozenset[str]:
    data = package(tree, root)
    pnpm = data.get("pnpm")
    tables = [data.get("resolutions"), data.get("overrides"), pnpm.get("overrides") if isinstance(pnpm, dict) else None]
    space = tree.data(join(root, "pnpm-workspace.yaml")) if tree.has(join(root, "pnpm-workspace.yaml")) else None
    tables.append(space.get("overrides") if isinstance(space, dict) else None)
    return frozenset(re.sub(r"(?<=.)@.*$", "", str(key).rsplit("/", 1)[-1] if not str(key).startswith("@") else str(key)) for table in tables if isinstance(table, dict) for key in table)


def _lock_notices(found: Manifest, lock: str, wrong: tuple[Any, ...]) -> list[Notice]:
    if not wrong:
        return []
    shown = "; ".join(f"{d.name}: {d.manifest} ↔ {d.locked or '–'}" for d in wrong[:5])
    more = f" (+{len(wrong) - 5})" if len(wrong) > 5 else ""
    text = Text(f"{lock} does not agree with {found.path}, so a frozen install will fail: {shown}{more}; install once without freezing and commit the lockfile",
                f"{lock} ne correspond pas à {found.path}, l'installation figée échouera : {shown}{more} ; installez une fois sans figer et validez le lockfile")
    return [Notice("error", "lockfile", text, tuple(e for d in wrong[:5] for e in d.at))]


def _start(tree: Tree, app: str, found: Manifest, data: dict[str, Any]) -> tuple[Fact[str] | None, Fact[Command] | None, list[Notice], dict[str, Fact[str]]]:
    """Entry file, production command, what a person should know of it, and the variables the script sets."""
    notices: list[Notice] = []
    traits: dict[str, Fact[str]] = {}
    chosen = started(tree, found)
    if chosen and data.get("bin") and not (SERVERS & set(found.dependencies)) and (not source.port(tree, app) or _is_tool(data, chosen[1].command)):
        # A command-line tool: its start script tries it out.
        return None, None, notices, traits
    if chosen:
        name, unwrapped = chosen
        unwrapped = _ecosystem(tree, app, unwrapped)
        fact = found.scripts[unwrapped.via[-1] if unwrapped.via and unwrapped.via[-1] in found.scripts else name]
        assert unwrapped.command is not None
        command = unwrapped.command
        file = script_file(command)
        entry = _entry_fact(tree, app, file, fact, data)
        for key, value in unwrapped.env:
            if re.fullmatch(r"[A-Za-z_]\w*", key) and re.fullmatch(r"[\w .:/@,=-]{0,200}", value):
                traits[f"start.env.{key}"] = fact.with_value(value)
        if unwrapped.before:
            first = "; ".join(unwrapped.before)
            traits["start.before"] = fact.with_value(first)
            notices.append(Notice("warning", "start", Text(f"the start script first runs “{first}”; the image starts the server only: run that as a release step",
                                                             f"le script de démarrage exécute d'abord « {first} » ; l'image ne démarre que le serveur : faites-en une étape de livraison"), fact.evidence))
        if command.argv[0] in ("ts-node", "babel-node", "ts-node-esm") or "ts-node/register" in command.line:
            notices.append(Notice("warning", "start", Text(f"production starts through {command.argv[0]}, which compiles at every start; building once starts faster and uses less memory",
                                                             f"la production démarre par {command.argv[0]}, qui compile à chaque démarrage ; compiler une fois démarre plus vite et consomme moins de mémoire"), fact.evidence))
        if any(s in ("nodemon", "tsx watch", "--watch", "ts-node-dev") for s in unwrapped.stripped):
            notices.append(Notice("info", "start", Text("the start script watches files for development; the image runs the program itself", "le script de démarrage surveille les fichiers (développement) ; l'image exécute le programme lui-même"), fact.evidence))
        return entry, fact.with_value(command), notices, traits
    if "start" in found.scripts and (u := unwrap(found.scripts, "start")) and u.nature in ("orchestrator",):
        made = _nx(tree, app) if re.search(r"\bnx\b", found.scripts["start"].value) else None
        return (*made, notices, traits) if made else (None, None, notices, traits)
    server = source.resolve_file(tree, app, "server.js") if tree.has(join(app, "server.js")) else ""
    if server and "start" not in found.scripts and source.starts_server(tree, join(app, server)):
        at = source.starts_server(tree, join(app, server))
        assert at
        return Fact(server, (at,)), Fact(Command("node", server), (at,)), notices, traits
    main = data.get("main")
    if isinstance(main, str) and "start" not in found.scripts:
        file = source.resolve_file(tree, app, main)
        at = source.starts_server(tree, join(app, file)) if file else None
        if at:
            return Fact(file, (tree.key(found.path, "main"), at)), Fact(Command(_runner(file, found), file), (tree.key(found.path, "main"),)), notices, traits
    listening = source.find_entry(tree, app, serves_fetch=bool(found.dependency("@types/bun", "bun-types") or tree.has(join(app, "bun.lock")) or tree.has(join(app, "bun.lockb"))))
    if listening and any(name in found.dependencies for name in SERVERS | {"@hono/node-server"}):
        runner = _runner(listening.value, found)
        outside = _built(tree, app, listening.value, found)
        command = Command("node", outside.value) if outside else Command(runner, listening.value)
        fact = Fact(command, (*listening.evidence, *(outside.evidence if outside else ())))
        return listening, fact, notices, traits
    if isinstance(main, str) and (file := source.resolve_file(tree, app, main)):
        at = tree.key(found.path, "main")
        # A program, where nothing says it is a package for others: a bot has no port to listen on.
        program = data.get("private") is True or not any(k in data for k in ("exports", "types", "typings", "files", "bin", "publishConfig", "peerDependencies"))
        client = next((name for name in sorted(CLIENTS) if name in found.dependencies), "")
        return Fact(file, (at,)), Fact(Command(_runner(file, found), file), (at, *found.dependencies[client].evidence)) if program and client and "start" not in found.scripts else None, notices, traits
    return None, None, notices, traits


def _is_tool(data: Mapping[str, Any], command: Command | None) -> bool:
    """The program that is started is the one the package installs for its users."""
    stated = data.get("bin")
    files = {str(f).removeprefix("./") for f in (stated.values() if isinstance(stated, dict) else (stated,))}
    return bool(command) and script_file(command).removeprefix("./") in files


def _ecosystem(tree: Tree, app: str, unwrapped: Unwrapped) -> Unwrapped:
    """pm2's configuration of a single program, as that program: the container's engine restarts it."""
    line = unwrapped.command.line if unwrapped.command else ""
    match = re.match(r"^(?:pm2|pm2-runtime)\s+(?:start\s+)?(?:\./)?([\w./-]*(?:ecosystem|pm2|process)[\w.-]*\.(?:json|c?js|config\.c?js))\b", line)
    text = tree.text(join(app, match[1])) or "" if match and tree.has(join(app, match[1])) else ""
    scripts = re.findall(r"[\"']?\bscript[\"']?\s*:\s*[\"']([^\"'\n]+)[\"']", text)
    file = source.resolve_file(tree, app, scripts[0]) or scripts[0].removeprefix("./") if len(scripts) == 1 else ""
    if not re.fullmatch(r"[\w./-]+\.[cm]?js", file):
        return unwrapped
    return replace(unwrapped, nature="program", command=Command("node", file), stripped=(*unwrapped.stripped, "pm2"))


def _nx(tree: Tree, app: str) -> tuple[Fact[str], Fact[Command]] | None:
    """A standalone Nx application: its project file says what is built where."""
    path = join(app, "project.json")
    data = tree.data(path) if tree.has(path) else None
    targets = data.get("targets") if isinstance(data, dict) else None
    build = targets.get("build") if isinstance(targets, dict) else None
    options = build.get("options") if isinstance(build, dict) else None
    if not isinstance(options, dict):
        return None
    main, out = options.get("main"), options.get("outputPath")
    if not (isinstance(main, str) and isinstance(out, str)) or not re.fullmatch(r"[\w./@-]+\.[cm]?[jt]s", main) or not re.fullmatch(r"[\w./@-]+", out) or not source.starts_server(tree, main):
        return None
    at = tree.key(path, "targets", "build", "options", "outputPath")
    built = f"{out.strip('/')}/{re.sub(r'[.][cm]?ts$', '.js', main.rsplit('/', 1)[-1])}"
    return Fact(built, (at,)), Fact(Command("node", built), (at,))


def _runner(file: str, found: Manifest) -> str:
    if not file.endswith((".ts", ".mts", ".cts")):
        return "node"
    return next((name for name in ("tsx", "ts-node", "bun") if found.dependency(name, "@types/bun" if name == "bun" else name)), "node")


def _built(tree: Tree, app: str, file: str, found: Manifest) -> Fact[str] | None:
    """Where ``tsc`` puts the compiled entry: ``src/index.ts`` → ``dist/index.js``."""
    from .config import tsconfig

    build = found.scripts.get("build")
    if not file.endswith(".ts") or not build or not re.search(r"\btsc\b", build.value):
        return None
    out, top = tsconfig(tree, app, "outDir"), tsconfig(tree, app, "rootDir")
    if not out:
        return None
    base = top.value.removeprefix("./").rstrip("/") if top else file.split("/")[0] if "/" in file else ""
    inside = file[len(base) + 1:] if base and base != "." and file.startswith(base + "/") else file
    return Fact(f"{out.value.removeprefix('./').rstrip('/')}/{inside[:-3]}.js", out.evidence)


def _entry_fact(tree: Tree, app: str, file: str, fact: Fact[str], data: dict[str, Any]) -> Fact[str] | None:
    if not file:
        return None
    if file in (".", "./"):
        main = data.get("main")
        if isinstance(main, str):
            return Fact(source.resolve_file(tree, app, main) or main.removeprefix("./"), (tree.key(join(app, "package.json"), "main"), *fact.evidence))
        return fact.with_value(source.resolve_file(tree, app, ".") or "index.js")
    clean = file.removeprefix("./")
    return fact.with_value(source.resolve_file(tree, app, clean) or clean)


__all__ = ["detect", "manifest", "read", "workspaces"]
