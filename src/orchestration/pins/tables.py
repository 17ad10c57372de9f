"""The tables themselves: where they are read from, how old they are, and what makes one whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

TABLES = ("actions", "debian", "images", "runtimes")
"""What ``pins update`` fetches."""
BY_HAND = ("owasp", "tools", "wheels", "witnessed")
"""What is looked up by hand when it is added; their age is shown all the same."""
STALE_AFTER_DAYS = 90
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def overlay_directory() -> Path | None:
    """Where ``pins update`` keeps a user's newer tables when the package cannot be written to.

    ``DEVOPS_SQUAD_PINS`` names another directory; set to nothing it means: none, only what the package holds.
    """
    named = os.environ.get("DEVOPS_SQUAD_PINS")
    if named is not None:
        return Path(named) if named else None
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(home) / "devops-squad" / "pins" if os.path.isabs(home) else None


def vendored(name: str) -> dict[str, Any]:
    """The document the package holds, with its ``source``."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    return found


@cache
def _document(name: str) -> tuple[dict[str, Any], Literal["vendored", "overlay"], str]:
    """The newer of the vendored and the user's table, which of them it is, and why the user's was passed over."""
    own = vendored(name)
    directory = overlay_directory()
    if directory is None:
        return own, "vendored", ""
    try:
        raw = (directory / f"{name}.json").read_bytes()
    except OSError:
        return own, "vendored", ""
    try:
        theirs = json.loads(raw)
        problems = problems_of(name, theirs)
    except (ValueError, RecursionError) as error:
        problems = (str(error),)
    if problems:
        return own, "vendored", problems[0]
    return (theirs, "overlay", "") if _taken(theirs) > _taken(own) else (own, "vendored", "")


def document(name: str) -> dict[str, Any]:
    """A table with its ``source``, as it lies in its file."""
    return _document(name)[0]


def table(name: str) -> Any:
    """A table as plain values: ``actions`` (owner/name → pin), ``debian``, ``images``, ``runtimes``."""
    found = document(name)
    return found["actions"] if name == "actions" else found


def _taken(data: Mapping[str, Any]) -> date:
    return date.fromisoformat(max(_DAY.findall(data["source"])))


def taken_on(name: str) -> date:
    """The day a table was taken, from its own source line."""
    return _taken(document(name))


def age_days(name: str, today: date) -> int:
    """How many days ago a table was taken; 0 where its date lies ahead."""
    return max(0, (today - taken_on(name)).days)


@dataclass(frozen=True, slots=True)
class PinTable:
    """One table, as ``devops-squad pins`` shows it."""

    name: str
    source: str
    taken_on: date
    age_days: int
    entries: int
    is_stale: bool
    """Older than :data:`STALE_AFTER_DAYS`."""
    origin: Literal["vendored", "overlay"]
    """From the package, or from the user's own directory, which ``pins update`` writes."""
    problem: str = ""
    """Why the user's own table was not used, where there is one and it is broken."""


def report(today: date) -> tuple[PinTable, ...]:
    """Every table with its source and age."""
    rows = []
    for name in TABLES + BY_HAND:
        data, origin, problem = _document(name) if name in TABLES else (vendored(name), "vendored", "")
        age = age_days(name, today)
        rows.append(PinTable(name, data["source"], taken_on(name), age, len(entries(name, data)), age > STALE_AFTER_DAYS, origin, problem))
    return tuple(rows)


def entries(name: str, data: Mapping[str, Any]) -> dict[str, str]:
    """A table laid flat, entry → value: what two tables are compared by."""
    flat: dict[str, str] = {}
    if name in BY_HAND:
        flat = {f"{group} {entry}": str(value) for group, rows in data.items() if group != "source" for entry, value in rows.items()}
    elif name == "actions":
        flat = {uses: f"{pin['version'] or pin['released']} {pin['sha']}" for uses, pin in data["actions"].items()}
    elif name == "debian":
        flat = {f"{os} {package}": version for os, packages in data["releases"].items() for package, version in packages.items()}
    elif name == "images":
        flat = {f"{image}:{tag}": data["digests"].get(f"{image}:{tag}", "") for image, tags in data["images"].items() for tag in tags}
    elif name == "runtimes":
        flat = {f"{product} {line['releaseCycle']}": f"{line['latest']} eol={line.get('eol')}" for product, lines in data["products"].items()
                for line in lines}
    return flat


def numbers(version: str, most: int = 3) -> tuple[int, ...]:
    """The leading numbers of a version: ``"22.3.0-rc.1"`` → ``(22, 3, 0)``."""
    return tuple(int(n[:18]) for n in re.findall(r"\d+", version[:1_000])[:most])


# --- shape ------------------------------------------------------------------------------------------------------------

_SHA = re.compile(r"[0-9a-f]{40}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_VERSION = re.compile(r"\d[\w.+-]{0,60}", re.ASCII)
_USES = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_DEBIAN_VERSION = re.compile(r"(?:\d+:)?\d[A-Za-z0-9.+~-]*")


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_DAY.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def problems_of(name: str, data: Any) -> tuple[str, ...]:
    """What is wrong with a table's shape, field by field; nothing: it is whole. Values reach generated files, so each form is strict."""
    if not isinstance(data, dict) or not isinstance(data.get("source"), str) or not any(_is_day(day) for day in _DAY.findall(data["source"])):
        return (f"{name}: no source with a date",)
    rows = data.get({"actions": "actions", "debian": "releases", "images": "images", "runtimes": "products"}[name])
    if not isinstance(rows, dict) or not rows:
        return (f"{name}: no entries",)
    return tuple(f"{name}: {problem}" for problem in _CHECKS[name](data, rows))


def _action_problems(data: dict[str, Any], rows: dict[str, Any]) -> list[str]:
    return [f"{uses}: {pin!r:.120}" for uses, pin in rows.items()
            if not (_is(_USES, uses) and isinstance(pin, dict) and _is(_SHA, pin.get("sha")) and _is_day(pin.get("released"))
                    and _is(re.compile(r"[\w.+-]{0,60}", re.ASCII), pin.get("version")))]


def _debian_problems(data: dict[str, Any], rows: dict[str, Any]) -> list[str]:
    found = [f"{os}: no packages" for os, packages in rows.items() if not isinstance(packages, dict) or not packages]
    found += [f"{os} {package}: {version!r:.80}" for os, packages in rows.items() if isinstance(packages, dict)
              for package, version in packages.items() if not (_is(_PACKAGE, package) and _is(_DEBIAN_VERSION, version))]
    moves, renamed = data.get("moves"), data.get("renamed")
    if not isinstance(moves, dict) or not set(map(str, moves.values())) <= {"minor", "major"}:
        found.append("moves: not package → minor or major")
    if not isinstance(renamed, dict) or not all(isinstance(row, dict) for row in renamed.values()):
        return [*found, "renamed: not package → release → name"]
    return found + [f"renamed {package} in {os}: {name!r:.80} is no package there" for package, row in renamed.items() for os, name in row.items()
                    if not isinstance(rows.get(os), dict) or name not in rows[os]]


def _image_problems(data: dict[str, Any], rows: dict[str, Any]) -> list[str]:
    found = [f"{image}: no tags" for image, tags in rows.items() if not isinstance(tags, list) or not tags]
    found += [f"{image}: {tag!r:.80} is no tag" for image, tags in rows.items() if isinstance(tags, list) for tag in tags if not _is(TAG, tag)]
    digests = data.get("digests")
    if not isinstance(digests, dict):
        return [*found, "digests: not tag → digest"]
    found += [f"{ref}: {digest!r:.80} is no digest" for ref, digest in digests.items() if not _is(DIGEST, digest)]
    return found + [f"{part}: missing" for part in ("publishers", "systems") if not isinstance(data.get(part), dict)]


def _runtime_problems(data: dict[str, Any], rows: dict[str, Any]) -> list[str]:
    found = []
    for product, lines in rows.items():
        if not isinstance(lines, list) or not lines:
            found.append(f"{product}: no release lines")
            continue
        for line in lines:
            sound = (isinstance(line, dict) and _is(_VERSION, line.get("releaseCycle")) and _is(_VERSION, line.get("latest"))
                     and _is_day(line.get("releaseDate"))
                     and all(isinstance(line.get(key, False), bool) or _is_day(line[key]) for key in ("lts", "eoas", "eol", "eoes")))
            if not sound:
                found.append(f"{product}: {line!r:.160}")
    return found


_CHECKS = {"actions": _action_problems, "debian": _debian_problems, "images": _image_problems, "runtimes": _runtime_problems}
