"""Symfony: its environment's file, Doctrine's migrations, Messenger's transports, assets, and a cache warmed in the image."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..kits import kit
from ..model.command import Command
from ..model.container import ContainerFacts, RunStep
from ..model.facts import Detection, Evidence, Fact
from ..model.profile import DataFile, EnvVar, Manifest, Process, Profile, Reading, ServiceUse
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join
from ..toolchains.php.container import emptied

ENV_FILE = "docker/env.local.php"
_LINE = re.compile(r"^(?:export\s+)?([A-Z][A-Z0-9_]*)=(.*)$")
_OWN = frozenset({"APP_ENV", "APP_DEBUG", "APP_SECRET"})


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    package = manifest.dependencies.get("symfony/framework-bundle") or manifest.dependencies.get("symfony/symfony")
    for name in ("bin/console", "app/console"):
        console = join(app, name)
        if package and tree.has(console):
            return Detection("symfony", 92, (*package.evidence, Evidence(console)))
    if package:
        kernel = join(app, "src/Kernel.php")
        return Detection("symfony", 70 if tree.has(kernel) else 50, package.evidence)
    return None


def _environment(tree: Tree, app: str) -> dict[str, tuple[str, Evidence]]:
    """The committed defaults of ``.env`` (Symfony commits that file; ``.env.local`` it does not), or of ``.env.dist``."""
    for name in (".env", ".env.dist", ".env.example"):
        path = join(app, name)
        if not tree.has(path):
            continue
        found = {}
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            match = _LINE.match(line.strip())
            if match:
                raw = match[2].strip()
                value = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'" else re.sub(r"\s+#.*$", "", raw)
                found[match[1]] = (value, Evidence(path, number, match[1]))
        return found
    return {}


def _harmless(name: str, value: str) -> str | None:
    """A default that may stand in an image: never one that holds, or may hold, a credential."""
    if name in _OWN or not value or len(value) > 200 or "$" in value or not value.isprintable() or "'" in value:
        return None
    if re.search(r"SECRET|PASSWORD|PASSPHRASE|TOKEN|(?:^|_)KEY(?:_|$)|CREDENTIAL|AUTH", name) and not value.startswith("%"):
        return None
    return None if re.search(r"://[^/\s]*@", value) else value


def _masked(name: str, value: str) -> str:
    """The same value without what could be a credential: good enough to compile a container with."""
    if name in _OWN or "'" in value or "$" in value or not value.isprintable() or len(value) > 300:
        return ""
    if re.search(r"SECRET|PASSWORD|PASSPHRASE|TOKEN|(?:^|_)KEY(?:_|$)|CREDENTIAL", name):
        return "build"
    return re.sub(r"://[^/\s@]*@", "://build:build@", value)


def _services(tree: Tree, app: str, environment: dict[str, tuple[str, Evidence]]) -> tuple[Fact[ServiceUse], ...]:
    found = []
    for name, (value, at) in environment.items():
        scheme = value.split(":")[0].lower()
        if scheme in ("sqlite", "pdo-sqlite", "sqlite3") and "DATABASE" in name:
            found.append(Fact(ServiceUse("sqlite", "", "doctrine/dbal", scheme), (at,)))
        elif name == "DATABASE_URL" and "mariadb" in value.lower():
            found.append(Fact(ServiceUse("mariadb", "", "doctrine/dbal", scheme), (at,)))
    return tuple(found)


def _data_files(environment: dict[str, tuple[str, Evidence]]) -> tuple[Fact[DataFile], ...]:
    """Doctrine's file, by the variable that holds its URL."""
    return tuple(Fact(DataFile("var/app.sqlite", name, value.split(":")[0] + ":///{}"), (at,)) for name, (value, at) in environment.items() if "DATABASE" in name and re.match(r"(?:pdo-)?sqlite3?:", value))


def _console(*argv: str) -> Command:
    return Command("php", "bin/console", *argv)


def _transports(tree: Tree, app: str) -> tuple[list[str], Evidence | None]:
    """Messenger's transports a worker consumes: all but the one for failures and those that run at once."""
    for name in ("config/packages/messenger.yaml", "config/packages/messenger.yml", "config/packages/prod/messenger.yaml"):
        path = join(app, name)
        data = tree.data(path) if tree.has(path) else None
        framework = data.get("framework") if isinstance(data, dict) else None
        messenger = framework.get("messenger") if isinstance(framework, dict) else None
        transports = messenger.get("transports") if isinstance(messenger, dict) else None
        if not isinstance(transports, dict):
            continue
        failed = messenger.get("failure_transport") if isinstance(messenger, dict) else None
        names = [str(n) for n, value in transports.items() if n != failed and not _at_once(value) and re.fullmatch(r"[\w.-]+", str(n)) and not re.search(r"fail", str(n))]
        if names:
            return names, tree.key(path, "framework", "messenger", "transports")
    return [], None


def _at_once(value: Any) -> bool:
    dsn = value.get("dsn") if isinstance(value, dict) else value
    return isinstance(dsn, str) and dsn.startswith(("sync:", "in-memory:"))


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    console = Evidence(join(app, "bin/console"))
    environment = _environment(tree, app)
    commands: dict[str, Fact[Command]] = {}
    processes: list[Fact[Process]] = []
    traits: dict[str, Fact[str]] = {"php.framework_writes": Fact("var", (console,))}
    procfile = tree.text(join(app, "Procfile")) or ""
    doctrine = manifest.dependencies.get("doctrine/doctrine-migrations-bundle")
    versions = next((p for pattern in ("migrations/**/*.php", "migrations/*.php", "src/Migrations/*.php", "app/DoctrineMigrations/*.php", "src/**/Migrations/*.php") for p in tree.glob(pattern, app)), "")
    if doctrine and versions:
        migrate = Fact(_console("doctrine:migrations:migrate", "--no-interaction", "--allow-no-migration"), (Evidence(versions), *doctrine.evidence))
        commands["migrate"] = migrate
        if not re.search(r"^release:", procfile, re.M):
            processes.append(migrate.with_value(Process("release", "release", migrate.value)))
    fixtures = manifest.dependency("doctrine/doctrine-fixtures-bundle")
    if fixtures and tree.glob("src/DataFixtures/**/*.php", app):
        commands["seed"] = fixtures.with_value(_console("doctrine:fixtures:load", "--no-interaction"))
    names, at = _transports(tree, app)
    schedule = next((e for e, _ in tree.search(re.compile(r"#\[As(?:Schedule|CronTask|PeriodicTask)\b"), (".php",), join(app, "src"))), None)
    if at and "symfony/messenger" in manifest.dependencies and "messenger:consume" not in procfile:
        processes.append(Fact(Process("worker", "worker", _console("messenger:consume", *names, "--time-limit=3600", "--memory-limit=256M")), (at,)))
    if schedule and "symfony/scheduler" in manifest.dependencies and "scheduler_" not in procfile:
        named = re.search(r"AsSchedule\(\s*(?:name:\s*)?['\"](\w+)['\"]", schedule.quote)
        processes.append(Fact(Process("scheduler", "cron", _console("messenger:consume", f"scheduler_{named[1] if named else 'default'}")), (schedule,)))
    for name, steps in _assets(tree, app, manifest).items():
        traits[f"symfony.{name}"] = steps
    importmap = join(app, "importmap.php")
    if tree.has(importmap) and "symfony/asset-mapper" in manifest.dependencies and not tree.has(join(app, "package.json")):
        commands["build"] = Fact(_console("asset-map:compile"), (Evidence(importmap),))
    if environment:
        first = next(iter(environment.values()))[1]
        kept = {n: v for n, (value, _) in environment.items() if (v := _harmless(n, value)) is not None}
        masked = {n: _masked(n, value) for n, (value, _) in environment.items() if n not in _OWN}
        if kept:
            traits["symfony.defaults"] = Fact("\n".join(f"{k}={v}" for k, v in kept.items()), (Evidence(first.path),))
        if masked:
            traits["symfony.build_env"] = Fact("\n".join(f"{k}={v}" for k, v in masked.items()), (Evidence(first.path),))
    env: list[Fact[EnvVar]] = []
    secret = environment.get("APP_SECRET")
    if secret:
        env.append(Fact(EnvVar("APP_SECRET", required=True, is_secret=True), (secret[1],)))
    for name, (value, where) in environment.items():
        kept_value = _harmless(name, value)
        if name not in _OWN and (kept_value is not None or not value):
            env.append(Fact(EnvVar(name, required=False, default=kept_value or ""), (where,)))
    if tree.has(console.path):
        traits["symfony.console"] = Fact("bin/console", (console,))
    dotenv = manifest.dependencies.get("symfony/dotenv") or manifest.dependencies.get("symfony/runtime")
    if dotenv:
        traits["symfony.dotenv"] = dotenv.with_value(".env.local.php")
    return Reading(commands=MappingProxyType(commands), services=_services(tree, app, environment), data_files=_data_files(environment), processes=tuple(processes), env=tuple(env), traits=MappingProxyType(traits))


def _assets(tree: Tree, app: str, manifest: Manifest) -> dict[str, Fact[str]]:
    """Commands of the console that make what browsers get, in their order."""
    path = join(app, "composer.json")
    found: dict[str, Fact[str]] = {}
    install = tree.find(path, r"\"assets:install\b")
    if install:
        found["assets_install"] = Fact("assets:install", (install,))
    if tree.has(join(app, "importmap.php")) and "symfony/asset-mapper" in manifest.dependencies:
        steps = ["importmap:install"]
        steps += ["sass:build"] if "symfonycasts/sass-bundle" in manifest.dependencies else []
        steps += ["tailwind:build --minify"] if "symfonycasts/tailwind-bundle" in manifest.dependencies else []
        steps += ["typescript:build"] if "sensiolabs/typescript-bundle" in manifest.dependencies else []
        found["asset_map"] = Fact("\n".join((*steps, "asset-map:compile")), (Evidence(join(app, "importmap.php")),))
    return found


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    console = profile.trait("symfony.console")
    env = {**facts.run_env, "APP_ENV": "prod", "APP_DEBUG": "0", **dict(line.split("=", 1) for line in profile.trait("symfony.defaults").split("\n") if "=" in line)}
    writable = [*facts.writable, "/app/var/cache/prod/pools", "/app/var/log", "/app/var/share"]
    files, build = facts.files, facts.build
    if profile.trait("symfony.dotenv"):
        files = (*files, (ENV_FILE, kit("php/env.local.php")))
        build = (*build, RunStep((Command("cp", ENV_FILE, ".env.local.php"),), Text("No .env file in the image: the environment alone decides.", "Pas de fichier .env dans l'image : seul l'environnement décide.")))
    if console and build:
        values = [line for line in profile.trait("symfony.build_env").split("\n") if "=" in line and line.split("=", 1)[1]]
        setting = ("env", "APP_ENV=prod", "APP_DEBUG=0", "APP_SECRET=build", *values)
        steps: list[Command] = []
        if profile.trait("symfony.assets_install"):
            steps.append(Command(*setting, "php", console, "assets:install", profile.trait("php.document_root", "public")))
        steps += [Command(*setting, "php", console, *line.split()) for line in profile.trait("symfony.asset_map").split("\n") if line]
        steps.append(Command(*setting, "php", console, "cache:warmup"))
        why = Text("The container is compiled here, not at the first request. The values only let it be compiled; none is a secret and none is kept.",
                   "Le conteneur de services est compilé ici, pas à la première requête. Ces valeurs ne servent qu'à le compiler ; aucune n'est un secret, aucune n'est conservée.")
        build = (*build, RunStep(tuple(steps), why), emptied(("var/cache/prod/pools", "var/log", "var/share")))
    context = tuple(c for c in facts.context if c not in ("var/",))
    return replace(facts, run_env=dict(sorted(env.items())), writable=tuple(writable), files=files, build=build, context=context)


STACK = Stack("symfony", "Symfony", "php", detect, read, container, aliases=("api-platform", "apiplatform"))
