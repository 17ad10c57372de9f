"""The shell scripts inside CI files, job by job, each line with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...model.artefact import FileSet
from . import yaml_lines
from .yaml_lines import Map, Seq, Str

GITLAB_GLOBAL = frozenset(
    {
        "stages",
        "variables",
        "include",
        "workflow",
        "default",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
        "types",
        "spec",
    }
)
"""Top-level keys of a GitLab file that are no jobs (https://docs.gitlab.com/ci/yaml/#global-keywords)."""


@dataclass(frozen=True, slots=True)
class Script:
    """One block of shell."""

    path: str
    job: str
    text: Str
    step: Map | None = None

    def line_at(self, index: int) -> int:
        return self.text.line_at(index)


def scripts(fileset: FileSet) -> Iterator[Script]:
    """Every ``run:`` of workflows and composite actions and every script line of GitLab jobs; unreadable files give none."""
    for path, text in fileset.of("github-workflow", "github-action"):
        root = _load(text)
        if not isinstance(root, Map):
            continue
        jobs = root.get("jobs")
        for name, job in jobs.items() if isinstance(jobs, Map) else [("runs", root.get("runs"))]:
            for step in steps(job):
                if isinstance(step.get("run"), Str):
                    yield Script(path, name, step["run"], step)
    for path, text in fileset.of("gitlab-ci"):
        root = _load(text)
        if isinstance(root, Map):
            for name, job in root.items():
                if isinstance(job, Map) and (name not in GITLAB_GLOBAL or name == "default"):
                    for item in job_lines(job):
                        yield Script(path, name, item)


def _load(text: str) -> Any:
    try:
        return yaml_lines.load(text)
    except yaml_lines.Broken:
        return None


def steps(job: Any) -> list[Map]:
    value = job.get("steps") if isinstance(job, Map) else None
    return [step for step in value if isinstance(step, Map)] if isinstance(value, Seq) else []


def job_lines(job: Map) -> Iterator[Str]:
    """The lines of a GitLab job's ``before_script``, ``script`` and ``after_script``, nested lists flattened."""
    for key in ("before_script", "script", "after_script"):
        stack = [job.get(key)]
        while stack:
            value = stack.pop()
            if isinstance(value, Str):
                yield value
            elif isinstance(value, Seq) and not value.tag:
                stack += reversed(value)
