"""Servers that tests talk to, as a CI job starts them; and what the app's variables must say to find them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ... import pins
from ...model.errors import PinMissing
from ...model.facts import Notice
from ...model.profile import EnvVar, Profile, ServiceUse
from ...model.text import Text

_USER, _PASSWORD, _DATABASE = "ci", "ci-only", "ci"
"""Of a server that lives for one job, behind the job's own loopback."""


@dataclass(frozen=True, slots=True)
class Server:
    """How one kind of server is started for tests."""

    image: str
    port: int
    scheme: str
    env: Mapping[str, str]
    probe: str
    """A command inside the container that succeeds when it is ready."""
    has_login: bool = False
    has_database: bool = False


SERVERS: dict[str, Server] = {
    "postgresql": Server("postgres", 5432, "postgresql", {"POSTGRES_USER": _USER, "POSTGRES_PASSWORD": _PASSWORD, "POSTGRES_DB": _DATABASE},
                         f"pg_isready -U {_USER} -d {_DATABASE}", True, True),
    "mysql": Server("mysql", 3306, "mysql", {"MYSQL_USER": _USER, "MYSQL_PASSWORD": _PASSWORD, "MYSQL_DATABASE": _DATABASE, "MYSQL_ROOT_PASSWORD": _PASSWORD},
                    f"mysqladmin ping -h 127.0.0.1 -u{_USER} -p{_PASSWORD}", True, True),
    "mariadb": Server("mariadb", 3306, "mysql",
                      {"MARIADB_USER": _USER, "MARIADB_PASSWORD": _PASSWORD, "MARIADB_DATABASE": _DATABASE, "MARIADB_ROOT_PASSWORD": _PASSWORD},
                      "healthcheck.sh --connect --innodb_initialized", True, True),
    "mongodb": Server("mongo", 27017, "mongodb", {}, "mongosh --quiet --eval 'db.runCommand({ping: 1}).ok'", False, True),
    "redis": Server("redis", 6379, "redis", {}, "redis-cli ping"),
    "rabbitmq": Server("rabbitmq", 5672, "amqp", {"RABBITMQ_DEFAULT_USER": _USER, "RABBITMQ_DEFAULT_PASS": _PASSWORD}, "rabbitmq-diagnostics -q check_port_connectivity", True),
    "memcached": Server("memcached", 11211, "memcached", {}, ""),
    "nats": Server("nats", 4222, "nats", {}, ""),
}
_RELATIONAL = ("postgresql", "mysql", "mariadb")
_NAMES: dict[str, str] = {
    "postgresql": r"(?:DATABASE|DB|POSTGRES(?:QL)?|PG|SQLALCHEMY_DATABASE|SPRING_DATASOURCE|TYPEORM|PRISMA_DATABASE)",
    "mysql": r"(?:DATABASE|DB|MYSQL|SQLALCHEMY_DATABASE|SPRING_DATASOURCE|TYPEORM|PRISMA_DATABASE)",
    "mariadb": r"(?:DATABASE|DB|MYSQL|MARIADB|SQLALCHEMY_DATABASE|SPRING_DATASOURCE|TYPEORM)",
    "mongodb": r"(?:MONGO(?:DB)?|DATABASE|DB)",
    "redis": r"(?:REDIS|CACHE|CELERY_BROKER|CELERY_RESULT_BACKEND|BROKER|QUEUE)",
    "rabbitmq": r"(?:RABBIT(?:MQ)?|AMQP|CELERY_BROKER|BROKER)",
    "memcached": r"(?:MEMCACHED?|CACHE)",
    "nats": r"NATS",
}


@dataclass(frozen=True, slots=True)
class Started:
    """A server of this profile's."""

    kind: str
    name: str
    """As other containers call it."""
    image: str
    server: Server
    scheme: str

    def url(self, host: str) -> str:
        login = f"{_USER}:{_PASSWORD}@" if self.server.has_login else ""
        return f"{self.scheme}://{login}{host}:{self.server.port}" + (f"/{_DATABASE}" if self.server.has_database else "")


def started(profile: Profile) -> tuple[tuple[Started, ...], tuple[Notice, ...]]:
    """The servers a job starts, and a notice for each one it cannot."""
    found: list[Started] = []
    notices: list[Notice] = []
    for fact in sorted(profile.services, key=lambda f: f.value.kind):
        use: ServiceUse = fact.value
        if use.kind == "sqlite":
            continue
        server = SERVERS.get(use.kind)
        try:
            image = pins.image(server.image, use.version) if server else None
        except PinMissing:
            image = None
        if server is None or image is None:
            notices.append(Notice("warning", "ci-service", Text(
                f"tests that need {use.kind} find none in the pipeline: no image of it is pinned; give those tests a stand-in, or add it to the workflow by hand",
                f"les tests qui ont besoin de {use.kind} n'en trouveront pas dans le pipeline : aucune image n'en est épinglée ; donnez-leur un substitut, ou "
                "ajoutez-le au workflow à la main"), fact.evidence))
            continue
        found.append(Started(use.kind, use.kind, image.ref, server, use.scheme or server.scheme))
    return tuple(found), tuple(notices)


def environment(profile: Profile, servers: tuple[Started, ...], *, by_name: bool) -> dict[str, str]:
    """What the variables the app reads must say in a test job.

    Args:
        by_name: servers are reached under their own names (GitLab); else on the job's loopback (GitHub).
    """
    out: dict[str, str] = {}
    for fact in sorted(profile.env, key=lambda f: f.value.name):
        if not re.fullmatch(r"[A-Za-z_]\w*", fact.value.name, re.A):
            continue
        value = _value(fact.value, servers, by_name)
        if value is not None:
            out[fact.value.name] = value
    return out


def _value(var: EnvVar, servers: tuple[Started, ...], by_name: bool) -> str | None:
    for server in sorted(servers, key=lambda s: s.kind not in _RELATIONAL):
        host = server.name if by_name else "127.0.0.1"
        match = re.fullmatch(rf"(?:\w+?_)?{_NAMES[server.kind]}_?(?P<part>URL|URI|DSN|HOST(?:NAME)?|SERVER|PORT|USER(?:NAME)?|PASS(?:WORD)?|PW|NAME|DB|DATABASE)?",
                             var.name, re.I)
        if match is None:
            continue
        part = (match["part"] or "URL").upper()
        if part in ("URL", "URI", "DSN"):
            return server.url(host)
        if part.startswith(("HOST", "SERVER")):
            return host
        if part == "PORT":
            return str(server.server.port)
        if part.startswith("USER") and server.server.has_login:
            return _USER
        if part.startswith(("PASS", "PW")) and server.server.has_login:
            return _PASSWORD
        if part in ("NAME", "DB", "DATABASE") and server.server.has_database:
            return _DATABASE
    if var.required and not var.default and not var.at_build:
        # Programs that refuse to start without it do start; what it would unlock is not there in a test.
        return "ci-placeholder"
    return None
