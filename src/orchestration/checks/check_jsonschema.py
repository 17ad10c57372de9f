"""The published JSON schemas, as check-jsonschema carries them (no download): compose, GitHub, GitLab, Dependabot, Renovate."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..edges import runner
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable
from .reading import yaml_lines

SCHEMAS: dict[str, str] = {
    "compose": "vendor.compose-spec",
    "dependabot": "vendor.dependabot",
    "github-action": "vendor.github-actions",
    "github-workflow": "vendor.github-workflows",
    "gitlab-ci": "vendor.gitlab-ci",
    "renovate": "vendor.renovate",
}
"""Artefact kind → the schema's name in check-jsonschema."""


def _steps(path: str) -> list[str | int]:
    """``$.jobs.a.steps[0]['x.y']`` as keys and indices."""
    found = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]|\[['\"](.*?)['\"]\]", path)
    return [int(index) if index else key or quoted for key, index, quoted in found]


def _finding(row: dict[str, Any], schema: str, text: str) -> Finding:
    best = row.get("best_deep_match") or row.get("best_match") or row
    where = best.get("path") or row.get("path") or "$"
    try:
        line = yaml_lines.locate(yaml_lines.load(text), _steps(where))
    except yaml_lines.Broken as error:
        line = error.line
    message = best["message"] if len(best["message"]) <= 300 else best["message"][:300] + " …"
    return Finding(row["filename"], line, schema, f"{where}: {message}")


def _one(kind: str, fileset: FileSet, context: Context) -> Verdict:
    tool = context.which("check-jsonschema")
    assert tool
    texts = dict(fileset.of(kind))
    paths, schema = tuple(texts), SCHEMAS[kind]
    argv = [tool, "--output-format", "json", "--builtin-schema", schema, "--default-filetype", "yaml"]
    if kind == "gitlab-ci":
        # An address is a variable in most pipelines; the format is looked at only where packages for it happen to be installed.
        argv += ["--data-transform", "gitlab-ci", "--disable-formats", "uri"]
    done = context.run([*argv, "--", *paths], cwd=context.directory)
    try:
        answer = json.loads(done.out)
        findings = [_finding(row, schema, texts[row["filename"]]) for row in answer.get("errors", ())]
        findings += [_broken(row, schema, texts[row["filename"]]) for row in answer.get("parse_errors", ())]
        if not findings and (done.code != 0 or answer["status"] != "ok"):
            raise ValueError("no answer")
    except (ValueError, TypeError, KeyError):
        return not_usable(CHECK.id, paths, "check-jsonschema", done)
    return judged(CHECK.id, paths, "check-jsonschema", runner.installed_version(tool, "check-jsonschema") or context.version(tool), findings)


def _broken(row: dict[str, Any], schema: str, text: str) -> Finding:
    try:
        yaml_lines.documents(text)
    except yaml_lines.Broken as error:
        return Finding(row["filename"], error.line, schema, f"{row['message']}: {error}")
    return Finding(row["filename"], 0, schema, row["message"])


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    kinds = [kind for kind in sorted(SCHEMAS) if fileset.of(kind)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return tuple(pool.map(lambda kind: _one(kind, fileset, context), kinds))


CHECK = Check(
    id="check_jsonschema",
    title=Text("Published schemas", "Schémas publiés"),
    kinds=frozenset(SCHEMAS),
    tool="check-jsonschema",
    how_to_get=Text("pip install check-jsonschema", "pip install check-jsonschema"),
    run=_run,
    needs=("check-jsonschema",),
)
