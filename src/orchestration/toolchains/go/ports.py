"""The port a Go program listens on: the default its configuration falls back to, else the address it names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...model.facts import Evidence, Fact
from ...model.tree import Tree
from ..listening import configured_port, documented_port

_NAME = r"(?:(?:HTTP|SERVER|APP|API|WEB|LISTEN|SERVICE|BIND|REST|GRPC)_?)*(?:PORT|ADDR|ADDRESS|LISTEN|BIND)"
_HOST = r"(?:(?P<host>[A-Za-z][\w.-]*|\d+\.\d+\.\d+\.\d+|\[::1?\]|):)?"
_VALUE = rf"[\"`]?{_HOST}(?P<port>\d{{2,5}})\b(?!\.\d)[\"`]?"
_DEFAULTS = tuple(re.compile(p) for p in (
    rf"\w+\(\s*\"(?:[A-Z]+_)?{_NAME}\"\s*,\s*{_VALUE}\s*\)",
    rf"\b(?:env|envconfig|mapstructure):\"(?:[A-Z]+_)?{_NAME}(?:,[^\"]*)?\"[^`\n]*?\b(?:envDefault|env-default|default):\"{_HOST}(?P<port>\d{{2,5}})\"",
    rf"\bdefault:\"{_HOST}(?P<port>\d{{2,5}})\"[^`\n]*?\b(?:env|envconfig):\"(?:[A-Z]+_)?{_NAME}(?:,[^\"]*)?\"",
    rf"\benv:\"(?:[A-Z]+_)?{_NAME},\s*default={_HOST}(?P<port>\d{{2,5}})\"",
    rf"\bSetDefault\(\s*\"(?:(?:server|http|app|api|web)[._])*(?:port|addr|address|PORT|ADDR)\"\s*,\s*{_VALUE}\s*\)",
    rf"\b\w+\.(?:String|Int|Uint)P?\(\s*\"(?:http[-_.]?|server[-_.]?|listen[-_.]?|web[-_.]?|api[-_.]?)?(?:port|addr|address|listen|bind|http|p)\"\s*,\s*(?:\"\w\"\s*,\s*)?{_VALUE}",
    rf"\b\w+\.(?:String|Int|Uint)VarP?\(\s*&?[\w.]+\s*,\s*\"(?:http[-_.]?|server[-_.]?|listen[-_.]?|web[-_.]?|api[-_.]?)?(?:port|addr|address|listen|bind|http|p)\"\s*,\s*(?:\"\w\"\s*,\s*)?{_VALUE}",
))
_ASSIGNED = (re.compile(r"(?i:\b(?:default|fallback)?_?(?:http|server|listen|app|api|web)?_?(?:port|addr|address)\b)\s*(?::=|=)\s*" + _VALUE + r"\s*(?:$|//|\})"),)
"""A variable's value; believed only in files that are about starting or configuring, and never for the ports of URLs."""
_STARTS = re.compile(r"(?:^|/)(?:main|app|server|serve|config|conf|settings|env|cmd|start|run|http|api|web)[\w-]*\.go$|(?:^|/)(?:cmd|config|configs|server|app)/")
_LITERALS = tuple(re.compile(p) for p in (
    r"\.(?:ListenAndServe|ListenAndServeTLS|Run|Start|StartTLS|Listen|RunTLS)\(\s*\"(?P<host>[\w.]*|\[::\]):(?P<port>\d{2,5})\"",
    r"\bAddr:\s*\"(?P<host>[\w.]*|\[::\]):(?P<port>\d{2,5})\"",
    r"\bnet\.Listen\(\s*\"tcp[46]?\"\s*,\s*\"(?P<host>[\w.]*|\[::\]):(?P<port>\d{2,5})\"",
))
_FIELD = (re.compile(r"^\s*(?:(?:Http|HTTP|Server|Listen|Web|Api|API)?Port|ListenPort):\s*\"?(?P<host>)(?P<port>\d{2,5})\"?,"),)
"""A field of a struct that holds defaults; the last place to look."""
_OTHERS = frozenset({443, 25, 465, 587, 1025, 3306, 5432, 5672, 6379, 9092, 9200, 11211, 27017})
"""Ports of databases, brokers and mail servers: a field named ``Port`` is theirs then."""
_ASIDE = re.compile(r"(?i)pprof|metric|debug|admin|prometheus|redis|postgres|mysql|mongo|smtp|database|\bdb|kafka|amqp|rabbit|elastic|memcache|nats|mail|proxy|grpc_?gateway|health_?port|etcd|consul|jaeger|otel|zipkin")
_CONFIG = re.compile(r"^(?:[\w.-]*config[\w.-]*|app|application|settings|default|local|server|development|dev|conf)\.(?:ya?ml|toml|json)$")
_KEYS = (("port",), ("server", "port"), ("http", "port"), ("app", "port"), ("api", "port"), ("server", "http", "port"), ("http_port",), ("server", "addr"), ("addr",))
_EXAMPLES = (".env.example", ".env.sample", ".env.dist", ".env.template", "app.env", ".env")
_DOCUMENTED = re.compile(r"^\s*(?:export\s+)?(?:HTTP_|SERVER_|APP_|API_)?(?:PORT|ADDR|ADDRESS)\s*=\s*[\"']?[\w.]*:?\d{2,5}[\"']?\s*$")
_HINT = re.compile(r"(?i)(?:port|addr|listen|bind|run|start|http|\"p).*\d\d")
LOOPBACK = ("localhost", "127.0.0.1")


def _matches(tree: Tree, files: Iterable[str], patterns: tuple[re.Pattern[str], ...]) -> list[tuple[Fact[int], str]]:
    found = []
    for path in files:
        lines = (tree.text(path) or "").split("\n")
        for number, line in enumerate(lines, 1):
            if not _HINT.search(line) or (stripped := line.strip()).startswith("//"):
                continue
            for pattern in patterns:
                match = pattern.search(line)
                # A listener of its own for profiles or metrics is announced where it is started.
                if match and 0 < int(match["port"]) < 65536 and not _ASIDE.search(line) and not re.search(r"pprof|[Mm]etrics|[Rr]edirect|[Dd]ebug", "".join(lines[max(0, number - 4):number - 1])):
                    found.append((Fact(int(match["port"]), (Evidence(path, number, stripped[:120]),)), match["host"] or ""))
                    break
    return found


def port(tree: Tree, files: tuple[str, ...], folders: tuple[str, ...]) -> tuple[Fact[int] | None, Fact[str] | None]:
    """(the port, the loopback address it is bound to, if it is bound to one)."""
    defaults = _matches(tree, files, _DEFAULTS)
    literals = _matches(tree, files, _LITERALS)
    assigned = [m for m in _matches(tree, (f for f in files if _STARTS.search(f)), _ASSIGNED) if m[0].value not in (80, 443)] if not defaults else []
    chosen = (defaults or assigned or literals or [(None, "")])[0]
    loopback = next((fact.with_value(f"{host}:{fact.value}") for fact, host in (literals[:1] or defaults[:1]) if host in LOOPBACK), None)
    found = chosen[0]
    if found is None:
        fields = [f for f, _ in _matches(tree, (f for f in files if _STARTS.search(f)), _FIELD) if f.value not in _OTHERS]
        found = documented_port(tree, folders, _EXAMPLES, _DOCUMENTED) or configured_port(tree, folders, _CONFIG, _KEYS) or (fields[0] if fields else None)
    return found, loopback
