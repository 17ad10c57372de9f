"""C#, F# and Visual Basic sources and appsettings.json: where the app listens, what answers a health check, which settings it reads."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from ...model.facts import Evidence, Fact
from ...model.profile import EnvVar
from ...model.tree import Tree, join

SUFFIXES = (".cs", ".fs", ".vb")
_ASIDE = re.compile(r"(?:^|/)(?:bin|obj|tests?|Tests?|Migrations|wwwroot|node_modules|TestResults)/|\.(?:Designer|g|generated)\.cs$|(?:^|/)[\w.]+\.(?:\w*Tests?|Benchmarks?)/")
_COMMENT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|(?P<line>//[^\n]*)|(?P<block>/\*.*?\*/)", re.S)

_MEMO: WeakKeyDictionary[Tree, dict[str, str]] = WeakKeyDictionary()
"""A tree is immutable, and several readers ask for the same file."""


def code(tree: Tree, path: str) -> str:
    """A file without its comments; lines keep their numbers."""
    memo = _MEMO.setdefault(tree, {})
    if path not in memo:
        text = tree.text(path) or ""
        if len(text) > 400_000:
            text = ""
        memo[path] = _COMMENT.sub(lambda m: m[0] if not (m["line"] or m["block"]) else "\n" * m[0].count("\n"), text) if path.endswith(".cs") and "/" in text else text
    return memo[path]


def files_of(tree: Tree, folders: Iterable[str]) -> tuple[str, ...]:
    """The sources of these projects; a project inside another one's directory is none of it."""
    if tree not in _OWNED:
        _OWNED[tree] = _owned(tree)
    return tuple(dict.fromkeys(p for folder in folders for p in _OWNED[tree].get(folder, ())))


_OWNED: WeakKeyDictionary[Tree, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def _owned(tree: Tree) -> dict[str, tuple[str, ...]]:
    """Project directory → the sources whose nearest project it is; each file is looked at once, however many projects ask."""
    projects = {posixpath.dirname(p) or "." for p in tree.files() if p.endswith((".csproj", ".fsproj", ".vbproj"))}
    found: dict[str, list[str]] = {}
    for path in tree.files():
        if path.endswith(SUFFIXES):
            folder = posixpath.dirname(path) or "."
            while folder not in projects and folder != ".":
                folder = posixpath.dirname(folder) or "."
            if not _ASIDE.search("/" + path[len(folder) + 1:] if folder != "." else path):
                found.setdefault(folder, []).append(path)
    return {folder: tuple(paths) for folder, paths in found.items()}


def _at(text: str, path: str, position: int) -> Evidence:
    start = text.rfind("\n", 0, position) + 1
    return Evidence(path, text.count("\n", 0, position) + 1, text[start:].split("\n", 1)[0].strip()[:120])


# --- settings -----------------------------------------------------------------------------------------------------------

def _flat(value: Any, prefix: str = "", depth: int = 0) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(value, dict) and depth < 12:
        for key, inner in value.items():
            found |= _flat(inner, f"{prefix}:{key}" if prefix else str(key), depth + 1)
    elif isinstance(value, list) and depth < 12:
        for number, inner in enumerate(value):
            found |= _flat(inner, f"{prefix}:{number}", depth + 1)
    elif value is not None:
        found[prefix] = "true" if value is True else "false" if value is False else str(value)
    return found


FILE_DATABASE = re.compile(r"(?i)^\s*(?:data\s*source|datasource|filename)\s*=\s*(?![^;]*(?:tcp:|\(local|\\|,\d))(?!.*(?:initial catalog|trusted_connection|integrated security))([^;]+)")
"""A connection string of SQLite or LiteDB: its source is a file, where SQL Server's is a host."""


def settings(tree: Tree, app: str) -> dict[str, str]:
    """appsettings.json and what appsettings.Production.json lays over it: ``A:B`` → value."""
    found: dict[str, str] = {}
    for name in ("appsettings.json", "appsettings.Production.json"):
        path = join(app, name)
        data = tree.data(path) if tree.has(path) else None
        if isinstance(data, dict):
            found |= _flat(data)
    return found


def where(tree: Tree, app: str, key: str) -> Evidence:
    for name in ("appsettings.Production.json", "appsettings.json"):
        path = join(app, name)
        if tree.has(path) and (at := tree.key(path, *key.split(":"))).line:
            return Evidence(path, at.line, key)
    return Evidence(join(app, "appsettings.json"), 0, key)


_READS = re.compile(
    r"(?:[Cc]onfiguration|\b_?config|\bcfg)!?\s*(?:\[\s*|\.(?:GetValue(?:<\s*[\w?]+\s*>)?|GetRequiredValue(?:<\s*\w+\s*>)?)\(\s*)\"(?P<key>[A-Za-z_][\w:.-]*)\"(?P<rest>[^;\n]{0,120})")
_CONNECTION = re.compile(r"(?:GetConnectionString|AddNpgsqlDataSource|AddNpgsqlDbContext(?:<\w+>)?|AddRedisClient|AddRedisDistributedCache|AddRedisOutputCache|AddRabbitMQClient|AddMongoDBClient|AddSqlServerDbContext(?:<\w+>)?|AddMySqlDataSource)\(\s*\"(?P<key>[A-Za-z_][\w.-]*)\"(?P<rest>[^;\n]{0,80})")
_ENVIRONMENT_ONLY = re.compile(r"^(?:ASPNETCORE_|DOTNET_)")
_SECRET = re.compile(r"(?i)(?:secret|password|passwd|credential|private_?key|(?:api|access|signing|encryption|security|issuer\w*|account|jwt:?|token\w*:|auth\w*:)_?key|connection_?string|token)$|:dsn$")
_NO_SECRET = re.compile(r"(?i)public_?key|key_?id$|expir|require\w*(?:password|token)$|validate\w*$")
"""Keys are written ``Jwt:SigningKey``: the words of the shared rule (see ``profiling/environment.py``) in this spelling."""
_VARIABLES = re.compile(r"GetEnvironmentVariable\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)(?P<rest>\s*\?\?\s*(?!throw)(?:\"(?P<default>[\w .:/@,-]{0,100})\")?)?")
_KEPT = re.compile(r"^[A-Za-z_]\w*$")


def environment(tree: Tree, app: str, files: Iterable[str]) -> tuple[Fact[EnvVar], ...]:
    """Configuration keys as the environment spells them (``A:B`` → ``A__B``), connection strings first of all.

    A key with a value in appsettings.json is not required; a connection string is, whatever stands there: another host's.
    """
    stated = settings(tree, app)
    lowered = {k.lower(): k for k in stated}
    found: dict[str, Fact[EnvVar]] = {}

    def note(key: str, at: Evidence, required: bool, default: str = "", secret: bool = False) -> None:
        name = key.replace(":", "__")
        if not _KEPT.match(name) or _ENVIRONMENT_ONLY.match(name):
            return
        secret = secret or bool(_SECRET.search(key) and not _NO_SECRET.search(key))
        at = Evidence(at.path, at.line, key)
        if (known := found.get(name)) is None:
            found[name] = Fact(EnvVar(name, required, secret, "" if secret else default), (at,))
        elif len(known.evidence) < 10 and at not in known.evidence:
            found[name] = Fact(known.value, (*known.evidence, at))

    for key in stated:
        section, _, name = key.partition(":")
        if section.lower() == "connectionstrings" and name and ":" not in name:
            is_file = bool(FILE_DATABASE.match(stated[key]))
            note(f"ConnectionStrings:{name}", where(tree, app, key), not is_file, secret=not is_file)
    for path in files:
        text = code(tree, path)
        for match in _CONNECTION.finditer(text) if '("' in text else ():
            # The same name in another case is the same setting.
            key = lowered.get(f"connectionstrings:{match['key']}".lower(), f"ConnectionStrings:{match['key']}")
            note("ConnectionStrings:" + key.partition(":")[2], _at(text, path, match.start("key")), "??" not in match["rest"] or "throw" in match["rest"], secret=True)
        for match in _VARIABLES.finditer(text) if "GetEnvironmentVariable" in text else ():
            note(match["name"], _at(text, path, match.start("name")), not match["rest"], match["default"] or "")
        for match in _READS.finditer(text) if "onfig" in text or "cfg" in text else ():
            key = lowered.get(match["key"].lower(), match["key"])
            value = stated.get(key, "")
            given = re.match(r"\]?\)?\s*(?:\?\?\s*|,\s*)(?!throw)", match["rest"])
            literal = re.match(r"\]?\)?\s*(?:\?\?\s*|,\s*)\"?([\w.:/-]{1,60})\"?\)?", match["rest"]) if given else None
            optional = bool(value) or bool(given) or bool(re.search(r"GetValue<\s*(?:bool|\w+\?)", match.group(0)))
            default = value if value and re.fullmatch(r"[\w .:/@,-]{1,100}", value) else literal[1] if literal and re.search(r"[\"\d]|true|false", literal.group(0)) else ""
            note(key, _at(text, path, match.start("key")), not optional, default, secret=key.lower().startswith("connectionstrings:"))
    return tuple(found[name] for name in sorted(found))


# --- where it listens ---------------------------------------------------------------------------------------------------

_URL = r"https?://(?P<host>[^:/\"\s;]+):(?P<port>\d{2,5})"
_VARIABLE = re.compile(r"GetEnvironmentVariable\(\s*\"(?P<name>(?:\w+_)?PORT)\"\s*\)\s*\?\?\s*\"?(?P<port>\d{2,5})")
_FIXED = tuple(re.compile(p) for p in (
    rf"\.(?:UseUrls|Run|RunAsync)\(\s*\$?\"{_URL}",
    rf"\.Urls\.Add\(\s*\$?\"{_URL}",
    r"\.Listen(?P<host>AnyIP|Localhost)\(\s*(?P<port>\d{2,5})",
    r"\.Listen\(\s*IPAddress\.(?P<host>Any|IPv6Any|Loopback)\s*,\s*(?P<port>\d{2,5})",
))
_READS_PORT = re.compile(r"GetEnvironmentVariable\(\s*\"(?P<name>PORT)\"\s*\)|Configuration\[\"(?P<key>PORT)\"\]")
_LOOPBACK = re.compile(r"^(?:localhost|127\.|Loopback|Localhost|\[::1\])")


def port(tree: Tree, app: str, files: tuple[str, ...]) -> tuple[Fact[int] | None, dict[str, Fact[str]]]:
    """(the port a file states, settings that make it reachable: ``env.NAME`` → value, or ``loopback`` where the code fixes it)."""
    for path in files:
        text = code(tree, path)
        if "PORT\"" in text and (match := _VARIABLE.search(text)):
            at = _at(text, path, match.start("port"))
            return Fact(int(match["port"]), (at,)), {"variable": Fact(match["name"], (at,))}
    for path in files:
        text = code(tree, path)
        for pattern in _FIXED:
            for match in pattern.finditer(text):
                if match.group(0).find("https://") >= 0 or "UseHttps" in text[match.end():text.find(";", match.end())] or not 0 < int(match["port"]) < 65536:
                    continue
                if _only_in_development(text, match.start()):
                    continue
                at = _at(text, path, match.start("port"))
                return Fact(int(match["port"]), (at,)), {"loopback": Fact(f"{match['host']}:{match['port']}", (at,))} if _LOOPBACK.match(match["host"]) else {}
    stated = settings(tree, app)
    for key, value in stated.items():
        match = re.fullmatch(r"(?i)Kestrel:Endpoints:([\w-]+):Url", key)
        url = re.match(rf"{_URL}", value) if match else None
        if match and url and value.startswith("http://"):
            at = where(tree, app, key)
            fixed = {f"env.{key.replace(':', '__')}": Fact(f"http://*:{url['port']}", (at,))} if _LOOPBACK.match(url["host"]) and _KEPT.match(key.replace(":", "__")) else {}
            return Fact(int(url["port"]), (at,)), fixed
    for key in ("Urls", "urls"):
        url = next((m for part in stated.get(key, "").split(";") if (m := re.match(_URL, part.strip())) and part.strip().startswith("http://")), None)
        if url:
            at = where(tree, app, key)
            return Fact(int(url["port"]), (at,)), {"env.URLS": Fact(f"http://*:{url['port']}", (at,))} if _LOOPBACK.match(url["host"]) else {}
    if stated.get("HTTP_PORTS", "").isdigit():
        return Fact(int(stated["HTTP_PORTS"]), (where(tree, app, "HTTP_PORTS"),)), {}
    for path in files:
        text = code(tree, path)
        if match := _READS_PORT.search(text):
            at = _at(text, path, match.start())
            return Fact(8080, (at,)), {"variable": Fact("PORT", (at,))}
    return None, {}


def _only_in_development(text: str, position: int) -> bool:
    """Whether a statement stands in a block of ``if (…IsDevelopment())``."""
    depth = 0
    for i in range(position - 1, max(-1, position - 6000), -1):
        if text[i] == "}":
            depth += 1
        elif text[i] == "{":
            if depth:
                depth -= 1
            elif re.search(r"IsDevelopment\(\)[^;{}]*\)\s*$|#if\s+DEBUG\s*$", text[max(0, i - 120):i]) and "!" not in text[max(0, i - 120):i].rpartition("if")[2]:
                return True
    return bool(re.search(r"if\s*\([^!{};]*IsDevelopment\(\)\s*\)\s*$", text[max(0, position - 200):position].rpartition(";")[2].rpartition("\n")[0] + "\n" if position else ""))


# --- what answers a health check -----------------------------------------------------------------------------------------

_WORD = r"(?:healthz?|health[-_]?checks?|hc|livez?|liveness|alive|readyz?|readiness|ping|status|up)"
_PATH = rf"/?(?:[\w-]+/){{0,3}}{_WORD}(?:/(?:live|ready|liveness|self))?/?"
_MAPPED = re.compile(r"(?P<on>\w+)\s*\.(?P<call>Map(?:Custom)?HealthChecks|UseHealthChecks|MapGet)\(\s*(?:\"(?P<path>/?[\w./-]*)\"|(?P<name>[\w.]+))")
_ATTRIBUTE = re.compile(r"\[(?:HttpGet|Route)\(\s*\"(?P<path>~?/[\w./-]+)\"")
_ORDER = ("live", "alive", "health", "hc", "ping", "up", "status", "ready")


def health_path(tree: Tree, files: tuple[str, ...]) -> Fact[str] | None:
    """A route that answers GET whoever asks; one that needs a sign-in, or is there only in development, is none."""
    texts = {path: t for path in files if "ealth" in (t := code(tree, path)) or "MapGet" in t or "HttpGet" in t}
    found: list[tuple[int, int, str, Fact[str]]] = []
    for path, text in texts.items():
        for match in _MAPPED.finditer(text):
            route = match["path"] if match["name"] is None else _constant(texts, match["name"])
            mapped = match["call"] != "MapGet"
            if not route or not (mapped or re.fullmatch(_PATH, route, re.I)):
                continue
            end = text.find(";", match.end())
            statement = text[match.start():end if end > 0 else match.end() + 600]
            if re.search(r"RequireAuthorization|RequireHost", statement) or _only_in_development(text, match.start()):
                continue
            prefix = _group(text, match["on"], match.start())
            if prefix is None:
                continue
            _note(found, prefix + "/" + route.strip("/"), mapped, _at(text, path, match.start()))
        for match in _ATTRIBUTE.finditer(text):
            if match.group(0).startswith("[HttpGet") and re.fullmatch(_PATH, match["path"].lstrip("~"), re.I) and not re.search(r"\[Authorize", text):
                _note(found, match["path"].lstrip("~"), False, _at(text, path, match.start()))
    return min(found, key=lambda f: f[:3])[3] if found else None


def _note(found: list[tuple[int, int, str, Fact[str]]], route: str, mapped: bool, at: Evidence) -> None:
    if re.fullmatch(r"/[\w./~-]+", route):
        last = route.lower().rstrip("/")
        rank = next((i for i, word in enumerate(_ORDER) if word in last), len(_ORDER)) + (0 if mapped else 20)
        found.append((rank, len(route), str(at), Fact(route, (at,))))


def _constant(texts: dict[str, str], name: str) -> str:
    """The text behind a constant's name, where it is written once in these files."""
    values = {m[1] for text in texts.values() for m in re.finditer(rf"(?:const|readonly|let|var)\b[^=;\n]*\b{re.escape(name.rpartition('.')[2])}\s*=\s*\"(/?[\w./-]+)\"", text)}
    return values.pop() if len(values) == 1 else ""


def _group(text: str, variable: str, position: int, depth: int = 0) -> str | None:
    """What ``MapGroup`` prepends to routes of that variable; None where it is no plain text or asks for a sign-in."""
    made = list(re.finditer(rf"\b{re.escape(variable)}\s*=\s*(\w+)\s*\.MapGroup\(\s*(\"[^\"\n]*\")?([^;]*);", text[:position]))
    if not made or depth > 4:
        return ""
    last = made[-1]
    if not last[2] or "{" in last[2] or "RequireAuthorization" in last[3]:
        return None
    above = _group(text, last[1], last.start(), depth + 1)
    inner = last[2].strip("\"").strip("/")
    return None if above is None else above + ("/" + inner if inner else "")
