"""Three-way merge of text by lines, on difflib; the person's own line endings stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

from .outcome import MergeConflict, Merged

MAX_LINES = 20_000
"""Longer texts are not compared line by line (difflib is quadratic): both sides having changed is then one conflict."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def split_lines(text: str) -> list[str]:
    """Lines with their endings; only ``\\n`` ends a line (a form feed or U+2028 is a character like others)."""
    return _LINE.findall(text)


def _bare(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _mostly_windows(text: str) -> bool:
    return text.count("\r\n") * 2 > text.count("\n")


def same_lines(one: str, two: str) -> bool:
    """Whether two texts differ in nothing but line endings and a byte-order mark."""
    return one == two or one.removeprefix("\ufeff").replace("\r\n", "\n") == two.removeprefix("\ufeff").replace("\r\n", "\n")


def with_endings_of(like: str, text: str) -> str:
    """The text with the line endings and byte-order mark another one has."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if _mostly_windows(like):
        text = text.replace("\n", "\r\n")
    return ("\ufeff" if like.startswith("\ufeff") else "") + text


def merge_lines(base: str, theirs: str, ours: str) -> Merged:
    """The three texts merged line by line; with any conflict the text is theirs, whole, and every conflict is listed.

    Line endings do not count as a difference. Lines taken over from ``ours`` get the ending most of ``theirs`` have.
    """
    mark = "\ufeff" if theirs.startswith("\ufeff") else ""
    their_lines = split_lines(theirs.removeprefix("\ufeff"))
    our_lines = split_lines(ours.removeprefix("\ufeff"))
    base_lines = split_lines(base.removeprefix("\ufeff"))
    if max(len(their_lines), len(our_lines), len(base_lines)) > MAX_LINES:
        return Merged(theirs, (MergeConflict(f"lines 1-{len(their_lines)}", theirs, ours),))
    ending = "\r\n" if _mostly_windows(theirs) else "\n"
    a, b, c = ([_bare(line) for line in lines] for lines in (base_lines, their_lines, our_lines))
    out: list[str] = []
    conflicts: list[MergeConflict] = []
    for base_range, their_range, our_range in _regions(a, b, c):
        was, is_, new = a[slice(*base_range)], b[slice(*their_range)], c[slice(*our_range)]
        kept = their_lines[slice(*their_range)]
        if is_ == new or new == was:
            out += kept
        elif is_ == was:
            out += [line + ending for line in new]
        else:
            out += kept
            start, end = their_range
            # 1-based and inclusive; an empty range is named by the line it stands before.
            where = f"lines {start + 1}-{end}" if end > start else f"line {start + 1}"
            conflicts.append(MergeConflict(where, "\n".join(is_), "\n".join(new)))
    if conflicts:
        return Merged(theirs, tuple(conflicts))
    # A line without an ending may stand only at the end, and there it does as it did in their text.
    out = [line if line.endswith("\n") else line + ending for line in out]
    text = "".join(out)
    if their_lines and not their_lines[-1].endswith("\n") and text.endswith(ending):
        text = text.removesuffix(ending)
    return Merged(mark + text)


Range = tuple[int, int]


def _regions(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> Iterator[tuple[Range, Range, Range]]:
    """The texts cut where all three agree: agreeing and differing stretches in turn, each as three index ranges."""
    at_base = at_theirs = at_ours = 0
    for start, length, their_start, our_start in _agreements(base, theirs, ours):
        if (at_base, at_theirs, at_ours) != (start, their_start, our_start):
            yield (at_base, start), (at_theirs, their_start), (at_ours, our_start)
        if length:
            yield (start, start + length), (their_start, their_start + length), (our_start, our_start + length)
        at_base, at_theirs, at_ours = start + length, their_start + length, our_start + length


def _blocks(base: Sequence[str], other: Sequence[str]) -> list[Match]:
    """Stretches of ``base`` found again, in order. difflib takes the longest first and may so leave out lines that are all there:
    where the other text only adds, every line of ``base`` is found."""
    found = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    if sum(block.size for block in found) == len(base):
        return found
    at, places = 0, []
    for line in base:
        while at < len(other) and other[at] != line:
            at += 1
        if at == len(other):
            return found
        places.append(at)
        at += 1
    return [*(Match(i, place, 1) for i, place in enumerate(places)), Match(len(base), len(other), 0)]


def _agreements(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of ``base`` found unchanged on both sides: (start, length, start in theirs, start in ours); an empty one ends it."""
    left, right = _blocks(base, theirs), _blocks(base, ours)
    i = j = 0
    while i < len(left) and j < len(right):
        one, two = left[i], right[j]
        start = max(one.a, two.a)
        end = min(one.a + one.size, two.a + two.size)
        if start < end:
            yield start, end - start, one.b + start - one.a, two.b + start - two.a
        if one.a + one.size <= two.a + two.size:
            i += 1
        else:
            j += 1
    yield len(base), 0, len(theirs), len(ours)
