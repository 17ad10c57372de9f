"""A compose file's private double: the same services, with names, ports, volumes and values that touch nobody else's."""

from __future__ import annotations

import copy
import os.path
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..model.profile import EnvVar
from ..model.text import Text
from .container import duration_seconds
from .dummies import canary

DATA_IMAGES: Mapping[str, tuple[int, bool]] = {
    "postgres": (5432, True),
    "postgis": (5432, True),
    "pgvector": (5432, True),
    "timescaledb": (5432, True),
    "mysql": (3306, True),
    "mariadb": (3306, True),
    "mongo": (27017, True),
    "redis": (6379, False),
    "valkey": (6379, False),
    "memcached": (11211, False),
    "elasticsearch": (9200, True),
    "opensearch": (9200, True),
    "rabbitmq": (5672, False),
    "kafka": (9092, True),
    "clickhouse-server": (9000, True),
    "cassandra": (9042, True),
    "mssql": (1433, True),
    "server": (1433, True),
    "minio": (9000, True),
}
"""Images that hold data, by the last part of their name → (port, whether losing the data loses someone's work)."""


def data_service(image: str) -> tuple[int, bool] | None:
    """What a data store's image is, or None for any other image."""
    name = re.sub(r"@.*$", "", image).rsplit("/", 1)[-1].split(":")[0]
    if name == "server" and "mssql" not in image:
        return None
    return DATA_IMAGES.get(name)


def _services(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = data.get("services")
    return {str(k): v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Prepared:
    data: dict[str, Any]
    secret_files: Mapping[str, str]
    """Secret's name → the generated value its file must hold."""
    notices: tuple[Text, ...]


def prepare(raw: Mapping[str, Any], env_file: str, secret_path: str, given: Mapping[str, str], nonce: str, known: Mapping[str, EnvVar] = MappingProxyType({})) -> Prepared:
    """The file as written, with generated values in place of the project's own secrets.

    Args:
        raw: the parsed compose file; not changed.
        env_file: path of the file that stands in for every ``env_file``.
        secret_path: path prefix; the file of secret NAME is ``secret_path + NAME``.
        given: values the caller wants for secrets, by the secret's name.
        nonce: what makes this run's values its own.
        known: the app's variables by name, with what the code asks of their values.
    """
    data = copy.deepcopy(dict(raw))
    data.pop("name", None)
    notices: list[Text] = []
    for _, service in sorted(_services(data).items()):
        if service.get("env_file"):
            service["env_file"] = [env_file]
    secrets = data.get("secrets")
    values: dict[str, str] = {}
    for name, secret in sorted(secrets.items()) if isinstance(secrets, dict) else ():
        if not isinstance(secret, dict) or "environment" in secret or not re.fullmatch(r"[\w.-]+", str(name)):
            continue
        # Our own files name a secret as the variable it becomes, in small letters.
        values[name] = given.get(name) or given.get(name.upper()) or canary(name, nonce, known)
        secrets[name] = {"file": secret_path + name}
    if values:
        names = ", ".join(values)
        notices.append(Text(f"the secrets {names} had generated values", f"les secrets {names} ont reçu des valeurs générées"))
    return Prepared(data, fill_urls(data, values, given), tuple(notices))


_SCHEMES = {
    "postgres": "postgresql",
    "postgis": "postgresql",
    "pgvector": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mongo": "mongodb",
    "redis": "redis",
    "valkey": "redis",
    "rabbitmq": "amqp",
}


def fill_urls(data: Mapping[str, Any], values: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """A generated secret whose name says that it is a URL becomes one that reaches the service it is for.

    The server's user, database and password are read from its own environment (``POSTGRES_USER`` …), the password from
    the secret its ``*_PASSWORD_FILE`` names; a project's database would refuse any other.
    """
    out = dict(values)
    for name in values:
        if name in given or not re.search(r"(?:^|[_.-])(?:url|uri|dsn)$", name, re.I):
            continue
        for service, settings in sorted(_services(data).items()):
            image = str(settings.get("image", ""))
            scheme = _SCHEMES.get(re.sub(r"@.*$", "", image).rsplit("/", 1)[-1].split(":")[0])
            found = data_service(image)
            wanted = (
                "redis" in name.lower() or "cache" in name.lower(),
                "amqp" in name.lower() or "rabbit" in name.lower() or "broker" in name.lower(),
            )
            if not scheme or not found or (scheme == "redis") != wanted[0] or (scheme == "amqp") != wanted[1]:
                continue
            env = settings.get("environment") or {}
            pairs = dict(str(e).partition("=")[::2] for e in env) if isinstance(env, list) else {str(k): str(v) for k, v in env.items()}

            def value(suffix: str, pairs: dict[str, str] = pairs) -> str:
                for key, text in sorted(pairs.items()):
                    if key.endswith(f"{suffix}_FILE"):
                        return values.get(text.rsplit("/", 1)[-1], "")
                    if key.endswith(suffix) and "ROOT" not in key:
                        return re.sub(r"\$\{\w+:?-([^}]*)\}", r"\1", text)
                return ""

            user, password = value("_USER") or ("postgres" if scheme == "postgresql" else ""), value("_PASSWORD") or value("_PASS")
            database = value("_DB") or value("_DATABASE") or (user if scheme == "postgresql" else "")
            login = f"{user}:{password}@" if user or password else ""
            out[name] = f"{scheme}://{login}{service}:{found[0]}/{database}"
            break
    return out


@dataclass(frozen=True, slots=True)
class Isolated:
    data: dict[str, Any]
    notices: tuple[Text, ...]


def isolate(resolved: Mapping[str, Any], project: str, label: str, project_dir: str, images: Mapping[str, str] | None = None) -> Isolated:
    """A resolved configuration (``config --format json``) that can run beside the project's own containers.

    Names are the private project's, ports are random ones on loopback, volumes and networks are new even where the file
    names existing ones, and nothing of the project's directory can be written to.

    Args:
        images: image → the one to take in its place.
    """
    images = images or {}
    data = copy.deepcopy(dict(resolved))
    data["name"] = project
    mark = label.partition("=")[::2]
    # A worker may run the image another service builds: it has to follow that one's new name.
    built = {
        str(s["image"]): _own_image(project, str(s["image"])) for s in _services(data).values() if isinstance(s.get("build"), dict) and s.get("image")
    }
    notices: list[Text] = []
    for name, service in sorted(_services(data).items()):
        service.pop("container_name", None)
        service.pop("develop", None)
        _label(service, mark)
        for port in service.get("ports") or ():
            port.pop("published", None)
            port["host_ip"] = "127.0.0.1"
            port.pop("mode", None)
        build = service.get("build")
        named = str(service.get("image") or "")
        if named in images:
            service["image"] = images[named]
        elif named in built:
            service["image"] = built[named]
        if isinstance(build, dict):
            service["image"] = built.get(named) or _own_image(project, name)
            if images:
                build["additional_contexts"] = {**(build.get("additional_contexts") or {}), **{k: f"docker-image://{v}" for k, v in images.items()}}
            _label(build, mark)
            for key in ("tags", "cache_to"):
                build.pop(key, None)
        for mount in service.get("volumes") or ():
            if mount.get("type") != "bind":
                continue
            mount["bind"] = {**(mount.get("bind") or {}), "create_host_path": False}
            if not mount.get("read_only"):
                mount["read_only"] = True
                source = os.path.relpath(str(mount.get("source", "")), project_dir)
                shown = str(mount.get("source", "")) if source.startswith("..") else source
                notices.append(Text(f"{name}: {shown} was mounted read-only", f"{name} : {shown} a été monté en lecture seule"))
    for kind, what in (("networks", Text("network", "réseau")), ("volumes", Text("volume", "volume"))):
        for name, entry in sorted((data.get(kind) or {}).items()):
            entry = dict(entry or {})
            if entry.pop("external", None):
                notices.append(
                    Text(f"the external {what.en} {name} was replaced by an empty one", f"le {what.fr} externe {name} a été remplacé par un vide")
                )
            if kind == "volumes" and entry.pop("driver_opts", None):
                notices.append(
                    Text(f"the volume {name} was made without its driver options", f"le volume {name} a été créé sans ses options de pilote")
                )
            entry["name"] = f"{project}_{name}"
            _label(entry, mark)
            data[kind][name] = entry
    return Isolated(data, tuple(notices))


def _own_image(project: str, name: str) -> str:
    return f"{project}:{re.sub(r'[^a-z0-9_.-]+', '-', name.lower())[-100:].strip('-.')}"


def _label(entry: dict[str, Any], mark: tuple[str, ...]) -> None:
    labels = entry.get("labels") or {}
    if isinstance(labels, list):
        labels = dict(str(item).partition("=")[::2] for item in labels)
    entry["labels"] = {**labels, mark[0]: mark[1]}


def app_service(resolved: Mapping[str, Any], context: str, dockerfile: str) -> str | None:
    """The service that is the app: built from that Dockerfile, rather one with a port than a worker or a migration."""
    ranked = []
    for name, service in _services(resolved).items():
        build = service.get("build")
        if not isinstance(build, dict):
            continue
        where = os.path.realpath(str(build.get("context", "")))
        file = os.path.realpath(os.path.join(where, str(build.get("dockerfile") or "Dockerfile")))
        same = file == os.path.realpath(dockerfile) or where == os.path.realpath(context)
        ranked.append(
            (not same, not (service.get("ports") or service.get("expose")), not service.get("healthcheck"), name not in ("app", "web"), name)
        )
    return min(ranked)[-1] if ranked else None


@dataclass(frozen=True, slots=True)
class RunLike:
    """How a compose file runs a service, as arguments of a plain ``create``."""

    args: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    """Names, one that leads out first: a port can be published on that one."""
    volumes: tuple[str, ...] = ()
    """Named volumes to make beforehand."""
    command: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    memory: str = ""
    grace_seconds: float = 0.0
    env: tuple[str, ...] = ()
    """Names of the variables handed over."""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("$$", "$")


def run_like(isolated: Mapping[str, Any], name: str) -> RunLike:
    """From an isolated configuration. Hardening is left to the caller: what the file loosens is not taken over, but a
    capability it adds by name is."""
    service = _services(isolated).get(name, {})
    args: list[str] = []
    env = service.get("environment") or {}
    for key, value in sorted(env.items()):
        if value is not None:
            args += ["-e", f"{key}={_plain(value)}"]
    for kind, folder in (("secrets", "/run/secrets/"), ("configs", "/")):
        for use in service.get(kind) or ():
            source = (isolated.get(kind) or {}).get(use.get("source"), {})
            target = str(use.get("target") or use.get("source"))
            if source.get("file"):
                args += ["--mount", f"type=bind,source={source['file']},target={target if target.startswith('/') else folder + target},readonly"]
    volumes: list[str] = []
    for mount in service.get("volumes") or ():
        target = str(mount.get("target", ""))
        if mount.get("type") == "volume" and mount.get("source"):
            volume = str((isolated.get("volumes") or {}).get(mount["source"], {}).get("name") or mount["source"])
            volumes.append(volume)
            args += ["--mount", f"type=volume,source={volume},target={target}" + (",readonly" if mount.get("read_only") else "")]
        elif mount.get("type") == "bind":
            args += ["--mount", f"type=bind,source={mount.get('source')},target={target},readonly"]
        elif mount.get("type") == "tmpfs":
            args += ["--tmpfs", target]
    tmpfs = service.get("tmpfs") or ()
    for entry in [tmpfs] if isinstance(tmpfs, str) else tmpfs:
        args += ["--tmpfs", str(entry)]
    if service.get("init"):
        args.append("--init")
    if service.get("user"):
        args += ["--user", str(service["user"])]
    for capability in service.get("cap_add") or ():
        args += ["--cap-add", str(capability)]
    command: list[str] = [_plain(c) for c in service.get("command") or ()]
    entrypoint = service.get("entrypoint")
    if entrypoint:
        args += ["--entrypoint", _plain(entrypoint[0])]
        command = [_plain(e) for e in entrypoint[1:]] + command
    nets = isolated.get("networks") or {}
    used = service.get("networks") or {}
    ordered = sorted(used, key=lambda n: (bool((nets.get(n) or {}).get("internal")), n))
    depends = service.get("depends_on") or {}
    limits = ((service.get("deploy") or {}).get("resources") or {}).get("limits") or {}
    return RunLike(
        tuple(args),
        tuple(str((nets.get(n) or {}).get("name") or n) for n in ordered),
        tuple(sorted(set(volumes))),
        tuple(command),
        tuple(sorted(depends)),
        str(limits.get("memory") or service.get("mem_limit") or ""),
        duration_seconds(str(service.get("stop_grace_period") or "")),
        tuple(sorted(k for k, v in env.items() if v is not None)),
    )


def container_ports(service: Mapping[str, Any]) -> tuple[int, ...]:
    """The TCP ports inside a service's container that its file speaks of, published ones first."""
    ports = [int(p["target"]) for p in service.get("ports") or () if str(p.get("protocol") or "tcp") == "tcp" and str(p.get("target", "")).isdigit()]
    ports += [int(str(e).split("/")[0]) for e in service.get("expose") or () if re.fullmatch(r"\d+(/tcp)?", str(e))]
    return tuple(dict.fromkeys(ports))


def publications(service: Mapping[str, Any]) -> tuple[str, ...]:
    """``address:port`` of everything a service publishes, as its file means it (``0.0.0.0`` where it names none)."""
    return tuple(f"{p.get('host_ip') or '0.0.0.0'}:{p.get('published') or 'random'}" for p in service.get("ports") or ())


def named_volumes(service: Mapping[str, Any]) -> tuple[str, ...]:
    """Container paths that lie on named volumes and may be written to."""
    return tuple(
        sorted(str(m["target"]) for m in service.get("volumes") or () if m.get("type") == "volume" and m.get("source") and not m.get("read_only"))
    )
