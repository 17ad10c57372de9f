"""The order of versions in each ecosystem, by that ecosystem's own written rules; never by the order of strings.

Rules: semver.org §11 (npm, Go, crates.io, Hex, Pub), PEP 440, Gem::Version, Maven's POM reference ("Version Order Specification"),
Composer's ``VersionParser`` with PHP's ``version_compare``, NuGet's "Package versioning", Debian Policy §5.6.12, apk-tools' ``version.c``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cmp_to_key, lru_cache
from itertools import zip_longest
from typing import Any

from packaging.version import InvalidVersion, Version

MAX_LENGTH = 200
"""A longer text is no version anyone released; its digits would only cost time."""


def base(ecosystem: str) -> str:
    """OSV's name of the ecosystem without a release: ``Debian:12`` → ``Debian``."""
    return ecosystem.partition(":")[0]


def is_ordered(ecosystem: str) -> bool:
    """Whether this module knows the ecosystem's order."""
    return base(ecosystem) in ORDERS


@lru_cache(maxsize=200_000)
def key(ecosystem: str, version: str) -> Any:
    """What sorts as the ecosystem sorts that version; None where the text is no version of it, or the order is not known."""
    order = ORDERS.get(base(ecosystem))
    return order(version.strip()) if order and len(version) <= MAX_LENGTH else None


def is_prerelease(ecosystem: str, version: str) -> bool:
    """Whether people who ask for a release would not be given that version."""
    if base(ecosystem) == "PyPI":
        found = key(ecosystem, version)
        return found is not None and found.is_prerelease
    if base(ecosystem) == "Maven":
        return bool(re.search(r"(?i)(?:^|[.-]|\d)(?:alpha|beta|milestone|rc|cr|snapshot|m(?=\d)|a(?=\d)|b(?=\d))", version))
    if base(ecosystem) in ("RubyGems", "Packagist"):
        return bool(re.search(r"(?i)[.-]?(?:alpha|beta|rc|pre|dev|[ab](?=[.\d]))", version))
    return base(ecosystem) in _SEMVER and "-" in version.partition("+")[0]


def is_breaking(ecosystem: str, before: str, after: str) -> bool:
    """Whether the step may break callers: another major version, or another minor one before 1.0 (semver.org §4); unreadable counts as breaking."""
    old, new = (re.match(r"v?(?:go)?(?:\d+[:!])?(\d+)(?:\.(\d+))?", text) for text in (before, after))
    if not old or not new:
        return True
    return old[1] != new[1] or (old[1] == "0" and (old[2] or "0") != (new[2] or "0"))


# --- semver -----------------------------------------------------------------------------------------------------------

_SEMVER = frozenset({"npm", "Go", "crates.io", "Hex", "Pub", "NuGet", "GitHub Actions", "SwiftURL"})
_PARTS = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?")
_GO = re.compile(r"(?:go)?(\d+)\.(\d+)(?:\.(\d+))?(rc|beta)(\d+)")


def _identifiers(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in text.split("."))


def _semver(version: str) -> Any:
    """Advisories leave out trailing zeros (``introduced: "1.0"``), so a missing number is one."""
    found = _PARTS.fullmatch(version)
    if not found or found[4]:
        return None
    numbers = tuple(int(part or 0) for part in found.group(1, 2, 3))
    return numbers, (0, _identifiers(found[5])) if found[5] else (1, ())


def _go(version: str) -> Any:
    """The toolchain's own spelling (``go1.21rc2``), too."""
    if found := _GO.fullmatch(version):
        return _semver(f"{found[1]}.{found[2]}.{found[3] or 0}-{found[4]}{found[5]}")
    return _semver(version.removeprefix("go"))


def _pub(version: str) -> Any:
    """Pub alone orders by what stands behind the ``+``."""
    plain = _semver(version)
    build = version.partition("+")[2]
    return None if plain is None else (plain, (1, _identifiers(build)) if build else (0, ()))


def _nuget(version: str) -> Any:
    """Four numbers, and letters of any case."""
    found = _PARTS.fullmatch(version)
    if not found:
        return None
    return tuple(int(part or 0) for part in found.group(1, 2, 3, 4)), (0, _identifiers(found[5].lower())) if found[5] else (1, ())


# --- others -----------------------------------------------------------------------------------------------------------

def _pypi(version: str) -> Any:
    try:
        return Version(version)
    except InvalidVersion:
        return None


def _against(parts: Callable[[Any, Any], int]) -> Callable[[Any], Any]:
    """A sort key for sequences where what is missing has a place of its own in the order."""
    def compare(left: tuple[Any, ...], right: tuple[Any, ...]) -> int:
        return next((found for one, other in zip_longest(left, right) if (found := parts(one, other))), 0)

    return cmp_to_key(compare)


def _sign(left: Any, right: Any) -> int:
    return (left > right) - (left < right)


_GEM = re.compile(r"\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_GEM_KEY = _against(lambda left, right: _sign(left or (1, 0, ""), right or (1, 0, "")))


def _rubygems(version: str) -> Any:
    if not _GEM.fullmatch(version):
        return None
    found = [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.findall(r"[0-9]+|[A-Za-z]+", version.replace("-", ".pre."))]
    first_word = next((i for i, part in enumerate(found) if part[0] == 0), len(found))
    return _GEM_KEY((*_without_zeros(found[:first_word]), *_without_zeros(found[first_word:])))


def _without_zeros(parts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    while parts and parts[-1] == (1, 0, ""):
        parts.pop()
    return parts


_MAVEN_RANKS = {"alpha": 0, "beta": 1, "milestone": 2, "rc": 3, "cr": 3, "snapshot": 4, "": 5, "final": 5, "ga": 5, "release": 5, "sp": 6}
_MAVEN_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}


def _maven_parts(left: Any, right: Any) -> int:
    """A part is (0, rank, word) or (1 behind ``-``, 2 behind ``.``; number, nothing); a missing one is its partner's nothing."""
    nothing = (0, 5, "") if (left or right)[0] == 0 else ((left or right)[0], 0, "")
    return _sign(left or nothing, right or nothing)


_MAVEN_KEY = _against(_maven_parts)


def _maven(version: str) -> Any:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._+-]*", version):
        return None
    found: list[tuple[int, int, str]] = []
    tokens = re.findall(r"([.\-_]?)(\d+|[A-Za-z+]+|(?=[.\-_])|$)", version.lower())
    for i, (separator, token) in enumerate(tokens):
        if not separator and not token:
            continue
        following = tokens[i + 1] if i + 1 < len(tokens) else ("", "")
        if not token or token.isdecimal():
            # Between a word and a number the change itself separates, as a hyphen does.
            kind = 2 if separator == "." or not found else 1
            part = (kind, int(token or 0), "")
        else:
            word = _MAVEN_SHORT.get(token, token) if following[0] == "" and following[1].isdecimal() else token
            part = (0, _MAVEN_RANKS.get(word, 7), word if word not in _MAVEN_RANKS else "")
        if part[0] < 2:
            _trim(found)
        found.append(part)
    _trim(found)
    return _MAVEN_KEY(tuple(found))


def _trim(parts: list[tuple[int, int, str]]) -> None:
    while parts and (parts[-1] == (0, 5, "") or (parts[-1][0] and parts[-1][1] == 0)):
        parts.pop()


_COMPOSER = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:[._-]?(stable|beta|b|rc|alpha|a|patch|pl|p|dev)((?:[.-]?\d+)*))?(?:[.-]?(dev))?(?:\+\S+)?", re.I)
_COMPOSER_RANKS = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "rc": 3, "stable": 4, "": 4, "patch": 5, "pl": 5, "p": 5}


def _packagist(version: str) -> Any:
    found = _COMPOSER.fullmatch(version)
    if not found:
        return None
    numbers = tuple(int(part or 0) for part in found.group(1, 2, 3, 4))
    return numbers, _COMPOSER_RANKS[(found[5] or "").lower()], tuple(map(int, re.findall(r"\d+", found[6] or ""))), 0 if found[7] else 1


_DEBIAN = re.compile(r"(?:(\d+):)?(\d[0-9A-Za-z.+:~-]*?|0)(?:-([0-9A-Za-z.+~]+))?")
_DEBIAN_END = ((0,), 0)


def _debian_parts(text: str) -> tuple[Any, ...]:
    """A tilde sorts before the end, letters before everything else."""
    pairs = re.findall(r"(\D*)(\d*)", text)
    return (*(((*(-1 if ch == "~" else ord(ch) if ch.isalpha() else ord(ch) + 256 for ch in words), 0), int(digits or 0)) for words, digits in pairs if words or digits), _DEBIAN_END)


def _debian(version: str) -> Any:
    found = _DEBIAN.fullmatch(version)
    return (int(found[1] or 0), _debian_parts(found[2]), _debian_parts(found[3] or "0")) if found else None


_ALPINE = re.compile(r"(\d+(?:\.\d+)*)([a-z])?((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?")
_ALPINE_RANKS = {"alpha": 0, "beta": 1, "pre": 2, "rc": 3, "cvs": 5, "svn": 6, "git": 7, "hg": 8, "p": 9}
_ALPINE_END = (4, 0)


def _alpine(version: str) -> Any:
    """A number behind a dot that begins with 0 is read as a fraction."""
    found = _ALPINE.fullmatch(version)
    if not found:
        return None
    first, *rest = found[1].split(".")
    numbers = (int(first), *((0, 0, part) if part.startswith("0") and part != "0" else (1, int(part), "") if part != "0" else (0, 0, "0") for part in rest))
    suffixes = tuple((_ALPINE_RANKS[word], int(digits or 0)) for word, digits in re.findall(r"_([a-z]+)(\d*)", found[3] or ""))
    return numbers, found[2] or "", (*suffixes, _ALPINE_END), int(found[4] or 0)


ORDERS: Mapping[str, Callable[[str], Any]] = {
    "Alpine": _alpine, "Debian": _debian, "GitHub Actions": _semver, "Go": _go, "Hex": _semver, "Maven": _maven, "NuGet": _nuget, "Packagist": _packagist, "Pub": _pub, "PyPI": _pypi,
    "RubyGems": _rubygems, "SwiftURL": _semver, "Ubuntu": _debian, "crates.io": _semver, "npm": _semver,
}
"""Ecosystem, as OSV calls it → the sort key of one of its versions."""
