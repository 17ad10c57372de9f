"""A PHP project on CI."""

from __future__ import annotations

from ... import pins
from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command, words
from ...model.profile import Profile
from ...model.tree import join
from . import extensions as ext
from .container import composer_image, extensions_of, image, releases_of


def ci(profile: Profile) -> CIFacts:
    assert profile.runtime
    version = profile.runtime.value.version
    base, names = image(version, "cli"), extensions_of(profile)
    line = ".".join(version.split(".")[:2])
    release = composer_image(version).tag
    manager = profile.package_manager.value if profile.package_manager else None
    has_composer = manager is not None and manager.id == "composer"
    lock = manager.lockfile if manager else ""
    inputs = {"php-version": line, "tools": f"composer:{release}", "coverage": "none"} | ({"extensions": ", ".join(names)} if names else {})
    phar = f"https://getcomposer.org/download/{release}/composer.phar"
    packages = sorted({"ca-certificates", "git", "unzip", *ext.packages(names, "build", version), *ext.packages(names, "run", version)})
    setup = (
        Command("apt-get", "update"), Command("apt-get", "install", "--yes", "--no-install-recommends", *(pins.debian_package(n, base.os) for n in packages)), *ext.commands(names, version, releases_of(profile)),
        Command("curl", "--fail", "--silent", "--show-error", "--location", "--output", "/usr/local/bin/composer", phar), Command("chmod", "0755", "/usr/local/bin/composer"),
    )
    check = (Command("composer", "validate", "--no-check-all", "--no-check-publish"),) if lock else ()
    install = (*check, Command("composer", "install", "--no-interaction", "--no-progress", "--prefer-dist")) if has_composer else ()
    prepare = tuple(words(line) for line in profile.trait("php.ci_prepare").split("\n") if line)
    return CIFacts(
        setup=(ActionUse("shivammathur/setup-php", inputs, set_up("PHP")),), image=base, image_setup=setup if has_composer else (), install=(*install, *prepare),
        cache_paths=(".composer-cache/", join(profile.root, "vendor") + "/"), cache_key_files=(lock,) if lock else (), cache_env={"COMPOSER_CACHE_DIR": "$CI_PROJECT_DIR/.composer-cache", "COMPOSER_ALLOW_SUPERUSER": "1"},
        dependabot_ecosystem="composer" if has_composer else "",
    )
