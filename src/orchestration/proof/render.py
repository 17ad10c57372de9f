"""A proof for a person, in either language, and for a program."""

from __future__ import annotations

from typing import Any

from ..model.text import Language, Text
from .report import Proof, Step

MARKS = {"passed": "✓", "failed": "✗", "not run": "○"}
_STATES = {
    "passed": Text("PROVEN", "PROUVÉ"),
    "failed": Text("REFUSED", "REFUSÉ"),
    "incomplete": Text("INCOMPLETE: nothing failed, but not everything could be tried", "INCOMPLET : aucun échec, mais tout n'a pas pu être essayé"),
}
_FIGURES = {
    "build": Text("build", "construction"),
    "rebuild": Text("cached rebuild", "reconstruction en cache"),
    "first_answer": Text("first HTTP answer", "première réponse HTTP"),
    "healthy": Text("healthy", "« healthy »"),
    "stop": Text("stop", "arrêt"),
    "compose_up": Text("compose up", "compose up"),
    "compose_recreate": Text("compose recreate", "remplacement compose"),
    "compose_down": Text("compose down", "compose down"),
    "total": Text("total", "total"),
}
_NO_ENGINE = Text("NOT RUN: no container engine answers", "NON EXÉCUTÉ : aucun moteur de conteneurs ne répond")
_NOT_APPLICABLE = Text("not applicable", "sans objet")
_NOT_RUN = Text("not run", "non exécuté")


def size(number: int, language: Language = "en") -> str:
    """Bytes as people read them, in decimal megabytes, as ``docker image ls`` prints them."""
    megabytes = number / 1_000_000
    text = f"{megabytes:.0f}" if megabytes >= 10 else f"{megabytes:.1f}"
    return f"{text.replace('.', ',')} Mo" if language == "fr" else f"{text} MB"


def seconds(number: float, language: Language = "en") -> str:
    text = f"{number:.1f}"
    return f"{text.replace('.', ',')} s" if language == "fr" else f"{text} s"


def printable(text: str) -> str:
    """A log's words without terminal control characters: what a container prints must not steer the reader's terminal."""
    # Python counts the spaces that do not break as not printable; they steer nothing.
    return "".join(c if c.isprintable() or c in "\n\t\u00a0\u202f" else "�" for c in text)


def _step(step: Step, before: Step | None, language: Language) -> list[str]:
    verdict = step.verdict
    head = f"{MARKS[verdict.state]} {step.title.in_(language)}"
    if verdict.state == "not run":
        head += f" — {(_NOT_RUN if step.applies else _NOT_APPLICABLE).in_(language)}"
    elif step.observed:
        head += f" — {step.observed.in_(language)}"
    lines = [printable(head).replace("\n", " ")]
    # What keeps several steps from running is said once, under the first of them.
    if verdict.reason and not (before and before.verdict.state == verdict.state and before.verdict.reason == verdict.reason):
        lines += [f"    {line}" for line in printable(verdict.reason.in_(language)).splitlines()]
    for finding in verdict.findings:
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        first, *rest = printable(finding.message).splitlines() or [""]
        lines.append(f"    [{finding.rule}] {where + ': ' if where else ''}{first}")
        lines += [f"      {line}" for line in rest]
    return lines


def render(proof: Proof, language: Language = "en") -> str:
    """The whole report as plain text, one paragraph of figures at its end."""
    lines = [(_STATES[proof.state] if proof.engine else _NO_ENGINE).in_(language)]
    if proof.engine:
        compose = f", compose {proof.compose_version}" if proof.compose_version else ""
        lines.append(printable(f"{proof.engine} {proof.engine_version}{compose}"))
    lines.append("")
    for before, step in zip((None, *proof.steps), proof.steps, strict=False):
        lines += _step(step, before, language)
    if proof.notices:
        lines += ["", *(f"• {printable(notice.in_(language))}" for notice in proof.notices)]
    figures = [f"{_FIGURES[name].in_(language)} {seconds(value, language)}" for name, value in proof.figures.items() if name in _FIGURES]
    if proof.image_bytes is not None:
        figures.insert(0, f"image {size(proof.image_bytes, language)}")
    if figures:
        lines += ["", " · ".join(figures)]
    return "\n".join(lines) + "\n"


def to_dict(proof: Proof, language: Language = "en") -> dict[str, Any]:
    """Plain values that ``json.dumps`` accepts."""
    return {
        "id": proof.id,
        "state": proof.state,
        "project": proof.project,
        "app_path": proof.app_path,
        "engine": {"name": proof.engine, "version": proof.engine_version, "compose": proof.compose_version},
        "image": {"name": proof.image, "bytes": proof.image_bytes},
        "seconds": {name: round(value, 3) for name, value in proof.figures.items()},
        "steps": [
            {
                "check": s.verdict.check,
                "title": s.title.in_(language),
                "state": s.verdict.state,
                "applies": s.applies,
                "observed": s.observed.in_(language) if s.observed else "",
                "reason": s.verdict.reason.in_(language) if s.verdict.reason else "",
                "findings": [{"path": f.path, "line": f.line, "rule": f.rule, "message": f.message, "level": f.level} for f in s.verdict.findings],
                "seconds": round(s.seconds, 3),
                "tool": s.verdict.tool,
                "version": s.verdict.version,
            }
            for s in proof.steps
        ],
        "notices": [notice.in_(language) for notice in proof.notices],
    }
