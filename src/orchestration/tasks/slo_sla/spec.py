"""The decisions of objectives: what is promised, over how long, measured by what; each with its origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import cast

from ...documents.promql import number
from ...model.decision import Decision, Wish, granted
from ...model.errors import BadValue
from ...model.facts import Notice
from ...model.objective import Events, Objective, Slices
from ...model.plan import Inputs
from ...model.rules import PRIORITIES, Priority
from ...model.signals import Signals
from ...model.text import Text
from ..histograms import histograms
from . import indicators
from .burn_rates import Urgency, pairs, possible
from .documents import read as read_document

PERIOD_DAYS, PERCENTILE, FRESH_PERCENT, MIN_FAILURES, MIN_SLICES = 30, "95", "99", 5, 2
MANY = 6
"""Objectives beyond which nobody looks at each of them any more."""
_FAST = 60
"""Seconds: an error budget smaller than this is spent before a person has read the message."""


@dataclass(frozen=True, slots=True)
class SloSpec:
    """What is promised of one service."""

    service: Decision[str]
    objectives: tuple[Decision[Objective], ...]
    period_days: Decision[int]
    sla_percent: Decision[Decimal | None]
    """What the contract with customers promises; None: nothing is promised by contract."""
    min_failures: Decision[int]
    histograms: Decision[str]
    """``"classic"`` or ``"native"``: what the requests are counted by."""
    asked: Mapping[tuple[str, ...], str]
    """A wish's value → the id of the objective that answers it."""
    notices: tuple[Notice, ...] = ()


def slug(text: str) -> str:
    """A name safe in file and rule names; ``"service"`` where nothing of it is."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:50].strip("-") or "service"


def service_name(inputs: Inputs) -> Decision[str]:
    """Raises:
        BadValue: no name, or one of several lines or of more than 100 characters.
    """
    asked = inputs.request.service_name
    if asked is None:
        return Decision(inputs.profile.name.value, "profile", Text("the project's name", "le nom du projet"))
    if not isinstance(asked, str) or not asked.strip() or len(asked) > 100 or "\n" in asked or not asked.isprintable():
        raise BadValue(Text(f"not a service's name: {asked!r}", f"nom de service invalide : {asked!r}"), Text("1 to 100 printable characters on one line", "1 à 100 caractères imprimables sur une ligne"))
    return Decision(asked.strip(), "caller", Text("the caller's", "celui de l'appelant"))


def specify(inputs: Inputs) -> SloSpec:
    """
    Raises:
        BadValue: a target, threshold or period that cannot be, or two that contradict each other.
    """
    service, documents = service_name(inputs), inputs.wanted("slo-document")
    over, sla = period(inputs), _sla(inputs)
    least = _least(inputs)
    floor = Decision(least, "caller" if "min_failures" in inputs.request.options else "default",
                     Text("at low traffic one failure alone would be a high ratio", "à faible trafic, un seul échec ferait déjà un taux élevé"))
    counted = histograms(inputs.request.options, inputs.wishes)
    if documents:
        found, notices = read_document(documents[0].value, over.value)
        chosen = tuple(Decision(o, "requirement", Text("the document says so", "le document le dit")) for o in found)
        return SloSpec(Decision(found[0].service, "requirement", Text("the document's", "celui du document")), chosen, over, sla, floor, counted,
                       {(documents[0].value,): found[0].id}, notices + _cautions(found))
    maker = _Maker(service.value, over.value, least, inputs.signals)
    chosen, asked = maker.objectives(promised(inputs.wishes))
    objectives = [d.value for d in chosen]
    if sla.value is not None:
        _below(sla.value, objectives)
    return SloSpec(service, chosen, over, sla, floor, counted, asked, _cautions(objectives))


def is_threshold(wish: Wish, has_priority: bool) -> bool:
    """Whether it says when to call ("P1: error rate > 5%"), not what is promised ("error rate < 0.1%")."""
    return wish.topic == "objective" and has_priority and wish.value[0] in ("errors", "latency") and wish.value[-1] == ">"


def promised(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """The wishes that are objectives, in their order."""
    found, has_priority = [], False
    for wish in wishes:
        has_priority = has_priority or wish.topic == "priority"
        if wish.topic == "objective" and not wish.negated and not is_threshold(wish, has_priority):
            found.append(wish)
    return tuple(found)


def burn_priority(wishes: Iterable[Wish]) -> Priority:
    """Of the alert that wakes someone when a budget burns fast: "P0: SLO burn rate"."""
    current = ""
    for wish in wishes:
        if wish.topic == "priority":
            current = wish.value
        if wish.topic == "alert" and wish.value[0] == "burn-rate" and (asked := wish.value[1] or current) in PRIORITIES:
            return cast(Priority, asked)
    return "P1"


def burn_priorities(wishes: Iterable[Wish]) -> Mapping[Urgency, Priority]:
    """Of both alerts on a budget."""
    urgent = burn_priority(wishes)
    return {"page": urgent, "ticket": max(urgent, "P2")}


def _least(inputs: Inputs) -> int:
    given = str(inputs.request.options.get("min_failures", MIN_FAILURES))
    if not given.isascii() or not given.isdigit() or int(given) > 1_000_000:
        raise BadValue(Text(f"min_failures: {given!r} is no number of events", f"min_failures : {given!r} n'est pas un nombre d'événements"), Text("0 or more; 0 asks for none", "0 ou plus ; 0 n'en demande aucun"))
    return int(given)


def period(inputs: Inputs) -> Decision[int]:
    """Days.

    Raises:
        BadValue: several periods, or one that cannot be watched.
    """
    said = {w.value: w for w in inputs.wanted("slo-period")}
    if len(said) > 1:
        raise BadValue(Text("several periods for the objectives: " + ", ".join(w.text.strip() for w in said.values()), "plusieurs périodes pour les objectifs : " + ", ".join(w.text.strip() for w in said.values())),
                       Text("name one, or make one call for each", "indiquez-en une, ou faites un appel pour chacune"))
    for days, wish in said.items():
        pairs(days)
        return granted(days, wish)
    return Decision(PERIOD_DAYS, "default", Text("30 days: close to a month, and the period the workbook's figures are made for", "30 jours : proche d'un mois, et la période des chiffres du workbook"))


def _sla(inputs: Inputs) -> Decision[Decimal | None]:
    for wish in inputs.wanted("sla"):
        return granted(_percent(wish.value, wish.text), wish)
    return Decision(None, "default", Text("no contract was named", "aucun contrat n'est indiqué"))


def _percent(value: str, words: str) -> Decimal:
    try:
        percent = Decimal(value)
    except InvalidOperation:
        percent = Decimal(-1)
    if not 0 < percent < 100:
        why = Text("there is no budget for a single failure then, and nothing to alert on", "il n'y a alors aucun budget, pas même pour un échec, ni rien sur quoi alerter") if percent == 100 else Text("a target is a share", "une cible est une part")
        raise BadValue(Text(f"{words.strip()!r}: {why.en}", f"{words.strip()!r} : {why.fr}"), Text("more than 0 % and less than 100 %, like 99.9 %", "plus de 0 % et moins de 100 %, par exemple 99,9 %"))
    return percent


class _Maker:
    """Objectives from what was asked, each kind once."""

    def __init__(self, service: str, period_days: int, min_failures: int, signals: Signals) -> None:
        self.service, self.period, self.least, self.signals = service, period_days, min_failures, signals

    def objectives(self, wishes: Iterable[Wish]) -> tuple[tuple[Decision[Objective], ...], dict[tuple[str, ...], str]]:
        made: dict[str, Decision[Objective]] = {}
        asked: dict[tuple[str, ...], str] = {}
        for wish in wishes:
            objective = self._one(wish)
            before = made.get(objective.id)
            if before and before.value != objective:
                first, second = before.why.en.removeprefix("asked for: "), wish.text.strip()
                raise BadValue(Text(f"{first!r} and {second!r} contradict each other: both are about {objective.title.en}", f"{first!r} et {second!r} se contredisent : les deux portent sur {objective.title.fr}"),
                               Text("keep one of the two", "gardez l'un des deux"))
            made.setdefault(objective.id, granted(objective, wish))
            asked[wish.value] = objective.id
        if not made:
            why = Text("nothing was asked for; a start to be corrected once four weeks of traffic are known", "rien n'est demandé ; un point de départ à corriger après quatre semaines de trafic")
            for wish in (Wish("objective", ("availability", "99.9", "")), Wish("objective", ("latency", "95", "0.5", "<"))):
                objective = self._one(wish)
                made[objective.id] = Decision(objective, "default", why)
        return tuple(made[name] for name in sorted(made)), asked

    def _one(self, wish: Wish) -> Objective:
        kind, *rest = wish.value
        match kind:
            case "uptime":
                return self._made("uptime", Text("uptime", "temps de fonctionnement"), _percent(self._least(rest, wish), wish.text), indicators.uptime(self.signals, self.service))
            case "availability":
                return self._made("availability", Text("availability", "disponibilité"), _percent(self._least(rest, wish), wish.text), indicators.availability(self.signals, self.service))
            case "errors":
                share = Decimal(self._most(rest[0], rest[1], wish))
                if not 0 < share < 100:
                    _percent(str(100 - share), wish.text)
                return self._made("availability", Text("availability", "disponibilité"), 100 - share, indicators.availability(self.signals, self.service))
            case "latency":
                percent, seconds = rest[0] or PERCENTILE, self._positive(self._most(rest[1], rest[2], wish), wish)
                word = percent.replace(".", "-")
                return self._made(f"latency-p{word}", Text(f"latency p{percent}", f"latence p{percent}"), _percent(percent, wish.text), indicators.latency(self.signals, self.service, seconds))
            case "freshness":
                seconds = self._positive(self._most(rest[1], rest[2], wish), wish)
                return self._made("freshness", Text("freshness", "fraîcheur"), _percent(rest[0] or FRESH_PERCENT, wish.text), indicators.freshness("last_success_timestamp_seconds", self.service, seconds))
        return self._made("probe", Text("probes", "sondes"), _percent(rest[0], wish.text), indicators.probe("probe_success", self.service))

    def _made(self, name: str, title: Text, percent: Decimal, indicator: indicators.Indicator) -> Objective:
        least = self.least if isinstance(indicator.measure, Events) else min(self.least, MIN_SLICES) if isinstance(indicator.measure, Slices) else 0
        return Objective(name, self.service, title, percent, self.period, indicator, least)

    def _least(self, rest: list[str], wish: Wish) -> str:
        if rest[1] == "<":
            raise BadValue(Text(f"{wish.text.strip()!r} bounds from above what should be high", f"{wish.text.strip()!r} borne par le haut ce qui doit être élevé"), Text("like '99.9% availability'", "par exemple « disponibilité 99,9 % »"))
        return rest[0]

    def _most(self, value: str, direction: str, wish: Wish) -> str:
        if direction == ">":
            raise BadValue(Text(f"{wish.text.strip()!r} bounds from below what should be low", f"{wish.text.strip()!r} borne par le bas ce qui doit être faible"), Text("like 'p95 < 500ms' or 'error rate < 0.1%'", "par exemple « p95 < 500ms » ou « taux d'erreur < 0,1 % »"))
        return value

    def _positive(self, value: str, wish: Wish) -> Decimal:
        seconds = Decimal(value)
        if not 0 < seconds <= 86400:
            raise BadValue(Text(f"{wish.text.strip()!r}: {number(seconds)} s is no threshold", f"{wish.text.strip()!r} : {number(seconds)} s n'est pas un seuil"), Text("more than 0 s and at most a day", "plus de 0 s et un jour au plus"))
        return seconds


def _below(sla: Decimal, objectives: list[Objective]) -> None:
    """The contract must be looser than what is aimed at, or the first missed objective is paid for."""
    aimed = [o for o in objectives if o.id in ("availability", "uptime")]
    if aimed and sla > min(o.percent for o in aimed):
        tight = min(aimed, key=lambda o: o.percent)
        raise BadValue(Text(f"the SLA of {number(sla)} % promises more than the objective of {number(tight.percent)} % aims at", f"le SLA de {number(sla)} % promet plus que ne vise l'objectif de {number(tight.percent)} %"),
                       Text("an SLA is looser than its objective, so that there is time to act before it is paid for", "un SLA est moins strict que son objectif : on agit avant d'avoir à payer"))


def _cautions(objectives: Iterable[Objective]) -> tuple[Notice, ...]:
    objectives, found = tuple(objectives), []
    if len(objectives) > MANY:
        found.append(Notice("warning", "objectives", Text(f"{len(objectives)} objectives: each is watched, but few teams act on more than {MANY}", f"{len(objectives)} objectifs : chacun est surveillé, mais peu d'équipes agissent sur plus de {MANY}")))
    for o in objectives:
        lost = [p for p in pairs(o.period_days) if p not in possible(o)]
        if lost:
            names = ", ".join(f"{number(p.factor.normalize())} × {number(o.budget)}" for p in lost)
            found.append(Notice("warning", o.id, Text(f"{o.title.en} {number(o.percent)} %: the thresholds {names} are 1 or more, so they could never be passed; those conditions are left out, and alerts come later",
                                                      f"{o.title.fr} {number(o.percent)} % : les seuils {names} valent 1 ou plus et ne pourraient jamais être dépassés ; ces conditions sont omises et les alertes viennent plus tard")))
        seconds = o.budget_minutes * 60
        if seconds < _FAST:
            found.append(Notice("warning", o.id, Text(f"{o.title.en} {number(o.percent)} % leaves {number(seconds.quantize(Decimal('0.1')))} s in {o.period_days} days: less than it takes a person to read the alert",
                                                      f"{o.title.fr} {number(o.percent)} % laisse {number(seconds.quantize(Decimal('0.1')))} s en {o.period_days} jours : moins que le temps de lire l'alerte")))
    return tuple(found)


