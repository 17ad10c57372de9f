"""What PHP code itself shows: the extensions and servers it uses, its health route, directories it writes to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.facts import Evidence, Fact
from ...model.profile import ServiceUse
from ...model.tree import Tree, join

_ASIDE = re.compile(r"(?:^|/)(?:tests?|Tests?|spec|specs|docs?|examples?|fixtures|stubs|database/factories|lang|locales?|i18n|translations|node_modules|vendor|lib/vendor|third_party|[Dd]rivers?|[Aa]dapters?|\.github|dev|build|bin/tests)/|(?:^|/)(?:rector|ecs|\.php-cs-fixer(?:\.dist)?|_ide_helper\w*)\.php$|Test\.php$")

_USES: tuple[tuple[str, str], ...] = (
    ("mysqli", r"(?<![\w>$:])(?:mysqli_connect|mysqli_init)\s*\(|new\s+\\?mysqli\b|['\"]DBDriver['\"]\s*=>\s*['\"]MySQLi"), ("pgsql", r"(?<![\w>$:])pg_p?connect\s*\("),
    ("pdo_mysql", r"new\s+\\?PDO\s*\(\s*['\"]mysql:|['\"]mysql:(?:host|unix_socket|dbname)=|Driver\\Mysql\b|\bMysql::class|['\"]driver['\"]\s*=>\s*['\"](?:pdo_)?mysql['\"]"), ("pdo_pgsql", r"new\s+\\?PDO\s*\(\s*['\"]pgsql:|['\"]pgsql:(?:host|dbname|port)=|Driver\\Postgres\b|\bPostgres::class|['\"]driver['\"]\s*=>\s*['\"](?:pdo_)?pgsql['\"]"),
    ("gd", r"(?<![\w>$:])image(?:create(?:truecolor|from\w+)?|copyresampled)\s*\("), ("zip", r"new\s+\\?ZipArchive\b"), ("bcmath", r"(?<![\w>$:])bc(?:add|sub|mul|div|mod|pow|comp)\s*\("),
    ("gmp", r"(?<![\w>$:])gmp_\w+\s*\("), ("intl", r"new\s+\\?(?:NumberFormatter|IntlDateFormatter|Collator|MessageFormatter)\b|\\?Normalizer::normalize|Transliterator::create"),
    ("soap", r"new\s+\\?SoapClient\b"), ("exif", r"(?<![\w>$:])exif_read_data\s*\("), ("ldap", r"(?<![\w>$:])ldap_connect\s*\("), ("sockets", r"(?<![\w>$:])socket_create\s*\("),
    ("pcntl", r"(?<![\w>$:])pcntl_(?:fork|signal|async_signals)\s*\("), ("gettext", r"(?<![\w>$:])(?:bindtextdomain|gettext)\s*\("), ("redis", r"new\s+\\?Redis\s*\("), ("memcached", r"new\s+\\?Memcached\s*\("),
    ("imagick", r"new\s+\\?Imagick\s*\("), ("apcu", r"(?<![\w>$:])apcu_(?:fetch|store|add)\s*\("), ("xsl", r"new\s+\\?XSLTProcessor\b"), ("calendar", r"(?<![\w>$:])cal_days_in_month\s*\("),
    ("mongodb", r"new\s+\\?MongoDB\\\\?(?:Driver\\\\?Manager|Client)\b"), ("amqp", r"new\s+\\?AMQPConnection\b"), ("ssh2", r"(?<![\w>$:])ssh2_connect\s*\("), ("ftp", r"(?<![\w>$:])ftp_(?:ssl_)?connect\s*\("),
)
_NAMED = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _USES))


_WORDS = ("mysqli_connect", "mysqli_init", "new mysqli", "new \\mysqli", "pg_connect", "pg_pconnect", "mysql:", "pgsql:", "imagecreate", "imagecopyresampled", "ZipArchive", "bcadd", "bcsub", "bcmul", "bcdiv", "bcmod", "bcpow",
          "bccomp", "gmp_", "NumberFormatter", "IntlDateFormatter", "Collator", "MessageFormatter", "Normalizer::", "Transliterator::", "SoapClient", "exif_read_data", "ldap_connect", "socket_create", "pcntl_", "gettext", "bindtextdomain",
          "Mysql::class", "Postgres::class", "DBDriver", "driver'", 'driver"', "new Redis", "new \\Redis", "Memcached", "Imagick", "apcu_", "XSLTProcessor", "cal_days_in_month", "MongoDB", "AMQPConnection", "ssh2_connect", "ftp_connect", "ftp_ssl_connect")
_CONNECTIONS = ("mysqli_connect", "mysqli_init", "new mysqli", "new \\mysqli", "pg_connect", "pg_pconnect")


def matches(tree: Tree, app: str, pattern: re.Pattern[str], words: tuple[str, ...]) -> Iterator[tuple[Evidence, re.Match[str]]]:
    """Matches in the lines of the app's own code that hold one of these words, comments left out; a word is found far faster than a pattern.

    A call whose arguments begin on the next line is read as one line with it.
    """
    cut = 0 if app == "." else len(app) + 1
    for path in tree.files(app):
        if not path.endswith((".php", ".inc", ".phtml")) or _ASIDE.search(path[cut:]):
            continue
        text = tree.text(path)
        if not text or len(text) > 512_000:
            continue
        starts: set[int] = set()
        for word in words:
            at = text.find(word)
            while at >= 0:
                starts.add(text.rfind("\n", 0, at) + 1)
                end = text.find("\n", at)
                at = text.find(word, end) if end >= 0 else -1
        for start in sorted(starts):
            end = text.find("\n", start)
            line = text[start:end if end >= 0 else len(text)][:2_000]
            above = text[text.rfind("\n", 0, max(0, start - 1)) + 1:max(0, start - 1)].rstrip()
            joined = above.strip() + line.strip() if above.endswith("(") and len(above) < 500 else line
            if re.match(r"\s*(?://|\*|#(?!\[)|/\*|<!--)", line):
                continue
            match = pattern.search(line) or (pattern.search(joined) if joined is not line else None)
            if match:
                yield Evidence(path, text.count("\n", 0, start) + 1, line.strip()[:120]), match


def extensions_used(tree: Tree, app: str, has_composer: bool) -> dict[str, Evidence]:
    """Extensions whose functions and classes the app's own code calls, each with the first line that does.

    With a manifest only plain connections count: there a call may be one of several drivers, chosen by configuration.
    """
    found: dict[str, Evidence] = {}
    for at, match in matches(tree, app, _NAMED, _CONNECTIONS if has_composer else _WORDS):
        name = match.lastgroup or ""
        if name in found or (has_composer and name not in ("mysqli", "pgsql")):
            continue
        if not re.search(rf"extension_loaded\s*\(\s*['\"]{name}['\"]", tree.text(at.path) or ""):
            found[name] = at
    return found


_SQLITE = re.compile(r"['\"]sqlite:(?!:memory:|//)|new\s+\\?SQLite3\s*\(")
_SERVERS = {"mysqli": "mysql", "pdo_mysql": "mysql", "pgsql": "postgresql", "pdo_pgsql": "postgresql", "redis": "redis", "memcached": "memcached", "mongodb": "mongodb", "amqp": "rabbitmq"}


def services_used(tree: Tree, app: str) -> tuple[Fact[ServiceUse], ...]:
    """Servers that code without a framework connects to by itself."""
    found: dict[str, Fact[ServiceUse]] = {}
    for at, match in matches(tree, app, _NAMED, _WORDS):
        kind = _SERVERS.get(match.lastgroup or "")
        if kind and kind not in found:
            found[kind] = Fact(ServiceUse(kind, "", match.lastgroup or ""), (at,))  # type: ignore[arg-type]
    if {"mysql", "postgresql"} <= set(found):
        # Code that knows several servers is for whoever installs it: which one this is, its configuration says.
        del found["mysql"], found["postgresql"]
    elif not {"mysql", "postgresql"} & set(found):
        line = next((at for at, _ in matches(tree, app, _SQLITE, ("sqlite:", "SQLite3"))), None)
        if line:
            found["sqlite"] = Fact(ServiceUse("sqlite", "", "pdo_sqlite"), (line,))
    return tuple(found[k] for k in sorted(found))


_HEALTH = r"/?(?:(?:api|v\d+|_|internal|monitor)/)*(?:up|healthz?|health[-_]?check|livez?|liveness|readyz?|ping|_?alive|heartbeat|status)(?:/(?:live|ready))?"
_PLAIN = r"/(?:healthz?|health[-_]?check|livez?|readyz?|ping|up)"
_ROUTE = re.compile("|".join((
    rf"Route::(?:\w+\([^)]*\)->)*(?:get|any|view)\(\s*['\"](?P<laravel>{_HEALTH})['\"]",
    rf"\$(?:app|router|group|r|routes|f3|server)->(?:get|map|any|route)\(\s*(?:\[[^\]]*\],\s*)?['\"](?:GET\s+)?(?P<slim>{_HEALTH})['\"]",
    rf"#\[(?:Route|Get)\(\s*(?:path:\s*)?['\"](?P<attribute>{_HEALTH})['\"]", rf"@Route\(\s*\"(?P<annotation>{_HEALTH})\"",
    rf"Flight::route\(\s*['\"](?:GET\s+)?(?P<flight>{_HEALTH})['\"]",
    # A router of one's own: a comparison, a case, an arm of a match.
    rf"(?:===?\s*|\bcase\s+)['\"](?P<compared>{_PLAIN})['\"]", rf"^\s*['\"](?P<arm>{_PLAIN})['\"]\s*=>\s*(?!\[)",
)))


_HEALTH_WORDS = ("health", "ping", "live", "ready", "alive", "heartbeat", "status", "up'", 'up"')


def health_route(tree: Tree, app: str) -> Fact[str] | None:
    """A route whose name says that it answers while the app lives; Laravel's routes/api.php stands below ``/api``."""
    for at, match in matches(tree, app, _ROUTE, _HEALTH_WORDS):
        inside = at.path if app == "." else at.path[len(app) + 1:]
        path = "/" + next(v for v in match.groupdict().values() if v).lstrip("/")
        if inside == "routes/api.php":
            path = "/api" + path
        prefix = _class_prefix(tree, at)
        return Fact(prefix + path if not path.startswith(prefix + "/") or not prefix else path, (at,))
    for path in tree.glob("config/**/routes*.y*ml", app) + tree.glob("config/routes/*.y*ml", app):
        # Symfony's routes written as YAML; of those with a prefix from elsewhere nothing is said.
        at = tree.find(path, rf"^\s*(?:path|pattern):\s*['\"]?/{_HEALTH[2:]}['\"]?\s*(?:#.*)?$")
        if at:
            return Fact("/" + at.quote.split(":", 1)[1].split("#")[0].strip().strip("'\"").lstrip("/"), (at,))
    for name in ("public/health.php", "public/healthz.php", "public/ping.php", "health.php", "healthz.php", "ping.php"):
        if tree.has(join(app, name)):
            return Fact("/" + name.rpartition("/")[2], (Evidence(join(app, name)),))
    return None


def _class_prefix(tree: Tree, at: Evidence) -> str:
    """A controller's own route, which its methods' routes follow."""
    lines = (tree.text(at.path) or "").split("\n")
    start = next((i for i, line in enumerate(lines, 1) if re.match(r"\s*(?:(?:final|abstract|readonly)\s+)*class\s+\w+", line)), 0)
    if not start or at.line < start:
        return ""
    for line in reversed(lines[max(0, start - 12):start - 1]):
        match = re.search(r"#\[Route\(\s*(?:path:\s*)?['\"](/[\w./-]*)['\"]|@Route\(\s*\"(/[\w./-]*)\"", line)
        if match:
            return (match[1] or match[2]).rstrip("/")
    return ""


_KEEPERS = frozenset({".gitkeep", ".gitignore", ".keep", ".htaccess", "index.html", "empty", ".empty", "README.md"})
_WRITTEN = re.compile(r"^(?:cache|caches|logs?|tmp|temp|uploads?|storage|var|data|files|runtime|sessions?|writable)$", re.I)


def kept_empty(tree: Tree, app: str) -> tuple[Evidence, ...]:
    """Directories that are kept in the repository with nothing in them: the app writes there."""
    cut = 0 if app == "." else len(app) + 1
    folders: dict[str, list[str]] = {}
    for path in tree.files(app):
        parts = path[cut:].split("/")
        for depth in range(1, min(len(parts), 4)):
            folders.setdefault("/".join(parts[:depth]), []).append(path)
    found = [
        files[0] for folder, files in sorted(folders.items())
        if _WRITTEN.match(folder.rsplit("/", 1)[-1]) and re.fullmatch(r"[\w./-]+", folder) and all(path[cut + len(folder) + 1:] in _KEEPERS for path in files)
    ]
    return tuple(Evidence(path) for path in found)
