"""The port an image listens on, in every place that names it: EXPOSE, PORT, the start command, compose ports, probes, smoke tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...model.verdict import Finding
from ..check import objection
from ..reading import compose, dockerfile, interpolation
from .world import World

DEBUG_PORTS = frozenset({9229, 5678, 5005, 6060, 35729, 24678})
"""What debuggers and live reload listen on beside the app: Node's inspector, debugpy, JDWP, pprof, LiveReload, Vite's HMR."""

_COMMAND_PORT = (
    re.compile(r"(?:--port|--http-port|--server\.port|--bind-port)[= ](\d{2,5})\b"),
    re.compile(r"(?:--bind|--listen|--address|-b)[= ]\S*?:(\d{2,5})\b"),
    re.compile(r"\brunserver\s+(?:\S*:)?(\d{2,5})\b"),
    re.compile(r"\b(?:next start|next dev|serve|http-server|flask run|rails s(?:erver)?|puma|php -S)\b[^&|;]*?\s-(?:p|S)\s*(?:\S*:)?(\d{2,5})\b"),
)
_LOCAL_URL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d{1,5}|\${1,2}\{?\w+[^}/\s'\"]*\}?))?(?!:)(/[^\s\"'`)|;&,\]]*)?")
"""A colon that no number or variable follows is code that puts the port together: then nothing is known."""
_SERVES_MANY = re.compile(r"supervisord|s6-|/init\b|foreman|honcho|overmind|concurrently|pm2")


@dataclass(frozen=True, slots=True)
class Listening:
    port: int
    where: compose.Where
    how: str
    """``PORT``, ``EXPOSE`` or ``command``."""


def url_port(text: str, env: Mapping[str, str]) -> tuple[int, str] | None:
    """The port and path of the first local URL in a probe's command; None without one, or with a port that is not known."""
    found = _LOCAL_URL.search(text)
    if not found:
        return None
    port, path = found[1] or "", (found[2] or "/").split("?")[0]
    if not port:
        return (443 if found[0].startswith("https") else 80), path
    if port.isdigit():
        return int(port), path
    value = interpolation.resolve(port.replace("$$", "$"), env)
    return (int(value), path) if value and value.isdigit() else None


def command_port(line: str) -> int | None:
    ports = {int(found[1]) for pattern in _COMMAND_PORT for found in pattern.finditer(line)}
    return ports.pop() if len(ports) == 1 else None


def _image_listening(file: dockerfile.Dockerfile, image: dockerfile.Image) -> Listening | None:
    """What the image itself says it listens on: its command, else its PORT; EXPOSE is only a declaration."""
    if image.command:
        port = command_port(image.command[0])
        if port:
            return Listening(port, compose.Where(file.path, image.command[1]), "command")
        if _SERVES_MANY.search(image.command[0]):
            return None
    if "PORT" in image.env and image.env["PORT"][0].isdigit():
        return Listening(int(image.env["PORT"][0]), compose.Where(file.path, image.env["PORT"][1]), "PORT")
    return None


def check(world: World) -> Iterator[Finding]:
    for file in world.dockerfiles.values():
        if file.final:
            yield from _inside(file, dockerfile.image_of(file, file.final))
    for project in world.projects:
        values = world.example_values(project.directory)
        for service in project.services():
            built = world.image(project, service)
            if built and not service.get("extends"):
                yield from _service(project, service, built[0], dockerfile.image_of(*built), values)


def _inside(file: dockerfile.Dockerfile, image: dockerfile.Image) -> Iterator[Finding]:
    """One Dockerfile against itself."""
    listening = _image_listening(file, image)
    exposed = ", ".join(map(str, sorted(image.exposed)))
    if listening and image.exposed and not image.has_unknown_expose and listening.port not in image.exposed:
        line = next(iter(image.exposed.values()))
        yield objection(
            file.path,
            line,
            "port-expose",
            f"EXPOSE {exposed}, but {listening.how} is {listening.port} at {listening.where}",
            f"EXPOSE {exposed}, mais {listening.how} vaut {listening.port} à {listening.where}",
        )
    if image.healthcheck:
        env = {name: value for name, (value, _) in image.env.items()}
        probe = url_port(image.healthcheck[0], env)
        known = ({listening.port} if listening else set()) | (set(image.exposed) if not image.has_unknown_expose else set())
        if probe and known and probe[0] not in known and not (image.has_unknown_expose and not listening):
            place = str(listening.where) if listening else f"{file.path}:{next(iter(image.exposed.values()))}"
            yield objection(
                file.path,
                image.healthcheck[1],
                "port-healthcheck",
                f"HEALTHCHECK asks port {probe[0]}, but the image listens on {', '.join(map(str, sorted(known)))} ({place})",
                f"HEALTHCHECK interroge le port {probe[0]}, mais l'image écoute sur {', '.join(map(str, sorted(known)))} ({place})",
            )


def _service(
    project: compose.Project, service: compose.Service, file: dockerfile.Dockerfile, image: dockerfile.Image, values: Mapping[str, str]
) -> Iterator[Finding]:
    env = {name: value for name, (value, _) in image.env.items()}
    environment = service.environment()
    given: Listening | None = None
    port_unknown = bool(service.get("env_file")) and "PORT" not in environment and "PORT" in image.env
    for name, (value, where) in environment.items():
        text = interpolation.resolve(str(value), values) if value is not None else None
        if text is not None:
            env[name] = text
        if name == "PORT":
            if text and text.isdigit():
                given = Listening(int(text), where, "PORT")
            else:
                port_unknown = True
    overridden = service.get("command") is not None or service.get("entrypoint") is not None
    own_line = " ".join(compose.command_line(service.get(key)) for key in ("entrypoint", "command"))
    own_port = command_port(own_line) if overridden else None
    from_image = None if overridden else _image_listening(file, image)
    if own_port:
        listening: Listening | None = Listening(own_port, service.at("command" if service.get("command") is not None else "entrypoint"), "command")
    elif from_image and from_image.how == "command":
        listening = from_image
    elif port_unknown:
        listening = None
    else:
        listening = given or from_image
    known = {listening.port} if listening else set()
    # An overridden command or a port from elsewhere may listen anywhere; then EXPOSE proves nothing.
    if not overridden and not port_unknown and not image.has_unknown_expose and not (given and given.port not in image.exposed):
        known |= set(image.exposed)
    if not known:
        return
    place = str(listening.where) if listening else f"{file.path}:{next(iter(image.exposed.values()))}"
    wanted = ", ".join(map(str, sorted(known)))

    mapped = [m for m in compose.ports(service, values) or () if m.target not in DEBUG_PORTS]
    if mapped and not known & {m.target for m in mapped}:
        yield objection(
            service.path,
            mapped[0].line,
            "port-compose",
            f"service {service.name} publishes container port {mapped[0].target}, but the image listens on {wanted} ({place})",
            f"le service {service.name} publie le port {mapped[0].target} du conteneur, mais l'image écoute sur {wanted} ({place})",
        )
    check = service.get("healthcheck")
    test = compose.command_line(check.get("test")) if isinstance(check, dict) and not check.get("disable") else ""
    where = service.at("healthcheck", "test")
    if not test and image.healthcheck and listening and listening.how == "PORT" and given:
        test, where = image.healthcheck[0], compose.Where(file.path, image.healthcheck[1])
    probe = url_port(test, env) if test else None
    if probe and probe[0] not in known and probe[0] not in DEBUG_PORTS:
        yield objection(
            where.path,
            where.line,
            "port-healthcheck",
            f"the health check of {service.name} asks port {probe[0]}, but the image listens on {wanted} ({place})",
            f"la sonde de {service.name} interroge le port {probe[0]}, mais l'image écoute sur {wanted} ({place})",
        )
