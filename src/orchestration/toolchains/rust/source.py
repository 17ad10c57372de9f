"""Rust source: the port a program listens on and the health route it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from ..listening import configured_port, documented_port

_HOST = r"(?:(?P<host>[A-Za-z][\w.-]*|\d+\.\d+\.\d+\.\d+|\[::1?\]):)?"
_PORT = r"(?P<port>\d{2,5})(?:_?u16)?\b"
_NAME = r"(?:(?:\w+_)?(?:PORT|ADDR|ADDRESS|LISTEN|BIND|SOCKET)(?:_ADDR(?:ESS)?)?)"
_FIELD = r"(?:(?:http|server|api|app|web|listen|bind|socket|service|rest)_?)*(?:port|addr|address|bind|listen|host|socket)"
_ATTRIBUTE = r"#\[(?:arg|clap|structopt|serde|envconfig|config|envy)\("
_DEFAULTS = tuple(re.compile(p) for p in (
    rf"var(?:_parsed)?(?:::<\w+>)?\(\s*\"{_NAME}\"\s*,?\s*\)[^;{{}}]{{0,160}}?unwrap_or(?:_else|_default)?\(\s*(?:\|\w*\|\s*)?(?:Ok\(|String::from\(|format!\()?\s*\"?{_HOST}{_PORT}",
    rf"\w*(?:env|var|or|get)\w*\(\s*\"{_NAME}\"\s*,\s*\"?{_HOST}{_PORT}",
    rf"{_ATTRIBUTE}[^\]]*?default(?:_value(?:_t)?)?\s*=\s*\"?{_HOST}{_PORT}\"?[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?{_FIELD}\s*:",
    rf"#\[default\((?:_code\s*=\s*)?\"?{_HOST}{_PORT}\"?\)\]\s*(?:pub(?:\([^)]*\))?\s+)?{_FIELD}\s*:",
    rf"fn default_(?:\w+_)?{_FIELD}\s*\(\)\s*->\s*[\w:<>]+\s*\{{\s*(?:String::from\(|SocketAddr::from\(\(\[[\d, ]+\],)?\s*\"?{_HOST}{_PORT}",
    rf"set_default\(\s*\"(?:(?:server|http|app|api|web)[._])*(?:port|addr|address)\"\s*,\s*\"?{_HOST}{_PORT}",
    rf"(?:const|static)\s+(?:DEFAULT_)?(?:\w+_)?(?:PORT|ADDR|ADDRESS|BIND|BIND_ADDR|LISTEN)\s*:\s*[&'\w ]+=\s*\"?{_HOST}{_PORT}",
))
_LITERALS = tuple(re.compile(p) for p in (
    rf"bind(?:_rustls\w*|_openssl)?\(\s*&?\(?\s*\"(?P<host>[\w.]*|\[::1?\])(?::|\"\s*,\s*){_PORT}",
    rf"\(\s*\[(?P<host>\d+, ?\d+, ?\d+, ?\d+)\]\s*,\s*{_PORT}\s*\)",
    rf"(?P<host>Ipv[46]Addr::(?:UNSPECIFIED|LOCALHOST)|IpAddr::V[46]\([^;]*?\))\)?\s*,\s*{_PORT}\s*\)",
    rf"\"(?P<host>\d+\.\d+\.\d+\.\d+|localhost|\[::1?\]):{_PORT}\"\s*(?:\.|\)|,|;|\?)",
))
_HINT = re.compile(r"\bbind|PORT|port\b|addr|ADDR|Ipv4|0, ?0, ?0|listen|LISTEN")
_CONST = re.compile(r"\b(?:let|const|static)\s+(?:mut\s+)?(?:\w+_)?(?:port|PORT)\s*(?::\s*\w+)?\s*=\s*(?P<port>\d{2,5})\b")
_ASIDE = re.compile(r"(?i)metric|debug|admin|prometheus|redis|postgres|mysql|mongo|smtp|database|\bdb_|kafka|amqp|rabbit|elastic|memcache|nats|proxy|etcd|consul|jaeger|otel|otlp|connect\(|client|zipkin|pprof|https?://")
_TESTS = re.compile(r"^[ \t]*#\[cfg\(test\)\](?:\s*#\[[^\n]*\])*\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*\{", re.M)
_CONFIG = re.compile(r"^(?:[\w.-]*config[\w.-]*|app|application|settings|default|base|local|server|development|dev|conf|production)\.(?:ya?ml|toml|json)$")
_KEYS = (("port",), ("server", "port"), ("http", "port"), ("app", "port"), ("application", "port"), ("api", "port"), ("web", "port"), ("server", "addr"), ("server", "address"), ("server", "bind"), ("listen",), ("addr",), ("address",), ("bind",), ("http", "addr"), ("listen_address",), ("listen_addr",), ("bind_address",), ("server", "listen_address"), ("server", "bind_address"))
_EXAMPLES = (".env.example", ".env.sample", ".env.dist", ".env.template", ".env", "sample.env", "example.env")
_DOCUMENTED = re.compile(r"^\s*(?:export\s+)?(?:\w+_)?(?:PORT|(?:BIND|LISTEN|SERVER|HTTP|SOCKET|HOST)_?ADDR(?:ESS)?|BIND|LISTEN)\s*=\s*[\"']?(?:[\w.]*:)?\d{2,5}[\"']?\s*$")
_OTHERS = re.compile(rf"{_ASIDE.pattern}|(?-i:^\s*(?:export\s+)?(?:DB|PG))")
"""Variables whose port is another server's."""
_LOOPBACK = re.compile(r"^(?:127\.0\.0\.1|localhost|127, ?0, ?0, ?1|Ipv4Addr::LOCALHOST|\[::1\])$")


_MEMO: WeakKeyDictionary[Tree, dict[str, str]] = WeakKeyDictionary()
"""A tree is immutable, and several readers ask for the same file."""


def code(tree: Tree, path: str) -> str:
    """A file without its unit tests and comments; lines keep their numbers."""
    memo = _MEMO.setdefault(tree, {})
    if path not in memo:
        memo[path] = _code(tree.text(path) or "")
    return memo[path]


def _code(text: str) -> str:
    if len(text) > 400_000:
        return ""
    tests = _TESTS.search(text)
    text = text[:tests.start()] if tests else text
    return re.sub(r"(?m)(?:^|(?<=[\s;{}]))//[^\n]*", "", text) if "//" in text else text


def files_of(tree: Tree, folders: Iterable[str]) -> tuple[str, ...]:
    """The crates' own sources: programs beside the chosen one, tests and examples are no part of it."""
    return tuple(p for folder in folders for p in tree.files(join(folder, "src")) if p.endswith(".rs") and not re.search(r"(?:^|/)(?:tests?|benches|examples)(?:/|\.rs$)|_tests?\.rs$", p[len(folder):]))


def _matches(tree: Tree, files: Iterable[str], patterns: tuple[re.Pattern[str], ...]) -> Iterable[tuple[Fact[int], str]]:
    for path in files:
        text = code(tree, path)
        if not _HINT.search(text):
            continue
        for pattern in patterns:
            for match in pattern.finditer(text):
                start = text.rfind("\n", 0, match.start()) + 1
                end = text.find("\n", match.end())
                line = text[start:end if end > 0 else len(text)]
                if int(match["port"]) in range(80, 65536) and not _ASIDE.search(line):
                    at = match.start("port")
                    yield Fact(int(match["port"]), (Evidence(path, text.count("\n", 0, at) + 1, text[text.rfind("\n", 0, at) + 1:].split("\n")[0].strip()[:120]),)), match.groupdict().get("host") or ""


def port(tree: Tree, files: tuple[str, ...], folders: tuple[str, ...]) -> tuple[Fact[int] | None, Fact[str] | None]:
    """(the port, the loopback address it is bound to, if it is bound to one)."""
    defaults = list(_matches(tree, files, _DEFAULTS))
    # A variable's default called PORT beats one of another socket.
    defaults.sort(key=lambda found: not re.search(r"(?i)(?<![a-z]_)port", found[0].evidence[0].quote))
    literals = list(_matches(tree, files, _LITERALS))
    constants = [m for m in _matches(tree, files, (_CONST,))] if not defaults else []
    chosen = (defaults or literals or constants or [None])[0]
    found = chosen[0] if chosen else documented_port(tree, folders, _EXAMPLES, _DOCUMENTED, _OTHERS) or configured_port(tree, folders, _CONFIG, _KEYS, (".", "tests/", "docs/"))
    loopback = next((fact.with_value(f"127.0.0.1:{fact.value}") for fact, host in (literals[:1] or defaults[:1]) if _LOOPBACK.match(host)), None)
    return found, loopback


# --- routes -----------------------------------------------------------------------------------------------------------

_WORD = r"(?:health|healthz|healthcheck|health[-_]check|livez|live|liveness|ready|readyz|readiness|alive|ping|status|up|_health)"
_PATH = rf"(?P<path>/(?:[\w-]+/){{0,3}}{_WORD}/?)"
_ROUTES = tuple(re.compile(p) for p in (
    rf"(?:\.|\b)route\(\s*\"{_PATH}\"\s*,\s*(?:\w+::)*(?:get|any|on|head)\b",
    rf"#\[(?:actix_web::|rocket::)?get\(\s*\"{_PATH}\"[^\]]*\)\](?:\s*#\[[^\]]*\])*\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+(?P<handler>\w+)",
    rf"(?:web::)?resource\(\s*\"{_PATH}\"\s*\)",
    rf"\.at\(\s*\"{_PATH}\"\s*,\s*(?:poem::)?get\(",
))
_ROUTE_HINT = re.compile(rf"\"/?(?:[\w-]+/)*{_WORD}/?\"")
_WARP = re.compile(rf"warp::path!\(\s*\"(?P<path>{_WORD})\"\s*\)|warp::path\(\s*\"(?P<one>{_WORD})\"\s*\)")
_ORDER = ("health", "live", "alive", "up", "ping", "status", "ready")
_MOUNTS = re.compile(r"(?:\.nest(?:_service)?\(\s*\"(?P<nest>[^\"\n]*)\"\s*,\s*|(?:web::|actix_web::web::)?scope\(\s*&?\"?(?P<scope>[^\"\n)]*)\"?\s*\)|\.mount\(\s*\"(?P<mount>[^\"\n]*)\"\s*,\s*)")


def _around(text: str, at: int) -> str | None:
    """The prefixes of the ``nest("/x", …)`` and ``scope("/x")`` expressions a position stands in; None where one is no plain string.

    Going left within a chain, a ``scope`` at the same depth is its head; an unclosed ``nest(`` is its parent.
    """
    prefix, depth, i = "", 0, at
    while i > 0:
        i -= 1
        ch = text[i]
        if ch in ")}]":
            if ch == ")" and depth == 0:
                head = re.search(r"scope\(\s*(&?\"[^\"\n]*\"|[^()\n]*)\s*\)$", text[max(0, i - 120):i + 1])
                if head:
                    if not head[1].startswith("\""):
                        return None
                    prefix = "/" + head[1].strip("\"").strip("/") + prefix if head[1].strip("\"/") else prefix
            depth += 1
        elif ch in "([{":
            if depth:
                depth -= 1
                continue
            if ch == "{":
                break
            parent = re.search(r"\.nest\(\s*$", text[max(0, i - 40):i + 1])
            if parent:
                path = re.match(r"\(\s*\"([^\"\n]*)\"", text[i:i + 120])
                if not path:
                    return None
                prefix = "/" + path[1].strip("/") + prefix if path[1].strip("/") else prefix
        elif ch == ";" and depth == 0:
            break
    return prefix


def _prefix(texts: dict[str, str], path: str, at: int, depth: int = 0) -> str | None:
    """What the routers around a route prepend to it; None where that cannot be told."""
    if depth > 5:
        return None
    text = texts[path]
    own = _around(text, at)
    if own is None:
        return None
    variable = re.search(r"(?:^|[;{}])\s*let\s+(?:mut\s+)?(\w+)(?:\s*:[^=;]+)?\s*=[^;{}]*$", text[max(0, at - 4000):at])
    functions = list(re.finditer(r"\bfn\s+(\w+)[^{;]*\{", text[:at]))
    name = functions[-1][1] if functions else ""
    if variable:
        mounted = re.search(rf"\.nest\(\s*\"([^\"\n]*)\"\s*,\s*{variable[1]}\b", text[at:])
        if mounted:
            own = "/" + mounted[1].strip("/") + own if mounted[1].strip("/") else own
    if name in ("main", "run", "") or (name and re.search(r"axum::serve|HttpServer::new|\.launch\(", text[functions[-1].start():at + 4000].split("\nfn ")[0]) and "HttpServer::new" not in text[at:at + 4000]):
        return own
    return _used(texts, name, own, depth)


def _used(texts: dict[str, str], name: str, own: str, depth: int) -> str | None:
    """Where a function's router (or a handler) is mounted."""
    uses: list[str | None] = []
    for path, text in texts.items():
        for match in re.finditer(rf"(?<!fn )(?<![\w])(?:\w+::)*{re.escape(name)}\b(?!\s*:)", text):
            if re.search(r"\buse\s[^;]*$|\bfn\s+$", text[max(0, match.start() - 200):match.start()]) or text[match.start() - 1:match.start()] == '"':
                continue
            above = _prefix(texts, path, match.start(), depth + 1)
            if above is None:
                return None
            uses.append(above)
    known = {u for u in uses if u is not None}
    return None if len(known) > 1 else next(iter(known), "") + own


def health_path(tree: Tree, files: Iterable[str]) -> Fact[str] | None:
    """The path of a liveness route that is registered with GET, with its line; a route whose prefix cannot be told is left out."""
    texts = {path: code(tree, path) for path in files}
    texts = {path: text for path, text in texts.items() if text}
    found: list[tuple[int, int, Fact[str]]] = []
    for path, text in texts.items():
        if not _ROUTE_HINT.search(text):
            continue
        for pattern in _ROUTES:
            for match in pattern.finditer(text):
                handler = match.groupdict().get("handler")
                if handler:
                    prefix = _mounted(texts, handler)
                else:
                    prefix = _prefix(texts, path, match.start())
                if prefix is None:
                    continue
                route = prefix + match["path"].rstrip("/")
                rank = next((i for i, word in enumerate(_ORDER) if word in match["path"]), len(_ORDER))
                if re.fullmatch(r"/[\w./~-]+", route):
                    line = text.count("\n", 0, match.start("path")) + 1
                    found.append((rank, len(route), Fact(route, (Evidence(path, line, match.group(0).split("\n")[0].strip()[:120]),))))
        for match in _WARP.finditer(text):
            word = match["path"] or match["one"]
            found.append((_ORDER.index("health") if "health" in word else len(_ORDER), len(word), Fact("/" + word, (Evidence(path, text.count("\n", 0, match.start()) + 1, match.group(0)[:120]),))))
    return min(found, key=lambda item: (item[0], item[1], str(item[2].evidence[0])))[2] if found else None


def _mounted(texts: dict[str, str], handler: str) -> str | None:
    """Actix: the scope around ``.service(handler)``. Rocket: the base of the ``mount`` whose ``routes![…]`` names it."""
    for path, text in texts.items():
        mount = re.search(rf"\.mount\(\s*\"([^\"\n]*)\"\s*,\s*(?:rocket::)?routes!\s*\[[^\]]*\b{re.escape(handler)}\b", text)
        if mount:
            return "/" + mount[1].strip("/") if mount[1].strip("/") else ""
        at = re.search(rf"\.service\(\s*\(?(?:[\w:]+\s*,\s*)*(?:\w+::)*{re.escape(handler)}\b", text)
        if at:
            return _prefix(texts, path, at.start())
    return None
