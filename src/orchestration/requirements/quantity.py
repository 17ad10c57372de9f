"""How people write counts, spans of time, shares and amounts, and the plain numbers they are."""

from __future__ import annotations

import re
from decimal import Decimal

_WORDS = {"a": 1, "an": 1, "un": 1, "une": 1, "one": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4, "quatre": 4, "five": 5, "cinq": 5, "six": 6, "seven": 7, "sept": 7, "eight": 8, "huit": 8,
          "nine": 9, "neuf": 9, "ten": 10, "dix": 10, "twelve": 12, "douze": 12, "fifteen": 15, "quinze": 15, "twenty": 20, "vingt": 20, "thirty": 30, "trente": 30, "sixty": 60, "soixante": 60}
_UNITS = {"ms": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600), "d": Decimal(86400), "w": Decimal(604800), "mo": Decimal(2592000), "q": Decimal(7776000), "y": Decimal(31536000)}
_UNIT_WORDS = {"ms": r"ms|millisecondes?|milliseconds?", "s": r"s|secs?|secondes?|seconds?", "m": r"m|mn|mins?|minutes?", "h": r"h|hrs?|hours?|heures?", "d": r"d|days?|j|jours?|daily|quotidien(?:ne)?s?",
               "w": r"w|weeks?|semaines?|weekly|hebdo(?:madaires?)?", "mo": r"months?|mois|monthly|mensuel(?:le)?s?", "q": r"quarters?|trimestres?|quarterly|trimestriel(?:le)?s?", "y": r"y|yrs?|years?|ans?|années?|yearly|annuel(?:le)?s?"}
UNIT = "(?:" + "|".join(_UNIT_WORDS.values()) + ")"
NUMBER_WORD = "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
COUNT = r"(?:\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?[kK]?)"
ATMOST = r"(?:(?:at\s+most|no\s+more\s+than|not\s+more\s+than|up\s+to|under|below|less\s+than|max(?:imum)?(?:\s+of)?|within|limited\s+to|au\s+plus|au\s+maximum|moins\s+de|inférieure?s?\s+à|en\s+dessous\s+de|pas\s+plus\s+d['’e]\s?|maximum(?:\s+de)?|sous|limitée?\s+à|jusqu['’]à|<=?|≤)\s*)"
ATLEAST = r"(?:(?:at\s+least|no\s+less\s+than|min(?:imum)?(?:\s+of)?|over|above|more\s+than|au\s+moins|au\s+minimum|minimum(?:\s+de)?|plus\s+de|d['’]au\s+moins|>=?|≥)\s*)"


def number(words: str) -> str:
    """``"1 000"`` → ``"1000"``; ``"10k"`` → ``"10000"``; ``"0,5"`` → ``"0.5"``; ``"three"`` → ``"3"``."""
    words = words.strip().lower()
    if words in _WORDS:
        return str(_WORDS[words])
    times = 1000 if words.endswith("k") else 1
    words = words.removesuffix("k")
    words = re.sub(r"[ ,](?=\d{3}(?!\d))", "", words) if re.fullmatch(r"\d{1,3}(?:[ ,]\d{3})+", words) else words.replace(",", ".")
    return f"{(Decimal(words) * times).normalize():f}"


def span(name: str) -> str:
    """The pattern of a span of time, in groups ``<name>_n`` and ``<name>_u``: ``"15 min"``, ``"a quarter of an hour"``."""
    return rf"(?:(?P<{name}_q>(?:a\s+)?quarter\s+(?:of\s+an\s+)?hour|quart\s+d['’]heure|half\s+(?:an\s+)?hour|demi-?\s?heure)|(?P<{name}_n>\d+(?:[.,]\d+)?|{NUMBER_WORD}(?=\s))\s*-?\s*(?P<{name}_u>{UNIT})(?![\w]))"


def unit_seconds(word: str) -> Decimal:
    """Of the unit alone."""
    return next(_UNITS[unit] for unit, words in _UNIT_WORDS.items() if re.fullmatch(words, word.lower()))


def seconds(match: re.Match[str], name: str) -> str:
    """Of what :func:`span` matched; empty where it is not there."""
    if quarter := match[f"{name}_q"]:
        return "900" if quarter.lower().startswith(("a quarter", "quart")) else "1800"
    if not match[f"{name}_n"]:
        return ""
    return f"{(Decimal(number(match[f'{name}_n'])) * unit_seconds(match[f'{name}_u'])).normalize():f}"


def days(match: re.Match[str], name: str) -> str:
    """The same in days."""
    found = seconds(match, name)
    return f"{(Decimal(found) / 86400).normalize():f}" if found else ""
