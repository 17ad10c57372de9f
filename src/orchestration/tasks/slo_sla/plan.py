"""Everything objectives need: rules and their tests, documents for tools, papers for people."""

from __future__ import annotations

import re

from ...documents.prometheus import rules_file
from ...documents.promql import number
from ...documents.runbook import runbook
from ...kits import kit
from ...model.artefact import Artefact
from ...model.decision import Claim, Refusal
from ...model.facts import Notice
from ...model.objective import Objective
from ...model.plan import Inputs, Plan
from ...model.rules import Alert
from ...model.text import Text
from ...model.tree import join
from .. import datadog as console
from .. import histograms
from .agreement import minutes, report, sla
from .datadog import file_name, frame, kept, monitor_files, slo_files
from .documents import openslo
from .rule_tests import is_testable, tests_file
from .rules import Links, alert_names, groups
from .runbooks import pages
from .spec import SloSpec, burn_priorities, slug

DIRECTORY = "monitoring"
RULES, TESTS, OBJECTIVES, RUNBOOKS = f"{DIRECTORY}/prometheus/rules", f"{DIRECTORY}/prometheus/tests", f"{DIRECTORY}/slo", f"{DIRECTORY}/runbooks"


def links(inputs: Inputs) -> Links:
    """Where alerts point: files of the repository, on the web where the caller says under what address it is shown there."""
    base = str(inputs.request.options.get("repository_url", "")).rstrip("/")
    root = f"{base}/" if base else ""
    return Links(lambda alert: f"{root}{join(inputs.profile.path, RUNBOOKS)}/{alert}.md", str(inputs.request.options.get("dashboard_url", "")))


def plan(inputs: Inputs, spec: SloSpec) -> Plan:
    language, at = inputs.request.language, inputs.profile.path

    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    objectives, alone = tuple(d.value for d in spec.objectives), console.is_alone(inputs)
    files, found = [], [*spec.notices, *histograms.notices(inputs)]
    if console.is_wanted(inputs):
        made, said = _datadog(inputs, spec, objectives)
        files += made
        found += said
    for objective in objectives:
        files += _of_one(inputs, objective, say)
        if not is_testable(objective) and not alone:
            found.append(Notice("info", objective.id, Text(f"{objective.id}: no unit tests are written, since only its author knows what its queries' series look like",
                                                             f"{objective.id} : aucun test unitaire n'est écrit, car seul son auteur sait à quoi ressemblent les séries de ses requêtes")))
    papers = (("SLA.md", sla(objectives, spec.sla_percent.value, say, language, not alone), Text("the agreement with customers, and how it differs from the objectives", "l'accord avec les clients, et sa différence avec les objectifs")),
              ("monthly-report.md", report(objectives, say, language, not alone), Text("the month's figures and where they come from", "les chiffres du mois et leur source")),
              ("error-budget-policy.md", kit(f"monitoring/{language}/error-budget-policy.md"), Text("what the team does as the budget shrinks", "ce que fait l'équipe quand le budget diminue")),
              ("postmortem.md", kit(f"monitoring/{language}/postmortem.md"), Text("a blameless postmortem's template", "un modèle de post-mortem sans reproche")))
    files += [Artefact(join(at, f"{OBJECTIVES}/{name}"), text, "markdown", why) for name, text, why in papers]
    first = join(at, f"{RULES}/slo-{objectives[0].id}.yml")
    return Plan(tuple(files), (*_claims(inputs, spec), *histograms.claims(inputs.signals, first)), (*_refusals(inputs, spec), *histograms.refusals(inputs)), tuple(found),
                (*histograms.steps(inputs), *(() if alone else _steps(objectives, inputs.alongside)), *(console.steps() if console.is_wanted(inputs) else ())))


def _datadog(inputs: Inputs, spec: SloSpec, objectives: tuple[Objective, ...]) -> tuple[tuple[Artefact, ...], tuple[Notice, ...]]:
    name, language = slug(spec.service.value), "fr" if inputs.request.language == "fr" else "en"
    own = console.tags(inputs, name)
    slos, lost = kept(objectives, spec.service.value, language)
    monitors, said = monitor_files(inputs, slos, own, links(inputs), console.handles(inputs, own), burn_priorities(inputs.wishes))
    return (*slo_files(inputs, slos, own), *monitors, *console.common(inputs, name)), (*lost, *said, console.not_run())


def _of_one(inputs: Inputs, objective: Objective, say) -> list[Artefact]:
    at, language = inputs.profile.path, inputs.request.language
    made, name = groups(objective, links(inputs), burn_priorities(inputs.wishes), language), f"slo-{objective.id}"
    title = objective.title.fr if language == "fr" else objective.title.en
    head = say(f"{title}: {number(objective.percent)} % over {objective.period_days} days, which leaves {minutes(objective.budget_minutes)} minutes.\n{objective.indicator.means.en}.",
               f"{title} : {number(objective.percent)} % sur {objective.period_days} jours, soit {minutes(objective.budget_minutes)} minutes de budget.\n{objective.indicator.means.fr}.")
    has_prometheus = not console.is_alone(inputs)
    rules = Artefact(join(at, f"{RULES}/{name}.yml"), rules_file(made, head), "prometheus-rules", Text(f"records {objective.title.en} and calls when its budget burns", f"enregistre {objective.title.fr} et appelle quand son budget brûle"))
    document = Artefact(join(at, f"{OBJECTIVES}/{objective.id}.yaml"), openslo(objective), "openslo", Text("the objective in OpenSLO's form", "l'objectif au format OpenSLO"))
    # Its queries are PromQL, too.
    files = [rules, document] if has_prometheus else []
    called = {rule.alert: rule.priority for group in made for rule in group.rules if isinstance(rule, Alert)}
    files += [Artefact(join(at, f"{RUNBOOKS}/{page.alert}.md"), runbook(page, language, called[page.alert], has_prometheus), "markdown", Text(f"what to do when {page.alert} calls", f"que faire quand {page.alert} appelle")) for page in pages(objective) if page.alert in called]
    if has_prometheus and is_testable(objective):
        files.append(Artefact(join(at, f"{TESTS}/{name}.test.yml"), tests_file(objective, made, f"../rules/{name}.yml", say(
            "Run: promtool test rules THIS_FILE", "Lancer : promtool test rules CE_FICHIER")), "prometheus-tests", Text("shows that the rules call when they should, and only then", "montre que les règles appellent quand il le faut, et seulement alors")))
    return files


def _claims(inputs: Inputs, spec: SloSpec) -> tuple[Claim, ...]:
    at = inputs.profile.path
    found = []
    by_id = {d.value.id: d.value for d in spec.objectives}
    for value, name in spec.asked.items():
        objective = by_id[name]
        within = f" ≤ {number(objective.indicator.threshold_seconds)} s" if objective.indicator.threshold_seconds is not None else ""
        why = Text(f"{objective.title.en}{within}: {number(objective.percent)} % over {objective.period_days} days", f"{objective.title.fr}{within} : {number(objective.percent)} % sur {objective.period_days} jours")
        topic = "slo-document" if value[0] not in ("uptime", "availability", "errors", "latency", "freshness", "probe") else "objective"
        for path, pattern in ((f"{RULES}/slo-{name}.yml", r"record: slo:objective:ratio"), (f"{console.SLOS}/{name}.json", r'"target_threshold"')):
            found.append(Claim(topic, join(at, path), pattern, None if topic == "slo-document" else value, why))
    first = spec.objectives[0].value
    rules = join(at, f"{RULES}/slo-{first.id}.yml")
    slos, _ = kept((d.value for d in spec.objectives), spec.service.value, "en")
    shown = slos[0].objective if slos else first
    there = join(at, f"{console.SLOS}/{shown.id}.json")
    found += [
        Claim("slo-period", rules, rf"slo:sli_error:ratio_rate{spec.period_days.value}d", spec.period_days.value),
        Claim("task", rules, r"record: slo:objective:ratio", "slo_sla"),
        Claim("error-budget", join(at, f"{OBJECTIVES}/error-budget-policy.md"), r"^# "),
        Claim("postmortem", join(at, f"{OBJECTIVES}/postmortem.md"), r"^# "),
        Claim("slo-report", join(at, f"{OBJECTIVES}/monthly-report.md"), r"^# "),
        Claim("credits", join(at, f"{OBJECTIVES}/SLA.md"), r"^\|.*50 %"),
        Claim("alert", rules, r"alert: \w+BudgetBurnsFast", ("burn-rate", "")),
        Claim("slo-period", there, rf'"timeframe": "{spec.period_days.value}d"', spec.period_days.value),
        Claim("task", there, r'"target_threshold"', "slo_sla"),
        Claim("alert", join(at, f"{console.MONITORS}/{file_name(alert_names(shown)['page'])}-1h.json"), r"burn_rate\(", ("burn-rate", "")),
        *console.claims(there), *(Claim(console.TOPIC, rules, r"record: slo:objective:ratio", way) for way in ("grafana", "prometheus")),
    ]
    if spec.sla_percent.value is not None:
        found.append(Claim("sla", join(at, f"{OBJECTIVES}/SLA.md"), re.escape(f"{number(spec.sla_percent.value)} %"), number(spec.sla_percent.value)))
    return tuple(found)


def _refusals(inputs: Inputs, spec: SloSpec) -> tuple[Refusal, ...]:
    found, days = [], spec.period_days.value
    if console.is_alone(inputs) and frame(days) != days:
        found.append(Refusal("slo-period", Text(f"Datadog knows objectives over 7, 30 and 90 days: there it is {frame(days)} days", f"Datadog connaît des objectifs sur 7, 30 et 90 jours : là-bas ce sont {frame(days)} jours"), days, True))
    slos, lost = kept((d.value for d in spec.objectives), spec.service.value, "en")
    absent = {n.about: n.text for n in lost} if console.is_alone(inputs) else {}
    for one in slos:
        absent.pop(one.objective.id, None)
    for value, name in spec.asked.items():
        if name in absent:
            found.append(Refusal("objective", absent[name], value))
        if name == "freshness":
            found.append(Refusal("objective", Text("the rules are there; the app has to export last_success_timestamp_seconds, the time of its last success", "les règles sont là ; l'application doit exporter last_success_timestamp_seconds, l'heure de son dernier succès"), value, True))
        if name == "probe":
            found.append(Refusal("objective", Text("the rules are there; a blackbox exporter has to probe the service under this job's name", "les règles sont là ; un blackbox exporter doit sonder le service sous ce nom de job"), value, True))
    return tuple(found)


def _steps(objectives: tuple[Objective, ...], alongside: frozenset[str]) -> tuple[Text, ...]:
    slow = sorted({number(o.indicator.threshold_seconds) for o in objectives if o.indicator.threshold_seconds is not None and o.indicator.kind == "latency"})
    # What another task of the same run writes needs no step.
    found = [] if "alerts" in alongside else [Text(f"have Prometheus load {RULES}/*.yml (rule_files), and scrape the app under job_name {objectives[0].service!r}", f"faites charger {RULES}/*.yml par Prometheus (rule_files), et relever l'application sous job_name {objectives[0].service!r}")]
    if slow and not alongside & {"health_checks", "logging"}:
        found.append(Text(f"the histogram's buckets must hold {', '.join(slow)} s: other thresholds cannot be counted", f"les seaux de l'histogramme doivent contenir {', '.join(slow)} s : d'autres seuils ne peuvent être comptés"))
    return tuple(found)


