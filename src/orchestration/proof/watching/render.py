"""A proof of monitoring for a person, in either language, and for a program."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from dataclasses import asdict
from string import ascii_uppercase
from typing import Any

from ...documents.figures import amount, percent
from ...model.text import Language, Text
from ..render import MARKS, printable, seconds
from .report import PHASES, TITLES, Burn, Fate, Line, Watch

STATES = {
    "passed": Text("PROVEN TO WATCH", "SURVEILLANCE PROUVÉE"), "failed": Text("REFUSED", "REFUSÉ"),
    "incomplete": Text("INCOMPLETE: nothing failed, but not everything could be tried", "INCOMPLET : aucun échec, mais tout n'a pas pu être essayé"),
}


Paint = Callable[[str, str], str]
"""(text, colour) → the text as the terminal is told to show it; a colour is one of ``red``, ``yellow``, ``green``, ``cyan``, ``bright_black``."""
_COLOURS = {"passed": "green", "failed": "red", "not run": "yellow", "incomplete": "yellow"}
_BLOCKS, _IDLE, _PENDING, _FIRING = "▁▂▃▄▅▆▇█", "·", "░", "█"
NARROWEST = 60


def render(watch: Watch, language: Language, width: int = 100, paint: Paint = lambda text, _: text) -> str:
    """For a terminal of that many columns (:data:`NARROWEST` at least); no line is longer."""
    return "\n".join(_Words(watch, language, max(width, NARROWEST), paint).lines())


class _Words:
    def __init__(self, watch: Watch, language: Language, width: int, paint: Paint) -> None:
        self.watch, self.language, self.width, self.paint = watch, language, width, paint
        names = [f.name for f in watch.fates]
        self.label = min(max([len(n) for n in names], default=0), width // 2 - 4)
        self.cells = width - self.label - 5
        self.seconds_a_cell = max(watch.figures.get("watched", 1.0), 1.0) / self.cells

    def say(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def wrapped(self, text: str, indent: str = "") -> list[str]:
        return [line for part in printable(text).splitlines() or [""] for line in textwrap.wrap(part, self.width, initial_indent=indent, subsequent_indent=indent) or [""]]

    def lines(self) -> list[str]:
        found: list[str] = []
        for step in self.watch.steps:
            first, *rest = self.wrapped(f"{MARKS[step.state]} {TITLES[step.check].in_(self.language)}")
            found += [self.paint(first[0], _COLOURS[step.state]) + first[1:], *rest]
            if step.reason:
                found += self.wrapped(step.reason.in_(self.language), "    ")
            for finding in step.findings[:20]:
                found += self.wrapped(f"{finding.rule}: {finding.message}", "    ")
        for burn in self.watch.burns:
            found += ["", *self._burn(burn)]
        if self.watch.phases:
            found += ["", *self._key()]
        if self.watch.fates:
            found += ["", *self._table()]
        if self.watch.pictures:
            good = sum(p.has_data for p in self.watch.pictures)
            found += ["", self.say(f"{good} of {len(self.watch.pictures)} panel queries return data", f"{good} requêtes de panneaux sur {len(self.watch.pictures)} renvoient des données")]
        if figures := self.watch.figures:
            loaded = f"{figures.get('rules_loaded', figures['rules']):.0f}"
            found.append(self.say(f"{loaded} of {figures['rules']:.0f} rules loaded, {seconds(figures['total'])}, {figures['memory_megabytes']:.0f} MB",
                                  f"{loaded} règles chargées sur {figures['rules']:.0f}, {seconds(figures['total'], 'fr')}, {figures['memory_megabytes']:.0f} Mo"))
        for notice in self.watch.notices:
            found += ["", *self.wrapped(notice.in_(self.language))]
        return [*found, "", *(self.paint(line, _COLOURS[self.watch.state]) for line in self.wrapped(STATES[self.watch.state].in_(self.language)))]

    # --- an objective

    def _burn(self, burn: Burn) -> list[str]:
        lines = [ln for ln in burn.lines if ln.points]
        minutes = amount(burn.budget * burn.period_days * 1440, self.language, 4)
        head = f"{burn.objective} · {percent(burn.percent / 100, self.language)} · " + self.say(f"{amount(burn.period_days, 'en')} days, {minutes} minutes of budget", f"{amount(burn.period_days, 'fr')} jours, {minutes} minutes de budget")
        if not lines:
            return [*self.wrapped(head), self.say("  nothing was recorded of it", "  rien n'en a été enregistré")]
        top = max(v for ln in lines for _, v in ln.points)
        limits = ", ".join(dict.fromkeys(f"{amount(m.burn_rate, self.language)}×" for m in burn.limits))
        said = self.say(f"burns up to {amount(top, 'en')} times as fast as it may; alerts from {limits or '—'}", f"brûle jusqu'à {amount(top, 'fr')} fois plus vite que permis ; alertes dès {limits or '—'}")
        shown = lines if len(lines) < 3 else [lines[0], lines[len(lines) // 2], lines[-1]]
        rows = [self._lane(self.say("faults", "pannes"), "", self._faults(), "bright_black")]
        rows += [self._lane(self.say(f"burn rate over {ln.window}", f"combustion sur {ln.window.replace('d', 'j')}"), "", self._spark(ln, max(top, 1.0)), "cyan") for ln in shown]
        for fate in sorted((f for f in self.watch.fates if f.name in burn.alerts), key=lambda f: (f.priority, f.name)):
            rows.append(self._lane(fate.name, fate.priority, self._told(fate), "red" if fate.priority in ("P0", "P1") else "yellow"))
        return [*self.wrapped(head), *self.wrapped(said, "  "), *rows]

    def _lane(self, label: str, priority: str, strip: str, colour: str) -> str:
        return f"{_cut(printable(label), self.label).ljust(self.label)} {priority:2} {self.paint(strip.rstrip(), colour)}".rstrip()

    def _cell(self, second: float) -> int:
        return min(max(int(second / self.seconds_a_cell), 0), self.cells - 1)

    def _faults(self) -> str:
        strip = [" "] * self.cells
        for letter, phase in zip(ascii_uppercase, self.watch.phases, strict=False):
            for i in range(self._cell(phase.during[0]), self._cell(phase.during[1]) + 1):
                strip[i] = letter
        return "".join(strip)

    def _spark(self, line: Line, top: float) -> str:
        """The highest of each cell, on a scale that has a zero and is logarithmic far from it; empty where nothing was recorded."""
        strip: list[float | None] = [None] * self.cells
        for second, value in line.points:
            if second >= 0:
                strip[i] = max(strip[i := self._cell(second)] or 0.0, value)
        return "".join(" " if v is None else _BLOCKS[round(math.asinh(max(v, 0.0)) / math.asinh(top) * (len(_BLOCKS) - 1))] for v in strip)

    def _told(self, fate: Fate) -> str:
        strip = [_IDLE] * self.cells
        for mark, stretches in ((_PENDING, fate.pending), (_FIRING, fate.firing)):
            for begin, end in stretches:
                if end > 0:
                    for i in range(self._cell(begin), self._cell(max(end - 0.01, begin)) + 1):
                        strip[i] = mark
        return "".join(strip)

    def _key(self) -> list[str]:
        faults = self.say("; ", " ; ").join(f"{letter} {PHASES[p.fault].in_(self.language)}" for letter, p in zip(ascii_uppercase, self.watch.phases, strict=False))
        return self.wrapped(f"{faults}. {_PENDING} {self.say('pending', 'en attente')}, {_FIRING} {self.say('firing', 'déclenchée')}.")

    # --- the alerts

    def _table(self) -> list[str]:
        head = (self.say("alert", "alerte"), "", self.say("route", "route"), self.say("fires", "déclenche"), self.say("lands", "arrive"), self.say("taken back", "levée"))
        rows: list[tuple[str, ...]] = []
        for fate in sorted(self.watch.fates, key=lambda f: (f.priority, f.name)):
            for i, route in enumerate(sorted(fate.expected | fate.strayed) or ["—"]):
                mark = " *" if fate.inhibited and route in fate.landed else " !" if route in fate.strayed else ""
                rows.append((printable(fate.name) if i == 0 else "", fate.priority if i == 0 else "", route, self._took(fate.fired_seconds) if i == 0 else "", self._took(fate.landed.get(route)) + mark, self._took(fate.resolved.get(route))))
        widths = [max(len(r[i]) for r in (head, *rows)) for i in range(len(head))]
        widths[0] = min(widths[0], self.width - sum(widths[1:]) - 2 * (len(head) - 1))
        found = ["  ".join(_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)]
        found[0] = self.paint(found[0], "bright_black")
        if any(f.inhibited for f in self.watch.fates):
            found += self.wrapped(self.say("* kept back by the alert that is its cause; its routes were tried without that one", "* retenue par l'alerte qui en est la cause ; ses routes ont été essayées sans celle-ci"))
        if any(f.strayed for f in self.watch.fates):
            found += self.wrapped(self.say("! a route it should not have come by", "! une route par laquelle elle n'aurait pas dû arriver"))
        return found

    def _took(self, value: float | None) -> str:
        return "—" if value is None else seconds(value, self.language)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[:width - 1] + "…"


def to_dict(watch: Watch, language: Language) -> dict[str, Any]:
    """For a program."""
    return {
        "state": watch.state, "project": watch.project, "figures": dict(watch.figures), "notices": [n.in_(language) for n in watch.notices],
        "steps": [{"check": s.check, "status": s.state.replace(" ", "_"), "version": s.version, "reason": s.reason.in_(language) if s.reason else "", "findings": [asdict(f) for f in s.findings]} for s in watch.steps],
        "alerts": [{"name": f.name, "priority": f.priority, "routes": sorted(f.expected), "fired_seconds": f.fired_seconds, "landed_seconds": f.landed, "resolved_seconds": f.resolved, "inhibited": f.inhibited,
                    "pending": f.pending, "firing": f.firing, "arrivals": [asdict(a) for a in f.arrivals]} for f in watch.fates],
        "panels": [asdict(p) for p in watch.pictures],
        "faults": [{"fault": p.fault, "what": PHASES[p.fault].in_(language), "during": p.during} for p in watch.phases],
        "objectives": [asdict(b) for b in watch.burns],
        "windows_played_seconds": dict(watch.windows),
    }
