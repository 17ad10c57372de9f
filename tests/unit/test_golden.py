"""Every folder below ``tests/golden`` holds, byte for byte, what is made for one request: a change of what is handed over shows in review.

The folder's name is the request: ``<stack>@<platform>``, or for a folder of ``tests/projects`` its name in the stack's place; with ``+gitlab`` for GitLab CI; with ``+monitoring`` it is objectives, alerts and a dashboard instead, with ``+datadog`` the same for Datadog alone;
with ``+sentry`` the project has the kit and reports to Sentry, and what is held is the image and the pipeline. ``python3 dev.py golden`` writes them anew.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from orchestration.edges.tree import MemoryTree
from orchestration.model.request import Request
from orchestration.pipeline import run_many

GOLDEN, PROJECTS = (Path(__file__).parents[1] / name for name in ("golden", "projects"))
TODAY = date(2026, 11, 1)


def made(name: str) -> dict[str, str]:
    stack, _, rest = name.partition("@")
    platform, _, ci = rest.partition("+")
    tasks, words, options = ("dockerfile", "docker_compose", "ci_cd"), "", {"ci": ci} if ci else {}
    if ci in ("monitoring", "datadog"):
        tasks, words, options = ("slo_sla", "alerts", "dashboards"), "99.9% availability. P0: service down. P1: SLO burn rate. P2: database down. orders_created_total", {}
    if ci == "datadog":
        words += ". P1: error rate > 5%. Datadog only"
    if ci == "sentry":
        tasks, options = (*tasks, "sentry"), {}
    project = PROJECTS / stack
    tree = MemoryTree({p.relative_to(project).as_posix(): p.read_bytes() for p in project.rglob("*") if p.is_file() and p.name != "facts.json"}, stack) if project.is_dir() else None
    requests = [Request(task=task, stack=stack, platform=platform, service_name="app", requirements=words, options=options, today=TODAY) for task in tasks]
    run = run_many(requests, tree=tree, with_checks=False)
    assert not run.is_error, [r.error for r in run.results]
    return {a.path: a.text for result in run.results if result.request.task != "sentry" for a in result.artefacts}


@pytest.mark.parametrize("name", sorted(p.name for p in GOLDEN.iterdir() if p.is_dir()))
def test_what_is_made_is_what_was_reviewed(name: str) -> None:
    files, folder = made(name), GOLDEN / name
    if os.environ.get("DEVOPS_SQUAD_GOLDEN") == "write":
        for path in sorted((p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in files), reverse=True):
            path.unlink()
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8", newline="")
    held = {p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in folder.rglob("*") if p.is_file()}
    assert sorted(held) == sorted(files)
    for path, text in files.items():
        assert held[path] == text, f"{name}/{path} is made otherwise now; look at the difference, then: python3 dev.py golden"


@pytest.mark.parametrize("path", sorted(p.relative_to(GOLDEN).as_posix() for p in GOLDEN.rglob("*.yml") if ".github/workflows" in p.as_posix()))
def test_every_step_of_a_workflow_has_a_name(path: str) -> None:
    """A log without names is a list of commands."""
    jobs = YAML(typ="safe").load((GOLDEN / path).read_text())["jobs"]
    assert [step for job in jobs.values() for step in job.get("steps", ()) if not step.get("name")] == []
