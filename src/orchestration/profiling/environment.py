"""Environment variables an app reads: from its code, its example files and its configuration; never a value that may be a secret."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from ..model.facts import Evidence, Fact
from ..model.profile import EnvVar
from ..model.provider import Toolchain
from ..model.tree import Tree, join

_SECRET = re.compile(
    r"(?:^|_)(?:[A-Z0-9]*SECRET|[A-Z0-9]*PASSWORD|PASSWD|PASS|PWD|TOKEN|CREDENTIALS?|SALT|PEPPER|DSN|KEYFILE)(?:_|$)"
    r"|(?:^|_)(?:API|ACCESS|SECRET|SIGNING|ENCRYPTION|AUTH|APP|MASTER|PRIVATE|JWT|SERVICE|ADMIN|WEBHOOK|STRIPE|SESSION|COOKIE|SERVICE_ROLE|LICENSE)_?KEYS?(?:_|$)"
    r"|(?:^|_)(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|MONGO|MONGODB|REDIS|VALKEY|AMQP|RABBITMQ|CLOUDAMQP|ELASTICSEARCH|SMTP|MAIL|BROKER|CELERY_BROKER)_?(?:CONNECTION_?)?(?:URL|URI|STRING)$"
    r"|(?:^|_)CONNECTION_?STRING(?:_|$)|(?:^|_)WEBHOOK_URL$|SECRET_?KEY|(?:^|_)JWT$|(?:^|_)(?:API)?KEYS?$",
)
_PUBLIC = re.compile(r"^(?:NEXT_PUBLIC_|VITE_|PUBLIC_|REACT_APP_|NUXT_PUBLIC_|GATSBY_|EXPO_PUBLIC_|NG_APP_|STORYBOOK_|ASTRO_PUBLIC_)|PUBLIC_KEY|PUBLISHABLE|(?:SITE|CACHE|SORT|PARTITION|(?<!ENCRYPTION_)PRIMARY|SSL|TLS|HOT|ANON|COOKIE_NAME)_KEY$|_URL_PREFIX$|TOKEN_(?:ENDPOINT|UR[LI]|ISSUER|TYPE|NAME|HEADER|AUDIENCE)$|FOREIGN_KEYS$|PASSWORD_(?:MIN|MAX|LENGTH|RESET|BROKER|TIMEOUT|WITHIN)|TOKEN_(?:TTL|EXPIR\w*|LIFETIME)|(?:ACCESS|REFRESH)_TOKEN_EXPIR|SALT_ROUNDS|_EXPIR(?:ES?|ATION|Y)(?:_\w+)?$|_TTL$|_(?:MINUTES|SECONDS|HOURS|DAYS|MS|DURATION|ROTATION|ENABLED|LENGTH)$")

AMBIENT = frozenset({
    "NODE_ENV", "PATH", "HOME", "PWD", "USER", "SHELL", "LANG", "TERM", "TZ", "TMPDIR", "TEMP", "TMP", "CI", "HOSTNAME", "DEBUG_COLORS", "FORCE_COLOR",
    "NO_COLOR", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONUNBUFFERED", "GOPATH", "GOROOT", "JAVA_HOME", "GITHUB_ACTIONS", "VERCEL", "NETLIFY", "npm_package_version",
    "npm_lifecycle_event", "INIT_CWD", "OLDPWD", "EDITOR", "VISUAL", "BROWSER", "NODE_OPTIONS", "RUST_BACKTRACE", "RUST_LOG", "PYTHON_VERSION", "NODE_VERSION", "YARN_VERSION", "GOLANG_VERSION", "RUBY_VERSION", "PHP_VERSION", "JAVA_VERSION", "APPDATA", "LOCALAPPDATA", "ProgramData", "PROGRAMDATA", "SystemRoot", "windir", "COMSPEC", "USERPROFILE", "COLUMNS", "LINES",
    "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "SHLVL", "LOGNAME", "NOTIFY_SOCKET", "WATCHDOG_USEC", "LISTEN_FDS", "LISTEN_PID", "INVOCATION_ID", "JOURNAL_STREAM", "MIX_ENV", "RAILS_ENV", "RACK_ENV", "TEST_TOKEN", "MIX_TARGET", "MIX_TEST_PARTITION", "RELEASE_NAME", "RELEASE_NODE", "RELEASE_ROOT", "RELEASE_VSN", "RELEASE_COOKIE", "RELEASE_MODE", "LARAVEL_SAIL", "NEXT_RUNTIME", "NEXT_PHASE", "NEXT_TELEMETRY_DISABLED", "OUT_DIR", "CARGO_MANIFEST_DIR", "CARGO_PKG_VERSION", "CARGO_PKG_NAME",
})
"""Set by the shell, the runner, the runtime or its official image; no one has to configure them."""

EXAMPLE_FILES = (".env.example", ".env-example", ".env-sample", ".env-dist", ".env.sample", ".env.template", ".env.dist", ".env.defaults", "env.example", ".env.local.example", ".env.example.local", "sample.env", "example.env", ".env.development.example", ".env.production.example")
SECRET_FILES = (".env", ".env.local", ".env.production", ".env.development", ".env.development.local", ".env.production.local")

_TEST_PATH = re.compile(r"(?:^|/)(?:(?:\w+_)?tests?(?:_\w+)?|__tests__|__mocks__|spec|specs|e2e|cypress|playwright|fixtures|testdata|testutils?|examples?|benchmarks?|stories|scripts|docs|\.github|\.mvn|\.storybook|\.devcontainer)/|(?:\.|_|-)(?:test|spec|stories|e2e|bench)\.\w+$|(?:^|/)(?:test_\w+\.py|conftest\.py|\w+_test\.(?:go|py|rb|exs)|(?:jest|vitest|playwright|cypress|karma)[\w.]*\.(?:js|ts|mjs|cjs|mts))$|(?:^|/)config/(?:dev|test)(?:\.secret)?\.exs$")
_ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$")
_OPTIONAL = re.compile(r"\?\?|\|\||\.get\(|getenv\([^)]*,|fetch\([^)]*,|is[sS]et|unwrap_or|LookupEnv|\.ok\(\)|\.is_(?:ok|err)\(|if let Ok|option_env!|default_value|:\s*(?:Option<|bool$)")
"""How code in one of the languages reads a variable that may be missing."""
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{1,80}$")


@lru_cache(maxsize=4096)
def is_test_path(path: str) -> bool:
    """Whether a path holds tests, fixtures, examples or tooling rather than the app's own code."""
    # Below these, names are packages': com/example/demo is the code itself.
    return bool(_TEST_PATH.search(re.sub(r"(^|/)src/main/(?:java|kotlin|scala|groovy)/.*$", r"\1src/main/", path)))


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a variable of that name holds a secret, judged by its name alone."""
    return bool(_SECRET.search(name.upper())) and not _PUBLIC.search(name.upper())


def is_comment(match: re.Match[str]) -> bool:
    """Whether what stands before it on its line makes it a comment; ``#[`` is an attribute, ``#{`` a value."""
    before = match.string[match.string.rfind("\n", 0, match.start()) + 1:match.start()]
    return bool(re.match(r"\s*(?:#(?![\[{!])|//|/?\*\s)", before))


def _clean(value: str) -> str:
    value = value.strip()
    if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
        return value[1:-1]
    return re.sub(r"\s+#.*$", "", value)


def read_environment(tree: Tree, app: str, toolchain: Toolchain) -> tuple[Fact[EnvVar], ...]:
    """Every variable, once, sorted by name, with every place that reads or documents it (ten at most)."""
    seen: dict[str, EnvVar] = {}
    proof: dict[str, list[Evidence]] = {}

    def note(var: EnvVar, at: Evidence) -> None:
        if not _NAME.match(var.name) or var.name in AMBIENT:
            return
        secret = is_secret(var.name)
        before = seen.get(var.name)
        required, default = var.required, "" if secret else var.default
        if before:
            required, default = before.required and required, before.default or default
        if before is None or (required, default) != (before.required, before.default):
            seen[var.name] = EnvVar(var.name, required, secret, default)
        places = proof.setdefault(var.name, [])
        if len(places) < 10 and at not in places:
            places.append(at)

    for pattern in toolchain.env_patterns:
        regex = re.compile(pattern, re.M)
        has_default = "default" in regex.groupindex
        for at, match in tree.search(regex, toolchain.source_suffixes, app, toolchain.env_words):
            if is_test_path(at.path[len(app) + 1:] if app != "." else at.path) or is_comment(match):
                continue
            default = (match["default"] or "") if has_default else ""
            default = default.strip("\"'` ") if re.fullmatch(r"[\"'`]?[\w .:/@-]{0,100}[\"'`]?", default) else ""
            given = bool(has_default and match["default"])
            optional = given or at.path.endswith(".rake") or bool(match.groupdict().get("optional")) or bool(_OPTIONAL.search(match.group(0)))
            note(EnvVar(match["name"], required=not optional, default=default), Evidence(at.path, at.line, match["name"]))
    for name in EXAMPLE_FILES:
        path = join(app, name)
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            match = _ASSIGNMENT.match(line)
            if match:
                value = _clean(match[2])
                safe = value if re.fullmatch(r"[\w .:/@,-]{0,100}", value) and "://" not in value.replace("http://localhost", "").replace("http://127.0.0.1", "") else ""
                note(EnvVar(match[1], default=safe), Evidence(path, number, match[1]))
    for name in SECRET_FILES:
        path = join(app, name)
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            match = _ASSIGNMENT.match(line)
            if match:
                note(EnvVar(match[1]), Evidence(path, number, match[1]))
    return tuple(Fact(seen[name], tuple(proof[name])) for name in sorted(seen))


_CHOICE = re.compile(r"\b(?P<name>[A-Z][A-Z0-9_]*)\b[^=\n]{0,40}(?:={2,3}|\bin\s*[(\[{])\s*[\"'](?P<value>postgres(?:ql)?|pgsql|psql|pg|mysql|mariadb|mongodb|mssql|sqlserver)[\"']")
_CHOICE_WORDS = ("postgres", "pgsql", "psql", "mysql", "mariadb", "mongodb", "mssql", "sqlserver", "'pg'", '"pg"')


def with_choices(tree: Tree, folders: Iterable[str], toolchain: Toolchain, env: tuple[Fact[EnvVar], ...]) -> tuple[Fact[EnvVar], ...]:
    """The variables that say which database an app speaks, with the words its code has for them."""
    names = {f.value.name for f in env}
    found: dict[str, list[str]] = {}
    for folder in folders:
        for at, match in tree.search(_CHOICE, toolchain.source_suffixes, folder, _CHOICE_WORDS):
            if match["name"] in names and not is_test_path(at.path) and not is_comment(match):
                found.setdefault(match["name"], []).append(match["value"])
    return tuple(f.with_value(replace(f.value, choices=tuple(dict.fromkeys(found[f.value.name])))) if f.value.name in found else f for f in env)


_NAMED = re.compile(r"[\"'`]((?:\.{1,2}/)*(?:[\w-]+/)*\.env(?:\.test)?)[\"'`]")
"""A file of variables that code names."""


def committed_values(tree: Tree, app: str, toolchain: Toolchain) -> Fact[str] | None:
    """The names of variables that a checkout brings values for: in a ``.env`` or ``.env.test`` of the app's, or one its code
    names, that the repository does not ignore. Names alone, never a value."""
    paths = {join(app, ".env"), join(app, ".env.test")}
    for _, match in tree.search(_NAMED, toolchain.source_suffixes, app, (".env",)):
        path = posixpath.normpath(posixpath.join("" if app == "." else app, match[1]))
        if not path.startswith("../"):
            paths.add(path)
    names: dict[str, Evidence] = {}
    for path in sorted(paths):
        if not tree.has(path) or _is_ignored(tree, path):
            continue
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            match = _ASSIGNMENT.match(line)
            if match and _clean(match[2]) and _NAME.match(match[1]):
                names.setdefault(match[1], Evidence(path, number, match[1]))
    return Fact(" ".join(sorted(names)), tuple(names[n] for n in sorted(names))[:10]) if names else None


def _is_ignored(tree: Tree, path: str) -> bool:
    """Whether a ``.gitignore`` on the way names the file (git's manual, gitignore: the last rule that matches counts)."""
    folder, _, name = path.rpartition("/")
    parts = folder.split("/") if folder else []
    ignored = False
    for depth in range(len(parts) + 1):
        here = "/".join(parts[:depth])
        for line in (tree.text(join(here or ".", ".gitignore")) or "").split("\n"):
            rule = line.strip()
            if not rule or rule.startswith("#"):
                continue
            is_kept, rule = rule.startswith("!"), rule.removeprefix("!")
            rest = path[len(here) + 1:] if here else path
            if fnmatch.fnmatchcase(rest, rule.removeprefix("/")) if "/" in rule.rstrip("/") else fnmatch.fnmatchcase(name, rule):
                ignored = not is_kept
    return ignored


def mark_build_time(env: Iterable[Fact[EnvVar]], prefixes: tuple[str, ...]) -> tuple[Fact[EnvVar], ...]:
    """Variables whose prefix means: read by the build, baked into what browsers get, and so no secret."""
    return tuple(
        fact.with_value(replace(fact.value, at_build=True, is_secret=False)) if prefixes and fact.value.name.startswith(prefixes) else fact for fact in env
    )
