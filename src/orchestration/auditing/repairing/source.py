"""One file's text beside its tree: pieces of the text by their nodes, and changes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..grading import Lines
from ..syntax import Function, Module, Node, Span, walk


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters ``start`` to ``end`` of a file's text become ``text``."""

    start: int
    end: int
    text: str


class Source:
    """
    Args:
        family: as in ``languages.FAMILY``.
    """

    def __init__(self, text: str, module: Module, family: str) -> None:
        self.text, self.module, self.family = text, module, family
        self._lines = Lines(text)
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._nodes: dict[Span, list[Node]] | None = None

    def range(self, node: Node) -> tuple[int, int]:
        return self.range_of(self._lines.in_characters(node.span))

    def range_of(self, span: Span) -> tuple[int, int]:
        """Of a span whose columns count characters, as findings say them."""
        line, column, last, end = span
        return self.at(line, column), self.at(last, end)

    def at(self, line: int, column: int) -> int:
        return min(self._starts[min(max(line, 1), len(self._starts) - 1) - 1] + column, len(self.text))

    def line_range(self, line: int) -> tuple[int, int]:
        start = self.at(line, 0)
        end = self.text.find("\n", start)
        return start, end if end >= 0 else len(self.text)

    def indent(self, offset: int) -> str:
        """Of the line an offset lies in."""
        start = self.text.rfind("\n", 0, offset) + 1
        line = self.text[start:self.line_range(self.text.count("\n", 0, offset) + 1)[1]]
        return line[:len(line) - len(line.lstrip())]

    def written(self, node: Node) -> str:
        start, end = self.range(node)
        return self.text[start:end]

    def nodes(self, span: Span) -> tuple[Node, ...]:
        """Those that stand at a finding's place, the outermost first."""
        if self._nodes is None:
            self._nodes = {}
            for node in walk(self.module.body):
                self._nodes.setdefault(self._lines.in_characters(node.span), []).append(node)
        return tuple(self._nodes.get(span, ()))

    def function_around(self, node: Node) -> Sequence[Node]:
        """The statements of the innermost function that holds it; outside of any, the file's."""
        start, end = self.range(node)
        found: Sequence[Node] = self.module.body
        for other in walk(self.module.body):
            if isinstance(other, Function) and other is not node:
                first, last = self.range(other)
                if first <= start and end <= last:
                    found = other.body
        return found


def applied(text: str, edits: Iterable[Edit]) -> str | None:
    """The text with the changes made; None where two of them touch the same characters."""
    ordered = sorted(set(edits))
    if any(a.end > b.start or (a.start, a.end) == (b.start, b.end) for a, b in pairwise(ordered)):
        return None
    for edit in reversed(ordered):
        text = text[:edit.start] + edit.text + text[edit.end:]
    return text


def written_by(edits: Iterable[Edit]) -> list[tuple[int, int]]:
    """Where the new texts are once the changes are made."""
    shift, found = 0, []
    for edit in sorted(set(edits)):
        found.append((edit.start + shift, edit.start + shift + len(edit.text)))
        shift += len(edit.text) - (edit.end - edit.start)
    return found


def moved(offset: int, edits: Iterable[Edit]) -> int:
    """Where a character is once the changes are made; the start of the one it was within."""
    shift = 0
    for edit in sorted(set(edits)):
        if edit.start <= offset < edit.end:
            return edit.start + shift
        if edit.end <= offset:
            shift += len(edit.text) - (edit.end - edit.start)
    return offset + shift
