"""Findings as SARIF 2.1.0, in the part of it that code hosts read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/, GitHub's "SARIF support for code scanning"."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from ..model.advisory import Finding, Row, Scan, Unlooked, Word
from ..model.text import Language

_LEVELS: Mapping[Word, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "none": "none", "unknown": "warning"}
_SCORES: Mapping[Word, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "none": "0.0", "unknown": "7.0"}
"""Where an advisory states no score; GitHub shows a word made of this number."""


def sarif(scan: Scan, version: str, language: Language) -> str:
    """
    Args:
        version: of the tool that made it.
    """
    findings = sorted(scan.findings, key=lambda f: (f.id, f.package))
    names = sorted({f.id for f in findings})
    rules = [_rule(next(f for f in findings if f.id == name)) for name in names]
    results = [result for f in findings for result in _results(f, names.index(f.id), language)]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "devops-squad", "semanticVersion": version, "informationUri": "https://osv.dev", "rules": rules}},
            "automationDetails": {"id": "devops-squad/dependencies/"}, "columnKind": "utf16CodeUnits",
            "invocations": [{"executionSuccessful": scan.is_complete, "toolExecutionNotifications": list(_notifications(scan, language))}],
            "results": results,
        }],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(finding: Finding) -> Row:
    score = finding.severity.score
    found: Row = {
        "id": finding.id, "name": "KnownVulnerability", "shortDescription": {"text": finding.title[:1000]}, "fullDescription": {"text": (finding.details or finding.title)[:1000]},
        "helpUri": f"https://osv.dev/vulnerability/{quote(finding.advisories[0])}", "help": {"text": "\n".join((finding.title, *finding.references[:10]))},
        "defaultConfiguration": {"level": _LEVELS[finding.severity.word]},
        "properties": {"security-severity": f"{score:.1f}" if score is not None else _SCORES[finding.severity.word], "tags": ["security", "dependency", *(f"external/cwe/{w.lower()}" for w in finding.weaknesses)]},
    }
    return found


def _results(finding: Finding, index: int, language: Language) -> Iterable[Row]:
    """One for each file that states the package: a code host shows a result at its first place only."""
    fixed = ({"en": "fixed in ", "fr": "corrigé dans "}[language] + ", ".join(finding.fixed_versions)) if finding.fixed_versions else {"en": "no fixed version is stated", "fr": "aucune version corrigée n'est indiquée"}[language]
    for place in sorted({p.evidence for p in finding.places}, key=lambda e: (e.path, e.line)):
        mark = hashlib.sha256("\0".join((finding.id, finding.package.purl, place.path)).encode()).hexdigest()
        found: Row = {
            "ruleId": finding.id, "ruleIndex": index, "level": _LEVELS[finding.severity.word],
            "message": {"text": f"{finding.package.name} {finding.package.version}: {finding.title}; {fixed}. {finding.reach.why.in_(language)}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(place.path), "uriBaseId": "%SRCROOT%"}, "region": {"startLine": max(place.line, 1)}}}],
            "partialFingerprints": {"devopsSquadDependency/v1": mark},
            "properties": {"purl": finding.package.purl, "aliases": list(finding.aliases), "fixedVersions": list(finding.fixed_versions), "direct": finding.is_direct, "reach": finding.reach.state},
        }
        if finding.reach.evidence:
            found["relatedLocations"] = [{"id": n, "message": {"text": e.quote or finding.reach.state}, "physicalLocation": {"artifactLocation": {"uri": quote(e.path), "uriBaseId": "%SRCROOT%"}, "region": {"startLine": max(e.line, 1)}}} for n, e in enumerate(finding.reach.evidence, 1)]
        if (said := finding.assessment) and said.suppresses:
            found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": " — ".join(filter(None, (said.status, said.justification, said.statement, said.origin)))}]
        yield found


def _notifications(scan: Scan, language: Language) -> Iterable[Row]:
    def row(text: str, path: str = "", line: int = 0) -> Row:
        found: Row = {"level": "error", "message": {"text": text}, "descriptor": {"id": "not-looked-up"}}
        if path:
            found["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"}, "region": {"startLine": max(line, 1)}}}]
        return found

    for missed in scan.unlooked:
        yield row(f"{missed.package.name} {missed.package.version}: {missed.reason.in_(language)}", missed.evidence.path, missed.evidence.line)
    for stated in scan.unresolved:
        yield row(f"{stated.name}: {stated.reason.in_(language)}", stated.evidence.path, stated.evidence.line)
    for image in scan.in_images:
        name = image.package.name if isinstance(image, Unlooked) else image.name
        yield {**row(f"{name}: {image.reason.in_(language)}", image.evidence.path, image.evidence.line), "level": "note"}
    for path, why in scan.inventory.unreadable:
        yield row(why.in_(language), path)
    for source in scan.sources:
        if source.is_stale:
            yield row(source.in_words().in_(language))
