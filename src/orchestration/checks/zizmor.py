"""zizmor's security audits of GitHub workflows, composite actions and Dependabot files: auditor persona, offline, no finding allowed."""

from __future__ import annotations

import json
import re
from typing import Any

from ..model.artefact import FileSet
from ..model.facts import Level
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable, subjects

_LEVELS: dict[str, Level] = {"High": "error", "Medium": "warning", "Low": "warning"}


def _finding(row: dict[str, Any]) -> Finding:
    locations = row["locations"]
    first = next((place for place in locations if place["symbolic"].get("kind") == "Primary"), locations[0])
    key = first["symbolic"]["key"]["Local"]
    # Before 1.3x the key was called given_path.
    path = (key.get("verbatim_path") or key["given_path"]).removeprefix("./")
    line = first["concrete"]["location"]["start_point"]["row"] + 1  # rows count from 0
    what = first["symbolic"].get("annotation", "")
    return Finding(
        path, line, row["ident"], f"{row['desc']}: {what}" if what else row["desc"], _LEVELS.get(row["determinations"]["severity"], "info")
    )


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    tool = context.which("zizmor")
    assert tool
    paths = subjects(fileset, CHECK.kinds)
    findings: list[Finding] = []
    left = list(paths)
    while left:
        # Without strict collection a file it cannot read is skipped and the rest looks clean; with it, none is audited.
        done = context.run(
            [
                tool,
                "--offline",
                "--persona",
                "auditor",
                "--format",
                "json-v1",
                "--strict-collection",
                "--no-progress",
                "--color",
                "never",
                "--",
                *left,
            ],
            cwd=context.directory,
        )
        unreadable = re.search(r"failed to load file://(?:\./)?(.+?) as \w+", done.err)
        if not unreadable or unreadable[1] not in left:
            break
        left.remove(unreadable[1])
        findings.append(
            Finding(
                unreadable[1],
                0,
                "unreadable",
                " ".join(done.err.partition("Caused by:")[2].partition("Stack backtrace:")[0].split())[:300] or "it cannot be parsed",
            )
        )
    if left:
        try:
            rows = json.loads(done.out)
            findings += [_finding(row) for row in rows if not row.get("ignored")]
        except (ValueError, TypeError, KeyError, IndexError):
            return (not_usable(CHECK.id, paths, CHECK.tool, done),)
        if not rows and done.code != 0:
            return (not_usable(CHECK.id, paths, CHECK.tool, done),)
    return (judged(CHECK.id, paths, CHECK.tool, context.version(tool), findings),)


CHECK = Check(
    id="zizmor",
    title=Text("Workflow security", "Sécurité des workflows"),
    kinds=frozenset({"github-workflow", "github-action", "dependabot"}),
    tool="zizmor",
    how_to_get=Text("pip install zizmor", "pip install zizmor"),
    run=_run,
    needs=("zizmor",),
)
