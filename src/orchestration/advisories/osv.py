"""Reading one advisory in OSV's form: https://ossf.github.io/osv-schema/. What is not of that form is refused with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from ..model.advisory import Advisory, Affected
from .versions import base

MAX_BYTES = 8 * 1024 * 1024
"""The largest real ones (every release of an old package listed) have about 1 MB."""
MAX_EVENTS = 20_000
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{1,99}")
_BOUNDS = ("introduced", "fixed", "last_affected", "limit")


class NoAdvisory(ValueError):
    """The text is no advisory; the message says why."""


def normalised(ecosystem: str, name: str) -> str:
    """A package's name so that two spellings the registry takes for one are one: PEP 503; NuGet's and Packagist's know no case."""
    family = base(ecosystem)
    if family == "PyPI":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if family in ("NuGet", "Packagist") else name


def read(data: bytes | str) -> Advisory:
    """
    Raises:
        NoAdvisory: it is none.
    """
    if len(data) > MAX_BYTES:
        raise NoAdvisory(f"larger than {MAX_BYTES} bytes")
    try:
        found = json.loads(data)
    except RecursionError:
        raise NoAdvisory("nested too deeply") from None
    except ValueError:
        raise NoAdvisory("no JSON") from None
    return of(found)


def of(found: Any) -> Advisory:
    """An advisory from JSON's own values.

    Raises:
        NoAdvisory: it is none.
    """
    if not isinstance(found, dict) or not isinstance(found.get("id"), str) or not ID.fullmatch(found["id"]):
        raise NoAdvisory("no id")
    if not isinstance(found.get("affected", []), list):
        raise NoAdvisory("'affected' is no list")
    specific = _mapping(found.get("database_specific"))
    return Advisory(
        found["id"], tuple(sorted({a for a in _texts(found.get("aliases")) if ID.fullmatch(a)} - {found["id"]})), _text(found.get("summary")), _text(found.get("details")),
        _text(found.get("published")), _text(found.get("modified")), _text(found.get("withdrawn")), _vectors(found), _text(specific.get("severity")).lower(),
        tuple(sorted(w for w in _texts(specific.get("cwe_ids")) if re.fullmatch(r"CWE-\d{1,5}", w))),
        tuple(dict.fromkeys(url for row in _mappings(found.get("references")) if (url := _text(row.get("url"))).startswith(("http://", "https://")))),
        tuple(a for row in _mappings(found.get("affected")) if (a := _affected(row)) is not None))


def _affected(row: dict[str, Any]) -> Affected | None:
    package = _mapping(row.get("package"))
    ecosystem, name = _text(package.get("ecosystem")), _text(package.get("name"))
    if not ecosystem or not name:
        return None
    own, theirs = _mapping(row.get("ecosystem_specific")), _mapping(row.get("database_specific"))
    ranges = tuple(_events(found) for found in _mappings(row.get("ranges")) if found.get("type") in ("SEMVER", "ECOSYSTEM"))
    imports = tuple((path, tuple(sorted(_texts(found.get("symbols"))))) for found in _mappings(own.get("imports")) if (path := _text(found.get("path"))))
    return Affected(ecosystem, normalised(ecosystem, name), ranges, frozenset(_texts(row.get("versions"))), imports, _text(theirs.get("informational")), bool(own.get("custom_ranges")), _vectors(row))


def packed(entry: Affected) -> str:
    """An entry as one line, for :func:`unpacked`: what matching needs, read many times faster than the advisory."""
    return json.dumps([entry.ecosystem, entry.name, entry.ranges, sorted(entry.versions), entry.imports, entry.informational, entry.has_other_numbers, entry.vectors], separators=(",", ":"))


def unpacked(line: str) -> Affected:
    ecosystem, name, ranges, versions, imports, informational, has_other_numbers, vectors = json.loads(line)
    return Affected(ecosystem, name, tuple(tuple((bound, text) for bound, text in events) for events in ranges), frozenset(versions), tuple((path, tuple(symbols)) for path, symbols in imports),
                    informational, has_other_numbers, tuple(vectors))


def _events(found: dict[str, Any]) -> tuple[tuple[Any, str], ...]:
    rows = _mappings(found.get("events"))
    if len(rows) > MAX_EVENTS:
        raise NoAdvisory(f"more than {MAX_EVENTS} events")
    return tuple((bound, row[bound]) for row in rows for bound in _BOUNDS if isinstance(row.get(bound), str) and row[bound])


def _vectors(found: dict[str, Any]) -> tuple[str, ...]:
    return tuple(score for row in _mappings(found.get("severity")) if _text(row.get("type")).startswith("CVSS_") and (score := _text(row.get("score"))))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> Iterable[str]:
    return (v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
