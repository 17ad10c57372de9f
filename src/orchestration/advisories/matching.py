"""Whether an advisory concerns a version, by OSV's written algorithm (https://ossf.github.io/osv-schema/#evaluation), and which version does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Literal

from ..model.advisory import Affected, Bound
from .versions import is_prerelease, key

Answer = Literal["affected", "not affected", "not known"]

_FIRST, _LAST = "0", "*"
"""OSV's names for a version before every other, and behind."""


def affects(entry: Affected, version: str) -> Answer:
    """What an advisory's entry says of a version; ``not known`` where it speaks of commits only, or the version, or one the answer rests on, is none of the ecosystem's."""
    if version in entry.versions:
        return "affected"
    place = _place(entry.ecosystem, version)
    if place is None or not (entry.ranges or entry.versions):
        return "not known"
    # Where ranges are stated they decide of other spellings, too, and cost far less than reading hundreds of versions.
    if not entry.ranges and any(_place(entry.ecosystem, listed) == place for listed in entry.versions):
        return "affected"
    answers = {_within(entry.ecosystem, events, place) for events in entry.ranges}
    return "affected" if "affected" in answers else "not known" if "not known" in answers else "not affected"


def _within(ecosystem: str, events: Iterable[tuple[Bound, str]], place: Any) -> Answer:
    placed = [(bound, _place(ecosystem, text)) for bound, text in events]
    if any(at is None for _, at in placed):
        return "not known"
    limits = [at for bound, at in placed if bound == "limit"]
    if limits and not any(place < at for at in limits):
        return "not affected"
    inside = False
    for bound, at in sorted((e for e in placed if e[0] != "limit"), key=lambda e: (e[1], _ORDER[e[0]])):
        if bound == "introduced" and place >= at:
            inside = True
        elif (bound == "fixed" and place >= at) or (bound == "last_affected" and place > at):
            inside = False
    return "affected" if inside else "not affected"


_ORDER = {"last_affected": 0, "fixed": 0, "introduced": 1}
"""Where one range ends at the version at which the next begins."""


@lru_cache(maxsize=200_000)
def _place(ecosystem: str, text: str) -> Any:
    if text == _FIRST:
        return (0,)
    if text == _LAST:
        return (2,)
    found = key(ecosystem, text)
    return None if found is None else (1, found)


def fixes(entry: Affected, version: str) -> tuple[str, ...]:
    """The versions at which the ranges that hold this version end, in order."""
    place = _place(entry.ecosystem, version)
    if place is None:
        return ()
    found = set()
    for events in entry.ranges:
        if _within(entry.ecosystem, events, place) == "affected":
            later = [text for bound, text in events if bound == "fixed" and _place(entry.ecosystem, text) > place]
            found |= {min(later, key=lambda text: _place(entry.ecosystem, text))} if later else set()
    return ordered(entry.ecosystem, found)


def target(ecosystem: str, version: str, entries: Iterable[Affected], admits: Callable[[str], bool] = lambda _: True) -> tuple[str, tuple[Affected, ...]]:
    """The version to go to, and the entries that still affect it: as few of them as can be, and then the lowest version.

    Asked of are the versions above this one that an entry names as a fix. A pre-release is only taken where no release does as well, or this
    version is one itself. Empty where no entry names any.

    Args:
        admits: which of them may be taken.
    """
    entries, place = tuple(entries), _place(ecosystem, version)
    if place is None:
        return "", entries
    stated = {text for entry in entries for events in entry.ranges for bound, text in events if bound == "fixed" and (at := _place(ecosystem, text)) is not None and at > place and admits(text)}
    may_be_early = is_prerelease(ecosystem, version)
    best: tuple[str, tuple[Affected, ...]] = ("", tuple(entry for entry in entries if affects(entry, version) != "not affected"))
    for text in sorted(ordered(ecosystem, stated), key=lambda text: not may_be_early and is_prerelease(ecosystem, text)):
        left = tuple(entry for entry in entries if affects(entry, text) != "not affected")
        if len(left) < len(best[1]):
            best = text, left
        if not left:
            break
    return best


def ordered(ecosystem: str, versions: Iterable[str]) -> tuple[str, ...]:
    """In the ecosystem's order; what is none of its versions comes last."""
    return tuple(sorted(versions, key=lambda text: (_place(ecosystem, text) or (3,), text)))
