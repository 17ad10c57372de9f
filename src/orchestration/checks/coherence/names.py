"""Names that one file declares and another uses: services, volumes, networks, secrets, hosts in URLs, images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.verdict import Finding
from ..check import objection
from ..reading import compose, dockerfile, interpolation
from ..reading.yaml_lines import Map, Seq, Str
from .world import World

_HOST = re.compile(
    r"\A(?:https?|wss?|postgres(?:ql)?|postgis|mysql2?|mariadb|rediss?|valkeys?|mongodb|amqps?|kafka|nats|tcp|smtps?|grpc|memcached?|elasticsearch|http\+elastic)"
    r"(?:\+[a-z0-9]+)?://(?:[^@/\s]*@)?([A-Za-z][A-Za-z0-9_\-]*)(?::(\d+))?(?=[/?,]|\Z)",
    re.I,
)
_HOST_NAME = re.compile(
    r"^(?:[A-Z0-9_]*_)?(?:DB|DATABASE|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|REDIS|VALKEY|MONGO|MONGODB|RABBITMQ|AMQP|KAFKA|ELASTICSEARCH|MEMCACHED|CACHE)_?HOST$"
)
_NOT_A_SERVICE = frozenset({"localhost", "host", "example", "hostname", "username", "user"})
SERVER_PORTS = {
    "postgres": {5432},
    "postgis": {5432},
    "pgvector": {5432},
    "mysql": {3306, 33060},
    "mariadb": {3306},
    "redis": {6379},
    "valkey": {6379},
    "mongo": {27017},
    "memcached": {11211},
}
"""The port each official image listens on, as its documentation on Docker Hub states it."""


def check(world: World) -> Iterator[Finding]:
    for project in world.projects:
        hosts = project.hosts()
        for service in project.services():
            yield from _references(project, service)
            if not project.is_open:
                yield from _hosts(project, service, hosts)
            yield from _secret_files(project, service)
            yield from _build_secrets(world, project, service)
        yield from _two_builds_one_image(project)


def _missing(path: str, line: int, rule: str, service: str, en: str, fr: str, name: str, known: list[str]) -> Finding:
    have = ", ".join(sorted(known)) or "none"
    return objection(
        path,
        line,
        rule,
        f"service {service} {en} {name}, which is not declared (declared: {have})",
        f"le service {service} {fr} {name}, qui n'est pas déclaré (déclarés : {have if known else 'aucun'})",
    )


def _references(project: compose.Project, service: compose.Service) -> Iterator[Finding]:
    if project.is_open:
        return
    names = project.service_names()
    for name, line in service.names("depends_on"):
        if name not in names and "$" not in name:
            yield _missing(service.path, line, "service-unknown", service.name, "depends on", "dépend de", name, sorted(names))
    for key, en, fr in (
        ("networks", "joins the network", "rejoint le réseau"),
        ("secrets", "uses the secret", "utilise le secret"),
        ("configs", "uses the config", "utilise la configuration"),
    ):
        declared = project.declared(key)
        for name, line in service.names(key):
            if name not in declared and not (key == "networks" and name == "default") and "$" not in name:
                yield _missing(service.path, line, f"{key[:-1]}-undeclared", service.name, en, fr, name, sorted(declared))
    declared = project.declared("volumes")
    volumes = service.own.get("volumes")
    if isinstance(volumes, Seq):
        for item, line in zip(volumes, volumes.lines, strict=True):
            if isinstance(item, Map):
                source = str(item.get("source") or "") if item.get("type", "volume") == "volume" else ""
            else:
                source = str(item).split(":", 1)[0] if ":" in str(item) else ""
            if source and re.fullmatch(r"[A-Za-z0-9][\w.\-]*", source) and source not in declared:
                yield _missing(
                    service.path, line, "volume-undeclared", service.name, "mounts the volume", "monte le volume", source, sorted(declared)
                )


def _hosts(project: compose.Project, service: compose.Service, hosts: set[str]) -> Iterator[Finding]:
    if project.reaches_outside(service) or service.get("extends"):
        return
    for name, (value, where) in sorted(service.environment().items()):
        if value is None or where.path != service.path:
            continue
        # A host taken from a variable may be anything, its default included; user and password in front may vary freely.
        text = interpolation.masked(str(value))
        found = _HOST.match(text)
        if not found and not _HOST_NAME.match(name):
            continue
        host = found[1] if found else text
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_\-]*", host) or host.lower() in _NOT_A_SERVICE or (found and text.startswith(("file:", "sqlite"))):
            continue
        if host.lower() not in hosts:
            known = ", ".join(sorted(project.service_names()))
            yield objection(
                where.path,
                where.line,
                "host-unknown",
                f"{name} points at the host {host}, and no service has that name ({known})",
                f"{name} vise l'hôte {host}, et aucun service ne porte ce nom ({known})",
            )
        elif found and found[2]:
            yield from _port_of(project, name, where, host, int(found[2]))


def _port_of(project: compose.Project, name: str, where: compose.Where, host: str, port: int) -> Iterator[Finding]:
    for target in project.services():
        image = str(target.get("image") or "").split("@")[0].rsplit(":", 1)[0].rsplit("/", 1)[-1]
        if target.name != host or image not in SERVER_PORTS or target.get("command") is not None or target.get("network_mode"):
            continue
        if not SERVER_PORTS[image] & {port} and not {"PGPORT", "MYSQL_TCP_PORT"} & set(target.environment()):
            right = ", ".join(map(str, sorted(SERVER_PORTS[image])))
            yield objection(
                where.path,
                where.line,
                "port-service",
                f"{name} asks {host} on port {port}, but {target.at('image')} listens on {right}",
                f"{name} s'adresse à {host} sur le port {port}, mais {target.at('image')} écoute sur {right}",
            )
            return


def _secret_files(project: compose.Project, service: compose.Service) -> Iterator[Finding]:
    """``/run/secrets/NAME`` in the environment needs the secret granted to the service."""
    granted: set[str] = set()
    for _, layer in service.layers:
        value = layer.get("secrets")
        for item in value if isinstance(value, Seq) else ():
            granted |= (
                {str(item.get("target") or item.get("source")).rsplit("/", 1)[-1], str(item.get("source"))} if isinstance(item, Map) else {str(item)}
            )
    mounts = " ".join(str(v) for _, layer in service.layers for v in (layer.get("volumes") if isinstance(layer.get("volumes"), Seq) else ()))
    if "/run/secrets" in mounts or service.get("extends"):
        return
    for name, (value, where) in sorted(service.environment().items()):
        found = re.match(r"(?:file://)?/run/secrets/([\w.\-]+)$", str(value or ""))
        if found and found[1] not in granted and where.path == service.path:
            yield objection(
                where.path,
                where.line,
                "secret-not-granted",
                f"{name} reads /run/secrets/{found[1]}, but service {service.name} is not given that secret",
                f"{name} lit /run/secrets/{found[1]}, mais ce secret n'est pas donné au service {service.name}",
            )


def _build_secrets(world: World, project: compose.Project, service: compose.Service) -> Iterator[Finding]:
    built, build = world.image(project, service), project.build(service)
    if not built or not build:
        return
    for name, (required, line) in sorted(dockerfile.image_of(*built).secrets.items()):
        if required and name not in build.secrets:
            yield objection(
                build.where.path,
                build.where.line,
                "build-secret-missing",
                f"{built[0].path}:{line} requires the build secret {name}, but the build of {service.name} does not hand it over",
                f"{built[0].path}:{line} exige le secret de construction {name}, mais la construction de {service.name} ne le fournit pas",
            )


def _two_builds_one_image(project: compose.Project) -> Iterator[Finding]:
    seen: dict[tuple[str, str], tuple[compose.Service, compose.Build]] = {}
    for service in project.services():
        image, build = service.own.get("image"), project.build(service)
        if not isinstance(image, Str) or build is None or build.dockerfile is None or "build" not in service.own:
            continue
        first = seen.setdefault((service.path, str(image)), (service, build))
        one, other = ((b.dockerfile, b.target, b.context) for b in (first[1], build))
        if one != other and first[1].is_target_known:
            where = service.at("image")
            yield objection(
                where.path,
                where.line,
                "image-name-clash",
                f"{first[0].name} and {service.name} build different images under the one name {image} ({first[0].at('image')})",
                f"{first[0].name} et {service.name} construisent des images différentes sous le même nom {image} ({first[0].at('image')})",
            )
