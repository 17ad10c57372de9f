"""Which category of the OWASP Top 10 a weakness belongs to, in its two latest editions, as OWASP's own pages map it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .tables import vendored

_PARENTS: Mapping[int, int] = {215: 200, 367: 362, 943: 74, 1321: 915, 1336: 94, 1390: 287}
"""Where OWASP does not map a weakness, what it is a kind of counts: https://cwe.mitre.org/data/definitions/1000.html."""


@cache
def category(cwe: int, year: int = 2025) -> str:
    """``A05:2025 Injection``; empty where neither the weakness nor what it is a kind of is mapped."""
    rows = vendored("owasp")[str(year)]
    for _ in range(4):
        for id, row in rows.items():
            if cwe in row["weaknesses"]:
                return f"{id}:{year} {row['title']}"
        if cwe not in _PARENTS:
            return ""
        cwe = _PARENTS[cwe]
    return ""
