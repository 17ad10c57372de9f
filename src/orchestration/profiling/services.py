"""Servers an app talks to: from its dependencies, from connection URLs it documents, from a compose file someone wrote."""

from __future__ import annotations

import re
from dataclasses import replace

from ..model.facts import Evidence, Fact, Notice
from ..model.profile import Manifest, ServiceKind, ServiceUse
from ..model.text import Text
from ..model.tree import Tree, join
from .environment import EXAMPLE_FILES, SECRET_FILES

URL_SCHEMES: dict[str, ServiceKind] = {
    "postgres": "postgresql", "postgresql": "postgresql", "postgis": "postgresql", "postgresql+asyncpg": "postgresql", "postgresql+psycopg": "postgresql",
    "postgresql+psycopg2": "postgresql", "postgres+asyncpg": "postgresql", "jdbc:postgresql": "postgresql", "ecto": "postgresql",
    "mysql": "mysql", "mysql2": "mysql", "mysql+pymysql": "mysql", "mysql+aiomysql": "mysql", "mysql+asyncmy": "mysql", "mysql+mysqldb": "mysql", "jdbc:mysql": "mysql",
    "mariadb": "mariadb", "jdbc:mariadb": "mariadb", "mariadb+pymysql": "mariadb",
    "mongodb": "mongodb", "mongodb+srv": "mongodb", "redis": "redis", "rediss": "redis", "valkey": "valkey",
    "amqp": "rabbitmq", "amqps": "rabbitmq", "pyamqp": "rabbitmq", "nats": "nats", "memcached": "memcached", "smtp": "mail", "smtps": "mail",
}
"""URL scheme → service; schemes as the clients' documentation spells them."""
_URL = re.compile(r"(?<![\w+:])((?:jdbc:)?[a-z][a-z0-9+]*)://", re.I)
_URL_FILES = ("config.py", "settings.py", "application.properties", "application.yml", "application.yaml", "alembic.ini", "database.yml", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")

IMAGES: dict[str, ServiceKind] = {
    "postgres": "postgresql", "postgis/postgis": "postgresql", "pgvector/pgvector": "postgresql", "timescale/timescaledb": "postgresql", "bitnami/postgresql": "postgresql",
    "mysql": "mysql", "mariadb": "mariadb", "mcr.microsoft.com/mssql/server": "sqlserver", "bitnami/mysql": "mysql", "bitnami/mariadb": "mariadb", "mongo": "mongodb", "bitnami/mongodb": "mongodb",
    "redis": "redis", "redis/redis-stack": "redis", "redis/redis-stack-server": "redis", "bitnami/redis": "redis", "valkey/valkey": "valkey", "rabbitmq": "rabbitmq",
    "confluentinc/cp-kafka": "kafka", "apache/kafka": "kafka", "bitnami/kafka": "kafka", "wurstmeister/kafka": "kafka", "redpandadata/redpanda": "kafka",
    "elasticsearch": "elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch": "elasticsearch", "opensearchproject/opensearch": "elasticsearch",
    "minio/minio": "s3", "localstack/localstack": "s3", "mailhog/mailhog": "mail", "axllent/mailpit": "mail", "memcached": "memcached", "nats": "nats",
}
"""Image repository → service."""


def services_of_manifest(manifest: Manifest, clients: dict[str, str]) -> tuple[Fact[ServiceUse], ...]:
    """Services that a production dependency is the client of."""
    found = []
    for name, fact in manifest.dependencies.items():
        kind = clients.get(name)
        if kind:
            found.append(fact.with_value(ServiceUse(kind, "", name)))  # type: ignore[arg-type]
    return tuple(found)


def services_of_urls(tree: Tree, app: str) -> tuple[Fact[ServiceUse], ...]:
    """Services named by the scheme of a documented connection URL; nothing but the scheme is kept."""
    found = []
    for path in tree.files(app):
        name = path.rsplit("/", 1)[-1]
        top = path == join(app, name)
        if not ((top and name in EXAMPLE_FILES + SECRET_FILES) or name in _URL_FILES) or ("compose" in name and not top):
            # A compose file further down starts something of its own.
            continue
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            # A scheme that is looked for or exchanged is not the one that is used: url.replace("postgres://", "postgresql://").
            if line.lstrip().startswith(("#", "//")) or re.search(r"(?:replace|starts_?with|sub)\(|^\s*[\"']\w+://[\"']\s*,", line):
                continue
            for match in _URL.finditer(line):
                kind = URL_SCHEMES.get(match[1].lower())
                if kind:
                    scheme = match[1].lower()
                    found.append(Fact(ServiceUse(kind, scheme=scheme), (Evidence(path, number, scheme + "://…"),)))
    return tuple(found)


_DATABASES = ("postgresql", "mysql", "sqlserver", "mongodb")
_ALIKE = {"mariadb": "mysql", "valkey": "redis"}


def chosen_databases(clients: tuple[Fact[ServiceUse], ...], *stated: tuple[Fact[ServiceUse], ...], settled: Fact[str] | None = None) -> tuple[tuple[Fact[ServiceUse], ...], tuple[Notice, ...]]:
    """The clients without those of databases that are only alternatives to one another, and what to say of them.

    An application that depends on the clients of several SQL servers runs with one of them. Which one, its settings, example
    environment or compose file say (``stated``); where they name none, a file that SQLite keeps is what it falls back to, and
    where there is none either, no server is started and a person has to choose.

    Args:
        settled: the kinds of the databases an app opens, where its settings name them all and no variable can change them.
    """
    if settled:
        unused = [f for f in clients if f.value.kind in ("postgresql", "mysql", "mariadb", "sqlserver") and _ALIKE.get(f.value.kind, f.value.kind) not in settled.value.split()]
        if unused:
            return tuple(f for f in clients if f not in unused), (Notice("warning", "database", Text(
                f"{unused[0].value.client} is among the dependencies, but the settings open {settled.value} alone ({settled.source}): no other database is started",
                f"{unused[0].value.client} est parmi les dépendances, mais les réglages n'ouvrent que {settled.value} ({settled.source}) : aucune autre base n'est démarrée"), settled.evidence),)
    kinds = {_ALIKE.get(f.value.kind, f.value.kind) for f in clients}
    servers = kinds & {"postgresql", "mysql", "sqlserver"}
    if len(servers) < 2:
        return clients, ()
    named = {_ALIKE.get(f.value.kind, f.value.kind) for group in stated for f in group} & set(_DATABASES)
    left = [f for f in clients if (kind := _ALIKE.get(f.value.kind, f.value.kind)) not in _DATABASES or kind in named]
    out = [f for f in clients if f not in left]
    if not out or named:
        return tuple(left), ()
    spoken = ", ".join(sorted({f.value.kind for f in out}))
    evidence = tuple(dict.fromkeys(e for f in out for e in f.evidence))[:10]
    if "sqlite" in kinds:
        return tuple(left), (Notice("info", "database", Text(
            f"it speaks {spoken} and keeps its data in SQLite unless it is told otherwise: no database server is started; ask for one by name",
            f"elle parle {spoken} et garde ses données dans SQLite sauf indication contraire : aucun serveur de base n'est démarré ; demandez-en un par son nom"), evidence),)
    return tuple(left), (Notice("warning", "database", Text(
        f"it speaks {spoken}, and no setting says which one it runs with: none is started; ask for one by name (-r PostgreSQL)",
        f"elle parle {spoken}, et aucun réglage ne dit avec laquelle elle tourne : aucune n'est démarrée ; demandez-en une par son nom (-r PostgreSQL)"), evidence),)


def unite(*groups: tuple[Fact[ServiceUse], ...]) -> tuple[Fact[ServiceUse], ...]:
    """One fact a kind, with all evidence; a stated version wins over none. MySQL and MariaDB speak one protocol: an image named MariaDB decides."""
    merged: dict[str, Fact[ServiceUse]] = {}
    for fact in (f for group in groups for f in group):
        before = merged.get(fact.value.kind)
        if before is None:
            merged[fact.value.kind] = fact
        else:
            a, b = before.value, fact.value
            use = ServiceUse(a.kind, a.version or b.version, a.client or b.client, a.scheme or b.scheme)
            evidence = tuple(dict.fromkeys(before.evidence + fact.evidence))[:10]
            merged[fact.value.kind] = Fact(use, evidence, None if evidence else before.assumed)
    if "sqlite" in merged and any(kind in merged for kind in ("postgresql", "mysql", "mariadb")):
        # A file beside a server is what development falls back to.
        del merged["sqlite"]
    for broad, narrow in (("mysql", "mariadb"), ("redis", "valkey")):
        if broad in merged and narrow in merged:
            wide, exact = merged.pop(broad), merged[narrow]
            merged[narrow] = Fact(replace(exact.value, client=exact.value.client or wide.value.client, scheme=exact.value.scheme or wide.value.scheme), tuple(dict.fromkeys(exact.evidence + wide.evidence))[:10], exact.assumed)
    return tuple(merged[kind] for kind in sorted(merged))
