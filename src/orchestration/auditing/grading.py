"""A hit of the flow as a finding: where it is, how it came there, how bad it is and how sure."""

from __future__ import annotations

import re

from ..model.text import Text
from .finding import Finding, Place
from .flow import Hit
from .rule import CONFIDENCES, SEVERITIES, Rule
from .syntax import NOWHERE, Span
from .values import Step

_DOUBTS_OF = {"stored": 1, "answer": 2, "local": 2, "property": 2}
"""Who can put a value into the database is often the code itself; who starts a program may do what it does anyway; a page's own server often answers with markup that it made."""
_LONGEST_SOURCE = 200
_LONGEST_NAME = 80
_MOST_PLACES = 12

_NAME = re.compile(r"[\w$@]{1,40}(?:(?:\?\.|->|::|\.)[\w$]{1,40}|\[['\"]?[\w$ -]{1,40}['\"]?\]){0,6}")

_WHO = {
    "remote": Text("what a client sends", "ce qu'envoie un client"),
    "stored": Text("what is stored", "ce qui est stocké"),
    "local": Text("what whoever starts the program gives", "ce que donne celui qui lance le programme"),
    "parameter": Text("what a caller hands in", "ce que transmet un appelant"),
    "answer": Text("what a server answers", "ce que répond un serveur"),
    "property": Text("what a component is handed", "ce que reçoit un composant"),
    "predictable": Text("a predictable number", "un nombre prévisible"),
    "password": Text("a password", "un mot de passe"),
    "secret": Text("a secret", "un secret"),
    "error": Text("what an error says of the code", "ce qu'une erreur dit du code"),
    "archive": Text("a path in an archive", "un chemin d'une archive"),
}


class Lines:
    """A file's text by line, and columns as a person counts them."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def __len__(self) -> int:
        return len(self._lines)

    def shown(self, line: int) -> str:
        return self._lines[line - 1].strip()[:_LONGEST_SOURCE] if 0 < line <= len(self._lines) else ""

    def written(self, span: Span) -> str:
        """A name or a chain of names as the code writes it; empty where it is more than that."""
        line, start, last, end = self.in_characters(span)
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        piece = text[start:end if last == line else None].split("(", 1)[0].rstrip()
        return piece if _NAME.fullmatch(piece) else ""

    def in_characters(self, span: Span) -> Span:
        return span[0], self._column(span[0], span[1]), span[2], self._column(span[2], span[3])

    def _column(self, line: int, offset: int) -> int:
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        return min(offset, len(text)) if text.isascii() else len(text.encode()[:offset].decode("utf-8", "ignore"))


def graded(hit: Hit, rule: Rule, lines: dict[str, Lines], is_test: bool) -> Finding:
    """
    Args:
        lines: of every file that the way leads through.
    """
    taint = hit.taint
    place = _place(hit.path, hit.span, hit.says, lines)
    way = (*_way(taint.step, lines), place) if taint is not None else ()
    kind = taint.kind if taint is not None else ""
    doubts = hit.doubts + _DOUBTS_OF.get(kind, 0)
    severity = hit.use.severity or rule.severity
    if is_test and kind != "remote":
        # A made-up password, a broken hash, an assertion: what tests are made of.
        doubts += 2
    if is_test:
        severity = SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]
    return Finding(rule.id, place, severity, CONFIDENCES[min(doubts, len(CONFIDENCES) - 1)], _message(hit, rule, place, way, kind), way, kind, is_test, doubts=doubts)  # type: ignore[arg-type]


def _way(step: Step | None, lines: dict[str, Lines]) -> tuple[Place, ...]:
    """From the source on; what lies in the middle of a very long way is left out."""
    steps: list[Step] = []
    while step is not None:
        steps.append(step)
        step = step.before
    steps.reverse()
    if len(steps) > _MOST_PLACES:
        steps = [*steps[:_MOST_PLACES // 2], *steps[-_MOST_PLACES // 2:]]
    places: list[Place] = []
    for found in steps:
        place = _place(found.path, found.span, found.says, lines)
        if not places or (places[-1].path, places[-1].line, places[-1].says) != (place.path, place.line, place.says):
            places.append(place)
    return tuple(places)


def _place(path: str, span: Span, says: str, lines: dict[str, Lines]) -> Place:
    there = lines.get(path)
    name = (there.written(span) if there is not None and span != NOWHERE else "") or says.removeprefix("?.").lstrip(".")
    name = name if len(name) <= _LONGEST_NAME else "…" + name[-_LONGEST_NAME:]
    if there is None or span == NOWHERE:
        return Place(path, span, name)
    return Place(path, there.in_characters(span), name, there.shown(span[0]))


def _message(hit: Hit, rule: Rule, place: Place, way: tuple[Place, ...], kind: str) -> Text:
    sink = place.says or rule.title.en
    says = hit.use.says
    if not way:
        en = says.en if says else f"`{sink}`: {_lower(rule.why.en)}"
        fr = says.fr if says else f"`{sink}` : {_lower(rule.why.fr)}"
        return Text(f"{rule.title.en}: {en}", f"{rule.title.fr} : {fr}")
    who, first, last = _WHO.get(kind, _WHO["parameter"]), way[0], way[-1]
    there = "" if first.path == last.path else first.path
    through = list(dict.fromkeys(f"`{p.says}`" for p in way[1:-1] if p.says not in ("", "text", first.says) and "." not in p.says))[:4]
    en = f"{rule.title.en}: {who.en} (`{first.says}`, line {first.line}{' of ' + there if there else ''}) reaches `{sink}` on line {last.line}" + (f" by way of {', '.join(through)}" if through else "")
    fr = f"{rule.title.fr} : {who.fr} (`{first.says}`, ligne {first.line}{' de ' + there if there else ''}) atteint `{sink}` ligne {last.line}" + (f" en passant par {', '.join(through)}" if through else "")
    return Text(en + (f": {says.en}" if says else ""), fr + (f" : {says.fr}" if says else ""))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
