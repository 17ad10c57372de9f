"""Advisories in OSV's form, made up for the tests, and the zips and databases that hold them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.edges.advisory_database import AdvisoryDatabase

TODAY = date(2026, 3, 1)


def advisory(ident: str, ecosystem: str, name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """One advisory on one package; ``events`` are of one range."""
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": "SEMVER" if ecosystem in ("npm", "Go", "crates.io") else "ECOSYSTEM", "events": list(events)}], **more.pop("affected", {})}
    return {"id": ident, "modified": "2026-02-28T00:00:00Z", "published": "2026-01-01T00:00:00Z", "summary": f"Something is wrong with {name}", "details": "Longer.", "affected": [affected], **more}


def zipped(place: Path, files: Mapping[str, Any]) -> Path:
    """A zip of these names and texts; what is no text is written as JSON."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, str | bytes) else json.dumps(content))
    return place


@pytest.fixture
def database(tmp_path: Path) -> AdvisoryDatabase:
    return AdvisoryDatabase(tmp_path / "cache" / "advisories.sqlite3")


Holding = Callable[..., AdvisoryDatabase]


@pytest.fixture
def holding(database: AdvisoryDatabase, tmp_path: Path) -> Holding:
    """``holding(advisory, …)`` → a database with them, taken on the day of the tests."""
    def hold(*advisories: dict[str, Any], taken_on: date = TODAY) -> AdvisoryDatabase:
        of: dict[str, dict[str, Any]] = {}
        for one in advisories:
            of.setdefault(one["affected"][0]["package"]["ecosystem"].partition(":")[0], {})[f"{one['id']}.json"] = one
        for ecosystem, files in of.items():
            database.import_export(ecosystem, zipped(tmp_path / ecosystem / "all.zip", files), TODAY, taken_on)
        return database

    return hold
