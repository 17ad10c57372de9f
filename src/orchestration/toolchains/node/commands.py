"""A Node project's commands for developing, checking and building, from its scripts and its tools' configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...model.command import Command
from ...model.facts import Evidence, Fact
from ...model.profile import Manifest, PackageManager
from ...model.tree import Tree, join
from .config import config_file
from .package_managers import NodePackageManager
from .scripts import unwrap

SCRIPTS: dict[str, tuple[str, ...]] = {
    "build": ("build", "build:prod", "build:production", "compile", "build:all", "heroku-postbuild", "vercel-build"),
    "dev": ("dev", "start:dev", "develop", "develop:start", "watch:dev", "dev:server", "serve:dev", "start:watch", "start:local", "dev:start", "serve", "watch"),
    "lint": ("lint", "lint:check", "lint:ci", "eslint", "lint:js", "lint:es", "biome:lint", "standard", "check:lint", "lint:eslint", "lint:all"),
    "format": ("format", "fmt", "prettier", "format:write", "format:fix", "prettier:write", "prettify", "prettier:fix", "format:check"),
    "typecheck": ("typecheck", "type-check", "check-types", "types", "types:check", "check:types", "ts:check", "tsc", "tsc:check", "lint:types", "type:check", "lint:ts", "check:ts", "ts-check", "test:types", "typescript:check", "svelte:check"),
    "test": ("test", "test:unit", "test:ci", "unit", "test:run", "tests", "vitest", "jest"),
    "e2e": ("test:e2e", "e2e", "e2e:run", "e2e:ci", "test:playwright", "playwright", "playwright:test", "test:e2e:run", "test:e2e:ci", "cy:run", "cypress:run", "e2e:headless", "test:cypress", "test-e2e", "test:integration:e2e"),
    "seed": ("seed", "db:seed", "prisma:seed", "seed:run", "database:seed"),
}
_PLACEHOLDER = re.compile(r"no test specified|^\s*exit\s+[01]\s*$|^\s*echo\s+\S+(?:\s+\S+)*\s*(?:&&\s*exit\s*[01])?\s*$|^\s*$|^\s*true\s*$")


def commands_of(tree: Tree, app: str, found: Manifest, tool: NodePackageManager, manager: Fact[PackageManager]) -> Iterator[tuple[str, Fact[Command]]]:
    scripts = {name: fact for name, fact in found.scripts.items() if not _PLACEHOLDER.search(fact.value)}
    install = tool.frozen if manager.value.lockfile else tool.unfrozen
    yield "install", Fact(install, manager.evidence, manager.assumed)
    for name, candidates in SCRIPTS.items():
        script = next((s for s in candidates if s in scripts and _fits(name, scripts[s].value, scripts)), "")
        if script:
            yield name, scripts[script].with_value(tool.run(script))
        elif name == "dev" and "start" in scripts and (u := unwrap(found.scripts, "start")) and (u.nature == "dev" or set(u.stripped) & {"nodemon", "tsx watch", "--watch", "ts-node-dev"}):
            yield name, scripts["start"].with_value(Command(tool.id, "start") if tool.id != "bun" else Command("bun", "run", "start"))
        elif fact := _configured(tree, app, found, tool, name):
            yield name, fact


def _fits(name: str, line: str, scripts: Mapping[str, Fact[str]]) -> bool:
    if name == "e2e":
        inner = re.search(r"\b(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?([\w:.-]+)", line)
        whole = f"{line} {scripts[inner[1]].value}" if inner and inner[1] in scripts else line
        return not re.search(r"--ui\b|--headed\b|--debug\b|\bcypress open\b|codegen", whole)
    if name == "dev":
        return not re.search(r"^\s*(?:serve|http-server|tsc\b)|vite preview|^\s*node (?:dist|build)/", line)
    if name == "test":
        return not re.search(r"^\s*(?:playwright|cypress)\b", line)
    if name == "typecheck":
        return not re.search(r"--watch|-w\b", line)
    return True


def _configured(tree: Tree, app: str, found: Manifest, tool: NodePackageManager, name: str) -> Fact[Command] | None:
    """What a tool's own configuration file says is meant to be run, where no script does."""
    def first(*paths: str) -> str:
        return next((join(app, p) for p in paths if tree.has(join(app, p))), "")

    if name == "lint":
        path = config_file(tree, app, "eslint.config") or first(".eslintrc.json", ".eslintrc.js", ".eslintrc.cjs", ".eslintrc.yml", ".eslintrc.yaml", ".eslintrc")
        if path and found.dependency("eslint"):
            return Fact(tool.execute("eslint", "."), (Evidence(path),))
        path = first("biome.json", "biome.jsonc")
        if path and found.dependency("@biomejs/biome"):
            return Fact(tool.execute("biome", "ci", "."), (Evidence(path),))
    elif name == "format":
        path = first(".prettierrc", ".prettierrc.json", ".prettierrc.js", ".prettierrc.cjs", ".prettierrc.mjs", ".prettierrc.yml", ".prettierrc.yaml", "prettier.config.js", "prettier.config.mjs", "prettier.config.cjs", "prettier.config.ts")
        if path and found.dependency("prettier"):
            return Fact(tool.execute("prettier", "--write", "."), (Evidence(path),))
    elif name == "test":
        path = config_file(tree, app, "vitest.config")
        if found.dependency("vitest") and path:
            return Fact(tool.execute("vitest", "run"), (Evidence(path),))
        path = config_file(tree, app, "jest.config") or first("jest.config.json")
        if found.dependency("jest") and path:
            return Fact(tool.execute("jest"), (Evidence(path),))
    elif name == "e2e":
        path = config_file(tree, app, "playwright.config")
        if path and found.dependency("@playwright/test", "playwright"):
            return Fact(tool.execute("playwright", "test"), (Evidence(path),))
        path = config_file(tree, app, "cypress.config") or first("cypress.json")
        if path and found.dependency("cypress"):
            return Fact(tool.execute("cypress", "run"), (Evidence(path),))
    elif name == "seed":
        data = tree.data(found.path)
        prisma = data.get("prisma") if isinstance(data, dict) else None
        if isinstance(prisma, dict) and isinstance(prisma.get("seed"), str):
            return Fact(tool.execute("prisma", "db", "seed"), (tree.key(found.path, "prisma", "seed"),))
    return None
