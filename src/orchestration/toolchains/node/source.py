"""What JavaScript and TypeScript sources say: the port they listen on, the health route they answer, the file that starts."""

from __future__ import annotations

import posixpath
import re

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, holds, join

CODE = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx")
_ASIDE = re.compile(r"(?:^|/)(?:tests?|__tests__|__mocks__|spec|specs|e2e|cypress|playwright|fixtures|testdata|examples?|benchmarks?|stories|scripts|docs|dist|build|out|public|static|\.github|\.storybook|client|frontend|web-client)/|(?:\.|_|-)(?:test|spec|stories|e2e|bench|min)\.\w+$|\.d\.ts$|(?:^|/)(?:jest|vitest|playwright|cypress|karma|webpack|vite|rollup|gulpfile|next|nuxt|astro|svelte|tailwind|postcss|babel|eslint|tsup|drizzle|remix|react-router|vue|angular)(?:\.\w+)*\.config\.[cm]?[jt]s$|(?:^|/)(?:gulpfile|Gruntfile)[\w.]*$")

_NUMBER = r"[\"'`]?(?P<port>\d{2,5})[\"'`]?"
_ENV = r"(?:process|import\.meta|Bun)\.env(?:\.|\[\s*[\"'])(?P<name>[A-Z0-9_]*PORT)(?:[\"']\s*\])?!?"
_PORTS = (
    re.compile(_ENV + r"\s*\)?\s*(?:\|\||\?\?)\s*(?:Number\(|parseInt\(|\+)?\s*" + _NUMBER),
    re.compile(_ENV + r"\s*\?\s*[^;{}]{1,160}?:\s*" + _NUMBER),
    re.compile(r"\{[^{}\n]*\bPORT\s*(?::\s*\w+\s*)?=\s*" + _NUMBER + r"[^{}\n]*\}\s*=\s*process\.env"),
    re.compile(r"\bPORT[\"']?\s*:\s*(?:z|Joi|joi|v|t|vine|schema|yup|S|envalid|num|port|str|Type|env)\b[\w.]*\([^\n]*?(?:\bdefault(?:To)?\s*[(:]|\bfallback\s*[(:]|\.optional\(|Number\()\s*(?:\{\s*default:\s*)?" + _NUMBER),
    re.compile(r"\bPORT\s*:\s*(?:z|Joi|joi|yup|v)\b(?:\s*\.?\s*\w+\([^()]*(?:\([^()]*\))?[^()]*\)\s*|\s*\.\s*\w+\s*)*?\.\s*(?:default|optional)\(\s*" + _NUMBER),
    re.compile(r"[cC]onfig(?:Service)?\.get(?:OrThrow)?(?:<[^>]*>)?\(\s*[\"'](?:\w+\.)?(?:PORT|port)[\"']\s*,\s*" + _NUMBER),
    re.compile(r"[cC]onfig(?:Service)?\.get(?:<[^>]*>)?\(\s*[\"'](?:\w+\.)?(?:PORT|port)[\"']\s*\)\s*(?:\|\||\?\?)\s*" + _NUMBER),
    re.compile(r"\benv\.get\(\s*[\"']PORT[\"']\s*,\s*" + _NUMBER),
    re.compile(r"\bget(?:Env)?\(\s*[\"']PORT[\"']\s*\)?\s*(?:\|\||\?\?|,)\s*" + _NUMBER),
    re.compile(r"\.listen\(\s*" + _NUMBER + r"\s*[,)]"),
    re.compile(r"\.listen\(\s*\{[^}]*?\bport\s*:\s*" + _NUMBER, re.S),
    re.compile(r"\b(?:Bun\.serve|serve|createServer)\(\s*\{[^}]*?\bport\s*:\s*" + _NUMBER, re.S),
    re.compile(r"export\s+default\s*\{[^}]*?\bport\s*:\s*" + _NUMBER, re.S),
)
_GUARDS = ("PORT", "PORT", "PORT", "PORT", "PORT", "onfig", "onfig", "PORT", "PORT", ".listen(", ".listen(", "erve", "export default {")
"""What a file must hold for the pattern at that place to be worth a search."""
_PLAIN_CONSTANT = re.compile(r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>PORT|port|SERVER_PORT|serverPort|httpPort|HTTP_PORT|portNumber)\s*(?::\s*\w+)?\s*=\s*" + _NUMBER + r"\s*;?\s*$", re.M)
_OTHER_PORT = re.compile(r"^(?:DB|DATABASE|POSTGRES|PG|MYSQL|MONGO|MONGODB|REDIS|SMTP|MAIL|EMAIL|RABBIT|RABBITMQ|KAFKA|ELASTIC|TYPEORM|MINIO|S3|GRPC|METRICS|PROMETHEUS|DEBUG|INSPECT|WS|SOCKET|CLIENT|FRONTEND|VITE|WEB|PROXY|HMR|CYPRESS|TEST|NATS|MQTT|STORYBOOK|HTTPS|SSL|FTP|SSH|MAILHOG|LDAP|TELNET|PUBLIC|WDS|DEV)_?(?:\w+_)?PORT$")
HEALTH = r"/(?:[\w-]+/){0,3}(?:_?health(?:z|-?checks?|_check|check)?|livez?|readyz?|liveness|readiness|up|ping|_status|heartbeat)(?:/(?:live|liveness|ready|readiness))?"
_ROUTE = re.compile(r"\b(?P<owner>[\w.]+)\s*\.\s*(?:get|all|use|head|route|add)(?:<[^>\n]*>)?\(\s*(?:[\"']GET[\"'],\s*)?[\"'`](?P<path>" + HEALTH + r")/?[\"'`]\s*(?P<after>[,)])")
_MOUNT = re.compile(r"\b(?P<owner>[\w.]+)\s*\.\s*(?:use|route|register)\(\s*[\"'`](?P<path>" + HEALTH + r")/?[\"'`]\s*,\s*(?P<router>\w+)\s*[,)]")
_URL_ROUTE = re.compile(r"\b(?:url|path)\s*:\s*[\"'`](?P<path>" + HEALTH + r")[\"'`]")
_APPS = re.compile(r"(?:const|let|var)\s+(?P<name>\w+)\s*(?::\s*[\w<>., ]+)?=\s*(?:await\s+)?(?:new\s+)?(?:express|fastify|Fastify|Hono|OpenAPIHono|Koa|App|restify\.createServer|polka|Elysia|server|http\.createServer|createApp|H3|buildApp|require\([\"'](?:express|fastify)[\"']\))\b(?:<[^>]*>)?\s*\(")
_ROOTS = frozenset({"app", "server", "fastify", "this.app", "this.express", "this.server", "application", "instance", "expressApp", "web", "this.expressApp"})


_GUARD_WORDS = (*dict.fromkeys(_GUARDS), "serve(")
_HEALTH_WORDS = ("health", "live", "ready", "/up", "ping", "status", "heartbeat")


def own_files(tree: Tree, app: str, suffixes: tuple[str, ...] = CODE) -> list[str]:
    """The app's sources: no tests, no build output, no package nested in it, the shallowest first."""
    cut = 0 if app == "." else len(app) + 1
    nested = tuple(p.rsplit("/", 1)[0] + "/" for p in tree.files(app) if p.endswith("/package.json") and p != join(app, "package.json"))
    return sorted((p for p in tree.files(app) if p.endswith(suffixes) and not _ASIDE.search(p[cut:]) and not p.startswith(nested)), key=lambda p: (p.count("/"), p))


def _text(tree: Tree, path: str) -> str:
    text = tree.text(path) or ""
    return text if len(text) < 400_000 else ""


def _at(path: str, text: str, match: re.Match[str], group: str = "") -> Evidence:
    start = match.start(group) if group else match.start()
    line = text.count("\n", 0, start) + 1
    return Evidence(path, line, text.split("\n")[line - 1].strip()[:120])


def _commented(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1:at]
    return bool(re.match(r"^\s*(?://|\*|/\*)", line))


def port(tree: Tree, app: str, entry: str = "") -> Fact[int] | None:
    """The port the code listens on by default. The entry and what lies beside it go before files further down."""
    found: list[tuple[int, int, str, Fact[int]]] = []
    for path in own_files(tree, app):
        text = _text(tree, path)
        if not holds(text, _GUARD_WORDS):
            continue
        for rank, (pattern, guard) in enumerate(zip(_PORTS, _GUARDS, strict=True)):
            if guard not in text:
                continue
            for match in pattern.finditer(text):
                name = match.groupdict().get("name") or "PORT"
                number = int(match["port"])
                if not 0 < number < 65536 or _commented(text, match.start()) or _OTHER_PORT.match(name) or re.search(r"connect|redis|mongo|smtp|database", text[text.rfind("\n", 0, match.start()) + 1:match.start()], re.I):
                    continue
                weight = 0 if name == "PORT" and rank < 9 else 1 if rank < 9 else 2
                found.append((weight, _distance(path, entry), f"{path.count('/'):03d}{path}", Fact(number, (_at(path, text, match, "port"),))))
        if ".listen(" in text or "serve(" in text:
            for match in _PLAIN_CONSTANT.finditer(text):
                found.append((2, _distance(path, entry), f"{path.count('/'):03d}{path}", Fact(int(match["port"]), (_at(path, text, match, "port"),))))
    found.sort(key=lambda item: item[:3])
    return found[0][3] if found else None


def _distance(path: str, entry: str) -> int:
    """0 for the entry itself, 1 for what shares its directory or one below, 2 for all else."""
    return 0 if path == entry else 1 if "/" in entry and path.startswith(entry.rpartition("/")[0] + "/") else 2


def documented_port(tree: Tree, app: str) -> Fact[int] | None:
    """``PORT=`` in an example of the environment."""
    for name in (".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults", "env.example", "sample.env", "example.env", ".env.local.example", ".env.production.example", ".env", ".env.development"):
        path = join(app, name)
        for number, line in enumerate((tree.text(path) or "").split("\n") if tree.has(path) else (), 1):
            match = re.match(r"^\s*(?:export\s+)?(?:APP_|SERVER_|HTTP_|API_)?PORT\s*=\s*[\"']?(\d{2,5})\b", line)
            if match and int(match[1]) < 65536:
                return Fact(int(match[1]), (Evidence(path, number, line.strip()[:60]),))
    return None


_SETTINGS = re.compile(r"^(?:src/|server/|defaults/|config/|src/config/|server/config/)?(?:config|default|defaults|settings|index|app|server|production)(?:\.default)?\.(?:[cm]?[jt]s|json5?)$")
_SETTING = re.compile(r"^(?P<indent>\s*)[\"']?port[\"']?\s*:\s*(?P<port>\d{2,5})\s*,?\s*(?://.*)?$", re.M)
_OF_OTHERS = frozenset({25, 443, 465, 587, 1025, 3306, 5432, 6379, 27017, 6667, 6697})


def configured_port(tree: Tree, app: str) -> Fact[int] | None:
    """The outermost ``port`` of a module of settings that the program reads."""
    cut = 0 if app == "." else len(app) + 1
    for path in own_files(tree, app, (*CODE, ".json", ".json5")):
        inner = path[cut:]
        if not _SETTINGS.match(inner) or not re.search(r"config|default|settings", inner):
            continue
        text = _text(tree, path)
        found = [m for m in _SETTING.finditer(text) if int(m["port"]) not in _OF_OTHERS and not _commented(text, m.start("port"))]
        if found:
            first = min(found, key=lambda m: len(m["indent"].strip("\n").expandtabs(4)))
            return Fact(int(first["port"]), (_at(path, text, first, "port"),))
    return None


_RANK = ("/healthz", "/health", "/livez", "/health/live", "/health/liveness", "/up", "/ping", "/status")


def health_path(tree: Tree, app: str, files: tuple[str, ...] = ()) -> Fact[str] | None:
    """A route whose name says it is for health checks. A router's route counts only where its mount point is found."""
    found: list[tuple[int, str, Fact[str]]] = []
    for path in files or own_files(tree, app):
        text = _text(tree, path)
        if not holds(text, _HEALTH_WORDS):
            continue
        roots = _ROOTS | {m["name"] for m in _APPS.finditer(text)}
        for match in _ROUTE.finditer(text):
            if _commented(text, match.start()):
                continue
            line = text[match.start():text.find("\n", match.start())]
            if re.search(r"\.use\(", line) and re.search(r"[Rr]outer?s?\b|Routes\b", line):
                continue
            owner = match["owner"]
            prefix: str | None = ""
            if owner not in roots or (path.endswith((".routes.ts", ".routes.js", ".route.ts", ".route.js")) and owner not in {m["name"] for m in _APPS.finditer(text)}):
                prefix = _mounted(tree, app, path, owner, text)
            elif not _APPS.search(text) and re.search(r"(?:export\s+default|module\.exports\s*=|export\s+const\s+\w+\s*:?[^=]*=)\s*(?:async\s+)?(?:function\s*\w*\s*)?\(\s*\{?\s*(?:fastify|app|server|instance)\b", text) and owner in ("fastify", "instance"):
                prefix = _registered(tree, app, path)
            if prefix is not None:
                where = (prefix.rstrip("/") + match["path"]) or "/"
                found.append((_rank(where), path, Fact(where, (_at(path, text, match, "path"),))))
        for match in _MOUNT.finditer(text):
            if match["owner"] in roots and not _commented(text, match.start()) and _answers_its_root(tree, app, match["router"]):
                found.append((_rank(match["path"]), path, Fact(match["path"], (_at(path, text, match, "path"),))))
        if re.search(r"fastify|hapi|method\s*:", text):
            for match in _URL_ROUTE.finditer(text):
                if not _commented(text, match.start()) and re.search(r"method\s*:\s*\[?\s*[\"']GET", text[max(0, match.start() - 200):match.end() + 200]):
                    found.append((_rank(match["path"]) + 1, path, Fact(match["path"], (_at(path, text, match, "path"),))))
    found.sort(key=lambda item: item[:2])
    return found[0][2] if found else None


def _answers_its_root(tree: Tree, app: str, router: str) -> bool:
    """Whether a router of that name answers ``/``: mounted at ``/health``, that is the health route."""
    pattern = re.compile(rf"\b{re.escape(router)}\s*\.\s*(?:get|all)\(\s*[\"'`]/?[\"'`]")
    return any(router in (text := _text(tree, path)) and pattern.search(text) for path in own_files(tree, app))


def _rank(path: str) -> int:
    tail = next((i for i, known in enumerate(_RANK) if path == known), None)
    return tail if tail is not None else 10 + len(path)


def _importers(tree: Tree, app: str, path: str) -> list[tuple[str, str, str]]:
    """(file, its text, local name) for each file that imports a module of ours under one name."""
    stem = re.sub(r"\.[cm]?[jt]sx?$", "", path)
    stems = {stem, stem.removesuffix("/index")}
    found = []
    for other in own_files(tree, app):
        if other == path:
            continue
        text = _text(tree, other)
        for match in re.finditer(r"(?:import\s+(?:(?P<a>\w+)|\{\s*(?P<b>[\w, \n]+?)\s*\}|\*\s+as\s+(?P<c>\w+))\s+from|(?:const|let|var)\s+(?:(?P<d>\w+)|\{\s*(?P<e>[\w, :]+?)\s*\})\s*=\s*require\()\s*\(?[\"'](?P<from>[^\"']+)[\"']", text):
            target = match["from"]
            if not target.startswith((".", "@/", "~/", "src/")):
                continue
            base = posixpath.normpath(posixpath.join(posixpath.dirname(other), target)) if target.startswith(".") else posixpath.normpath(join(app, "src", re.sub(r"^(?:@/|~/|src/)", "", target)))
            if re.sub(r"\.[cm]?[jt]sx?$", "", base) in stems:
                names = match["a"] or match["c"] or match["d"] or match["b"] or match["e"] or ""
                found += [(other, text, name.split(":")[-1].split(" as ")[-1].strip()) for name in names.split(",") if name.strip()]
    return found


def _mounted(tree: Tree, app: str, path: str, owner: str, text: str, depth: int = 0) -> str | None:
    """The prefix a router of that file is mounted under; None where it is not found."""
    if depth > 3:
        return None
    places = [(path, text, owner)] if depth == 0 else []
    for other, other_text, name in (*places, *_importers(tree, app, path)):
        mount = re.search(r"\b(?P<owner>[\w.]+)\s*\.\s*(?:use|route|register)\(\s*(?:[\"'`](?P<prefix>/[\w/.:-]*)/?[\"'`]\s*,\s*)?(?:[\w.()\"']+,\s*)*?" + re.escape(name) + r"\b(?P<after>(?:\.routes\(\)|\(\))?\s*[,)])", other_text)
        if not mount or mount["owner"] == name:
            continue
        prefix = mount["prefix"] or ""
        above = mount["owner"]
        if above in _ROOTS or above in {m["name"] for m in _APPS.finditer(other_text)}:
            return prefix.rstrip("/")
        outer = _mounted(tree, app, other, above, other_text, depth + 1)
        if outer is not None:
            return outer + prefix.rstrip("/")
    return None


def _registered(tree: Tree, app: str, path: str) -> str | None:
    """The prefix a Fastify plugin of that file is registered with; None where it is registered by a loader we cannot see through."""
    for _other, text, name in _importers(tree, app, path):
        match = re.search(r"\.register\(\s*" + re.escape(name) + r"\b\s*(?:,\s*\{[^}]*?\bprefix\s*:\s*[\"'`](?P<prefix>/[\w/-]*)[\"'`])?", text)
        if match:
            return (match["prefix"] or "").rstrip("/")
    return None


def starts_server(tree: Tree, path: str, serves_fetch: bool = False) -> Evidence | None:
    """The line on which a file starts to listen.

    Args:
        serves_fetch: whether a fetch handler that is only exported is served: by Bun it is, by Node.js not.
    """
    return tree.find(path, _LISTENS) or (tree.find(path, _FETCH) if serves_fetch else None)


_LISTENS = re.compile(r"\.listen\(|\b(?:Bun\.)?serve\(\s*[\{\w]|\.bootstrap\(|createServer\(|NestFactory\.create")
_FETCH = re.compile(r"export default (?:app|\{\s*(?:port|fetch))")


ENTRIES = tuple(f"{folder}{name}.{suffix}" for folder in ("", "src/", "server/", "app/", "api/", "lib/", "bin/") for name in ("server", "index", "app", "main", "start", "www", "bot") for suffix in ("js", "ts", "mjs", "cjs", "mts"))


def find_entry(tree: Tree, app: str, serves_fetch: bool = False) -> Fact[str] | None:
    """The first of the customary files that starts to listen."""
    for name in ENTRIES:
        path = join(app, name)
        at = starts_server(tree, path, serves_fetch) if tree.has(path) else None
        if at:
            return Fact(name, (at,))
    return None


def resolve_file(tree: Tree, app: str, name: str) -> str:
    """``"./bin/www"``, ``"server"`` or ``"."`` as the file Node.js would load, relative to the app; empty where it is not there."""
    clean = posixpath.normpath(name.removeprefix("./")) if name not in (".", "./") else ""
    if clean.startswith(("../", "/")):
        return ""
    for candidate in (clean, *(f"{clean}{s}" for s in (".js", ".ts", ".mjs", ".cjs")), *((f"{clean}/" if clean else "") + f"index{s}" for s in (".js", ".ts", ".mjs", ".cjs"))):
        if candidate and tree.has(join(app, candidate)):
            return candidate
    return ""
