"""The audit's forms: SARIF within the standard's and GitHub's terms, a page that loads nothing, Markdown and a terminal that a project's words do not steer."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from orchestration.auditing.reports import page, rows
from orchestration.auditing.reports.about import summary
from orchestration.auditing.reports.markdown import code, markdown
from orchestration.auditing.reports.sarif import sarif
from orchestration.auditing.reports.terminal import terminal
from orchestration.auditing.run import Audit, audit, narrowed
from orchestration.edges.tree import MemoryTree

from .apps import FLASK, STORE, VIEW

SUPPRESSED = FLASK.replace(".fetchall())", ".fetchall())  # nosec B608 ours until 2027-01-31")
OWN = FLASK.replace(".fetchall())", ".fetchall())  # devops-squad: ignore[sql-injection] ours until 2027-01-31")
ENDED = FLASK.replace(".fetchall())", ".fetchall())  # devops-squad: ignore[sql-injection] ours until 2025-01-31")
FILES = {"store.py": STORE, "view.py": VIEW, "app.py": FLASK, "own.py": OWN, "ended.py": ENDED, "tests/é û.py": FLASK, "vendor/x.js": "", "broken.py": "def f(:\n", "weak.py": "import hashlib\nprint(hashlib.md5(b'x'))\n"}
HOSTILE = {"<img src=x>.py": FLASK.replace("name)\n", "name) # <script>alert(1)</script> \x1b[31m `![x](http://x)` |\n").replace('    return str(', '    return "</code><script>`" + str(')}


@pytest.fixture(scope="module")
def done() -> Audit:
    return audit(MemoryTree(FILES), today=date(2026, 6, 1))


def lines(done: Audit, language: str = "en") -> str:
    return "\n".join("".join(text for text, _ in line) for line in terminal(done, language))  # type: ignore[arg-type]


# --- SARIF 2.1.0 ------------------------------------------------------------------------------------------------------

def results(document: dict[str, Any]) -> list[dict[str, Any]]:
    return document["runs"][0]["results"]


def assert_sarif(document: dict[str, Any]) -> None:
    """What the standard's schema and GitHub's page ask of the parts that are used here."""
    assert set(document) == {"$schema", "version", "runs"} and document["version"] == "2.1.0"
    for run in document["runs"]:
        assert {"tool", "results"} <= set(run) <= {"tool", "results", "invocations", "automationDetails", "columnKind", "originalUriBaseIds"}
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints") and len(run["results"]) <= 25_000
        rules = run["tool"]["driver"]["rules"]
        assert len({r["id"] for r in rules}) == len(rules)
        for rule in rules:
            assert rule["shortDescription"]["text"] and len(rule["shortDescription"]["text"]) <= 1024 and rule["help"]["text"] and len(rule["fullDescription"]["text"]) <= 1024
            assert 0.0 < float(rule["properties"]["security-severity"]) <= 10.0 and isinstance(rule["properties"]["security-severity"], str)
            assert "security" in rule["properties"]["tags"] and len(rule["properties"]["tags"]) <= 20 and rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
            assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"] and result["message"]["text"] and result["level"] in ("none", "note", "warning", "error")
            assert result["baselineState"] in ("new", "unchanged") and all(isinstance(v, str) and v for v in result["partialFingerprints"].values())
            assert len(result["locations"]) == 1
            ways = [loc["location"] for flow in result.get("codeFlows", ()) for thread in flow["threadFlows"] for loc in thread["locations"]]
            for location in (*result["locations"], *ways):
                assert_location(location)
            for suppression in result["suppressions"]:
                assert suppression["kind"] in ("inSource", "external") and suppression["status"] in ("accepted", "underReview", "rejected") and suppression["justification"]


def assert_location(location: dict[str, Any]) -> None:
    physical = location["physicalLocation"]
    uri, region = physical["artifactLocation"]["uri"], physical["region"]
    assert re.fullmatch(r"[A-Za-z0-9._~%/+@:-]+", uri) and not uri.startswith(("/", "file:"))
    assert region["startLine"] >= 1
    if "endLine" in region:
        assert region["startColumn"] >= 1 and (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])


def test_sarif_is_in_form(done: Audit) -> None:
    assert_sarif(json.loads(sarif(done, "1.0", "en")))
    assert_sarif(json.loads(sarif(audit(MemoryTree(HOSTILE)), "1.0", "fr")))
    assert_sarif(json.loads(sarif(audit(MemoryTree({})), "1.0", "en")))


@pytest.mark.parametrize("spoil", [lambda r: r["locations"][0]["physicalLocation"]["region"].update(startLine=0), lambda r: r["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="/etc/a b"), lambda r: r.update(level="high"), lambda r: r.update(ruleIndex=0, ruleId="no-such"), lambda r: r["message"].update(text="")])
def test_the_form_refuses_what_is_not(done: Audit, spoil: Any) -> None:
    document = json.loads(sarif(done, "1.0", "en"))
    spoil(results(document)[0])
    with pytest.raises(AssertionError):
        assert_sarif(document)


def test_sarif_holds_the_way_the_categories_and_the_suppressions(done: Audit) -> None:
    document = json.loads(sarif(done, "1.0", "en"))
    by_uri = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: r for r in results(document)}
    way = [loc["location"]["physicalLocation"]["artifactLocation"]["uri"] for loc in by_uri["store.py"]["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert way[0] == "view.py" and way[-1] == "store.py"
    suppression, = by_uri["own.py"]["suppressions"]
    assert "ours" in suppression["justification"] and "2027-01-31" in suppression["justification"]
    assert by_uri["ended.py"]["suppressions"] == [] and by_uri["app.py"]["suppressions"] == []
    rule = next(r for r in document["runs"][0]["tool"]["driver"]["rules"] if r["id"] == "sql-injection")
    assert {"external/cwe/cwe-089", "A05:2025 Injection", "A03:2021 Injection"} <= set(rule["properties"]["tags"])
    assert "tests/%C3%A9%20%C3%BB.py" in by_uri
    assert "codeFlows" not in by_uri["weak.py"]
    assert any("broken.py" in n["message"]["text"] for n in document["runs"][0]["invocations"][0]["toolExecutionNotifications"])


# --- for people -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_form_says_what_was_not_looked_at_and_what_was_suppressed(done: Audit, language: Any) -> None:
    for text in (markdown(done, language), lines(done, language), page.html(done, "shop", language)):
        assert "broken.py:1" in text and "own.py:11" in text and "ours" in text and "A05:2025 Injection" in text and "os.system" in text
    assert ("suppressed" if language == "en" else "écartés") in summary(done, language)


def test_nothing_found_is_no_all_clear() -> None:
    for done in (audit(MemoryTree({"a.py": "x = 1\n"})), audit(MemoryTree({})), narrowed(audit(MemoryTree({"app.py": FLASK})), changed={})):
        for language in ("en", "fr"):
            for text in (markdown(done, language), lines(done, language), page.html(done, "x", language)):  # type: ignore[arg-type]
                assert not re.search(r"\b(?:clean|secure|safe|no vulnerabilit|sûr\b|aucune vulnérabilité|sain)", re.sub(r"<style>.*?</style>", "", text, flags=re.S))
    assert "nothing was looked at" in summary(audit(MemoryTree({})), "en")
    assert "known before" in summary(narrowed(audit(MemoryTree({"app.py": FLASK})), changed={}), "en")


def test_a_page_loads_nothing_and_a_projects_words_are_no_markup() -> None:
    done = audit(MemoryTree(HOSTILE))
    assert done.findings
    text = page.html(done, "<b>x</b>", "en")
    assert "<script" not in text and "<img" not in text and "<b>" not in text and "\x1b" not in text
    assert not re.search(r"(?:src|href)=\"(?!#|https://)", text) and "default-src 'none'" in text


def test_markdown_is_not_steered() -> None:
    text = markdown(audit(MemoryTree(HOSTILE)), "en")
    outside = re.sub(r"(`+).*?\1", "", text)
    assert "<script" not in outside and "<img" not in outside and "![" not in outside
    assert code("a`b") == "``a`b``" and code("`x`") == "`` `x` ``"


def test_rows_are_the_contracts(done: Audit) -> None:
    found = rows.vulnerabilities(done, "fr")
    assert json.loads(json.dumps(found)) == list(found)
    one = next(v for v in found if v["path"] == "app.py")
    assert (one["name"], one["severity"], one["cwe"], one["owasp"], one["owasp_2021"], one["line"], one["confidence"]) == ("Injection SQL", "critical", "CWE-89", "A05:2025 Injection", "A03:2021 Injection", 11, "high")
    assert next(step["line"] for step in one["flow"]) == 9 and one["fix"] and one["description"]
    assert not any(v["path"] == "own.py" for v in found) and any(v["path"] == "ended.py" for v in found)


def test_the_same_audit_gives_the_same_bytes(done: Audit) -> None:
    again = audit(MemoryTree(dict(reversed(FILES.items()))), today=date(2026, 6, 1))
    for make in (lambda d: sarif(d, "1", "en"), lambda d: page.html(d, "x", "fr"), lambda d: markdown(d, "en"), lines):
        assert make(done) == make(again)
