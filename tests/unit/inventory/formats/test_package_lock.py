"""npm's lockfiles: which copy a package sees, what brings it in, what is for development only."""

from __future__ import annotations

import json

from tests.unit.inventory.told import chains, left, project, rows, why

MODERN = """{
  "name": "shop",
  "lockfileVersion": 3,
  "packages": {
    "": {
      "workspaces": ["apps/*"],
      "dependencies": { "express": "^4.18.0", "forked": "github:x/forked", "web": "*", "missing": "^1.0.0" },
      "devDependencies": { "jest": "^29.0.0" },
      "optionalDependencies": { "fsevents": "^2.0.0", "gone": "^1.0.0" }
    },
    "apps/web": { "name": "web", "version": "0.0.0", "dependencies": { "qs": "^5.0.0" } },
    "apps/web/node_modules/qs": { "version": "5.2.1", "license": "BSD-3-Clause" },
    "node_modules/express": { "version": "4.18.2", "license": "MIT", "dependencies": { "qs": "6.11.0", "debug": "^2" } },
    "node_modules/express/node_modules/debug": { "version": "2.6.9" },
    "node_modules/debug": { "version": "4.3.4", "dev": true },
    "node_modules/forked": { "version": "1.0.0", "resolved": "git+ssh://git@github.com/x/forked.git#abc", "dependencies": { "deep": "1" } },
    "node_modules/deep": { "version": "1.0.0", "license": { "type": "ISC", "url": "x" } },
    "node_modules/fsevents": { "version": "2.3.3", "optional": true },
    "node_modules/jest": { "version": "29.7.0", "dev": true, "dependencies": { "debug": "^4" } },
    "node_modules/left": { "name": "left-pad", "version": "1.3.0", "devOptional": true },
    "node_modules/qs": { "version": "6.11.0" },
    "node_modules/web": { "resolved": "apps/web", "link": true }
  }
}
"""


def test_the_modern_form():
    found = project(**{"package-lock.json": MODERN, "package.json": '{"dependencies": {"express": "^4.18.0",\n"later": "^1.0.0"}}', "apps/web/package.json": '{"dependencies": {"qs": "^5.0.0"}}'})
    assert found.files == ("apps/web/package.json", "package-lock.json", "package.json")
    assert rows(found) == [
        "debug 2.6.9 production transitive :14", "debug 4.3.4 development transitive :15", "deep 1.0.0 production transitive :17", "express 4.18.2 production direct [^4.18.0] :13", "fsevents 2.3.3 optional direct [^2.0.0] :18",
        "jest 29.7.0 development direct [^29.0.0] :19", "left-pad 1.3.0 optional transitive :20", "qs 5.2.1 production direct [^5.0.0] :12", "qs 6.11.0 production transitive :21",
    ]
    assert left(found) == [
        "forked | git+ssh://…@github.com/x/forked.git#abc | it comes from a repository, :16", "later | ^1.0.0 | the manifest asks for it, :2", "missing | ^1.0.0 | the manifest asks for it, :7", "web | * | it is a directory or :7",
    ]
    assert chains(found, "debug") == ["express@4.18.2 > debug@2.6.9", "jest@29.7.0 > debug@4.3.4"]
    assert chains(found, "deep") == ["forked@1.0.0 > deep@1.0.0"]
    assert {c.package.name: c.licence for c in found.components if c.licence} == {"express": "MIT", "deep": "ISC", "qs": "BSD-3-Clause"}


FIRST = """{
  "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "requires": { "b": "^1.0.0" },
      "dependencies": {
        "b": { "version": "1.5.0" }
      }
    },
    "b": { "version": "2.0.0", "dev": true },
    "c": { "version": "github:x/c#abc" },
    "d": { "version": "npm:real@3.0.0", "optional": true }
  }
}
"""


def test_the_first_form_asks_the_manifest_what_is_direct():
    found = project(**{"package-lock.json": FIRST, "package.json": '{"dependencies": {"a": "^1"}, "devDependencies": {"b": "^2"}}'})
    assert rows(found) == ["a 1.0.0 production direct [^1] :4", "b 1.5.0 production transitive :8", "b 2.0.0 development direct [^2] :11", "real 3.0.0 optional transitive :13"]
    assert chains(found, "b") == ["a@1.0.0 > b@1.5.0", "b@2.0.0"]
    assert left(found) == ["c | github:x/c#abc | it comes from a repository, :12"]
    assert rows(project(**{"package-lock.json": FIRST}))[0] == "a 1.0.0 production ? :4"


def test_a_shrinkwrap_takes_the_place_of_the_lockfile():
    other = json.dumps({"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"version": "9.9.9"}}})
    found = project(**{"npm-shrinkwrap.json": FIRST, "package-lock.json": other})
    assert "x" not in {c.package.name for c in found.components}


def test_a_broken_lockfile_is_said_and_the_manifest_is_read_instead():
    found = project(**{"package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}', "package.json": '{"dependencies": {"a": "^1.0.0"}}'})
    assert why(found) == {"package-lock.json": "line 1: it is no JSON from here on"}
    assert rows(found) == ["a 1.0.0 production direct [^1.0.0] ~ :1"]


def test_something_else_is_no_lockfile():
    assert why(project(**{"package-lock.json": '{"name": "x"}'})) == {"package-lock.json": "it is no lockfile of npm: it has neither lockfileVersion nor packages"}
    assert why(project(**{"package-lock.json": "[]"})) == {"package-lock.json": "it is no lockfile of npm: it has neither lockfileVersion nor packages"}


def test_an_optional_peer_that_is_there_is_direct():
    lock = '{"lockfileVersion": 3, "packages": {"": {"peerDependencies": {"a": "^1", "gone": "^1"}, "peerDependenciesMeta": {"a": {"optional": true}, "gone": {"optional": true}}}, "node_modules/a": {"version": "1.2.0", "optional": true}}}'
    assert rows(project(**{"package-lock.json": lock})) == ["a 1.2.0 optional direct [^1] :1"]
