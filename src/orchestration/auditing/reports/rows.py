"""An audit as plain data: the contract's vulnerabilities, and the JSON document of the command line."""

from __future__ import annotations

from typing import Any

from ...model.text import Language, Text
from ..finding import Finding, Place
from ..rule import CONFIDENCES, SEVERITIES
from ..run import GAPS, Audit
from .about import about, gaps, left_out, summary, tools


def vulnerability(finding: Finding, language: Language) -> dict[str, Any]:
    rule = about(finding)
    found: dict[str, Any] = {
        "name": rule.title.in_(language), "severity": finding.severity, "description": finding.message.in_(language), "id": finding.fingerprint, "rule": finding.rule,
        "cwe": f"CWE-{rule.cwe}" if rule.cwe else "", "owasp": rule.owasp, "owasp_2021": rule.owasp_2021, "path": finding.place.path, "line": finding.place.line, "column": finding.place.span[1] + 1,
        "end_line": finding.place.span[2], "end_column": finding.place.span[3] + 1, "source": finding.place.source, "confidence": finding.confidence, "kind": finding.kind or "pattern",
        "flow": [_step(p) for p in finding.way], "why": rule.why.in_(language), "fix": rule.fix.in_(language) if rule.fix else "", "references": list(rule.references), "is_test": finding.is_test,
    }
    if finding.tool:
        found["tool"] = f"{finding.tool} {finding.version}".strip()
    if finding.suppression is not None:
        s = finding.suppression
        found["suppression"] = {"marker": s.marker, "path": s.path, "line": s.line, "reason": s.reason, "until": s.until.isoformat() if s.until else ""}
    if finding.is_known:
        found["is_known"] = True
    return found


def _step(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.span[1] + 1, "name": place.says, "source": place.source}


def vulnerabilities(audit: Audit, language: Language) -> tuple[dict[str, Any], ...]:
    """What somebody has to do something about, and one row of severity ``low`` where files could not be looked at.

    Without that row the worst of them would be ``none``: an all-clear nobody gave.
    """
    rows = [vulnerability(f, language) for f in audit.counting]
    missed = [(path, why) for path, why in audit.coverage.failed] + [(s.path, s.why.in_(language)) for s in audit.coverage.skipped if s.cause in GAPS - {"binary"}]
    if missed:
        words = "; ".join(f"{path}: {why}" for path, why in missed[:20]) + ("; …" if len(missed) > 20 else "")
        rows.append({"name": Text("not everything could be looked at", "tout n'a pas pu être examiné").in_(language), "severity": "low", "description": words, "id": "not-looked-at", "rule": "not-looked-at",
                     "cwe": "", "owasp": "", "owasp_2021": "", "path": missed[0][0], "line": 0, "column": 0, "confidence": "high", "kind": "coverage", "flow": [], "fix": ""})
    return tuple(rows)


def document(audit: Audit, language: Language) -> dict[str, Any]:
    counting, c = audit.counting, audit.coverage
    return {
        "summary": summary(audit, language), "is_complete": c.is_complete,
        "counts": {severity: sum(1 for f in counting if f.severity == severity) for severity in SEVERITIES},
        "findings": [vulnerability(f, language) for f in counting],
        "suppressed": [vulnerability(f, language) for f in audit.findings if f.suppression is not None],
        "known": [vulnerability(f, language) for f in audit.findings if f.is_known and f.suppression is None],
        "expired_suppressions": [vulnerability(f, language) for f in audit.expired],
        "coverage": {
            "files": dict(c.files), "lines": c.lines, "rules": c.rules, "engine": c.engine, "tools": tools(audit),
            "gaps": [{"where": where, "what": what} for where, what in gaps(audit, language)],
            "left_out": [{"why": why, "count": count} for why, count in left_out(audit, language)],
            "skipped": [{"path": s.path, "cause": s.cause, "why": s.why.in_(language)} for s in c.skipped],
            "checks": [{"check": v.check, "state": v.state, "tool": v.tool, "version": v.version, "files": list(v.subjects)} for v in c.checks],
        },
    }


def at_least(finding: Finding, severity: str) -> bool:
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(severity)  # type: ignore[arg-type]


def is_sure(finding: Finding, confidence: str) -> bool:
    return CONFIDENCES.index(finding.confidence) <= CONFIDENCES.index(confidence)
