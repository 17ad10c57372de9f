"""Composer's files as they are read, and the image and pipeline that are made of them."""

from __future__ import annotations

import json

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.model.container import ContainerFacts
from orchestration.model.errors import BadValue
from orchestration.model.profile import EnvVar, Profile, ServiceUse
from orchestration.profiling import assumed, profile
from orchestration.stacks import STACKS
from orchestration.tasks.docker_compose.wiring import wires
from orchestration.toolchains.php import extensions as ext
from orchestration.toolchains.php.ci import ci
from orchestration.toolchains.php.container import composer_image, container, http_probe, image


def files(content: dict[str, str]) -> MemoryTree:
    return MemoryTree({path: text.encode() for path, text in content.items()}, "project")


def app(require: dict[str, str] | None = None, lock: list[dict] | None = None, more: dict[str, str] | None = None, **rest: object) -> Profile:
    found = {"composer.json": json.dumps({"type": "project", "require": {"php": "^8.3", **(require or {})}, **rest}, indent=4), "public/index.php": "<?php\n", **(more or {})}
    if lock is not None:
        found["composer.lock"] = json.dumps({"packages": lock, "packages-dev": []}, indent=4)
    return profile(files(found))


def recipe(one: Profile) -> ContainerFacts:
    return STACKS[one.stack.value].container(one, container(one))


def lines(facts: ContainerFacts, part: str) -> list[str]:
    return [c.line for step in getattr(facts, part) for c in step.commands]


# --- extensions -------------------------------------------------------------------------------------------------------

def test_what_the_image_holds_is_not_built_again() -> None:
    assert ext.missing(("intl", "mbstring", "json", "xdebug", "opcache"), "8.4.24") == ("intl",)
    # Images before 8.2 were made without OPcache.
    assert ext.missing(("intl",), "8.1.34") == ("intl", "opcache")


@pytest.mark.parametrize(("written", "name"), [("ext-SimpleXML", "simplexml"), ("ext-zend-opcache", "opcache"), ("ext-pdo_mysql", "pdo_mysql"), ("ext-a;b", ""), ("ext-$(id)", "")])
def test_names_of_extensions(written: str, name: str) -> None:
    assert ext.plain_name(written) == name


def test_compiled_and_pecl_extensions_each_their_way() -> None:
    found = [c.line for c in ext.commands(("gd", "ldap", "mongodb", "redis", "zip"), "8.4.24", {"mongodb": "^1.21"})]
    assert found[0] == "docker-php-ext-configure gd --with-freetype --with-jpeg --with-webp --with-avif"
    assert found[1].startswith("docker-php-ext-configure ldap --with-libdir=")
    assert 'docker-php-ext-install -j "$(nproc)" gd ldap zip' in found
    # The release a locked package admits, not the newest.
    assert "pecl install mongodb-1.21.5" in found and "pecl install redis-6.3.0" in found
    assert "docker-php-ext-enable mongodb redis" in found
    assert "pecl install mongodb-2.1.2" in [c.line for c in ext.commands(("mongodb",), "8.4.24", {})]


def test_every_recipe_names_packages_that_exist() -> None:
    from orchestration import pins

    for os in ("debian-trixie", "debian-bookworm"):
        for phase in ("build", "run"):
            for package in ext.packages(ext.RECIPES, phase):
                assert pins.debian_package(package, os)


def test_an_extension_nobody_knows_is_told_and_not_built() -> None:
    one = app({"ext-swish": "*"})
    assert "extension" in [n.about for n in one.notices]
    assert not any("swish" in line for line in lines(recipe(one), "setup"))


def test_drivers_come_with_the_databases() -> None:
    one = app({"laravel/framework": "^12.0"}, more={"artisan": "<?php\n", ".env.example": "DB_CONNECTION=mysql\nCACHE_STORE=redis\n"})
    setup = " ".join(lines(recipe(one), "setup"))
    assert "pdo_mysql" in setup and "pecl install redis-" in setup
    assert recipe(one).run_env["DB_CONNECTION"] == "mysql"
    with_predis = app({"laravel/framework": "^12.0", "predis/predis": "^3.0"}, more={"artisan": "<?php\n"})
    assert "redis" not in " ".join(lines(recipe(with_predis), "setup"))


# --- versions ---------------------------------------------------------------------------------------------------------

def test_a_locked_package_narrows_the_range() -> None:
    one = app(lock=[{"name": "acme/old", "version": "1.0", "require": {"php": ">=8.2 <8.4"}}])
    assert one.runtime and one.runtime.value.cycle == "8.3" and one.runtime.evidence[0].path == "composer.lock"
    newer = app(lock=[{"name": "acme/new", "version": "1.0", "require": {"php": ">=8.5"}}])
    assert newer.runtime and newer.runtime.value.cycle == "8.5"


def test_a_lockfile_that_misses_a_package_is_told() -> None:
    one = app({"acme/a": "^1", "acme/b": "^1", "acme/c": "^1"}, lock=[{"name": "acme/a", "version": "1.0", "replace": {"acme/b": "*"}}])
    assert [n.text.en for n in one.notices if n.level == "error"] == ["composer.lock does not know acme/c: run composer update"]


@pytest.mark.parametrize(("version", "tag"), [("8.4.1", "8.4.24-apache-trixie"), ("8.1.34", "8.1.34-apache-bookworm"), ("7.4.33", "7.4.33-apache-bullseye")])
def test_the_newest_patch_of_the_line(version: str, tag: str) -> None:
    assert image(version, "apache").tag == tag


def test_a_php_without_kept_images_is_refused() -> None:
    with pytest.raises(BadValue):
        image("7.2.34", "apache")
    assert (composer_image("8.4.24").tag, composer_image("7.1.33").tag) == ("2.10.2", "2.2.29")


@pytest.mark.parametrize("content", ['{"require": []}', '{"require": {"php": 8}}', "[]", '{"scripts": {"a": [{}]}, "require": {"php": "nonsense"}, "repositories": 5, "extra": []}'])
def test_manifests_of_odd_shapes_never_raise(content: str) -> None:
    found = profile(files({"composer.json": content, "public/index.php": "<?php\n", "composer.lock": '{"packages": [5, {"name": []}]}'}))
    assert found.toolchain.value == "php"


# --- the image --------------------------------------------------------------------------------------------------------

def test_the_image_of_a_web_app() -> None:
    facts = recipe(app({"ext-intl": "*"}, lock=[]))
    assert facts.command.line == "apache2-foreground" and facts.stop_signal == "SIGWINCH"
    assert facts.run_env["APACHE_DOCUMENT_ROOT"] == "/app/public" and facts.run_env["PORT"] == "8080"
    assert [c.sources for _, c in facts.tools] == [("/usr/bin/composer",)]
    assert "composer validate" in lines(facts, "verify")[0]
    assert "--no-dev" not in lines(facts, "install")[0] and "--no-dev" in lines(facts, "build")[0]
    assert all("--no-scripts" in line for line in (*lines(facts, "install"), lines(facts, "build")[0]))
    assert {path for path, _ in facts.files} == {"docker/apache.conf", "docker/php.ini"}


def test_what_the_app_writes_is_never_copied_over() -> None:
    facts = recipe(app(more={"cache/.gitkeep": "", "uploads/.htaccess": "", "data/prices.csv": "a"}))
    assert {"/app/cache", "/app/uploads"} <= set(facts.writable) and "/app/data" not in facts.writable
    assert lines(facts, "build")[-1] == "rm -rf cache uploads"


def test_front_ends_are_built_beside_composers_packages() -> None:
    more = {"package.json": '{"packageManager": "pnpm@10.2.0", "scripts": {"build": "vite build", "production": "vite build --mode production"}}', "pnpm-lock.yaml": "lockfileVersion: 9\n"}
    facts = recipe(app(more=more))
    assert [image.name for image, _ in facts.tools] == ["composer", "node", "node"]
    assert "pnpm install --frozen-lockfile" in lines(facts, "install")
    # A script that names its mode wins over one that may be for development.
    assert "pnpm run production" in lines(facts, "build") and lines(facts, "build")[-1] == "rm -rf node_modules"
    assert not facts.side_stages


def test_laravel_writes_where_it_may() -> None:
    facts = STACKS["laravel"].container(assumed("laravel"), container(assumed("laravel")))
    assert "/app/storage/framework/views" in facts.writable and "/app/bootstrap/cache" in facts.writable
    assert facts.run_env["LOG_CHANNEL"] == "stderr" and facts.run_env["APP_DEBUG"] == "false"
    assert not any("key" in name.lower() or "password" in name.lower() for name in facts.run_env)
    assert lines(facts, "build")[-1].startswith("rm -rf storage/app")


def test_symfony_is_warmed_without_a_secret() -> None:
    env = "APP_ENV=dev\nAPP_SECRET=abcdef0123456789\nDATABASE_URL=postgresql://me:hunter2@db:5432/app?serverVersion=16\nAPI_KEY=sk-live-1\nDEFAULT_URI=http://localhost\nODD='a$(id)b'\n"
    one = app({"symfony/framework-bundle": "^7.3", "symfony/runtime": "^7.3"}, more={"bin/console": "<?php\n", ".env": env, "importmap.php": "<?php\n"})
    facts = recipe(one)
    text = "\n".join((*lines(facts, "build"), *facts.run_env.values()))
    assert "php bin/console cache:warmup" in text and "://build:build@db:5432/app?serverVersion=16" in text
    assert not any(secret in text for secret in ("hunter2", "sk-live", "abcdef0123456789", "$(id)"))
    assert facts.run_env["DEFAULT_URI"] == "http://localhost" and "API_KEY" not in facts.run_env and "DATABASE_URL" not in facts.run_env
    assert ("docker/env.local.php" in {path for path, _ in facts.files}) and ".env" not in facts.context


def test_the_probe_takes_no_path_of_a_strangers_making() -> None:
    assert "/up'" in http_probe(8080, "/up", True).line and "< 400" in http_probe(8080, "/up", True).line
    hostile = http_probe(8080, "/'.system('id').'", False).line
    assert "system" not in hostile and "< 500" in hostile


def test_hostile_names_reach_no_command() -> None:
    one = app({"ext-a b;id": "*", "acme/x": "$(id)"}, repositories=[{"type": "path", "url": "../../etc"}, {"type": "path", "url": "a;id"}], scripts={"te$(id)st": "id", "test": "phpunit"}, extra={"public-dir": "../../etc"})
    facts = recipe(one)
    text = "\n".join(line for part in ("setup", "verify", "install", "build") for line in lines(facts, part)) + str(facts.manifests) + facts.command.line
    assert "$(id)" not in text and ";id" not in text and "/etc" not in text.replace("/usr/local/etc", "").replace("/etc/apache2", "")
    assert one.command("test") and one.command("test").line == "composer run test"  # type: ignore[union-attr]


def test_private_packages_get_their_credential_as_a_build_secret() -> None:
    facts = recipe(app(repositories=[{"type": "composer", "url": "https://packages.acme.example"}, {"type": "composer", "url": "https://wpackagist.org"}]))
    assert [s.env for step in facts.install for s in step.secrets] == ["COMPOSER_AUTH"]
    assert not [s for step in recipe(app()).install for s in step.secrets]


def test_path_repositories_are_there_before_the_install() -> None:
    facts = recipe(app(repositories=[{"type": "path", "url": "packages/*"}]))
    assert [c.destination for c in facts.manifests] == ["./", "packages/"]


# --- the pipeline -----------------------------------------------------------------------------------------------------

def test_ci_sets_up_the_same_php() -> None:
    one = app({"ext-intl": "*", "laravel/framework": "^12.0"}, lock=[], more={"artisan": "<?php\n", ".env.example": "APP_KEY=\n"})
    facts = ci(one)
    setup = facts.setup[0]
    assert setup.uses == "shivammathur/setup-php" and setup.inputs["php-version"] == "8.4" and setup.inputs["extensions"] == "intl"  # type: ignore[union-attr]
    assert [c.line for c in facts.install] == ["composer validate --no-check-all --no-check-publish", "composer install --no-interaction --no-progress --prefer-dist", "cp .env.example .env", "php artisan key:generate"]
    assert facts.image.tag == "8.4.24-cli-trixie" and facts.dependabot_ecosystem == "composer"


def test_a_variable_that_names_a_driver_is_no_url() -> None:
    services = [ServiceUse("postgresql")]
    assert wires([EnvVar("DB_CONNECTION", default="pgsql")], services) == ()
    assert [w.role for w in wires([EnvVar("DB_CONNECTION"), EnvVar("DB_HOST")], services)] == ["url", "host"]
