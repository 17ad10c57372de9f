"""``docker compose config``: the program that will run the file reads and resolves it; no engine is needed, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from ..edges.scratch import scratch
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import Check, Context, find_version, judged, not_usable, subjects
from .reading import compose, env_file, interpolation, yaml_lines
from .reading.yaml_lines import Map, Seq, Str

STAND_IN = "1"
"""For a variable nobody gives a value: read as a name, a port, a number or a size it is valid in each place."""


def groups(fileset: FileSet) -> list[tuple[str, ...]]:
    """Which files are read together: each base alone, each override with its base, anything else alone."""
    paths = subjects(fileset, CHECK.kinds)
    out: list[tuple[str, ...]] = []
    for project in compose.projects(fileset):
        base = next((path for path in sorted(project.files) if compose.is_base(path)), None)
        layered = {service.path for service in project.services() if len(service.layers) > 1}
        for path in sorted(project.files):
            root = project.files[path]
            alone = path == base or base is None or (path not in layered and "services" in root)
            out.append((path,) if alone or base is None else (base, path))
    read = {path for group in out for path in group}
    return out + [(path,) for path in paths if path not in read]


def _values(paths: tuple[str, ...], fileset: FileSet, roots: Mapping[str, Map]) -> dict[str, str]:
    """A value for every variable: the example's, else a stand-in where no default stands."""
    directory = str(PurePosixPath(paths[0]).parent)
    values: dict[str, str] = {}
    for path, text in fileset.of("env-example"):
        if str(PurePosixPath(path).parent) == directory:
            values.update(env_file.values(text))
    for path in paths:
        for _, text in yaml_lines.strings(roots.get(path)):
            for use in interpolation.uses(text):
                if not use.has_default and not values.get(use.name):
                    values[use.name] = STAND_IN
    return {name: value for name, value in values.items() if not re.match(r"(?:COMPOSE_|DOCKER_|BUILDKIT_|BUILDX_|LD_|PATH$|HOME$)", name)}


def _referenced(project: compose.Project) -> tuple[set[str], set[str]]:
    """(env files, compose files) the files of a project refer to, relative to the root; those outside are left out."""
    env_files: set[str] = set()
    others: set[str] = set()
    for root in project.files.values():
        include = root.get("include")
        for item in include if isinstance(include, Seq) else ():
            names = item.get("path") if isinstance(item, Map) else item
            for name in names if isinstance(names, Seq) else [names]:
                others.add(project.local(str(name)) or "")
    for service in project.services():
        value = service.own.get("env_file")
        for item in value if isinstance(value, Seq) else [value]:
            name = item.get("path") if isinstance(item, Map) else item
            if isinstance(name, Str):
                env_files.add(project.local(name) or "")
        extends = service.own.get("extends")
        if isinstance(extends, Map) and isinstance(extends.get("file"), Str):
            others.add(project.local(str(extends["file"])) or "")
        label_file = service.own.get("label_file")
        for item in label_file if isinstance(label_file, Seq) else [label_file]:
            if isinstance(item, Str):
                env_files.add(project.local(item) or "")
    return env_files - {"", "."}, others - {""}


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    docker = context.which("docker")
    assert docker
    asked = context.run([docker, "compose", "version"], timeout_seconds=20)
    if not asked.is_ok:
        return (
            not_run(
                CHECK.id,
                subjects(fileset, CHECK.kinds),
                Text(f"docker has no compose plugin: {CHECK.how_to_get.en}", f"docker n'a pas l'extension compose : {CHECK.how_to_get.fr}"),
                CHECK.tool,
            ),
        )
    version = find_version(asked.out)
    projects = {path: project for project in compose.projects(fileset) for path in project.files}
    texts = dict(fileset.of("compose"))
    return tuple(_one(docker, version, group, fileset, texts, projects, context) for group in groups(fileset))


def _one(
    docker: str,
    version: str,
    paths: tuple[str, ...],
    fileset: FileSet,
    texts: Mapping[str, str],
    projects: Mapping[str, compose.Project],
    context: Context,
) -> Verdict:
    files = dict(texts)
    project = projects.get(paths[0])
    roots = project.files if project else {}
    if project:
        env_files, others = _referenced(project)
        unseen = sorted(name for name in others if name not in files)
        if unseen:
            return not_run(
                CHECK.id, paths, Text(f"it takes from {unseen[0]}, which was not read", f"il reprend {unseen[0]}, qui n'a pas été lu"), CHECK.tool
            )
        files.update({name: "" for name in env_files if name not in files})
    with scratch(files) as directory:
        argv = [docker, "compose", "--project-name", "check", "--profile", "*"]
        for path in paths:
            argv += ["--file", str(directory / path)]
        done = context.run(
            [*argv, "config", "--quiet"],
            cwd=directory,
            timeout_seconds=40,
            env={
                **_values(paths, fileset, roots),
                # A file must not make the check fetch anything.
                "COMPOSE_EXPERIMENTAL_GIT_REMOTE": "false",
                "COMPOSE_EXPERIMENTAL_OCI_REMOTE": "false",
                "COMPOSE_DISABLE_ENV_FILE": "1",
            },
        )
        words = done.err.replace(f"{directory}/", "")
    if done.timed_out or done.code in (126, 127):
        return not_usable(CHECK.id, paths, CHECK.tool, done)
    lines = [line for line in words.splitlines() if line.strip() and "level=warning" not in line]
    findings = [] if done.is_ok else [_finding(paths, " ".join(lines) or f"exit code {done.code}", roots)]
    findings += [Finding(paths[-1], 0, "warning", message, "warning") for message in _warnings(words)]
    return judged(CHECK.id, paths, CHECK.tool, version, findings)


def _warnings(words: str) -> list[str]:
    """Compose's warnings on the file itself; those on unset variables come from this check's own surroundings."""
    out = []
    for line in words.splitlines():
        found = re.search(r'level=warning msg="((?:[^"\\]|\\.)*)"', line)
        if found and "variable is not set" not in found[1]:
            out.append(found[1].replace('\\"', '"'))
    return out


def _finding(paths: tuple[str, ...], message: str, roots: Mapping[str, Map]) -> Finding:
    at = re.search(r"\bline (\d+)", message)
    line, path = int(at[1]) if at else 0, paths[-1]
    named = re.search(r"\b(services|networks|volumes|secrets|configs)\.([\w.\-]+)", message) or re.search(r'\b(service)s? "([^"]+)"', message)
    if not line and named:
        steps = ["services" if named[1] == "service" else named[1], *([named[2]] if named[1] == "service" else named[2].split("."))]
        for candidate in reversed(paths):
            block = roots.get(candidate, Map()).get(steps[0])
            if isinstance(block, Map) and steps[1] in block:
                path, line = candidate, yaml_lines.locate(roots[candidate], list(steps))
                break
    return Finding(path, line, "config", message[:500])


CHECK = Check(
    id="compose_config",
    title=Text("Compose reads the file", "Compose lit le fichier"),
    kinds=frozenset({"compose"}),
    tool="docker compose",
    how_to_get=Text(
        "install Docker's compose plugin: https://docs.docker.com/compose/install/",
        "installez l'extension compose de Docker : https://docs.docker.com/compose/install/",
    ),
    run=_run,
    needs=("docker",),
)
