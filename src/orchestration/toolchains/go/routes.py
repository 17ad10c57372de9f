"""Health routes in Go code, with the prefixes of the groups they are registered in; what cannot be resolved is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...model.facts import Evidence, Fact
from ...model.tree import Tree

HEALTH = re.compile(
    r"^(?:/[\w-]+)*?/(?:livez?|liveness|alive|healthz?|health[-_]?check|_healthz?|health/(?:live|liveness|alive)|healthz/live|readyz?|readiness|health/ready|health/readiness|ping|up|heartbeat|status)/?$", re.I)
_ORDER = ("live", "alive", "health", "ready", "readiness", "up", "ping", "heartbeat", "status")
"""Liveness before readiness before a mere answer: a container that waits for its database must not be killed for it."""
_ROUTE = re.compile(
    r"(?P<receiver>[\w.]+?)\.(?P<verb>GET|Get|HEAD|Any|All|Handle|HandleFunc|Path|HandlerFunc|Add)\(\s*(?:(?:http\.MethodGet|\"GET\"|echo\.GET|fiber\.MethodGet)\s*,\s*)?(?:[\w.]+\(\s*)?\"(?:GET\s+)?(?P<path>/[^\"\n]*)\"")
_ROOT = r"(?:gin\.(?:Default|New)|echo\.New|fiber\.New|chi\.NewRouter|chi\.NewMux|http\.NewServeMux|mux\.NewRouter|httprouter\.New|bunrouter\.New|router\.New|fasthttprouter\.New|martini\.Classic|iris\.(?:New|Default)|flow\.New)\("
_ROOT_TYPE = r"\*(?:gin\.Engine|echo\.Echo|fiber\.App|http\.ServeMux|mux\.Router|httprouter\.Router)"
_NESTED = re.compile(r"\.(?P<call>Route|Group)\(\s*(?:\"(?P<path>/?[^\"\n]*)\"\s*,\s*)?func\(")


def _enclosing(text: str, at: int) -> str | None:
    """The prefixes of the ``Route("/x", func(r …) {`` blocks around a position; None where one of them is no plain string."""
    prefix, depth, i = "", 0, at
    while i > 0:
        i -= 1
        ch = text[i]
        if ch == "}":
            depth += 1
        elif ch == "{":
            if depth:
                depth -= 1
                continue
            line = text[text.rfind("\n", 0, i) + 1:i]
            if line.startswith(("func ", "type ", "var ")):
                break
            nested = _NESTED.search(line)
            if nested:
                if nested["call"] == "Route" and nested["path"] is None:
                    return None
                prefix = "/" + (nested["path"] or "").strip("/") + prefix if (nested["path"] or "").strip("/") else prefix
    return prefix


def _prefix(text: str, receiver: str, at: int, depth: int = 0) -> str | None:
    """What a router variable prepends to its routes; None where that is not known."""
    if receiver == "http" or depth > 5:
        return "" if receiver == "http" else None
    name = re.escape(receiver)
    before = text[:at]
    group = None
    for match in re.finditer(rf"(?<![\w.]){name}\s*:?=\s*(?P<parent>[\w.]+?)\.(?:Group|PathPrefix|Party)\(\s*\"(?P<path>[^\"\n]*)\"", before):
        group = match
    if group:
        above = _prefix(text, group["parent"], group.start(), depth + 1)
        part = group["path"].strip("/")
        return None if above is None else above + (f"/{part}" if part else "")
    if re.search(rf"(?<![\w.]){name}(?:\s+\S+)?\s*:?=\s*{_ROOT}", before) or re.search(rf"(?<![\w.]){name.rpartition('.')[2] if '.' in name else name}\s+{_ROOT_TYPE}", text):
        return ""
    # A chi router handed to a closure is resolved by the blocks around it; handed to a function, it may be mounted anywhere.
    if re.search(rf"func\({name} chi\.Router\)", before) and not re.search(rf"func [\w() *]*\w+\([^)]*\b{name}\s+chi\.Router", before):
        return ""
    return None


def health_path(tree: Tree, files: Iterable[str]) -> Fact[str] | None:
    """The path of a liveness route that is registered with GET (or any method), with its line."""
    found: list[tuple[int, Fact[str]]] = []
    for path in files:
        text = tree.text(path) or ""
        if len(text) > 500_000:
            continue
        for match in _ROUTE.finditer(text):
            if not HEALTH.match(match["path"]):
                continue
            line_start = text.rfind("\n", 0, match.start()) + 1
            if "//" in text[line_start:match.start()]:
                continue
            own, around = _prefix(text, match["receiver"], match.start()), _enclosing(text, match.start())
            if own is None or around is None:
                continue
            route = own + around + match["path"]
            word = match["path"].lower().rsplit("/", 1)[-1]
            rank = next((i for i, start in enumerate(_ORDER) if start in match["path"].lower()), len(_ORDER)) if word else len(_ORDER)
            number = text.count("\n", 0, match.start()) + 1
            if re.fullmatch(r"[\w./~-]+", route):
                found.append((rank, Fact(route, (Evidence(path, number, match.group(0)[:120]),))))
    return min(found, key=lambda item: (item[0], len(item[1].value)))[1] if found else None
