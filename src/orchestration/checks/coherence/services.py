"""The release of a server (a database, a cache) in compose files and in the jobs of a pipeline: tests must meet what production runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.artefact import FileSet
from ...model.verdict import Finding
from ..check import objection
from ..reading import yaml_lines
from ..reading.compose import Where
from ..reading.yaml_lines import Map, Seq, Str
from .world import World

_IMAGE = re.compile(r"(?P<name>[a-z0-9][\w.\-/:]*?):v?(?P<major>\d+)(?:[.\-][\w.\-]*)?(?:@sha256:[0-9a-f]{64})?")
"""A tag that begins with a number; anything else (``latest``, a variable) says nothing that could be compared."""


def _release(image: object) -> tuple[str, str] | None:
    """The image's short name and the first number of its tag; other numbers are patches of one release for most servers."""
    found = _IMAGE.fullmatch(str(image).strip()) if isinstance(image, Str) else None
    return (found["name"].removeprefix("docker.io/").removeprefix("library/"), found["major"]) if found else None


def check(world: World) -> Iterator[Finding]:
    run: dict[str, dict[str, Where]] = {}
    for project in world.projects:
        for service in project.services():
            release = _release(service.own.get("image"))
            if release and service.own.get("build") is None:
                run.setdefault(release[0], {}).setdefault(release[1], service.at("image"))
    tested: dict[str, list[tuple[str, Where]]] = {}
    for image, where in _job_services(world.fileset):
        if release := _release(image):
            tested.setdefault(release[0], []).append((release[1], where))
    for name, seen in tested.items():
        here = run.get(name)
        # Several releases on purpose (a matrix written out) are fine as long as the one that runs is among them.
        if not here or any(major in here for major, _ in seen):
            continue
        for major, where in seen:
            other, at = next(iter(here.items()))
            yield objection(where.path, where.line, "service-version", f"tests run against {name} {major}, but {at} runs {name} {other}",
                            f"les tests tournent contre {name} {major}, mais {at} lance {name} {other}")


def _job_services(fileset: FileSet) -> Iterator[tuple[object, Where]]:
    """Images of the servers that jobs start: GitHub's ``services`` mapping, GitLab's list."""
    for path, text in fileset.of("github-workflow", "gitlab-ci"):
        try:
            root = yaml_lines.load(text)
        except yaml_lines.Broken:
            continue
        if not isinstance(root, Map):
            continue
        jobs = root.get("jobs") if isinstance(root.get("jobs"), Map) else root
        for holder in (root, *(j for j in jobs.values() if isinstance(j, Map))):
            services = holder.get("services")
            if isinstance(services, Map):
                for name, body in services.items():
                    if isinstance(body, Map):
                        yield body.get("image"), Where(path, body.line_of("image") or services.line_of(name))
            elif isinstance(services, Seq):
                for item, line in zip(services, services.lines, strict=True):
                    if isinstance(item, Map):
                        yield item.get("name"), Where(path, item.line_of("name"))
                    else:
                        yield item, Where(path, line)
