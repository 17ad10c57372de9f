"""Servers that tests talk to, as a CI job starts them; and what the app's variables must say to find them.

Image tags and the meaning of variables are those of the compose file, so that both agree; accounts are not: these live
for one job, behind its loopback, and are no secret.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ...model.ci import Account
from ...model.container import ImageRef
from ...model.errors import PinMissing
from ...model.facts import Notice
from ...model.profile import Profile, ServiceUse
from ...model.text import Text
from ..docker_compose.services import RECIPES, image_of
from ..docker_compose.wiring import in_keywords, wires

_USER, _PASSWORD, _DATABASE = "ci", "ci-only", "ci"


@dataclass(frozen=True, slots=True)
class Server:
    """How one kind of server is started without a command of its own, which GitHub's service containers cannot be given."""

    env: Mapping[str, str]
    probe: str
    """A command inside the container that succeeds when it is ready; empty: the image has nothing to ask with."""
    user: str = ""
    password: str = ""
    database: str = ""


SERVERS: dict[str, Server] = {
    "postgresql": Server({"POSTGRES_USER": _USER, "POSTGRES_PASSWORD": _PASSWORD, "POSTGRES_DB": _DATABASE}, f"pg_isready -U {_USER} -d {_DATABASE}",
                         _USER, _PASSWORD, _DATABASE),
    "mysql": Server({"MYSQL_USER": _USER, "MYSQL_PASSWORD": _PASSWORD, "MYSQL_DATABASE": _DATABASE, "MYSQL_ROOT_PASSWORD": _PASSWORD},
                    f"mysqladmin ping -h 127.0.0.1 -u{_USER} -p{_PASSWORD}", _USER, _PASSWORD, _DATABASE),
    "mariadb": Server({"MARIADB_USER": _USER, "MARIADB_PASSWORD": _PASSWORD, "MARIADB_DATABASE": _DATABASE, "MARIADB_ROOT_PASSWORD": _PASSWORD},
                      "healthcheck.sh --connect --innodb_initialized", _USER, _PASSWORD, _DATABASE),
    # Images before 5.0 hold the old shell alone, those since 6.0 the new one (MongoDB's release notes).
    "mongodb": Server({}, "$(command -v mongosh || command -v mongo) --quiet --eval 'db.runCommand({ping: 1}).ok'", database=_DATABASE),
    "redis": Server({}, "redis-cli ping", database="0"),
    "valkey": Server({}, "valkey-cli ping", database="0"),
    "rabbitmq": Server({"RABBITMQ_DEFAULT_USER": _USER, "RABBITMQ_DEFAULT_PASS": _PASSWORD}, "rabbitmq-diagnostics -q check_port_connectivity", _USER, _PASSWORD, "%2F"),
    "elasticsearch": Server({"discovery.type": "single-node", "xpack.security.enabled": "false", "ES_JAVA_OPTS": "-Xms512m -Xmx512m"},
                            "curl -fsS http://localhost:9200/_cluster/health"),
    "mail": Server({}, "/mailpit readyz"),
    "memcached": Server({}, ""),
    "nats": Server({}, ""),
}
"""Kafka and S3-compatible storage are missing: their images start only with a command or with the job's own host name."""


_NOBODY: Mapping[str, Account] = MappingProxyType({})


def _as(server: Server, account: Account) -> Server:
    """The server with an account of the project's own."""
    swapped = {_USER: account.user, _PASSWORD: account.password}
    env = {name: value if name.endswith(("_DB", "_DATABASE")) else swapped.get(value, value) for name, value in server.env.items()}
    return replace(server, env=env, user=account.user, password=account.password,
                   probe=server.probe.replace(f"-U {_USER} ", f"-U {account.user} ").replace(f"-u{_USER} -p{_PASSWORD}", f"-u{account.user} -p{account.password}"))


@dataclass(frozen=True, slots=True)
class Started:
    """A server of this profile's."""

    use: ServiceUse
    image: ImageRef
    server: Server

    @property
    def name(self) -> str:
        """As other containers call it, here and in the compose file."""
        return self.use.kind

    @property
    def port(self) -> int:
        return RECIPES[self.use.kind].port

    @property
    def is_relational(self) -> bool:
        return self.use.kind in ("postgresql", "mysql", "mariadb")

    def url(self, host: str) -> str:
        recipe, server = RECIPES[self.use.kind], self.server
        if not recipe.scheme:
            return f"{host}:{self.port}"
        scheme = self.use.scheme or recipe.scheme
        if scheme.startswith("jdbc:"):
            return f"{scheme}://{host}:{self.port}/{server.database}"
        login = f"{server.user}:{server.password}@" if server.user else ""
        return f"{scheme}://{login}{host}:{self.port}" + (f"/{server.database}" if server.database else "")


def started(uses: Iterable[ServiceUse], accounts: Mapping[str, Account] = _NOBODY, *, by_name: bool = False) -> tuple[tuple[Started, ...], tuple[Notice, ...]]:
    """The servers a job starts, and a notice for each one it cannot; the uses are those of the compose file, versions included.

    Args:
        accounts: whom the tests sign in as where that is fixed in the project.
        by_name: servers are reached under their own names (GitLab); else on the job's loopback (GitHub).
    """
    found: list[Started] = []
    notices: list[Notice] = []
    for use in sorted(uses, key=lambda u: u.kind):
        if use.kind == "sqlite":
            continue
        server, account = SERVERS.get(use.kind), accounts.get(use.kind)
        if server is not None and account is not None:
            server = _as(server, account)
            if by_name and account.host in ("localhost", "127.0.0.1"):
                notices.append(Notice("warning", "ci-service", Text(
                    f"the tests look for {use.kind} on {account.host}; in this pipeline it is the host {use.kind}: read the host from a variable in the test configuration",
                    f"les tests cherchent {use.kind} sur {account.host} ; dans ce pipeline, c'est l'hôte {use.kind} : lisez l'hôte dans une variable dans la configuration de test")))
        try:
            image = image_of(RECIPES[use.kind], use.version) if server else None
        except (PinMissing, KeyError):
            image = None
        if server is None or image is None:
            notices.append(Notice("warning", "ci-service", Text(
                f"tests that need {use.kind} find none in the pipeline: its image cannot be started as a job's service; give those tests a stand-in",
                f"les tests qui ont besoin de {use.kind} n'en trouveront pas dans le pipeline : son image ne peut pas être lancée comme service d'une tâche ; "
                "donnez-leur un substitut")))
            continue
        found.append(Started(use, image, server))
    return tuple(found), tuple(notices)


def environment(profile: Profile, servers: tuple[Started, ...], *, by_name: bool) -> dict[str, str]:
    """What the variables the app reads must say in a test job.

    Args:
        by_name: servers are reached under their own names (GitLab); else on the job's loopback (GitHub).
    """
    variables = [f.value for f in profile.env if re.fullmatch(r"[A-Za-z_]\w*", f.value.name, re.A)]
    wired = {w.variable: w for w in wires(variables, (s.use for s in servers))}
    out: dict[str, str] = {}
    stated = profile.trait("env.committed").split()
    files = {f.value.variable: f.value for f in profile.data_files if f.value.variable}
    for var in sorted(variables, key=lambda v: v.name):
        wire = wired.get(var.name)
        if wire is not None:
            server = next(s for s in servers if s.use.kind == wire.kind)
            host = server.name if by_name else "127.0.0.1"
            account = server.server
            keywords = in_keywords(wire, host=host, port=str(server.port), database=account.database, user=account.user, password=account.password)
            out[var.name] = wire.value or keywords or {"url": server.url(host), "host": host, "port": str(server.port), "user": server.server.user, "password": server.server.password,
                             "database": server.server.database}[wire.role]
        elif var.required and not var.default and not var.at_build and var.name not in stated:
            # Programs that refuse to start without it do start; what it would unlock is not there in a test.
            out[var.name] = files[var.name].form.replace("{}", f"/tmp/{posixpath.basename(files[var.name].path)}") if var.name in files else var.stand_in("ci-placeholder")
    return out
