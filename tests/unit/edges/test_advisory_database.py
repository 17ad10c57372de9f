"""Exports in and out of the database; and zips that are none, lie, or were made to burst."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest

from orchestration.advisories import osv
from orchestration.edges.advisory_database import AdvisoryDatabase, exports_in
from orchestration.model.dependency import Package
from orchestration.model.errors import AdvisoriesRefused, BadPath, DatabaseBroken, WriteRefused

from ..advisories.conftest import TODAY, advisory, database, holding, zipped

__all__ = ["database", "holding"]
GOOD = advisory("GHSA-good", "npm", "p", {"introduced": "0"}, {"fixed": "1.0.0"}, aliases=["CVE-2026-0001"])


def test_without_a_file_nothing_is_held(database: AdvisoryDatabase) -> None:
    assert database.exports() == {} and database.feeds() == {} and database.described(["A-1"]) == {} and database.exploited(["CVE-2026-0001"]) == {}
    assert database.entries([Package("npm", "p", "1.0.0")]) == {Package("npm", "p", "1.0.0"): ()}
    assert not database.place.exists()


def test_what_is_imported_is_answered(database: AdvisoryDatabase, tmp_path: Path) -> None:
    withdrawn = advisory("GHSA-gone", "npm", "p", {"introduced": "0"}, withdrawn="2026-01-02T00:00:00Z")
    done = database.import_export("npm", zipped(tmp_path / "all.zip", {"GHSA-good.json": GOOD, "GHSA-gone.json": withdrawn}), TODAY)
    assert (done.export.entries, done.export.withdrawn, done.export.refused, done.export.taken_on, len(done.export.digest)) == (1, 1, 0, date(2026, 2, 28), 64)
    (found,) = database.entries([Package("npm", "p", "0.1.0")]).values()
    assert [name for name, _ in found] == ["GHSA-good"] and database.described(["GHSA-good"])["GHSA-good"].aliases == ("CVE-2026-0001",)
    assert database.exports()["npm"] == done.export


def test_relatives_come_along_through_any_chain(holding) -> None:  # type: ignore[no-untyped-def]
    held = holding(GOOD, advisory("PYSEC-1", "PyPI", "q", aliases=["CVE-2026-0001", "X-1"]), advisory("Y-1", "Go", "g", aliases=["X-1"]), advisory("Z-1", "Go", "h", aliases=["X-2"]))
    assert sorted(held.described(["GHSA-good"])) == ["GHSA-good", "PYSEC-1", "Y-1"]


def test_an_import_replaces_its_ecosystem_and_no_other(database: AdvisoryDatabase, tmp_path: Path) -> None:
    database.import_export("npm", zipped(tmp_path / "1.zip", {"GHSA-good.json": GOOD}), TODAY)
    database.import_export("PyPI", zipped(tmp_path / "2.zip", {"P-1.json": advisory("P-1", "PyPI", "p")}), TODAY)
    database.import_export("npm", zipped(tmp_path / "3.zip", {"GHSA-new.json": advisory("GHSA-new", "npm", "q")}), TODAY, date(2026, 2, 1))
    assert {e: (x.entries, x.taken_on) for e, x in database.exports().items()} == {"PyPI": (1, date(2026, 2, 28)), "npm": (1, date(2026, 2, 1))}
    assert database.entries([Package("npm", "p", "0.1.0")]) == {Package("npm", "p", "0.1.0"): ()} and database.described(["GHSA-good"]) == {}


def test_a_release_of_a_distribution_is_asked_by_its_own_name(holding) -> None:  # type: ignore[no-untyped-def]
    held = holding(advisory("DSA-1", "Debian:12", "openssl", {"introduced": "0"}), advisory("DSA-2", "Debian:11", "openssl", {"introduced": "0"}))
    package = Package("Debian:12", "openssl", "3.0-1")
    assert [name for name, _ in held.entries([package])[package]] == ["DSA-1"]


HOSTILE = {
    "../../etc/cron.d/x.json": GOOD, "/abs.json": GOOD, "a\\b.json": GOOD, "GHSA-other.json": GOOD, "README.md": "hello", "GHSA-text.json": "not json", "GHSA-deep.json": "[" * 60_000, "GHSA-list.json": "[]",
    "GHSA-bomb.json": b'{"id": "GHSA-bomb", "details": "' + b"A" * (osv.MAX_BYTES - 100) + b'"}', "GHSA-huge.json": b" " * (osv.MAX_BYTES + 1),
}


def test_what_is_no_advisory_is_refused_and_named_and_the_rest_is_taken(database: AdvisoryDatabase, tmp_path: Path) -> None:
    done = database.import_export("npm", zipped(tmp_path / "all.zip", {**HOSTILE, "GHSA-good.json": GOOD}), TODAY)
    assert done.export.entries == 1 and done.export.refused == len(HOSTILE)
    said = dict(done.refusals)
    assert "not ID.json" in said["../../etc/cron.d/x.json"] and "GHSA-good" in said["GHSA-other.json"] and "unpack to" in said["GHSA-bomb.json"] and "deeply" in said["GHSA-deep.json"]
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["advisories.sqlite3", "all.zip"]


def test_a_zip_that_lies_about_its_size_is_read_no_further(database: AdvisoryDatabase, tmp_path: Path) -> None:
    place = zipped(tmp_path / "all.zip", {"GHSA-liar.json": b" " * (osv.MAX_BYTES * 2), "GHSA-good.json": GOOD})
    data = place.read_bytes()
    place.write_bytes(data.replace(struct.pack("<I", osv.MAX_BYTES * 2), struct.pack("<I", 1000)))
    done = database.import_export("npm", place, TODAY)
    assert done.export.entries == 1 and "GHSA-liar.json" in dict(done.refusals)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"<html>proxy</html>"])
def test_what_is_no_zip_changes_nothing(database: AdvisoryDatabase, tmp_path: Path, content: bytes) -> None:
    database.import_export("npm", zipped(tmp_path / "good.zip", {"GHSA-good.json": GOOD}), TODAY)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(content)
    with pytest.raises(AdvisoriesRefused, match="no zip"):
        database.import_export("npm", bad, TODAY)
    assert database.exports()["npm"].entries == 1 and database.described(["GHSA-good"])


def test_a_damaged_entry_is_refused_alone(database: AdvisoryDatabase, tmp_path: Path) -> None:
    place = zipped(tmp_path / "all.zip", {"GHSA-a.json": {**GOOD, "id": "GHSA-a", "details": "x" * 5000}, "GHSA-good.json": GOOD})
    data = bytearray(place.read_bytes())
    data[60:70] = b"\xff" * 10
    place.write_bytes(bytes(data))
    done = database.import_export("npm", place, TODAY)
    assert done.export.entries == 1 and "GHSA-a.json" in dict(done.refusals)


def test_an_export_cut_to_less_than_half_is_refused_unless_forced(database: AdvisoryDatabase, tmp_path: Path) -> None:
    many = {f"GHSA-{i}.json": advisory(f"GHSA-{i}", "npm", "p") for i in range(10)}
    database.import_export("npm", zipped(tmp_path / "1.zip", many), TODAY)
    few = zipped(tmp_path / "2.zip", dict(list(many.items())[:4]))
    with pytest.raises(AdvisoriesRefused, match="10 are held"):
        database.import_export("npm", few, TODAY)
    assert database.exports()["npm"].entries == 10
    assert database.import_export("npm", few, TODAY, force=True).export.entries == 4


def test_an_empty_export_is_refused(database: AdvisoryDatabase, tmp_path: Path) -> None:
    with pytest.raises(AdvisoriesRefused, match="no advisory"):
        database.import_export("npm", zipped(tmp_path / "all.zip", {"README": "x"}), TODAY)
    assert database.exports() == {}


def test_a_day_in_the_future_is_no_age(database: AdvisoryDatabase, tmp_path: Path) -> None:
    place = zipped(tmp_path / "all.zip", {"A-1.json": advisory("A-1", "npm", "p", modified="9999-01-01T00:00:00Z"), "A-2.json": advisory("A-2", "npm", "p", modified="0001-01-01T00:00:00Z", published="")})
    assert database.import_export("npm", place, TODAY).export.taken_on == date(2026, 1, 1)
    undated = zipped(tmp_path / "none.zip", {"A-2.json": advisory("A-2", "npm", "p", modified="0001-01-01T00:00:00Z", published="")})
    assert database.import_export("npm", undated, TODAY, force=True).export.taken_on < date(1990, 1, 1)


def test_a_file_that_is_no_database_is_said(database: AdvisoryDatabase) -> None:
    database.place.parent.mkdir()
    database.place.write_bytes(b"this is not a database, but long enough to be looked at" * 50)
    with pytest.raises(DatabaseBroken, match="cannot be read"):
        database.exports()


def test_a_database_of_another_form_is_said(holding) -> None:  # type: ignore[no-untyped-def]
    held = holding(GOOD)
    with sqlite3.connect(held.place) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(DatabaseBroken, match="another form"):
        held.exports()


def test_where_it_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WriteRefused, match="cannot be written"):
        AdvisoryDatabase(tmp_path / "file" / "db.sqlite3").import_export("npm", zipped(tmp_path / "all.zip", {"GHSA-good.json": GOOD}), TODAY)


def test_a_reader_sees_the_old_data_while_an_import_runs(holding, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    held = holding(GOOD)
    seen: list[int] = []
    many = {f"GHSA-{i}.json": advisory(f"GHSA-{i}", "npm", "p", {"introduced": "0"}) for i in range(2000)}
    held.import_export("npm", zipped(tmp_path / "many.zip", many), TODAY, progress=lambda _: seen.append(held.exports()["npm"].entries))
    assert seen == [1] and held.exports()["npm"].entries == 2000


KEV = {"dateReleased": "2026-02-27T10:00:00Z", "vulnerabilities": [{"cveID": "CVE-2026-0001", "dateAdded": "2026-02-01", "knownRansomwareCampaignUse": "Known"}, {"cveID": "CVE-2026-0002", "dateAdded": "2026-02-02"}]}
EPSS = b"#model_version:v2025.03.14,score_date:2026-02-28T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.5,0.99\nCVE-2026-0003,0.001,0.1\n"


@pytest.mark.parametrize("table", [EPSS, gzip.compress(EPSS)])
def test_what_is_known_of_attacks(database: AdvisoryDatabase, table: bytes) -> None:
    assert database.import_feed("KEV", json.dumps(KEV).encode()).entries == 2 and database.import_feed("EPSS", table).taken_on == date(2026, 2, 28)
    found = database.exploited(["CVE-2026-0001", "CVE-2026-0003", "CVE-2026-0009"])
    assert (found["CVE-2026-0001"].kev_added, found["CVE-2026-0001"].kev_ransomware, found["CVE-2026-0001"].epss) == ("2026-02-01", True, 0.5)
    assert (found["CVE-2026-0003"].kev_added, found["CVE-2026-0003"].epss) == ("", 0.001) and "CVE-2026-0009" not in found


@pytest.mark.parametrize(("name", "data"), [("KEV", b"{}"), ("KEV", b"<html>"), ("KEV", b'{"dateReleased": "2026-01-01", "vulnerabilities": []}'), ("EPSS", b"cve,epss\n"), ("EPSS", gzip.compress(EPSS)[:-20]), ("EPSS", EPSS.replace(b"0.5", b"7")), ("EPSS", EPSS.replace(b"0.5", b"nan")), ("EPSS", b"\xff\xfe")])
def test_what_is_no_such_table_is_refused(database: AdvisoryDatabase, name: str, data: bytes) -> None:
    with pytest.raises(AdvisoriesRefused, match=name):
        database.import_feed(name, data)


def test_exports_lie_as_in_the_bucket(tmp_path: Path) -> None:
    zipped(tmp_path / "npm" / "all.zip", {"A-1.json": GOOD})
    zipped(tmp_path / "PyPI.zip", {"A-1.json": GOOD})
    (tmp_path / "empty").mkdir()
    assert sorted(exports_in(tmp_path)) == ["PyPI", "npm"]
    with pytest.raises(BadPath):
        exports_in(tmp_path / "nowhere")


def test_the_same_export_twice_gives_the_same_answers(tmp_path: Path) -> None:
    place = zipped(tmp_path / "all.zip", {f"GHSA-{i}.json": advisory(f"GHSA-{i}", "npm", "p", {"introduced": "0"}) for i in range(50)})
    package = Package("npm", "p", "1.0.0")
    answers = []
    for name in ("one", "two"):
        held = AdvisoryDatabase(tmp_path / f"{name}.sqlite3")
        held.import_export("npm", place, TODAY)
        answers.append((held.entries([package]), held.exports()))
    assert answers[0] == answers[1] and len(answers[0][0][package]) == 50


def test_zipfile_itself_would_have_unpacked_it(tmp_path: Path) -> None:
    """The bad cases are what they claim to be."""
    with zipfile.ZipFile(zipped(tmp_path / "all.zip", HOSTILE)) as archive:
        bomb = archive.getinfo("GHSA-bomb.json")
        assert bomb.file_size / bomb.compress_size > 200 and "../../etc/cron.d/x.json" in archive.namelist()
