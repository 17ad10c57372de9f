"""Numbers with units, durations and windows, as people write them in French and English; shared by all words for tasks."""

from __future__ import annotations

import re

NUMBER = r"\d+(?:[.,]\d+)?"
_WORDS = {"a": 1, "an": 1, "one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4, "quatre": 4, "five": 5, "cinq": 5, "six": 6, "seven": 7, "sept": 7, "eight": 8, "huit": 8, "nine": 9, "neuf": 9, "ten": 10, "dix": 10, "twelve": 12, "douze": 12,
          "fifteen": 15, "quinze": 15, "twenty": 20, "vingt": 20, "thirty": 30, "trente": 30, "sixty": 60, "soixante": 60, "hundred": 100, "cent": 100, "thousand": 1000, "mille": 1000}
COUNT = rf"(?:\d+(?:[ ,.]\d{{3}})*k?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
UNIT = r"(?:ms|millisecondes?|milliseconds?|s|secs?|secondes?|seconds?|m|mins?|minutes?|h|hrs?|heures?|hours?|d|j|days?|jours?|w|weeks?|semaines?|months?|mois|years?|ans?|années?|quarters?|trimestres?)"
_SECONDS = (("ms", 0.001), ("mil", 0.001), ("mo", 2_592_000), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("j", 86_400), ("w", 604_800), ("sem", 604_800), ("y", 31_536_000), ("an", 31_536_000), ("q", 7_776_000), ("tri", 7_776_000))


def count(text: str) -> int:
    """``"1 000"``, ``"10k"``, ``"five"`` → the number."""
    bare = text.strip().lower()
    if bare in _WORDS:
        return _WORDS[bare]
    if bare.endswith("k"):
        return int(float(bare[:-1].replace(",", ".")) * 1000)
    return int(re.sub(r"[ ,.](?=\d{3})", "", bare))


def seconds(number: str | None, unit: str) -> int | float:
    """A duration; no number is one: "per minute"."""
    size = max(((name, value) for name, value in _SECONDS if unit.lower().startswith(name)), key=lambda item: len(item[0]))[1]
    value = (count(number) if number and not re.fullmatch(NUMBER, number) else float((number or "1").replace(",", "."))) * size
    return int(value) if value == int(value) else value
