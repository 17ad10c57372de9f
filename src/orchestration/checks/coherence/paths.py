"""Files and build stages that compose files and pipelines name must exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from ...model.verdict import Finding
from ..check import objection
from ..reading import compose, yaml_lines
from ..reading.dockerfile import Dockerfile
from ..reading.scripts import Script, steps
from ..reading.yaml_lines import Map
from .world import World

_DOCKER_LINE = re.compile(r"^[ \t]*(?:-\s+)?docker\s+(?:buildx\s+build|image\s+build|build|compose)\b(?:[^\n\\]|\\\n?)*", re.M)


def check(world: World) -> Iterator[Finding]:
    for project in world.projects:
        for service in project.services():
            build = project.build(service)
            if build is None or build.dockerfile is None or service.get("extends") or "build" not in service.own:
                continue
            file = world.dockerfiles.get(build.dockerfile)
            if file is None:
                if world.has(build.dockerfile) is False or (world.has(build.dockerfile) is None and world.dockerfiles):
                    yield _no_file(build.where.path, build.where.line, f"service {service.name}", f"le service {service.name}", build.dockerfile)
            elif build.target and build.is_target_known:
                where = service.at("build", "target")
                yield from _target(where.path, where.line, file, build.target)
    for path, text in world.fileset.of("github-workflow"):
        yield from _build_push_steps(world, path, text)
    for script in world.scripts:
        yield from _script(world, script)


def _no_file(path: str, line: int, who_en: str, who_fr: str, name: str) -> Finding:
    return objection(path, line, "file-missing", f"{who_en} uses {name}, which is not there", f"{who_fr} utilise {name}, qui n'existe pas")


def _target(path: str, line: int, file: Dockerfile, target: str) -> Iterator[Finding]:
    if file.stage(target) is None:
        have = ", ".join(stage.name for stage in file.stages if stage.name) or "none"
        yield objection(
            path,
            line,
            "target-unknown",
            f"build target {target} is no stage of {file.path} (stages: {have})",
            f"la cible {target} n'est pas une étape de {file.path} (étapes : {have})",
        )


def _literal(value: object) -> str | None:
    text = str(value) if value is not None else ""
    return None if "$" in text or "{{" in text or "://" in text else text


def _build_push_steps(world: World, path: str, text: str) -> Iterator[Finding]:
    try:
        root = yaml_lines.load(text)
    except yaml_lines.Broken:
        return
    jobs = root.get("jobs") if isinstance(root, Map) else None
    for job in jobs.values() if isinstance(jobs, Map) else ():
        if _checks_out_elsewhere(job):
            continue
        for step in steps(job):
            given = step.get("with")
            if not str(step.get("uses", "")).startswith("docker/build-push-action@") or not isinstance(given, Map):
                continue
            context, named = _literal(given.get("context") or "."), _literal(given.get("file"))
            if context is None or named is None:
                continue
            name = compose.normal(".", named) if named else compose.normal(context, "Dockerfile")
            if name is None:
                continue
            file = world.dockerfiles.get(name)
            line = given.line_of("file" if named else "context" if "context" in given else next(iter(given)))
            if file is None:
                if world.has(name) is False or (world.has(name) is None and world.dockerfiles):
                    yield _no_file(path, line, "the build step", "l'étape de construction", name)
            elif _literal(given.get("target")):
                yield from _target(path, given.line_of("target"), file, str(given["target"]))


def _checks_out_elsewhere(job: object) -> bool:
    for step in steps(job):
        given = step.get("with")
        if "checkout" in str(step.get("uses", "")) and isinstance(given, Map) and given.keys() & {"path", "repository"}:
            return True
    return False


def _script(world: World, script: Script) -> Iterator[Finding]:
    """``docker build -f FILE --target STAGE`` and ``docker compose -f FILE``, where the script stays in the checkout's root."""
    if re.search(r"(?:^|[\s;&(])(?:cd|pushd|git\s+clone)\s", script.text) or (script.step is not None and "working-directory" in script.step):
        return
    for found in _DOCKER_LINE.finditer(script.text):
        try:
            words = shlex.split(found[0].replace("\\\n", " "), comments=True)
        except ValueError:
            continue
        end = next((i for i, word in enumerate(words) if word in ("|", "||", "&&", ";", ">", "&")), len(words))
        words, line = words[:end], script.line_at(found.start())
        files, target, places = _options(words)
        if "compose" in words[:2]:
            for name in files:
                if _literal(name) and not name.startswith("/") and world.has(name) is False:
                    yield _no_file(script.path, line, "the script", "le script", name)
            continue
        context = places[-1] if places else "."
        if any(_literal(word) is None for word in (*files, context)) or context.startswith("/") or context == "-":
            continue
        name = compose.normal(".", files[0]) if files else compose.normal(context, "Dockerfile")
        if name is None or name == "-" or (files and files[0].startswith("/")):
            continue
        file = world.dockerfiles.get(name)
        if file is None:
            if world.has(name) is False:
                yield _no_file(script.path, line, "the script", "le script", name)
        elif target and _literal(target):
            yield from _target(script.path, line, file, target)


_TAKES_VALUE = frozenset(
    {
        "-t",
        "--tag",
        "--build-arg",
        "--cache-from",
        "--cache-to",
        "--label",
        "--platform",
        "--progress",
        "--secret",
        "--ssh",
        "--output",
        "-o",
        "--build-context",
        "--network",
        "--iidfile",
        "--metadata-file",
        "--builder",
        "--annotation",
        "--attest",
        "--add-host",
        "--shm-size",
        "--ulimit",
        "-p",
        "--project-name",
        "--profile",
        "--env-file",
        "--project-directory",
        "-m",
        "--memory",
        "--call",
        "--provenance-file",
        "--no-cache-filter",
    }
)


def _options(words: list[str]) -> tuple[list[str], str, list[str]]:
    """(files of -f/--file, --target, what is no option) of a docker command line."""
    files: list[str] = []
    places: list[str] = []
    target = ""
    i = next((n + 1 for n, word in enumerate(words) if word in ("build", "compose")), len(words))
    while i < len(words):
        word, _, value = words[i].partition("=")
        takes = word in ("-f", "--file", "--target") or word in _TAKES_VALUE
        if takes and not value:
            i += 1
            value = words[i] if i < len(words) else ""
        if word in ("-f", "--file"):
            files.append(value)
        elif word == "--target":
            target = value
        elif not word.startswith("-"):
            places.append(words[i])
        i += 1
    return files, target, places
