"""Charts as SVG elements: scales, axes, bands of time, lines with gaps, lanes; a colour is the name of a class, and the page's style says which it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .html import Element, element

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """A quantity along an edge of a drawing."""

    start: float
    end: float
    low: float
    """Where ``start`` lies, in units of the drawing."""
    high: float
    bend: Callable[[float], float] = float
    """``math.log10`` for a logarithmic scale; ``math.asinh`` for one that has a zero and is logarithmic far from it."""

    def __call__(self, value: float) -> float:
        start, end = self.bend(self.start), self.bend(self.end)
        share = (self.bend(min(max(value, self.start), self.end)) - start) / (end - start)
        return self.low + share * (self.high - self.low)


def words(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> Element:
    return element("text", text, x=x, y=y, class_=kind or None, text_anchor=None if anchor == "start" else anchor)


def rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> Element:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def box(x: float, y: float, width: float, height: float, kind: str, round_: float = 0.0) -> Element:
    return element("rect", x=x, y=y, width=max(width, 0.0), height=height, class_=kind, rx=round_ or None)


def runs(points: Sequence[Point], gap: float) -> Iterator[Sequence[Point]]:
    """The points cut where they lie further apart than ``gap``: what was not recorded is not drawn."""
    start = 0
    for i in range(1, len(points) + 1):
        if i == len(points) or points[i][0] - points[i - 1][0] > gap:
            yield points[start:i]
            start = i


def path(points: Iterable[Point], x: Scale, y: Scale) -> str:
    return " ".join(f"{'L' if i else 'M'}{x(px):.1f} {y(py):.1f}" for i, (px, py) in enumerate(points))


def line(points: Sequence[Point], x: Scale, y: Scale, kind: str, gap: float = math.inf) -> Element:
    return element("path", d=" ".join(path(run, x, y) for run in runs(points, gap)), class_=kind)


def area(points: Sequence[Point], x: Scale, y: Scale, kind: str, gap: float = math.inf) -> Element:
    parts = [f"{path(run, x, y)} L{x(run[-1][0]):.1f} {y.low:.1f} L{x(run[0][0]):.1f} {y.low:.1f} Z" for run in runs(points, gap)]
    return element("path", d=" ".join(parts), class_=kind)


def across(ticks: Iterable[tuple[float, str]], x: Scale, y: Scale) -> list[Element]:
    """The y axis: a line across the drawing for each tick, its words to the left."""
    return [part for value, text in ticks for part in (rule(x.low, y(value), x.high, y(value), "grid"), words(x.low - 8, y(value) + 4, text, "tick", "end"))]


def below(ticks: Iterable[tuple[float, str]], x: Scale, bottom: float) -> list[Element]:
    """The x axis."""
    return [part for value, text in ticks for part in (rule(x(value), bottom, x(value), bottom + 5, "axis"), words(x(value), bottom + 18, text, "tick", "middle"))]


def drawing(width: float, height: float, name: str, title: str, description: str, *parts: Iterable[Element] | Element) -> Element:
    """One picture with a text in its place for who does not see it.

    Args:
        name: an id, unique in the page.
    """
    return element("div", element("svg", element("title", title, id=f"{name}-title"), element("desc", description, id=f"{name}-desc"), *parts,
                                  viewBox=f"0 0 {width:g} {height:g}", role="img", aria_labelledby=f"{name}-title {name}-desc"), class_="scroll chart", tabindex=0)
