"""Conditions as Datadog's monitors: the same measures over the same windows, and who is told by its handles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...documents import datadog
from ...documents.datadog import Monitor
from ...documents.datadog_query import NAMESPACE, NotInDatadog, formula
from ...documents.promql import number
from ...model.artefact import Artefact
from ...model.facts import Notice
from ...model.measure import Against, Comparison, Instances, Most, Quantile, Restarts, Share, When
from ...model.plan import Inputs
from ...model.rules import Priority
from ...model.text import Language, Text
from ...model.tree import join
from ..datadog import MONITORS, PRIORITY, Tags
from ..slo_sla.datadog import file_name, message, options
from ..slo_sla.rules import Links
from .catalogue import Condition

WATCHDOG = "Watchdog"
NO_DATA_MINUTES = 5
"""How long nothing arrives before a service counts as down: the Agent asks every 15 seconds, and Datadog evaluates each minute."""
_SILENT_MINUTES = 10
_SILENCE = (
    Text(f"Datadog has received nothing from any instance for {NO_DATA_MINUTES} minutes.", f"Datadog n'a rien reçu d'aucune instance depuis {NO_DATA_MINUTES} minutes."),
    Text("The service is down for everyone, unless only the Agent is: then Watchdog calls, too.", "Le service est arrêté pour tout le monde, sauf si seul l'Agent l'est : alors Watchdog appelle aussi."),
)
_VALUES: Mapping[str, str] = {
    "{{ $labels.dependency }}": "{{dependency.name}}", "{{ $labels.slo }}": "", "{{ $value | humanizePercentage }}": "{{value}}", "{{ $value | humanizeDuration }}": "{{value}} s",
}
"""What conditions' words hold for Prometheus → the same for Datadog (documentation, "Notification variables")."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A monitor's question."""

    query: str
    critical: Decimal
    recovery: Decimal | None
    is_silence: bool = False
    """What calls is that there is no data."""


def asked(when: When, scope: str) -> Asked:
    """
    Raises:
        NotInDatadog: with the reason.
    """
    window, limit = f"last_{when.minutes}m", f"{when.comparison} {number(when.threshold)}"
    match when.measure:
        case Instances():
            found = formula(when.measure, scope).inline
            return Asked(f"max(last_{NO_DATA_MINUTES}m):{found} <= 0", Decimal(0), None, True)
        case Share():
            # Counts are summed up over the window before they are divided.
            return Asked(f"sum({window}):{formula(when.measure, scope, 'as_count').inline} {limit}", when.threshold, _recovery(when.comparison, when.threshold))
        case Quantile() | Most(Quantile()):
            return Asked(f"percentile({window}):{formula(when.measure, scope).inline} {limit}", when.threshold, _recovery(when.comparison, when.threshold))
        case Against():
            return Asked(f"avg({window}):{formula(when.measure, scope).inline} {limit}", when.threshold, _recovery(when.comparison, when.threshold))
        case Restarts(_, minutes):
            # So many restarts leave no process older than this; a restart itself leaves no count.
            oldest = Decimal(minutes * 60) / when.threshold
            return Asked(f"max({window}):{formula(when.measure, scope).inline} < {number(oldest)}", oldest, _recovery("<", oldest))
    # All points of the window lie beyond: the lowest one does, or the highest.
    beyond = when.comparison in (">", ">=")
    comparison = "<=" if when.comparison == "==" else when.comparison
    return Asked(f"{'min' if beyond else 'max'}({window}):{formula(when.measure, scope).inline} {comparison} {number(when.threshold)}", when.threshold, _recovery(when.comparison, when.threshold))


def _recovery(comparison: Comparison, threshold: Decimal) -> Decimal | None:
    """A fifth back from the threshold, so that a value that sways around it calls once."""
    if not threshold or comparison == "==":
        return None
    return threshold * (Decimal("0.8") if comparison in (">", ">=") else Decimal("1.2"))


def monitor_files(inputs: Inputs, made: Iterable[tuple[Priority, Condition]], own: Tags, links: Links, told: Mapping[Priority, str]) -> tuple[tuple[Artefact, ...], tuple[Notice, ...]]:
    """A monitor for each condition Datadog can ask for, and the reason where it cannot."""
    language: Language = "fr" if inputs.request.language == "fr" else "en"
    monitors: list[tuple[str, Monitor]] = []
    notices = []
    for priority, condition in made:
        if condition.when is None:
            why = Text("burn-rate alerts come with the objectives they are about: define_slo_sla", "les alertes de consommation viennent avec leurs objectifs : define_slo_sla") if "Budget" in condition.name else Text("the Agent's http_check and tls checks measure certificates there", "les contrôles http_check et tls de l'Agent y mesurent les certificats")
            notices.append(Notice("warning", condition.name, Text(f"no monitor of {condition.name} for Datadog: {why.en}", f"pas de moniteur {condition.name} pour Datadog : {why.fr}")))
            continue
        try:
            monitors += _of_one(condition, condition.when, priority, own, links, told[priority], language)
        except NotInDatadog as error:
            notices.append(Notice("warning", condition.name, Text(f"no monitor of {condition.name} for Datadog: {error}", f"pas de moniteur {condition.name} pour Datadog : {error}")))
    monitors.append((WATCHDOG, _watchdog(own, links, told, language)))
    return tuple(Artefact(join(inputs.profile.path, f"{MONITORS}/{file_name(name)}.json"), datadog.monitor(one), "datadog-monitor", Text(f"watches {name} at Datadog", f"surveille {name} chez Datadog")) for name, one in monitors), tuple(notices)


def _name(own: Tags, name: str) -> str:
    return f"[{own.environment}] {own.service}: {name}"


def _of_one(condition: Condition, when: When, priority: Priority, own: Tags, links: Links, told: str, language: Language) -> list[tuple[str, Monitor]]:
    question = asked(when, own.scope)
    name, runbook, labels = condition.name, links.runbook(condition.name), (*own.all, f"priority:{priority.lower()}")
    if question.is_silence:
        text = message(name, _words(condition.summary, own, language), *(t.in_(language) for t in _SILENCE), runbook, told, language, on="is_no_data")
        return [(name, Monitor(_name(own, name), "query alert", question.query, text, PRIORITY[priority], labels, question.critical, None, options(priority, on_missing_data="show_and_notify_no_data")))]
    description, impact = _words(condition.description, own, language), condition.page.impact.in_(language)
    if when.least is None:
        text = message(name, _words(condition.summary, own, language), description, impact, runbook, told, language)
        return [(name, Monitor(_name(own, name), "query alert", question.query, text, PRIORITY[priority], labels, question.critical, question.recovery, options(priority)))]
    # Two conditions at once are a composite of two monitors, which tell nobody themselves; it has no value of its own to show.
    rate, least = when.least
    level, volume, part = f"{name}Level", f"{name}Volume", (*own.all, f"part-of:{file_name(name)}")
    counted = f"sum(last_{when.minutes}m):{formula(rate, own.scope, 'as_count').inline} >= {least}"
    silent = Text(f"A part of {name}; it tells nobody by itself.", f"Une partie de {name} ; n'avertit personne à elle seule.").in_(language)
    return [
        (level, Monitor(_name(own, level), "query alert", question.query, silent, 5, part, question.critical, question.recovery, options("P3"))),
        (volume, Monitor(_name(own, volume), "query alert", counted, silent, 5, part, Decimal(least), None, options("P3"))),
        (name, Monitor(_name(own, name), "composite", f"<monitor:{file_name(level)}> && <monitor:{file_name(volume)}>", message(name, f"{own.service}: {name}", description, impact, runbook, told, language), PRIORITY[priority], labels, None, None,
                       options(priority))),
    ]


def _words(text: Text, own: Tags, language: Language) -> str:
    """A condition's words, with Datadog's variables where they hold Prometheus'."""
    found = text.in_(language).replace("{{ $labels.service }}", own.service)
    for theirs, ours in _VALUES.items():
        found = found.replace(theirs, ours)
    return found


def _watchdog(own: Tags, links: Links, told: Mapping[Priority, str], language: Language) -> Monitor:
    """The dead man's switch: Datadog itself evaluates, so what may fall silent is the Agent. One instance out of reach calls nobody at night."""
    name = WATCHDOG
    if language == "fr":
        words = f"L'Agent ne rapporte plus rien de {own.service} depuis {_SILENT_MINUTES} minutes.", "Tant qu'il se tait, aucune autre alerte de ce service ne peut se déclencher.", f"L'Agent n'atteint plus une instance de {own.service}.", "Runbook :", f"{name} est terminé."
    else:
        words = f"The Agent has reported nothing of {own.service} for {_SILENT_MINUTES} minutes.", "While it is silent, no other alert of this service can fire.", f"The Agent no longer reaches an instance of {own.service}.", "Runbook:", f"{name} is over."
    silent, impact, unreached, label, over = words
    text = "\n".join(("{{#is_no_data}}", f"**{silent}**", "", impact, told["P1"], "{{/is_no_data}}", "{{#is_alert}}", f"**{unreached}**", told["P2"], "{{/is_alert}}", "{{#is_recovery}}", over, told["P2"], "{{/is_recovery}}", f"{label} {links.runbook(name)}"))
    query = f'"{NAMESPACE}.openmetrics.health".over("service:{own.service}","env:{own.environment}").by("host","endpoint").last(5).count_by_status()'
    return Monitor(_name(own, name), "service check", query, text, PRIORITY["P1"], (*own.all, "priority:p1"), None, None,
                   options("P1", thresholds={"ok": 1, "warning": 4, "critical": 4}, notify_no_data=True, no_data_timeframe=_SILENT_MINUTES))
