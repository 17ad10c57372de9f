"""A scan as SARIF, CycloneDX and OpenVEX: accepted by the schema where one is at hand, whole, and the same each time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration.advisories import vex
from orchestration.documents.cyclonedx import cyclonedx
from orchestration.documents.openvex import openvex
from orchestration.documents.sarif import sarif
from orchestration.model.advisory import Scan
from orchestration.tasks.dependencies import words

from ..advisories.conftest import TODAY, advisory, database, holding
from ..advisories.test_scan import held_against, used
from ..advisories.test_vex import document, statement

__all__ = ["database", "holding"]
HOSTILE = 'Bad | <script>alert(1)</script> [x](javascript:y) `code` \x1b[31m\n# heading "quote" \u2028'


@pytest.fixture
def found(holding) -> Scan:  # type: ignore[no-untyped-def]
    held = holding(
        advisory("GHSA-1", "npm", "@scope/p", {"introduced": "0"}, {"fixed": "2.0.0"}, aliases=["CVE-2026-0001"], severity=[{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"}], database_specific={"cwe_ids": ["CWE-79"]}, references=[{"url": "https://e.org/a b"}, {"url": "https://e.org/1"}]),
        advisory("GHSA-2", "npm", "q", {"introduced": "0"}, summary=HOSTILE, details=HOSTILE, severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}]), advisory("PYSEC-3", "PyPI", "r", {"introduced": "0"}, severity=[{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:N/I:N/A:C"}]), advisory("MAL-1", "npm", "evil", {"introduced": "0"}))
    return held_against(
        held, used("@scope/p", "1.0.0", licence="MIT"), used("q", "1.0.0", is_direct=False, paths=(("@scope/p@1.0.0", "q@1.0.0"),), licence="MIT OR ISC", scope="development"), used("q", "1.0.0", path="web dir/package-lock.json", line=0),
        used("r", "1.0", "PyPI", is_estimate=True, is_direct=None), used("evil", "1.0.0"), used("node", "22-alpine", "Docker", "Dockerfile", 1), used("org.x:y", "1.0", "Maven", "pom.xml", 3),
        statements=vex.read(document(statement(impact_statement="never called")), "triage.json"))


def test_the_bill_of_materials_is_cyclonedx(found: Scan, not_here) -> None:  # type: ignore[no-untyped-def]
    text = cyclonedx(found, "shop", "1.0", "en")
    try:
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
    except ImportError:
        not_here("cyclonedx-python-lib is not here: pip install 'cyclonedx-python-lib[json-validation]'")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.replace('"library"', '"nonsense"')) is not None


def test_the_bill_of_materials_says_what_is_known(found: Scan) -> None:
    data = json.loads(cyclonedx(found, "shop", "1.0", "en"))
    assert len(data["components"]) == 6 and {c["bom-ref"] for c in data["components"]} | {"project"} == {d["ref"] for d in data["dependencies"]}
    edges = {d["ref"]: d.get("dependsOn", []) for d in data["dependencies"]}
    assert edges["pkg:npm/%40scope/p@1.0.0"] == ["pkg:npm/q@1.0.0"] and "pkg:npm/%40scope/p@1.0.0" in edges["project"]
    flaws = {v["id"]: v for v in data["vulnerabilities"]}
    assert set(flaws) == {"CVE-2026-0001", "GHSA-2", "PYSEC-3", "MAL-1"}
    assert flaws["CVE-2026-0001"]["analysis"] == {"state": "not_affected", "justification": "code_not_present", "detail": "never called"} and flaws["CVE-2026-0001"]["advisories"] == [{"url": "https://e.org/1"}]
    assert [flaws[i]["ratings"][0].get("method") for i in ("CVE-2026-0001", "GHSA-2", "PYSEC-3", "MAL-1")] == ["CVSSv4", "CVSSv31", "CVSSv2", None]
    assert data["compositions"][0]["aggregate"] == "incomplete"


def _physical(place: dict[str, Any]) -> tuple[str, int]:
    return place["physicalLocation"]["artifactLocation"]["uri"], place["physicalLocation"]["region"]["startLine"]


def test_sarif_has_what_code_hosts_read(found: Scan) -> None:
    (run,) = json.loads(sarif(found, "1.0", "en"))["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] and r["message"]["text"] and len(r["locations"]) == 1 for r in results)
    assert all(float(rule["properties"]["security-severity"]) >= 0 and rule["shortDescription"]["text"] for rule in rules)
    # One result for each file; a line is never 0, a path is a URI.
    assert sorted(_physical(r["locations"][0]) for r in results if r["ruleId"] == "GHSA-2") == [("package-lock.json", 7), ("web%20dir/package-lock.json", 1)]
    assert len({r["partialFingerprints"]["devopsSquadDependency/v1"] for r in results}) == len(results)
    (suppressed,) = (r for r in results if "suppressions" in r)
    assert suppressed["ruleId"] == "CVE-2026-0001" and "never called" in suppressed["suppressions"][0]["justification"]
    assert {r["ruleId"]: r["level"] for r in results} == {"CVE-2026-0001": "error", "GHSA-2": "error", "PYSEC-3": "error", "MAL-1": "error"}


def test_sarif_says_what_could_not_be_looked_up(found: Scan) -> None:
    (run,) = json.loads(sarif(found, "1.0", "en"))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert {_physical(n["locations"][0]) for n in invocation["toolExecutionNotifications"]} == {("Dockerfile", 1), ("pom.xml", 3)}


def test_the_same_scan_gives_the_same_bytes(found: Scan) -> None:
    made = {(cyclonedx(found, "shop", "1.0", "fr"), sarif(found, "1.0", "fr"), openvex(found, "shop", "1.0", TODAY), words.markdown(found, "fr"), json.dumps(words.document(found, "low", "fr"))) for _ in range(5)}
    assert len(made) == 1


def test_an_advisorys_text_is_only_words_on_the_page(found: Scan) -> None:
    page = words.markdown(found, "en")
    (line,) = (line for line in page.splitlines() if "alert" in line)
    assert "<script" not in line.replace("\\<script", "") and "\\[x\\](javascript" in line and line.count(" | ") == 6


def test_every_word_is_said_in_both_languages(found: Scan) -> None:
    for make in (words.summary, words.markdown, lambda scan, language: "\n".join(line for line, _ in words.terminal(scan, language))):
        assert make(found, "en") != make(found, "fr")  # type: ignore[arg-type]
