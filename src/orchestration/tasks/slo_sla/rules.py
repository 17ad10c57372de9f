"""Objectives as Prometheus rules: error ratios over each window, the budget over the period, and alerts when it burns too fast."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...documents.promql import RECORDED, number, selector, template
from ...model.objective import Events, Objective, Ratio, Slices
from ...model.rules import Alert, Priority, Recording, RuleGroup
from ...model.text import Text
from .burn_rates import Pair, Urgency, duration, pairs, possible

RATIO, BAD, TOTAL, SLICE = "slo:sli_error:ratio_rate", "slo:sli_bad:rate5m", "slo:sli_total:rate5m", "slo:slice_good:bool"
OBJECTIVE, BUDGET, PERIOD, CURRENT, BURNT, REMAINING = (
    RECORDED["target"], "slo:error_budget:ratio", "slo:time_period:days", RECORDED["burn-rate"], "slo:period_burn_rate:ratio", RECORDED["remaining"])
"""Recorded under the names sloth gives them, so that dashboards made for it read these too."""
PRIORITY: Mapping[Urgency, Priority] = {"page": "P1", "ticket": "P2"}
BLIND_AFTER = "30m"
"""A service that has just started has no requests to show yet; one that is silent for longer is looked at."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where an alert sends the person it wakes."""

    runbook: Callable[[str], str]
    """Alert's name → URL or path of its runbook."""
    dashboard: str = ""


def labels_of(objective: Objective) -> dict[str, str]:
    return {"service": objective.service, "slo": objective.id}


def camel(text: str) -> str:
    """``latency-p95`` → ``LatencyP95``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", text) if part)


def alert_names(objective: Objective) -> Mapping[str, str]:
    name = camel(objective.id)
    return {"page": f"{name}BudgetBurnsFast", "ticket": f"{name}BudgetBurnsSlowly", "blind": f"{name}NotMeasured"}


def groups(objective: Objective, links: Links, priorities: Mapping[Urgency, Priority] = PRIORITY, language: str = "en") -> tuple[RuleGroup, ...]:
    """Everything Prometheus evaluates for one objective: in one group, so that an alert sees what was recorded at the same moment."""
    rules = (*_indicator(objective), *_budget(objective), *_alerts(objective, links, priorities, language))
    return (*_slices(objective), RuleGroup(f"slo-{objective.id}", rules))


def windows(objective: Objective) -> tuple[int, ...]:
    """Minutes, each once, ascending."""
    found = {5} | {m for pair in pairs(objective.period_days) for m in (pair.short_minutes, pair.long_minutes)}
    return tuple(sorted(found))


# --- the indicator ----------------------------------------------------------------------------------------------------

def ratio(objective: Objective, window: str) -> str:
    """The share of bad over a window; no sample where there was nothing to count, never 0 ÷ 0."""
    match objective.indicator.measure:
        case Events(bad, total, is_bad_optional):
            events = total.over(window)
            failed = f"({bad.over(window)} or 0 * {events})" if is_bad_optional else bad.over(window)
            return f"{failed}\n/\n({events} > 0)"
        case Ratio(error):
            return error.over(window)
        case Slices():
            return f"1 - avg_over_time({selector(SLICE, labels_of(objective))}[{window}])"
    raise AssertionError(objective)


def _slices(objective: Objective) -> tuple[RuleGroup, ...]:
    """One sample a slice, whatever Prometheus' own interval is: a mean of samples is then a share of slices."""
    measure = objective.indicator.measure
    if not isinstance(measure, Slices):
        return ()
    return (RuleGroup(f"slo-{objective.id}-slices", (Recording(SLICE, measure.good, labels_of(objective)),), f"{measure.slice_seconds}s"),)


def _indicator(objective: Objective) -> tuple[Recording, ...]:
    own, measure = labels_of(objective), objective.indicator.measure
    found = [Recording(RATIO + (w := duration(minutes)), ratio(objective, w), own | {"slo_window": w}) for minutes in windows(objective)]
    if isinstance(measure, Events):
        total = measure.total.over("5m")
        found.append(Recording(BAD, f"{measure.bad.over('5m')} or 0 * {total}" if measure.is_bad_optional else measure.bad.over("5m"), own))
        found.append(Recording(TOTAL, total, own))
    period = f"{objective.period_days}d"
    found.append(Recording(RATIO + period, _over_the_period(objective, period), own | {"slo_window": period}))
    return tuple(found)


def _over_the_period(objective: Objective, period: str) -> str:
    """Weighted by traffic, where events are counted: a mean of ratios would let a quiet night's one failure weigh as much as a busy hour's thousand."""
    match objective.indicator.measure:
        case Events():
            bad, total = (selector(name, labels_of(objective)) for name in (BAD, TOTAL))
            return f"sum_over_time({bad}[{period}])\n/\n(sum_over_time({total}[{period}]) > 0)"
        case Slices():
            return f"1 - avg_over_time({selector(SLICE, labels_of(objective))}[{period}])"
    return f"avg_over_time({selector(RATIO + '5m', labels_of(objective))}[{period}])"


def _budget(objective: Objective) -> tuple[Recording, ...]:
    own = labels_of(objective)
    budget, here = number(objective.budget), lambda name: selector(name, own)
    return (
        Recording(OBJECTIVE, f"vector({number(objective.percent / 100)})", own),
        Recording(BUDGET, f"vector({budget})", own),
        Recording(PERIOD, f"vector({objective.period_days})", own),
        Recording(CURRENT, f"max without (slo_window) ({here(RATIO + '5m')}) / {budget}", own),
        Recording(BURNT, f"max without (slo_window) ({here(f'{RATIO}{objective.period_days}d')}) / {budget}", own),
        Recording(REMAINING, f"1 - {here(BURNT)}", own),
    )


# --- the alerts -------------------------------------------------------------------------------------------------------

def _burns(objective: Objective, pair: Pair) -> str:
    own = labels_of(objective)
    threshold = f"({number(pair.factor)} * {number(objective.budget)})"
    short, long = (f"max without (slo_window) ({selector(RATIO + duration(minutes), own)} > {threshold})" for minutes in (pair.short_minutes, pair.long_minutes))
    failures = _failures(objective, pair.long_minutes)
    enough = f"\n  and on ()\n  {failures} >= {objective.min_failures}" if objective.min_failures and failures else ""
    return f"(\n  {short}\n  and\n  {long}{enough}\n)"


def _failures(objective: Objective, minutes: int) -> str:
    """How many events or slices were bad within the window; empty where only their share is known."""
    window = duration(minutes)
    match objective.indicator.measure:
        case Events(bad, _, _):
            return f"{bad.over(window)} * {minutes * 60}"
        case Slices():
            slices = selector(SLICE, labels_of(objective))
            return f"(1 - avg_over_time({slices}[{window}])) * count_over_time({slices}[{window}])"
    return ""


def _alerts(objective: Objective, links: Links, priorities: Mapping[Urgency, Priority], language: str) -> tuple[Alert, ...]:
    found = []
    for urgency in ("page", "ticket"):
        those = [p for p in possible(objective) if p.urgency == urgency]
        if those:
            found.append(Alert(alert_names(objective)[urgency], "\nor\n".join(_burns(objective, p) for p in those), priorities[urgency], _told(objective, urgency, those, links, language)))
    blind = alert_names(objective)["blind"]
    recorded = selector(TOTAL if isinstance(objective.indicator.measure, Events) else f"{RATIO}5m", labels_of(objective))
    absent = " or ".join(f"absent({series})" for series in objective.indicator.series or (recorded,))
    found.append(Alert(blind, f"max({absent})", "P2", _about(objective, blind, links, Text(
        f"{objective.title.en} of {template(objective.service)} is not measured", f"« {objective.title.fr} » de {template(objective.service)} n'est pas mesuré"), Text(
        "The series this objective is computed from are not there: nothing of it can be seen, and none of its alerts can fire.",
        "Les séries dont cet objectif est calculé sont absentes : rien n'en est visible et aucune de ses alertes ne peut se déclencher."), Text(
        "An outage could go unnoticed.", "Une panne pourrait passer inaperçue."), language), BLIND_AFTER, labels=labels_of(objective)))
    return tuple(found)


def _told(objective: Objective, urgency: Urgency, those: list[Pair], links: Links, language: str) -> dict[str, str]:
    spent = Text(" or ".join(f"{_share(p)} % in {duration(p.long_minutes)}" for p in those), " ou ".join(f"{_share(p)} % en {duration(p.long_minutes)}" for p in those))
    speed = Text("fast", "rapidement") if urgency == "page" else Text("steadily", "régulièrement")
    name, budget, days = template(objective.service), number(objective.budget * 100), objective.period_days
    return _about(
        objective, alert_names(objective)[urgency], links,
        Text(f"{name} burns the error budget of {objective.title.en} {speed.en}", f"{name} consomme {speed.fr} le budget d'erreur « {objective.title.fr} »"),
        Text(f"{{{{ $value | humanizePercentage }}}} is bad; over {days} days {budget} % may be. That is more than {spent.en} of the whole budget.",
             f"{{{{ $value | humanizePercentage }}}} est mauvais ; sur {days} jours {budget} % peuvent l'être. C'est plus de {spent.fr} du budget entier."),
        Text("The people who use it are being failed now; if it goes on, the objective is missed.", "Les utilisateurs en souffrent en ce moment ; si cela continue, l'objectif est manqué."), language)


def _share(pair: Pair) -> str:
    return number(pair.budget_percent.quantize(Decimal("0.1")))


def _about(objective: Objective, alert: str, links: Links, summary: Text, description: Text, impact: Text, language: str) -> dict[str, str]:
    spoken = "fr" if language == "fr" else "en"
    found = {"summary": summary.in_(spoken), "description": description.in_(spoken), "impact": impact.in_(spoken), "runbook_url": links.runbook(alert)}
    return found | ({"dashboard_url": links.dashboard} if links.dashboard else {})
