"""An env file's names with their lines; values only where the file is an example."""

from __future__ import annotations

import re

_LINE = re.compile(r"^\s*(#\s*)?(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$")


def names(text: str) -> dict[str, int]:
    """Name → line of every variable, those commented out (``# NAME=``: optional ones) included."""
    return {name: line for name, line, _, _ in _rows(text)}


def active_names(text: str) -> dict[str, int]:
    return {name: line for name, line, _, commented in _rows(text) if not commented}


def values(text: str) -> dict[str, str]:
    """Name → value of the variables that have one."""
    return {name: value for name, _, value, commented in _rows(text) if value and not commented}


def _rows(text: str) -> list[tuple[str, int, str, bool]]:
    out = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.match(line)
        # In prose a name is lower case or not alone before the sign.
        if found and (not found[1] or found[2].isupper() or found[2].upper() == found[2]):
            value = found[3].strip()
            value = value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value.split(" #")[0].strip()
            out.append((found[2], number, value, bool(found[1])))
    return out
