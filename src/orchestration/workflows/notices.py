"""What a workflow's outcome says to a team: one message for Slack, one event for PagerDuty; who can be told stands in the environment or in the project's .env."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..edges.notifying import PAGERDUTY, Sent, to_pagerduty, to_slack
from ..model.text import Language, Text

SLACK, PAGER, PAGER_URL = "SLACK_WEBHOOK_URL", "PAGERDUTY_API_KEY", "DEVOPS_SQUAD_PAGERDUTY_URL"
MOST_LINES, MOST_CHARACTERS = 10, 2_900
"""Slack refuses a section of more than 3,000 characters (Block Kit reference, "section")."""
_SIGNS = {"success": ":white_check_mark:", "partial": ":large_yellow_circle:", "blocked": ":no_entry:", "error": ":x:"}
_SEVERITY = {"partial": "warning", "blocked": "critical", "error": "error"}
"""Outcome → severity of PagerDuty's events; a success only takes back what was sent before."""


def notify(result: Mapping[str, Any], request: Mapping[str, Any], mark: str, language: Language) -> list[dict[str, str]]:
    """Tells whoever can be told; nothing that goes wrong here changes a workflow's result.

    Args:
        mark: the same for the same workflow on the same project: PagerDuty keeps one incident for it, and a success resolves it.
    """
    told = keys(request)
    found = []
    if hook := told.get(SLACK):
        found.append(to_slack(hook, slack(result, request, language)))
    else:
        found.append(_nobody("slack", SLACK))
    if key := told.get(PAGER):
        found.append(to_pagerduty(key, pagerduty(result, request, mark), told.get(PAGER_URL) or PAGERDUTY))
    else:
        found.append(_nobody("pagerduty", PAGER))
    return [{"to": s.to, "state": s.state.replace(" ", "_"), "why": s.why.in_(language)} for s in found]


def keys(request: Mapping[str, Any]) -> dict[str, str]:
    """The settings for telling somebody: the environment's, else the project's ``.env``."""
    found: dict[str, str] = {}
    place = Path(str(request.get("project") or ".")).expanduser() / ".env" if request.get("project") else None
    try:
        lines = place.read_text("utf-8", "replace").split("\n") if place is not None and place.is_file() else []
    except OSError:
        lines = []
    for line in lines:
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.strip() in (SLACK, PAGER, PAGER_URL):
            found[name.strip()] = value.strip().strip("\"'")
    found |= {name: value.strip() for name in (SLACK, PAGER, PAGER_URL) if (value := os.environ.get(name, "")).strip()}
    return {name: value for name, value in found.items() if value and not value.lower().startswith("your-")}


def _nobody(to: str, name: str) -> Sent:
    return Sent(to, "not configured", Text(f"{name} is not set", f"{name} n'est pas définie"))


def _subject(request: Mapping[str, Any]) -> str:
    project = request.get("project")
    return Path(str(project)).expanduser().resolve().name if project else str(request.get("service_name") or request.get("stack") or "app")


def slack(result: Mapping[str, Any], request: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """A message of Block Kit, with a plain text for notifications."""
    def say(en: str, fr: str) -> str:
        return Text(en, fr).in_(language)

    title = f"{_subject(request)}: {result['task']} — {result['status']}"
    lines = [f"*{_escaped(phase)}*: {_escaped(p['status'])}" + (" — " + _escaped(", ".join(f"{t} {r['status']}" for t, r in p["results"].items())) if p["results"] else "") for phase, p in result["phases"].items()]
    lines += [f"• *{_escaped(str(v.get('severity')))}* {_escaped(str(v.get('name')))}" + (f" `{_escaped(str(v['path']))}:{v.get('line', 0)}`" if v.get("path") else "") for v in result["blocked_by"][:MOST_LINES]]
    more = len(result["blocked_by"]) - MOST_LINES
    lines += [say(f"… and {more} more", f"… et {more} de plus")] if more > 0 else []
    return {"text": _escaped(title), "blocks": [
        {"type": "header", "text": {"type": "plain_text", "text": title[:150], "emoji": True}},
        {"type": "section", "text": {"type": "mrkdwn", "text": (_SIGNS[result["status"]] + "\n" + "\n".join(lines))[:MOST_CHARACTERS]}},
    ]}


def pagerduty(result: Mapping[str, Any], request: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """An event of Events API v2: triggered where something needs a person, resolved where all is well again."""
    event: dict[str, Any] = {"dedup_key": f"devops-squad-{mark}"[:255], "client": "devops-squad"}
    if result["status"] == "success":
        return event | {"event_action": "resolve"}
    summary = f"{_subject(request)}: {result['task']} {result['status']}; {result['summary']}"
    details = {"phases": {phase: p["status"] for phase, p in result["phases"].items()}, "blocked_by": [f"{v.get('severity')}: {v.get('name')} ({v.get('path', '')})" for v in result["blocked_by"][:MOST_LINES]]}
    return event | {"event_action": "trigger", "payload": {"summary": summary[:1024], "source": _subject(request), "severity": _SEVERITY[result["status"]], "component": result["task"], "class": "devops-squad workflow", "custom_details": details}}


def _escaped(text: str) -> str:
    """As Slack asks for it: ``&``, ``<`` and ``>`` would be markup."""
    return " ".join(text.split())[:100].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
