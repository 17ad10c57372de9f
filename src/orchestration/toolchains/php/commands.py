"""The commands of a PHP project: Composer's scripts first, then the tools it brings."""

from __future__ import annotations

import re

from ...model.command import Command
from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from ..assets import build_script
from .composer import Composer

SERVER = Command("apache2-foreground")
"""The official image's own way to start its web server."""
_SCRIPTS: dict[str, tuple[str, ...]] = {
    "lint": ("lint", "cs", "cs-check", "cs:check", "check-cs", "check-style", "check:style", "phpcs", "pint", "style", "style:check", "lint:check", "lint:php", "test:lint", "code-style", "cs-lint", "ecs", "csfixer-check"),
    "format": ("format", "cs-fix", "cs:fix", "fix-cs", "fix-style", "fix", "lint:fix", "style:fix", "phpcbf", "fmt", "csfixer"),
    "typecheck": ("typecheck", "type-check", "types", "phpstan", "stan", "analyse", "analyze", "static-analysis", "psalm", "test:types", "larastan", "phpstan:check"),
    "test": ("test", "tests", "phpunit", "pest", "test:unit", "unit", "test:all", "unit-test", "unit-tests"),
}
_WRITES = re.compile(r"\b(?:php-cs-fixer|php_cs)\b(?!.*(?:--dry-run|\bcheck\b))|\bphpcbf\b|\becs\b.*--fix|\brector\b(?!.*--dry-run)|(?:^|&&\s*|/|@php\s+)pint\b(?!.*(?:--test|--dry-run))")


_BODIES = {
    "lint": r"(?:@php )?(?:\./)?(?:vendor/bin/)?(?:php-cs-fixer|phpcs|pint|ecs|mago lint)\b(?!.*&&)", "typecheck": r"(?:@php )?(?:\./)?(?:vendor/bin/)?(?:phpstan|psalm)\b(?!.*(?:--generate-baseline|--set-baseline|&&))",
    "test": r"(?:@php )?(?:\./)?(?:vendor/bin/)?(?:phpunit|pest|paratest)\b(?!.*(?:--coverage|&&))",
}
"""What a script of any other name does where it runs nothing but that tool."""


def composer_run(name: str) -> Command:
    return Command("composer", "run", name)


def tool(*argv: str) -> Command:
    return Command("vendor/bin/" + argv[0], *argv[1:])


def commands(tree: Tree, app: str, composer: Composer, front: Evidence | None, traits: dict[str, Fact[str]]) -> dict[str, Fact[Command]]:
    found: dict[str, Fact[Command]] = {}
    have = {**composer.requires_dev, **composer.requires}
    if composer.path:
        found["install"] = Fact(Command("composer", "install"), (Evidence(composer.path),))
    for kind, names in _SCRIPTS.items():
        for name in names:
            fact = composer.scripts.get(name)
            if fact and (kind != "lint" or not _WRITES.search(fact.value)) and name not in found:
                found[kind] = fact.with_value(composer_run(name))
                break

    for kind, body in _BODIES.items():
        fitting = [(name, fact) for name, fact in composer.scripts.items() if re.match(body, fact.value) and not (kind == "lint" and _WRITES.search(fact.value))]
        if kind not in found and fitting:
            found[kind] = fitting[0][1].with_value(composer_run(fitting[0][0]))

    def offer(kind: str, package: str, *argv: str, files: tuple[str, ...] = ()) -> None:
        at = next((Evidence(join(app, name)) for name in files if tree.has(join(app, name))), None)
        if package in have and (at or not files):
            found.setdefault(kind, Fact(tool(*argv), (*have[package].evidence, *((at,) if at else ()))))

    fixer = (".php-cs-fixer.dist.php", ".php-cs-fixer.php", ".php_cs.dist", ".php_cs")
    offer("lint", "laravel/pint", "pint", "--test")
    offer("lint", "friendsofphp/php-cs-fixer", "php-cs-fixer", "fix", "--dry-run", "--diff", files=fixer)
    offer("lint", "php-cs-fixer/shim", "php-cs-fixer", "fix", "--dry-run", "--diff", files=fixer)
    offer("lint", "squizlabs/php_codesniffer", "phpcs", files=("phpcs.xml", "phpcs.xml.dist", ".phpcs.xml", ".phpcs.xml.dist", "phpcs.dist.xml"))
    offer("lint", "symplify/easy-coding-standard", "ecs", "check", files=("ecs.php",))
    offer("format", "laravel/pint", "pint")
    offer("format", "friendsofphp/php-cs-fixer", "php-cs-fixer", "fix", files=fixer)
    stan = ("phpstan.neon", "phpstan.neon.dist", "phpstan.dist.neon")
    for package in ("phpstan/phpstan", "larastan/larastan", "nunomaduro/larastan", "phpstan/extension-installer"):
        offer("typecheck", package, "phpstan", "analyse", files=stan)
    offer("typecheck", "vimeo/psalm", "psalm", "--no-cache", files=("psalm.xml", "psalm.xml.dist"))
    suite = ("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml")
    if "pestphp/pest" in have and (tree.has(join(app, "tests/Pest.php")) or any(tree.has(join(app, n)) for n in suite)):
        offer("test", "pestphp/pest", "pest")
    if tree.has(join(app, "artisan")):
        offer("test", "phpunit/phpunit", "phpunit", files=suite)
    if tree.has(join(app, "bin/phpunit")):
        at = Evidence(join(app, "bin/phpunit"))
        found.setdefault("test", Fact(Command("php", "bin/phpunit"), (at,)))
    offer("test", "phpunit/phpunit", "phpunit", files=suite)
    offer("test", "codeception/codeception", "codecept", "run", files=("codeception.yml", "codeception.yml.dist"))
    if "laravel/dusk" in have and tree.has_dir(join(app, "tests/Browser")):
        found["e2e"] = have["laravel/dusk"].with_value(Command("php", "artisan", "dusk"))
    if front:
        found["start"] = Fact(SERVER, (front,))
        root = traits["php.document_root"].value
        name = next((n for n in ("dev", "serve", "start") if n in composer.scripts), "")
        found["dev"] = composer.scripts[name].with_value(composer_run(name)) if name else Fact(Command("php", "-S", "0.0.0.0:8080", "-t", root), (front,))
    migrations = next((join(app, n) for n in ("phinx.php", "phinx.yml", "phinx.yaml", "phinx.json") if tree.has(join(app, n))), "")
    if migrations and "robmorgan/phinx" in composer.requires:
        found["migrate"] = Fact(tool("phinx", "migrate"), (Evidence(migrations),))
    script = build_script(traits)
    if script:
        found["build"] = traits[f"assets.script.{script}"].with_value(Command(traits["assets.manager"].value, "run", script))
    return found
