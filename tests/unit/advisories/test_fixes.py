"""The fix plan: least steps, where they are made, and nothing promised that nobody looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration import inventory
from orchestration.advisories.scan import scan
from orchestration.edges.tree import MemoryTree
from orchestration.model.advisory import Scan
from orchestration.tasks.dependencies.looking import Looking

from .conftest import TODAY, advisory
from .test_scan import held_against, used


def lock(parent_asks: str, **packages: str) -> dict[str, str]:
    """A project that asks for ``top``, which asks for ``deep``."""
    rows = {"": {"dependencies": {"top": "^1.0.0"}}, "node_modules/top": {"version": "1.0.0", "dependencies": {"deep": parent_asks}}, "node_modules/deep": {"version": "1.0.0"}}
    return {"package.json": '{\n "name": "x",\n "dependencies": {\n  "top": "^1.0.0"\n }\n}\n', "package-lock.json": json.dumps({"name": "x", "lockfileVersion": 3, "packages": rows}, indent=1)}


def planned(database: Any, files: dict[str, str]) -> Scan:
    tree = MemoryTree(files)
    found = inventory.read(tree)
    return scan(found, Looking(database, None, TODAY).answers(found), tree=tree)


DEEP = advisory("GHSA-1", "npm", "deep", {"introduced": "0"}, {"fixed": "1.2.0"})


@pytest.mark.parametrize(("asks", "kind", "says"), [
    ("^1.0.0", "refresh", "top@1.0.0 asks for ^1.0.0, which admits it: npm update deep"), ("~1.0.0", "override", "which does not admit it"), ("1.0.0", "override", "overrides"), ("latest-ish tag", "ask", "is not known here"),
])
def test_through_another_only_what_the_lockfile_shows(holding, asks: str, kind: str, says: str) -> None:  # type: ignore[no-untyped-def]
    (step,) = planned(holding(DEEP), lock(asks)).upgrades
    assert (step.kind, step.manifest, step.name, step.after, step.through, step.clears) == (kind, "package.json", "deep", "1.2.0", "top@1.0.0", ("GHSA-1",))
    assert step.how and says in step.how.en


def test_of_several_who_ask_the_one_that_stands_in_the_way_is_named(holding) -> None:  # type: ignore[no-untyped-def]
    files = lock("^1.0.0")
    data = json.loads(files["package-lock.json"])
    data["packages"][""]["dependencies"]["also"] = "^1.0.0"
    data["packages"]["node_modules/also"] = {"version": "2.0.0", "dependencies": {"deep": "~1.0.0"}}
    (step,) = planned(holding(DEEP), {**files, "package-lock.json": json.dumps(data)}).upgrades
    assert step.kind == "override" and step.how and step.how.en.startswith("also@2.0.0 asks for ~1.0.0")


def test_npms_first_lockfiles_tell_it_too(holding) -> None:  # type: ignore[no-untyped-def]
    old = {"package.json": '{"dependencies": {"top": "^1.0.0"}}', "package-lock.json": json.dumps({"lockfileVersion": 1, "dependencies": {"top": {"version": "1.0.0", "requires": {"deep": "~1.1.0"}}, "deep": {"version": "1.0.0"}}})}
    (step,) = planned(holding(DEEP), old).upgrades
    assert (step.kind, step.wanted) == ("override", "~1.1.0")


@pytest.mark.parametrize(("path", "text", "expected"), [
    ("yarn.lock", '# yarn lockfile v1\n\n\ndeep@^1.0.0, deep@~1.0.0:\n  version "1.0.0"\n\ntop@^1.0.0:\n  version "1.0.0"\n  resolved "https://e.org"\n  dependencies:\n    deep "~1.0.0"\n', ("~1.0.0", "override", "resolutions")),
    ("yarn.lock", '__metadata:\n  version: 6\n\n"deep@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "deep@npm:1.0.0"\n  languageName: node\n\n"top@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "top@npm:1.0.0"\n  dependencies:\n    deep: "npm:^1.0.0"\n  languageName: node\n', ("^1.0.0", "refresh", "yarn up --recursive deep")),
])
def test_yarns_lockfiles_tell_it(holding, path: str, text: str, expected: tuple[str, str, str]) -> None:  # type: ignore[no-untyped-def]
    (step,) = planned(holding(DEEP), {"package.json": '{"dependencies": {"top": "^1.0.0"}}', path: text}).upgrades
    assert (step.wanted, step.kind) == expected[:2] and step.how and expected[2] in step.how.en


POETRY = """
[[package]]
name = "Deep"
version = "1.0.0"
optional = false
python-versions = "*"

[[package]]
name = "top"
version = "1.0.0"
optional = false
python-versions = "*"

[package.dependencies]
Deep = {version = ">=1.0,<1.1", markers = "python_version > '3'"}

[metadata]
lock-version = "2.0"
"""


def test_poetrys_lockfile_tells_it(holding) -> None:  # type: ignore[no-untyped-def]
    flaw = advisory("PYSEC-1", "PyPI", "deep", {"introduced": "0"}, {"fixed": "1.2.0"})
    (step,) = planned(holding(flaw), {"pyproject.toml": '[tool.poetry.dependencies]\ntop = "^1.0"\n', "poetry.lock": POETRY}).upgrades
    assert (step.wanted, step.kind, step.through) == (">=1.0,<1.1", "override", "top@1.0.0")


def test_a_requirements_file_states_what_others_bring_in_itself(holding) -> None:  # type: ignore[no-untyped-def]
    flaw = advisory("PYSEC-1", "PyPI", "deep", {"introduced": "0"}, {"fixed": "1.2.0"})
    (step,) = planned(holding(flaw), {"requirements.txt": "top==1.0.0\ndeep==1.0.0  # via top\n"}).upgrades
    assert (step.kind, step.line, step.after) == ("direct", 2, "1.2.0")


def test_a_direct_one_is_raised_where_the_manifest_names_it(holding) -> None:  # type: ignore[no-untyped-def]
    (step,) = planned(holding(advisory("GHSA-1", "npm", "top", {"introduced": "0"}, {"fixed": "1.4.0"})), lock("^1.0.0")).upgrades
    assert (step.kind, step.manifest, step.line, step.wanted, step.is_breaking) == ("direct", "package.json", 4, "^1.0.0", False)
    assert step.how and step.how.en == "^1.0.0 admits it: npm update top"


def test_one_step_clears_all_it_can_and_the_rest_is_said(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(*(advisory(f"GHSA-{i}", "npm", "p", {"introduced": "0"}, {"fixed": f"1.{i}.0"}) for i in range(1, 4)), advisory("GHSA-9", "npm", "p", {"introduced": "0"}), advisory("GHSA-q", "npm", "q", {"introduced": "0"}, {"last_affected": "3.0.0"}))
    steps = held_against(database, used("p", "1.0.0"), used("q", "1.0.0")).upgrades
    assert [(s.name, s.after, s.clears, s.kind) for s in steps] == [("p", "1.3.0", ("GHSA-1", "GHSA-2", "GHSA-3"), "direct"), ("q", "", (), "none")]


def test_the_most_that_one_clears_comes_first(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("GHSA-1", "npm", "one", {"introduced": "0"}, {"fixed": "1.1.0"}), *(advisory(f"GHSA-m{i}", "npm", "many", {"introduced": "0"}, {"fixed": "1.1.0"}) for i in range(3)))
    assert [s.name for s in held_against(database, used("one", "1.0.0"), used("many", "1.0.0")).upgrades] == ["many", "one"]


def test_a_breaking_step_names_the_gentler_one(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("GHSA-1", "npm", "p", {"introduced": "0"}, {"fixed": "1.1.0"}), advisory("GHSA-2", "npm", "p", {"introduced": "0"}, {"fixed": "2.0.0"}))
    (step,) = held_against(database, used("p", "1.0.0")).upgrades
    assert (step.after, step.is_breaking, step.clears, step.gentle, step.gentle_clears) == ("2.0.0", True, ("GHSA-1", "GHSA-2"), "1.1.0", ("GHSA-1",))


def test_go_takes_what_the_main_module_asks_for(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("GO-1", "Go", "example.org/m", {"introduced": "0"}, {"fixed": "1.1.0"}), advisory("GO-2", "Go", "stdlib", {"introduced": "0"}, {"fixed": "1.21.5"}))
    steps = held_against(database, used("example.org/m", "v1.0.0", "Go", "go.mod", is_direct=False), used("stdlib", "1.21.0", "Go", "go.mod")).upgrades
    assert {s.name: s.how.en for s in steps if s.how} == {"example.org/m": "go get example.org/m@v1.1.0 && go mod tidy", "stdlib": "go get go@1.21.5 toolchain@go1.21.5"}


@pytest.mark.parametrize("path", ["bom.json", "Cargo.lock", "Gemfile.lock", "odd"])
@pytest.mark.parametrize("ecosystem", ["npm", "Go", "PyPI", "crates.io", "RubyGems", "Maven"])
@pytest.mark.parametrize("is_direct", [True, False, None])
def test_any_file_may_state_any_package(holding, path: str, ecosystem: str, is_direct: bool | None) -> None:  # type: ignore[no-untyped-def]
    steps = held_against(holding(advisory("A-1", ecosystem, "p", {"introduced": "0"}, {"fixed": "1.1.0"})), used("p", "1.0.0", ecosystem, path, is_direct=is_direct)).upgrades
    assert len(steps) == 1 and steps[0].after == "1.1.0"
