"""Laravel: databases, queues and schedule by its own files, migrations, workers, and an image whose root file system stays read-only."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts, RunStep
from ..model.facts import Detection, Evidence, Fact
from ..model.profile import DataFile, EnvVar, Manifest, Process, Profile, Reading, ServiceKind, ServiceUse
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join
from ..toolchains.php.container import emptied
from ..toolchains.php.source import matches

_CONNECTIONS: dict[str, ServiceKind] = {"mysql": "mysql", "mariadb": "mariadb", "pgsql": "postgresql", "sqlite": "sqlite", "mongodb": "mongodb"}
_EXAMPLES = (".env.example", ".env.prod.example", ".env.production.example", ".env.dist", ".env.sample", ".env.template", ".env.docker", ".env.local.example", ".env", ".env.docker.example")
_DRIVERS = (
    (r"(?:QUEUE_CONNECTION|QUEUE_DRIVER|CACHE_STORE|CACHE_DRIVER|SESSION_DRIVER|BROADCAST_DRIVER|BROADCAST_CONNECTION)=[\"']?redis\b", "redis"), (r"(?:CACHE_STORE|CACHE_DRIVER|SESSION_DRIVER)=[\"']?memcached\b", "memcached"),
    (r"QUEUE_CONNECTION=[\"']?rabbitmq\b", "rabbitmq"), (r"(?:MAIL_MAILER|MAIL_DRIVER)=[\"']?smtp\b", "mail"), (r"(?:FILESYSTEM_DISK|FILESYSTEM_DRIVER|FILESYSTEM_CLOUD)=[\"']?s3\b", "s3"),
    (r"SCOUT_DRIVER=[\"']?elastic\w*\b", "elasticsearch"),
)


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    package = manifest.dependencies.get("laravel/framework") or manifest.dependencies.get("laravel/lumen-framework")
    artisan = join(app, "artisan")
    if package and tree.has(artisan):
        return Detection("laravel", 95, (*package.evidence, Evidence(artisan)))
    if package:
        return Detection("laravel", 60, package.evidence)
    line = tree.find(artisan, r"bootstrap/app\.php|Illuminate\\")
    return Detection("laravel", 80, (line,)) if line else None


def _value(tree: Tree, app: str, name: str) -> Fact[str] | None:
    """What the documented environment gives a variable: the first example that does."""
    for example in _EXAMPLES:
        path = join(app, example)
        at = tree.find(path, rf"^{name}=") if tree.has(path) else None
        if at:
            value = (tree.text(path) or "").split("\n")[at.line - 1].split("=", 1)[1].split("#")[0].strip().strip("\"'")
            if re.fullmatch(r"[\w.-]+", value):
                return Fact(value, (Evidence(path, at.line, name),))
    return None


def _database(tree: Tree, app: str) -> Fact[str] | None:
    """The connection production is expected to use: the documented environment's, else the configuration's own default."""
    stated = _value(tree, app, "DB_CONNECTION")
    if stated and stated.value in _CONNECTIONS:
        return stated
    default = _default(tree, app, "database", "DB_CONNECTION")
    return default if default and default.value in _CONNECTIONS else None


def _default(tree: Tree, app: str, name: str, variable: str) -> Fact[str] | None:
    """What a configuration file falls back to: ``'default' => env('DB_CONNECTION', 'mysql')``."""
    for path in (join(app, f"config/{name}.php"), join(app, f"app/Config/{name}.php")):
        at = tree.find(path, r"^\s*['\"]default['\"]\s*=>\s*[^\[\s]")
        match = re.search(rf"(?:{variable}['\"][^'\"]*)?['\"](\w+)['\"]\s*\)?\s*,?\s*$", at.quote) if at else None
        if at and match:
            return Fact(match[1], (at,))
    return None


def _services(tree: Tree, app: str, manifest: Manifest, database: Fact[str] | None) -> tuple[Fact[ServiceUse], ...]:
    found: list[Fact[ServiceUse]] = []
    if database:
        found.append(database.with_value(ServiceUse(_CONNECTIONS[database.value], "", "laravel/framework")))
    for example in _EXAMPLES:
        path = join(app, example)
        for pattern, kind in _DRIVERS if tree.has(path) else ():
            at = tree.find(path, "^" + pattern)
            if at:
                found.append(Fact(ServiceUse(kind, "", "laravel/framework"), (Evidence(path, at.line, at.quote.split("=")[0]),)))  # type: ignore[arg-type]
    return tuple(found)


def _artisan(*argv: str) -> Command:
    return Command("php", "artisan", *argv)


def _code(tree: Tree, app: str, pattern: str, words: tuple[str, ...], *folders: str) -> Evidence | None:
    """The first line of the app's own code that matches and is no comment."""
    return next((at for folder in folders for at, _ in matches(tree, join(app, folder), re.compile(pattern), words)), None)


def _processes(tree: Tree, app: str, manifest: Manifest, migrate: Fact[Command] | None) -> tuple[Fact[Process], ...]:
    procfile = tree.text(join(app, "Procfile")) or ""
    out: list[Fact[Process]] = []
    horizon = manifest.dependencies.get("laravel/horizon")
    queue = _value(tree, app, "QUEUE_CONNECTION") or _value(tree, app, "QUEUE_DRIVER") or _default(tree, app, "queue", "QUEUE_(?:CONNECTION|DRIVER)")
    job = _code(tree, app, r"\bimplements\s+[^{]*\bShouldQueue\b", ("ShouldQueue",), "app", "src", "Modules", "modules")
    if horizon and "horizon" not in procfile:
        out.append(horizon.with_value(Process("worker", "worker", _artisan("horizon"))))
    elif job and not (queue and queue.value in ("sync", "null")) and "queue:work" not in procfile:
        out.append(Fact(Process("worker", "worker", _artisan("queue:work", "--tries=3", "--max-time=3600")), (job, *(queue.evidence if queue else ()))))
    schedule = _code(tree, app, r"\$(?:schedule|this->schedule\w*)->(?:command|job|call|exec)\(|\bSchedule::(?:command|job|call|exec)\(|Artisan::command\(.*->(?:daily|hourly|everyMinute)", ("->command(", "->job(", "->call(", "->exec(", "Schedule::", "Artisan::command"), "app/Console", "routes", "bootstrap")
    if schedule and "schedule:" not in procfile:
        out.append(Fact(Process("scheduler", "cron", _artisan("schedule:work")), (schedule,)))
    if migrate and not re.search(r"^release:", procfile, re.M):
        out.append(migrate.with_value(Process("release", "release", migrate.value)))
    return tuple(out)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    artisan = Evidence(join(app, "artisan"))
    commands: dict[str, Fact[Command]] = {}
    migrations = next(iter(tree.glob("database/migrations/**/*.php", app) or tree.glob("database/migrations/*.php", app)), "")
    migrate = Fact(_artisan("migrate", "--force"), (Evidence(migrations),)) if migrations else None
    if migrate:
        commands["migrate"] = migrate
    seeder = next((join(app, n) for n in ("database/seeders/DatabaseSeeder.php", "database/seeds/DatabaseSeeder.php") if tree.has(join(app, n))), "")
    if seeder:
        commands["seed"] = Fact(_artisan("db:seed", "--force"), (Evidence(seeder),))
    database = _database(tree, app)
    traits: dict[str, Fact[str]] = {"php.framework_writes": Fact("storage bootstrap", (artisan,)), "php.serve": Fact("php artisan serve --host=0.0.0.0 --port=8080", (artisan,))}
    if tree.has(artisan.path) and "dev" not in manifest.scripts:
        commands["dev"] = Fact(_artisan("serve", "--host=0.0.0.0", "--port=8080"), (artisan,))
    if database:
        traits["laravel.database"] = database
    if tree.has(join(app, "package.json")) and not tree.find(join(app, "package.json"), r"\"(?:build|production|prod)\"\s*:"):
        traits["laravel.no_build"] = Fact("package.json", (Evidence(join(app, "package.json")),))
    if tree.has(join(app, ".env.example")):
        traits["php.ci_prepare"] = Fact("cp .env.example .env\nphp artisan key:generate", (Evidence(join(app, ".env.example")),))
    health = tree.find(join(app, "bootstrap/app.php"), r"^\s*health:\s*['\"]/[\w/-]+['\"]")
    path = re.search(r"health:\s*['\"](/[\w/-]+)['\"]", health.quote) if health else None
    key = tree.find(join(app, "config/app.php"), r"env\(\s*['\"]APP_KEY['\"]") or tree.find(join(app, ".env.example"), r"^APP_KEY=")
    env = (Fact(EnvVar("APP_KEY", required=True, is_secret=True, form="key", length=32), (Evidence(key.path, key.line, "APP_KEY"),)),) if key else (
        Fact(EnvVar("APP_KEY", required=True, is_secret=True, form="key", length=32), (artisan,)),)
    files = (database.with_value(DataFile("database/database.sqlite", "DB_DATABASE")),) if database and database.value == "sqlite" else ()
    return Reading(
        data_files=files,
        commands=MappingProxyType(commands), services=_services(tree, app, manifest, database), processes=_processes(tree, app, manifest, migrate), env=env, traits=MappingProxyType(traits),
        health_path=Fact(path[1], (health,)) if health and path else None,
    )


STORAGE = ("storage/app", "storage/framework/cache/data", "storage/framework/sessions", "storage/framework/views", "storage/logs", "bootstrap/cache")
"""What Laravel writes to; each by itself, since it makes none of them."""


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    env = {**facts.run_env, "APP_ENV": "production", "APP_DEBUG": "false", "LOG_CHANNEL": "stderr"}
    database = profile.trait("laravel.database")
    kind = next((k for k in ("postgresql", "mariadb", "mysql") if profile.uses(k)), "")
    connection = {"postgresql": "pgsql", "mariadb": "mysql", "mysql": "mysql"}.get(kind, database)
    writable = [*facts.writable, *(f"/app/{d}" for d in STORAGE)]
    if connection:
        env["DB_CONNECTION"] = connection
    # The directories are empty in the repository and made here, so that artisan can run in the build.
    made = RunStep((Command("mkdir", "-p", *STORAGE),), Text("Directories the framework expects.", "Les répertoires attendus par le framework."))
    link = RunStep((Command("ln", "-sfn", "/app/storage/app/public", "public/storage"),), Text("Uploaded files, where the web server looks for them.", "Les fichiers téléversés, là où le serveur web les cherche."))
    links = (link,) if profile.trait("php.document_root") == "public" else ()
    has_build = bool(facts.build)
    context = tuple(c for c in facts.context if c not in ("storage/",))
    return replace(facts, run_env=dict(sorted(env.items())), writable=tuple(writable), kept=(*facts.kept, "/app/storage/app"), build=(made, *facts.build, *links, emptied(STORAGE)) if has_build else facts.build, context=context)


STACK = Stack("laravel", "Laravel", "php", detect, read, container, aliases=("lumen", "artisan"))
