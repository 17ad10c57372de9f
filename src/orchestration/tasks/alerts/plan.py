"""Rules, routes and a runbook for each alert."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...documents.prometheus import rules_file
from ...documents.runbook import runbook
from ...documents.yaml import Note, dump
from ...kits import kit
from ...model.artefact import Artefact
from ...model.decision import Claim, Refusal
from ...model.facts import Notice
from ...model.kit import Kit
from ...model.plan import Inputs, Plan
from ...model.rules import Alert, Priority, RuleGroup
from ...model.text import Text
from ...model.tree import join
from .. import datadog as console
from .. import histograms
from ..histograms import FLAG, KEY, READ_SINCE
from ..monitoring_servers import servers_file
from ..routes import ROUTES
from ..slo_sla.datadog import file_name
from ..slo_sla.plan import DIRECTORY, RULES, RUNBOOKS, links
from ..slo_sla.spec import period, slug
from .catalogue import CONDITIONS, Condition, Subject, latency
from .datadog import WATCHDOG, monitor_files
from .routing import HEARTBEAT, SECRETS, configuration
from .spec import AlertsSpec, Told

ALERTMANAGER = f"{DIRECTORY}/alertmanager"
CONFIG, TEMPLATES, SILENCE = f"{ALERTMANAGER}/alertmanager.yml", f"{ALERTMANAGER}/templates/notifications.tmpl", f"{ALERTMANAGER}/silence-deploy.sh"
ALERTS = f"{RULES}/alerts.yml"
PROMETHEUS = f"{DIRECTORY}/prometheus/prometheus.yml"
_KEYS = {"pagerduty": "pagerduty_routing_key", "slack": "slack_webhook_url", "email": "smtp_password"}
"""Route → the secret it needs."""


def plan(inputs: Inputs, spec: AlertsSpec) -> Plan:
    """Everything that turns a symptom into a message that lands."""
    language, at, service = inputs.request.language, inputs.profile.path, spec.service.value

    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    subject = Subject(service, inputs.signals)
    made = [(d.value, condition) for d in spec.told for condition in _conditions(subject, d.value) if not (d.value.kind == "burn-rate" and "slo_sla" in inputs.alongside)]
    to, spoken, alone = links(inputs), "fr" if language == "fr" else "en", console.is_alone(inputs)
    rules = [_alert(told, condition, subject, to, spoken) for told, condition in made]
    watchdog = Alert("Watchdog", "vector(1)", "P3", {"summary": say("alerting works", "l'alerte fonctionne"), "description": say("Always fires; the dead man's switch calls when it stops arriving.", "Se déclenche toujours ; l'interrupteur d'homme mort appelle quand elle n'arrive plus."),
                                                     "impact": say("none", "aucun"), "runbook_url": to.runbook("Watchdog")}, labels={"service": service})
    groups = (RuleGroup("alerts", tuple(rules)), RuleGroup("watchdog", (watchdog,)))
    heartbeat = str(inputs.request.options.get("heartbeat_url", HEARTBEAT))
    config = configuration(spec, heartbeat, str(inputs.request.options.get("time_zone", "Europe/Paris")), say)
    for_prometheus = () if alone else (
        Artefact(join(at, ALERTS), rules_file(groups, say(f"What someone is told about {service}.", f"Ce dont on est averti pour {service}.")), "prometheus-rules", Text("the symptoms worth a message, each with a runbook", "les symptômes qui méritent un message, chacun avec son runbook")),
        Artefact(join(at, PROMETHEUS), dump(_prometheus(inputs, service, say), say("The target's name is the compose service's; where the app runs elsewhere, discover it there under the same job_name.", "Le nom de la cible est celui du service compose ; si l'application tourne ailleurs, découvrez-la là-bas sous le même job_name.")),
                 "prometheus-config", Text("scrapes the app, loads the rules, knows Alertmanager", "relève l'application, charge les règles, connaît Alertmanager")),
        Artefact(join(at, CONFIG), dump(config, say(f"Keys are read from files below {SECRETS}; none stands here.", f"Les clés sont lues dans des fichiers sous {SECRETS} ; aucune n'est ici.")), "alertmanager-config", Text("who gets which message, when", "qui reçoit quel message, quand")),
        Artefact(join(at, TEMPLATES), kit("monitoring/alertmanager/notifications.tmpl"), "text", Text("what a message says", "ce que dit un message"), serves=join(at, CONFIG)),
        Artefact(join(at, SILENCE), kit("monitoring/alertmanager/silence-deploy.sh"), "shell", Text("quiet for the lesser alerts during a deploy", "silence des alertes mineures pendant un déploiement"), executable=True, serves=join(at, CONFIG)),
    )
    files = [
        *for_prometheus,
        *(Artefact(join(at, f"{RUNBOOKS}/{c.name}.md"), runbook(c.page, spoken, told.priority, not alone), "markdown", Text(f"what to do when {c.name} calls", f"que faire quand {c.name} appelle")) for told, c in made),
        Artefact(join(at, f"{RUNBOOKS}/Watchdog.md"), kit(f"monitoring/{language}/{'watchdog-datadog' if alone else 'watchdog'}.md"), "markdown", Text("what to do when the heartbeat stops", "que faire quand le battement cesse")),
    ]
    claims, refusals = (*_claims(inputs, spec, made), *histograms.claims(inputs.signals, join(at, ALERTS))), (*_refusals(inputs, spec, heartbeat), *histograms.refusals(inputs))
    notices, steps = list(histograms.notices(inputs)), list(histograms.steps(inputs))
    if not alone:
        used = {r for d in spec.routes.values() for r in d.value}
        servers, warnings, begin = servers_file(inputs, {name: f"{SECRETS}/{name}" for route, name in _KEYS.items() if route in used}, period(inputs).value, say)
        files += servers
        notices += [*_notices(made), *warnings]
        steps += [*_steps(spec, heartbeat), *begin]
    if console.is_wanted(inputs):
        own = console.tags(inputs, slug(service))
        monitors, said = monitor_files(inputs, [(_priority(told, c), c) for told, c in made], own, to, console.handles(inputs, own))
        files += [*monitors, *console.common(inputs, slug(service))]
        notices += [*said, console.not_run()]
        steps += console.steps()
    return Plan(tuple(files), claims, refusals, tuple(notices), tuple(steps))


def _prometheus(inputs: Inputs, service: str, say: Callable[[str, str], str]) -> dict[str, Any]:
    """The job is named as rules and panels ask for it; rates need four samples in their shortest window, which is a minute."""
    port = inputs.kit.metrics_port if isinstance(inputs.kit, Kit) else inputs.profile.port.value if inputs.profile.port else 9464
    # A Prometheus that does not know the key would not start with it.
    native = say(f"Native histograms are read by Prometheus {READ_SINCE} and newer with the line\n{KEY}\nhere, by 2.40 to 3.7 (which refuse that line) where it is started with {FLAG}.",
                 f"Les histogrammes natifs sont lus par Prometheus {READ_SINCE} et plus récent avec la ligne\n{KEY}\nici, et par 2.40 à 3.7 (qui refusent cette ligne) s'il est lancé avec {FLAG}.") if inputs.signals.is_native else ""
    return {"global": {"scrape_interval": "15s", "evaluation_interval": Note("30s", above=native)}, "rule_files": ["rules/*.yml"],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["alertmanager:9093"]}]}]},
            "scrape_configs": [{"job_name": service, "static_configs": [{"targets": [f"{inputs.profile.name.value}:{port}"]}]}]}


def _conditions(subject: Subject, told: Told) -> tuple[Condition, ...]:
    if told.percent is not None:
        return latency(subject, told.threshold, told.percent)
    return CONDITIONS[told.kind](subject, told.threshold)


def _priority(told: Told, condition: Condition) -> Priority:
    """What burns slowly wakes nobody."""
    return told.priority if not condition.name.endswith("Slowly") or told.priority in ("P2", "P3") else "P2"


def _alert(told: Told, condition: Condition, subject: Subject, to, language: str) -> Alert:
    annotations = {"summary": condition.summary.in_(language), "description": condition.description.in_(language), "impact": condition.page.impact.in_(language), "runbook_url": to.runbook(condition.name)}
    if to.dashboard:
        annotations["dashboard_url"] = to.dashboard
    return Alert(condition.name, condition.expr, _priority(told, condition), annotations, condition.for_, labels={"service": subject.service})


def _claims(inputs: Inputs, spec: AlertsSpec, made: list[tuple[Told, Condition]]) -> tuple[Claim, ...]:
    at = inputs.profile.path
    rules, config, watchdog = join(at, ALERTS), join(at, CONFIG), join(at, f"{console.MONITORS}/{file_name(WATCHDOG)}.json")
    found = [
        *console.claims(watchdog), Claim("task", watchdog, r"openmetrics\.health", "alerts"), Claim("dead-man", watchdog, r"notify_no_data"), Claim("runbooks", watchdog, r"Runbook ?: "), *(Claim(console.TOPIC, rules, r"alert: Watchdog", way) for way in ("grafana", "prometheus")),
        Claim("task", rules, r"alert: Watchdog", "alerts"), Claim("dead-man", rules, r"alert: Watchdog"), Claim("runbooks", rules, r"runbook_url: "), Claim("inhibition", config, r"inhibit_rules:", True), Claim("inhibition", config, r"group_by: ", "grouping"),
        Claim("silence", join(at, SILENCE), r"silence add"), Claim("hours", config, r"active_time_intervals"), Claim("escalation", join(at, f"{RUNBOOKS}/{made[0][1].name}.md"), r"^## (?:How to escalate|Comment escalader)"),
        *(Claim(topic, config, rf"{route}_configs:", route) for topic in ("route", "notify") for route in ROUTES),
    ]
    for told, condition in made:
        found += _at_datadog(inputs, told, condition)
        for wish in inputs.wanted("alert"):
            if wish.value[0] == told.kind:
                found.append(Claim("alert", rules, rf"alert: {condition.name}$", wish.value, Text(f"{condition.name} ({told.priority})", f"{condition.name} ({told.priority})")))
        for wish in inputs.wanted("objective"):
            if (wish.value[0] == "errors" and told.kind == "error-rate") or (wish.value[0] == "latency" and told.kind == "latency"):
                found.append(Claim("objective", rules, rf"alert: {condition.name}$", wish.value, Text(f"{condition.name} ({told.priority})", f"{condition.name} ({told.priority})")))
        found.append(Claim("priority", rules, rf"priority: {told.priority}$", told.priority))
    return tuple(found)


def _at_datadog(inputs: Inputs, told: Told, condition: Condition) -> list[Claim]:
    at, why = inputs.profile.path, Text(f"{condition.name} ({told.priority})", f"{condition.name} ({told.priority})")
    there = join(at, f"{console.MONITORS}/{file_name(condition.name)}.json")
    kinds = {"errors": "error-rate", "latency": "latency"}
    found = [Claim("alert", there, r'"query":', w.value, why) for w in inputs.wanted("alert") if w.value[0] == told.kind]
    found += [Claim("objective", there, r'"query":', w.value, why) for w in inputs.wanted("objective") if kinds.get(w.value[0]) == told.kind]
    return [*found, Claim("priority", there, rf'"priority:{told.priority.lower()}"', told.priority), *(Claim(topic, there, f"@{'oncall' if route == 'email' else route}", route) for topic in ("route", "notify") for route in ROUTES)]


def _refusals(inputs: Inputs, spec: AlertsSpec, heartbeat: str) -> tuple[Refusal, ...]:
    found = [Refusal("route", Text("not one of the routes written here: PagerDuty, Slack, e-mail (SMS through PagerDuty)", "pas une des routes écrites ici : PagerDuty, Slack, e-mail (SMS par PagerDuty)"), "other"),
             Refusal("route", Text("SMS are PagerDuty's: each person sets them in their own notification rules there", "les SMS sont l'affaire de PagerDuty : chacun les règle là-bas dans ses propres règles de notification"), "sms", True),
             Refusal("escalation", Text("steps are in each runbook; who is second on call is set in PagerDuty's escalation policy, which no file here can hold", "les étapes sont dans chaque runbook ; qui est second d'astreinte se règle dans la politique d'escalade de PagerDuty, qu'aucun fichier ici ne peut contenir"), None, True)]
    if console.is_alone(inputs):
        found += [Refusal("alert", Text("not of the app's metrics: the Agent's http_check and tls checks measure certificates", "pas des métriques de l'application : les contrôles http_check et tls de l'Agent mesurent les certificats"), "certificate"),
                  Refusal("silence", Text("at Datadog that is a downtime: create one for the service's tag in the deploy's pipeline", "chez Datadog c'est une interruption (downtime) : créez-en une pour le tag du service dans le pipeline de déploiement"), None, True),
                  Refusal("hours", Text("Datadog's monitors know no working hours; a recurring downtime on the tags priority:p2 and priority:p3 does it", "les moniteurs de Datadog ne connaissent pas d'heures ouvrées ; une interruption récurrente sur les tags priority:p2 et priority:p3 le fait"), None, True),
                  Refusal("inhibition", Text("Datadog's monitors do not inhibit one another", "les moniteurs de Datadog ne s'inhibent pas entre eux"))]
    elif heartbeat == HEARTBEAT:
        found.append(Refusal("dead-man", Text("the heartbeat is sent, but nobody expects it yet: name the address with --set heartbeat_url=https://…", "le battement est envoyé, mais personne ne l'attend encore : indiquez l'adresse avec --set heartbeat_url=https://…"), None, True))
    return tuple(found)


def _notices(made: list[tuple[Told, Condition]]) -> tuple[Notice, ...]:
    return tuple(Notice("info", c.name, Text(f"{c.name} needs {c.needs}; until then it cannot fire", f"{c.name} a besoin de : {c.needs} ; d'ici là elle ne peut pas se déclencher")) for _, c in made if c.needs)


def _steps(spec: AlertsSpec, heartbeat: str) -> tuple[Text, ...]:
    used = sorted({r for d in spec.routes.values() for r in d.value})
    names = ", ".join(f"{SECRETS}/{_KEYS[r]}" for r in used)
    found = [Text(f"put the keys into {names} (mode 0400)", f"placez les clés dans {names} (mode 0400)"), Text("devops-squad prove . --monitoring shows each alert fire, land and resolve", "devops-squad prove . --monitoring montre chaque alerte se déclencher, arriver et se résoudre")]
    if "email" in used:
        found.append(Text(f"set smtp_smarthost, smtp_from and the address in {CONFIG}: example.com delivers to nobody", f"réglez smtp_smarthost, smtp_from et l'adresse dans {CONFIG} : example.com ne livre à personne"))
    if heartbeat == HEARTBEAT:
        found.append(Text("name the dead man's switch: --set heartbeat_url=https://…", "indiquez l'interrupteur d'homme mort : --set heartbeat_url=https://…"))
    return tuple(found)


