"""The decisions of error tracking: what is recorded, in which part, and who is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ...model.decision import Decision, Wish, granted
from ...model.errors import BadValue
from ...model.plan import Inputs
from ...model.text import Text
from ..routes import slack_channel
from ..sampling import sampling
from ..slo_sla.spec import promised, service_name, slug

USUAL_MILLISECONDS = 500
PERCENTILES = ("50", "75", "90", "95", "99")


@dataclass(frozen=True, slots=True)
class SentrySpec:
    """What reaches Sentry of one service."""

    service: Decision[str]
    project: Decision[str]
    """The project's name in Sentry's addresses: lower case, digits, hyphens; at least one letter."""
    traces: Decision[Decimal]
    sessions: Decision[Decimal]
    on_error: Decision[Decimal]
    logs: Decision[bool]
    latency: Decision[tuple[str, int]]
    """Percentile and milliseconds above which requests are too slow."""
    feedback: Decision[bool]
    slack_channel: Decision[str]
    """Empty: nobody is told there."""


def specify(inputs: Inputs) -> SentrySpec:
    """
    Raises:
        BadValue: a service's name or a channel that cannot be, a share that is none.
    """
    service, shares = service_name(inputs), sampling(inputs)
    return SentrySpec(service, _project(inputs, service.value), shares.traces, shares.sessions, shares.on_error, shares.logs, _latency(inputs), _switch(inputs, "feedback"), _channel(inputs))


def names_sentry(wishes: Iterable[Wish]) -> bool:
    """Whether a caller asks for it among other things: its SDK is a package more, and errors go to somebody else's servers."""
    return any(not w.negated and (w.topic in ("error-tracking", "replay", "sentry-logs", "sentry-alerts") or (w.topic == "task" and w.value == "sentry")) for w in wishes)


def release_name(service: str, commit: str) -> str:
    """The name of a release as the kit writes it into every event; Sentry refuses slashes and blanks in one."""
    return re.sub(r"[\s/\\]+", "-", service) + "@" + commit


def _project(inputs: Inputs, service: str) -> Decision[str]:
    stated = inputs.request.options.get("sentry_project")
    if stated is None:
        name = slug(service)
        # Sentry takes a name of digits alone for an id.
        return Decision(name if re.search("[a-z]", name) else f"service-{name}", "profile", Text("the service's name", "le nom du service"))
    if not isinstance(stated, str) or not re.fullmatch(r"(?![0-9]+$)[a-z0-9_-]{1,100}", stated):
        raise BadValue(Text(f"not a project of Sentry's: {stated!r}", f"nom de projet Sentry invalide : {stated!r}"), Text("1 to 100 of a-z, 0-9, '-' and '_', not digits alone", "1 à 100 caractères parmi a-z, 0-9, « - » et « _ », pas seulement des chiffres"))
    return Decision(stated, "caller", Text("the caller's choice", "choix de l'appelant"))


def _latency(inputs: Inputs) -> Decision[tuple[str, int]]:
    for wish in promised(inputs.wishes):
        if wish.value[0] == "latency":
            percent = wish.value[1] or "95"
            return granted((f"p{percent if percent in PERCENTILES else '95'}", max(1, round(Decimal(wish.value[2]) * 1000))), wish)
    return Decision(("p95", USUAL_MILLISECONDS), "default", Text("what most people still take for fast", "ce que la plupart trouvent encore rapide"))


def _switch(inputs: Inputs, topic: str) -> Decision[bool]:
    wanted = inputs.wanted(topic)
    return granted(True, wanted[0]) if wanted else Decision(False, "default", Text("not asked for", "non demandé"))


def _channel(inputs: Inputs) -> Decision[str]:
    if stated := slack_channel(inputs):
        return Decision(stated, "caller", Text("the caller's choice", "choix de l'appelant"))
    for wish in (w for topic in ("route", "notify") for w in inputs.wanted(topic) if w.value == "slack"):
        return granted("alerts", wish)
    return Decision("", "default", Text("not asked for", "non demandé"))
