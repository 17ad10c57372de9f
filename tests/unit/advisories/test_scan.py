"""An inventory held against advisories: what is found, in which order, and what is said where nothing can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.json_api import json_api

from orchestration.advisories import priority, vex
from orchestration.advisories.scan import scan
from orchestration.edges.advisory_database import AdvisoryDatabase
from orchestration.edges.fetching import Fetcher
from orchestration.edges.osv_service import Endpoints, OsvApi
from orchestration.edges.tree import MemoryTree
from orchestration.model.advisory import Exploitation, Finding, Reach, Scan, Severity
from orchestration.model.dependency import Component, Inventory, Package
from orchestration.model.facts import Evidence
from orchestration.model.text import same
from orchestration.tasks.dependencies import words
from orchestration.tasks.dependencies.looking import Looking

from .conftest import TODAY, advisory

HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"


def used(name: str, version: str, ecosystem: str = "npm", path: str = "package-lock.json", line: int = 7, **more: Any) -> Component:
    return Component(Package(ecosystem, name, version), Evidence(path, line), **{"scope": "production", "is_direct": True, **more})


def held_against(database: AdvisoryDatabase, *components: Component, api: OsvApi | None = None, today: date = TODAY, tree: Mapping[str, str] | None = None, **more: Any) -> Scan:
    inventory = Inventory(("package-lock.json",), components)
    looking = Looking(database, api, today)
    return scan(inventory, looking.answers(inventory), tree=MemoryTree(tree) if tree else None, exploited=looking.exploited, **more)


def test_one_flaw_is_one_finding_under_all_its_names(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("PYSEC-1", "PyPI", "p", {"introduced": "0"}, {"fixed": "1.5"}, aliases=["CVE-2026-0001"]),
                       advisory("GHSA-1", "PyPI", "p", {"introduced": "0"}, {"fixed": "1.4"}, aliases=["CVE-2026-0001"], severity=[{"type": "CVSS_V3", "score": HIGH}], database_specific={"cwe_ids": ["CWE-22"]}, summary="Traversal"),
                       advisory("GHSA-2", "PyPI", "p", {"introduced": "9.0"}, aliases=["CVE-2026-0002"]))
    (found,) = held_against(database, used("p", "1.2", "PyPI"), used("p", "1.2", "PyPI", "api/poetry.lock")).findings
    assert (found.id, found.aliases, found.advisories) == ("CVE-2026-0001", ("GHSA-1", "PYSEC-1"), ("GHSA-1", "PYSEC-1"))
    assert (found.title, found.severity.word, found.severity.origin, found.weaknesses, found.fixed_versions) == ("Traversal", "high", "GHSA-1", ("CWE-22",), ("1.4", "1.5"))
    assert [str(p.evidence) for p in found.places] == ["package-lock.json:7", "api/poetry.lock:7"]


def test_a_relative_tells_the_severity_and_may_disagree(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("GO-1", "Go", "example.org/m", {"introduced": "0"}, aliases=["GHSA-9"]), advisory("GHSA-9", "Go", "example.org/m", {"introduced": "0"}, {"fixed": "1.0.0"}, severity=[{"type": "CVSS_V3", "score": HIGH}]))
    (found,) = held_against(database, used("example.org/m", "v1.2.0", "Go")).findings
    assert found.id == "GHSA-9" and found.severity.word == "high" and found.disagreeing == ("GHSA-9",) and found.advisories == ("GO-1",)


def test_withdrawn_ones_and_other_versions_are_no_findings(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("GHSA-1", "npm", "p", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"), advisory("GHSA-2", "npm", "p", {"introduced": "0"}, {"fixed": "1.9.0"}))
    found = held_against(database, used("p", "1.10.0"))
    assert found.findings == () and found.is_complete and words.exit_code(found, "low") == 0
    assert words.summary(found, "en") == "no known vulnerabilities in 1 packages (npm: 1 advisories of 2026-03-01)"


def test_what_is_no_flaw_is_a_notice(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(advisory("RUSTSEC-1", "crates.io", "p", {"introduced": "0.0.0-0"}, affected={"database_specific": {"informational": "unmaintained"}}), advisory("RUSTSEC-2", "crates.io", "p", {"introduced": "0.0.0-0"}, affected={"database_specific": {"informational": "unsound"}}))
    found = held_against(database, used("p", "1.0.0", "crates.io"))
    assert [f.id for f in found.findings] == ["RUSTSEC-2"] and "no longer maintained" in found.notices[0].text.en


# --- it fails closed --------------------------------------------------------------------------------------------------

FLAWED = advisory("GHSA-1", "npm", "p", {"introduced": "0"}, {"fixed": "2.0.0"})


def silent() -> OsvApi:
    return OsvApi(Endpoints(api="http://127.0.0.1:9"), Fetcher(tries=1))


def cases(holding, database: AdvisoryDatabase, tmp_path: Any) -> dict[str, tuple[Scan, str]]:  # type: ignore[no-untyped-def]
    empty = AdvisoryDatabase(tmp_path / "none.sqlite3")
    broken = AdvisoryDatabase(tmp_path / "broken.sqlite3")
    broken.place.write_bytes(b"no database at all " * 100)
    good = holding(FLAWED)
    return {
        "no database": (held_against(empty, used("clean", "1.0.0")), "no local advisories of npm, and the network"),
        "unreachable": (held_against(empty, used("clean", "1.0.0"), api=silent()), "API was not reached"),
        "broken": (held_against(broken, used("clean", "1.0.0")), "cannot be read"),
        "another ecosystem": (held_against(good, used("clean", "1.0.0", "PyPI")), "no local advisories of PyPI"),
        "an image alone": (held_against(good, used("node", "12-alpine", "Docker")), ""),
        "no version": (held_against(good, used("p", "workspace:*")), "is no version of npm, so GHSA-1"),
        "no version, no advisory": (held_against(good, used("clean", "tip")), "is no version of npm"),
        "a binary package": (held_against(holding(advisory("DSA-1", "Debian:12", "postgresql-15", {"introduced": "0"})), used("libpq-dev", "15.3-0", "Debian:12")), "name source packages"),
        "commits only": (held_against(holding(advisory("GHSA-c", "npm", "gitty", affected={"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]})), used("gitty", "1.0.0")), "GHSA-c states no versions"),
        "nothing stated": (held_against(good, used("clean", "")), "no version is stated"),
        "stale": (held_against(good, used("clean", "1.0.0"), today=TODAY + timedelta(days=31)), ""),
    }


def test_where_nobody_could_look_nothing_is_called_clean(holding, database: AdvisoryDatabase, tmp_path: Any) -> None:  # type: ignore[no-untyped-def]
    for name, (found, why) in cases(holding, database, tmp_path).items():
        assert not found.is_complete and words.exit_code(found, "critical") == 3, name
        for language in ("en", "fr"):
            said = words.summary(found, language) + words.markdown(found, language) + "".join(line for line, _ in words.terminal(found, language))  # type: ignore[arg-type]
            assert "no known vulnerabilities" not in said and "aucune vulnérabilité connue" not in said, name
        assert words.document(found, "low", "en")["status"] == "incomplete", name
        if why:
            (missed,) = words.not_looked_up(found, "en")
            assert why in missed["why"] and missed["where"] == "package-lock.json:7", name


@pytest.mark.parametrize(("days", "about"), [(7, set()), (8, {"age"}), (30, {"age"}), (31, {"stale"})])
def test_the_age_of_advisories_is_said(holding, days: int, about: set[str]) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(FLAWED), used("p", "1.0.0"), today=TODAY + timedelta(days=days))
    assert {n.about for n in found.notices} == about and len(found.findings) == 1 and words.exit_code(found, "low") == 1


def test_a_fresh_database_answers_and_nobody_else_is_asked(holding) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(FLAWED), used("p", "1.0.0"), api=silent())
    assert [s.kind for s in found.sources] == ["database"] and found.findings and not found.notices


def test_an_older_one_steps_in_where_the_api_is_silent(holding) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(FLAWED), used("p", "1.0.0"), api=silent(), today=TODAY + timedelta(days=9))
    assert {n.about for n in found.notices} == {"api", "age"} and found.findings and found.is_complete


def test_the_api_answers_where_the_database_is_old_and_is_asked_about_the_version_to_go_to(holding) -> None:  # type: ignore[no-untyped-def]
    newer = advisory("GHSA-2", "npm", "p", {"introduced": "2.0.0"}, {"fixed": "2.0.3"})

    def answer(method: str, path: str, headers: Any, body: Any) -> tuple[int, Any]:
        if method == "GET":
            return (200, next(a for a in (FLAWED, newer) if path.endswith(a["id"]))) if "GHSA" in path else (404, {})
        return 200, {"results": [{"vulns": [{"id": {"1.0.0": "GHSA-1", "2.0.0": "GHSA-2"}[q["version"]]}]} if q["version"] in ("1.0.0", "2.0.0") else {} for q in body["queries"]]}

    with json_api(answer) as port:
        found = held_against(holding(FLAWED), used("p", "1.0.0"), api=OsvApi(Endpoints(api=f"http://127.0.0.1:{port}")), today=TODAY + timedelta(days=40))
    assert [s.kind for s in found.sources] == ["api"] and found.is_complete
    # 2.0.0 mends the first flaw, and has another that no answer about 1.0.0 could show.
    assert [(u.after, u.clears) for u in found.upgrades] == [("2.0.3", ("GHSA-1",))]


def test_an_unknown_severity_fails_any_threshold_and_a_low_one_only_its_own(holding) -> None:  # type: ignore[no-untyped-def]
    unknown = held_against(holding(FLAWED), used("p", "1.0.0"))
    assert unknown.findings[0].severity.word == "unknown" and words.exit_code(unknown, "critical") == 1
    low = held_against(holding({**FLAWED, "database_specific": {"severity": "LOW"}}), used("p", "1.0.0"))
    assert words.exit_code(low, "low") == 1 and words.exit_code(low, "medium") == 0 and "no known" not in words.summary(low, "en")


def test_an_estimate_is_called_one(holding) -> None:  # type: ignore[no-untyped-def]
    assert "estimate" in words.summary(held_against(holding(FLAWED), used("clean", "1.0.0", is_estimate=True)), "en")
    assert "estimate" in held_against(holding(FLAWED), used("p", "1.0.0", is_estimate=True)).findings[0].notes[0].en


@pytest.mark.parametrize(("component", "state"), [
    (used("lodash", "1.0.0"), "not imported"), (used("lodash", "1.0.0", paths=(("lodash@1.0.0",),)), "not imported"), (used("lodash", "1.0.0", paths=(("lodash@1.0.0",), ("other@1.0.0", "lodash@1.0.0"))), "not known"),
    (used("lodash", "1.0.0", is_direct=False), "not known"), (used("lodash", "1.0.0", path="package.json"), "not known"),
])
def test_what_another_package_may_use_is_not_called_unused(holding, component: Component, state: str) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(advisory("GHSA-1", "npm", "lodash", {"introduced": "0"})), component, tree={"a.js": "1"})
    assert found.findings[0].reach.state == state


# --- order ------------------------------------------------------------------------------------------------------------

BASE = Finding("CVE-1", (), Package("npm", "p", "1.0.0"), (used("p", "1.0.0"),), "t", "", Severity("medium", 5.0), (), (), ("GHSA-1",), ())


def _with(**more: Any) -> Finding:
    return replace(BASE, **more)


ORDERED = [
    ("exploited", _with(severity=Severity("low", 2.0), exploitation=Exploitation("2026-01-01"))),
    ("likely", _with(severity=Severity("low", 2.0), exploitation=Exploitation(epss=0.1))),
    ("critical", _with(severity=Severity("critical", 9.8), exploitation=Exploitation(epss=0.0999))),
    ("high, its symbol used", _with(severity=Severity("high", 7.5), reach=Reach("symbol used", same("x")))),
    ("high, score 8", _with(severity=Severity("high", 8.0))),
    ("high", _with(severity=Severity("high", 7.5))),
    ("unknown", _with(severity=Severity("unknown"))),
    ("high, transitive", _with(severity=Severity("high", 7.5), places=(used("p", "1.0.0", is_direct=False),))),
    ("medium", BASE),
    ("high, not imported", _with(severity=Severity("high", 7.5), reach=Reach("not imported", same("x")))),
    ("medium, for development", _with(places=(used("p", "1.0.0", scope="development"),))),
    ("critical, assessed as no matter", _with(severity=Severity("critical", 9.8), assessment=vex.Assessment("not_affected", "component_not_present"))),
]


@pytest.mark.parametrize("number", range(len(ORDERED) - 1))
def test_what_comes_first(number: int) -> None:
    (one, earlier), (other, later) = ORDERED[number], ORDERED[number + 1]
    assert priority.rank(earlier) < priority.rank(later), f"{one} before {other}"


def test_what_is_used_in_production_anywhere_counts_as_that() -> None:
    both = _with(places=(used("p", "1.0.0", scope="development"), used("p", "1.0.0", is_direct=False)))
    assert not both.is_development_only and both.is_direct is True
