"""checkov's policies on Dockerfiles. It takes several seconds to start, so it runs when it is asked for."""

from __future__ import annotations

import json
from typing import Any

from ..edges.scratch import scratch
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable, subjects


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    tool = context.which("checkov")
    assert tool
    paths = subjects(fileset, CHECK.kinds)
    # checkov knows a Dockerfile by its name, and a project's own settings must not switch a policy off.
    names = {f"{number}/Dockerfile": path for number, path in enumerate(paths)}
    texts = dict(fileset.of(*CHECK.kinds))
    with scratch({name: texts[path] for name, path in names.items()}) as directory:
        done = context.run(
            [tool, "--directory", str(directory), "--framework", "dockerfile", "--output", "json", "--compact", "--quiet", "--skip-download"],
            cwd=directory,
            timeout_seconds=120,
            env={"LOG_LEVEL": "CRITICAL", "HOME": str(directory)},
        )
    try:
        answer: dict[str, Any] = json.loads(done.out)
        # Where it found nothing to look at, the summary is all it prints.
        looked_at = answer.get("summary", answer)
        findings = [
            Finding(names[row["file_path"].lstrip("/")], max(0, row["file_line_range"][0]), row["check_id"], row["check_name"])
            for row in answer.get("results", {}).get("failed_checks", ())
        ]
        if looked_at.get("passed", 0) + looked_at.get("failed", 0) == 0 or looked_at.get("parsing_errors"):
            return (not_usable(CHECK.id, paths, CHECK.tool, done),)
    except (ValueError, TypeError, KeyError):
        return (not_usable(CHECK.id, paths, CHECK.tool, done),)
    return (judged(CHECK.id, paths, CHECK.tool, looked_at.get("checkov_version") or context.version(tool), findings),)


CHECK = Check(
    id="checkov",
    title=Text("checkov's policies on Dockerfiles", "Règles de checkov sur les Dockerfile"),
    kinds=frozenset({"dockerfile"}),
    tool="checkov",
    how_to_get=Text("devops-squad doctor --install", "devops-squad doctor --install"),
    run=_run,
    needs=("checkov",),
    by_default=False,
)
