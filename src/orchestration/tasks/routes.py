"""By which ways people are told, for each priority; for whoever evaluates the alerts."""

from __future__ import annotations

import re
from typing import Literal, cast

from ..model.decision import Decision
from ..model.errors import BadValue
from ..model.plan import Inputs
from ..model.rules import Priority
from ..model.text import Text

Route = Literal["pagerduty", "slack", "email"]
ROUTES: tuple[Route, ...] = ("pagerduty", "slack", "email")


_CHANNEL = re.compile(r"[\w-]{1,80}")
"""Slack's own limit."""


def slack_channel(inputs: Inputs) -> str:
    """The channel the caller names, without its ``#``; empty: none is named.

    Raises:
        BadValue: no channel's name.
    """
    stated = inputs.request.options.get("slack_channel") or ""
    channel = stated.removeprefix("#") if isinstance(stated, str) else stated
    if channel != "" and not (isinstance(channel, str) and _CHANNEL.fullmatch(channel)):
        raise BadValue(Text(f"slack_channel: {stated!r} is no channel's name", f"slack_channel : {stated!r} n'est pas un nom de canal"), Text("letters, digits, - and _", "lettres, chiffres, - et _"))
    return channel


def routes(inputs: Inputs) -> dict[Priority, Decision[tuple[Route, ...]]]:
    """
    Raises:
        BadValue: none is left.
    """
    asked = [cast(Route, w.value) for topic in ("route", "notify") for w in inputs.wanted(topic) if w.value in ROUTES]
    asked += ["pagerduty"] if any(w.value == "sms" for w in inputs.wanted("route")) else []
    unwanted = {w.value for topic in ("route", "notify") for w in inputs.unwanted(topic)}
    usual: dict[Priority, tuple[Route, ...]] = {"P0": ("pagerduty", "slack"), "P1": ("pagerduty", "slack"), "P2": ("slack",), "P3": ("email",)}
    found: dict[Priority, Decision[tuple[Route, ...]]] = {}
    for priority, ways in usual.items():
        if asked:
            kept = tuple(r for r in ROUTES if r in asked and (r in ways or not set(ways) & set(asked)) and not (r == "pagerduty" and priority in ("P2", "P3") and len(set(asked)) > 1))
            found[priority] = Decision(kept or tuple(dict.fromkeys(asked)), "requirement", Text("asked for: " + ", ".join(dict.fromkeys(asked)), "demandé : " + ", ".join(dict.fromkeys(asked))))
        else:
            kept = tuple(r for r in ways if r not in unwanted) or tuple(r for r in ("slack", "email", "pagerduty") if r not in unwanted)[:1]
            if not kept:
                raise BadValue(Text("no route is left: none of PagerDuty, Slack and e-mail is wanted", "aucune route ne reste : ni PagerDuty, ni Slack, ni e-mail"), Text("name one", "indiquez-en une"))
            found[priority] = Decision(kept, "default", Text("P0 and P1 call someone, P2 is read the same day, P3 the same week", "P0 et P1 appellent quelqu'un, P2 se lit dans la journée, P3 dans la semaine"))
    return found
