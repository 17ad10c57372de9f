"""What the monitoring tasks share where Datadog watches: whether it is asked for, under which tags, how metrics get there, and how everything is created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..documents.datadog import percentiles
from ..documents.datadog_query import AGE, NAMESPACE, distribution
from ..documents.yaml import Note, dump
from ..kits import kit
from ..model.artefact import Artefact
from ..model.decision import Claim
from ..model.facts import Notice
from ..model.kit import Kit
from ..model.measure import Series
from ..model.plan import Inputs
from ..model.rules import Priority
from ..model.text import Text
from ..model.tree import join
from .business import exported, names
from .routes import routes, slack_channel

DIRECTORY = "monitoring/datadog"
DASHBOARDS, MONITORS, SLOS, METRICS = (f"{DIRECTORY}/{name}" for name in ("dashboards", "monitors", "slos", "metrics"))
CONFIG, APPLY, README = f"{DIRECTORY}/openmetrics.d/conf.yaml", f"{DIRECTORY}/apply.sh", f"{DIRECTORY}/README.md"
TOPIC = "watched-with"
MANAGED = "managed-by:devops-squad"
"""The tag by which ``apply.sh`` knows again what it made."""
PRIORITY: Mapping[Priority, int] = {"P0": 1, "P1": 2, "P2": 3, "P3": 4}
"""Datadog's priorities go from 1 to 5."""
RENOTIFY_MINUTES: Mapping[Priority, int] = {"P0": 30, "P1": 120, "P2": 720, "P3": 0}
"""0: not again; the figures of the first three are those of Alertmanager's routes."""
_RUNTIME = ("process_cpu_seconds", "process_resident_memory_bytes", "process_open_fds", "process_max_fds")


def is_wanted(inputs: Inputs) -> bool:
    return any(w.value in ("datadog", "datadog-only") for w in inputs.wanted(TOPIC))


def is_alone(inputs: Inputs) -> bool:
    """Nothing is wanted for Prometheus and Grafana: "Datadog only", "Datadog, sans Grafana"."""
    return is_wanted(inputs) and (any(w.value == "datadog-only" for w in inputs.wanted(TOPIC)) or any(w.value == "grafana" for w in inputs.unwanted(TOPIC)))


@dataclass(frozen=True, slots=True)
class Tags:
    """Who is spoken of, in Datadog's tags."""

    service: str
    """A tag's value: lower-case letters, digits and dashes, so that it can stand in a query, a message and a handle as it is."""
    environment: str

    @property
    def scope(self) -> str:
        return f"service:{self.service},env:{self.environment}"

    @property
    def all(self) -> tuple[str, ...]:
        return (f"service:{self.service}", f"env:{self.environment}", MANAGED)


def tags(inputs: Inputs, slug: str) -> Tags:
    environment = "".join(ch if (ch.isalnum() and ch.isascii()) or ch in "-_" else "_" for ch in inputs.request.environment.lower()) or "none"
    return Tags(slug, environment)


def handles(inputs: Inputs, own: Tags) -> dict[Priority, str]:
    """Who is told, by priority. Sources: Datadog's integrations "PagerDuty" and "Slack": ``@pagerduty-<service>``, ``@slack-<channel>``."""
    named = {"pagerduty": f"@pagerduty-{own.service}", "slack": f"@slack-{slack_channel(inputs) or f'{own.service}-alerts'}", "email": "@oncall@example.com"}
    return {priority: " ".join(named[r] for r in chosen.value) for priority, chosen in routes(inputs).items()}


def families(inputs: Inputs, metrics: Iterable[Series] = ()) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(counted or read, observed as histograms, moments) by the names of families, as the check knows them.

    Args:
        metrics: the business's own.
    """
    signals, lag = inputs.signals, inputs.signals.event_loop_lag
    histograms = [signals.duration, *([lag.removesuffix("_bucket")] if lag.endswith("_bucket") else []), *(m.family for m in metrics if m.part in ("count", "sum", "bucket"))]
    moments = ["process_start_time_seconds", *(["last_success_timestamp_seconds"] if any(w.topic == "objective" and w.value[0] == "freshness" for w in inputs.wishes) else [])]
    others = [*_RUNTIME, signals.active, signals.dependency, *(["dependency_check_duration_seconds"] if signals.dependency else []), *([lag] if lag and not lag.endswith("_bucket") else []),
              *(m.family for m in metrics if m.part in ("", "total"))]
    return tuple(dict.fromkeys(n for n in others if n)), tuple(dict.fromkeys(histograms)), tuple(moments)


def common(inputs: Inputs, slug: str) -> tuple[Artefact, ...]:
    """The same files whichever task hands them over."""
    at, language = inputs.profile.path, inputs.request.language
    metrics = tuple(map(exported, names(inputs).value))
    _, histograms, _ = families(inputs, metrics)
    files = [Artefact(join(at, CONFIG), _configuration(inputs, tags(inputs, slug), metrics), "datadog-openmetrics", Text("has the Agent read the app's metrics", "fait lire les métriques de l'application par l'Agent"))]
    files += [Artefact(join(at, f"{METRICS}/{name}.json"), percentiles(distribution(Series(name))), "json", Text("has Datadog compute percentiles of it, which it does only on request", "fait calculer ses percentiles par Datadog, qui ne le fait que sur demande")) for name in _distributed(inputs, histograms)]
    return (*files,
            Artefact(join(at, APPLY), kit("monitoring/datadog/apply.sh"), "shell", Text("creates it all at Datadog, or shows what it would do", "crée le tout chez Datadog, ou montre ce qu'il ferait"), executable=True),
            Artefact(join(at, README), kit(f"monitoring/{language}/datadog.md"), "markdown", Text("how metrics get to Datadog, and how all this is created there", "comment les métriques arrivent chez Datadog, et comment tout cela y est créé")))


def _distributed(inputs: Inputs, histograms: Iterable[str]) -> list[str]:
    """Those with buckets, which distributions are made of."""
    return [name for name in histograms if not (inputs.signals.is_native and name == inputs.signals.duration)]


def _configuration(inputs: Inputs, own: Tags, metrics: tuple[Series, ...]) -> str:
    def say(en: str, fr: str) -> str:
        return fr if inputs.request.language == "fr" else en

    others, histograms, moments = families(inputs, metrics)
    port = inputs.kit.metrics_port if isinstance(inputs.kit, Kit) else inputs.profile.port.value if inputs.profile.port else 9464
    first: dict[str, Any] = {
        "openmetrics_endpoint": f"http://{inputs.profile.name.value}:{port}/metrics",
        "namespace": NAMESPACE,
        "metrics": [*histograms, *others, *({name: {"name": f"{name}{AGE}", "type": "time_elapsed"}} for name in moments)],
        "target_info": Note(True, beside=say("the app's version, as a tag on everything", "la version de l'application, en tag sur tout")),
        "rename_labels": {"service_version": "version"},
        "exclude_labels": ["service_name", "deployment_environment_name"],
        "tags": [f"service:{own.service}", f"env:{own.environment}"],
    }
    distributed = _distributed(inputs, histograms)
    second = Note({**{k: v for k, v in first.items() if k not in ("metrics", "target_info")}, "metrics": distributed, "target_info": True, "histogram_buckets_as_distributions": True, "enable_health_service_check": False}, gap=True,
                  above=say("The same histograms once more, as distributions: percentiles come from these, exact counts from the above.", "Les mêmes histogrammes une fois encore, en distributions : d'eux viennent les percentiles, des précédents les comptes exacts."))
    return dump({"init_config": None, "instances": [first, *([second] if distributed else [])]}, say(
        "The Agent's OpenMetrics check; goes to /etc/datadog-agent/conf.d/openmetrics.d/conf.yaml.\nThe address is the compose service's: where the app runs elsewhere, name it there. Another environment needs another env tag.",
        "Le contrôle OpenMetrics de l'Agent ; à placer dans /etc/datadog-agent/conf.d/openmetrics.d/conf.yaml.\nL'adresse est celle du service compose ; si l'application tourne ailleurs, indiquez-la. Un autre environnement a besoin d'un autre tag env."))


def claims(path: str) -> tuple[Claim, ...]:
    """The words "Datadog" and "Datadog only", answered by a file."""
    return tuple(Claim(TOPIC, path, r'"(?:layout_type|query|target_threshold)":', value) for value in ("datadog", "datadog-only"))


def not_run() -> Notice:
    return Notice("info", "Datadog", Text("nothing was created at Datadog and no query asked there: that is not run here; monitoring/datadog/apply.sh shows what it would do, and with --apply does it",
                                          "rien n'a été créé chez Datadog et aucune requête n'y a été posée : cela n'est pas exécuté ici ; monitoring/datadog/apply.sh montre ce qu'il ferait, et le fait avec --apply"))


def steps() -> tuple[Text, ...]:
    return (Text(f"{APPLY} shows what would be created at Datadog; with DD_API_KEY and DD_APP_KEY set, {APPLY} --apply creates it", f"{APPLY} montre ce qui serait créé chez Datadog ; avec DD_API_KEY et DD_APP_KEY, {APPLY} --apply le crée"),)
