"""What is broken, huge or made to harm: bounded time and memory, nothing executed or followed, and a clear statement."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.inventory.told import left, project, rows, why

from orchestration import inventory
from orchestration.edges.tree import DirectoryTree, MemoryTree
from orchestration.inventory.formats import LOCKS, MANIFESTS

NAMES = sorted({next(n for n in names if "*" not in n) if any("*" not in n for n in names) else names[0].replace("*", "app") for names in (*LOCKS.values(), *MANIFESTS.values())})
DEEP = {"json": '{"dependencies":' + '{"a":' * 100_000, "toml": "a = " + "[" * 100_000, "yaml": "lockfileVersion: " + "{a: " * 100_000, "xml": "<project>" + "<a>" * 100_000, "text": "(" * 100_000 + "\n" + "{" * 100_000}
CONFLICT = "<<<<<<< HEAD\n{\"a\": 1}\n=======\n{\"a\": 2}\n>>>>>>> branch\n"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [*DEEP.values(), "", "\n", "null", "[]", "{}", "[[package]]\n", "<a/>", "\x00\x01", "é" * 1000, "a" * 100_000, "x: y\n" * 5_000, "[[package]]\nname = 1\nversion = []\n" * 50, '{"packages": {"a": 1, "node_modules/b": 2}, "lockfileVersion": 3, "dependencies": [1]}',
                                  '{"packages": [1, null, {"name": 3}], "dependencies": {"a": {"b": []}}, "default": {"a": 1}, "_meta": 1, "bomFormat": "CycloneDX", "components": [1], "spdxVersion": "SPDX-2.3", "content-hash": 1}'])
def test_no_text_under_any_name_does_more_than_be_refused_or_read(name: str, text: str):
    start = time.process_time()
    found = inventory.read_text(text, name)
    assert time.process_time() - start < 5
    assert not found.components or text.startswith(("x: y", "a", "é"))
    assert all(reason.en and reason.fr for _, reason in found.unreadable)


@pytest.mark.parametrize("name", NAMES)
def test_a_torn_file_is_said_with_its_line(name: str):
    assert inventory.read_text("\n" + CONFLICT, name).unreadable[0][1].en == "line 2: conflict markers of a merge stand in it"


def test_fifty_megabytes_are_not_read(tmp_path: Path):
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3, "packages": {"": {}' + "".join(f',"node_modules/p{n}": {{"version": "1.0.0", "integrity": "{"a" * 80}"}}' for n in range(400_000)) + "}}")
    assert (tmp_path / "package-lock.json").stat().st_size > 50_000_000
    code = f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000)); from orchestration import inventory; from orchestration.edges.tree import DirectoryTree; print(inventory.read(DirectoryTree({str(tmp_path)!r})).unreadable[0][1])"
    start = time.monotonic()
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "more than 24 MB is not read" in said and time.monotonic() - start < 30


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_it(encoding: str):
    found = inventory.read(MemoryTree({"package.json": '{"dependencies": {"a": "1.0.0"}}'.encode(encoding), "requirements.txt": "b==1.0\r\nc==2.0\r\n".encode(encoding)}))
    assert rows(found) == ["b 1.0 production direct [==1.0] :1", "c 2.0 production direct [==2.0] :2", "a 1.0.0 production direct [1.0.0] :1"]


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)) + "]><project><artifactId>&j;</artifactId></project>"
    outside = '<!DOCTYPE project [<!ENTITY x SYSTEM "file:///etc/passwd">]><project><dependencies><dependency><groupId>&x;</groupId><artifactId>a</artifactId><version>1</version></dependency></dependencies></project>'
    for text in (bomb, outside):
        for name in ("pom.xml", "App.csproj", "packages.config"):
            found = project(**{name: text})
            assert found.components == () and "declares a document type" in why(found)[name]


def test_yaml_that_bites():
    bomb = "lockfileVersion: '9.0'\na: &a [x, x]\nb: &b [*a, *a]\n"
    tag = "packages: !!python/object/apply:os.system ['false']\n"
    assert "alias" in why(project(**{"pnpm-lock.yaml": bomb}))["pnpm-lock.yaml"]
    assert "tag" in why(project(**{"pubspec.lock": tag}))["pubspec.lock"]
    assert project(**{"pubspec.yaml": "name: x\ndependencies: &d\n  a: ^1.0.0\ndev_dependencies: *d\nother: !!python/object/apply:os.system ['false']\n"}).components != ()


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "package.json").write_text('{"dependencies": {"secret": "1.0.0"}}')
    (tmp_path / "inside").mkdir()
    os.symlink("../outside/package.json", tmp_path / "inside" / "package.json")
    os.symlink("../outside", tmp_path / "inside" / "folder")
    (tmp_path / "inside" / "requirements.txt").write_text("-r ../outside/requirements.txt\na==1.0\n")
    found = inventory.read(DirectoryTree(tmp_path / "inside"))
    assert rows(found) == ["a 1.0 production direct [==1.0] :2"] and "secret" not in str(found)
    assert left(found) == ["../outside/requirements.txt | -r ../outside/requirements.txt | it includes a file that :1"]


@pytest.mark.parametrize("name", ["a\nb", "a\"b", "a'b", "a b", "", "a\u202eb", "$(x)", "a;b", "<script>", "x" * 400, "\u001b[31ma", "a`b"])
def test_names_that_no_package_has_are_said_and_go_no_further(name: str):
    lock = json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {name: "^1"}}, f"node_modules/{name}": {"version": "1.0.0"}, "node_modules/good": {"version": name or " "}}}, ensure_ascii=False)
    found = inventory.read_text(lock, "package-lock.json")
    assert found.components == () and len(found.unresolved) >= 1
    assert all(text.isprintable() and len(text) <= 120 for u in found.unresolved for text in (u.name, u.stated, u.evidence.quote))


def test_a_circle_and_a_long_line_of_packages_end():
    count = 8_000
    packages = {"": {"dependencies": {"p0": "1"}}, **{f"node_modules/p{n}": {"version": "1.0.0", "dependencies": {f"p{(n + 1) % count}": "1", f"p{n}": "1"}} for n in range(count)}}
    start = time.process_time()
    found = inventory.read_text(json.dumps({"lockfileVersion": 3, "packages": packages}), "package-lock.json")
    assert time.process_time() - start < 10 and len(found.components) == count and all(c.scope == "production" for c in found.components)


def test_files_that_include_each_other_end():
    found = project(**{f"requirements{n}.txt": f"-r requirements{(n + 1) % 300}.txt\n-r requirements{n}.txt\na{n}==1\n" for n in range(300)})
    assert len(found.components) == 300


def test_poms_that_are_each_others_parents_end():
    pom = "<project><artifactId>{0}</artifactId><parent><groupId>g</groupId><artifactId>{1}</artifactId><version>1</version><relativePath>../{1}</relativePath></parent><properties><p>${{p}}${{p}}</p></properties><dependencyManagement><dependencies><dependency><groupId>g</groupId><artifactId>{1}</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency></dependencies></dependencyManagement><dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId><version>${{p}}</version></dependency></dependencies></project>"
    found = project(**{"a/pom.xml": pom.format("a", "b"), "b/pom.xml": pom.format("b", "a")})
    assert {u.name for u in found.unresolved} == {"x:y"}


N = 6_000
MANY = {
    "pyproject.toml": "[project]\nname = 'x'\ndependencies = [\n" + "".join(f'  "p{n}>=1",\n' for n in range(N)) + "]\n",
    "setup.cfg": "[options]\ninstall_requires =\n" + "".join(f"  p{n}>=1\n" for n in range(N)),
    "requirements.txt": "".join(f"p{n}>=1 ; python_version > '3.{n % 40}'  # via q{n}\n" for n in range(N)),
    "Gemfile.lock": "GEM\n  specs:\n    a (1.0)\n\nDEPENDENCIES\n" + "".join(f"  p{n}\n" for n in range(N)),
    "Gemfile": "".join(f"gem 'p{n}', '1.0'\n" for n in range(N)),
    "go.mod": "module x\n" + "".join(f"require example.com/p{n} v1.0.0\n" for n in range(N)),
    "go.sum": "".join(f"example.com/p{n % 50} v1.{n}.0 h1:aa=\n" for n in range(N)),
    "package.json": json.dumps({"dependencies": {f"p{n}": "^1.0.0" for n in range(N)}}),
    "composer.json": json.dumps({"require": {f"p/{n}": "^1.0.0" for n in range(N)}}),
    "Cargo.toml": "[package]\nname = 'x'\n[dependencies]\n" + "".join(f'p{n} = "1"\n' for n in range(N)),
    "libs.versions.toml": "[libraries]\n" + "".join(f'p{n} = "g:p{n}:1"\n' for n in range(N)),
    "pom.xml": "<project><artifactId>x</artifactId><dependencies>\n" + "".join(f"<dependency><groupId>g</groupId><artifactId>p{n}</artifactId><version>1</version></dependency>\n" for n in range(N)) + "</dependencies></project>",
    "App.csproj": "<Project><ItemGroup>\n" + "".join(f'<PackageReference Include="p{n}" Version="1" />\n' for n in range(N)) + "</ItemGroup></Project>",
    "Dockerfile": "FROM debian:12\nRUN apt-get install -y " + " ".join(f"p{n}=1" for n in range(N)) + "\n" + "".join(f"COPY --from=a/b:{n} a b\n" for n in range(2_000)),
    "mix.exs": "defmodule X do\n  use Mix.Project\n  def deps, do: [\n" + "".join(f'    {{:p{n}, "~> 1.0"}},\n' for n in range(N)) + "  ]\nend\n",
    "mix.lock": "%{\n" + "".join(f'  "p{n}": {{:hex, :p{n}, "1.0.0", "aa", [:mix], [{{:p{n + 1}, "~> 1.0", [hex: :x, optional: false]}}], "hexpm"}},\n' for n in range(N)) + "}\n",
    "yarn.lock": "# yarn lockfile v1\n" + "".join(f'p{n}@^1, p{n}@^1.0:\n  version "1.0.0"\n  dependencies:\n    p{(n * 7) % N} "^1"\n\n' for n in range(N)),
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\nimporters:\n  .: {}\npackages:\n" + "".join(f"  p{n}@1.0.0:\n    resolution: {{integrity: sha512-aa}}\n" for n in range(N)) + "snapshots:\n" + "".join(f"  p{n}@1.0.0:\n    dependencies:\n      p{(n * 7) % N}: 1.0.0\n" for n in range(N)),
    "Cargo.lock": "version = 3\n" + "".join(f'[[package]]\nname = "p{n}"\nversion = "1.0.0"\nsource = "registry+x"\ndependencies = ["p{(n * 7) % N}"]\n\n' for n in range(N)),
    "gradle.lockfile": "".join(f"g:p{n}:1=runtimeClasspath\n" for n in range(N)),
    "bom.json": json.dumps({"bomFormat": "CycloneDX", "components": [{"type": "library", "name": f"p{n}", "purl": f"pkg:npm/p{n}@1.0.0", "bom-ref": f"r{n}"} for n in range(N)], "dependencies": [{"ref": f"r{n}", "dependsOn": [f"r{(n * 7) % N}"]} for n in range(N)]}),
}


@pytest.mark.parametrize("name", MANY)
def test_ten_times_what_anyone_has_takes_ten_times_as_long(name: str):
    start = time.process_time()
    found = inventory.read_text(MANY[name], name)
    assert time.process_time() - start < 6 and found.unreadable == ()
    assert len(found.components) + len(found.unresolved) >= 50


@pytest.mark.parametrize("name", ["poetry.lock", "Cargo.lock", "pyproject.toml", "libs.versions.toml"])
def test_a_key_given_twice_is_no_toml(name: str):
    assert "no TOML" in inventory.read_text('[a]\nb = 1\nb = 2\n', name).unreadable[0][1].en


def test_a_name_that_is_no_name():
    found = inventory.read_text("<Project/>", "a\n\x1b[31m.csproj")
    assert all(path.isprintable() for path in found.files)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("Gemfile", "gems.rb", "build.gradle", "build.gradle.kts", "mix.exs")])
def test_a_letter_is_no_file_of_ours_and_that_is_said(name: str):
    """Programs may hold anything, so those that declare nothing are left alone; every other format knows what it is not."""
    found = inventory.read_text("Dear customer,\nthe shop shall sell shoes: brown ones.\n", name)
    assert found.components == () and found.unreadable and found.files == ()
