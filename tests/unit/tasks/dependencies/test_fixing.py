"""The plan's steps made in a person's files: all or none, and what was not made is said."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from orchestration.model.advisory import Scan, Upgrade
from orchestration.model.dependency import Inventory
from orchestration.model.errors import BadPath, WriteRefused
from orchestration.tasks.dependencies.fixing import fix


def step(name: str = "p", after: str = "1.2.0", manifest: str = "package.json", kind: str = "direct", **more: Any) -> Upgrade:
    return Upgrade(manifest, 1, "npm" if manifest.endswith("json") else "PyPI", name, "1.0.0", after, ("GHSA-1",), kind, **more)  # type: ignore[arg-type]


def made(root: Path, *steps: Upgrade, **more: Any) -> Any:
    return fix(root, Scan(Inventory(), upgrades=steps), **more)


def test_line_endings_and_marks_stay(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_bytes(b'\xef\xbb\xbf{\r\n\t"dependencies": {"p": "^1.0.0", "q": "1.0.0"}\r\n}')
    done = made(tmp_path, step(), step("q", "1.0.9"))
    assert (tmp_path / "package.json").read_bytes() == b'\xef\xbb\xbf{\r\n\t"dependencies": {"p": "^1.2.0", "q": "1.0.9"}\r\n}'
    assert [e.path for e in done.edits] == ["package.json"] and not done.left and len(done.next_steps) == 1


def test_what_is_not_made_is_said_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"p": "latest", "q": "1.0.0", "b": "1.0.0"}}')
    done = made(tmp_path, step(), step("b", "2.0.0", is_breaking=True), step("deep", kind="override"), step("none", "", kind="none"), step("x", manifest="go.mod"), step("absent"))
    said = {s.name: why.en for s, why in done.left}
    assert "not a plain version" in said["p"] and "--allow-breaking" in said["b"] and "no direct dependency" in said["deep"] and "not edited" in said["x"] and "was not found" in said["absent"] and "none" in said
    assert not done.edits


def test_the_gentler_step_is_made_until_breaking_is_allowed(tmp_path: Path) -> None:
    place = tmp_path / "package.json"
    place.write_text('{"dependencies": {"p": "^1.0.0"}}')
    breaking = step(after="2.0.0", is_breaking=True, gentle="1.1.0", gentle_clears=("GHSA-1",))
    assert made(tmp_path, breaking).left and "^1.1.0" in place.read_text()
    made(tmp_path, breaking, allow_breaking=True)
    assert "^2.0.0" in place.read_text()


def test_of_several_versions_the_furthest_step_is_made(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("p==1.0.0\n")
    made(tmp_path, step(after="1.9.0", manifest="requirements.txt"), step(after="1.10.0", manifest="requirements.txt"))
    assert (tmp_path / "requirements.txt").read_text() == "p==1.10.0\n"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"p": "1.0.0"}}')
    done = made(tmp_path, step(), dry_run=True)
    assert '+{"dependencies": {"p": "1.2.0"}}' in done.edits[0].diff and "1.0.0" in (tmp_path / "package.json").read_text()


@pytest.mark.parametrize("bad", ["latin", "absent", "link"])
def test_all_or_none(tmp_path: Path, bad: str) -> None:
    good, other = tmp_path / "package.json", tmp_path / "requirements.txt"
    good.write_text('{"dependencies": {"p": "1.0.0"}}')
    if bad == "latin":
        other.write_bytes(b"# caf\xe9\np==1.0.0\n")
    elif bad == "link":
        os.symlink(tmp_path / "elsewhere.txt", other)
    with pytest.raises((BadPath, WriteRefused)):
        made(tmp_path, step(), step(manifest="requirements.txt"))
    assert "1.0.0" in good.read_text()
