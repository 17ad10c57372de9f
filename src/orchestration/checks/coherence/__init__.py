"""Reads all deployment files together: ports, health paths, variables, names and paths must agree. Silent where it cannot tell."""

from __future__ import annotations

from ...model.artefact import FileSet
from ...model.text import Text
from ...model.verdict import Verdict
from ..check import OURS, Check, Context, judged, own_version, subjects
from . import environment, health, names, paths, ports, proxy, services
from .world import read


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    world = read(fileset, context)
    findings = [finding for rule in (ports, health, names, environment, paths, proxy, services) for finding in rule.check(world)]
    return (judged(CHECK.id, subjects(fileset, CHECK.kinds), OURS, own_version(), findings),)


CHECK = Check(
    id="coherence",
    title=Text("Files agree with each other", "Cohérence entre les fichiers"),
    kinds=frozenset({"dockerfile", "compose", "github-workflow", "github-action", "gitlab-ci", "env-example", "nginx"}),
    tool=OURS,
    how_to_get=Text("part of this program", "fait partie de ce programme"),
    run=_run,
)
