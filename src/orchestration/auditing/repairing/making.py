"""What a repair would change for one finding; several ways where the text does not tell which is right, the smallest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...model.text import Text
from ..finding import Finding
from ..syntax import Call, Name
from .imports import NoPlace, defined, imported
from .queries import context, parameters, prepared, words_of
from .repair import Repair
from .source import Edit, Source
from .statements import after, before, environment, options, rewrite
from .where import Edits
from .wrapping import wrap


@dataclass(frozen=True, slots=True)
class Candidate:
    repair: Repair
    edits: tuple[Edit, ...]


Made = Iterator[Candidate | Text]
"""Or why there is none."""


def candidates(finding: Finding, repair: Repair, source: Source) -> Made:
    """Every way in which this repair fits the finding."""
    for made in _FORMS[repair.form](finding, repair, source):
        if isinstance(made, Text):
            yield made
            continue
        edits = [e for e in made if source.text[e.start:e.end] != e.text]
        if not edits:
            continue
        if repair.imports and _is_used(repair, edits, source):
            line = imported(repair.imports, source, repair.callee.removeprefix("."), _name_called(finding, source))
            if isinstance(line, NoPlace):
                yield line.why
                continue
            edits += line
        if repair.define:
            edits += defined(repair.define, source)
        yield Candidate(repair, tuple(edits))


def _is_used(repair: Repair, edits: list[Edit], source: Source) -> bool:
    """A name that is a member of what is imported already needs no line of its own."""
    name = repair.callee.removeprefix(".")
    return not repair.callee.startswith(".") or any(e.text == name and source.text[e.start - 1:e.start] != "." for e in edits)


def _name_called(finding: Finding, source: Source) -> str:
    return next((n.callee.id for n in source.nodes(finding.place.span) if isinstance(n, Call) and isinstance(n.callee, Name)), "")


_FORMS: dict[str, Callable[[Finding, Repair, Source], Edits]] = {
    "wrap": wrap, "rewrite": rewrite, "parameters": parameters, "prepared": prepared, "context": context, "words": words_of, "options": options, "environment": environment, "before": before, "after": after,
}
