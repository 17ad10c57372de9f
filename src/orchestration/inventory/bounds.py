"""What a manifest's range allows at least, by each ecosystem's own rules: the version an estimate is made with where nothing is locked.

Sources: https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies, PEP 440, https://python-poetry.org/docs/dependency-specification,
https://maven.apache.org/pom.html#dependency-version-requirement-specification, https://docs.gradle.org/current/userguide/dependency_versions.html,
https://guides.rubygems.org/patterns, https://getcomposer.org/doc/articles/versions.md, https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html,
https://learn.microsoft.com/nuget/concepts/package-versioning, https://hexdocs.pm/elixir/Version.html, https://dart.dev/tools/pub/dependencies#version-constraints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"v?((?:\d+!)?\d+(?:\.(?:\d+|[xX*]))*(?:\.?[-+_]?[0-9A-Za-z][0-9A-Za-z.+_!~-]*)?|[xX*])")
_COMPARATOR = re.compile(r"(===|==|!=|<>|~=|~>|>=|=>|<=|=<|\^|~|>|<|=)?\s*((?:\d+!)?[^\s,|<>=!~^&()]+)")
_INTERVAL = re.compile(r"([\[(\]])\s*([^,\[\]()]*)\s*(?:(,)\s*([^,\[\]()]*)\s*)?([\])\[])")
_HYPHEN = re.compile(r"^\s*(v?\d[\w.+*-]*)\s+-\s+(v?\d[\w.+*-]*)\s*$")
_SEMVER = ("npm", "crates.io", "Pub", "Hex", "Packagist")


@dataclass(frozen=True, slots=True)
class Bound:
    """The lowest version a range allows."""

    version: str
    is_exact: bool
    """The range allows nothing else."""


def lower_bound(ecosystem: str, stated: str) -> Bound | None:
    """The lowest version; of several alternatives the lowest. None where the range has no lower end, or names none (``*``, a tag, ``< 2``)."""
    stated = stated.strip()
    if len(stated) > 500:
        return None
    if ecosystem in ("Maven", "NuGet"):
        return _brackets(ecosystem, stated)
    if ecosystem == "Go":
        return Bound(stated, True) if re.fullmatch(r"v\d+\.\d+\.\d+[\w.+-]*", stated) else None
    separator = r"\s*\|\|\s*|(?<!\|)\|(?!\|)" if ecosystem in ("npm", "Packagist", "PyPI") else r"\s+or\s+" if ecosystem == "Hex" else r"\s*\|\|\s*"
    found = [_all_of(ecosystem, part) for part in re.split(separator, stated)]
    if not found or None in found:
        return None
    lowest = min((b for b in found if b), key=lambda b: order(b.version))
    return Bound(lowest.version, lowest.is_exact and len(found) == 1)


def order(version: str) -> tuple[tuple[int, int, str], ...]:
    """A key good enough to tell which end of a range is lower; comparing with advisories is another room's work."""
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in re.split(r"[.+_-]", version.lower().lstrip("v").split("+")[0]) if p and len(p) < 100)


def _all_of(ecosystem: str, part: str) -> Bound | None:
    """Comparators that must all hold: the highest lower end counts."""
    part = re.sub(r"\s+and\s+", " ", part) if ecosystem == "Hex" else part
    if (hyphen := _HYPHEN.match(part)) and ecosystem in ("npm", "Packagist"):
        return _plain(ecosystem, hyphen[1], exact=False)
    found: list[Bound] = []
    for operator, value in _COMPARATOR.findall(part):
        value = re.sub(r"@(?:stable|dev|alpha|beta|RC)$", "", value, flags=re.I) if ecosystem == "Packagist" else value
        if operator in ("!=", "<>", "<", "<=", "=<"):
            continue
        bare_is_exact = ecosystem in ("npm", "PyPI", "RubyGems", "Packagist", "Hex", "Pub")
        bound = _plain(ecosystem, value, exact=operator in ("==", "===", "=") or (operator == "" and bare_is_exact))
        if bound is None:
            return None
        if operator == ">":
            bound = Bound(_next(bound.version), False)
        found.append(bound)
    if not found:
        return None
    highest = max(found, key=lambda b: order(b.version))
    return Bound(highest.version, highest.is_exact or any(b.is_exact and b.version == highest.version for b in found))


def _plain(ecosystem: str, value: str, exact: bool) -> Bound | None:
    """One version; ``1.x`` and ``1.*`` begin at ``1.0``, and a version of semantic versioning has three numbers."""
    match = _NUMBER.fullmatch(value)
    if not match or match[1] in ("x", "X", "*"):
        return None
    version = match[1]
    wild = re.search(r"(?:\.[xX*])+$", version)
    if wild:
        version, exact = version[:wild.start()], False
        if ecosystem == "PyPI":
            return Bound(version + ".0", False)
    if ecosystem in _SEMVER and re.fullmatch(r"\d+(?:\.\d+)?", version):
        # A bare "1.2" is a range for npm, and the version 1.2.0 for Composer.
        exact = exact and ecosystem != "npm"
        version += ".0" * (2 - version.count("."))
    return Bound(version, exact)


def _next(version: str) -> str:
    """The version right above one that the range leaves out."""
    match = re.fullmatch(r"(\d+(?:\.\d+)*)", version)
    if not match:
        return version
    parts = [int(p) for p in version.split(".")]
    parts += [0] * (3 - len(parts))
    return ".".join(map(str, [*parts[:-1], parts[-1] + 1]))


def _brackets(ecosystem: str, stated: str) -> Bound | None:
    """Maven's, Gradle's and NuGet's intervals; a bare version is Maven's own choice, and NuGet's lowest."""
    intervals = _INTERVAL.findall(stated)
    if intervals:
        found = []
        for opens, low, comma, high, closes in intervals:
            low, high = low.strip(), high.strip()
            if not low:
                return None
            exact = not comma or (low == high and opens == "[" and closes == "]")
            found.append(Bound(low if opens == "[" else _next(low), exact))
        lowest = min(found, key=lambda b: order(b.version))
        return Bound(lowest.version, lowest.is_exact and len(found) == 1)
    strict = stated.partition("!!")[0].strip() if ecosystem == "Maven" else stated
    floating = re.fullmatch(r"(\d+(?:\.\d+)*)\.?[+*](?:-.*)?", strict)
    if floating:
        return Bound(floating[1] + ".0" * max(0, 1 - floating[1].count(".")), False)
    plain = re.fullmatch(r"\d[\w.+-]*", strict) or (re.fullmatch(r"[A-Za-z][\w.+-]*\d[\w.+-]*", strict) if ecosystem == "Maven" else None)
    return Bound(strict, ecosystem == "Maven") if plain and not strict.endswith(("+", "*")) else None
