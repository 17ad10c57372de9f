"""Which licences a policy denies: SPDX expressions (https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/) read and judged.

An expression is denied where each way to satisfy it uses a denied licence: ``MIT OR GPL-3.0-only`` leaves MIT, ``MIT AND GPL-3.0-only`` nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from ..model.advisory import LicenceVerdict
from ..model.dependency import Component
from ..model.errors import BadValue
from ..model.text import Text

MAX_LENGTH = 2_000
_TOKEN = re.compile(r"\s*(\(|\)|[A-Za-z0-9][A-Za-z0-9.:+-]*)")
PATTERN = re.compile(r"[A-Za-z0-9*][A-Za-z0-9.*+-]*")


class NoExpression(ValueError):
    """The text is no SPDX expression."""


def policy(denied: Iterable[str]) -> tuple[str, ...]:
    """The patterns of a policy, in lower case.

    Raises:
        BadValue: one is no SPDX id, nor one with ``*``.
    """
    for pattern in denied:
        if not PATTERN.fullmatch(pattern):
            raise BadValue(Text(f"not a licence: {pattern!r}", f"licence invalide : {pattern!r}"), Text("an SPDX id, or a pattern of some: GPL-3.0-only, AGPL-*", "un identifiant SPDX, ou un motif : GPL-3.0-only, AGPL-*"))
    return tuple(pattern.lower() for pattern in denied)


def is_denied(expression: str, patterns: Iterable[str]) -> bool:
    """
    Raises:
        NoExpression: it is none.
    """
    if len(expression) > MAX_LENGTH:
        raise NoExpression(expression[:40])
    tokens = _TOKEN.findall(expression)
    if not tokens or "".join(tokens) != re.sub(r"\s+", "", expression):
        raise NoExpression(expression[:40])
    patterns = tuple(patterns)
    denied, rest = _either(tokens, patterns, 0)
    if rest:
        raise NoExpression(expression[:40])
    return denied


def _either(tokens: list[str], patterns: tuple[str, ...], depth: int) -> tuple[bool, list[str]]:
    denied, tokens = _both(tokens, patterns, depth)
    while tokens and tokens[0].upper() == "OR":
        other, tokens = _both(tokens[1:], patterns, depth)
        denied = denied and other
    return denied, tokens


def _both(tokens: list[str], patterns: tuple[str, ...], depth: int) -> tuple[bool, list[str]]:
    denied, tokens = _one(tokens, patterns, depth)
    while tokens and tokens[0].upper() == "AND":
        other, tokens = _one(tokens[1:], patterns, depth)
        denied = denied or other
    return denied, tokens


def _one(tokens: list[str], patterns: tuple[str, ...], depth: int) -> tuple[bool, list[str]]:
    if not tokens or depth > 50 or tokens[0] == ")" or tokens[0].upper() in ("AND", "OR", "WITH"):
        raise NoExpression(" ".join(tokens)[:40])
    if tokens[0] == "(":
        denied, rest = _either(tokens[1:], patterns, depth + 1)
        if not rest or rest[0] != ")":
            raise NoExpression(" ".join(tokens)[:40])
        return denied, rest[1:]
    rest = tokens[1:]
    if rest and rest[0].upper() == "WITH":
        rest = rest[2:]
    name = tokens[0].lower()
    # "GPL-2.0" and "GPL-2.0+" are the old names of "-only" and "-or-later".
    spellings = {name, name.removesuffix("+") + ("-or-later" if name.endswith("+") else "-only")}
    return any(fnmatchcase(spelling, pattern) for spelling in spellings for pattern in patterns), rest


def judged(components: Iterable[Component], patterns: tuple[str, ...]) -> tuple[LicenceVerdict, ...]:
    """What a policy denies, and of which packages it cannot be told; one line a package, nothing where there is no policy."""
    found: dict[object, LicenceVerdict] = {}
    stated = {c.package: c.licence for c in components if c.licence}
    for component in components if patterns else ():
        licence = stated.get(component.package, "")
        try:
            if not licence:
                found.setdefault(component.package, LicenceVerdict(component.package, component.evidence, "", "not stated"))
            elif is_denied(licence, patterns):
                found.setdefault(component.package, LicenceVerdict(component.package, component.evidence, licence, "denied"))
        except NoExpression:
            found.setdefault(component.package, LicenceVerdict(component.package, component.evidence, licence, "not readable"))
    return tuple(sorted(found.values(), key=lambda v: (v.state, v.package)))
