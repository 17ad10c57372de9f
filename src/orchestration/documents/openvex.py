"""Findings as an OpenVEX document to go on from (https://github.com/openvex/spec): what a person has assessed as they said it, the rest as open.

``affected`` is never said for a person: that a version is in an advisory's range does not tell whether the flaw can be reached.
"""

from __future__ import annotations

import json
from datetime import date

from ..model.advisory import Finding, Row, Scan


def openvex(scan: Scan, project: str, version: str, today: date) -> str:
    """
    Args:
        version: of the tool that made it.
        today: the day the specification wants stated.
    """
    stamp = f"{today.isoformat()}T00:00:00Z"
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": f"https://openvex.dev/docs/devops-squad/{today.isoformat()}", "author": "devops-squad", "timestamp": stamp, "version": 1,
        "tooling": f"devops-squad {version}; {project}" if project else f"devops-squad {version}",
        "statements": [_statement(f) for f in sorted(scan.findings, key=lambda f: (f.id, f.package))],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _statement(finding: Finding) -> Row:
    said = finding.assessment
    found: Row = {"vulnerability": {"name": finding.id} | ({"aliases": list(finding.aliases)} if finding.aliases else {}), "products": [{"@id": finding.package.purl, "identifiers": {"purl": finding.package.purl}}],
                  "status": said.status if said else "under_investigation"}
    if said and said.justification:
        found["justification"] = said.justification
    if said and said.status == "not_affected" and said.statement:
        found["impact_statement"] = said.statement
    if said and said.status == "affected":
        found["action_statement"] = said.statement or "see the fix plan"
    if not said and finding.fixed_versions:
        found["status_notes"] = "fixed in " + ", ".join(finding.fixed_versions)
    return found
