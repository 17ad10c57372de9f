"""A person's word: where it counts, where it is refused, and that what it takes out of the count stays visible."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration.advisories import vex
from orchestration.documents.openvex import openvex
from orchestration.model.errors import BadValue
from orchestration.tasks.dependencies import words

from .conftest import TODAY, advisory
from .test_scan import held_against, used

FLAWED = advisory("GHSA-1", "npm", "@scope/p", {"introduced": "0"}, {"fixed": "2.0.0"}, aliases=["CVE-2026-0001"])


def document(*statements: dict[str, Any], **more: Any) -> str:
    return json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "me", "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": list(statements), **more})


def statement(status: str = "not_affected", product: Any = "pkg:npm/%40scope/p@1.0.0", name: str = "CVE-2026-0001", **more: Any) -> dict[str, Any]:
    return {"vulnerability": {"name": name}, "products": [product if isinstance(product, dict) else {"@id": product}], "status": status, **({"justification": "vulnerable_code_not_present"} if status == "not_affected" else {}), **more}


MEETING = [
    statement(), statement(product="pkg:npm/@scope/p@1.0.0"), statement(product="pkg:npm/%40scope/p"), statement(product="pkg:npm/%40scope/p@1.0.0?arch=x"), statement(name="GHSA-1"), statement(name="https://nvd.nist.gov/vuln/detail/CVE-2026-0001"),
    statement(product={"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:npm/%40scope/p@1.0.0"}]}), statement(product={"@id": "https://e.org", "identifiers": {"purl": "pkg:npm/%40scope/p@1.0.0"}}), statement("fixed"),
    {**statement(), "vulnerability": "CVE-2026-0001"},
]
MISSING = [statement(product="pkg:npm/%40scope/p@1.0.1"), statement(product="pkg:npm/p@1.0.0"), statement(product="pkg:pypi/p@1.0.0"), statement(name="CVE-2026-9999"), statement("under_investigation"), statement("affected"), statement(product={"@id": "pkg:npm/%40scope/p", "subcomponents": [{"@id": "pkg:npm/other"}]})]


@pytest.mark.parametrize(("said", "suppresses"), [*((s, True) for s in MEETING), *((s, False) for s in MISSING)])
def test_which_statement_meets_a_finding(holding, said: dict[str, Any], suppresses: bool) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(FLAWED), used("@scope/p", "1.0.0"), statements=vex.read(document(said), "triage.json"))
    assert (not found.open_findings) is suppresses and len(found.findings) == 1
    assert words.exit_code(found, "low") == (0 if suppresses else 1)


def test_what_is_suppressed_stays_visible_and_is_no_all_clear(holding) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(FLAWED), used("@scope/p", "1.0.0"), statements=vex.read(document(statement(impact_statement="never called")), "triage.json"))
    (shown,) = words.document(found, "low", "en")["suppressed"]
    assert shown["assessment"] == {"status": "not_affected", "justification": "vulnerable_code_not_present", "statement": "never called", "source": "triage.json"}
    page = words.markdown(found, "en")
    assert "never called" in page and "vulnerable" in page and not found.upgrades
    assert words.summary(found, "en").startswith("no open vulnerabilities in 1 packages; 1 were assessed as no matter") and "no known" not in page


def test_the_latest_statement_wins(holding) -> None:  # type: ignore[no-untyped-def]
    said = vex.read(document(statement(timestamp="2026-02-02T00:00:00Z"), statement("affected", timestamp="2026-02-03T00:00:00Z")), "a") + vex.read(document(statement()), "b")
    assert held_against(holding(FLAWED), used("@scope/p", "1.0.0"), statements=said).open_findings


def test_a_statement_that_meets_nothing_is_said(holding) -> None:  # type: ignore[no-untyped-def]
    found = held_against(holding(FLAWED), used("@scope/p", "1.0.0"), statements=vex.read(document(statement(name="CVE-2020-1")), "old.json"))
    assert any(n.about == "vex" and "CVE-2020-1" in n.text.en for n in found.notices)


@pytest.mark.parametrize(("text", "why"), [
    ("{", "no JSON"), ("[]", "@context"), ('{"@context": "https://openvex.dev/ns", "statements": {}}', "statements"), ("[" * 100_000, "no JSON"), (document(statement("ignored")), "status"), (document({"status": "fixed"}), "names no vulnerability"),
    (document({**statement(), "justification": ""}), "needs a justification"), (document({**statement(), "justification": "because"}), "because"), (document(*[statement()] * (vex.MAX_STATEMENTS + 1)), "too many"),
])
def test_what_is_no_openvex_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        vex.read(text, "triage.json")


def test_what_goes_out_can_come_in_again(holding) -> None:  # type: ignore[no-untyped-def]
    database = holding(FLAWED, advisory("GHSA-2", "npm", "q", {"introduced": "0"}))
    found = held_against(database, used("@scope/p", "1.0.0"), used("q", "1.0.0"), statements=vex.read(document(statement()), "triage.json"))
    text = openvex(found, "shop", "1", TODAY)
    said = {s["vulnerability"]["name"]: s["status"] for s in json.loads(text)["statements"]}
    assert said == {"CVE-2026-0001": "not_affected", "GHSA-2": "under_investigation"}
    again = held_against(database, used("@scope/p", "1.0.0"), used("q", "1.0.0"), statements=vex.read(text, "out.json"))
    assert [f.id for f in again.open_findings] == ["GHSA-2"]
