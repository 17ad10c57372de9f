"""The kit's health endpoints, and whoever asks them: Kubernetes, Docker and compose with the same paths and patience."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...documents.yaml import dump
from ...model.artefact import Artefact
from ...model.decision import Claim, Decision, Refusal
from ...model.errors import SquadError
from ...model.health import GRACE_SECONDS, LIVENESS, READINESS, Patience
from ...model.plan import Inputs, Plan
from ...model.text import Text
from ...model.tree import join
from ..instrumentation import instrument
from ..slo_sla.spec import service_name, slug

PROBES, CONTAINER = "monitoring/kubernetes/probes.yaml", "monitoring/docker/healthcheck.yaml"


@dataclass(frozen=True, slots=True)
class HealthSpec:
    """How patient who asks is, in seconds."""

    service: Decision[str]
    liveness_period_seconds: Decision[int]
    readiness_period_seconds: Decision[int]
    startup_seconds: Decision[int]
    """How long a start may take."""
    grace_seconds: Decision[int]
    """From SIGTERM until the process is killed."""


def specify(inputs: Inputs) -> HealthSpec:
    """
    Raises:
        BadValue: a service's name that cannot be.
    """
    def usual(value: int, en: str, fr: str) -> Decision[int]:
        return Decision(value, "default", Text(en, fr))

    return HealthSpec(service_name(inputs), usual(LIVENESS.period_seconds, "three failures end an instance after half a minute", "trois échecs arrêtent une instance après une demi-minute"),
                      usual(READINESS.period_seconds, "out of rotation within ten seconds", "hors rotation en dix secondes"), usual(LIVENESS.start_seconds, "migrations and caches take their time", "migrations et caches prennent leur temps"),
                      usual(GRACE_SECONDS, "longer than the kit's own limit of 25 s", "plus que la limite de 25 s du kit"))


def plan(inputs: Inputs, spec: HealthSpec) -> Plan:
    done = instrument(inputs)
    at = inputs.profile.path
    if done.kit.is_for_functions:
        paths = Claim("task", done.settings, "LIVENESS_PATH", "health_checks"), Claim("healthcheck", done.settings, "READINESS_PATH")
        return Plan(done.artefacts, paths, (Refusal("signals", done.notices[0].text),), done.notices, done.steps)
    probes = Artefact(join(at, PROBES), dump(_patch(inputs, spec), _say(inputs, "A patch for your Deployment: kubectl patch deployment NAME --patch-file THIS_FILE", "Un correctif pour votre Deployment : kubectl patch deployment NOM --patch-file CE_FICHIER")),
                      "yaml", Text("probes with the kit's paths", "sondes avec les chemins du kit"))
    claims = (Claim("task", done.settings, "LIVENESS_PATH", "health_checks"), Claim("healthcheck", done.settings, "READINESS_PATH"), Claim("signals", done.settings, "DRAIN_SECONDS"), Claim("probe", done.settings, "LIVENESS_PATH", "liveness"), Claim("probe", done.settings, "READINESS_PATH", "readiness"),
              *(Claim("probe-path", done.settings, rf"{w.value[0].upper()}_PATH\b.*[\"']{re.escape(w.value[1])}[\"']", w.value) for w in inputs.wanted("probe-path")))
    steps = (*done.steps, Text("run setup again once it is wired: the image's health check then asks /livez", "relancez setup une fois branché : le contrôle de santé de l'image interroge alors /livez")) if not done.is_wired else done.steps
    return Plan((*done.artefacts, probes, *_container(inputs, spec, done.is_wired)), claims, (), (), steps)


def _container(inputs: Inputs, spec: HealthSpec, is_wired: bool) -> tuple[Artefact, ...]:
    """The same question for compose and Docker, where an image or compose file of one's own asks none; an image of ours asks it anyway."""
    if not is_wired or isinstance(inputs.container, SquadError) or inputs.container.probe is None:
        return ()
    # Compose would replace what looks like a variable of this machine.
    ask = [word.replace("$", "$$") for word in inputs.container.probe.exec_form]
    check = {"test": ["CMD", *ask], "interval": f"{spec.liveness_period_seconds.value}s", "timeout": f"{LIVENESS.timeout_seconds}s", "retries": LIVENESS.failures, "start_period": f"{spec.startup_seconds.value}s"}
    document = {"services": {inputs.profile.name.value: {"healthcheck": check, "stop_grace_period": f"{spec.grace_seconds.value}s"}}}
    words = _say(inputs, f"For a compose file or an image of your own: docker compose --file docker-compose.yml --file {CONTAINER} up\nThe image made here asks the same by itself.",
                 f"Pour un fichier compose ou une image à vous : docker compose --file docker-compose.yml --file {CONTAINER} up\nL'image créée ici le demande d'elle-même.")
    return (Artefact(join(inputs.profile.path, CONTAINER), dump(document, words), "yaml", Text("the same health check for compose and Docker", "le même contrôle de santé pour compose et Docker")),)


def _say(inputs: Inputs, en: str, fr: str) -> str:
    return fr if inputs.request.language == "fr" else en


def _patch(inputs: Inputs, spec: HealthSpec) -> dict:
    kit = inputs.kit
    port = inputs.profile.port.value if inputs.profile.port else 3000

    def probe(path: str, period: int, patience: Patience, failures: int = 0) -> dict:
        return {"httpGet": {"path": path, "port": port}, "periodSeconds": period, "timeoutSeconds": patience.timeout_seconds, "failureThreshold": failures or patience.failures}

    container = {"name": slug(spec.service.value), "ports": [{"name": "metrics", "containerPort": kit.metrics_port}],
                 "livenessProbe": probe(kit.liveness, spec.liveness_period_seconds.value, LIVENESS), "readinessProbe": probe(kit.readiness, spec.readiness_period_seconds.value, READINESS),
                 "startupProbe": probe(kit.startup, 2, READINESS, spec.startup_seconds.value // 2)}
    return {"spec": {"template": {"spec": {"terminationGracePeriodSeconds": spec.grace_seconds.value, "containers": [container]}}}}
