"""Exit codes and the words that go with them, for every state a scan can end in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from orchestration.model.advisory import Assessment, Finding, LicenceVerdict, Scan, Severity, Source, Unlooked
from orchestration.model.dependency import Component, Inventory, Package, Unresolved
from orchestration.model.facts import Evidence
from orchestration.model.text import same
from orchestration.tasks.dependencies import words

AT = Evidence("lock", 1)
P = Component(Package("npm", "p", "1.0.0"), AT, "production", True)
CLEAN = Scan(Inventory(("lock",), (P,)), sources=(Source("npm", "database", date(2026, 1, 1), 5),))
LOW = Finding("CVE-1", (), P.package, (P,), "t", "", Severity("low", 2.0), (), (), ("GHSA-1",), ())


def _with(**more: Any) -> Scan:
    return replace(CLEAN, **more)


STATES = [
    (CLEAN, 0, 0, True), (_with(findings=(LOW,)), 1, 0, False), (_with(findings=(replace(LOW, severity=Severity("unknown")),)), 1, 1, False), (_with(findings=(replace(LOW, assessment=Assessment("fixed")),)), 0, 0, False),
    (_with(unlooked=(Unlooked(P.package, AT, same("x")),)), 3, 3, False), (_with(inventory=Inventory(("lock",), (P,), (Unresolved("g", "git", AT, same("x")),))), 3, 3, False), (_with(inventory=Inventory(("lock",), (P,), (), (("b", same("x")),))), 3, 3, False),
    (_with(sources=(Source("npm", "database", date(2020, 1, 1), 5, is_stale=True),)), 3, 3, False), (_with(inventory=Inventory()), 3, 3, False), (_with(inventory=Inventory(("package.json",))), 0, 0, False),
    (_with(licences=(LicenceVerdict(P.package, AT, "GPL-3.0-only", "denied"),)), 1, 1, True), (_with(licences=(LicenceVerdict(P.package, AT, "", "not stated"),)), 3, 3, True),
    (_with(findings=(LOW,), unlooked=(Unlooked(P.package, AT, same("x")),)), 1, 3, False),
]


@pytest.mark.parametrize(("scan", "at_low", "at_high", "may_say_clean"), STATES)
def test_each_state_has_its_code_and_its_words(scan: Scan, at_low: int, at_high: int, may_say_clean: bool) -> None:
    assert (words.exit_code(scan, "low"), words.exit_code(scan, "high")) == (at_low, at_high)
    assert ("no known vulnerabilities" in words.summary(scan, "en")) is may_say_clean and ("aucune vulnérabilité connue" in words.summary(scan, "fr")) is may_say_clean
    assert words.document(scan, "low", "en")["status"] == {0: "passed", 1: "failed", 3: "incomplete"}[at_low]


def test_a_long_list_is_cut_on_a_terminal_and_says_so() -> None:
    many = _with(findings=tuple(replace(LOW, id=f"CVE-{i}") for i in range(120)))
    lines = [line for line, _ in words.terminal(many, "en")]
    assert sum("CVE-" in line for line in lines) == 50 and any("70 more" in line for line in lines)
    assert words.markdown(many, "en").count("osv.dev") == 120
