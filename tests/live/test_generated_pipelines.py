"""Generated pipelines run: the jobs of a GitHub workflow and of a GitLab pipeline, on real projects with real dependencies."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.conftest import end_here
from workflow_runner import run_job

from orchestration import pipeline
from orchestration.checks.check import Context
from orchestration.checks.gitlab_ci_local import _node
from orchestration.edges.runner import which
from orchestration.model.request import Request

pytestmark = pytest.mark.live
PROJECTS = Path(__file__).parent / "ci_projects"


@pytest.fixture(params=["express", "fastapi"])
def project(request, tmp_path) -> Path:
    """A copy, as a check-out would be."""
    if request.param == "fastapi" and which("uv") is None:
        end_here("uv is not installed: pip install uv")
    workspace = tmp_path / request.param
    shutil.copytree(PROJECTS / request.param, workspace, ignore=shutil.ignore_patterns("node_modules", ".venv", "dist"))
    return workspace


def generate(workspace: Path, ci: str, platform: str = "none") -> dict[str, str]:
    done = pipeline.run(Request("ci_cd", str(workspace), platform=platform, options={"ci": ci, "provenance": False} if ci == "gitlab" else {"ci": ci}), with_checks=False)
    assert done.status == "success", done.error
    for artefact in done.artefacts:
        path = workspace / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(artefact.text)
    return {a.path: a.text for a in done.artefacts}



@pytest.fixture(autouse=True)
def tools_of_the_runner(monkeypatch, tmp_path):
    if (uv := which("uv")) is not None:
        monkeypatch.setenv("PATH", f"{Path(uv).parent}:{os.environ['PATH']}")


def jobs_of(text: str) -> list[str]:
    from ruamel.yaml import YAML

    return list(YAML(typ="safe", pure=True).load(text)["jobs"])


def test_every_gate_of_the_github_workflow_passes(project, tmp_path):
    text = generate(project, "github")[".github/workflows/ci.yml"]
    jobs = jobs_of(text)
    assert "test" in jobs and "lint" in jobs
    for job in jobs:
        home = tmp_path / f"home-{job}"
        home.mkdir()
        result = run_job(text, job, project, home)
        assert result.is_success, f"{job}\n{result.why()}"
        assert [s for s in result.steps if s.state == "success"], f"{job} ran nothing"


@pytest.mark.parametrize("project", ["express"], indirect=True)
def test_a_broken_change_turns_the_gates_red(project, tmp_path):
    text = generate(project, "github")[".github/workflows/ci.yml"]
    source = project / "src" / "app.js"
    source.write_text(source.read_text().replace("/healthz", "/broken") + "\nconst unused = 1;\n")
    for job in ("lint", "test"):
        home = tmp_path / f"home-{job}"
        home.mkdir()
        assert not run_job(text, job, project, home).is_success, job


@pytest.mark.parametrize("project", ["express"], indirect=True)
def test_a_manifest_that_disagrees_with_its_lockfile_turns_the_install_red(project, tmp_path):
    text = generate(project, "github")[".github/workflows/ci.yml"]
    manifest = project / "package.json"
    manifest.write_text(manifest.read_text().replace('"express": "5.2.1"', '"express": "4.21.2"'))
    result = run_job(text, "test", project, tmp_path)
    assert not result.is_success and result.step("Install dependencies").state == "failure"
    assert result.steps[-1].state == "skipped"


@pytest.mark.parametrize("project", ["express"], indirect=True)
def test_the_name_of_the_image_is_lower_case(project, tmp_path):
    text = generate(project, "github")[".github/workflows/deploy.yml"]
    result = run_job(text, "build", project, tmp_path)
    assert result.step("Name the image").outputs == {"image": "ghcr.io/acme/shop"}


def test_gitlab_runs_the_same_gates(project, tmp_path):
    node, tool = _node_22(), which("gitlab-ci-local")
    if tool is None or which("rsync") is None or node is None:
        end_here("gitlab-ci-local needs Node 22 and rsync: devops-squad doctor --install")
    generate(project, "gitlab")
    env = {**os.environ, "PATH": f"{Path(node).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    for line in (["init", "-q", "-b", "main"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "x"],
                 ["remote", "add", "origin", "git@gitlab.example.com:group/app.git"]):
        subprocess.run(["git", *line], cwd=project, check=True, env=env, capture_output=True)
    for job in ("lint", "test"):
        done = subprocess.run([tool, "--force-shell-executor", "--cwd", ".", job], cwd=project, env=env, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"PASS  {job}" in done.stdout
    shutil.rmtree(project / "test" if (project / "test").is_dir() else project / "tests")
    subprocess.run(["git", "add", "-A"], cwd=project, check=True, env=env)
    if project.name == "fastapi":
        done = subprocess.run([tool, "--force-shell-executor", "--cwd", ".", "test"], cwd=project, env=env, capture_output=True, text=True, timeout=600)
        assert done.returncode != 0, "no tests collected must be red"


def _node_22() -> str | None:
    """The system's, else the one ``doctor --install`` puts beside the tools."""
    return _node(Context(Path("/")))
