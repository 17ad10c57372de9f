"""An audit as SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/, in the part of it and within the limits that GitHub states for code scanning
(https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from ...model.text import Language
from ..finding import Finding, Place
from ..run import Audit
from .about import About, about, gaps
from .markdown import plain

MOST_RESULTS = 25_000
"""Of a run; GitHub refuses a file with more."""
MOST_STEPS = 1_000
_LEVELS: Mapping[str, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_SCORES: Mapping[str, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""GitHub makes a word of this number."""
_PRECISION: Mapping[str, str] = {"high": "high", "medium": "medium", "low": "low"}
_HOME = "https://owasp.org/Top10/"

Row = dict[str, Any]


def sarif(audit: Audit, version: str, language: Language) -> str:
    """
    Args:
        version: of the product.
    """
    findings = audit.findings[:MOST_RESULTS]
    runs = [_run([f for f in findings if not f.tool], "devops-squad", version, audit, language)]
    for tool in sorted({(f.tool, f.version) for f in findings if f.tool}):
        runs.append(_run([f for f in findings if (f.tool, f.version) == tool], *tool, None, language))
    return json.dumps({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": runs}, indent=2, ensure_ascii=False) + "\n"


def _run(findings: list[Finding], tool: str, version: str, audit: Audit | None, language: Language) -> Row:
    rules = {f.rule: about(f) for f in sorted(findings, key=lambda f: f.rule)}
    sure = {id: min((f.confidence for f in findings if f.rule == id), key=("high", "medium", "low").index) for id in rules}
    names = list(rules)
    driver: Row = {"name": tool, "rules": [_rule(rule, sure[rule.id], language) for rule in rules.values()]}
    if version:
        driver["version"] = version
    if audit is not None:
        driver["informationUri"] = _HOME
    invocation: Row = {"executionSuccessful": True}
    if audit is not None:
        invocation["executionSuccessful"] = not audit.coverage.failed
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": f"{where}: {what}"}, "descriptor": {"id": "not-looked-at"}} for where, what in gaps(audit, language)]
    return {
        "tool": {"driver": driver}, "automationDetails": {"id": f"devops-squad/audit/{tool}/"}, "columnKind": "unicodeCodePoints", "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the audited directory"}}},
        "invocations": [invocation], "results": [_result(f, names.index(f.rule), language) for f in findings],
    }


def _rule(rule: About, confidence: str, language: Language) -> Row:
    title, why = rule.title.in_(language), rule.why.in_(language)
    fix = rule.fix.in_(language) if rule.fix else ""
    tags = ["security", *((f"external/cwe/cwe-{rule.cwe:03d}",) if rule.cwe else ()), *(t for t in (rule.owasp, rule.owasp_2021) if t)]
    found: Row = {
        "id": rule.id, "name": "".join(word.capitalize() for word in rule.id.replace("/", "-").split("-")), "shortDescription": {"text": title[:1000]}, "fullDescription": {"text": why[:1000]},
        "help": {"text": "\n\n".join(filter(None, (why, fix, *rule.references))), "markdown": "\n\n".join(filter(None, (plain(why), plain(fix), *(f"- <{r}>" for r in rule.references))))},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]}, "properties": {"security-severity": _SCORES[rule.severity], "precision": _PRECISION[confidence], "problem.severity": _LEVELS[rule.severity].replace("note", "recommendation"), "tags": tags},
    }
    if rule.references:
        found["helpUri"] = rule.references[0]
    return found


def _result(finding: Finding, index: int, language: Language) -> Row:
    found: Row = {
        "ruleId": finding.rule, "ruleIndex": index, "level": _LEVELS[finding.severity], "message": {"text": finding.message.in_(language)}, "locations": [_location(finding.place)],
        "partialFingerprints": {"devopsSquadAudit/v1": finding.fingerprint, "primaryLocationLineHash": f"{finding.fingerprint[:16]}:1"}, "baselineState": "unchanged" if finding.is_known else "new",
        "properties": {"confidence": finding.confidence, "kind": finding.kind or "pattern", "isTest": finding.is_test},
    }
    if finding.way:
        found["codeFlows"] = [{"threadFlows": [{"locations": [{"location": {**_location(p), "message": {"text": p.says or p.source or finding.rule}}, "nestingLevel": 0, "executionOrder": n} for n, p in enumerate(finding.way[:MOST_STEPS], 1)]}]}]
        found["relatedLocations"] = [{"id": 1, **_location(finding.way[0]), "message": {"text": finding.way[0].says or finding.way[0].source}}]
    # What is no longer suppressed has an empty list: without one, "not suppressed" and "nobody looked" read alike.
    found["suppressions"] = list(_suppressions(finding))
    return found


def _suppressions(finding: Finding) -> Iterable[Row]:
    s = finding.suppression
    if s is not None:
        until = f" (until {s.until})" if s.until else ""
        yield {"kind": "inSource", "status": "accepted", "justification": f"{s.marker}: {s.reason or 'no reason given'}{until}", "location": {"physicalLocation": {"artifactLocation": _artifact(s.path), "region": {"startLine": s.line}}}}


def _location(place: Place) -> Row:
    first, start, last, end = place.span
    region: Row = {"startLine": max(first, 1)}
    if first and (last, end) > (first, start):
        region |= {"startColumn": start + 1, "endLine": last, "endColumn": end + 1}
    if place.source:
        region["snippet"] = {"text": place.source}
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}}


def _artifact(path: str) -> Row:
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
