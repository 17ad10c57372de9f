"""Runs an outline: phase after phase, the tasks of a phase side by side, the gate in between. Knows neither where a step runs nor whether its result was stored long ago."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model.text import Language, Text
from .outline import GATES, LEVELS, NEEDS_A_LOOK, Outline, Step

SideBySide = Callable[[Sequence[Step]], list[dict[str, Any]]]
"""Runs these steps and gives their results, in their order: the contract's dict each; one that fails is a result, too."""
Tell = Callable[[dict[str, Any]], None]
"""Told of each event: ``{"event": "phase" | "blocked" | "done", …}``; whoever runs a step tells of tasks."""


def conduct(outline: Outline, side_by_side: SideBySide, tell: Tell) -> dict[str, Any]:
    """The workflow's result: ``status``, ``task``, ``phases``, ``blocked``, ``blocked_by``, ``summary``, ``output``, ``llm``.

    ``status``: ``success`` (every task), ``partial`` (some ended in an error, the others' results stand), ``blocked`` (security refuses), ``error`` (no task worked).
    """
    phases: dict[str, Any] = {}
    blocked_by: list[dict[str, Any]] = []
    for phase, steps in outline.phases:
        if blocked_by:
            why = _why_blocked(blocked_by, outline).in_(outline.language)
            phases[phase] = {"status": "blocked", "results": {}, "reason": why}
            tell({"event": "phase", "phase": phase, "status": "blocked", "reason": why})
            continue
        tell({"event": "phase", "phase": phase, "status": "started", "tasks": [s.task for s in steps]})
        made = _made(phases)
        results = side_by_side([_with(step, made) for step in steps])
        phases[phase] = {"status": _status(r["status"] for r in results), "results": dict(zip(_names(steps), results, strict=True))}
        tell({"event": "phase", "phase": phase, "status": phases[phase]["status"]})
        blocked_by = _blocks(steps, results, outline)
        if blocked_by:
            tell({"event": "blocked", "phase": phase, "by": len(blocked_by), "reason": _why_blocked(blocked_by, outline).in_(outline.language)})
    status = "blocked" if blocked_by else _status(p["status"] for p in phases.values() if p["results"])
    tell({"event": "done", "status": status})
    found = {"status": status, "task": outline.task, "security_level": outline.level, "monitoring": outline.monitoring, "phases": phases, "blocked": bool(blocked_by), "blocked_by": blocked_by,
             "summary": _summary(phases), "llm": _spent(phases)}
    return {**found, "output": _report(found, outline)}


def failed(task: str, what: str, language: Language) -> dict[str, Any]:
    """The result of a request that cannot be run."""
    return {"status": "error", "task": task, "phases": {}, "blocked": False, "blocked_by": [], "summary": what, "output": f"# {Text('Nothing was run', 'Rien n’a été exécuté').in_(language)}\n\n{what}\n", "llm": _spent({})}


def _names(steps: Sequence[Step]) -> list[str]:
    """Of the steps' results: a task that is asked for twice has its number behind it."""
    found: list[str] = []
    for step in steps:
        count = 1 + sum(name.split("#")[0] == step.task for name in found)
        found.append(step.task if count == 1 else f"{step.task}#{count}")
    return found


def _with(step: Step, made: Sequence[Mapping[str, Any]]) -> Step:
    """Where only a stack's name is known, what is going to be deployed is what was made here: that is what an audit looks at."""
    if step.task != "audit" or step.given.get("code") or step.given.get("project") or not made:
        return step
    return replace(step, given={**step.given, "files": [{"path": f["path"], "content": f["content"]} for f in made]})


def _made(phases: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [f for p in phases.values() for r in p["results"].values() for f in r["files"]]


def _blocks(steps: Sequence[Step], results: Sequence[Mapping[str, Any]], outline: Outline) -> list[dict[str, Any]]:
    """What of the gates' findings lets nothing pass at this level; with it, at the strict ones, that nobody could look."""
    found: list[dict[str, Any]] = []
    for step, result in zip(steps, results, strict=True):
        found += [dict(v) for v in result["vulnerabilities"] if v.get("severity") in (*LEVELS[outline.level], "unknown")]
        if step.task in GATES and result["status"] == "error" and outline.level in NEEDS_A_LOOK:
            words = Text(f"{step.task} could not look, and at the level {outline.level} nothing passes unseen", f"{step.task} n'a rien pu examiner, et au niveau {outline.level} rien ne passe sans examen").in_(outline.language)
            found.append({"name": words, "severity": "unknown", "description": result["metadata"].get("error", {}).get("what", ""), "rule": "not-looked-at", "task": step.task})
    return found


def _why_blocked(blocked_by: Sequence[Mapping[str, Any]], outline: Outline) -> Text:
    worst = ", ".join(f"{n} {severity}" for severity in ("critical", "high", "medium", "low", "unknown") if (n := sum(v.get("severity") == severity for v in blocked_by)))
    return Text(f"security level {outline.level}: {worst}", f"niveau de sécurité {outline.level} : {worst}")


def _status(states: Iterable[str]) -> str:
    found = set(states)
    if found <= {"success"}:
        return "success"
    return "error" if found == {"error"} else "partial"


def _summary(phases: Mapping[str, Any]) -> str:
    return "; ".join(f"{phase}: {p['status']}" + (" (" + ", ".join(f"{t} {r['status']}" for t, r in p["results"].items()) + ")" if p["results"] else "") for phase, p in phases.items())


def _spent(phases: Mapping[str, Any]) -> dict[str, Any]:
    asked = [r["metadata"]["llm"] for p in phases.values() for r in p["results"].values()]
    return {"used": any(a["used"] for a in asked), "calls": sum(a.get("calls", 0) for a in asked), "tokens": sum(a["tokens"] for a in asked), "cost_usd": round(sum(a["cost_usd"] for a in asked), 6),
            "errors": sorted({a["error_code"] for a in asked if a.get("error_code")})}


_MARKS = {"success": "✅", "partial": "🟡", "blocked": "⛔", "error": "❌"}


def _report(found: Mapping[str, Any], outline: Outline) -> str:
    """For a person: what each task made, what blocks, what to do."""
    def say(en: str, fr: str) -> str:
        return Text(en, fr).in_(outline.language)

    lines = [f"# {found['task']}: {_MARKS[found['status']]} {found['status']}", ""]
    for phase, p in found["phases"].items():
        lines.append(f"## {phase}: {_MARKS.get(p['status'], '')} {p['status']}")
        if p.get("reason"):
            lines += ["", say(f"Not run: {p['reason']}.", f"Non exécuté : {p['reason']}.")]
        lines.append("")
        for task, r in p["results"].items():
            files = ", ".join(f"`{f['path']}`" for f in r["files"][:8]) + (" …" if len(r["files"]) > 8 else "")
            what = r["metadata"].get("error", {}).get("what") or files or say(f"{len(r['vulnerabilities'])} findings", f"{len(r['vulnerabilities'])} constats")
            lines.append(f"- {_MARKS[r['status']]} **{task}** — {' '.join(str(what).split())}")
        lines += [""] if p["results"] else []
    if found["blocked_by"]:
        lines += [f"## {say('What blocks', 'Ce qui bloque')}", ""]
        for v in found["blocked_by"][:20]:
            where = f" (`{v['path']}:{v.get('line', 0)}`)" if v.get("path") else ""
            lines.append(f"- **{v.get('severity')}** {' '.join(str(v.get('name')).split())}{where}")
        more = len(found["blocked_by"]) - 20
        lines += ([say(f"- … and {more} more", f"- … et {more} de plus")] if more > 0 else []) + ["", say("Repair these, or choose a lower security_level knowing what it lets pass.", "Réparez-les, ou choisissez un security_level plus bas en sachant ce qu'il laisse passer."), ""]
    return "\n".join(lines).rstrip() + "\n"
