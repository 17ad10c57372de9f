"""The health path, in every place that asks for it: HEALTHCHECK, compose, smoke tests of a pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.verdict import Finding
from ..check import objection
from ..reading import compose, dockerfile
from .ports import url_port
from .world import World

_FAMILIES = {
    "health": {"health", "healthz", "healthcheck", "health-check", "health_check", "_health"},
    "live": {"live", "livez", "liveness", "alive"},
    "ready": {"ready", "readyz", "readiness"},
}
_ASKED = re.compile(r"(?:\$\{?\w+[^\s\"'/]*\}?|https?://[^\s/\"'$]+)(/[A-Za-z0-9_\-./]*)")


def family(path: str) -> str:
    """Which question a path asks: two spellings of one question are a mistake, two questions are not."""
    last = path.rstrip("/").rsplit("/", 1)[-1].lower()
    return next((name for name, words in _FAMILIES.items() if last in words), "")


def check(world: World) -> Iterator[Finding]:
    known: dict[str, dict[str, compose.Where]] = {}
    for file in world.dockerfiles.values():
        if file.final:
            image = dockerfile.image_of(file, file.final)
            probe = (
                url_port(image.healthcheck[0], {name: value for name, (value, _) in image.env.items()} | {"PORT": "80"})
                if image.healthcheck
                else None
            )
            if probe and image.healthcheck:
                known.setdefault(file.path, {})[probe[1]] = compose.Where(file.path, image.healthcheck[1])
    for project in world.projects:
        for service in project.services():
            built = world.image(project, service)
            probe_block = service.own.get("healthcheck")
            if not built or not isinstance(probe_block, dict):
                continue
            probe = url_port(compose.command_line(probe_block.get("test")), {"PORT": "80"})
            if not probe:
                continue
            places = known.setdefault(built[0].path, {})
            other = next((path for path in places if path != probe[1] and family(path) == family(probe[1])), None)
            if other:
                where = service.at("healthcheck", "test")
                yield objection(
                    where.path,
                    where.line,
                    "health-path",
                    f"the health check of {service.name} asks {probe[1]}, but {places[other]} asks {other}",
                    f"la sonde de {service.name} interroge {probe[1]}, mais {places[other]} interroge {other}",
                )
            places.setdefault(probe[1], service.at("healthcheck", "test"))
    yield from _smoke_tests(world, known)


def _smoke_tests(world: World, known: dict[str, dict[str, compose.Where]]) -> Iterator[Finding]:
    """Only where one image is built here: with several, a script's URL may mean any of them."""
    if len(world.dockerfiles) != 1 or len(known) != 1:
        return
    (places,) = known.values()
    for script in world.scripts:
        for found in _ASKED.finditer(script.text):
            asked = found[1]
            question = family(asked)
            same = {path: where for path, where in places.items() if family(path) == question}
            # A proxy in front may add a prefix, so a longer or shorter form of the same path is no disagreement.
            if question and same and not any(asked.endswith(path) or path.endswith(asked) for path in same):
                path, where = next(iter(same.items()))
                yield objection(
                    script.path,
                    script.line_at(found.start(1)),
                    "health-path",
                    f"the script asks {asked}, but {where} asks {path}",
                    f"le script interroge {asked}, mais {where} interroge {path}",
                )
