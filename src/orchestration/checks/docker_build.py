"""BuildKit's own build checks (``docker build --check``): the builder parses the file and lints it; nothing is built or pulled."""

from __future__ import annotations

import json
import re
from typing import Any

from ..edges.scratch import scratch
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import Check, Context, judged, not_usable, subjects
from .reading import dockerfile

_NETWORK = re.compile(
    r"failed to resolve|failed to do request|no such host|i/o timeout|connection refused|pull access denied|failed to authorize|"
    r"failed to fetch|deadline exceeded|TLS handshake",
    re.I,
)
_SYNTAX = re.compile(r"\A((?:[ \t]*#[ \t]*(?:escape|check)[ \t]*=[^\n]*\n)*)[ \t]*#[ \t]*syntax[ \t]*=[^\n]*", re.I)


def without_frontend(text: str) -> str:
    """The ``# syntax=`` line blanked, line numbers kept: it would pull a frontend image, while the engine has one of its own."""
    return _SYNTAX.sub(r"\1#", text, count=1)


def _rules(text: str) -> str:
    """What the builder is to check: the file's own ``# check=skip=…`` stands, and files that .dockerignore keeps out are looked for too."""
    found = re.search(r"\A(?:[ \t]*#[^\n]*\n)*?[ \t]*#[ \t]*check[ \t]*=([^\n]*)", text, re.I)
    skip = re.search(r"skip=([\w,]+)", found[1]) if found else None
    return (f"skip={skip[1]};" if skip else "") + "experimental=CopyIgnoredFile"


def _engine(docker: str, context: Context) -> tuple[str, Text | None]:
    """The engine's version, or why there is none to ask."""
    done = context.run([docker, "version", "--format", "{{.Server.Version}}"], timeout_seconds=15)
    version = done.out.strip()
    if done.is_ok and version and "no value" not in version:
        return version, None
    words = " ".join((done.err or done.out).split())[:200]
    return "", Text(
        f"no Docker engine answers; start it and run again ({words})", f"aucun moteur Docker ne répond ; démarrez-le puis relancez ({words})"
    )


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    docker = context.which("docker")
    assert docker
    version, reason = _engine(docker, context)
    if reason:
        return (not_run(CHECK.id, subjects(fileset, CHECK.kinds), reason, CHECK.tool),)
    ignores = dict(fileset.of("dockerignore"))
    return tuple(_one(docker, version, path, text, ignores, context) for path, text in fileset.of("dockerfile"))


def _one(docker: str, version: str, path: str, text: str, ignores: dict[str, str], context: Context) -> Verdict:
    images = sorted({image for image, _ in dockerfile.parse(path, text).images()})
    unknown = [image for image in images if "$" in image]
    if unknown:
        return not_run(
            CHECK.id,
            (path,),
            Text(
                f"the base image {unknown[0]} comes from a build argument without a default",
                f"l'image de base {unknown[0]} vient d'un argument de construction sans valeur par défaut",
            ),
            CHECK.tool,
        )
    folder = path.rpartition("/")[0]
    near = (
        ignores.get(f"{path}.dockerignore")
        or ignores.get(f"{folder}/.dockerignore" if folder else ".dockerignore")
        or ignores.get(".dockerignore", "")
    )
    with scratch({"context/Dockerfile": without_frontend(text), "context/.dockerignore": near, "base/.keep": ""}) as directory:
        # Each base image is stood in for by an empty directory, so that the check needs no registry.
        stand_ins = [word for image in images for word in ("--build-context", f"{image}={directory / 'base'}")]
        done = context.run(
            [
                docker,
                "build",
                "--call=lint,format=json",
                "--progress=quiet",
                "--build-arg",
                f"BUILDKIT_DOCKERFILE_CHECK={_rules(text)}",
                *stand_ins,
                str(directory / "context"),
            ],
            env={"BUILDKIT_SYNTAX": "", "DOCKER_BUILDKIT": "1"},
            timeout_seconds=40,
            keep_secrets=False,
        )
    try:
        answer = json.loads(done.out)
        findings = [finding for row in answer.get("warnings") or () if (finding := _finding(path, row)) is not None]
        broken = answer.get("buildError")
    except (ValueError, TypeError, KeyError):
        return not_usable(CHECK.id, (path,), CHECK.tool, done)
    if broken and _NETWORK.search(broken["message"]):
        return not_run(
            CHECK.id,
            (path,),
            Text(f"an image could not be resolved: {broken['message'][:200]}", f"une image n'a pas pu être résolue : {broken['message'][:200]}"),
            CHECK.tool,
        )
    if broken:
        findings.append(Finding(path, _line(broken), "build", broken["message"]))
    return judged(CHECK.id, (path,), CHECK.tool, version, findings)


def _line(row: dict[str, Any]) -> int:
    ranges = (row.get("location") or {}).get("ranges") or [{"start": {"line": 0}}]
    return int(ranges[0]["start"].get("line", 0))


def _finding(path: str, row: dict[str, Any]) -> Finding | None:
    # The stand-in has none of the base image's own variables, so an undefined one proves nothing.
    if row["ruleName"] in ("UndefinedVar", "InvalidBaseImagePlatform"):
        return None
    detail = row.get("detail") or row["description"]
    # Copying the whole context through an allow-list is right, and copies what the list lets in.
    if row["ruleName"] == "CopyIgnoredFile" and re.search(r'file "\.?/?"', detail):
        return None
    return Finding(path, _line(row), row["ruleName"], detail, "warning")


CHECK = Check(
    id="docker_build",
    title=Text("BuildKit's build checks", "Contrôles de construction de BuildKit"),
    kinds=frozenset({"dockerfile"}),
    tool="docker build --check",
    how_to_get=Text(
        "install Docker Engine with buildx: https://docs.docker.com/engine/install/",
        "installez Docker Engine avec buildx : https://docs.docker.com/engine/install/",
    ),
    run=_run,
    needs=("docker",),
)
