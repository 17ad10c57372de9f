"""The tables: whole, dated, and the user's own preferred only when it is newer and sound."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration import pins
from orchestration.pins import tables


@pytest.fixture
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("DEVOPS_SQUAD_PINS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    directory = tmp_path / "devops-squad" / "pins"
    directory.mkdir(parents=True)
    tables._document.cache_clear()
    yield directory
    tables._document.cache_clear()


def newer(name: str, source: str = "the same, 2099-01-01") -> dict[str, Any]:
    return {**tables.vendored(name), "source": source}


@pytest.mark.parametrize("name", pins.TABLES)
def test_the_vendored_tables_are_whole(name: str) -> None:
    data = tables.vendored(name)
    assert tables.problems_of(name, data) == ()
    assert tables.entries(name, data)


@pytest.mark.parametrize(("name", "path", "value"), [
    ("actions", ("actions", "actions/checkout", "sha"), "abc"), ("actions", ("actions", "actions/checkout", "sha"), "A" * 40),
    ("actions", ("actions", "actions/checkout", "released"), "soon"), ("actions", ("actions", "actions/checkout", "version"), "v1\nrun: evil"),
    ("actions", ("actions", "../x"), {"sha": "a" * 40, "released": "2026-01-01", "version": "v1"}), ("actions", ("actions",), {}),
    ("actions", ("source",), "undated"),
    ("images", ("images", "node"), []), ("images", ("images", "node"), ["a b"]), ("images", ("images", "node"), "24"),
    ("images", ("digests", "node:24"), "sha256:0"),
    ("images", ("digests",), []), ("images", ("systems",), None),
    ("runtimes", ("products", "nodejs"), []), ("runtimes", ("products", "nodejs"), [{"releaseCycle": "24"}]),
    ("runtimes", ("products", "nodejs", 0, "eol"), "never"),
    ("runtimes", ("products", "nodejs", 0, "latest"), "$(id)"), ("runtimes", ("products",), None),
    ("debian", ("releases", "trixie", "tini"), "0.19; id"), ("debian", ("releases", "trixie"), {}), ("debian", ("moves", "tini"), "often"),
    ("debian", ("renamed", "tini"), {"trixie": "gone"}), ("debian", ("source",), 5),
])
def test_a_table_that_is_not_whole_is_told(name: str, path: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(tables.vendored(name))
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert tables.problems_of(name, data)


@pytest.mark.parametrize("data", [None, [], "x", 5, {}, {"source": "2026-01-01"}])
def test_what_is_no_table_is_told(data: Any) -> None:
    assert all(tables.problems_of(name, data) for name in pins.TABLES)


def test_age_and_staleness() -> None:
    day = pins.taken_on("debian")
    assert pins.age_days("debian", day) == 0 and pins.age_days("debian", date(2000, 1, 1)) == 0
    rows = {row.name: row for row in pins.report(date.fromordinal(day.toordinal() + 90))}
    assert sorted(rows) == sorted((*pins.TABLES, *pins.BY_HAND))
    assert rows["debian"].age_days == 90 and not rows["debian"].is_stale
    assert {row.name: row for row in pins.report(date.fromordinal(day.toordinal() + 91))}["debian"].is_stale
    assert all(row.entries and row.source and row.origin == "vendored" for row in rows.values())


def test_a_newer_table_of_the_user_is_preferred(overlay: Path) -> None:
    data = newer("debian")
    data["releases"]["trixie"]["tini"] = "0.20.0-1"
    (overlay / "debian.json").write_text(json.dumps(data))
    assert pins.debian_package("tini", "trixie") == "tini=0.20.*"
    assert {row.name: row.origin for row in pins.report(date(2026, 11, 24))} == {
        "actions": "vendored", "debian": "overlay", "images": "vendored", "owasp": "vendored", "runtimes": "vendored",
        "tools": "vendored", "wheels": "vendored", "witnessed": "vendored"}


@pytest.mark.parametrize("text", ["{", "[]", "\x00", '{"source": "2099-01-01", "releases": {"trixie": {"tini": "$(id)"}}}', "[" * 100_000])
def test_a_broken_table_of_the_user_is_passed_over_and_told(overlay: Path, text: str) -> None:
    (overlay / "debian.json").write_text(text)
    assert pins.debian_package("tini", "trixie") == "tini=0.19.*"
    row = next(row for row in pins.report(date(2026, 11, 24)) if row.name == "debian")
    assert row.origin == "vendored" and row.problem


def test_an_older_table_of_the_user_is_passed_over(overlay: Path) -> None:
    (overlay / "debian.json").write_text(json.dumps(newer("debian", "once, 2001-01-01")))
    assert next(row for row in pins.report(date(2026, 11, 24)) if row.name == "debian").origin == "vendored"


def test_the_overlay_can_be_turned_off_and_moved(overlay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tables.overlay_directory() == overlay
    monkeypatch.setenv("DEVOPS_SQUAD_PINS", "")
    assert tables.overlay_directory() is None
    monkeypatch.setenv("DEVOPS_SQUAD_PINS", str(tmp_path / "x"))
    assert tables.overlay_directory() == tmp_path / "x"
    monkeypatch.delenv("DEVOPS_SQUAD_PINS")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert tables.overlay_directory() is None
