"""An audit as lines for a terminal: by file, each finding with its way through the code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ...model.text import Language
from ..finding import Finding, Place
from ..run import Audit
from .about import CONFIDENCE_NAMES, SEVERITY_NAMES, about, gaps, left_out, lines_of, summary, tools

COLOURS = {"critical": "magenta", "high": "red", "medium": "yellow", "low": "cyan"}
MOST_GAPS = 30
Part = tuple[str, str | None]
"""Text and its colour; ``bold`` and ``dim`` are colours here."""


def terminal(audit: Audit, language: Language) -> Iterator[tuple[Part, ...]]:
    """Lines, each in its parts. What a project's files hold is escaped by whoever prints it."""
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    by_path = sorted(audit.counting, key=lambda f: f.place.path)
    for path, findings in groupby(by_path, lambda f: f.place.path):
        yield ((path, "bold"),)
        for finding in sorted(findings, key=lambda f: f.place):
            yield from _finding(finding, language)
        yield ()
    if hidden := [f for f in audit.findings if f.suppression is not None]:
        yield ((say(f"Suppressed: {len(hidden)}", f"Écartés : {len(hidden)}"), "bold"),)
        for f in hidden:
            s = f.suppression
            assert s is not None
            yield ((f"  {f.place.path}:{f.place.line} {about(f).title.in_(language)} — {s.marker}: {s.reason or say('no reason given', 'sans raison donnée')}" + (say(f" (until {s.until})", f" (jusqu'au {s.until})") if s.until else ""), "dim"),)
        yield ()
    for f in audit.expired:
        yield ((say(f"! {f.place.path}:{f.place.line}: its suppression has ended, and counts no more", f"! {f.place.path}:{f.place.line} : sa suppression est arrivée à terme et ne compte plus"), "yellow"),)
    missed = gaps(audit, language)
    for where, what in missed[:MOST_GAPS]:
        yield ((f"! {where}: {what}", "yellow"),)
    if len(missed) > MOST_GAPS:
        yield ((say(f"! … and {len(missed) - MOST_GAPS} more", f"! … et {len(missed) - MOST_GAPS} de plus"), "yellow"),)
    for why, count in left_out(audit, language):
        yield ((say(f"left out: {count} — {why}", f"laissés de côté : {count} — {why}"), "dim"),)
    if found := tools(audit):
        yield ((say("files of configuration, by ", "fichiers de configuration, par ") + ", ".join(found), "dim"),)
    yield ((summary(audit, language), "bold"),)


def _finding(finding: Finding, language: Language) -> Iterator[tuple[Part, ...]]:
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    rule = about(finding)
    colour = COLOURS[finding.severity]
    sure = say(f"confidence {CONFIDENCE_NAMES[finding.confidence].en}", f"confiance {CONFIDENCE_NAMES[finding.confidence].fr}")
    more = " · ".join(filter(None, (f"CWE-{rule.cwe}" if rule.cwe else "", rule.owasp, sure, say("test code", "code de test") if finding.is_test else "", finding.tool)))
    yield ((f"  {finding.place.line}:{finding.place.span[1] + 1} ", None), (f"{SEVERITY_NAMES[finding.severity].in_(language)} ", colour), (f"{finding.rule} ", "bold"), (more, "dim"))
    yield ((f"    {finding.message.in_(language)}", None),)
    here = finding.place.path
    places = lines_of(finding)
    for place in places:
        yield from _frame(place, here, colour if place is places[-1] else None)
    if rule.fix:
        yield ((f"    {say('fix:', 'correction :')} {rule.fix.in_(language)}", "green"),)


def _frame(place: Place, here: str, colour: str | None) -> Iterator[tuple[Part, ...]]:
    where = "" if place.path == here else f"{place.path}:"
    yield ((f"    {'▶' if colour else '│'} {where}{place.line:>5} ", "dim"), (place.source, colour))
