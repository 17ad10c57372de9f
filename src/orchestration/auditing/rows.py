"""Findings as plain data, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..model.text import Text
from .finding import Finding, Place, Suppression


def as_row(finding: Finding, suppression: Suppression | None) -> dict[str, Any]:
    return {
        "rule": finding.rule, "place": _place_row(finding.place), "severity": finding.severity, "confidence": finding.confidence, "message": [finding.message.en, finding.message.fr],
        "way": [_place_row(p) for p in finding.way], "kind": finding.kind, "is_test": finding.is_test, "doubts": finding.doubts,
        "suppression": None if suppression is None else [suppression.path, suppression.line, suppression.marker, suppression.reason, suppression.until.isoformat() if suppression.until else ""],
    }


def from_row(row: Mapping[str, Any]) -> Finding:
    """
    Raises:
        KeyError, TypeError, ValueError: it is no such row.
    """
    said = row["suppression"]
    suppression = None if said is None else Suppression(said[0], int(said[1]), said[2], said[3], date.fromisoformat(said[4]) if said[4] else None)
    return Finding(row["rule"], _place(row["place"]), row["severity"], row["confidence"], Text(*row["message"]), tuple(_place(p) for p in row["way"]), row["kind"], bool(row["is_test"]), suppression, doubts=int(row["doubts"]))


def _place_row(place: Place) -> list[Any]:
    return [place.path, list(place.span), place.says, place.source]


def _place(row: Sequence[Any]) -> Place:
    path, span, says, source = row
    return Place(str(path), tuple(map(int, span)), str(says), str(source))  # type: ignore[arg-type]
