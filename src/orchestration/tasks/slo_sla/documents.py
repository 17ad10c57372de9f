"""Objectives as documents: OpenSLO v1 in and out, and what sloth reads (its own form and OpenSLO v1alpha) in.

Sources: the OpenSLO specification (SLO, SLI, timeWindow, budgetingMethod); sloth's Prometheus specification ``prometheus/v1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from ...documents.promql import number
from ...documents.yaml import dump
from ...model.errors import BadValue
from ...model.facts import Notice
from ...model.objective import WINDOW, Events, Indicator, Objective, Query, Ratio, Slices
from ...model.text import Text, same
from .burn_rates import pairs

MAX_OBJECTIVES = 200
_WINDOW = re.compile(r"\{\{\s*\.window\s*\}\}")
_SELECTOR = re.compile(r"[a-zA-Z_:][\w:]*(?:\{[^{}]*\})?")
_DAYS = {"d": 1, "day": 1, "w": 7, "week": 7, "m": 30, "month": 30, "q": 90, "quarter": 90, "y": 365, "year": 365}


def openslo(objective: Objective) -> str:
    """The objective as an OpenSLO v1 document."""
    measure = objective.indicator.measure
    own: dict[str, Any] = {"displayName": objective.title.en, "target": float(objective.percent / 100)}
    match measure:
        case Events(bad, total, _):
            metric: dict[str, Any] = {"ratioMetric": {"counter": False, "bad": _source(bad.text), "total": _source(total.text)}}
            method = "Occurrences"
        case Ratio(error):
            metric = {"ratioMetric": {"counter": False, "rawType": "failure", "raw": _source(error.text)}}
            method = "Occurrences"
        case Slices(good, seconds):
            metric, method = {"thresholdMetric": _source(good)}, "Timeslices"
            own |= {"op": "gte", "value": 1, "timeSliceTarget": 1, "timeSliceWindow": f"{seconds // 60}m"}
    name = re.sub(r"[^a-z0-9]+", "-", f"{objective.service}-{objective.id}".lower()).strip("-")
    return dump({
        "apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": name, "displayName": objective.title.en},
        "spec": {"description": objective.indicator.means.en, "service": objective.service,
                 "indicator": {"metadata": {"name": f"{name}-indicator"}, "spec": metric},
                 "timeWindow": [{"duration": f"{objective.period_days}d", "isRolling": True}], "budgetingMethod": method, "objectives": [own]}})


def _source(query: str) -> dict[str, Any]:
    return {"metricSource": {"type": "Prometheus", "spec": {"query": query}}}


def read(text: str, period_days: int) -> tuple[tuple[Objective, ...], tuple[Notice, ...]]:
    """The objectives of a document, in its order, and what of it could not be taken over.

    Args:
        period_days: for a form that names none (sloth's).

    Raises:
        BadValue: no document of these forms, or one that says something impossible.
    """
    documents = _load(text)
    indicators = {d["metadata"]["name"]: d["spec"] for d in documents if d.get("kind") == "SLI" and isinstance(d.get("metadata"), Mapping) and "spec" in d}
    found: list[Objective] = []
    notices: list[Notice] = []
    for document in documents:
        version, kind = str(document.get("apiVersion") or document.get("version") or ""), document.get("kind")
        try:
            if version == "prometheus/v1":
                found += _sloth(document, period_days, notices)
            elif version.startswith("sloth.slok.dev/") and kind == "PrometheusServiceLevel":
                found += _sloth(document["spec"], period_days, notices)
            elif version == "openslo/v1" and kind == "SLO":
                found += _v1(document, indicators)
            elif version == "openslo/v1alpha" and kind == "SLO":
                found += _v1alpha(document)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise BadValue(Text(f"the {version} document lacks something or has it in another form: {error}", f"il manque quelque chose au document {version}, ou la forme diffère : {error}"),
                           Text("see the OpenSLO specification, or sloth's", "voir la spécification OpenSLO, ou celle de sloth")) from None
    if not found:
        raise BadValue(Text("the document holds no objective this version reads", "le document ne contient aucun objectif que cette version lit"),
                       Text("openslo/v1 and v1alpha (kind SLO), sloth's prometheus/v1 and PrometheusServiceLevel", "openslo/v1 et v1alpha (kind SLO), prometheus/v1 et PrometheusServiceLevel de sloth"))
    if len(found) > MAX_OBJECTIVES:
        raise BadValue(Text(f"{len(found)} objectives in one document", f"{len(found)} objectifs dans un document"), Text(f"at most {MAX_OBJECTIVES}", f"{MAX_OBJECTIVES} au plus"))
    return tuple(found), tuple(notices)


def _load(text: str) -> list[Mapping[str, Any]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return [d for d in YAML(typ="safe", pure=True).load_all(text) if isinstance(d, Mapping)]
    except (YAMLError, ValueError) as error:
        where = getattr(getattr(error, "problem_mark", None), "line", None)
        at = f"line {where + 1}" if where is not None else "?"
        raise BadValue(Text(f"the document is no YAML ({at}): {getattr(error, 'problem', error)}", f"le document n'est pas du YAML ({at}) : {getattr(error, 'problem', error)}")) from None


def _objective(service: object, name: object, title: object, percent: Decimal, days: int, measure: Events | Ratio, description: object) -> Objective:
    if not 0 < percent < 100:
        raise BadValue(Text(f"{name}: a target of {number(percent)} %", f"{name} : une cible de {number(percent)} %"), Text("more than 0 % and less than 100 %", "plus de 0 % et moins de 100 %"))
    pairs(days)
    words = str(description or title or name).strip() or str(name)
    own = re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-") or "objective"
    return Objective(own, str(service), same(str(title or name)), percent, days, Indicator("events" if isinstance(measure, Events) else "ratio", measure, (), same(words)))


def _query(text: object, what: str) -> Query:
    query = _WINDOW.sub(WINDOW, str(text).strip())
    if WINDOW not in query:
        raise BadValue(Text(f"{what}: the query names no window: {query[:120]!r}", f"{what} : la requête ne nomme aucune fenêtre : {query[:120]!r}"),
                       Text(f"write the range as [{WINDOW}]: it is asked over several", f"écrivez l'intervalle [{WINDOW}] : plusieurs sont demandés"))
    return Query(query)


def _number(value: object, what: str) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise BadValue(Text(f"{what}: not a number: {value!r}", f"{what} : ce n'est pas un nombre : {value!r}")) from None


# --- sloth ------------------------------------------------------------------------------------------------------------

def _sloth(spec: Mapping[str, Any], days: int, notices: list[Notice]) -> Iterable[Objective]:
    found = []
    for slo in spec["slos"]:
        name, sli = slo["name"], slo.get("sli") or {}
        if sli.get("events"):
            measure: Events | Ratio = Events(_query(sli["events"].get("error_query") or sli["events"]["errorQuery"], name), _query(sli["events"].get("total_query") or sli["events"]["totalQuery"], name))
        elif sli.get("raw"):
            measure = Ratio(_query(sli["raw"].get("error_ratio_query") or sli["raw"]["errorRatioQuery"], name))
        else:
            notices.append(Notice("warning", str(name), Text(f"{name}: its indicator is a plugin's program, which is not run here", f"{name} : son indicateur est un programme d'extension, non exécuté ici")))
            continue
        found.append(_objective(spec["service"], name, name, _number(slo["objective"], name), days, measure, slo.get("description")))
    return found


# --- OpenSLO ----------------------------------------------------------------------------------------------------------

def _days(window: Mapping[str, Any]) -> int:
    if "duration" in window:
        match = re.fullmatch(r"(\d+)([dwMQY])", str(window["duration"]))
        if not match:
            raise BadValue(Text(f"not a period in days: {window['duration']!r}", f"ce n'est pas une période en jours : {window['duration']!r}"), Text("like 30d, 4w, 1M", "par exemple 30d, 4w, 1M"))
        return int(match[1]) * _DAYS[match[2].lower()]
    return int(window["count"]) * _DAYS[str(window["unit"]).lower()]


def _v1(document: Mapping[str, Any], indicators: Mapping[str, Any]) -> Iterable[Objective]:
    spec, name = document["spec"], document["metadata"]["name"]
    indicator = spec["indicator"]["spec"] if "indicator" in spec else indicators[spec["indicatorRef"]]
    if "ratioMetric" not in indicator:
        raise BadValue(Text(f"{name}: only a ratioMetric can be watched here", f"{name} : seul un ratioMetric peut être surveillé ici"),
                       Text("state the threshold as a ratio of good events to all", "exprimez le seuil comme part d'événements bons"))
    measure = _measure(indicator["ratioMetric"], name)
    window = spec["timeWindow"][0] if isinstance(spec["timeWindow"], list) else spec["timeWindow"]
    for i, target in enumerate(spec["objectives"]):
        percent = _number(target["targetPercent"], name) if "targetPercent" in target else _number(target["target"], name) * 100
        yield _objective(spec["service"], f"{name}-{i + 1}" if len(spec["objectives"]) > 1 else name, target.get("displayName") or document["metadata"].get("displayName"), percent, _days(window), measure, spec.get("description"))


def _text(source: Mapping[str, Any], is_counter: bool, name: str) -> str:
    spec = source["metricSource"]["spec"]
    query = str(spec["query"] if isinstance(spec, Mapping) else spec).strip()
    # A counter as such: its rate over each window is what is asked.
    return f"sum(rate({query}[{WINDOW}]))" if is_counter and _SELECTOR.fullmatch(query) else query


def _measure(metric: Mapping[str, Any], name: str) -> Events | Ratio:
    is_counter = bool(metric.get("counter"))
    if "raw" in metric:
        query = _text(metric["raw"], False, name)
        return Ratio(_query(query if metric.get("rawType") == "failure" else f"1 - ({query})", name))
    total = _text(metric["total"], is_counter, name)
    if "bad" in metric:
        return Events(_query(_text(metric["bad"], is_counter, name), name), _query(total, name))
    good = _text(metric["good"], is_counter, name)
    return Events(_query(f"(({total}) - ({good}))", name), _query(total, name), False)


def _v1alpha(document: Mapping[str, Any]) -> Iterable[Objective]:
    spec, name = document["spec"], document["metadata"]["name"]
    for i, objective in enumerate(spec["objectives"]):
        metrics = objective["ratioMetrics"]
        total, good = metrics["total"]["query"], metrics["good"]["query"]
        # The form sloth gives it; its own output is 1 - good ÷ total.
        measure = Ratio(_query(f"1 - (({good}) / (({total}) > 0))", name))
        percent = _number(objective["target"], name) * 100
        days = _days((spec.get("timeWindows") or [{"count": 30, "unit": "Day"}])[0])
        yield _objective(spec["service"], f"{name}-{i}" if len(spec["objectives"]) > 1 else name, document["metadata"].get("displayName"), percent, days, measure, spec.get("description"))
