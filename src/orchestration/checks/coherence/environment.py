"""Environment variables: what compose interpolates stands in .env.example, and what stands there is used by someone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ...model.verdict import Finding
from ..check import objection
from ..reading import env_file, interpolation
from ..reading.yaml_lines import strings
from .world import World

_FROM_THE_SHELL = re.compile(
    r"^(?:COMPOSE_\w+|DOCKER_\w+|BUILDKIT_\w+|BUILDX_\w+|HOME|USER|UID|GID|PWD|PATH|HOSTNAME|SHELL|CI|CI_\w+|GITHUB_\w+|TZ|SSH_AUTH_SOCK)$"
)
"""Set by compose, the shell or a CI runner; no example file declares them."""


def check(world: World) -> Iterator[Finding]:
    examples = dict(world.fileset.of("env-example"))
    for project in world.projects:
        here = sorted(path for path in examples if str(PurePosixPath(path).parent) == project.directory)
        if not here:
            continue
        declared = {name for path in here for name in env_file.names(examples[path])}
        yield from _undeclared(world, project.directory, sorted(project.files), declared, here[0])
    if world.projects:
        for path, text in sorted(examples.items()):
            if any(project.directory == str(PurePosixPath(path).parent) for project in world.projects):
                yield from _unused(world, path, text)


def _undeclared(world: World, directory: str, paths: list[str], declared: set[str], example: str) -> Iterator[Finding]:
    project = next(p for p in world.projects if p.directory == directory)
    seen: set[str] = set()
    for path in paths:
        wanted = [
            (use.name, value.line_at(use.index))
            for _, value in strings(project.files[path])
            for use in interpolation.uses(value)
            if not use.has_default
        ]
        wanted += [
            (name, where.line)
            for service in project.services()
            for name, (value, where) in service.environment().items()
            if value is None and where.path == path
        ]
        for name, line in sorted(wanted, key=lambda row: row[1]):
            if name not in declared and name not in seen and not _FROM_THE_SHELL.match(name):
                seen.add(name)
                yield objection(
                    path,
                    line,
                    "env-undeclared",
                    f"{name} is taken from the environment, but {example} does not list it",
                    f"{name} vient de l'environnement, mais {example} ne le mentionne pas",
                )


def _unused(world: World, example: str, text: str) -> Iterator[Finding]:
    """Names nothing uses.

    A real project's code may read a name no search finds (settings classes, framework conventions, prefixes), so there
    only a near miss of a name that compose does use is reported. A file set alone is complete: every name must be used.
    """
    names = env_file.active_names(text)
    left = dict(names)
    for path, (kind, other) in world.fileset.files.items():
        if path != example and kind != "env-example":
            left = _not_in(left, other)
    directory = str(PurePosixPath(example).parent)
    project = next(p for p in world.projects if p.directory == directory)
    if any(service.get("env_file") for service in project.services()):
        return
    wanted = {use.name for root in project.files.values() for _, value in strings(root) for use in interpolation.uses(value)} - set(names)
    for name, line in sorted(left.items()):
        near = difflib.get_close_matches(name, sorted(wanted), 1, 0.85)
        if _FROM_THE_SHELL.match(name) or (world.context.project is not None and not near):
            continue
        hint = f" (did you mean {near[0]}?)" if near else ""
        indice = f" (vouliez-vous dire {near[0]} ?)" if near else ""
        yield objection(
            example,
            line,
            "env-unused",
            f"{name} is listed, but no file uses it{hint}",
            f"{name} est mentionné, mais aucun fichier ne l'utilise{indice}",
        )


def _not_in(names: dict[str, int], text: str) -> dict[str, int]:
    return {
        name: line for name, line in names.items() if not (name in text and re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text))
    }
