"""Objectives as Datadog keeps and watches them: counts or slices of time, and an alert for each pair of windows it can ask over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from ...documents import datadog
from ...documents.datadog import Monitor, Slo
from ...documents.datadog_query import formula
from ...documents.promql import number
from ...model.artefact import Artefact
from ...model.facts import Notice
from ...model.measure import Counts, Rate, Series
from ...model.objective import Objective
from ...model.plan import Inputs
from ...model.rules import Priority
from ...model.text import Language, Text
from ...model.tree import join
from ..datadog import MONITORS, PRIORITY, RENOTIFY_MINUTES, SLOS, Tags
from .burn_rates import Pair, Urgency, duration, pairs, possible
from .rules import BLIND_AFTER, Links, alert_names

FRAMES = (7, 30, 90)
"""Days. Source: Datadog's API, ``SLOTimeframe``."""
LONGEST_MINUTES = 48 * 60
"""Of a long window. Source: Datadog's documentation, "Burn Rate Alerts": from 1 to 48 hours."""
DECIMALS = Decimal("0.001")
"""Source: Datadog's documentation, "Metric-based SLOs": up to three decimals of a target."""


def frame(days: int) -> int:
    """The nearest period Datadog knows; the shorter one of two that are as near."""
    return min(FRAMES, key=lambda known: (abs(known - days), known))


def kept(objectives: Iterable[Objective], service: str, language: Language) -> tuple[tuple[Slo, ...], tuple[Notice, ...]]:
    """The objectives Datadog can keep, and why it cannot keep the others as they are."""
    found, notices = [], []
    for objective in objectives:
        asked, title = objective.indicator.asked, objective.title.in_(language)
        if asked is None:
            notices.append(Notice("warning", objective.id, Text(f"{objective.title.en}: not for Datadog, since it is measured by PromQL of its own or by something Datadog has no metric of", f"{objective.title.fr} : pas pour Datadog, car mesuré par son propre PromQL ou par ce dont Datadog n'a pas de métrique")))
            continue
        if isinstance(asked, Counts) and asked.good.is_native and asked.good.part == "bucket":
            notices.append(Notice("warning", objective.id, Text(f"{objective.title.en}: not for Datadog, whose Agent is not documented to read a threshold off a native histogram", f"{objective.title.fr} : pas pour Datadog, dont l'Agent n'est pas documenté pour lire un seuil dans un histogramme natif")))
            continue
        if objective.percent != objective.percent.quantize(DECIMALS):
            notices.append(Notice("warning", objective.id, Text(f"{objective.title.en}: not for Datadog, whose targets have at most three decimals, not {number(objective.percent)} %", f"{objective.title.fr} : pas pour Datadog, dont les cibles ont au plus trois décimales, pas {number(objective.percent)} %")))
            continue
        days = frame(objective.period_days)
        if days != objective.period_days:
            notices.append(Notice("warning", objective.id, Text(f"{objective.title.en}: Datadog knows objectives over 7, 30 and 90 days; there it is {days} days, not {objective.period_days}", f"{objective.title.fr} : Datadog connaît des objectifs sur 7, 30 et 90 jours ; là-bas ce sont {days} jours, pas {objective.period_days}")))
        found.append(Slo(objective, f"{service}: {title}" if language == "en" else f"{service} : {title}", days, "metric" if isinstance(asked, Counts) else "time_slice"))
    return tuple(found), tuple(notices)


def slo_files(inputs: Inputs, slos: Iterable[Slo], own: Tags) -> tuple[Artefact, ...]:
    return tuple(Artefact(join(inputs.profile.path, f"{SLOS}/{s.objective.id}.json"), datadog.slo(s, own.environment, own.scope, own.all, s.objective.indicator.means.in_(inputs.request.language)), "datadog-slo",
                          Text(f"{s.objective.title.en} as Datadog keeps it", f"{s.objective.title.fr} comme Datadog la tient")) for s in slos)


def monitor_files(inputs: Inputs, slos: Iterable[Slo], own: Tags, links: Links, handles: Mapping[Priority, str], priorities: Mapping[Urgency, Priority]) -> tuple[tuple[Artefact, ...], tuple[Notice, ...]]:
    """Alerts on burning budgets, and one for an objective that nothing is measured of.

    Args:
        handles: who is told, by priority: ``"@pagerduty-api @slack-api"``.
        priorities: of what burns fast, and of what burns slowly.
    """
    files, notices = [], []
    slos = tuple(slos)
    for one in slos:
        names, days = alert_names(one.objective), one.days
        can = [p for p in pairs(days) if p in _possible(one.objective, days)]
        lost = [p for p in can if p.long_minutes > LONGEST_MINUTES]
        for pair in (p for p in can if p.long_minutes <= LONGEST_MINUTES):
            name = f"{names[pair.urgency]}{duration(pair.long_minutes)}"
            files.append(_file(inputs, name, _burns(one, pair, name, names[pair.urgency], own, links, handles, priorities[pair.urgency], inputs.request.language)))
        if lost:
            windows = ", ".join(duration(p.long_minutes) for p in lost)
            notices.append(Notice("warning", one.objective.id, Text(f"{one.objective.title.en}: no burn-rate alert over {windows}, since Datadog asks over 48 hours at most; the slowest burn is seen on the dashboard only", f"{one.objective.title.fr} : pas d'alerte de consommation sur {windows}, car Datadog interroge au plus 48 heures ; la consommation la plus lente ne se voit que sur le tableau de bord")))
        if isinstance(one.objective.indicator.asked, Counts):
            files.append(_file(inputs, names["blind"], _blind(one, one.objective.indicator.asked, names["blind"], own, links, handles, inputs.request.language)))
    least = next((s.objective.min_failures for s in slos if s.objective.min_failures), 0)
    if least:
        notices.append(Notice("info", "Datadog", Text(f"Datadog's burn-rate alerts know no least number of failures (here {least}): at low traffic a single one may call", f"les alertes de consommation de Datadog ne connaissent pas de nombre minimal d'échecs (ici {least}) : à faible trafic, un seul peut appeler")))
    return tuple(files), tuple(notices)


def _possible(objective: Objective, days: int) -> tuple[Pair, ...]:
    return possible(replace(objective, period_days=days))


def file_name(alert: str) -> str:
    """``HighErrorRate`` → ``high-error-rate``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=\d)", "-", alert).lower()


def _file(inputs: Inputs, name: str, one: Monitor) -> Artefact:
    return Artefact(join(inputs.profile.path, f"{MONITORS}/{file_name(name)}.json"), datadog.monitor(one), "datadog-monitor", Text(f"watches {name} at Datadog", f"surveille {name} chez Datadog"))


def message(name: str, headline: str, text: str, impact: str, runbook: str, told: str, language: Language, *, on: str = "is_alert") -> str:
    """What is said when it begins and when it is over; who is told stands outside, so that both reach them."""
    colon, over = (" :", "est terminé") if language == "fr" else (":", "is over")
    return "\n".join((f"{{{{#{on}}}}}", f"**{headline}**", "", text, f"Impact{colon} {impact}", f"Runbook{colon} {runbook}", f"{{{{/{on}}}}}", "{{#is_recovery}}", f"{name} {over}.", "{{/is_recovery}}", *([told] if told else [])))


def options(priority: Priority, **more: object) -> dict[str, object]:
    """What every monitor says of itself."""
    again = RENOTIFY_MINUTES[priority]
    return {**more, "include_tags": True, "notify_audit": False, "require_full_window": False, **({"renotify_interval": again, "renotify_statuses": ["alert", "no data"]} if again else {})}


def _burns(one: Slo, pair: Pair, name: str, page: str, own: Tags, links: Links, handles: Mapping[Priority, str], priority: Priority, language: Language) -> Monitor:
    long, short = f"{pair.long_minutes // 60}h", f"{pair.short_minutes}m"
    share, title, service = number(pair.budget_percent.quantize(Decimal("0.1"))), one.objective.title, own.service
    fast = pair.urgency == "page"
    if language == "fr":
        head = f"{service} consomme {'rapidement' if fast else 'régulièrement'} le budget d'erreur « {title.fr} »"
        text = f"Vitesse : {{{{value}}}} fois celle qui est tenable ; au-delà de {number(pair.factor)}, {share} % du budget de {one.days} jours partent en {long}."
        impact = "Les utilisateurs en souffrent en ce moment ; si cela continue, l'objectif est manqué."
    else:
        head = f"{service} burns the error budget of {title.en} {'fast' if fast else 'steadily'}"
        text = f"Speed: {{{{value}}}} times what is sustainable; above {number(pair.factor)}, {share} % of the {one.days} days' budget go in {long}."
        impact = "The people who use it are being failed now; if it goes on, the objective is missed."
    query = f'burn_rate("{one.reference}").over("{one.days}d").long_window("{long}").short_window("{short}") > {number(pair.factor)}'
    return Monitor(f"[{own.environment}] {own.service}: {name}", "slo alert", query, message(name, head, text, impact, links.runbook(page), handles[priority], language), PRIORITY[priority], (*own.all, f"priority:{priority.lower()}"), pair.factor, None,
                   options(priority))


def _blind(one: Slo, asked: Counts, name: str, own: Tags, links: Links, handles: Mapping[Priority, str], language: Language) -> Monitor:
    # A count is never below nothing: what calls is that there is no data.
    good: Series = asked.good
    query = f"sum(last_{BLIND_AFTER}):{formula(Rate(good), own.scope, 'as_count').inline} < 0"
    title, service = one.objective.title, own.service
    if language == "fr":
        words = (f"« {title.fr} » de {service} n'est pas mesuré", "Les séries dont cet objectif est calculé sont absentes depuis 30 minutes.", "Une panne pourrait passer inaperçue.")
    else:
        words = (f"{title.en} of {service} is not measured", "The series this objective is computed from have not been there for 30 minutes.", "An outage could go unnoticed.")
    return Monitor(f"[{own.environment}] {own.service}: {name}", "query alert", query, message(name, *words, links.runbook(name), handles["P2"], language, on="is_no_data"), PRIORITY["P2"], (*own.all, "priority:p2"), Decimal(0), None,
                   options("P2", on_missing_data="show_and_notify_no_data"))
