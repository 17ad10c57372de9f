"""A proof of monitoring for a person, in either language, and for a program."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...model.text import Language, Text
from ..render import MARKS, printable, seconds
from .report import TITLES, Fate, Watch

_STATES = {
    "passed": Text("PROVEN TO WATCH", "SURVEILLANCE PROUVÉE"), "failed": Text("REFUSED", "REFUSÉ"),
    "incomplete": Text("INCOMPLETE: nothing failed, but not everything could be tried", "INCOMPLET : aucun échec, mais tout n'a pas pu être essayé"),
}


def _row(fate: Fate, language: Language) -> tuple[str, ...]:
    def took(found: dict[str, float]) -> str:
        return "  ".join(f"{route} {seconds(found[route], language)}" for route in sorted(found)) or "—"

    fired = seconds(fate.fired_seconds, language) if fate.fired_seconds is not None else "—"
    return fate.name, fate.priority, fired, took(fate.landed) + (" *" if fate.inhibited else ""), took(fate.resolved)


def render(watch: Watch, language: Language) -> str:
    """For a terminal."""
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    lines = []
    for step in watch.steps:
        lines.append(f"{MARKS[step.state]} {TITLES[step.check].in_(language)}")
        if step.reason:
            lines.append(f"    {step.reason.in_(language)}")
        lines += [f"    {printable(f.rule)}: {printable(f.message)}" for f in step.findings[:20]]
    if watch.fates:
        head = (say("alert", "alerte"), "", say("fires", "se déclenche"), say("lands", "arrive"), say("is taken back", "est levée"))
        rows = [head, *(_row(f, language) for f in sorted(watch.fates, key=lambda f: (f.priority, f.name)))]
        widths = [max(len(r[i]) for r in rows) for i in range(len(head) - 1)]
        lines += ["", *("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip() for row in rows)]
        if any(f.inhibited for f in watch.fates):
            lines.append(say("* kept back by the alert that is its cause; its routes were tried without that one", "* retenue par l'alerte qui en est la cause ; ses routes ont été essayées sans celle-ci"))
    if watch.pictures:
        good = sum(p.has_data for p in watch.pictures)
        lines += ["", say(f"{good} of {len(watch.pictures)} panel queries return data", f"{good} requêtes de panneaux sur {len(watch.pictures)} renvoient des données")]
    if watch.figures:
        lines.append(say(f"{watch.figures['rules']:.0f} rules, {seconds(watch.figures['total'], language)}, {watch.figures['memory_megabytes']:.0f} MB", f"{watch.figures['rules']:.0f} règles, {seconds(watch.figures['total'], language)}, {watch.figures['memory_megabytes']:.0f} Mo"))
    lines += ["", *(notice.in_(language) for notice in watch.notices), _STATES[watch.state].in_(language)]
    return "\n".join(lines)


def to_dict(watch: Watch, language: Language) -> dict[str, Any]:
    """For a program."""
    return {
        "state": watch.state, "project": watch.project, "figures": dict(watch.figures), "notices": [n.in_(language) for n in watch.notices],
        "steps": [{"check": s.check, "status": s.state.replace(" ", "_"), "version": s.version, "reason": s.reason.in_(language) if s.reason else "", "findings": [asdict(f) for f in s.findings]} for s in watch.steps],
        "alerts": [{"name": f.name, "priority": f.priority, "routes": sorted(f.expected), "fired_seconds": f.fired_seconds, "landed_seconds": f.landed, "resolved_seconds": f.resolved, "inhibited": f.inhibited} for f in watch.fates],
        "panels": [asdict(p) for p in watch.pictures],
    }
