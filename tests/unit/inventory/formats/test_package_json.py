"""What a package.json without a lockfile asks for: lower bounds, and everything that names no registry's version."""

from __future__ import annotations

import pytest
from tests.unit.inventory.told import left, project, rows

from orchestration.inventory.formats.package_json import specifier

MANIFEST = """{
  "name": "shop",
  "dependencies": {
    "express": "^4.18.2",
    "exact": "1.2.3",
    "old": "npm:left-pad@~1.3.0",
    "any": "*",
    "tagged": "next",
    "forked": "github:someone/forked#v2",
    "archive": "https://example.com/a.tgz",
    "beside": "file:../beside",
    "below": "<3",
    "both": "^1.0.0"
  },
  "devDependencies": { "jest": ">=29 <31", "both": "^2.0.0", "peer": "^3.0.0" },
  "optionalDependencies": { "fsevents": "2.x" },
  "peerDependencies": { "react": "^18 || ^19", "peer": "^3", "maybe": "^1" },
  "peerDependenciesMeta": { "maybe": { "optional": true } }
}
"""


def test_lower_bounds_and_what_has_none():
    found = project(**{"package.json": MANIFEST})
    assert rows(found) == [
        "both 1.0.0 production direct [^1.0.0] ~ :13", "exact 1.2.3 production direct [1.2.3] :5", "express 4.18.2 production direct [^4.18.2] ~ :4", "fsevents 2.0.0 optional direct [2.x] ~ :16",
        "jest 29.0.0 development direct [>=29 <31] ~ :15", "left-pad 1.3.0 production direct [~1.3.0] ~ :6", "peer 3.0.0 development direct [^3.0.0] ~ :15", "react 18.0.0 production direct [^18 || ^19] ~ :17",
    ]
    assert left(found) == [
        "any | * | it names no version, and :7", "archive | https://example.com/a.tgz | it comes from an address, :10", "below | <3 | its range has no lower :12", "beside | file:../beside | it is a directory or :11",
        "forked | github:someone/forked#v2 | it comes from a repository, :9", "tagged | next | it is a tag, which :8",
    ]


def test_a_catalogue_is_looked_up():
    found = project(**{"package.json": '{"dependencies": {"react": "catalog:", "vue": "catalog:old", "gone": "catalog:none"}}', "pnpm-workspace.yaml": "packages: ['.']\ncatalog:\n  react: ^19.0.1\ncatalogs:\n  old:\n    vue: ^2.7.0\n"})
    assert rows(found) == ["react 19.0.1 production direct [^19.0.1] ~ :1", "vue 2.7.0 production direct [^2.7.0] ~ :1"]
    assert left(found) == ["gone | catalog:none | its version is a variable :1"]


def test_the_last_of_two_equal_keys_counts_as_for_node():
    assert rows(project(**{"package.json": '{"dependencies": {"a": "1.0.0"},\n"dependencies": {"a": "2.0.0",\n"a": "3.0.0"}}'})) == ["a 3.0.0 production direct [3.0.0] :3"]


@pytest.mark.parametrize(("stated", "name", "range_"), [
    ("npm:@scope/real@^2.0.0", "@scope/real", "^2.0.0"), ("npm:real", "real", ""), ("npm:^1.2.0", "x", "^1.2.0"), ("patch:x@npm%3A5.0.0#~/fix.patch", "x", "5.0.0"), (" 1.0.0 ", "x", "1.0.0"), ("v1.0.0", "x", "v1.0.0"),
])
def test_what_stands_for_a_registry_package(stated: str, name: str, range_: str):
    assert specifier("x", stated) == (name, range_, None)


@pytest.mark.parametrize("stated", ["git+ssh://git@example.com/a.git", "git@github.com:a/b.git", "owner/repo", "owner/repo#semver:^1", "https://example.com/a.git", "workspace:*", "link:../a", "./a", "portal:../a", "jsr:@a/b@1", "latest", "https://example.com/a.tgz", "http://example.com/x"])
def test_what_does_not(stated: str):
    assert specifier("x", stated)[2] is not None


def test_bun_keeps_catalogues_in_the_root():
    found = project(**{"package.json": '{"workspaces": {"packages": ["a"], "catalog": {"react": "^19.0.0"}}, "dependencies": {"odd": 1}}', "a/package.json": '{"dependencies": {"react": "catalog:"}}'})
    assert rows(found) == ["react 19.0.0 production direct [^19.0.0] ~ :1"]


def test_a_package_of_the_same_workspace_is_not_the_registry_s():
    files = {"package.json": '{"workspaces": ["packages/*"]}', "packages/a/package.json": '{"name": "a", "dependencies": {"b": "^1.0.0", "c": "^1.0.0"}}', "packages/b/package.json": '{"name": "b"}', "other/package.json": '{"dependencies": {"b": "^1.0.0"}}'}
    found = project(**files)
    assert rows(found) == ["b 1.0.0 production direct [^1.0.0] ~ :1", "c 1.0.0 production direct [^1.0.0] ~ :1"] and found.components[0].evidence.path == "other/package.json"
    assert left(found) == ["b | ^1.0.0 | it is a directory or :1"]
