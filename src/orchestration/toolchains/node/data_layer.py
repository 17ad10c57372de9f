"""Database toolkits: which server their configuration names, and the command that brings a schema up to date."""

from __future__ import annotations

import re

from ...model.command import Command
from ...model.facts import Evidence, Fact
from ...model.profile import Manifest, ServiceUse
from ...model.tree import Tree, join
from .config import config_file
from .scripts import MIGRATION, unwrap

_PRISMA = {"postgresql": "postgresql", "postgres": "postgresql", "cockroachdb": "postgresql", "mysql": "mysql", "mongodb": "mongodb", "sqlite": "sqlite"}
_DIALECTS = {"postgres": "postgresql", "postgresql": "postgresql", "pg": "postgresql", "pglite": "postgresql", "mysql": "mysql", "mysql2": "mysql", "mariadb": "mariadb", "sqlite": "sqlite", "sqlite3": "sqlite", "better-sqlite3": "sqlite", "mongodb": "mongodb"}
_DIALECT = re.compile(r"\b(?:dialect|type|client|provider)[\"']?\s*[:=]\s*[\"'](?P<dialect>postgres(?:ql)?|pg|mysql2?|mariadb|better-sqlite3|sqlite3?|mongodb)[\"']")


def prisma_schema(tree: Tree, app: str, manifest: Manifest) -> str:
    """The schema's path relative to the app; a directory where it is split; empty where Prisma is not used."""
    data = tree.data(manifest.path)
    prisma = data.get("prisma") if isinstance(data, dict) else None
    stated = prisma.get("schema") if isinstance(prisma, dict) else None
    if isinstance(stated, str) and tree.has(join(app, stated.removeprefix("./"))):
        return stated.removeprefix("./")
    for name in ("prisma/schema.prisma", "schema.prisma", "src/prisma/schema.prisma"):
        if tree.has(join(app, name)):
            return name
    if not manifest.dependency("prisma", "@prisma/client"):
        return ""
    found = [p for p in tree.glob("**/*.prisma", app) if tree.find(p, r"^\s*datasource\s+\w+\s*\{")]
    return found[0][len(app) + 1 if app != "." else 0:] if found else ""


def services(tree: Tree, app: str, manifest: Manifest) -> tuple[Fact[ServiceUse], ...]:
    """The database servers toolkits are configured for."""
    found: list[Fact[ServiceUse]] = []
    schema = prisma_schema(tree, app, manifest)
    if schema:
        path = join(app, schema)
        source = tree.find(path, r"^\s*datasource\s+\w+\s*\{")
        at = tree.find(path, r"^\s*provider\s*=\s*\"", source.line) if source else None
        provider = re.search(r"\"(\w+)\"", at.quote) if at else None
        if at and provider and provider[1] in _PRISMA:
            found.append(Fact(ServiceUse(_PRISMA[provider[1]], "", "prisma"), (at,)))  # type: ignore[arg-type]
    drizzle = config_file(tree, app, "drizzle.config")
    for path in filter(None, (drizzle, config_file(tree, app, "knexfile"), config_file(tree, app, "ormconfig"), join(app, "ormconfig.json"), join(app, "mikro-orm.config.ts"))):
        text = tree.text(path) or "" if tree.has(path) else ""
        for match in _DIALECT.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Fact(ServiceUse(_DIALECTS[match["dialect"]]), (Evidence(path, line, match[0][:80]),)))  # type: ignore[arg-type]
    if manifest.dependencies.get("typeorm") or manifest.dependencies.get("sequelize") or manifest.dependencies.get("kysely"):
        for at, match in tree.search(_DIALECT, (".ts", ".js"), app):
            if not re.search(r"(?:^|/)(?:tests?|__tests__|spec|node_modules)/|\.(?:test|spec)\.", at.path) and match[0].startswith(("type", "dialect")):
                found.append(Fact(ServiceUse(_DIALECTS[match["dialect"]]), (at,)))  # type: ignore[arg-type]
    return tuple(found)


_MIGRATE_SCRIPTS = ("migrate:deploy", "db:migrate:deploy", "prisma:migrate:deploy", "migrate:prod", "db:migrate:prod", "migration:run:prod", "migrate:up", "db:migrate", "migrate", "migration:run", "migrations:run", "migration:up", "migrate:latest", "db:migrations:run", "typeorm:migrate", "migration:migrate", "run:migrations", "prisma:migrate", "drizzle:migrate", "db:deploy")


def migrate(tree: Tree, app: str, manifest: Manifest, runner: str) -> Fact[Command] | None:
    """What brings the database's schema up to date in production: never a development command that may reset it."""
    run = {"npm": ("npx",), "pnpm": ("pnpm", "exec"), "yarn": ("yarn",), "bun": ("bunx",)}[runner]
    for name in _MIGRATE_SCRIPTS:
        fact = manifest.scripts.get(name)
        if fact and not re.search(r"migrate\s+dev\b|db\s+push|migrate\s+reset|migration:generate|--create-only|migrate:make", fact.value):
            plain = unwrap(manifest.scripts, name) if re.search(r"--env-file\b|\b(?:dotenv|dotenvx|env-cmd|dotenv-flow)\b", fact.value) else None
            if plain and plain.command and plain.nature == "program":
                # A file of local variables is not in the image; the variables themselves are handed to the container.
                words = plain.command.argv
                return fact.with_value(plain.command if words[0] in ("node", "bun") else Command(*run, *words))
            return fact.with_value(Command(runner, "run", name))
    schema = prisma_schema(tree, app, manifest)
    if schema and manifest.dependency("prisma", "@prisma/client"):
        folder = schema.rpartition("/")[0]
        migrations = tree.glob("migrations/**", join(app, folder)) if folder else tree.glob("migrations/**", app)
        if migrations:
            custom = () if schema in ("prisma/schema.prisma", "schema.prisma") or _schema_is_stated(tree, manifest) else (f"--schema={schema}",)
            return Fact(Command(*run, "prisma", "migrate", "deploy", *custom), (Evidence(migrations[0]),))
    drizzle = config_file(tree, app, "drizzle.config")
    if drizzle and manifest.dependency("drizzle-kit") and any(tree.glob(p, app) for p in ("**/meta/_journal.json", "drizzle/**/*.sql", "migrations/**/*.sql")):
        return Fact(Command(*run, "drizzle-kit", "migrate"), (Evidence(drizzle),))
    knex = config_file(tree, app, "knexfile")
    if knex and manifest.dependency("knex"):
        return Fact(Command(*run, "knex", "migrate:latest"), (Evidence(knex),))
    sequelize = join(app, ".sequelizerc")
    if manifest.dependency("sequelize-cli") and (tree.has(sequelize) or tree.glob("migrations/*", app)):
        return Fact(Command(*run, "sequelize-cli", "db:migrate"), (Evidence(sequelize) if tree.has(sequelize) else Evidence(tree.glob("migrations/*", app)[0]),))
    for name in ("start", "start:prod", "prestart"):
        found = unwrap(manifest.scripts, name)
        for line in found.before if found else ():
            if MIGRATION.search(line) and re.fullmatch(r"[\w ./:@=-]+", line):
                words = line.split()
                words = list(run) + words if words[0] in ("prisma", "knex", "sequelize", "sequelize-cli", "drizzle-kit", "typeorm") else words
                return manifest.scripts[name].with_value(Command(*words))
    return None


def _schema_is_stated(tree: Tree, manifest: Manifest) -> bool:
    data = tree.data(manifest.path)
    return isinstance(data, dict) and isinstance(data.get("prisma"), dict) and "schema" in data["prisma"]
