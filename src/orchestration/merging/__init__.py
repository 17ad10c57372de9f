"""Three texts into one: what was last generated, what a person made of it, what would be generated now; pure, no files."""

from __future__ import annotations

from .lines import MAX_LINES, merge_lines, same_lines, with_endings_of
from .outcome import MergeConflict, Merged
from .structure import merge_structure

__all__ = ["MAX_LINES", "MergeConflict", "Merged", "merge", "merge_lines", "merge_structure", "same_lines", "with_endings_of"]

_STRUCTURED = ("yaml", "json", "toml")


def merge(language: str, base: str, theirs: str, ours: str) -> Merged:
    """A person's edit and a new generation in one text. The person's change wins wherever both changed the same thing.

    Args:
        language: ``yaml``, ``json``, ``toml``, or anything else for text merged by lines.
        base: what was last generated.
        theirs: what is there now; its line endings, byte-order mark and missing last newline are kept.
        ours: what would be generated now.

    YAML and JSON are merged by their structure. Where a merge by lines gives the same values it is preferred, because
    it leaves the person's formatting alone. A text merged by lines that conflicts anywhere is left as it is: half of a
    new Dockerfile is worse than the old one. A structure keeps the person's value at the conflict and takes the rest.
    """
    if same_lines(ours, base) or same_lines(theirs, ours):
        return Merged(theirs)
    if same_lines(theirs, base):
        return Merged(with_endings_of(theirs, ours))
    by_lines = merge_lines(base, theirs, ours)
    if language not in _STRUCTURED:
        return by_lines
    return merge_structure(language, base, theirs, ours, by_lines)
