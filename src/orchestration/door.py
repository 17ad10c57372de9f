"""The Result as the contract's plain dict, for callers of the library, MCP and ``--json``."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from .model.command import Command
from .model.decision import Decision
from .model.errors import SquadError
from .model.facts import Conflict, Evidence, Fact, Notice
from .model.llm import Consultation
from .model.profile import Profile
from .model.request import DEFAULTS, Request
from .model.result import Result
from .model.text import Language, Text
from .model.verdict import Verdict
from .report import report

SEVERITIES = ("critical", "high", "medium", "low", "none")


def contract(result: Result) -> dict[str, Any]:
    """The contract's dict; every value survives ``json.dumps``."""
    _request, language = result.request, result.request.language
    files = [{"path": a.path, "content": a.text, "kind": a.kind, "why": a.why.in_(language), "executable": a.executable, "origin": a.origin} for a in result.artefacts if a.mode == "new"]
    return {
        "status": result.status,
        "output": report(result),
        "files": files,
        "config_files": [dict(f) for f in files],
        "vulnerabilities": [dict(v) for v in result.vulnerabilities],
        "severity": "unknown" if result.status == "error" else worst(result),
        "metadata": metadata(result),
    }


def worst(result: Result) -> str:
    """The severest of the vulnerabilities, ``"none"`` where there are none. One whose severity nobody states counts as high: nobody says that it is less."""
    found = {"high" if v.get("severity") == "unknown" else str(v.get("severity")) for v in result.vulnerabilities}
    return next((s for s in SEVERITIES if s in found), "none")


def metadata(result: Result) -> dict[str, Any]:
    request, language = result.request, result.request.language
    stack = request.stack or (result.profile.stack.value if result.profile else DEFAULTS["stack"])
    found: dict[str, Any] = {
        "task_type": request.task,
        "stack": stack,
        "platform": request.platform or DEFAULTS["platform"],
        "environment": request.environment,
        "service_name": request.service_name or DEFAULTS["service_name"],
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "total_issues": len(result.vulnerabilities),
        "profile": profile_dict(result.profile, language) if result.profile else None,
        "decisions": decisions(result.spec, language),
        "requirements": [{"clause": o.clause, "status": o.status, "why": o.why.in_(language), "where": [str(e) for e in o.where]} for o in result.outcomes],
        "checks": [verdict_dict(v, language) for v in result.verdicts],
        "notices": [notice_dict(n, language) for n in result.notices],
        "llm": consultation_dict(result.llm, language),
    }
    if result.error:
        found["error"] = error_dict(result.error, language)
    return found


def error_dict(error: SquadError, language: Language) -> dict[str, Any]:
    return {"code": error.code, "what": error.what.in_(language), "todo": error.todo.in_(language) if error.todo else ""} | (
        {"apps": list(error.apps)} if hasattr(error, "apps") else {})


_NOBODY = Text("no API key: set OPENROUTER_API_KEY, or pass api_key, and a model reads what the vocabulary does not know", "pas de clé d'API : indiquez OPENROUTER_API_KEY, ou api_key, et un modèle lira ce que le vocabulaire ne connaît pas")


def consultation_dict(consultation: Consultation | None, language: Language) -> dict[str, Any]:
    """What became of asking a model. ``error``: a code and what it means, None where nothing went wrong; ``reason``: why it was not asked."""
    if consultation is None:
        return consultation_dict(Consultation(why=_NOBODY), language)
    fault = consultation.fault
    return {"used": consultation.used, "model": consultation.model or None, "tokens": consultation.tokens_in + consultation.tokens_out, "tokens_in": consultation.tokens_in, "tokens_out": consultation.tokens_out,
            "cost_usd": consultation.cost_usd, "calls": consultation.calls, "retries": consultation.retries, "cache_hits": consultation.cache_hits,
            "error": f"{fault.code}: {fault.what.in_(language)}" if fault else None, "error_code": fault.code if fault else None, "todo": fault.todo.in_(language) if fault and fault.todo else "",
            "errors": list(consultation.overcome) + ([fault.code] if fault else []), "reason": consultation.why.in_(language) if consultation.why else ""}


def decisions(spec: Any, language: Language) -> list[dict[str, Any]]:
    """Every Decision of a Spec, in the order the Spec declares them."""
    found = []
    for field in fields(spec) if is_dataclass(spec) else ():
        value = getattr(spec, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Decision):
                found.append({"name": field.name, "value": plain(item.value, language), "origin": item.origin, "why": item.why.in_(language)})
    return found


def verdict_dict(verdict: Verdict, language: Language) -> dict[str, Any]:
    return {"check": verdict.check, "status": verdict.state.replace(" ", "_"), "tool": verdict.tool, "version": verdict.version, "subjects": list(verdict.subjects),
            "reason": verdict.reason.in_(language) if verdict.reason else "", "findings": [asdict(f) for f in verdict.findings]}


def notice_dict(notice: Notice, language: Language) -> dict[str, Any]:
    return {"level": notice.level, "about": notice.about, "text": notice.text.in_(language), "evidence": [str(e) for e in notice.evidence]}


def profile_dict(profile: Profile, language: Language) -> dict[str, Any]:
    """Every fact as ``{"value", "evidence", "assumed"}``; conflicts and notices in words."""
    return {field.name: plain(getattr(profile, field.name), language) for field in fields(profile)}


def plain(value: Any, language: Language) -> Any:
    """Any of the model's values as JSON's own."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Text():
            return value.in_(language)
        case Command():
            return value.line
        case Evidence():
            return str(value)
        case Fact():
            return {"value": plain(value.value, language), "evidence": [str(e) for e in value.evidence], "assumed": value.assumed.in_(language) if value.assumed else ""}
        case Conflict():
            return {"about": value.about, "candidates": [plain(c, language) for c in value.candidates], "chosen": plain(value.chosen, language), "rule": value.rule.in_(language)}
        case Notice():
            return notice_dict(value, language)
        case dict():
            return {str(k): plain(v, language) for k, v in value.items()}
        case tuple() | list():
            return [plain(v, language) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), language) for field in fields(value)}
    if hasattr(value, "items"):
        return {str(k): plain(v, language) for k, v in value.items()}
    return str(value)


def request_of(task: str, given: dict[str, Any]) -> Request:
    """A Request from the contract's ``execute`` dict; keys left out take the method's defaults."""
    known = {"stack", "platform", "environment", "service_name", "requirements", "code", "package_file", "project", "app", "language"}
    values = {k: v for k, v in given.items() if k in known and v is not None}
    if given.get("files"):
        values["files"] = tuple(sorted((str(f["path"]), str(f["content"])) for f in given["files"]))
    if "project" in values:
        values["project"] = str(values["project"])
    elif "stack" not in values:
        values["stack"] = DEFAULTS["stack"]
    return Request(task=task, **values)
