"""The kit's logs, and Grafana Alloy's configuration that ships them to Loki."""

from __future__ import annotations

from dataclasses import dataclass

from ...kits import kit as file
from ...model.artefact import Artefact
from ...model.decision import Claim, Decision, Refusal
from ...model.facts import Notice
from ...model.plan import Inputs, Plan
from ...model.text import Text
from ...model.tree import join
from ..instrumentation import instrument
from ..slo_sla.spec import service_name

ALLOY, EXAMPLES, LOKI = "monitoring/alloy/config.alloy", "monitoring/loki/queries.md", "monitoring/loki/loki.yaml"


@dataclass(frozen=True, slots=True)
class LoggingSpec:
    """What is written of a request, and where it goes."""

    service: Decision[str]
    level: Decision[str]


def specify(inputs: Inputs) -> LoggingSpec:
    """
    Raises:
        BadValue: a service's name that cannot be.
    """
    return LoggingSpec(service_name(inputs), Decision("info", "default", Text("LOG_LEVEL changes it at the start, SIGUSR2 while it runs", "LOG_LEVEL le change au démarrage, SIGUSR2 pendant l'exécution")))


def plan(inputs: Inputs, spec: LoggingSpec) -> Plan:
    done = instrument(inputs)
    at, language = inputs.profile.path, inputs.request.language
    shipping = () if done.kit.is_for_functions else (
             Artefact(join(at, ALLOY), file("monitoring/alloy/config.alloy"), "text", Text("ships the containers' logs to Loki, with few labels", "envoie les journaux des conteneurs à Loki, avec peu d'étiquettes")),
             Artefact(join(at, LOKI), file("monitoring/loki/loki.yaml"), "yaml", Text("keeps the logs for 30 days", "conserve les journaux 30 jours")),
             Artefact(join(at, EXAMPLES), file(f"monitoring/{language}/loki-queries.md"), "logql", Text("questions to ask the logs", "questions à poser aux journaux")))
    files = (*done.artefacts, *shipping)
    claims = (Claim("task", done.settings, "LOG_LEVEL", "logging"), *((Claim("log-to", join(at, ALLOY), r"loki\.write", "loki"), Claim("log-retention", join(at, LOKI), r"retention_period: 720h", "30", Text("30 days (retention_period: 720h)", "30 jours (retention_period: 720h)"))) if shipping else ()))
    notices = done.notices or (Notice("info", ALLOY, Text("no Alloy and no Loki were there to read these files: not run; of the queries only the syntax is checked", "ni Alloy ni Loki n'étaient là pour lire ces fichiers : non exécuté ; des requêtes, seule la syntaxe est contrôlée")),)
    return Plan(files, claims, (Refusal("task", Text("ELK is not written by this version; the lines are JSON that any shipper reads", "ELK n'est pas écrit par cette version ; les lignes sont du JSON que tout collecteur lit"), "elk"),), notices, done.steps)
