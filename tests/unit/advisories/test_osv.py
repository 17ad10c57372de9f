"""What is an advisory, and what is not."""

from __future__ import annotations

import json

import pytest

from orchestration.advisories import osv
from orchestration.advisories.aliases import groups, shown
from orchestration.model.advisory import Advisory

from .conftest import advisory


def test_an_advisory_is_read() -> None:
    found = osv.of(advisory("GHSA-a", "PyPI", "Ruamel.YAML", {"introduced": "0"}, {"fixed": "1.0"}, aliases=["CVE-1-1111", "CVE-1-1111", "bad id!"], severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/x"}, {"type": "Ubuntu", "score": "low"}],
                            database_specific={"severity": "MODERATE", "cwe_ids": ["CWE-79", "x"]}, references=[{"type": "WEB", "url": "https://e.org/1"}, {"type": "WEB", "url": "javascript:alert(1)"}]))
    assert (found.aliases, found.stated, found.weaknesses, found.vectors, found.references) == (("CVE-1-1111",), "moderate", ("CWE-79",), ("CVSS:3.1/x",), ("https://e.org/1",))
    assert (found.affected[0].name, found.affected[0].ranges) == ("ruamel-yaml", ((("introduced", "0"), ("fixed", "1.0")),))


def test_commits_are_no_versions() -> None:
    raw = advisory("A-1", "PyPI", "p")
    raw["affected"][0]["ranges"] = [{"type": "GIT", "repo": "https://e.org", "events": [{"introduced": "0"}, {"fixed": "abc"}]}]
    assert osv.of(raw).affected[0].ranges == ()


def test_symbols_informational_and_foreign_numbers_are_kept() -> None:
    raw = advisory("GO-1", "Go", "example.org/m", {"introduced": "0"}, affected={"ecosystem_specific": {"imports": [{"path": "example.org/m/p", "symbols": ["B", "A.M"]}, {"symbols": ["x"]}], "custom_ranges": [{}]}, "database_specific": {"informational": "unmaintained"}})
    entry = osv.of(raw).affected[0]
    assert (entry.imports, entry.informational, entry.has_other_numbers) == ((("example.org/m/p", ("A.M", "B")),), "unmaintained", True)
    assert osv.unpacked(osv.packed(entry)) == entry


@pytest.mark.parametrize(("data", "why"), [("[]", "no id"), ("{", "no JSON"), ('{"id": 1}', "no id"), ('{"id": "../../etc/passwd"}', "no id"), ('{"id": "A-1", "affected": {}}', "no list"), ("[" * 100_000, "deeply"), ("x" * (osv.MAX_BYTES + 1), "larger"),
                                          (json.dumps(advisory("A-1", "npm", "p", *[{"fixed": "1.0.0"}] * (osv.MAX_EVENTS + 1))), "events")])
def test_what_is_none_is_refused_with_the_reason(data: str, why: str) -> None:
    with pytest.raises(osv.NoAdvisory, match=why):
        osv.read(data)


@pytest.mark.parametrize("junk", [{"affected": [None, 3, {"package": {"name": 5}}]}, {"aliases": "CVE"}, {"severity": {"type": 1}}, {"references": [{"url": 9}]}, {"database_specific": []}])
def test_odd_fields_are_passed_over(junk: dict) -> None:  # type: ignore[type-arg]
    assert osv.of({"id": "A-1", **junk}).id == "A-1"


def test_spellings_the_registry_takes_for_one() -> None:
    assert osv.normalised("PyPI", "Ruamel_.YAML") == "ruamel-yaml" and osv.normalised("NuGet", "Newtonsoft.Json") == "newtonsoft.json" and osv.normalised("npm", "JSONStream") == "JSONStream"


def test_one_flaw_is_one_group_through_any_chain_of_names() -> None:
    a, b, c, d = Advisory("GHSA-a", ("CVE-1-1111",)), Advisory("PYSEC-1", ("CVE-1-1111",)), Advisory("X-9", ("PYSEC-1",)), Advisory("GHSA-d", ("CVE-2-2222",))
    assert groups((d, c, b, a)) == ((a, b, c), (d,))


def test_which_name_is_shown() -> None:
    assert shown({"PYSEC-1", "GHSA-x", "CVE-2024-2", "CVE-2024-1"}) == "CVE-2024-1" and shown({"RUSTSEC-1", "GHSA-x"}) == "GHSA-x" and shown({"B-1", "A-1"}) == "A-1"
