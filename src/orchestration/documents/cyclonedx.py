"""A scan as a CycloneDX 1.6 document: what the project is made of, and what is known to be wrong with it (https://cyclonedx.org/docs/1.6/json/).

No clock and no chance is in it: the serial number is made from the contents, so the same scan gives the same bytes.
"""

from __future__ import annotations

import json
import uuid
from itertools import pairwise

from ..advisories.licences import NoExpression, is_denied
from ..model.advisory import Finding, Row, Scan
from ..model.dependency import Component, Package
from ..model.text import Language

_STATES = {"not_affected": "not_affected", "affected": "exploitable", "fixed": "resolved", "under_investigation": "in_triage"}
_JUSTIFICATIONS = {"component_not_present": "code_not_present", "vulnerable_code_not_present": "code_not_present", "vulnerable_code_not_in_execute_path": "code_not_reachable",
                   "vulnerable_code_cannot_be_controlled_by_adversary": "requires_environment", "inline_mitigations_already_exist": "protected_by_mitigating_control"}
"""OpenVEX's words → CycloneDX's nearest ones."""
_METHODS = (("CVSS:4.0/", "CVSSv4"), ("CVSS:3.1/", "CVSSv31"), ("CVSS:3.0/", "CVSSv3"))
_NAMESPACE = uuid.UUID("8d1f1a52-7c6f-5f0e-9a53-6a8d9b0f3c11")


def cyclonedx(scan: Scan, project: str, version: str, language: Language) -> str:
    """
    Args:
        version: of the tool that made it.
    """
    by_package: dict[Package, list[Component]] = {}
    for component in scan.inventory.components:
        by_package.setdefault(component.package, []).append(component)
    packages = sorted(by_package)
    root = "project"
    body: Row = {
        "metadata": {"component": {"type": "application", "bom-ref": root, "name": project or "project"},
                     "tools": {"components": [{"type": "application", "name": "devops-squad", "version": version}]}},
        "components": [_component(p, by_package[p]) for p in packages],
        "dependencies": _dependencies(root, by_package),
        # The files show chains, not every edge; and what is unresolved is not among the components at all.
        "compositions": [{"aggregate": "incomplete", "assemblies": [root]}],
        "vulnerabilities": [_vulnerability(f, language) for f in sorted(scan.findings, key=lambda f: (f.id, f.package))],
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps(body, sort_keys=True))
    document = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **body}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _component(package: Package, places: list[Component]) -> Row:
    group, _, name = package.name.rpartition("/" if package.ecosystem != "Maven" else ":")
    scopes = {p.scope for p in places}
    licence = next((p.licence for p in places if p.licence), "")
    scope = "required" if "production" in scopes else "optional" if scopes <= {"optional", "development"} else ""
    return {"type": "container" if package.ecosystem == "Docker" else "library", "bom-ref": package.purl} | ({"group": group} if group else {}) | {"name": name or package.name} | (
        {"version": package.version} if package.version else {}) | ({"scope": scope} if scope else {}) | ({"licenses": _licences(licence)} if licence else {}) | {"purl": package.purl} | {
        "evidence": {"occurrences": [{"location": e} for e in sorted({str(p.evidence) for p in places})]}, "properties": [
            {"name": "devops-squad:direct", "value": {True: "true", False: "false", None: "unknown"}[True if any(p.is_direct for p in places) else None if any(p.is_direct is None for p in places) else False]},
            *([{"name": "devops-squad:estimate", "value": "true"}] if all(p.is_estimate for p in places) else [])]}


def _licences(stated: str) -> list[Row]:
    """An expression where it is one; else the words that stand there."""
    try:
        is_denied(stated, ())
    except NoExpression:
        return [{"license": {"name": stated}}]
    return [{"expression": stated}]


def _dependencies(root: str, by_package: dict[Package, list[Component]]) -> list[Row]:
    refs = {f"{p.name}@{p.version}": p.purl for p in by_package}
    edges: dict[str, set[str]] = {root: set(), **{p.purl: set() for p in by_package}}
    for package, places in by_package.items():
        for place in places:
            if place.is_direct:
                edges[root].add(package.purl)
            for chain in place.paths:
                for upper, lower in pairwise(chain):
                    if upper in refs and lower in refs:
                        edges[refs[upper]].add(refs[lower])
    return [{"ref": ref} | ({"dependsOn": sorted(to)} if to else {}) for ref, to in sorted(edges.items())]


def _vulnerability(finding: Finding, language: Language) -> Row:
    severity = finding.severity
    rating: Row = {"severity": severity.word} | ({"source": {"name": severity.origin}} if severity.origin else {})
    if severity.score is not None:
        rating |= {"score": severity.score, "method": next((m for start, m in _METHODS if severity.vector.startswith(start)), "CVSSv2"), "vector": severity.vector}
    found: Row = {
        "bom-ref": f"{finding.id}/{finding.package.purl}", "id": finding.id, "source": {"name": "OSV", "url": f"https://osv.dev/vulnerability/{finding.advisories[0]}"},
        "references": [{"id": name, "source": {"name": "OSV", "url": f"https://osv.dev/vulnerability/{name}"}} for name in finding.aliases],
        "ratings": [rating], "cwes": sorted(int(w[4:]) for w in finding.weaknesses), "description": finding.title,
        "affects": [{"ref": finding.package.purl, "versions": [{"version": finding.package.version, "status": "affected"}]}],
    }
    if finding.details:
        found["detail"] = finding.details
    if finding.fixed_versions:
        found["recommendation"] = {"en": "fixed in ", "fr": "corrigé dans "}[language] + ", ".join(finding.fixed_versions)
    if finding.references:
        found["advisories"] = [{"url": url} for url in finding.references if _is_iri(url)]
    if said := finding.assessment:
        found["analysis"] = {"state": _STATES[said.status]} | ({"justification": _JUSTIFICATIONS[said.justification]} if said.justification else {}) | ({"detail": said.statement} if said.statement else {})
    return {k: v for k, v in found.items() if v not in ([], "")}


def _is_iri(url: str) -> bool:
    return url.isprintable() and not set(url) & set(' <>"{}|\\^`')


