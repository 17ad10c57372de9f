"""Release lines of languages and servers, their support, and the release a stated version or range means."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ..model.errors import BadValue, PinMissing
from ..model.profile import Runtime
from ..model.text import Text
from . import ranges
from .ranges import NoRange, Notation, Version, lower_bounds
from .tables import numbers, table, taken_on

_PRODUCTS = {"java": "eclipse-temurin", "node": "nodejs", "golang": "go", "postgres": "postgresql", "mongo": "mongodb", "alpine": "alpine-linux"}
"""Names others use for a product of the table."""
_NOTATIONS: dict[str, Notation] = {
    "nodejs": "npm", "bun": "npm", "deno": "npm", "python": "python", "php": "composer", "ruby": "gems", "elixir": "hex", "rust": "cargo",
}
"""How each product's projects write ranges; npm's for the rest."""


def _product(name: str) -> str:
    return _PRODUCTS.get(name, name)


def cycles(product: str) -> list[dict[str, Any]]:
    """Release lines of a product, newest first, as endoflife.date lists them."""
    return sorted(table("runtimes")["products"].get(_product(product), ()), key=lambda c: numbers(c["releaseCycle"]), reverse=True)


def cycle_of(product: str, version: str) -> dict[str, Any] | None:
    """The release line a version belongs to: ``("nodejs", "22.3.0")`` → the line ``22``."""
    have = numbers(version)
    for line in cycles(product):
        want = numbers(line["releaseCycle"])
        if want and have[:len(want)] == want:
            return line
    return None


def end_of_life(product: str, version: str) -> date | None:
    """The day support for that line ends or ended; None where it is not known or not set.

    Of a line older than every line of the table, where its own day is not held (``ended``), the day the oldest held one
    ended is given: about then it did too.
    """
    line = cycle_of(product, version)
    if line is None:
        lines = cycles(product)
        have = numbers(version)
        if not lines or not have or have >= numbers(lines[-1]["releaseCycle"]):
            return None
        ended: str | None = table("runtimes")["ended"].get(_product(product), {}).get(_line_of(product, have))
        if ended:
            return date.fromisoformat(ended)
        line = lines[-1]
    eol = line.get("eol")
    return date.fromisoformat(eol) if isinstance(eol, str) else None


def _is_alive(line: dict[str, Any], day: date) -> bool:
    eol = line.get("eol")
    return eol is not True and (not isinstance(eol, str) or date.fromisoformat(eol) > day)


def _is_long_term(line: dict[str, Any], day: date) -> bool:
    lts = line.get("lts")
    return lts is True or (isinstance(lts, str) and date.fromisoformat(lts) <= day)


def recommended(product: str) -> dict[str, Any]:
    """The release line for a project that names none.

    Rule: the newest line that, on the day the table was taken, was in long-term support where the product has that
    notion, else had been out for twelve months (ecosystems need that long to catch up), and was not past its end of life.
    Products that support only the last two lines (Go, Rust, Deno) would have none left: there the newest supported line
    at least ninety days old, else the newest.

    Raises:
        PinMissing: the table does not know the product.
    """
    day = taken_on("runtimes")
    lines = cycles(product)
    if not lines:
        raise PinMissing(Text(f"no release table for {product}", f"aucune table de versions pour {product}"))
    alive = [line for line in lines if _is_alive(line, day)]

    def out_for(days: int) -> list[dict[str, Any]]:
        return [line for line in alive if (day - date.fromisoformat(line["releaseDate"])).days >= days]

    mature = [line for line in alive if _is_long_term(line, day)] if any(line.get("lts") for line in lines) else out_for(365)
    return (mature or out_for(90) or lines)[0]


# --- resolving --------------------------------------------------------------------------------------------------------

_NEWEST = frozenset({"latest", "newest", "current", "stable", "node"})
"""nvm: ``node`` is the newest release, ``stable`` an old word for it; rustup and the version managers say ``stable``, ``latest``."""
_RECOMMENDED = frozenset({"", "*", "x", "any", "lts", "lts/*", "lts-*", "lts-latest", "default"})
_PREFIX = {
    "nodejs": r"node(?:js)?[-@ ]?", "python": r"(?:c?python-?)", "go": r"go(?:lang)?-?", "ruby": r"ruby-?", "php": r"php-?", "rust": r"rust-?",
    "deno": r"deno-?", "bun": r"bun-?", "elixir": r"elixir-?", "dotnet": r"net(?:coreapp)?-?",
    "eclipse-temurin": (r"(?:java|jdk|jre|temurin|openjdk|adoptopenjdk|zulu|(?:amazon-)?corretto|liberica|microsoft|sapmachine|oracle)"
                        r"(?:-jdk|-jre)?-?"),
}
"""What version managers write before the number. Another implementation's name (``pypy``, ``jruby``, ``graalvm``) is none of them."""
_SUFFIX = {
    "elixir": r"-otp-\d+", "ruby": r"-p\d+", "dotnet": r"-(?:windows|android|ios|macos)[\d.]*", "python": r"t",
    "eclipse-temurin": r"(?:-(?:tem|open|zulu|amzn|librca|ms|sapmchn|oracle))|(?:\+[\d.]+)|(?:_\d+)|(?:-lts)",
}


def _nodejs_line(text: str) -> str | None:
    """nvm's ``lts/NAME`` and ``lts/-N`` as a release line; None: neither."""
    if relative := re.fullmatch(r"lts/-(\d+)", text):
        day = taken_on("runtimes")
        lines = [line for line in cycles("nodejs") if _is_long_term(line, day)]
        number = int(relative[1])
        return lines[number]["releaseCycle"] if number < len(lines) else None
    found: str | None = table("runtimes")["codenames"]["nodejs"].get(re.sub(r"^lts[/-]", "", text))
    return found


def resolve(product: str, requested: str) -> Runtime:
    """The release a stated version or range means.

    Rule: an exact release is taken as written. A release line (``"22"``, ``"3.12"``) means its newest release. A range
    means the recommended line where it is admitted (see :func:`recommended`), else the newest admitted supported line
    below it (a range's upper part is often untested by its author), else the oldest admitted supported one above, else
    the newest admitted one. A range that no line's newest release meets (``~22.4.0``) means its own lower bound. Aliases
    (``lts/*``, ``lts/jod``, ``lts/-1``, ``node``) are nvm's. A .NET SDK's version (``8.0.404``) means its runtime's line;
    of Java only the feature release counts.

    Raises:
        BadValue: it is no version or range, names another implementation (``pypy3.10``), or nothing known satisfies it.
    """
    name = _product(product)
    if len(requested) > 200:
        raise _nothing(product, f"{requested[:40]}…")
    text = requested.strip().strip("\"'").strip().lower()
    if name == "nodejs" and (codename := _nodejs_line(text)):
        text = codename
    text = re.sub(rf"^(?:{_PREFIX.get(name, '(?!)')}|v)(?=\d)", "", text)
    text = re.sub(rf"(?<=\d)(?:{_SUFFIX.get(name, '(?!)')})$", "", text)
    lines = cycles(product)
    if text in _NEWEST or text in _RECOMMENDED:
        if not lines:
            raise _nothing(product, requested)
        line = lines[0] if text in _NEWEST else recommended(product)
        return Runtime(product, requested, line["latest"], line["releaseCycle"])
    plain = re.fullmatch(r"(?:===?|=)?\s*v?(\d+(?:\.\d+){0,5})((?:-?(?:a|b|rc|alpha|beta|preview|dev)[\w.-]*)?)((?:\.[x*])*)", text)
    found = _plain(name, product, requested, plain[1] + plain[2], bool(plain[3])) if plain else None
    return found or _ranged(name, product, requested, text)


def _plain(name: str, product: str, requested: str, version: str, wild: bool) -> Runtime | None:
    """A version that is no range; None where it must be read as one (``"3"`` of Python names no line)."""
    have = numbers(version)
    if name == "eclipse-temurin":
        # Until Java 8 the feature release was the second number: 1.8.
        version = str(have[1] if have[0] == 1 and len(have) > 1 else have[0])
        have = numbers(version)
    line = cycle_of(name, version)
    if name == "dotnet" and len(have) == 3 and have[2] >= 100:
        version = ".".join(map(str, have[:2]))
        have = have[:2]
    if len(have) >= 3 and not wild:
        return Runtime(product, requested, ".".join(version.split(".")[:3]), line["releaseCycle"] if line else _line_of(name, have))
    if line is not None:
        # `22.4` is no line of its own: then what was written is the closest there is.
        latest = line["latest"] if numbers(line["latest"])[:len(have)] == have else version
        return Runtime(product, requested, latest, line["releaseCycle"])
    lines = cycles(name)
    if not lines:
        raise _nothing(product, requested)
    if any(numbers(other["releaseCycle"])[:len(have)] == have for other in lines):
        return None
    # Older or newer than the table: what was written, and its line.
    return Runtime(product, requested, version, _line_of(name, have))


def _line_of(name: str, have: tuple[int, ...]) -> str:
    lines = cycles(name)
    depth = len(numbers(lines[0]["releaseCycle"])) if lines else 2
    return ".".join(map(str, have[:depth]))


def _ranged(name: str, product: str, requested: str, text: str) -> Runtime:
    notation = _NOTATIONS.get(name, "npm")
    try:
        # A single number is a line in every notation but Cargo's, where it is a minimum within it.
        if re.fullmatch(r"\d+", text):
            text, notation = f"{text}.x", "npm"
        admitted = [line for line in cycles(name) if ranges.admits(notation, text, _three(line["latest"]))]
        bounds = [] if admitted else lower_bounds(notation, text)
    except NoRange:
        known = ", ".join(line["releaseCycle"] for line in cycles(name)[:5])
        raise BadValue(
            Text(f"{requested!r} is no version or range of {product}", f"{requested!r} n'est ni une version ni un intervalle de {product}"),
            Text(f"state a version, such as one of its release lines: {known}",
                 f"indiquez une version, par exemple l'une de ses branches : {known}")) from None
    if admitted:
        day = taken_on("runtimes")
        best = recommended(name)
        alive = [line for line in admitted if _is_alive(line, day)]
        below = [line for line in alive if numbers(line["releaseCycle"]) <= numbers(best["releaseCycle"])]
        for choice in ([line for line in admitted if line["releaseCycle"] == best["releaseCycle"]], below, alive[::-1], admitted):
            if choice:
                return Runtime(product, requested, choice[0]["latest"], choice[0]["releaseCycle"])
    for bound in bounds:
        version = ".".join(map(str, bound))
        if ranges.admits(notation, text, bound) and any(bound):
            if line := cycle_of(name, version):
                return Runtime(product, requested, version, line["releaseCycle"])
            if cycles(name) and bound < _three(cycles(name)[-1]["latest"]):
                # An old line the table has forgotten: its newest release is not known, the line is.
                return Runtime(product, requested, _line_of(name, bound), _line_of(name, bound))
    raise _nothing(product, requested)


def _three(version: str) -> Version:
    major, minor, patch = (*numbers(version), 0, 0, 0)[:3]
    return major, minor, patch


def _nothing(product: str, requested: str) -> BadValue:
    return BadValue(Text(f"no known {product} release satisfies {requested!r}", f"aucune version connue de {product} ne satisfait {requested!r}"),
                    Text("state another version, or run `devops-squad pins update`",
                         "indiquez une autre version, ou lancez `devops-squad pins update`"))


def admits(product: str, requested: str, version: str) -> bool:
    """Whether a stated version or range (aliases too) admits a release."""
    try:
        if numbers(resolve(product, requested).version) == numbers(version):
            return True
        return bool(re.search(r"\d", requested)) and ranges.admits(_NOTATIONS.get(_product(product), "npm"), requested.strip().lower(), _three(version))
    except (BadValue, NoRange):
        return False
