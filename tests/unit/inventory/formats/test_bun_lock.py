"""bun.lock: trailing commas, keys that are paths, workspaces."""

from __future__ import annotations

from tests.unit.inventory.told import chains, left, project, rows, why

LOCK = """{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "shop",
      "dependencies": { "@scope/ui": "workspace:*", "hono": "^4.0.0", "lost": "^1.0.0", },
      "devDependencies": { "@types/bun": "latest", },
    },
    "packages/ui": {
      "name": "@scope/ui",
      "dependencies": { "debug": "^2.6.0", "forked": "github:x/forked" },
    },
  },
  "packages": {
    "@scope/ui": ["@scope/ui@workspace:packages/ui"],
    "@scope/ui/debug": ["debug@2.6.9", "", { "dependencies": { "ms": "2.0.0" } }, "sha512-aa=="],
    "@types/bun": ["@types/bun@1.1.0", "", { "dependencies": { "@types/node": "*" } }, "sha512-aa=="],
    "@types/node": ["@types/node@20.0.0", "", {}, "sha512-aa=="],
    "forked": ["forked@github:x/forked#abc", {}, "x-forked-abc"],
    "hono": ["hono@4.4.0", "", { "optionalDependencies": { "ms": "^2" } }, "sha512-aa=="],
    "ms": ["ms@2.1.3", "", {}, "sha512-aa=="],
    "@scope/ui/debug/ms": ["ms@2.0.0", "", {}, "sha512-aa=="],
  }
}
"""


def test_bun():
    found = project(**{"bun.lock": LOCK, "package.json": "{}", "packages/ui/package.json": "{}"})
    assert rows(found) == [
        "@types/bun 1.1.0 development direct [latest] :17", "@types/node 20.0.0 development transitive :18", "debug 2.6.9 production direct [^2.6.0] :16", "hono 4.4.0 production direct [^4.0.0] :20",
        "ms 2.0.0 production transitive :22", "ms 2.1.3 optional transitive :21",
    ]
    assert left(found) == ["@scope/ui | workspace:* | it is a directory or :6", "forked | github:x/forked#abc | it comes from a repository, :19", "lost | ^1.0.0 | the manifest asks for it, :6"]
    assert chains(found, "ms") == ["debug@2.6.9 > ms@2.0.0", "hono@4.4.0 > ms@2.1.3"]
    assert found.files == ("bun.lock", "package.json", "packages/ui/package.json")


def test_another_file_is_none():
    assert list(why(project(**{"bun.lock": "{}"}))) == ["bun.lock"]
