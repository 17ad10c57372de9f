"""Which of an app's variables point at which service, and what they hold; decided by the variable's name and the services there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...model.profile import EnvVar, ServiceUse
from .services import RECIPES, ServiceRecipe

SQL = ("postgresql", "mysql", "mariadb", "sqlserver")
_PREFIXES: Mapping[str, str] = {
    "postgresql": r"(?:PG|POSTGRES(?:QL)?)", "mysql": r"(?:MYSQL)", "mariadb": r"(?:MARIADB|MYSQL)", "mongodb": r"(?:MONGO(?:DB|OSE)?)", "redis": r"(?:REDIS|VALKEY|QUEUE_REDIS|CACHE_REDIS|BULL)",
    "valkey": r"(?:VALKEY|REDIS)", "rabbitmq": r"(?:RABBIT(?:MQ)?|AMQP|CLOUDAMQP)", "kafka": r"(?:KAFKA)", "elasticsearch": r"(?:ELASTIC(?:SEARCH)?|ES|OPENSEARCH)", "s3": r"(?:S3|MINIO|AWS|AWS_S3|STORAGE)",
    "mail": r"(?:SMTP|MAIL|EMAIL|MAILER)", "memcached": r"(?:MEMCACHED?)", "nats": r"(?:NATS)", "sqlserver": r"(?:MSSQL|SQL_?SERVER)",
}
_GENERIC_DATABASE = r"(?:DATABASE|DB|SQL|TYPEORM|SQLALCHEMY(?:_DATABASE)?|JDBC_DATABASE|SPRING_DATASOURCE)"
_ROLES: tuple[tuple[str, str], ...] = (
    ("url", r"_?(?:URLS?|URI|DSN|CONNECTION(?:_?STRING|_?URL)?|CONN_STR|ENDPOINT(?:_URL(?:_S3)?)?|BROKERS?|BOOTSTRAP_SERVERS?|SERVERS|NODES?)"), ("host", r"_?(?:HOST(?:NAME)?|SERVER|ADDR(?:ESS)?)"), ("port", r"_?PORT"),
    ("user", r"_?(?:USER(?:NAME)?|LOGIN|ACCESS_KEY(?:_ID)?|ROOT_USER)"), ("password", r"_?(?:PASS(?:WORD|WD)?|PWD|SECRET(?:_ACCESS)?_KEY|ROOT_PASSWORD)"), ("database", r"_?(?:DB(?:NAME)?|DATABASE(?:_NAME)?|NAME|DB_NAME|BUCKET(?:_NAME)?|SCHEMA)"),
)
_ALIASES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "redis": ((r"CELERY_(?:BROKER_URL|RESULT_BACKEND)|BROKER_URL|CACHE_URL|QUEUE_URL|CACHE_LOCATION", "url"),),
    "valkey": ((r"CELERY_(?:BROKER_URL|RESULT_BACKEND)|BROKER_URL|CACHE_URL", "url"),),
    "rabbitmq": ((r"CELERY_BROKER_URL|BROKER_URL|MESSAGE_BROKER_URL|MESSENGER_TRANSPORT_DSN", "url"),),
}

_BY_SERVER = frozenset({"kafka", "memcached", "nats"})
"""Whose clients call one ``host:port`` a server; elsewhere that is a host's name, its port beside it."""

_KEYWORDS: Mapping[str, str] = {
    "postgresql": "Host={host};Port={port};Database={database};Username={user};Password={password}", "mysql": "Server={host};Port={port};Database={database};User ID={user};Password={password}",
    "mariadb": "Server={host};Port={port};Database={database};User ID={user};Password={password}", "redis": "{host}:{port},password={password}", "valkey": "{host}:{port},password={password}",
    "sqlserver": "Server={host},{port};Database={database};User Id={user};Password=Aa1-{password};TrustServerCertificate=True",
}
"""Connection strings in keywords, as the documentation of Npgsql, MySqlConnector, StackExchange.Redis and Microsoft.Data.SqlClient writes them."""
_CONNECTION = re.compile(r"CONNECTIONSTRINGS__(\w+)|(\w+)__CONNECTION_?STRING|CONNECTIONSTRING")
"""Variables that set a connection string of .NET's configuration."""


_ENCRYPTED = re.compile(r"(?:SMTP|MAIL|EMAIL|MAILER)_(?:(?:USE|ENABLE)_)?(?:(?:START_?)?TLS|SSL|SSL_TLS|SECURE|TLS_ENABLED)")
"""Variables that make a mail client speak TLS; the mail catcher of a compose file speaks none (Mailpit's documentation, "SMTP")."""
_OFF: Mapping[str, str] = {"true": "false", "True": "False", "TRUE": "FALSE", "1": "0", "yes": "no", "on": "off"}
_DRIVER = re.compile(r"mysql2?|mariadb|pg(?:sql)?|postgres(?:ql)?|sqlite3?|sqlsrv|mssql|mongodb|redis|sync|null|log|database")
"""What a variable that names a driver holds (``DB_CONNECTION=pgsql``); it is no place to put a URL."""


_WORDS: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("postgresql", "postgres", "pgsql", "psql", "pg"), "mysql": ("mysql", "mariadb"), "mariadb": ("mariadb", "mysql"), "mongodb": ("mongodb",), "sqlserver": ("sqlserver", "mssql"),
}
"""How code calls a database it can be told to speak."""
_ENGINE = re.compile(r"(?:^|_)(?:DATABASE|DB|SQL|TYPEORM|KNEX|SEQUELIZE)_?(?:ENGINE|DRIVER|TYPE|DIALECT|CLIENT|BACKEND|CONNECTION)$")
_OTHER = re.compile(r"^(?:TESTS?|TESTING|DEV|DEVELOPMENT|STAGING|OLD|LEGACY|SOURCE|REPLICA|READ(?:ER|ONLY)?|SHADOW|ANALYTICS|EXTERNAL|REMOTE)_")
"""Beginnings of the names of what is another database than the app's own."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One variable of the app and the service it points at."""

    variable: str
    kind: str
    role: str
    value: str = ""
    """What it holds, where that is no part of the service's address."""


def wires(env: Iterable[EnvVar], services: Iterable[ServiceUse]) -> tuple[Wire, ...]:
    """Every variable that names a service of these by the patterns clients' documentation uses, sorted by variable."""
    env, kinds = tuple(env), [s.kind for s in services if s.kind in RECIPES]
    sql = [k for k in kinds if k in SQL] or [k for k in kinds if k == "mongodb"]
    found: dict[str, Wire] = {}
    for var in env:
        name = var.name.upper()
        if "mail" in kinds and _ENCRYPTED.fullmatch(name) and var.default in _OFF:
            # Spelled as the default is: what reads the one reads the other.
            found[var.name] = Wire(var.name, "mail", "encryption", _OFF[var.default])
            continue
        # A broker wins over a cache for the variables both could own.
        for kind in sorted(kinds, key=lambda k: k != "rabbitmq"):
            wire = _wire(var.name, name, kind, generic=sql[:1] == [kind]) or (_engine(var, kind) if sql[:1] == [kind] else None)
            if wire and not (wire.role == "url" and _DRIVER.fullmatch(var.default)):
                found.setdefault(var.name, wire)
    for kind in sql[:1]:
        found |= _with_a_name_in_front(env, kind, found)
    return tuple(found[name] for name in sorted(found))


def _engine(var: EnvVar, kind: str) -> Wire | None:
    """A variable that says which database the app speaks, where it would speak another one untold."""
    words = _WORDS.get(kind, ())
    if var.default and any(word in re.split(r"[^a-z0-9]+|_", var.default.lower()) for word in words):
        return None
    said = next((choice for word in words for choice in var.choices if choice == word), "")
    django = re.fullmatch(r"(django\.(?:contrib\.gis\.)?db\.backends\.)sqlite3", var.default)
    if not said and django and kind in ("postgresql", "mysql", "mariadb"):
        said = django[1] + ("postgresql" if kind == "postgresql" else "mysql")
    if not said and re.fullmatch(r"(?:better-)?sqlite3?", var.default) and _ENGINE.search(var.name.upper()):
        said = {"postgresql": "pg" if var.name.upper().endswith("CLIENT") else "postgres", "mariadb": "mysql"}.get(kind, kind)
    return Wire(var.name, kind, "engine", said) if said else None


def _with_a_name_in_front(env: tuple[EnvVar, ...], kind: str, found: Mapping[str, Wire]) -> dict[str, Wire]:
    """Variables with the app's own name before a database's: ``LD_DB_HOST`` beside ``LD_DB_USER``. Where no plain one says it, and at least two do."""
    if any(w.kind == kind and w.role in ("url", "host") for w in found.values()):
        return {}
    groups: dict[str, dict[str, Wire]] = {}
    for var in env:
        match = re.match(rf"(?P<app>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*?)_(?P<rest>(?:{_PREFIXES[kind]}|{_GENERIC_DATABASE})_?[A-Z_]+)$", var.name.upper())
        wire = _wire(var.name, match["rest"], kind, generic=True) if match and not _OTHER.match(match["app"] + "_") else None
        if match and wire and wire.role != "url":
            groups.setdefault(match["app"], {})[var.name] = wire
    whole = [group for _, group in sorted(groups.items()) if {w.role for w in group.values()} >= {"host", "password"}]
    return whole[0] if len(whole) == 1 else {}


def _wire(variable: str, name: str, kind: str, generic: bool) -> Wire | None:
    if kind in _BY_SERVER and re.fullmatch(rf"(?:\w+_)?{_PREFIXES[kind]}_?SERVER", name):
        return Wire(variable, kind, "url")
    for pattern, role in _ALIASES.get(kind, ()):
        if re.fullmatch(pattern, name):
            return Wire(variable, kind, role)
    if named := _CONNECTION.fullmatch(name):
        word = named[1] or named[2] or ""
        # A section of connection strings (ADO.NET's): the entry is named after its server, or is the one database's.
        others = [k for k in _PREFIXES if k != kind and re.search(_PREFIXES[k], word) and not re.fullmatch(r"S3|ES|MAIL", k.upper())]
        return Wire(variable, kind, "url") if re.search(_PREFIXES[kind], word) or (generic and not others) else None
    prefixes = [_PREFIXES[kind]] + ([_GENERIC_DATABASE] if generic else [])
    for prefix in prefixes:
        for role, pattern in _ROLES:
            if re.fullmatch(rf"(?:\w+_)?{prefix}{pattern}" if role == "url" else prefix + pattern, name):
                if kind == "s3" and prefix == _PREFIXES["s3"] and role == "database" and not name.endswith(("BUCKET", "BUCKET_NAME")):
                    continue
                return Wire(variable, kind, role)
    return None


def value_of(wire: Wire, recipe: ServiceRecipe, use: ServiceUse, password: str) -> str:
    """What the variable holds; ``password`` is how the secret is spelled where it is put in (a placeholder, an interpolation)."""
    parts = {"scheme": use.scheme if "://" in recipe.url and use.scheme else recipe.scheme, "user": recipe.user, "password": password, "host": wire.kind, "port": str(recipe.port), "database": recipe.database}
    if wire.role == "url":
        if keywords := in_keywords(wire, **parts):
            return keywords
        if use.scheme.startswith("jdbc:") or re.match(r"SPRING_DATASOURCE|JDBC", wire.variable.upper()):
            scheme = use.scheme if use.scheme.startswith("jdbc:") else f"jdbc:{recipe.scheme if wire.kind != 'mariadb' else 'mariadb'}"
            return f"{scheme}://{wire.kind}:{recipe.port}/{recipe.database}"
        return recipe.url.format(**parts)
    return wire.value or parts[wire.role]


def in_keywords(wire: Wire, **parts: str) -> str:
    """The connection string in keywords where the variable is read as one (``{host} {port} {database} {user} {password}``); else empty."""
    if wire.role != "url" or not _CONNECTION.fullmatch(wire.variable.upper()):
        return ""
    written = _KEYWORDS.get(wire.kind, "").format(**parts)
    return written if parts.get("password") else re.sub(r"[,;][Pp]assword=[^,;]*", "", written)
