"""Deno's lockfiles: npm's packages in two shapes; JSR and addresses are said."""

from __future__ import annotations

from tests.unit.inventory.told import chains, left, project, rows, why

FIVE = """{
  "version": "5",
  "specifiers": {
    "jsr:@std/path@1": "1.0.8",
    "npm:chalk@4": "4.1.2",
    "npm:deep@*": "1.0.0"
  },
  "jsr": {
    "@std/path@1.0.8": { "integrity": "aa" }
  },
  "npm": {
    "ansi-styles@4.3.0": { "integrity": "aa" },
    "chalk@4.1.2": { "integrity": "aa", "dependencies": ["ansi-styles", "supports-color@7.2.0"] },
    "deep@1.0.0_chalk@4.1.2": { "integrity": "aa" },
    "supports-color@7.2.0": { "integrity": "aa" },
    "supports-color@8.0.0": { "integrity": "aa" }
  },
  "remote": {
    "https://deno.land/std@0.200.0/x.ts": "aa"
  },
  "workspace": {
    "dependencies": ["jsr:@std/path@1", "npm:chalk@4"]
  }
}
"""
THREE = '{\n"version": "3",\n"packages": {\n"specifiers": {"npm:chalk@4": "npm:chalk@4.1.2"},\n"npm": {\n"chalk@4.1.2": {"dependencies": {"ansi-styles": "ansi-styles@4.3.0"}},\n"ansi-styles@4.3.0": {}\n}},\n"remote": {}\n}\n'


def test_version_5():
    found = project(**{"deno.lock": FIVE})
    assert rows(found) == ["ansi-styles 4.3.0 production transitive :12", "chalk 4.1.2 production direct [4] :13", "deep 1.0.0 unknown transitive :14", "supports-color 7.2.0 production transitive :15", "supports-color 8.0.0 unknown transitive :16"]
    assert chains(found, "ansi-styles") == ["chalk@4.1.2 > ansi-styles@4.3.0"]
    assert left(found) == ["@std/path | 1.0.8 | it comes from JSR, of :9", "https://deno.land/std@0.200.0/x.ts | https://deno.land/std@0.200.0/x.ts | it comes from an address, :19"]


def test_version_3():
    assert rows(project(**{"deno.lock": THREE})) == ["ansi-styles 4.3.0 production transitive :7", "chalk 4.1.2 production direct [4] :6"]


def test_what_is_none():
    assert list(why(project(**{"deno.lock": '{"version": 5}'}))) == ["deno.lock"]
