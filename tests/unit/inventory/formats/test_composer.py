"""Composer: two sections, licences, replaced packages, branches."""

from __future__ import annotations

from tests.unit.inventory.told import chains, left, project, rows, why

LOCK = """{
    "content-hash": "aa",
    "packages": [
        {
            "name": "laravel/framework",
            "version": "v10.0.0",
            "require": { "php": "^8.1", "monolog/monolog": "^3.0", "ext-json": "*", "illuminate/support": "*" },
            "replace": { "illuminate/support": "self.version" },
            "license": ["MIT"]
        },
        {
            "name": "Monolog/Monolog",
            "version": "3.4.0",
            "license": ["MIT", "BSD-3-Clause"]
        },
        {
            "name": "x/branch",
            "version": "dev-main",
            "require": { "monolog/monolog": "*" }
        },
        {
            "name": "x/near",
            "version": "1.0.0",
            "dist": { "type": "path", "url": "packages/near" }
        }
    ],
    "packages-dev": [
        { "name": "phpunit/phpunit", "version": "10.0.0" }
    ]
}
"""
MANIFEST = '{"require": {"php": "^8.1", "ext-json": "*", "laravel/framework": "^10.0", "x/branch": "dev-main", "x/near": "*", "x/lost": "^1"},\n"require-dev": {"phpunit/phpunit": "^10"}}'


def test_locked():
    found = project(**{"composer.lock": LOCK, "composer.json": MANIFEST})
    assert rows(found) == ["laravel/framework 10.0.0 production direct [^10.0] :5", "monolog/monolog 3.4.0 production transitive :12", "phpunit/phpunit 10.0.0 development direct [^10] :28"]
    assert left(found) == ["x/branch | dev-main | it comes from a repository, :17", "x/lost | ^1 | the manifest asks for it, :1", "x/near | 1.0.0 | it is a directory or :22"]
    assert chains(found, "monolog/monolog") == ["laravel/framework@10.0.0 > monolog/monolog@3.4.0", "x/branch@dev-main > monolog/monolog@3.4.0"]
    assert [c.licence for c in found.components] == ["MIT", "MIT OR BSD-3-Clause", ""]


def test_alone():
    assert rows(project(**{"composer.json": MANIFEST})) == ["laravel/framework 10.0.0 production direct [^10.0] ~ :1", "phpunit/phpunit 10.0.0 development direct [^10] ~ :2", "x/lost 1.0.0 production direct [^1] ~ :1"]
    assert rows(project(**{"composer.lock": LOCK}))[0] == "laravel/framework 10.0.0 production ? :5"
    assert list(why(project(**{"composer.lock": "{}"}))) == ["composer.lock"]
