"""Release lines of languages and servers, their support, and the release a stated version or range means."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ..model.errors import BadValue, PinMissing
from ..model.profile import Runtime
from ..model.text import Text
from .tables import numbers as _numbers
from .tables import table, taken_on

_PRODUCTS = {"java": "eclipse-temurin", "node": "nodejs", "golang": "go"}
"""Names others use for a product of the table."""


def cycles(product: str) -> list[dict[str, Any]]:
    """Release lines of a product, newest first, as endoflife.date lists them."""
    return sorted(table("runtimes")["products"].get(_PRODUCTS.get(product, product), ()), key=lambda c: _numbers(c["releaseCycle"]), reverse=True)


def cycle_of(product: str, version: str) -> dict[str, Any] | None:
    """The release line a version belongs to: ``("nodejs", "22.3.0")`` → the line ``22``."""
    have = _numbers(version)
    for line in cycles(product):
        want = _numbers(line["releaseCycle"])
        if want and have[:len(want)] == want:
            return line
    return None


def end_of_life(product: str, version: str) -> date | None:
    """The day support for that line ends or ended; None where it is not known or not set."""
    line = cycle_of(product, version)
    eol = line and line.get("eol")
    return date.fromisoformat(eol) if isinstance(eol, str) else None


def recommended(product: str) -> dict[str, Any]:
    """The release line for a project that names none.

    Rule: the newest line that, on the day the table was taken, was in long-term support where the product has that
    notion, else had been out for twelve months (ecosystems need that long to catch up), and was not past its end of life.
    Products that support only the last two lines (Go, Rust, Deno) would have none left: there the newest supported line
    at least ninety days old, else the newest.
    """
    day = taken_on("runtimes")
    lines = cycles(product)
    if not lines:
        raise PinMissing(Text(f"no release table for {product}", f"aucune table de versions pour {product}"))

    def alive(line: dict[str, Any]) -> bool:
        eol = line.get("eol")
        return eol is not True and (not isinstance(eol, str) or date.fromisoformat(eol) > day)

    def age(line: dict[str, Any]) -> int:
        return (day - date.fromisoformat(line["releaseDate"])).days

    has_lts = any(line.get("lts") for line in lines)
    if has_lts:
        mature = [line for line in lines if alive(line) and (line.get("lts") is True or (isinstance(line.get("lts"), str) and date.fromisoformat(line["lts"]) <= day))]
    else:
        mature = [line for line in lines if alive(line) and age(line) >= 365]
    return (mature or [line for line in lines if alive(line) and age(line) >= 90] or lines)[0]


_ALIASES = {"nodejs": {"lts/*": "", "lts": "", "node": "newest", "current": "newest", "latest": "newest", "stable": ""}}


def _node_codename(name: str) -> str:
    """``jod`` → ``22``: the image table names each codename's tags after the same release."""
    tags = table("images")["images"]["node"]
    if name in tags:
        known = {"argon": "4", "boron": "6", "carbon": "8", "dubnium": "10", "erbium": "12", "fermium": "14", "gallium": "16",
                 "hydrogen": "18", "iron": "20", "jod": "22", "krypton": "24"}
        return known.get(name, "")
    return {"argon": "4", "boron": "6", "carbon": "8", "dubnium": "10", "erbium": "12", "fermium": "14", "gallium": "16",
            "hydrogen": "18", "iron": "20", "jod": "22", "krypton": "24"}.get(name, "")


_CLAUSE = re.compile(r"(>=|<=|==|!=|~=|~>|>|<|=|\^|~)?\s*v?(\d+(?:\.(?:\d+|[xX*]))*(?:\.[xX*])?)(?:[-+][\w.]+)?")


def _admits(spec: str, version: tuple[int, ...]) -> bool:
    """Whether a range in npm's, PEP 440's, Cargo's, Composer's or RubyGems' notation admits a version (numbers only)."""
    spec = re.sub(r"(\d[\w.]*)\s+-\s+v?(\d[\w.]*)", r">=\1 <=\2", spec.strip())
    for alternative in re.split(r"\|\|?", spec):
        clauses = _CLAUSE.findall(alternative)
        if not clauses:
            if alternative.strip() in ("", "*", "x", "latest"):
                return True
            continue
        if all(_clause_admits(op, text, version) for op, text in clauses):
            return True
    return False


def _clause_admits(op: str, text: str, version: tuple[int, ...]) -> bool:
    wild = bool(re.search(r"[xX*]", text))
    want = _numbers(text)
    have = (version + (0, 0, 0))[:3]
    padded = (want + (0, 0, 0))[:3]
    same = have[:len(want)] == want
    if op in (">=",):
        return have >= padded
    if op == "<=":
        return have <= padded or same
    if op == ">":
        return have > padded and (len(want) == 3 or not same)
    if op == "<":
        return have < padded
    if op == "!=":
        return not same
    if op == "^":
        first = next((i for i, n in enumerate(want) if n), len(want) - 1)
        return have >= padded and have[:first + 1] == padded[:first + 1]
    if op in ("~=", "~>"):
        keep = max(1, len(want) - 1)
        return have >= padded and have[:keep] == padded[:keep]
    if op == "~":
        keep = min(2, len(want))
        return have >= padded and have[:keep] == padded[:keep]
    return same if wild or len(want) < 3 else have == padded


def resolve(product: str, requested: str) -> Runtime:
    """The release a stated version or range means.

    Rule: an exact release is taken as written. A release line (``"22"``, ``"3.12"``) means its newest release. A range
    means the recommended line where it is admitted (see :func:`recommended`), else the newest admitted supported line,
    else the newest admitted one. Aliases (``lts/*``, ``lts/jod``, ``node``) as nvm defines them.

    Raises:
        BadValue: nothing known satisfies it.
    """
    text = requested.strip().strip("\"'").lower()
    lines = cycles(product)
    alias = _ALIASES.get(product, {}).get(text)
    if product == "nodejs" and text.startswith("lts/") and alias is None:
        relative = re.fullmatch(r"lts/-(\d+)", text)
        if relative:
            lts = [line for line in lines if isinstance(line.get("lts"), str) and date.fromisoformat(line["lts"]) <= taken_on("runtimes")]
            alias = lts[min(int(relative[1]), len(lts) - 1)]["releaseCycle"]
        else:
            alias = _node_codename(text[4:])
    if alias == "newest":
        line = lines[0]
        return Runtime(product, requested, line["latest"], line["releaseCycle"])
    if alias is not None:
        text = alias
    text = re.sub(r"^(?:node|python|go|ruby|java|php|v)-?(?=\d)", "", text)
    if not text:
        line = recommended(product)
        return Runtime(product, requested, line["latest"], line["releaseCycle"])
    plain = re.fullmatch(r"=?=?\s*v?(\d+(?:\.\d+)*)(?:\.[x*])?", text)
    if plain:
        have = _numbers(plain[1])
        line = cycle_of(product, plain[1])
        if len(have) >= 3 and not text.endswith(("x", "*")):
            return Runtime(product, requested, ".".join(plain[1].split(".")[:3]), line["releaseCycle"] if line else ".".join(map(str, have[:2])))
        if line and len(_numbers(line["releaseCycle"])) <= len(have):
            latest = line["latest"]
            if len(have) == 2 and len(_numbers(line["releaseCycle"])) == 1 and _numbers(latest)[:2] != have:
                latest = plain[1]
            return Runtime(product, requested, latest, line["releaseCycle"])
    day = taken_on("runtimes")
    admitted = [line for line in lines if _admits(text, _numbers(line["latest"]))]
    preferred = [line for line in admitted if line["releaseCycle"] == recommended(product)["releaseCycle"]]
    alive = [line for line in admitted if line.get("eol") is not True and (not isinstance(line.get("eol"), str) or date.fromisoformat(line["eol"]) > day)]
    # Below the recommended line is safer than above it: a range's upper part is often untested by its author.
    below = [line for line in alive if _numbers(line["releaseCycle"]) <= _numbers(recommended(product)["releaseCycle"])]
    for choice in (preferred, below, alive[::-1], admitted):
        if choice:
            return Runtime(product, requested, choice[0]["latest"], choice[0]["releaseCycle"])
    raise BadValue(Text(f"no known {product} release satisfies {requested!r}", f"aucune version connue de {product} ne satisfait {requested!r}"))


def admits(product: str, requested: str, version: str) -> bool:
    """Whether a stated version or range (aliases too) admits a release."""
    try:
        if _numbers(resolve(product, requested).version) == _numbers(version):
            return True
    except BadValue:
        return False
    return bool(re.search(r"\d", requested)) and _admits(requested.strip().lower(), _numbers(version))
