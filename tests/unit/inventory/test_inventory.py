"""From a directory to what it depends on: which files, once each; and the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.inventory.told import project, rows, why

from orchestration import inventory
from orchestration.edges.tree import DirectoryTree, MemoryTree
from orchestration.inventory.formats import FORMATS, LOCKS, MANIFESTS, format_of
from orchestration.model.dependency import Package

SOURCE = Path(inventory.__file__).parent


def test_every_file_below_and_no_other():
    files = {"package.json": '{"dependencies": {"a": "1.0.0"}}', "api/go.mod": "module x\n\ngo 1.22\n\nrequire example.com/b v1.0.0\n", "web/Cargo.toml": '[package]\nname = "w"\n[dependencies]\nc = "1"\n', "README.md": "a==1"}
    assert [c.package.name for c in project(**files).components] == ["example.com/b", "stdlib", "c", "a"]
    assert [c.package.name for c in project("api", **files).components] == ["example.com/b", "stdlib"]
    assert [c.package.name for c in project("package.json", **files).components] == ["a"]
    assert project("nowhere", **files) == inventory.Inventory()


def test_what_is_installed_is_not_read(tmp_path: Path):
    for path in ("package.json", "node_modules/x/package.json", "vendor/y/composer.json", ".git/package.json"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text('{"dependencies": {"a": "1.0.0"}, "require": {"a/b": "1.0"}}')
    (tmp_path / "composer.json").write_text("{}")
    assert inventory.read(DirectoryTree(tmp_path)).files == ("composer.json", "package.json")


def test_two_readings_are_equal_whatever_the_order_of_files():
    files = {"b/requirements.txt": "x==1\ny==2\n", "a/requirements.txt": "y==2\nx==1\n", "package.json": '{"dependencies": {"z": "^1.0.0", "a": "*"}}'}
    one, other = inventory.read(MemoryTree(files)), inventory.read(MemoryTree(dict(reversed(files.items()))))
    assert one == other and repr(one) == repr(other)


@pytest.mark.parametrize("key", [*LOCKS, *MANIFESTS])
def test_a_key_is_a_module_and_says_its_name(key: str):
    assert FORMATS[key].id == key and (SOURCE / "formats" / f"{key.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize(("path", "kind"), [
    ("package.json", "package-json"), ("a/b/package-lock.json", "package-lock"), ("requirements-dev.txt", "requirements"), ("requirements/base.txt", "requirements"), ("deep/requirements/base.in", "requirements"), ("dev-requirements.txt", "requirements"),
    ("requirements/readme.md", ""), ("Dockerfile.prod", "dockerfile"), ("Dockerfile.dockerignore", ""), ("src/App.csproj", "msbuild"), ("pylock.dev.toml", "pylock"), ("x.cdx.json", "cyclonedx"), ("my-package.json", ""), ("package.json.bak", ""),
    ("requirements-x/readme.txt", ""), ("gradle/libs.versions.toml", "version-catalogue"), ("packages.a.lock.json", "nuget-lock"), ("", ""), ("Gemfile.lock", "gemfile-lock"), ("yarn.lock\n", ""),
])
def test_a_name_tells_the_format(path: str, kind: str):
    assert format_of(path) == kind


def test_a_text_is_read_by_its_name():
    found = inventory.read_text('{"dependencies": {"a": "1.0.0"}}', "C:\\shop\\package.json")
    assert rows(found) == ["a 1.0.0 production direct [1.0.0] :1"] and found.files == ("package.json",)
    assert rows(inventory.read_text("\ufeff" + '{"dependencies": {"a": "1.0.0"}}', "../../package.json")) == rows(found)


def test_only_what_is_met_is_loaded():
    code = ("import sys; from orchestration import inventory; inventory.read_text('{\"lockfileVersion\": 3, \"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\"}}}', 'package-lock.json');"
            "print(sorted(m for m in sys.modules if m.startswith(('ruamel', 'packaging', 'tomllib', 'xml', 'orchestration.toolchains', 'orchestration.inventory.formats.'))))")
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['orchestration.inventory.formats.package_json', 'orchestration.inventory.formats.package_lock']"


@pytest.mark.parametrize(("package", "purl"), [
    (Package("npm", "@scope/a", "1.0.0"), "pkg:npm/%40scope/a@1.0.0"), (Package("PyPI", "a-b", "1.0"), "pkg:pypi/a-b@1.0"), (Package("Go", "github.com/x/y/v2", "v2.0.0"), "pkg:golang/github.com/x/y/v2@v2.0.0"),
    (Package("Maven", "org.x:y", "1.0"), "pkg:maven/org.x/y@1.0"), (Package("Packagist", "a/b", "1.0"), "pkg:composer/a/b@1.0"), (Package("crates.io", "a", "1.0.0"), "pkg:cargo/a@1.0.0"), (Package("RubyGems", "a", "1"), "pkg:gem/a@1"),
    (Package("NuGet", "A.B", "1"), "pkg:nuget/A.B@1"), (Package("Hex", "a", "1"), "pkg:hex/a@1"), (Package("Pub", "a", "1"), "pkg:pub/a@1"), (Package("Debian:12", "curl", "7.88.1-10+deb12u5"), "pkg:deb/debian/curl@7.88.1-10+deb12u5?distro=debian-12"),
    (Package("Alpine:v3.20", "curl", "8.0-r1"), "pkg:apk/alpine/curl@8.0-r1?distro=alpine-3.20"), (Package("Ubuntu:22.04:LTS", "curl", "1"), "pkg:deb/ubuntu/curl@1?distro=ubuntu-22.04"), (Package("Docker", "ghcr.io/a/b", "1.0"), "pkg:docker/ghcr.io/a/b@1.0"),
    (Package("npm", "a?b#c", "1 2"), "pkg:npm/a%3Fb%23c@1%202"),
])
def test_package_urls(package: Package, purl: str):
    assert package.purl == purl


def test_a_manifest_whose_lockfile_is_for_another_project_is_read_itself():
    found = project(**{"package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "^1"}}, "node_modules/a": {"version": "1.0.0"}}}', "package.json": '{"dependencies": {"a": "^1"}}', "site/package.json": '{"dependencies": {"b": "^2.0.0"}}'})
    assert [(row.split()[0], "~" in row) for row in rows(found)] == [("a", False), ("b", True)] and why(found) == {}


def test_one_manifest_is_read_by_the_lockfile_beside_it():
    files = {"a/package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"x": "^1.0.0"}}, "node_modules/x": {"version": "1.5.0"}}}', "a/package.json": '{"dependencies": {"x": "^1.0.0"}}', "a/poetry.lock": "[metadata]\n", "a/requirements.txt": "y==1\n"}
    assert rows(project("a/package.json", **files)) == ["x 1.5.0 production direct [^1.0.0] :1"]
    assert rows(project("a/requirements.txt", **files)) == ["y 1 production direct [==1] :1"]
    assert project("a/unknown.txt", **files) == inventory.Inventory()


def test_a_binary_lockfile_is_said():
    found = inventory.read(MemoryTree({"bun.lockb": b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n\x00\x00", "package.json": '{"dependencies": {"a": "^1.0.0"}}'}))
    assert why(found) == {"bun.lockb": "bun.lockb is binary and was not read"} and rows(found) == ["a 1.0.0 production direct [^1.0.0] ~ :1"]


def test_what_no_file_tells_is_known():
    found = project(**{"package.json": '{"dependencies": {"a": "^1.0.0"}}', "api/go.mod": "module x\nrequire example.com/b v1.0.0\n", "x/package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0"}}}',
                       "y/requirements.txt": "a==1\n", "z/requirements.txt": "# autogenerated by pip-compile\na==1\n    # via b\nb==1\n    # via -r in.in\n", "Dockerfile": "FROM a:1\n"})
    assert inventory.lists_only_direct(found) == ("package.json", "y/requirements.txt")
