"""Every file made for every stack and every example is accepted by the programs that consume such files: no finding of any level.

All files of one kind are handed over together, each distinct text once, so that each program starts once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.conftest import end_here

from orchestration.checks import run_checks
from orchestration.model.artefact import FileSet
from orchestration.model.request import Request
from orchestration.model.verdict import Verdict
from orchestration.pipeline import run_many
from orchestration.platforms import PLATFORMS
from orchestration.stacks import STACKS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = tuple(sorted(p.name for p in (ROOT / "examples").iterdir() if p.is_dir()))
PROJECTS = (*(f"stacks/{name}" for name in STACKS), *(f"examples/{name}" for name in EXAMPLES))
CONTAINER = ("dockerfile", "docker_compose")


def _where(project: str) -> dict[str, str]:
    kind, _, name = project.partition("/")
    return {"stack": name} if kind == "stacks" else {"project": str(ROOT / project)}


@cache
def made(project: str, language: str) -> dict[str, tuple[str, str]]:
    """``directory/path`` → (kind, text) of everything made for a project: container files once, pipelines for each platform and each CI."""
    where = _where(project)
    requests = [Request(task, platform="none", language=language, **where) for task in CONTAINER]
    requests += [
        Request("ci_cd", platform=platform, language=language, options={"ci": ci}, **where) for platform in PLATFORMS for ci in ("github", "gitlab")
    ]
    found: dict[str, tuple[str, str]] = {}
    for request, result in zip(requests, run_many(requests, with_checks=False).results, strict=True):
        assert result.status == "success", (project, request.task, request.platform, result.error)
        folder = project if request.task in CONTAINER else f"{project}-{request.platform}-{request.options['ci']}"
        found |= {f"{folder}/{artefact.path}": (artefact.kind, artefact.text) for artefact in result.artefacts if artefact.mode == "new"}
    return found


@cache
def every(*kinds: str) -> FileSet:
    """Each distinct text of those kinds once, in both languages."""
    seen: set[tuple[str, str]] = set()
    files: dict[str, tuple[str, str]] = {}
    for language in ("en", "fr"):
        for project in PROJECTS:
            for path, entry in made(project, language).items():
                if entry[0] in kinds and entry not in seen:
                    seen.add(entry)
                    files[f"{language}/{path}"] = entry
    return FileSet(files)


def _in_parts(files: FileSet, check: str) -> tuple[Verdict, ...]:
    """A check gives its program a minute: hundreds of files in one call are more than that on a busy machine."""
    entries = sorted(files.files.items())
    parts = [FileSet(dict(entries[at : at + 80])) for at in range(0, len(entries), 80)]
    return tuple(verdict for part in parts for verdict in run_checks(part, only=[check]))


def _faults(verdicts: tuple[Verdict, ...]) -> list[str]:
    for verdict in verdicts:
        if verdict.state == "not run" and verdict.reason and "not installed" in verdict.reason.en:
            end_here(verdict.reason.en)
    # What a program did not look at is as bad here as what it refused.
    return [
        f"{f.path}:{f.line} {v.check} {f.rule}: {f.message}" for v in verdicts for f in v.findings
    ] + [f"{v.check} {v.state} {v.subjects[:2]}: {v.reason.en if v.reason else ''}" for v in verdicts if v.state != "passed" and not v.findings]


@pytest.mark.parametrize("check", ["hadolint", "checkov"])
def test_every_dockerfile(check: str) -> None:
    files = every("dockerfile")
    assert len(files.files) >= len(PROJECTS)
    verdicts = run_checks(files, only=[check])
    assert _faults(verdicts) == []
    assert {path for v in verdicts for path in v.subjects} == set(files.files)


@pytest.mark.parametrize("check", ["actionlint", "zizmor", "check_jsonschema", "github"])
def test_every_github_workflow(check: str) -> None:
    files = every("github-workflow", "dependabot", "renovate")
    assert _faults(_in_parts(files, check)) == []


@pytest.mark.parametrize("check", ["check_jsonschema", "gitlab"])
def test_every_gitlab_pipeline(check: str) -> None:
    assert _faults(_in_parts(every("gitlab-ci"), check)) == []


def test_every_script() -> None:
    assert _faults(run_checks(every("shell"), only=["shell_syntax", "shellcheck"])) == []


@pytest.mark.parametrize("project", PROJECTS)
def test_the_container_files_of_a_project_agree(project: str) -> None:
    files = {path.removeprefix(f"{project}/"): entry for path, entry in made(project, "en").items() if path.startswith(f"{project}/")}
    assert _faults(run_checks(FileSet(files), only=["coherence", "data_syntax"])) == []


@pytest.mark.live
@pytest.mark.parametrize("check", ["docker_build", "compose_config"])
def test_docker_reads_every_file(container_engine: str, check: str) -> None:
    files = every("dockerfile", "dockerignore", "compose")
    assert _faults(run_checks(files, only=[check])) == []


@pytest.mark.parametrize(
    ("check", "kind", "fault"),
    [
        ("hadolint", "dockerfile", ("FROM ", "RUN cd /tmp\nFROM ")),
        ("checkov", "dockerfile", ("USER ", "# USER ")),
        ("actionlint", "github-workflow", ("runs-on: ", "runs-on: ${{ nothing.here }}-")),
        ("zizmor", "github-workflow", ("permissions: {}", "permissions: write-all")),
        ("check_jsonschema", "github-workflow", ("runs-on:", "run-on:")),
        ("gitlab", "gitlab-ci", ("stages:", "stage:")),
    ],
)
def test_one_fault_among_all_is_found(check: str, kind: str, fault: tuple[str, str]) -> None:
    files = dict(sorted(every(kind).files.items())[:20])
    path = next(p for p in sorted(files) if fault[0] in files[p][1])
    files[path] = (kind, files[path][1].replace(*fault))
    found = {f.path for v in run_checks(FileSet(files), only=[check]) for f in v.findings}
    if not found:
        _faults(run_checks(FileSet({path: files[path]}), only=[check]))
    assert path in found
