"""``scan`` and ``db`` as a person calls them: exit codes, forms, fixes, and no network where it is not wanted."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import cli

from ..advisories.conftest import advisory, zipped
from ..advisories.test_vex import document

TODAY = datetime.now(UTC).date()
FLAWS = (advisory("GHSA-1", "npm", "p", {"introduced": "0"}, {"fixed": "1.2.0"}, database_specific={"severity": "MODERATE"}), advisory("GHSA-2", "npm", "p", {"introduced": "0"}, {"fixed": "2.0.0"}, database_specific={"severity": "LOW"}))
MANIFEST = '{\n  "name": "shop",\n  "dependencies": {\n    "p": "^1.0.0",  \n    "clean": "~3.0.0"\n  }\n}\n'


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project; the database is beside it, and any socket is a failure."""
    monkeypatch.setenv("DEVOPS_SQUAD_ADVISORIES", str(tmp_path / "cache" / "advisories.sqlite3"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    zipped(tmp_path / "exports" / "npm" / "all.zip", {f"{a['id']}.json": a for a in FLAWS})
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text(MANIFEST)
    return project


def called(*words: str) -> Result:
    result = CliRunner().invoke(cli, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def held(place: Path, days: int = 0) -> None:
    assert called("db", "import", str(place.parent / "exports"), "--taken-on", (TODAY - timedelta(days=days)).isoformat()).exit_code == 0


def test_found_incomplete_and_clean_have_codes_of_their_own(place: Path) -> None:
    nothing = called("scan", str(place), "--offline")
    assert nothing.exit_code == 3 and "no local advisories of npm" in nothing.output and "no known" not in nothing.output
    held(place)
    assert called("scan", str(place), "--offline").exit_code == 1
    assert called("scan", str(place), "--offline", "--fail-on", "high").exit_code == 0
    (place / "package.json").write_text('{"dependencies": {"clean": "3.0.0"}}')
    clean = called("scan", str(place), "--offline")
    assert clean.exit_code == 0 and f"no known vulnerabilities in 1 packages (npm: 2 advisories of {TODAY})" in clean.output
    held(place, 40)
    stale = called("scan", str(place), "--offline")
    assert stale.exit_code == 3 and "stale" in stale.output and "no known" not in stale.output


def test_where_no_file_states_anything_nobody_looked(place: Path) -> None:
    held(place)
    (place / "package.json").unlink()
    result = called("scan", str(place), "--offline")
    assert result.exit_code == 3 and "no manifest or lockfile was found" in result.output


def test_what_is_known_of_attacks_decides_and_its_absence_is_said(place: Path) -> None:
    held(place)
    assert "what is known of attacks (KEV, EPSS) is not held" in called("scan", str(place), "--offline").output
    kev, epss = place.parent / "kev.json", place.parent / "epss.csv"
    kev.write_text(json.dumps({"dateReleased": TODAY.isoformat(), "vulnerabilities": [{"cveID": "CVE-2026-0002", "dateAdded": "2026-01-01", "knownRansomwareCampaignUse": "Known"}]}))
    epss.write_text(f"#model_version:v1,score_date:{TODAY}T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.05,0.9\n")
    assert called("db", "import", "--kev", str(kev), "--epss", str(epss)).exit_code == 0
    zipped(place.parent / "exports" / "npm" / "all.zip", {f"{a['id']}.json": {**a, "aliases": [alias]} for a, alias in zip(FLAWS, ("CVE-2026-0001", "CVE-2026-0002"), strict=True)})
    held(place)
    result = called("scan", str(place), "--offline")
    # The low one is exploited, so it comes before the medium one.
    assert result.output.index("CVE-2026-0002") < result.output.index("CVE-2026-0001") and "exploited (CISA KEV 2026-01-01, by ransomware)" in result.output and "EPSS 5.0%" in result.output
    assert "is not held" not in result.output


def test_a_fresh_database_is_asked_without_the_network(place: Path) -> None:
    held(place)
    assert called("scan", str(place)).exit_code == 1


def test_json_is_one_document(place: Path) -> None:
    held(place)
    result = called("scan", str(place), "--offline", "--json", "--fix", "--diff")
    found = json.loads(result.stdout)
    assert found["status"] == "failed" and [v["id"] for v in found["vulnerabilities"]] == ["GHSA-1", "GHSA-2"] and found["vulnerabilities"][0]["priority"] == 1
    assert found["upgrades"][0]["gentle"] == {"to": "1.2.0", "clears": ["GHSA-1"]} and "package.json changed" in result.stderr


def test_every_form_is_written_where_it_is_named(place: Path) -> None:
    held(place)
    forms = ("cyclonedx", "json", "markdown", "openvex", "sarif")
    result = called("scan", str(place), "--offline", *(word for f in forms for word in ("--out", f"{f}={place.parent / f}.out")))
    assert result.exit_code == 1
    texts = {f: (place.parent / f"{f}.out").read_text() for f in forms}
    assert json.loads(texts["sarif"])["version"] == "2.1.0" and json.loads(texts["cyclonedx"])["specVersion"] == "1.6" and json.loads(texts["openvex"])["statements"] and "GHSA-1" in texts["markdown"] and json.loads(texts["json"])["summary"]
    assert sorted(p.name for p in place.iterdir()) == ["package.json"]


@pytest.mark.parametrize("words", [("--out", "pdf=x"), ("--out", "sarif"), ("--out", "sarif=/nowhere/at/all/x"), ("--vex", "/nowhere"), ("--deny-license", "not a licence"), ("--fail-on", "awful")])
def test_wrong_usage_is_2(place: Path, words: tuple[str, ...]) -> None:
    held(place)
    assert CliRunner().invoke(cli, ("scan", str(place), "--offline", *words)).exit_code == 2


def test_diff_shows_and_fix_writes(place: Path) -> None:
    held(place)
    shown = called("scan", str(place), "--offline", "--diff")
    assert '-    "p": "^1.0.0",' in shown.output and '+    "p": "^1.2.0",' in shown.output and (place / "package.json").read_text() == MANIFEST
    fixed = called("scan", str(place), "--offline", "--fix")
    assert (place / "package.json").read_text() == MANIFEST.replace("^1.0.0", "^1.2.0") and "--allow-breaking" in fixed.output and "lockfile anew" in fixed.output
    assert fixed.exit_code == 1
    called("scan", str(place), "--offline", "--fix", "--allow-breaking")
    assert (place / "package.json").read_text() == MANIFEST.replace("^1.0.0", "^2.0.0")
    assert called("scan", str(place), "--offline").exit_code == 0


def test_fix_does_not_write_through_a_link(place: Path) -> None:
    held(place)
    real = place.parent / "elsewhere.json"
    real.write_text(MANIFEST)
    (place / "package.json").unlink()
    (place / "package.json").symlink_to(real)
    CliRunner().invoke(cli, ("scan", str(place), "--offline", "--fix"))
    assert real.read_text() == MANIFEST


def test_a_persons_word_takes_a_finding_out(place: Path) -> None:
    held(place)
    said = place.parent / "triage.json"
    said.write_text(document(*({"vulnerability": {"name": n}, "products": [{"@id": "pkg:npm/p"}], "status": "not_affected", "justification": "component_not_present"} for n in ("GHSA-1", "GHSA-2"))))
    result = called("scan", str(place), "--offline", "--vex", str(said))
    assert result.exit_code == 0 and "component_not_present" in result.output


def test_a_denied_licence_is_1_and_an_unknown_one_3(place: Path) -> None:
    held(place)
    (place / "package.json").write_text('{"dependencies": {"clean": "3.0.0"}}')
    assert called("scan", str(place), "--offline", "--deny-license", "GPL-*").exit_code == 3
    (place / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"clean": "3.0.0"}}, "node_modules/clean": {"version": "3.0.0", "license": "GPL-3.0-only"}}}))
    assert called("scan", str(place), "--offline", "--deny-license", "GPL-*").exit_code == 1
    assert called("scan", str(place), "--offline", "--deny-license", "AGPL-*").exit_code == 0


def test_what_is_left_out_is_said(place: Path) -> None:
    held(place)
    (place / "docker").mkdir()
    (place / "docker" / "Dockerfile").write_text("FROM node:22-alpine\n")
    (place / "docker" / "requirements.txt").write_text("anything\n")
    (place / "package.json").write_text('{"dependencies": {"clean": "3.0.0"}}')
    assert called("scan", str(place), "--offline").exit_code == 3
    result = called("scan", str(place), "--offline", "--exclude", "docker/*")
    assert result.exit_code == 0 and "docker/Dockerfile" in result.output and "left out" in result.output


def test_an_image_beside_packages_is_said_and_no_gap(place: Path) -> None:
    held(place)
    (place / "Dockerfile").write_text("FROM node:12-alpine\nRUN apk add curl\n")
    assert called("scan", str(place / "Dockerfile"), "--offline").exit_code in (2, 3)
    (place / "package.json").write_text('{"dependencies": {"clean": "3.0.0"}}')
    result = called("scan", str(place), "--offline")
    assert result.exit_code == 0 and "For a scanner of images" in result.output and "curl" in result.output
    assert "what the container image holds besides is not looked at here" in result.output and "no fixes since 2022-04-30" in result.output
    document = json.loads(called("scan", str(place), "--offline", "--json").stdout)
    assert document["status"] == "passed" and [(r["package"], r["where"]) for r in document["in_images"]] == [("node", "Dockerfile:1"), ("curl", "Dockerfile:2")] and not document["not_looked_up"]


def test_an_advisorys_text_does_not_reach_the_terminal_as_commands(place: Path) -> None:
    zipped(place.parent / "exports" / "npm" / "all.zip", {"GHSA-1.json": advisory("GHSA-1", "npm", "p", {"introduced": "0"}, summary="\x1b]0;owned\x07 bad")})
    held(place)
    assert "\x1b" not in called("scan", str(place), "--offline").output


# --- db ---------------------------------------------------------------------------------------------------------------

def test_status_shows_the_age_and_what_is_missing(place: Path) -> None:
    assert called("db", "status").exit_code == 1
    held(place, 8)
    result = called("db", "status")
    assert result.exit_code == 0 and "8 days" in result.output
    (row,) = json.loads(called("db", "status", "--json").output)["held"]
    assert (row["name"], row["age_days"], row["is_fresh"], row["is_stale"], row["entries"]) == ("npm", 8, False, False, 2)
    held(place, 31)
    assert called("db", "status").exit_code == 1


def test_import_says_what_it_refuses(place: Path) -> None:
    zipped(place.parent / "exports" / "npm" / "all.zip", {"../x.json": FLAWS[0], "GHSA-1.json": FLAWS[0]})
    result = called("db", "import", str(place.parent / "exports"))
    assert result.exit_code == 0 and "1 entries refused" in result.output and "../x.json" in result.output


@pytest.mark.parametrize("words", [(), ("nowhere",), ("{empty}",), ("--kev", "nowhere"), ("{exports}", "--taken-on", "2999-01-01")])
def test_import_of_nothing_is_2(place: Path, words: tuple[str, ...]) -> None:
    given = [w.format(empty=place, exports=place.parent / "exports") for w in words]
    assert CliRunner().invoke(cli, ("db", "import", *given)).exit_code == 2


def test_one_bad_export_leaves_the_others(place: Path) -> None:
    bad = place.parent / "exports" / "PyPI"
    bad.mkdir()
    (bad / "all.zip").write_bytes(b"<html>")
    result = called("db", "import", str(place.parent / "exports"))
    assert result.exit_code == 1 and "npm: 2 advisories" in result.output and "no zip" in result.stderr


def test_update_that_reaches_nobody_is_1_and_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OSV_EXPORTS", "KEV", "EPSS"):
        monkeypatch.setenv(f"DEVOPS_SQUAD_{name}_URL", "ftp://nowhere")
    result = called("db", "update", "npm")
    assert result.exit_code == 1 and result.stderr.count("error: ") == 3
