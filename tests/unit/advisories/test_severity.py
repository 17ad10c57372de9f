"""Scores against the examples FIRST publishes, and the written rule for what has none."""

from __future__ import annotations

import pytest

from orchestration.advisories.severity import is_at_least, scored_vector, severity_of, word_of
from orchestration.model.advisory import Advisory, Severity


@pytest.mark.parametrize(("vector", "expected"), [
    # first.org/cvss/v3.1/examples: CVE-2013-1937, CVE-2014-0160, CVE-2014-6271
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", ("3.1", 6.1)), ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", ("3.1", 7.5)), ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", ("3.1", 9.8)),
    # first.org/cvss/v4.0/examples: CVE-2022-41741, CVE-2021-44228
    ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", ("4.0", 7.3)), ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", ("4.0", 10.0)),
    ("AV:N/AC:L/Au:N/C:N/I:N/A:C", ("2.0", 7.8)),
    ("7.5", None), ("CVSS:3.1/AV:N", None), ("CVSS:9/AV:N", None), ("", None), ("CVSS:3.1/" + "A" * 1000, None),
])
def test_a_vector_is_scored(vector: str, expected: tuple[str, float] | None) -> None:
    assert scored_vector(vector) == expected


def test_the_newest_version_counts_and_of_it_the_highest() -> None:
    low4, high3 = "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    assert severity_of([Advisory("GHSA-a", vectors=(high3, low4))]) == Severity("high", 7.3, low4, "GHSA-a")
    assert severity_of([Advisory("A-1", vectors=("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",)), Advisory("B-2", vectors=(high3,))]).origin == "B-2"


def test_without_a_vector_the_databases_word_and_without_that_nothing_is_claimed() -> None:
    assert severity_of([Advisory("GHSA-a", stated="moderate"), Advisory("PYSEC-1")]) == Severity("medium", origin="GHSA-a")
    assert severity_of([Advisory("GO-1")]) == Severity("unknown")
    assert severity_of([Advisory("MAL-2026-1"), Advisory("GHSA-a", stated="low")]).word == "critical"


def test_words_and_thresholds() -> None:
    assert [word_of(s) for s in (0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10)] == ["none", "low", "low", "medium", "medium", "high", "high", "critical", "critical"]
    assert is_at_least("unknown", "critical") and is_at_least("high", "medium") and not is_at_least("medium", "high")
