"""The decisions of alerting: what is told, how urgently, to whom, at what hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from ...model.decision import Decision, Wish, granted
from ...model.errors import BadValue
from ...model.plan import Inputs
from ...model.rules import PRIORITIES, Priority
from ...model.text import Text
from ..routes import Route, routes
from ..slo_sla.spec import is_threshold, service_name
from .catalogue import CONDITIONS, START, USUAL


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of alert as it is asked for."""

    kind: str
    priority: Priority
    threshold: Decimal | None = None
    """A share (of errors) or seconds (of latency)."""
    percent: Decimal | None = None
    """Of a latency: the percentile."""


@dataclass(frozen=True, slots=True)
class AlertsSpec:
    """Who is told what."""

    service: Decision[str]
    told: tuple[Decision[Told], ...]
    routes: Mapping[Priority, Decision[tuple[Route, ...]]]
    hours_only: Decision[tuple[Priority, ...]]
    """Priorities whose messages wait for working hours."""


def specify(inputs: Inputs) -> AlertsSpec:
    """
    Raises:
        BadValue: the same alert with two priorities, a priority there is not, a service's name that cannot be.
    """
    told = _told(inputs)
    asked = bool(inputs.wanted("hours"))
    hours: Decision[tuple[Priority, ...]] = Decision(("P2", "P3"), "requirement", Text("asked for: working hours", "demandé : heures ouvrées")) if asked else Decision(
        (), "default", Text("every message goes out at once; P2 and P3 wake nobody, since they are not paged", "chaque message part aussitôt ; P2 et P3 ne réveillent personne, puisqu'ils n'appellent pas"))
    return AlertsSpec(service_name(inputs), told, routes(inputs), hours)


def _level(text: str, words: str) -> Priority:
    if text not in PRIORITIES:
        raise BadValue(Text(f"{words.strip()!r}: there is no priority {text}", f"{words.strip()!r} : il n'y a pas de priorité {text}"), Text("P0 to P3", "de P0 à P3"))
    return cast(Priority, text)


def _of(wish: Wish, has_priority: bool) -> tuple[str, str, Decimal | None, Decimal | None] | None:
    """(kind, priority or "", threshold, percentile) of a wish that names an alert; None: it names none."""
    if wish.topic == "alert":
        return wish.value[0], wish.value[1], None, None
    if is_threshold(wish, has_priority):
        kind, *rest = wish.value
        if kind == "errors":
            return "error-rate", "", Decimal(rest[0]) / 100, None
        if kind == "latency":
            return "latency", "", Decimal(rest[1]), Decimal(rest[0] or "95")
    return None


def _told(inputs: Inputs) -> tuple[Decision[Told], ...]:
    """A priority holds for what follows it, up to the next one: "P0: service down, high error rate. P1: burn rate"."""
    made: dict[str, Decision[Told]] = {}
    current = ""
    for wish in inputs.wishes:
        if wish.topic == "priority":
            current = _level(wish.value, wish.text)
        named = _of(wish, bool(current))
        if named is None or wish.negated or named[0] not in CONDITIONS:
            continue
        kind, own, threshold, percent = named
        if threshold is not None and not 0 < threshold <= (1 if kind == "error-rate" else 86400):
            raise BadValue(Text(f"{wish.text.strip()!r} is no threshold", f"{wish.text.strip()!r} n'est pas un seuil"), Text("a share of more than 0 % and at most 100 %, or a time of more than 0 s", "une part de plus de 0 % et d'au plus 100 %, ou un temps de plus de 0 s"))
        priority = _level(own, wish.text) if own else cast(Priority, current) if current else USUAL[kind]
        before = made.get(kind)
        if before and before.value.priority != priority:
            raise BadValue(Text(f"{kind} is asked for as {before.value.priority} and as {priority}", f"{kind} est demandé en {before.value.priority} et en {priority}"), Text("one priority for each", "une priorité pour chacun"))
        if before and threshold is None:
            continue
        made[kind] = granted(Told(kind, priority, threshold, percent), wish)
    unwanted = {named[0] for w in inputs.wishes if w.negated and (named := _of(w, False))}
    if not made:
        why = Text("nothing was named: what people feel first, and what shows it early", "rien n'est indiqué : ce que les utilisateurs sentent d'abord, et ce qui l'annonce")
        made = {kind: Decision(Told(kind, USUAL[kind]), "default", why) for kind in START if kind not in unwanted}
    return tuple(made[kind] for kind in sorted(made, key=lambda k: (made[k].value.priority, k)))
