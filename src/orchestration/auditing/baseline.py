"""Which findings were there before: marks that stay the same where lines move, and the file that holds them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.errors import BadValue
from ..model.text import Text
from .finding import Finding

MOST_BYTES = 32 * 1024 * 1024
_FORM = 1


def marked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each with its fingerprint: the rule, the file, and the text of the lines where the value enters and does harm, without their spaces.

    Of several that are alike in all of these, each has its number.
    """
    seen: Counter[str] = Counter()
    made = []
    for finding in findings:
        first = finding.way[0] if finding.way else finding.place
        alike = "\0".join((finding.rule, finding.place.path, _bare(first.source), _bare(finding.place.source)))
        made.append(replace(finding, fingerprint=hashlib.sha256(f"{alike}\0{seen[alike]}".encode()).hexdigest()[:32]))
        seen[alike] += 1
    return tuple(made)


def _bare(source: str) -> str:
    return "".join(source.split())


def written(findings: Iterable[Finding]) -> str:
    """The baseline's text: a line a finding that is not suppressed, so that a review sees which came and went."""
    rows = [{"fingerprint": f.fingerprint, "rule": f.rule, "path": f.place.path} for f in findings if f.suppression is None]
    lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in sorted(rows, key=lambda r: (r["path"], r["rule"], r["fingerprint"])))
    return f'{{\n  "form": {_FORM},\n  "findings": [{chr(10) + lines + chr(10) + "  " if lines else ""}]\n}}\n'


def read(text: str, name: str) -> frozenset[str]:
    """The fingerprints in it.

    Raises:
        BadValue: it is no baseline: a gate that took it for an empty one would stop everything, one that took it for a full one nothing.
    """
    try:
        data = json.loads(text)
        if data["form"] != _FORM:
            raise ValueError(data["form"])
        return frozenset(str(row["fingerprint"]) for row in data["findings"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadValue(Text(f"{name} is no baseline of an audit", f"{name} n'est pas une référence d'audit"), Text("--write-baseline FILE writes one", "--write-baseline FICHIER en écrit une")) from None


def known(findings: Iterable[Finding], fingerprints: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(replace(f, is_known=True) if f.fingerprint in fingerprints else f for f in findings)


def untouched(findings: Iterable[Finding], changed: Mapping[str, tuple[tuple[int, int], ...]]) -> tuple[Finding, ...]:
    """Known are those whose way leads over no line that was changed."""
    def touches(finding: Finding) -> bool:
        return any(first <= place.span[2] and place.span[0] <= last for place in (finding.place, *finding.way) for first, last in changed.get(place.path, ()))

    return tuple(f if touches(f) else replace(f, is_known=True) for f in findings)
