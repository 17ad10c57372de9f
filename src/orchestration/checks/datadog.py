"""What Datadog would refuse, or take and then show or tell nothing: its own client's models, and rules of our own for what those let through.

Sources: datadog-api-client's models; Datadog's API reference, "Create a monitor"; its documentation, "Burn Rate Alerts", "as_count() in Monitor
Evaluations", "Distributions", "Metric-based SLOs", "Metrics units", "Notifications".
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..documents.datadog_query import AGE, NAMESPACE
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import OURS, Check, Context, judged, objection, own_version
from .grafana import families
from .reading import datadog as reading
from .reading import yaml_lines

COLUMNS, MAX_WINDOW_MINUTES, MAX_LONG_MINUTES, MAX_COMPOSITE = 12, 43200, 2880, 10
_UNITS = frozenset(["bit", "byte", "kibibyte", "mebibyte", "gibibyte", "tebibyte", "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "percent_nano", "percent", "apdex", "fraction", "connection",
                    "request", "packet", "segment", "response", "message", "payload", "timeout", "route", "session", "process", "thread", "host", "node", "fault", "service", "instance", "cpu", "file", "error", "read", "write",
                    "occurrence", "event", "time", "unit", "operation", "item", "task", "worker", "resource", "job", "container", "execution", "query", "user", "transaction", "hertz", "celsius"])
_HANDLE = re.compile(r"(?<![\w.])@(?:(?:pagerduty|slack|opsgenie|webhook|teams|team|oncall|servicenow|jira|victorops|hangouts)(?:-[\w.-]+)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_AT = re.compile(r"(?<![\w.])@\S+")
_REFERENCE = re.compile(r"<(slo|monitor):([a-z0-9-]+)>")
_SLO_ID = re.compile(r"[0-9a-f]{32}")
_COUNTS = (".count", ".sum", ".bucket")
_TIMES = frozenset({7, 30, 90})
_TRANSFORMERS = frozenset({"counter", "counter_gauge", "gauge", "histogram", "metadata", "native", "native_dynamic", "rate", "service_check", "summary", "temporal_percent", "time_elapsed"})


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    from importlib.metadata import version
    from importlib.util import find_spec

    paths = tuple(path for path, _ in fileset.of(*CHECK.kinds))
    if find_spec("datadog_api_client") is None:
        return (not_run(CHECK.id, paths, Text(f"datadog-api-client is not installed: {CHECK.how_to_get.en}", f"datadog-api-client n'est pas installé : {CHECK.how_to_get.fr}"), OURS),)
    world = _World(fileset)
    used = f"{own_version()}, datadog-api-client {version('datadog-api-client')}"
    looks = {"datadog-dashboard": _Board, "datadog-monitor": _Monitor, "datadog-slo": _Slo, "datadog-openmetrics": _Configuration}
    return tuple(judged(CHECK.id, (path,), OURS, used, looks[fileset.files[path][0]](path, text, world).look()) for path, text in fileset.of(*CHECK.kinds))


class _World:
    """What files say of one another."""

    def __init__(self, fileset: FileSet) -> None:
        self.slos = {_stem(path): _loaded(text) for path, text in fileset.of("datadog-slo")}
        self.monitors = {_stem(path): _loaded(text) for path, text in fileset.of("datadog-monitor")}
        configurations = [text for _, text in fileset.of("datadog-openmetrics")]
        self.sent = frozenset(name for text in configurations for name in _sent(text)) if configurations else None
        """What the Agent sends, by name; None: nobody knows."""


def _stem(path: str) -> str:
    return posixpath.basename(path).removesuffix(".json")


def _loaded(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _instances(text: str) -> list[Mapping[str, Any]]:
    try:
        held = yaml_lines.load(text)
    except yaml_lines.Broken:
        return []
    return [i for i in (held.get("instances") or ()) if isinstance(i, Mapping)] if isinstance(held, Mapping) else []


def _sent(text: str) -> Iterator[str]:
    """The names of what a configuration has the Agent send: which suffix a family gets, its type decides, which is not written there."""
    for instance in _instances(text):
        prefix = f"{instance.get('namespace')}." if instance.get("namespace") else ""
        distributions = bool(instance.get("histogram_buckets_as_distributions") or instance.get("collect_counters_with_distributions"))
        for entry in instance.get("metrics") or ():
            for family, how in (entry.items() if isinstance(entry, Mapping) else ((entry, entry),)):
                name = how.get("name", family) if isinstance(how, Mapping) else how
                if distributions:
                    yield f"{prefix}{name}|distribution"
                    continue
                yield f"{prefix}{name}"
                if not isinstance(how, Mapping) or how.get("type", "native") in ("native", "counter", "histogram"):
                    yield from (f"{prefix}{name}{suffix}" for suffix in _COUNTS)


class _Look:
    """One file, rule by rule."""

    model = ""

    def __init__(self, path: str, text: str, world: _World) -> None:
        self.path, self.text, self.lines, self.world = path, text, text.split("\n"), world

    def say(self, rule: str, where: str, en: str, fr: str) -> Finding:
        quoted = json.dumps(where, ensure_ascii=False)
        line = next((i for i, one in enumerate(self.lines, 1) if where and quoted in one), 0)
        return objection(self.path, line, rule, f"{where}: {en}" if where else en, f"{where} : {fr}" if where else fr)

    def look(self) -> Iterator[Finding]:
        try:
            held = json.loads(self.text)
        except ValueError as error:
            yield objection(self.path, getattr(error, "lineno", 0), "json", f"no JSON: {error}", f"ce n'est pas du JSON : {error}")
            return
        found = list(self.schema(held))
        yield from found
        if not found:
            yield from self.rules(held)

    def schema(self, held: Any) -> Iterator[Finding]:
        """The client's own models: types, values of its lists, what must be there; and keys it does not know, which Datadog drops in silence."""
        from importlib import import_module

        from datadog_api_client import Configuration
        from datadog_api_client.exceptions import ApiTypeError, ApiValueError
        from datadog_api_client.model_utils import validate_and_convert_types

        module, name = self.model.split(":")
        model = getattr(import_module(f"datadog_api_client.v1.model.{module}"), name)
        try:
            made = validate_and_convert_types(held, (model,), [name], True, True, Configuration())
        except (ApiTypeError, ApiValueError, TypeError, ValueError, KeyError) as error:
            words = " ".join(str(error).split())[:300]
            yield self.say("schema", "", f"Datadog's client does not read it: {words}", f"le client de Datadog ne le lit pas : {words}")
            return
        yield from self._unread(made, name)

    def _unread(self, made: Any, where: str) -> Iterator[Finding]:
        if isinstance(made, list):
            for i, one in enumerate(made):
                yield from self._unread(one, f"{where}[{i}]")
            return
        held = getattr(made, "_data_store", None)
        if held is None:
            return
        if type(made).__name__ == "UnparsedObject":
            yield from self._unfit(held, where)
            return
        composed = getattr(made, "_composed_instances", ())
        known = set(getattr(type(made), "attribute_map", ())) | {name for one in composed for name in getattr(type(one), "attribute_map", ())}
        deeper = [finding for one in composed for finding in self._unread(one, where)] or [finding for name, value in held.items() for finding in self._unread(value, f"{where}.{name}")]
        yield from deeper
        if getattr(made, "_unparsed", False) and not deeper:
            yield from self._unfit(held, where)
        elif known and not composed:
            for name in held:
                if name not in known and name not in ("value",):
                    yield self.say("unknown-key", name, f"{where} has no such key: Datadog drops it in silence", f"{where} n'a pas cette clé : Datadog l'ignore sans rien dire")

    def _unfit(self, held: Mapping[str, Any], where: str) -> Iterator[Finding]:
        """Of a group the client says only that it does not fit; which of its widgets does not is asked one by one."""
        from datadog_api_client import Configuration
        from datadog_api_client.model_utils import validate_and_convert_types
        from datadog_api_client.v1.model.widget import Widget

        inner = held.get("widgets") if isinstance(held.get("widgets"), list) else []
        found = []
        for i, one in enumerate(inner):
            try:
                found += self._unread(validate_and_convert_types(one, (Widget,), [where], True, True, Configuration()), f"{where}.widgets[{i}]")
            except Exception as error:
                words = " ".join(str(error).split())[:300]
                found.append(self.say("schema", "", f"{where}.widgets[{i}]: {words}", f"{where}.widgets[{i}] : {words}"))
        yield from found
        if not found:
            kind = held.get("type", held.get("value", ""))
            yield self.say("schema", "", f"{where}: not one of the forms Datadog knows{f': {kind!r}' if kind else ''}", f"{where} : aucune des formes que Datadog connaît{f' : {kind!r}' if kind else ''}")

    def rules(self, held: dict[str, Any]) -> Iterator[Finding]:
        raise NotImplementedError

    # --- what several of them hold

    def query(self, where: str, text: str) -> tuple[list[Finding], tuple[reading.Metric, ...]]:
        try:
            metrics = reading.queries(text)
        except reading.Unreadable as error:
            return [self.say("query", where, f"no query: {error}", f"ce n'est pas une requête : {error}")], ()
        return [finding for metric in metrics for finding in self.metric(where, metric)], metrics

    def metric(self, where: str, one: reading.Metric) -> Iterator[Finding]:
        counted, percentile = one.metric.endswith(_COUNTS), re.fullmatch(r"p\d.*", one.aggregator)
        if percentile and (counted or one.metric.endswith(AGE)):
            yield self.say("aggregation", where, f"{one.aggregator} of {one.metric}, which is no distribution", f"{one.aggregator} de {one.metric}, qui n'est pas une distribution")
        if not counted and one.metric.startswith(f"{NAMESPACE}.") and {"as_count", "as_rate"} & set(one.modifiers):
            yield self.say("aggregation", where, f".{one.modifiers[0]}() of {one.metric}, which counts nothing", f".{one.modifiers[0]}() de {one.metric}, qui ne compte rien")
        if not one.metric.startswith(f"{NAMESPACE}."):
            return
        name = one.metric.removeprefix(f"{NAMESPACE}.")
        family = re.sub(rf"(?:{'|'.join(map(re.escape, (*_COUNTS, AGE)))})$", "", name)
        exported = next((names for prefix, names in families().items() if family.startswith(prefix)), None)
        if exported is not None and not {family, *(f"{family}_{end}" for end in ("total", "count", "bucket"))} & exported:
            yield self.say("metric", where, f"nothing exports {family}", f"rien n'exporte {family}")
        elif self.world.sent is not None:
            wanted = f"{one.metric}|distribution" if percentile else one.metric
            if wanted not in self.world.sent:
                yield self.say("metric", where, f"the Agent is not told to send {one.metric}{' as a distribution' if percentile else ''}", f"l'Agent n'a pas à envoyer {one.metric}{' comme distribution' if percentile else ''}")

    def reference(self, where: str, text: str) -> Iterator[Finding]:
        """An objective's id: Datadog's own, or the name of a file that will get one."""
        found = _REFERENCE.fullmatch(text)
        if found and found[1] == "slo":
            if self.world.slos and found[2] not in self.world.slos:
                yield self.say("slo-id", where, f"there is no objective {found[2]}", f"il n'y a pas d'objectif {found[2]}")
        elif not _SLO_ID.fullmatch(text):
            yield self.say("slo-id", where, f"{text!r} is neither Datadog's id of an objective nor <slo:FILE>", f"{text!r} n'est ni un identifiant d'objectif de Datadog ni <slo:FICHIER>")


class _Board(_Look):
    model = "dashboard:Dashboard"

    def rules(self, held: dict[str, Any]) -> Iterator[Finding]:
        known = [v.get("name") for v in held.get("template_variables") or ()]
        for name in dict.fromkeys(n for n in known if known.count(n) > 1):
            yield self.say("variable", name, "is defined twice", "est définie deux fois")
        yield from self._grid("", held.get("widgets") or (), held.get("layout_type") == "ordered" and held.get("reflow_type") != "fixed")
        yield from self._inside(held.get("widgets") or (), frozenset(known))

    def _grid(self, title: str, widgets: Iterable[Mapping[str, Any]], flows: bool) -> Iterator[Finding]:
        placed: list[tuple[str, int, int, int, int]] = []
        for widget in widgets:
            name, at = str(widget["definition"].get("title") or ""), widget.get("layout")
            if at is None:
                if not flows:
                    yield self.say("layout", name, "has no place: a fixed layout needs x, y, width and height", "n'a pas de place : une disposition fixe a besoin de x, y, width et height")
                continue
            x, y, w, h = (at.get(key, 0) for key in ("x", "y", "width", "height"))
            if x < 0 or y < 0 or w < 1 or h < 1 or x + w > COLUMNS:
                yield self.say("layout", name, f"x={x} width={w}: beyond the {COLUMNS} columns", f"x={x} width={w} : hors des {COLUMNS} colonnes")
            for other, ox, oy, ow, oh in placed:
                if x < ox + ow and ox < x + w and y < oy + oh and oy < y + h:
                    yield self.say("overlap", name, f"lies over {other!r}", f"recouvre {other!r}")
            placed.append((name, x, y, w, h))
            if inner := widget["definition"].get("widgets"):
                yield from self._grid(name, inner, False)
                needed = max((i["layout"]["y"] + i["layout"]["height"] for i in inner if i.get("layout")), default=0) + 1
                if needed > h:
                    yield self.say("layout", name, f"is {h} high and holds {needed}", f"a une hauteur de {h} et contient {needed}")

    def _inside(self, widgets: Iterable[Mapping[str, Any]], known: frozenset[Any]) -> Iterator[Finding]:
        for widget in widgets:
            definition = widget["definition"]
            title, kind = str(definition.get("title") or ""), definition.get("type")
            if not title and kind not in ("note", "image", "iframe", "free_text"):
                yield self.say("title", "", f"a widget of type {kind} has no title", f"un widget de type {kind} n'a pas de titre")
            if kind == "group":
                yield from self._inside(definition.get("widgets") or (), known)
                continue
            if kind == "slo":
                yield from self.reference(title, str(definition.get("slo_id")))
            for link in definition.get("custom_links") or ():
                if "link" in link and not re.match(r"https?://|/", str(link["link"])):
                    yield self.say("link", title, f"{link['link']} leads nowhere from Datadog", f"{link['link']} ne mène nulle part depuis Datadog")
            asks = False
            for request in definition.get("requests") or ():
                asks = asks or bool(request.get("queries") or request.get("q"))
                yield from self._request(title, request, known)
            if not asks and kind in ("timeseries", "query_value", "toplist", "table", "heatmap", "change"):
                yield self.say("no-query", title, "asks nothing", "n'interroge rien")

    def _request(self, title: str, request: Mapping[str, Any], known: frozenset[Any]) -> Iterator[Finding]:
        names: list[str] = []
        for query in request.get("queries") or ():
            names.append(str(query.get("name")))
            if query.get("data_source") == "slo":
                yield from self.reference(title, str(query.get("slo_id")))
            if query.get("data_source") == "events":
                yield from self._unknown(title, re.findall(r"\$(\w+)", query["search"]["query"]), known)
            if query.get("data_source") == "metrics":
                said, metrics = self.query(title, query["query"])
                yield from said
                for metric in metrics:
                    yield from self._unknown(title, reading.variables(metric), known)
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            yield self.say("formula", title, f"two queries are called {name}", f"deux requêtes s'appellent {name}")
        for one in request.get("formulas") or ():
            try:
                reading.formula(one["formula"], frozenset(names))
            except reading.Unreadable as error:
                yield self.say("formula", title, f"{one['formula']!r}: {error}", f"{one['formula']!r} : {error}")
            unit = ((one.get("number_format") or {}).get("unit") or {})
            for name in (unit.get("unit_name"), unit.get("per_unit_name")):
                if name is not None and name not in _UNITS:
                    yield self.say("unit", title, f"{name!r} is no unit of Datadog's", f"{name!r} n'est pas une unité de Datadog")

    def _unknown(self, title: str, names: Iterable[str], known: frozenset[Any]) -> Iterator[Finding]:
        for name in dict.fromkeys(names):
            if name not in known:
                yield self.say("variable", title, f"${name} is defined nowhere", f"${name} n'est définie nulle part")


class _Monitor(_Look):
    model = "monitor:Monitor"

    def rules(self, held: dict[str, Any]) -> Iterator[Finding]:
        name, options = str(held.get("name") or ""), held.get("options") or {}
        if not name:
            yield self.say("title", "", "a monitor needs a name", "un moniteur a besoin d'un nom")
        priority = held.get("priority")
        if priority is not None and not 1 <= priority <= 5:
            yield self.say("priority", name, f"priority {priority}: from 1 to 5", f"priorité {priority} : de 1 à 5")
        if "on_missing_data" in options and {"notify_no_data", "no_data_timeframe"} & set(options):
            yield self.say("no-data", name, "on_missing_data and notify_no_data exclude each other", "on_missing_data et notify_no_data s'excluent")
        if options.get("notify_no_data") and not options.get("no_data_timeframe"):
            yield self.say("no-data", name, "notify_no_data without no_data_timeframe: nobody knows after how long", "notify_no_data sans no_data_timeframe : personne ne sait après combien de temps")
        yield from self._message(name, held)
        kind, query = held.get("type"), str(held.get("query"))
        try:
            match kind:
                case "slo alert" if query.startswith("burn_rate"):
                    yield from self._burn(name, reading.burn(query), options)
                case "composite":
                    yield from self._composite(name, query)
                case "service check":
                    yield from self._checked(name, reading.checked(query), options)
                case "metric alert" | "query alert":
                    yield from self._watched(name, reading.watched(query), options)
        except reading.Unreadable as error:
            yield self.say("query", name, f"no query: {error}", f"ce n'est pas une requête : {error}")

    def _message(self, name: str, held: Mapping[str, Any]) -> Iterator[Finding]:
        message, is_part = str(held.get("message") or ""), any(str(t).startswith("part-of:") for t in held.get("tags") or ())
        wrong = [m[0] for m in _AT.finditer(message) if not _HANDLE.match(m[0])]
        if wrong:
            yield self.say("handle", name, f"{wrong[0]} reaches nobody: @pagerduty-…, @slack-…, an address", f"{wrong[0]} n'atteint personne : @pagerduty-…, @slack-…, une adresse")
        if not is_part and not _HANDLE.search(message):
            yield self.say("handle", name, "its message names nobody to tell", "son message ne nomme personne à avertir")
        opened: list[str] = []
        for sign, word in re.findall(r"\{\{([#^/])\s*(\w+)[^}]*\}\}", message):
            if sign != "/":
                opened.append(word)
            elif not opened or opened.pop() != word:
                yield self.say("message", name, f"{{{{/{word}}}}} closes what was not opened", f"{{{{/{word}}}}} ferme ce qui n'est pas ouvert")
                return
        if opened:
            yield self.say("message", name, f"{{{{#{opened[0]}}}}} is never closed", f"{{{{#{opened[0]}}}}} n'est jamais fermé")
        if re.search(r"\{\{\s*\$", message):
            yield self.say("message", name, "holds a template of Prometheus'", "contient un modèle de Prometheus")

    def _limits(self, name: str, comparison: str, figure: Decimal, options: Mapping[str, Any]) -> Iterator[Finding]:
        thresholds = options.get("thresholds") or {}
        critical = thresholds.get("critical")
        if critical is None or Decimal(str(critical)) != figure:
            yield self.say("threshold", name, f"the query compares with {figure}, the threshold is {critical}: Datadog refuses that", f"la requête compare à {figure}, le seuil est {critical} : Datadog le refuse")
            return
        above = comparison in (">", ">=")
        for key in ("critical_recovery", "warning"):
            other = thresholds.get(key)
            if other is not None and (Decimal(str(other)) >= figure if above else Decimal(str(other)) <= figure):
                yield self.say("threshold", name, f"{key} {other} is not on the calm side of {comparison} {figure}", f"{key} {other} n'est pas du côté calme de {comparison} {figure}")

    def _watched(self, name: str, one: reading.Watched, options: Mapping[str, Any]) -> Iterator[Finding]:
        if not 1 <= one.minutes <= MAX_WINDOW_MINUTES:
            yield self.say("window", name, f"{one.minutes} minutes: from 1 minute to a month", f"{one.minutes} minutes : d'une minute à un mois")
        yield from self._limits(name, one.comparison, one.figure, options)
        for metric in one.metrics:
            yield from self.metric(name, metric)
            if any("$" in part for part in metric.scope):
                yield self.say("variable", name, "a monitor knows no template variables", "un moniteur ne connaît pas de variables de modèle")
        if any("as_count" in m.modifiers for m in one.metrics) and one.reduce != "sum":
            yield self.say("aggregation", name, f"as_count() is summed up over the window, not {one.reduce}", f"as_count() se somme sur la fenêtre, sans {one.reduce}")
        if any(re.match(r"p\d", m.aggregator) for m in one.metrics) != (one.reduce == "percentile"):
            yield self.say("aggregation", name, "percentile(…) and p95: belong together", "percentile(…) et p95: vont ensemble")
        if len({m.by for m in one.metrics}) > 1:
            yield self.say("query", name, "its parts are grouped by different tags", "ses parties sont groupées par des tags différents")

    def _burn(self, name: str, one: reading.Burn, options: Mapping[str, Any]) -> Iterator[Finding]:
        yield from self._limits(name, ">", one.figure, options)
        yield from self.reference(name, one.slo)
        if one.over_days not in _TIMES:
            yield self.say("window", name, f"over {one.over_days} days: Datadog knows 7, 30 and 90", f"sur {one.over_days} jours : Datadog connaît 7, 30 et 90")
        if not 60 <= one.long_minutes <= MAX_LONG_MINUTES:
            yield self.say("window", name, f"a long window of {one.long_minutes} minutes: from 1 to 48 hours", f"une fenêtre longue de {one.long_minutes} minutes : de 1 à 48 heures")
        if one.short_minutes >= one.long_minutes:
            yield self.say("window", name, "the short window is not shorter than the long one", "la fenêtre courte n'est pas plus courte que la longue")
        found = _REFERENCE.fullmatch(one.slo)
        slo = self.world.slos.get(found[2]) if found else None
        if slo:
            if slo.get("timeframe") != f"{one.over_days}d":
                yield self.say("window", name, f"the objective is over {slo.get('timeframe')}, the alert over {one.over_days}d", f"l'objectif porte sur {slo.get('timeframe')}, l'alerte sur {one.over_days}d")
            target = slo.get("target_threshold")
            if isinstance(target, int | float) and one.figure * (100 - Decimal(str(target))) > 100:
                yield self.say("burn-rate", name, f"{one.figure} can never be passed at a target of {target} %", f"{one.figure} ne peut jamais être dépassé avec une cible de {target} %")

    def _composite(self, name: str, query: str) -> Iterator[Finding]:
        parts = _REFERENCE.findall(query)
        left = re.sub(r"<monitor:[a-z0-9-]+>|\d+|&&|\|\||[!()\s]", "", query)
        if left or not 1 <= len(parts) + len(re.findall(r"\b\d+\b", query)) <= MAX_COMPOSITE:
            yield self.say("query", name, f"no composite of 1 to {MAX_COMPOSITE} monitors: {query!r}", f"ce n'est pas une combinaison de 1 à {MAX_COMPOSITE} moniteurs : {query!r}")
        for _, part in parts:
            if self.world.monitors.get(part, {}).get("type", "composite") == "composite":
                yield self.say("monitor-id", name, f"there is no plain monitor {part}", f"il n'y a pas de moniteur simple {part}")

    def _checked(self, name: str, one: reading.Checked, options: Mapping[str, Any]) -> Iterator[Finding]:
        thresholds = options.get("thresholds") or {}
        most = max((value for value in thresholds.values() if isinstance(value, int | float)), default=0)
        if not most <= one.last <= 100:
            yield self.say("threshold", name, f"last({one.last}) holds fewer than the {most} it is to count", f"last({one.last}) en contient moins que les {most} à compter")
        if not one.by:
            yield self.say("query", name, "a check is watched by group: .by(…)", "un contrôle se surveille par groupe : .by(…)")


class _Slo(_Look):
    model = "service_level_objective_request:ServiceLevelObjectiveRequest"

    def rules(self, held: dict[str, Any]) -> Iterator[Finding]:
        name, thresholds = str(held.get("name") or ""), held.get("thresholds") or ()
        for one in thresholds:
            target = Decimal(str(one.get("target")))
            if not 0 < target < 100 or target != target.quantize(Decimal("0.001")):
                yield self.say("target", name, f"{target} %: between 0 and 100, with three decimals at most", f"{target} % : entre 0 et 100, avec trois décimales au plus")
        frames = {one.get("timeframe"): one.get("target") for one in thresholds}
        if "custom" in frames or held.get("timeframe", next(iter(frames), None)) not in frames or held.get("target_threshold", frames.get(held.get("timeframe"))) != frames.get(held.get("timeframe")):
            yield self.say("timeframe", name, "timeframe and target_threshold are not one of its thresholds", "timeframe et target_threshold ne sont pas parmi ses seuils")
        query = held.get("query")
        if held.get("type") == "metric":
            if not query and not held.get("sli_specification"):
                yield self.say("no-query", name, "counts nothing", "ne compte rien")
            scopes = []
            for part in ("numerator", "denominator"):
                said, metrics = self.query(name, str((query or {}).get(part))) if query else ([], ())
                yield from said
                scopes += [{s for s in m.scope if s.startswith(("service:", "env:"))} for m in metrics]
                if any("as_count" not in m.modifiers for m in metrics):
                    yield self.say("aggregation", name, f"the {part} is no count: .as_count()", f"{part} n'est pas un compte : .as_count()")
            if any(scope != scopes[0] for scope in scopes):
                yield self.say("scope", name, "good and all are not of the same service", "bons et tous ne sont pas du même service")
        if held.get("type") == "time_slice":
            asked = ((held.get("sli_specification") or {}).get("time_slice") or {}).get("query") or {}
            names = frozenset(str(q.get("name")) for q in asked.get("queries") or ())
            for one in asked.get("queries") or ():
                yield from self.query(name, str(one.get("query")))[0]
            for one in asked.get("formulas") or ():
                try:
                    reading.formula(one["formula"], names)
                except reading.Unreadable as error:
                    yield self.say("formula", name, f"{one['formula']!r}: {error}", f"{one['formula']!r} : {error}")
            if not names:
                yield self.say("no-query", name, "asks nothing", "n'interroge rien")


class _Configuration(_Look):
    """Of the Agent's check, as it reads it (``openmetrics/v2/scraper/base_scraper.py``): what it cannot use it refuses when it starts."""

    def look(self) -> Iterator[Finding]:
        try:
            yaml_lines.load(self.text)
        except yaml_lines.Broken as error:
            yield objection(self.path, 0, "yaml", f"no YAML: {error}", f"ce n'est pas du YAML : {error}")
            return
        instances = _instances(self.text)
        if not instances:
            yield objection(self.path, 0, "config", "there is no instance", "il n'y a pas d'instance")
        for instance in instances:
            yield from self._instance(instance)

    def _instance(self, instance: Mapping[str, Any]) -> Iterator[Finding]:
        def wrong(rule: str, en: str, fr: str) -> Finding:
            return objection(self.path, 0, rule, en, fr)

        address = str(instance.get("openmetrics_endpoint") or "")
        if not re.match(r"https?://[^/\s]+(?:/\S*)?$|%%host%%", address):
            yield wrong("config", f"openmetrics_endpoint {address!r} is no address", f"openmetrics_endpoint {address!r} n'est pas une adresse")
        if not isinstance(instance.get("metrics"), list) or not instance["metrics"]:
            yield wrong("config", "metrics is no list: nothing is collected", "metrics n'est pas une liste : rien n'est collecté")
            return
        for entry in instance["metrics"]:
            for name, how in (entry.items() if isinstance(entry, Mapping) else ((entry, {}),)):
                if not isinstance(name, str) or not isinstance(how, str | Mapping):
                    yield wrong("config", f"metrics: {name!r} must be a name, or have one", f"metrics : {name!r} doit être un nom, ou en avoir un")
                elif isinstance(how, Mapping) and how.get("type", "native") not in _TRANSFORMERS:
                    yield wrong("config", f"metrics: {name} has no type {how['type']!r}", f"metrics : {name} n'a pas de type {how['type']!r}")
                elif str(name).endswith("_total"):
                    yield wrong("config", f"metrics: {name}: the check knows a counter without its _total, so nothing would be collected", f"metrics : {name} : le contrôle connaît un compteur sans son _total, rien ne serait collecté")
        for key in ("tags", "exclude_labels"):
            if not all(isinstance(one, str) for one in instance.get(key) or ()):
                yield wrong("config", f"{key} must be texts", f"{key} doit contenir des textes")
        if not any(str(tag).startswith("service:") for tag in instance.get("tags") or ()):
            yield wrong("tags", "no tag service: nobody could tell whose metrics these are", "pas de tag service : personne ne saurait à qui sont ces métriques")


CHECK = Check(
    id="datadog",
    title=Text("Datadog: dashboards, monitors, objectives and the Agent's check, as its client and our own rules read them", "Datadog : tableaux, moniteurs, objectifs et contrôle de l'Agent, lus par son client et nos propres règles"),
    kinds=frozenset({"datadog-dashboard", "datadog-monitor", "datadog-slo", "datadog-openmetrics"}),
    tool=OURS,
    how_to_get=Text("pip install datadog-api-client", "pip install datadog-api-client"),
    run=_run,
)
