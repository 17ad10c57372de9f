"""What makes Sentry refuse a file of its API, or take it and never tell anybody: rules of our own, as no Sentry is here.

Source: Sentry's published API schema (repository getsentry/sentry-api-schema, August 2026) and what its descriptions allow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import OURS, Check, Context, judged, objection, own_version

_PROJECT = frozenset({"name", "slug", "platform", "default_rules"})
_MONITOR = frozenset({"name", "type", "workflow_ids", "data_sources", "config", "condition_group", "owner", "description", "enabled"})
_ALERT = frozenset({"name", "id", "enabled", "detector_ids", "config", "environment", "triggers", "action_filters", "owner"})
_LOGIC = frozenset({"any", "any-short", "all", "none"})
_TRIGGERS = frozenset({"first_seen_event", "issue_resolved_trigger", "reappeared_event", "regression_event", "seer_activity_trigger", "new_high_priority_issue", "existing_high_priority_issue"})
_CONDITIONS = frozenset({"age_comparison", "assigned_to", "issue_category", "issue_occurrences", "issue_priority_deescalating", "issue_priority_greater_or_equal", "event_unique_user_frequency_count",
                         "event_frequency_count", "event_frequency_percent", "percent_sessions_count", "percent_sessions_percent", "event_attribute", "tagged_event", "latest_release",
                         "latest_adopted_release", "level"})
_ACTIONS = frozenset({"email", "slack", "pagerduty", "discord", "msteams", "opsgenie", "vsts", "jira", "jira_server", "github"})
_MINUTES = (0, 5, 10, 30, 60, 180, 720, 1440)
_WINDOWS = (60, 300, 600, 900, 1800, 3600, 7200, 14400, 86400)
_DELTAS = (300, 900, 3600, 86400, 604800, 2592000)
_QUERY_TYPES = {"events": 0, "events_analytics_platform": 1}
_AGGREGATES = re.compile(r"count\(\)|count_unique\(tags\[sentry:user\]\)|failure_rate\(\)|apdex\(\d+\)|(?:avg|p50|p75|p90|p95|p99|p100|count|sum|min|max)\([a-z][\w.]*\)|percentile\([a-z][\w.]*,\s*0?\.\d+\)")
_COMPARISONS = {"gt", "lte", "anomaly_detection"}


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    names: dict[tuple[str, str], str] = {}
    found = []
    for path, text in fileset.of(*CHECK.kinds):
        found.append(judged(CHECK.id, (path,), OURS, own_version(), _findings(path, text, names)))
    return tuple(found)


def _findings(path: str, text: str, names: dict[tuple[str, str], str]) -> Iterator[Finding]:
    try:
        held = json.loads(text)
    except ValueError as error:
        yield objection(path, getattr(error, "lineno", 0), "json", f"no JSON: {error}", f"ce n'est pas du JSON : {error}")
        return
    look = _Look(path, text)
    if not isinstance(held, dict) or not isinstance(held.get("name"), str) or not held["name"].strip():
        yield look.say("name", "", "an object with a name was expected", "un objet avec un nom était attendu")
        return
    role, rules = ("monitor", look.monitor) if "data_sources" in held or held.get("type") else ("alert", look.alert) if "triggers" in held or "action_filters" in held else ("project", look.project)
    # apply.sh knows by its name what is there already.
    if (other := names.setdefault((role, held["name"]), path)) != path:
        yield look.say("same-name", held["name"], f"{other} has the same name: one would overwrite the other", f"{other} porte le même nom : l'un écraserait l'autre")
    try:
        yield from rules(held)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        yield look.say("schema", "", f"not of the form the API takes: {error!r}", f"pas de la forme que prend l'API : {error!r}")


class _Look:
    """One file, rule by rule."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.split("\n")

    def say(self, rule: str, where: str, en: str, fr: str) -> Finding:
        quoted = json.dumps(where, ensure_ascii=False)
        line = next((i for i, one in enumerate(self.lines, 1) if where and quoted in one), 0)
        return objection(self.path, line, rule, f"{where}: {en}" if where else en, f"{where} : {fr}" if where else fr)

    def _keys(self, held: dict[str, Any], known: frozenset[str], longest: int) -> Iterator[Finding]:
        for key in sorted(set(held) - known):
            yield self.say("unknown-key", key, "the API has no such field", "l'API n'a pas ce champ")
        if len(held["name"]) > longest:
            yield self.say("name-too-long", held["name"], f"more than {longest} characters", f"plus de {longest} caractères")

    def project(self, held: dict[str, Any]) -> Iterator[Finding]:
        yield from self._keys(held, _PROJECT, 50)
        if not re.fullmatch(r"(?![0-9]+$)[a-z0-9_-]{1,100}", held["slug"]):
            yield self.say("slug", held["slug"], "a slug is of a-z, 0-9, '-' and '_', not of digits alone", "un slug est fait de a-z, 0-9, « - » et « _ », pas seulement de chiffres")

    def monitor(self, held: dict[str, Any]) -> Iterator[Finding]:
        yield from self._keys(held, _MONITOR, 200)
        if held.get("type") != "metric_issue":
            yield self.say("monitor-type", str(held.get("type")), "only metric_issue can be created", "seul metric_issue peut être créé")
        for source in held["data_sources"]:
            yield from self._source(source)
        kind = held["config"]["detectionType"]
        if kind not in ("static", "percent", "dynamic"):
            yield self.say("detection-type", str(kind), "static, percent or dynamic", "static, percent ou dynamic")
        if kind == "percent" and held["config"].get("comparisonDelta") not in _DELTAS:
            yield self.say("comparison-delta", "comparisonDelta", f"a change is compared over one of {_DELTAS} seconds", f"un changement se compare sur l'une de ces durées en secondes : {_DELTAS}")
        yield from self._group(held["condition_group"], kind)

    def _source(self, source: dict[str, Any]) -> Iterator[Finding]:
        if source["dataset"] not in _QUERY_TYPES:
            yield self.say("dataset", source["dataset"], f"one of {', '.join(_QUERY_TYPES)}", f"au choix : {', '.join(_QUERY_TYPES)}")
        elif source["queryType"] != _QUERY_TYPES[source["dataset"]]:
            yield self.say("query-type", "queryType", f"{source['dataset']} is asked with {_QUERY_TYPES[source['dataset']]}", f"{source['dataset']} se demande avec {_QUERY_TYPES[source['dataset']]}")
        if not _AGGREGATES.fullmatch(source["aggregate"]):
            yield self.say("aggregate", source["aggregate"], "no aggregate that Sentry computes", "aucun agrégat que Sentry calcule")
        if source["timeWindow"] not in _WINDOWS:
            yield self.say("window", "timeWindow", f"{source['timeWindow']} is none of {_WINDOWS} seconds", f"{source['timeWindow']} n'est aucune de ces durées en secondes : {_WINDOWS}")

    def _group(self, group: dict[str, Any], kind: str) -> Iterator[Finding]:
        if group["logic_type"] not in _LOGIC:
            yield self.say("logic-type", group["logic_type"], f"one of {', '.join(sorted(_LOGIC))}", f"au choix : {', '.join(sorted(_LOGIC))}")
        for condition in group["conditions"]:
            if condition["type"] not in _COMPARISONS:
                yield self.say("condition-type", condition["type"], f"one of {', '.join(sorted(_COMPARISONS))}", f"au choix : {', '.join(sorted(_COMPARISONS))}")
            if condition["conditionResult"] not in (0, 25, 50, 75):
                yield self.say("priority", "conditionResult", "75 high, 50 medium, 25 low, 0 resolved", "75 haute, 50 moyenne, 25 basse, 0 résolu")
        above = [c["comparison"] for c in group["conditions"] if c["type"] == "gt" and c["conditionResult"]]
        solved = [c["comparison"] for c in group["conditions"] if c["type"] == "lte" and not c["conditionResult"]]
        if kind != "dynamic" and not above:
            yield self.say("never-fires", "conditions", "no condition makes an issue", "aucune condition ne fait de problème")
        elif kind != "dynamic" and not solved:
            yield self.say("never-resolves", "conditions", "no condition resolves the issue", "aucune condition ne résout le problème")
        elif kind != "dynamic" and max(solved) > min(above):
            yield self.say("thresholds-overlap", "conditions", "it is resolved above the threshold at which it fires", "il se résout au-dessus du seuil auquel il se déclenche")

    def alert(self, held: dict[str, Any]) -> Iterator[Finding]:
        yield from self._keys(held, _ALERT, 256)
        if held["config"]["frequency"] not in _MINUTES:
            yield self.say("frequency", "frequency", f"one of {_MINUTES} minutes", f"au choix, en minutes : {_MINUTES}")
        triggers = held["triggers"]
        if triggers["logic_type"] not in _LOGIC:
            yield self.say("logic-type", triggers["logic_type"], f"one of {', '.join(sorted(_LOGIC))}", f"au choix : {', '.join(sorted(_LOGIC))}")
        if triggers["logic_type"] == "all" and len(triggers["conditions"]) > 1:
            yield self.say("never-fires", "triggers", "one event is never all of these at once", "un événement n'est jamais tout cela à la fois")
        for condition in triggers["conditions"]:
            if condition["type"] not in _TRIGGERS:
                yield self.say("trigger", condition["type"], "nothing triggers by that", "rien ne se déclenche par cela")
        actions = [action for one in held["action_filters"] for action in one["actions"]]
        if not actions:
            yield self.say("tells-nobody", "action_filters", "no action: nobody is told", "aucune action : personne n'est prévenu")
        for one in held["action_filters"]:
            for condition in one["conditions"]:
                if condition["type"] not in _CONDITIONS:
                    yield self.say("filter", condition["type"], "no filter that Sentry knows", "aucun filtre que Sentry connaisse")
        for action in actions:
            if action["type"] not in _ACTIONS:
                yield self.say("action", action["type"], "no action that Sentry knows", "aucune action que Sentry connaisse")
            elif action["type"] != "email" and not action.get("integrationId"):
                yield self.say("integration", action["type"], "it goes by an integration, and none is named", "elle passe par une intégration, et aucune n'est nommée")
            elif action["type"] == "slack" and not action["config"].get("targetDisplay"):
                yield self.say("channel", "slack", "no channel is named", "aucun canal n'est nommé")
            elif action["type"] == "email" and action["config"]["targetType"] == "issue_owners" and action["data"].get("fallthroughType") not in ("ActiveMembers", "AllMembers"):
                yield self.say("tells-nobody", "fallthroughType", "an issue without an owner reaches nobody", "un problème sans responsable n'atteint personne")


CHECK = Check(
    id="sentry",
    title=Text("Sentry: project, monitors, alerts", "Sentry : projet, surveillances, alertes"),
    kinds=frozenset({"sentry"}),
    tool=OURS,
    how_to_get=Text("it is part of devops-squad", "fait partie de devops-squad"),
    run=_run,
)
