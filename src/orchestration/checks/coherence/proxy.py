"""nginx against the rest: the hosts it passes requests to are services, the port it listens on is the image's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ...model.verdict import Finding
from ..check import objection
from ..reading import compose, dockerfile
from .world import World

_PASS = re.compile(r"\b(?:proxy_pass\s+https?://|(?:fastcgi|uwsgi|grpc|scgi)_pass\s+(?:\w+://)?)([A-Za-z][\w\-]*)(?::(\d+))?(?=[/;\s])")
_SERVER = re.compile(r"^\s*server\s+([A-Za-z][\w\-]*)(?::(\d+))?[^;{]*;", re.M)
_UPSTREAM = re.compile(r"\bupstream\s+([\w.\-]+)\s*\{")
_LISTEN = re.compile(r"^\s*listen\s+(?:\[[^\]]*\]:|[\d.]+:|\*:)?(\d+)\b", re.M)


def check(world: World) -> Iterator[Finding]:
    for path, text in world.fileset.of("nginx"):
        plain = re.sub(r"#[^\n]*", lambda found: " " * len(found[0]), text)
        yield from _hosts(world, path, plain)
        yield from _listen(world, path, plain)


def _hosts(world: World, path: str, text: str) -> Iterator[Finding]:
    """Only for a file that a compose service mounts or builds in: elsewhere other names may be right."""
    users = [project for project in world.projects if not project.is_open and _is_used(world, project, path)]
    if len(users) != 1 or any(users[0].reaches_outside(service) for service in users[0].services()):
        return
    hosts = users[0].hosts() | {name.lower() for name in _UPSTREAM.findall(text)} | {"localhost", "unix"}
    for found in (*_PASS.finditer(text), *_SERVER.finditer(text)):
        if found[1].lower() not in hosts:
            known = ", ".join(sorted(users[0].service_names()))
            line = text.count("\n", 0, found.start(1)) + 1
            yield objection(
                path,
                line,
                "host-unknown",
                f"requests are passed to the host {found[1]}, and no service has that name ({known})",
                f"les requêtes vont à l'hôte {found[1]}, et aucun service ne porte ce nom ({known})",
            )


def _is_used(world: World, project: compose.Project, path: str) -> bool:
    name = PurePosixPath(path).name
    for service in project.services():
        volumes = service.own.get("volumes")
        for item in volumes if isinstance(volumes, list) else ():
            source = str(item.get("source") if isinstance(item, dict) else str(item).split(":", 1)[0])
            if project.local(source) == path:
                return True
        built = world.image(project, service)
        if built and any(step.name == "COPY" and name in step.value for stage in built[0].chain(built[1]) for step in stage.instructions):
            return True
    return False


def _listen(world: World, path: str, text: str) -> Iterator[Finding]:
    ports = {int(found[1]): text.count("\n", 0, found.start(1)) + 1 for found in _LISTEN.finditer(text)}
    name = PurePosixPath(path).name
    if not ports or "${" in " ".join(re.findall(r"listen[^;]*;", text)):
        return
    for file in world.dockerfiles.values():
        if not file.final:
            continue
        copies = [
            step
            for stage in file.chain(file.final)
            for step in stage.instructions
            if step.name == "COPY" and "--from" not in step.value and re.search(rf"(?:^|[\s/]){re.escape(name)}(?:\s|$)", step.value)
        ]
        image = dockerfile.image_of(file, file.final)
        all_confs = [
            s for stage in file.chain(file.final) for s in stage.instructions if s.name == "COPY" and ".conf" in s.value and "--from" not in s.value
        ]
        if len(copies) == 1 and len(all_confs) == 1 and image.exposed and not image.has_unknown_expose and not set(ports) & set(image.exposed):
            port, line = next(iter(ports.items()))
            exposed, at = next(iter(image.exposed.items()))
            yield objection(
                path,
                line,
                "port-expose",
                f"nginx listens on {port}, but {file.path}:{at} exposes {exposed}",
                f"nginx écoute sur {port}, mais {file.path}:{at} expose {exposed}",
            )
