"""Version ranges in the notations of npm, PEP 440 and Poetry, Composer, RubyGems, Hex and Cargo; what each admits of released versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

Notation = Literal["npm", "python", "composer", "gems", "hex", "cargo"]
MAX_LENGTH = 1_000
"""A longer text is no range a person wrote; its digits would only cost time."""
Version = tuple[int, int, int]
_Point = tuple[int, int, int, int]
"""A version and 0, or −1 for the first pre-release of it: a bound ``>=2.0.0-rc.1`` lies just below 2.0.0."""
_Interval = tuple[_Point, _Point]
"""From, inclusive; to, exclusive."""
_LOW: _Point = (0, 0, 0, -1)
_HIGH: _Point = (10**9, 0, 0, 0)

_NUMBER = (r"v?(?P<version>(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))*)"
           r"(?P<pre>(?:-|(?<=\d)(?=(?:a|b|rc|alpha|beta|dev)\d*))[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?(?:@\w+)?")
_CLAUSE = re.compile(rf"(?P<op>===|~>|~=|>=|<=|==|!=|=|>|<|\^|~)?\s*{_NUMBER}")
_LOWER, _UPPER = (_NUMBER.replace("<version>", f"<{end}>").replace("<pre>", f"<{end}pre>") for end in ("low", "up"))
_HYPHEN = re.compile(rf"{_LOWER}\s+-\s+{_UPPER}")


class NoRange(ValueError):
    """The text is no range in that notation."""


def admits(notation: Notation, text: str, version: Version) -> bool:
    """Whether a range admits a released version (never a pre-release).

    Raises:
        NoRange: the text is no range in that notation.
    """
    return any(all(one(version) for one in clauses) for clauses in parse(notation, text))


def parse(notation: Notation, text: str) -> list[list[Callable[[Version], bool]]]:
    """Alternatives, each a list of conditions that all must hold.

    Raises:
        NoRange: the text is no range in that notation.
    """
    return [[_inside(found, wanted) for found, wanted in alternative] for alternative in intervals(notation, text)]


def intervals(notation: Notation, text: str) -> list[list[tuple[_Interval, bool]]]:
    """Alternatives, each a list of intervals and whether a version must lie inside (else: outside)."""
    if len(text) > MAX_LENGTH:
        raise NoRange(f"{text[:40]}…")
    alternatives = re.split(r"\|\|?", text) if notation in ("npm", "composer", "python") else re.split(r"\sor\s|\|\|", text)
    return [_alternative(notation, one.strip()) for one in alternatives]


def _alternative(notation: Notation, text: str) -> list[tuple[_Interval, bool]]:
    if text in ("", "*", "x", "X", "any", "latest"):
        return []
    if notation in ("npm", "composer") and (hyphen := _HYPHEN.fullmatch(text)):
        low, up = _numbers(hyphen["low"]), _numbers(hyphen["up"])
        return [((_point(low, hyphen["lowpre"]), _HIGH), True), ((_LOW, _after(up) if len(up) < 3 else _next(up, hyphen["uppre"])), True)]
    found, at = [], 0
    while at < len(text):
        match = _CLAUSE.match(text, at)
        if match is None or (match.end() < len(text) and text[match.end()] not in " ,\t\n"):
            raise NoRange(text)
        found.append(_clause(notation, match["op"] or "", match["version"], match["pre"] or ""))
        at = re.compile(r"[\s,]*(?:and\s+)?").match(text, match.end()).end()  # type: ignore[union-attr]
    return found


def _clause(notation: Notation, op: str, text: str, pre: str) -> tuple[_Interval, bool]:
    want = _numbers(text)
    wild = bool(re.search(r"[xX*]", text))
    exact_only = notation in ("python", "gems", "hex") and not wild
    at = _point(want, pre)
    if op == "!=":
        return (at, _next(want, pre) if exact_only or len(want) >= 3 else _after(want)), False
    if op == ">=":
        return (at, _HIGH), True
    if op == "<":
        return (_LOW, at), True
    if op == ">":
        return (_next(want, pre) if exact_only or pre or len(want) >= 3 or notation == "composer" else _after(want), _HIGH), True
    if op == "<=":
        return (_LOW, _next(want, pre) if exact_only or pre or len(want) >= 3 or notation == "composer" else _after(want)), True
    if op == "^" or (op == "" and notation == "cargo" and not wild):
        return (at, _caret_end(want)), True
    if op in ("~=", "~>") and notation != "npm":
        # All but the last number stated stay as they are.
        return (at, _after(want[:max(1, len(want) - 1)])), True
    if op == "~" and notation == "composer":
        return (at, _after(want[:max(1, len(want) - 1)])), True
    if op in ("~", "~>", "~="):
        return (at, _after(want[:2])), True
    if wild or (len(want) < 3 and not exact_only and notation != "composer"):
        return (at, _after(want)), True
    return (at, _next(want, pre)), True


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers before a wildcard: ``"1.x"`` → ``(1,)``."""
    found: list[int] = []
    for part in text.split("."):
        if not part.isdigit():
            break
        found.append(min(int(part), 10**8))
    return tuple(found[:3])


def _point(want: tuple[int, ...], pre: str | None) -> _Point:
    major, minor, patch = (*want, 0, 0, 0)[:3]
    return major, minor, patch, -1 if pre and not pre.startswith("+") else 0


def _next(want: tuple[int, ...], pre: str | None) -> _Point:
    """Just behind a version; a pre-release ends before its release begins."""
    major, minor, patch = (*want, 0, 0, 0)[:3]
    return (major, minor, patch, 0) if pre else (major, minor, patch + 1, -1)


def _after(want: tuple[int, ...]) -> _Point:
    """Where the line of a partial version ends: ``(1, 2)`` → before 1.3.0's first pre-release; of nothing at all: nowhere."""
    if not want:
        return _HIGH
    raised = (*want[:-1], want[-1] + 1, 0, 0)[:3]
    return (*raised, -1)  # type: ignore[return-value]


def _caret_end(want: tuple[int, ...]) -> _Point:
    """The first number that is not zero stays as it is; of zeros alone, the last stated."""
    if not want:
        return _HIGH
    first = next((i for i, n in enumerate(want) if n), len(want) - 1)
    return _after(want[:first + 1])


def _inside(interval: _Interval, wanted: bool) -> Callable[[Version], bool]:
    low, high = interval

    def holds(version: Version) -> bool:
        return (low <= (*version, 0) < high) is wanted

    return holds


def lower_bounds(notation: Notation, text: str) -> list[tuple[int, int, int]]:
    """The lowest version each alternative could mean, where it states one, highest first.

    Raises:
        NoRange: the text is no range in that notation.
    """
    found = []
    for alternative in intervals(notation, text):
        lows = [interval[0] for interval, wanted in alternative if wanted and interval[0] != _LOW]
        if lows:
            found.append(max(lows)[:3])
    return sorted(found, reverse=True)
