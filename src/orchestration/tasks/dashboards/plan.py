"""A page that answers, top down: are people well served, what is it that is wrong, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ...documents.datadog import DEPLOYS, dashboard
from ...documents.grafana import grafana
from ...documents.yaml import dump
from ...model.artefact import Artefact
from ...model.dashboard import Ask, Dashboard, Panel, Row, Step
from ...model.decision import Claim, Decision, Refusal
from ...model.errors import BadValue
from ...model.facts import Notice
from ...model.kit import Kit
from ...model.measure import Chosen, Instances, Objectives, Quantile, Quotient, Rate, Reading, Series, Share, Top
from ...model.plan import Inputs, Plan
from ...model.text import Text, same
from ...model.tree import join
from .. import datadog as console
from .. import histograms
from ..alerts.catalogue import Subject
from ..alerts.spec import specify as alerts_of
from ..business import exported, names
from ..slo_sla.datadog import kept, slo_files
from ..slo_sla.plan import DIRECTORY, RUNBOOKS, links
from ..slo_sla.rules import CURRENT, REMAINING
from ..slo_sla.spec import service_name, slug
from ..slo_sla.spec import specify as objectives_of

BOARDS = f"{DIRECTORY}/grafana/dashboards"
PROVISIONING = f"{DIRECTORY}/grafana/provisioning"
SECTIONS = ("slo", "golden-signals", "business", "dependencies", "runtime")


@dataclass(frozen=True, slots=True)
class DashboardsSpec:
    """What the page shows."""

    service: Decision[str]
    sections: Decision[tuple[str, ...]]
    metrics: Decision[tuple[str, ...]]
    """The business metrics' names."""
    declared: Mapping[str, str] = field(default_factory=dict)
    """Those that the code declares → where."""


def specify(inputs: Inputs) -> DashboardsSpec:
    """
    Raises:
        BadValue: a service's name that cannot be.
    """
    service = service_name(inputs)
    if not console.is_alone(inputs) and re.search(r"\$\w|\$\{|\[\[", service.value):
        raise BadValue(Text(f"{service.value!r}: Grafana would read a part of the name as one of its variables", f"{service.value!r} : Grafana lirait une partie du nom comme une de ses variables"), Text("a name without $name, ${ and [[", "un nom sans $nom, ${ ni [["))
    asked = {w.value for w in inputs.wanted("panel")}
    unwanted = {w.value for w in inputs.unwanted("panel")}
    metrics = names(inputs)
    shown = tuple(s for s in SECTIONS if s not in unwanted and (s != "business" or metrics.value or s in asked))
    origin, why = ("requirement", Text("asked for, with what finding a cause needs", "demandé, avec ce qu'il faut pour trouver une cause")) if asked else ("default", Text("what finding a cause needs", "ce qu'il faut pour trouver une cause"))
    return DashboardsSpec(service, Decision(shown, origin, why), metrics, {f.value: f.source for f in inputs.profile.counters})


def plan(inputs: Inputs, spec: DashboardsSpec) -> Plan:
    language, at, service = inputs.request.language, inputs.profile.path, spec.service.value
    spoken = "fr" if language == "fr" else "en"
    subject = Subject(service, inputs.signals)
    base = str(inputs.request.options.get("repository_url", "")).rstrip("/")
    pages = _pages(inputs)
    makers = {"slo": _slo, "golden-signals": lambda: _golden(subject, pages), "business": lambda: _business(spec), "dependencies": lambda: _dependencies(subject, pages), "runtime": lambda: _runtime(subject)}
    rows = tuple(row for name in spec.sections.value if (row := makers[name]()).panels)
    board = Dashboard(slug(service)[:40], service, rows, service, subject.requests, subject.signals.route, (("Runbooks", f"{base}/{join(at, RUNBOOKS)}" if base else join(at, RUNBOOKS)),), ("devops-squad", slug(service)))
    path = join(at, f"{BOARDS}/{slug(service)}.json")
    files = () if console.is_alone(inputs) else (
        Artefact(path, grafana(board, spoken), "grafana-dashboard", Text("the page, from what people feel down to its causes", "la page, de ce que sentent les utilisateurs jusqu'aux causes")),
        Artefact(join(at, f"{PROVISIONING}/datasources/prometheus.yml"), dump({"apiVersion": 1, "datasources": [{"name": "Prometheus", "type": "prometheus", "access": "proxy", "url": "http://prometheus:9090", "isDefault": True, "jsonData": {"timeInterval": "15s", "httpMethod": "POST"}}]}),
                 "yaml", Text("tells Grafana where Prometheus is", "indique à Grafana où est Prometheus")),
        Artefact(join(at, f"{PROVISIONING}/dashboards/devops-squad.yml"), dump({"apiVersion": 1, "providers": [{"name": "devops-squad", "type": "file", "allowUiUpdates": False, "updateIntervalSeconds": 30, "options": {"path": "/var/lib/grafana/dashboards"}}]}),
                 "yaml", Text("tells Grafana where the pages are", "indique à Grafana où sont les pages")),
    )
    if "logging" in inputs.alongside and not console.is_alone(inputs):
        files += (Artefact(join(at, f"{PROVISIONING}/datasources/loki.yml"), dump({"apiVersion": 1, "datasources": [{"name": "Loki", "type": "loki", "access": "proxy", "url": "http://loki:3100"}]}), "yaml", Text("tells Grafana where Loki is", "indique à Grafana où est Loki")),)
    notices = histograms.notices(inputs)
    if console.is_wanted(inputs):
        made, said = _datadog(inputs, board)
        files, notices = files + made, notices + said
    mounts = () if console.is_alone(inputs) or "alerts" in inputs.alongside else (
        Text(f"mount {DIRECTORY}/grafana/provisioning at /etc/grafana/provisioning and {BOARDS} at /var/lib/grafana/dashboards", f"montez {DIRECTORY}/grafana/provisioning sur /etc/grafana/provisioning et {BOARDS} sur /var/lib/grafana/dashboards"),
        Text("devops-squad prove . --monitoring asks every panel's query of a real Prometheus", "devops-squad prove . --monitoring pose la requête de chaque panneau à un vrai Prometheus"))
    return Plan(files, (*_claims(inputs, spec, path), *histograms.claims(inputs.signals, path)), (*_refusals(inputs, spec), *histograms.refusals(inputs)), notices,
                (*histograms.steps(inputs), *(console.steps() if console.is_wanted(inputs) else ()), *mounts))


def _datadog(inputs: Inputs, board: Dashboard) -> tuple[tuple[Artefact, ...], tuple[Notice, ...]]:
    """The same page there, and the objectives it shows."""
    language, name = "fr" if inputs.request.language == "fr" else "en", slug(board.service)
    own = console.tags(inputs, name)
    shows = any(isinstance(ask.measure, Objectives) for row in board.rows for panel in row.panels for ask in panel.asks)
    slos, lost = kept([d.value for d in objectives_of(inputs).objectives], board.service, language) if shows else ((), ())
    said = Text(f"{console.MANAGED}. Runbooks: {board.links[0][1]}", f"{console.MANAGED}. Runbooks : {board.links[0][1]}").in_(language)
    page = Artefact(join(inputs.profile.path, f"{console.DASHBOARDS}/{name}.json"), dashboard(board, language, {"service": own.service, "env": own.environment}, slos, said), "datadog-dashboard",
                    Text("the same page at Datadog", "la même page chez Datadog"))
    return (page, *slo_files(inputs, slos, own), *console.common(inputs, name)), (*lost, console.not_run())


def _pages(inputs: Inputs) -> Mapping[str, str]:
    """Alert → its runbook, of those that are written in the same run; a link to any other would lead nowhere."""
    if "alerts" not in inputs.alongside:
        return {}
    to = links(inputs)
    return {told.value.kind: to.runbook(name) for told in alerts_of(inputs).told for name in _ALERT.get(told.value.kind, ())}


_ALERT = {"service-down": ("ServiceDown",), "error-rate": ("HighErrorRate",), "latency": ("HighLatency",), "dependency-down": ("DependencyDown",)}


# --- sections ---------------------------------------------------------------------------------------------------------

def _slo() -> Row:
    remaining, current = Ask(Objectives("remaining"), "{{slo}}"), Ask(Objectives("burn-rate"), "{{slo}}")
    return Row(Text("Objectives", "Objectifs"), (
        Panel(Text("Error budget left", "Budget d'erreur restant"), (remaining,), "percentunit", Text("Of each objective's period. Below 0: the objective is missed.", "Sur la période de chaque objectif. Sous 0 : l'objectif est manqué."), "gauge", 8, 6,
              (Step(None, "red"), Step(0, "orange"), Step(0.25, "yellow"), Step(0.5, "green")), -1, 1),
        Panel(Text("Speed at which the budget burns", "Vitesse de consommation du budget"), (current,), "none", Text("1 spends it exactly within the period; 14.4 in two days.", "1 le dépense exactement sur la période ; 14,4 en deux jours."), "timeseries", 8, 6, (Step(None, "green"), Step(1, "yellow"), Step(14.4, "red"))),
        Panel(Text("Error budget over time", "Budget d'erreur dans le temps"), (remaining,), "percentunit", Text("How it got there.", "Comment on en est arrivé là."), "timeseries", 8, 6, (Step(None, "red"), Step(0, "green")), None, 1),
        Panel(Text("Targets", "Cibles"), (Ask(Objectives("target"), "{{slo}}"),), "percentunit", Text("What is aimed at.", "Ce que l'on vise."), "stat", 24, 3, (Step(None, "blue"),)),
    ))


def _golden(s: Subject, pages: Mapping[str, str]) -> Row:
    on, status, route = Chosen(s.signals.route, "route"), s.signals.status, s.signals.route
    count, failed, duration = s.signals.counted(on), s.signals.failed(on), s.signals.observed(on)
    quantiles = tuple(Ask(Quantile(duration, Decimal(q)), f"p{p}") for p, q in ((50, "0.5"), (95, "0.95"), (99, "0.99")))
    return Row(Text("Golden signals", "Signaux d'or"), (
        Panel(Text("Traffic", "Trafic"), (Ask(Rate(count, (status,)), f"{{{{{status}}}}}"),), "reqps", Text("Requests per second, by status.", "Requêtes par seconde, par statut.")),
        Panel(Text("Errors", "Erreurs"), (Ask(Share(Rate(failed), Rate(count), True), "5xx"),), "percentunit", Text("The share that failed through the service's own fault.", "La part qui a échoué par la faute du service."), steps=(Step(None, "green"), Step(0.01, "yellow"), Step(0.05, "red")), maximum=1, runbook=pages.get("error-rate", "")),
        Panel(Text("Latency", "Latence"), quantiles, "s", Text("How long half, 95 % and 99 % of the requests take at most.", "Le temps que prennent au plus la moitié, 95 % et 99 % des requêtes."), runbook=pages.get("latency", "")),
        Panel(Text("Slowest routes (p95)", "Routes les plus lentes (p95)"), (Ask(Top(5, Quantile(duration, Decimal("0.95"), (route,))), f"{{{{{route}}}}}"),), "s", Text("Where the time goes.", "Où passe le temps.")),
        *((Panel(Text("Requests in flight", "Requêtes en cours"), (Ask(Reading(Series(s.signals.active), "sum"), same("in flight").en),), "none", Text("Piling up means that something behind is slow.", "S'accumulent quand quelque chose en aval est lent.")),) if s.signals.active else ()),
        Panel(Text("Instances that answer", "Instances qui répondent"), (Ask(Instances("answering"), "up"), Ask(Instances("known"), "known")), "none", Text("As whoever collects their metrics sees them.", "Telles que les voit qui collecte leurs métriques."), runbook=pages.get("service-down", "")),
    ))


def _business(spec: DashboardsSpec) -> Row:
    def ask(name: str) -> Ask:
        return Ask(Rate(exported(name)) if name.endswith(("_total", "_count", "_sum")) else Reading(exported(name), "sum"), name)

    return Row(Text("Business", "Métier"), tuple(Panel(same(name), (ask(name),), "ops" if name.endswith(("_total", "_count")) else "s" if name.endswith("_seconds") else "bytes" if name.endswith("_bytes") else "none", _whence(spec, name), minimum=None) for name in spec.metrics.value))


def _whence(spec: DashboardsSpec, name: str) -> Text:
    if spec.metrics.origin == "profile":
        return Text(f"Declared in {spec.declared[name]}.", f"Déclarée dans {spec.declared[name]}.")
    return Text("Named in the requirements.", "Nommée dans les exigences.")


def _dependencies(s: Subject, pages: Mapping[str, str]) -> Row:
    if not s.signals.dependency:
        return Row(Text("Dependencies", "Dépendances"), ())
    return Row(Text("Dependencies", "Dépendances"), (
        Panel(Text("Reachable", "Joignables"), (Ask(s.dependencies, "{{dependency}}"),), "none", Text("1: it answers its protocol; 0: it does not.", "1 : répond à son protocole ; 0 : non."), "stat", 12, 5, (Step(None, "red"), Step(1, "green")), 0, 1, pages.get("dependency-down", "")),
        Panel(Text("Time to answer the check", "Temps de réponse au contrôle"), (Ask(Reading(Series("dependency_check_duration_seconds"), "max", ("dependency",)), "{{dependency}}"),), "s", Text("A rise comes before a failure.", "Une hausse précède une panne."), "timeseries", 12, 5),
    ))


def _runtime(s: Subject) -> Row:
    descriptors = Quotient(Reading(Series("process_open_fds")), Reading(Series("process_max_fds")))
    panels = [
        Panel(Text("Processor", "Processeur"), (Ask(Rate(Series("process_cpu_seconds", "total"), each=True), "{{instance}}"),), "percentunit", Text("1 is one whole processor.", "1 vaut un processeur entier."), width=6),
        Panel(Text("Memory", "Mémoire"), (Ask(Reading(Series("process_resident_memory_bytes")), "{{instance}}"),), "bytes", Text("What the process holds; a line that only rises is a leak.", "Ce que tient le processus ; une ligne qui ne fait que monter est une fuite."), width=6),
        Panel(Text("File descriptors", "Descripteurs de fichiers"), (Ask(descriptors, "{{instance}}"),), "percentunit", Text("At 1 no connection is accepted any more.", "À 1, plus aucune connexion n'est acceptée."), width=6, steps=(Step(None, "green"), Step(0.8, "red")), maximum=1),
    ]
    if lag := s.event_loop_lag:
        panels.append(Panel(Text("Event loop lag", "Retard de la boucle d'événements"), (Ask(lag, "{{instance}}"),), "s", Text("How long everything waits for something that computes.", "Le temps que tout attend un calcul en cours."), width=6, steps=(Step(None, "green"), Step(0.2, "red"))))
    return Row(Text("Runtime", "Exécution"), tuple(panels))


# --- requirements -----------------------------------------------------------------------------------------------------

def _claims(inputs: Inputs, spec: DashboardsSpec, path: str) -> tuple[Claim, ...]:
    head = {"slo": (REMAINING, CURRENT), "golden-signals": ("histogram_quantile",), "dependencies": ("dependency_up",), "runtime": ("process_cpu_seconds_total",)}
    there = join(inputs.profile.path, f"{console.DASHBOARDS}/{slug(spec.service.value)}.json")
    signs = {"slo": r'"type": "slo"', "golden-signals": "p95:", "dependencies": r"\.dependency_up", "runtime": r"\.process_cpu_seconds\.count"}
    return (Claim("task", path, r'"schemaVersion"', "dashboards"), Claim(console.TOPIC, path, r'"schemaVersion"', "grafana"), Claim(console.TOPIC, path, r'"type": "prometheus"', "prometheus"), Claim("deploy-marks", path, r'"titleFormat"'), Claim("runbooks", path, r'"url": ".*runbooks'),
            *(Claim("panel", path, rf'"expr": ".*{name}', section) for section, names in head.items() for name in names[:1]),
            *(Claim("metric", path, rf'"expr": ".*{name}', name) for name in spec.metrics.value), *((Claim("panel", path, rf'"expr": ".*{spec.metrics.value[0]}', "business", _shown(spec)),) if spec.metrics.value else ()),
            *console.claims(there), Claim("task", there, r'"layout_type"', "dashboards"), Claim("deploy-marks", there, DEPLOYS), Claim("runbooks", there, r"Runbooks ?: "),
            *(Claim("panel", there, sign, section) for section, sign in signs.items()), *(Claim("metric", there, re.escape(exported(name).family), name) for name in spec.metrics.value),
            *((Claim("panel", there, re.escape(exported(spec.metrics.value[0]).family), "business", _shown(spec)),) if spec.metrics.value else ()))


def _shown(spec: DashboardsSpec) -> Text:
    names = ", ".join(f"{name} ({spec.declared[name]})" if spec.metrics.origin == "profile" else name for name in spec.metrics.value)
    return Text(f"panels of {names}", f"panneaux de {names}")


def _refusals(inputs: Inputs, spec: DashboardsSpec) -> tuple[Refusal, ...]:
    found: list[Refusal] = []
    if not spec.metrics.value:
        by = 'counter("orders_created_total", "Orders created.") of the kit', 'counter("orders_created_total", "Orders created.") du kit'
        how = Text(*by) if isinstance(inputs.kit, Kit) else Text("a counter of the client library, like orders_created_total", "un compteur de la bibliothèque cliente, par exemple orders_created_total")
        found.append(Refusal("panel", Text(f"no business metric is declared in the code; add one: {how.en}; or name it here as it is exported, and a panel asks for it", f"aucune métrique métier n'est déclarée dans le code ; ajoutez-en une : {how.fr} ; ou nommez-la ici telle qu'exportée, et un panneau l'interroge"), "business"))
    return tuple(found)


