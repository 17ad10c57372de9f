"""A person's word on findings, read from OpenVEX documents: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md.

A statement counts where it names the vulnerability by any of its names and the package by its package URL, as product or as subcomponent, with
the version or for all of them. The latest statement wins. ``not_affected`` and ``fixed`` take a finding out of the count and leave it visible;
the former only with the reason the specification demands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ..model.advisory import Assessment, Finding
from ..model.errors import BadValue
from ..model.text import Text

STATUSES = ("not_affected", "affected", "fixed", "under_investigation")
JUSTIFICATIONS = ("component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist")
MAX_STATEMENTS = 100_000


@dataclass(frozen=True, slots=True)
class Statement:
    names: frozenset[str]
    """Of the vulnerability."""
    products: frozenset[str]
    """Package URLs without qualifiers."""
    time: str
    assessment: Assessment


def read(text: str, origin: str) -> tuple[Statement, ...]:
    """The statements of one document.

    Args:
        origin: its file's name, to say where a word comes from.

    Raises:
        BadValue: it is no OpenVEX document, or a statement does not say what it has to; the statement is named.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _bad(origin, Text("it is no JSON", "ce n'est pas du JSON")) from None
    if not isinstance(found, dict) or "openvex" not in str(found.get("@context", "")) or not isinstance(found.get("statements"), list):
        raise _bad(origin, Text("it has no OpenVEX '@context' and 'statements'", "il n'a ni '@context' OpenVEX ni 'statements'"))
    if len(found["statements"]) > MAX_STATEMENTS:
        raise _bad(origin, Text("it has too many statements", "il a trop de déclarations"))
    return tuple(_statement(row, found, origin, number) for number, row in enumerate(found["statements"], 1))


def _statement(row: Any, document: Mapping[str, Any], origin: str, number: int) -> Statement:
    row = row if isinstance(row, dict) else {}
    stated = row.get("vulnerability")
    names = {stated} if isinstance(stated, str) else {stated.get("name"), *_texts(stated.get("aliases"))} if isinstance(stated, dict) else set()
    names = {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str) and name}
    if not names:
        raise _bad(origin, Text(f"statement {number} names no vulnerability", f"la déclaration {number} ne nomme aucune vulnérabilité"))
    status = row.get("status")
    if status not in STATUSES:
        raise _bad(origin, Text(f"statement {number}: status {status!r} is none of {', '.join(STATUSES)}", f"déclaration {number} : le statut {status!r} n'est aucun de {', '.join(STATUSES)}"))
    justification, impact = str(row.get("justification") or ""), str(row.get("impact_statement") or "")
    if justification and justification not in JUSTIFICATIONS:
        raise _bad(origin, Text(f"statement {number}: justification {justification!r} is none of {', '.join(JUSTIFICATIONS)}", f"déclaration {number} : la justification {justification!r} n'est aucune de {', '.join(JUSTIFICATIONS)}"))
    if status == "not_affected" and not justification and not impact:
        raise _bad(origin, Text(f"statement {number}: not_affected needs a justification or an impact_statement", f"déclaration {number} : not_affected exige une justification ou un impact_statement"))
    time = str(row.get("timestamp") or document.get("last_updated") or document.get("timestamp") or "")
    said = impact or str(row.get("action_statement") or row.get("status_notes") or "")
    return Statement(frozenset(names), frozenset(_products(row)), time, Assessment(status, justification, " ".join(said.split())[:500], origin))


def _products(row: Mapping[str, Any]) -> Iterable[str]:
    for product in row.get("products") or ():
        parts = product.get("subcomponents") if isinstance(product, dict) else None
        # A product with subcomponents is the project itself; the packages are in it.
        for item in parts if isinstance(parts, list) and parts else (product,):
            if isinstance(item, str):
                yield _plain(item)
            elif isinstance(item, dict):
                identifiers = item.get("identifiers")
                yield from (_plain(purl) for purl in (item.get("@id"), identifiers.get("purl") if isinstance(identifiers, dict) else None) if isinstance(purl, str))


def _plain(purl: str) -> str:
    return unquote(purl.split("?")[0].split("#")[0])


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _bad(origin: str, why: Text) -> BadValue:
    return BadValue(Text(f"{origin} cannot be used as OpenVEX: {why.en}", f"{origin} ne peut pas servir d'OpenVEX : {why.fr}"))


def assessed(finding: Finding, statements: Iterable[Statement]) -> Assessment | None:
    """What a person says of a finding; of several statements the latest, of equally late ones the last."""
    names = {finding.id, *finding.aliases}
    purl = _plain(finding.package.purl)
    versionless = purl.rpartition("@")[0] if finding.package.version else purl
    meant = [s for s in statements if s.names & names and s.products & {purl, versionless}]
    return max(enumerate(meant), key=lambda item: (item[1].time, item[0]))[1].assessment if meant else None


def unused(statements: Iterable[Statement], findings: Iterable[Finding]) -> tuple[Statement, ...]:
    """Statements that meet no finding: the flaw is gone, or the statement names it, or the package, in another way."""
    findings = tuple(findings)
    return tuple(s for s in statements if not any(assessed(f, (s,)) for f in findings))
