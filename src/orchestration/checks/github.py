"""Rules of our own on GitHub workflows, only where actionlint and zizmor say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import OURS, Check, Context, judged, objection, own_version, subjects
from .reading import yaml_lines
from .reading.scripts import steps
from .reading.yaml_lines import Map, Str

_PINNED = re.compile(r"@[0-9a-f]{40}$")
_VERSION_COMMENT = re.compile(r"#\s*(?:[\w./-]+@)?v?\d+(?:[.\-]\w+)*")
_DEPLOYS = re.compile(r"(?:^|[-_: ])(?:deploy|release-to|rollout|promote|rollback)(?:[-_: ]|$)", re.I)


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    findings: list[Finding] = []
    for path, text in fileset.of(*CHECK.kinds):
        try:
            root = yaml_lines.load(text)
        except yaml_lines.Broken as error:
            findings.append(objection(path, error.line, "yaml", f"not YAML: {error}", f"ce n'est pas du YAML : {error}"))
            continue
        if not isinstance(root, Map) or not isinstance(root.get("jobs"), Map):
            findings.append(objection(path, 1, "yaml", "a workflow is a mapping with jobs", "un workflow est un tableau associatif avec des jobs"))
            continue
        findings += _permissions(path, root)
        for name, job in root["jobs"].items():
            if isinstance(job, Map):
                findings += _job(path, text.split("\n"), name, root["jobs"].line_of(name), job, root)
    return (judged(CHECK.id, subjects(fileset, CHECK.kinds), OURS, own_version(), findings),)


def _permissions(path: str, root: Map) -> Iterator[Finding]:
    given = root.get("permissions")
    if not (isinstance(given, Map) and not given):
        line = root.line_of("permissions") if "permissions" in root else 1
        yield objection(
            path,
            line,
            "top-permissions",
            "the workflow does not start from permissions: {}; grant each job what it needs",
            "le workflow ne part pas de permissions: {} ; accordez à chaque job ce qu'il lui faut",
            "warning",
        )


def _job(path: str, lines: list[str], name: str, at: int, job: Map, root: Map) -> Iterator[Finding]:
    uses = job.get("uses")
    if isinstance(uses, Str):
        yield from _pinned(path, lines, uses, job.line_of("uses"))
        return
    if job.get("timeout-minutes") is None:
        yield objection(
            path,
            at,
            "job-timeout",
            f"job {name} has no timeout-minutes; it may hang for six hours",
            f"le job {name} n'a pas de timeout-minutes ; il peut rester bloqué six heures",
            "warning",
        )
    for step in steps(job):
        used = step.get("uses")
        if not isinstance(used, Str):
            continue
        yield from _pinned(path, lines, used, step.line_of("uses"))
        given = step.get("with")
        if used.startswith("actions/checkout@") and not (isinstance(given, Map) and str(given.get("persist-credentials")).lower() == "false"):
            yield objection(
                path,
                step.line_of("uses"),
                "persist-credentials",
                f"job {name}: checkout leaves its token on disk (persist-credentials: false)",
                f"job {name} : checkout laisse son jeton sur le disque (persist-credentials: false)",
                "warning",
            )
    if job.get("environment") is not None and _DEPLOYS.search(name):
        yield from _concurrency(path, name, at, job, root)


def _pinned(path: str, lines: list[str], uses: Str, line: int) -> Iterator[Finding]:
    if uses.startswith(("./", "docker://")):
        return
    if not _PINNED.search(uses):
        yield objection(
            path, line, "unpinned-action", f"{uses} is not pinned to a full commit SHA", f"{uses} n'est pas fixé à un SHA de commit complet"
        )
    elif not (0 < line <= len(lines) and _VERSION_COMMENT.search(lines[line - 1].partition(uses)[2])):
        yield objection(
            path,
            line,
            "pin-without-version",
            f"{uses} has no comment that names its version",
            f"{uses} n'a pas de commentaire qui nomme sa version",
            "warning",
        )


def _concurrency(path: str, name: str, at: int, job: Map, root: Map) -> Iterator[Finding]:
    """A deployment waits for the one before it and is never cancelled half-way."""
    own, whole = job.get("concurrency"), root.get("concurrency")
    if own is None and whole is None:
        yield objection(
            path,
            at,
            "deploy-concurrency",
            f"job {name} deploys without a concurrency group: two runs may deploy at once",
            f"le job {name} déploie sans groupe concurrency : deux exécutions peuvent déployer en même temps",
            "warning",
        )
        return
    for owner, given in ((job, own), (root, whole)):
        cancels = given.get("cancel-in-progress") if isinstance(given, Map) else None
        if cancels is True or (isinstance(cancels, Str) and owner is job):
            yield objection(
                path,
                given.line_of("cancel-in-progress"),
                "deploy-cancelled",
                f"job {name} deploys and may be cancelled half-way",
                f"le job {name} déploie et peut être annulé en cours de route",
            )


CHECK = Check(
    id="github",
    title=Text("GitHub workflow policy", "Politique des workflows GitHub"),
    kinds=frozenset({"github-workflow"}),
    tool=OURS,
    how_to_get=Text("part of this program", "fait partie de ce programme"),
    run=_run,
)
