"""What makes a Grafana dashboard show nothing, or something wrong: rules of our own, since no Grafana is needed to see them.

Sources: Grafana's dashboard JSON model; its value formats (packages/grafana-data, valueFormats/categories.ts) for units.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import OURS, Check, Context, judged, objection, own_version
from .reading import promql

COLUMNS, MAX_UID = 24, 40
_PANELS = frozenset({"timeseries", "stat", "gauge", "bargauge", "table", "barchart", "piechart", "histogram", "heatmap", "state-timeline", "status-history", "text", "row", "logs", "alertlist", "dashlist", "nodeGraph", "traces", "geomap", "candlestick", "trend", "xychart", "canvas", "news", "annolist", "flamegraph"})
_UNITS = frozenset(["none", "string", "short", "percent", "percentunit", "humidity", "dB", "hex0x", "hex", "sci", "locale", "pixel", "bits", "bytes", "kbytes", "mbytes", "gbytes", "tbytes", "pbytes", "decbits", "decbytes", "deckbytes", "decmbytes", "decgbytes", "dectbytes", "decpbytes", "pps", "binBps", "Bps", "binbps", "bps", "KiBs", "Kibits", "KBs", "Kbits", "MiBs", "Mibits", "MBs", "Mbits", "GiBs", "Gibits", "GBs", "Gbits", "TiBs", "Tibits", "TBs", "Tbits", "PiBs", "Pibits", "PBs", "Pbits", "dateTimeAsIso", "dateTimeAsIsoNoDateIfToday", "dateTimeAsUS", "dateTimeAsUSNoDateIfToday", "dateTimeAsLocal", "dateTimeAsLocalNoDateIfToday", "dateTimeAsSystem", "dateTimeFromNow", "cps", "ops", "reqps", "rps", "wps", "iops", "eps", "mps", "recps", "rowsps", "cpm", "opm", "reqpm", "rpm", "wpm", "epm", "mpm", "hertz", "ns", "µs", "ms", "s", "m", "h", "d", "dtdurationms", "dtdurations", "dthms", "dtdhms", "timeticks", "clockms", "clocks", "currencyUSD", "currencyGBP", "currencyEUR", "currencyJPY", "celsius", "fahrenheit", "kelvin", "watt", "kwatt", "volt", "amp", "ppm", "bool", "bool_yes_no", "bool_on_off", "true_false", "degree", "flops"])
_OWN_UNIT = re.compile(r"(?:prefix|suffix|time|si|count|currency):.+")
_COUNTER = re.compile(r"_(?:total|count|sum|bucket|created)$")
_INSIDE = frozenset({"rate", "irate", "increase"})


@cache
def families() -> Mapping[str, frozenset[str]]:
    held = json.loads(files(__package__).joinpath("known_metrics.json").read_text("utf-8"))["families"]
    return {prefix: frozenset(names) for prefix, names in held.items()}


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    paths = tuple(path for path, _ in fileset.of(*CHECK.kinds))
    if not promql.is_here():
        return (not_run(CHECK.id, paths, Text(f"promql-parser is not installed: {CHECK.how_to_get.en}", f"promql-parser n'est pas installé : {CHECK.how_to_get.fr}"), OURS),)
    recorded = frozenset(name for _, text in fileset.of("prometheus-rules") for name in re.findall(r"^\s*(?:- )?record:\s*[\"']?([\w:]+)", text, re.M))
    return tuple(judged(CHECK.id, (path,), OURS, f"{own_version()}, promql-parser {promql.version()}", _findings(path, text, recorded, fileset)) for path, text in fileset.of(*CHECK.kinds))


def _findings(path: str, text: str, recorded: frozenset[str], fileset: FileSet) -> Iterator[Finding]:
    try:
        board = json.loads(text)
    except ValueError as error:
        yield objection(path, getattr(error, "lineno", 0), "json", f"no JSON: {error}", f"ce n'est pas du JSON : {error}")
        return
    look = _Look(path, text, recorded, fileset)
    yield from look.board(board)


class _Look:
    """One dashboard, rule by rule."""

    def __init__(self, path: str, text: str, recorded: frozenset[str], fileset: FileSet) -> None:
        self.path, self.lines, self.recorded, self.fileset = path, text.split("\n"), recorded, fileset

    def say(self, rule: str, where: str, en: str, fr: str) -> Finding:
        quoted = json.dumps(where, ensure_ascii=False)
        line = next((i for i, one in enumerate(self.lines, 1) if where and quoted in one), 0)
        return objection(self.path, line, rule, f"{where}: {en}" if where else en, f"{where} : {fr}" if where else fr)

    def board(self, board: Any) -> Iterator[Finding]:
        if not isinstance(board, dict) or not isinstance(board.get("panels"), list):
            yield self.say("schema", "", "a dashboard is an object with a list of panels", "un tableau est un objet avec une liste de panneaux")
            return
        if not isinstance(board.get("schemaVersion"), int) or not isinstance(board.get("title"), str) or not board["title"]:
            yield self.say("schema", "", "schemaVersion must be a number and title a text", "schemaVersion doit être un nombre et title un texte")
        uid = board.get("uid")
        if uid is not None and (not isinstance(uid, str) or not re.fullmatch(rf"[\w-]{{1,{MAX_UID}}}", uid, re.A)):
            yield self.say("uid", "", f"uid {uid!r}: 1 to {MAX_UID} of a-z, 0-9, - and _", f"uid {uid!r} : 1 à {MAX_UID} caractères a-z, 0-9, - et _")
        if board.get("refresh") and not re.fullmatch(r"\d+(?:ms|[smhd])", str(board["refresh"])):
            yield self.say("refresh", "", f"refresh {board['refresh']!r} is no duration", f"refresh {board['refresh']!r} n'est pas une durée")
        variables = self._variables(board)
        known = {v.get("name") for v in variables}
        for variable in variables:
            if variable.get("type") == "query" and not variable.get("query"):
                yield self.say("variable", str(variable.get("name")), "the variable asks nothing", "la variable n'interroge rien")
        panels = [p for p in self._flat(board["panels"]) if isinstance(p, dict)]
        yield from self._twice("panel-id", [p.get("id") for p in panels])
        yield from self._grid([p for p in board["panels"] if isinstance(p, dict)])
        for panel in panels:
            yield from self._panel(panel, known)
        for note in (board.get("annotations") or {}).get("list") or []:
            if note.get("expr"):
                yield from self._query(str(note.get("name")), note["expr"], known, "")
        yield from self._links(board.get("links") or [], "")

    @staticmethod
    def _variables(board: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return [v for v in (board.get("templating") or {}).get("list") or [] if isinstance(v, Mapping)]

    def _flat(self, panels: Iterable[Any]) -> Iterator[Any]:
        for panel in panels:
            yield panel
            if isinstance(panel, dict):
                yield from self._flat(panel.get("panels") or [])

    def _twice(self, rule: str, values: list[Any]) -> Iterator[Finding]:
        for value in dict.fromkeys(v for v in values if values.count(v) > 1):
            yield self.say(rule, "", f"{value!r} is there {values.count(value)} times", f"{value!r} figure {values.count(value)} fois")

    def _grid(self, panels: list[dict[str, Any]]) -> Iterator[Finding]:
        placed: list[tuple[str, int, int, int, int]] = []
        for panel in panels:
            title, pos = str(panel.get("title")), panel.get("gridPos")
            if not isinstance(pos, dict) or not all(isinstance(pos.get(k), int) for k in "xywh"):
                yield self.say("grid", title, "gridPos needs whole numbers x, y, w and h", "gridPos a besoin des entiers x, y, w et h")
                continue
            x, y, w, h = (pos[k] for k in "xywh")
            if x < 0 or y < 0 or w < 1 or h < 1 or x + w > COLUMNS:
                yield self.say("grid", title, f"x={x} w={w}: beyond the {COLUMNS} columns", f"x={x} w={w} : hors des {COLUMNS} colonnes")
            for other, ox, oy, ow, oh in placed:
                if x < ox + ow and ox < x + w and y < oy + oh and oy < y + h:
                    yield self.say("overlap", title, f"lies over {other!r}", f"recouvre {other!r}")
            placed.append((title, x, y, w, h))

    def _panel(self, panel: dict[str, Any], known: set[Any]) -> Iterator[Finding]:
        title, kind = str(panel.get("title") or ""), panel.get("type")
        if kind not in _PANELS:
            yield self.say("panel-type", title, f"there is no panel {kind!r}", f"il n'existe pas de panneau {kind!r}")
        if not title:
            yield self.say("title", f"panel {panel.get('id')}", "has no title", "n'a pas de titre")
        yield from self._links(panel.get("links") or [], title)
        if kind in ("row", "text", "alertlist", "dashlist", "news", "annolist"):
            return
        defaults = (panel.get("fieldConfig") or {}).get("defaults") or {}
        unit = defaults.get("unit")
        if unit is not None and unit not in _UNITS and not _OWN_UNIT.fullmatch(str(unit)):
            yield self.say("unit", title, f"{unit!r} is no unit of Grafana's: it would be printed behind the number", f"{unit!r} n'est pas une unité de Grafana : elle serait affichée derrière le nombre")
        low, high = defaults.get("min"), defaults.get("max")
        if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
            yield self.say("range", title, f"min {low} is not below max {high}", f"min {low} n'est pas sous max {high}")
        yield from self._steps(title, (defaults.get("thresholds") or {}).get("steps") or [])
        targets = [t for t in panel.get("targets") or [] if isinstance(t, dict)]
        if not targets:
            yield self.say("no-query", title, "asks nothing", "n'interroge rien")
        yield from self._twice("ref-id", [t.get("refId") for t in targets])
        for target in targets:
            source = target.get("datasource") or panel.get("datasource")
            uid = source.get("uid") if isinstance(source, dict) else source
            if not uid:
                yield self.say("datasource", title, "names no data source", "ne nomme aucune source de données")
            for name in promql.variables(str(uid or "")):
                if name not in known:
                    yield self.say("variable", title, f"${name} is defined nowhere", f"${name} n'est définie nulle part")
            expr = target.get("expr")
            if not isinstance(expr, str) or not expr.strip():
                yield self.say("no-query", title, "has an empty query", "a une requête vide")
                continue
            yield from self._query(title, expr, known, str(target.get("legendFormat") or ""))

    def _steps(self, title: str, steps: list[Any]) -> Iterator[Finding]:
        values = [s.get("value") for s in steps if isinstance(s, dict)]
        numbers = [v for v in values if isinstance(v, int | float)]
        if values and (values[0] is not None or len(numbers) != len(values) - 1 or numbers != sorted(set(numbers))):
            yield self.say("thresholds", title, "thresholds begin with null and rise", "les seuils commencent par null et montent")

    def _links(self, links: list[Any], title: str) -> Iterator[Finding]:
        runbooks = {p for p in self.fileset.files if "/runbooks/" in f"/{p}"}
        for link in links:
            url = str(link.get("url") or "") if isinstance(link, dict) else ""
            if not url:
                yield self.say("link", title, "a link leads nowhere", "un lien ne mène nulle part")
            elif runbooks and url.endswith(".md") and "://" not in url and not any(p == url or p.endswith("/" + url) for p in runbooks):
                yield self.say("link", title, f"{posixpath.basename(url)} is not there", f"{posixpath.basename(url)} n'existe pas")

    def _query(self, title: str, expr: str, known: set[Any], legend: str) -> Iterator[Finding]:
        for name in promql.variables(expr):
            if name not in known:
                yield self.say("variable", title, f"${name} is defined nowhere", f"${name} n'est définie nulle part")
        try:
            tree = promql.parse(expr)
        except promql.Unreadable as error:
            yield self.say("promql", title, f"no PromQL: {error}", f"ce n'est pas du PromQL : {error}")
            return
        for name in promql.metrics(tree):
            family = next((names for prefix, names in families().items() if name.startswith(prefix)), None)
            if family is not None and name not in family:
                yield self.say("metric", title, f"nothing exports {name}", f"rien n'exporte {name}")
            if name.startswith("slo:") and self.recorded and name not in self.recorded:
                yield self.say("metric", title, f"no rule records {name}", f"aucune règle n'enregistre {name}")
        for node, within in promql.calls(tree):
            # The rate of a native histogram is one, which only a histogram's function makes a number of.
            if node.func.name in _INSIDE and not any(name.startswith("histogram_") for name in within):
                for name in promql.metrics(node):
                    if not _COUNTER.search(name) and ":" not in name:
                        yield self.say("rate", title, f"{node.func.name}() of {name}, which is no counter", f"{node.func.name}() de {name}, qui n'est pas un compteur")
            if node.func.name == "histogram_quantile" and any(n.endswith("_bucket") for n in promql.metrics(node)):
                inner = next((n for n in promql.nodes(node) if type(n).__name__ == "AggregateExpr"), None)
                if inner is not None and not _keeps(inner, "le"):
                    yield self.say("histogram", title, "the buckets' label le is summed away", "le label le des seaux disparaît dans la somme")
        yield from self._legend(title, tree, legend)

    def _legend(self, title: str, tree: Any, legend: str) -> Iterator[Finding]:
        outer = tree
        while (is_call := type(outer).__name__ == "Call" and outer.func.name.startswith("histogram_")) or (type(outer).__name__ == "AggregateExpr" and str(outer.op) in ("topk", "bottomk")):
            outer = outer.args[-1] if is_call else outer.expr
        if type(outer).__name__ != "AggregateExpr":
            return
        for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", legend):
            if not _keeps(outer, label):
                yield self.say("legend", title, f"the legend names {label}, which the query sums away", f"la légende nomme {label}, que la requête fait disparaître")


def _keeps(aggregate: Any, label: str) -> bool:
    """Whether an aggregation's result still has that label."""
    modifier = aggregate.modifier
    if modifier is None:
        return False
    return (label in modifier.labels) == ("By" in str(modifier.type))


CHECK = Check(
    id="grafana",
    title=Text("Grafana dashboards: layout, units, variables, queries", "Tableaux Grafana : disposition, unités, variables, requêtes"),
    kinds=frozenset({"grafana-dashboard"}),
    tool=OURS,
    how_to_get=Text("pip install promql-parser", "pip install promql-parser"),
    run=_run,
)
