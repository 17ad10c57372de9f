"""How bad a flaw is, by the advisories that describe it.

The rule: the newest CVSS there is (4.0, then 3.1, 3.0, 2.0), scored from its vector; of several vectors of that version the highest. Without a
vector, the word a database states (GHSA's). A package that is malware (``MAL-…``) is critical. Else it is unknown, which is shown, and which
counts as bad as any threshold asks for: nobody has said that it is less.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..model.advisory import Advisory, Severity, Word

_STATED: dict[str, Word] = {"critical": "critical", "high": "high", "moderate": "medium", "medium": "medium", "low": "low"}
_RANK: dict[Word, int] = {"critical": 4, "high": 3, "medium": 2, "low": 1, "none": 0}


def severity_of(advisories: Iterable[Advisory]) -> Severity:
    """Of one flaw that these advisories describe."""
    advisories = sorted(advisories, key=lambda a: a.id)
    if malicious := next((a for a in advisories if a.id.startswith("MAL-")), None):
        return Severity("critical", origin=malicious.id)
    scored = [(version, score, a.id, vector) for a in advisories for vector in (*a.vectors, *(v for e in a.affected for v in e.vectors)) if (found := scored_vector(vector)) for version, score in (found,)]
    if scored:
        newest = max(version for version, *_ in scored)
        _, score, origin, vector = max((s for s in scored if s[0] == newest), key=lambda s: (s[1], s[2]))
        return Severity(word_of(score), score, vector, origin)
    stated = [(_RANK[_STATED[a.stated]], a.id, _STATED[a.stated]) for a in advisories if a.stated in _STATED]
    if stated:
        _, origin, word = max(stated)
        return Severity(word, origin=origin)
    return Severity("unknown")


@lru_cache(maxsize=50_000)
def scored_vector(vector: str) -> tuple[str, float] | None:
    """The CVSS version and base score of a vector, or None where it is none (a bare number, a broken one)."""
    if len(vector) > 500:
        return None
    from cvss import CVSS2, CVSS3, CVSS4
    from cvss.exceptions import CVSSError

    kind, version = (CVSS4, "4.0") if vector.startswith("CVSS:4.") else (CVSS3, vector[5:8]) if vector.startswith("CVSS:3.") else (CVSS2, "2.0")
    try:
        return version, float(kind(vector).scores()[0])
    except (CVSSError, ArithmeticError, ValueError, KeyError):
        return None


def word_of(score: float) -> Word:
    """FIRST's qualitative rating: https://www.first.org/cvss/v4.0/specification-document#Qualitative-Severity-Rating-Scale."""
    return "critical" if score >= 9 else "high" if score >= 7 else "medium" if score >= 4 else "low" if score > 0 else "none"


def is_at_least(word: Word, threshold: Word) -> bool:
    """Whether a severity counts for a threshold; an unknown one counts for any."""
    return word == "unknown" or _RANK[word] >= _RANK[threshold]
