"""Numbers and spans of time as people write them, in either language."""

from __future__ import annotations

from ..model.text import Language

_UNITS = ((86400.0, "d", "j"), (3600.0, "h", "h"), (60.0, "min", "min"), (1.0, "s", "s"))


def amount(value: float, language: Language, digits: int = 3) -> str:
    """``1000`` → ``1,000`` or ``1 000``; about as many significant digits as asked, whole parts complete."""
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    text = f"{value:,.{max(digits - whole, 0)}f}" if abs(value) >= 0.1 or value == 0 else f"{value:.{digits}g}"
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(",", "\u202f").replace(".", ",") if language == "fr" else text


def percent(share: float, language: Language, digits: int = 4) -> str:
    """``0.001`` → ``0.1 %``."""
    return f"{amount(100 * share, language, digits)}\u00a0%"


def span(seconds: float, language: Language, digits: int = 2) -> str:
    """``150`` → ``2.5 min``: in the largest unit of which there is one."""
    size, en, fr = next((u for u in _UNITS if seconds >= u[0]), _UNITS[-1])
    return f"{amount(seconds / size, language, digits)}\u00a0{fr if language == 'fr' else en}"
