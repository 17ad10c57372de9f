"""Generated pipelines run: the jobs of a GitHub workflow and of a GitLab pipeline, on real projects with real dependencies."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
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
HERE = Path(__file__).parent
PROJECTS = {"express": HERE / "ci_projects" / "express", "fastapi": HERE / "ci_projects" / "fastapi"}
PROJECTS |= {name: HERE.parents[1] / "examples" / name for name in ("express-shop", "fastapi-notes", "vite-app")}
BROKEN_TEST = {
    "package.json": ("test/broken.test.js", 'import { test } from "node:test";\n\ntest("broken", () => {\n  throw new Error("broken on purpose");\n});\n'),
    "pyproject.toml": ("tests/test_broken.py", 'def test_broken() -> None:\n    raise AssertionError("broken on purpose")\n'),
}


@pytest.fixture(params=sorted(PROJECTS))
def project(request, tmp_path) -> Path:
    """A copy, as a check-out would be."""
    if "fastapi" in request.param and which("uv") is None:
        end_here("uv is not installed: pip install uv")
    workspace = tmp_path / request.param
    shutil.copytree(PROJECTS[request.param], workspace, ignore=shutil.ignore_patterns("node_modules", ".venv", "dist"))
    return workspace


def break_a_test(workspace: Path) -> None:
    path, text = next(v for k, v in BROKEN_TEST.items() if (workspace / k).is_file())
    if path.endswith(".js") and "vitest" in (workspace / "package.json").read_text():
        text = text.replace("node:test", "vitest")
    (workspace / path).parent.mkdir(exist_ok=True)
    (workspace / path).write_text(text)


@pytest.fixture(scope="session")
def database(tmp_path_factory) -> Iterator[int]:
    """The server a job asks for as a service, on a port of its own: in place of the container the runner would start."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        end_here("PostgreSQL is not installed: apt-get install postgresql")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    # Its own rule: it does not run as root.
    identity = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    if identity:
        os.chown(folder, 65534, 65534)
    home, start = found[-1].parent, {"check": True, "capture_output": True, "cwd": folder, **identity}
    (folder / "password").write_text("ci-only\n")
    (folder / "password").chmod(0o644)
    subprocess.run([home / "initdb", "-D", folder / "data", "-U", "ci", "-A", "scram-sha-256", f"--pwfile={folder}/password", "-E", "UTF8"], **start)
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run([home / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"], **(start | {"capture_output": False}))
    try:
        subprocess.run([home / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "ci", "ci"], env={**os.environ, "PGPASSWORD": "ci-only"}, **start)
        yield port
    finally:
        subprocess.run([home / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **start)
        shutil.rmtree(folder)


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


def served(text: str, job: str, request: pytest.FixtureRequest) -> str:
    """The workflow with the address of the server that stands for the job's service."""
    from ruamel.yaml import YAML

    services = YAML(typ="safe", pure=True).load(text)["jobs"][job].get("services") or {}
    assert set(services) <= {"postgresql"}
    return text.replace("127.0.0.1:5432", f"127.0.0.1:{request.getfixturevalue('database')}") if services else text


def test_every_gate_of_the_github_workflow_passes(project, tmp_path, request):
    text = generate(project, "github")[".github/workflows/ci.yml"]
    jobs = jobs_of(text)
    expected = {"vite-app": {"build"}, "express-shop": {"lint", "test"}, "fastapi-notes": {"test"}}.get(project.name, {"lint", "test"})
    assert expected <= set(jobs)
    for job in jobs:
        home = tmp_path / f"home-{job}"
        home.mkdir()
        result = run_job(served(text, job, request), job, project, home)
        assert result.is_success, f"{job}\n{result.why()}"
        assert [s for s in result.steps if s.state == "success"], f"{job} ran nothing"
    if "test" in jobs:
        break_a_test(project)
        home = tmp_path / "home-broken"
        home.mkdir()
        result = run_job(served(text, "test", request), "test", project, home)
        assert not result.is_success and "broken on purpose" in result.why()


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


@pytest.mark.parametrize("project", ["express", "fastapi", pytest.param("express-shop", marks=pytest.mark.extended), pytest.param("fastapi-notes", marks=pytest.mark.extended)], indirect=True)
def test_gitlab_runs_the_same_gates(project, tmp_path, request):
    node, tool = _node_22(), which("gitlab-ci-local")
    if tool is None or which("rsync") is None or node is None:
        end_here("gitlab-ci-local needs Node 22 and rsync: devops-squad doctor --install, apt-get install rsync")
    pipeline_file = project / ".gitlab-ci.yml"
    generate(project, "gitlab")
    text = pipeline_file.read_text()
    if "postgresql:5432" in text:
        # Its shell executor starts no services.
        text = text.replace("postgresql:5432", f"127.0.0.1:{request.getfixturevalue('database')}")
        pipeline_file.write_text(re.sub(r"(?m)^( +)services:\n(?:\1 +.*\n|\1- .*\n)+", "", text))
    env = {**os.environ, "PATH": f"{Path(node).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    for line in (["init", "-q", "-b", "main"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "x"],
                 ["remote", "add", "origin", "git@gitlab.example.com:group/app.git"]):
        subprocess.run(["git", *line], cwd=project, check=True, env=env, capture_output=True)

    def run(job: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([tool, "--force-shell-executor", "--cwd", ".", job], cwd=project, env=env, capture_output=True, text=True, timeout=600)

    jobs = [job for job in ("lint", "typecheck", "test", "build") if re.search(rf"(?m)^{job}:$", text)]
    assert "test" in jobs
    for job in jobs:
        done = run(job)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"PASS  {job}" in done.stdout
    break_a_test(project)
    subprocess.run(["git", "add", "-A"], cwd=project, check=True, env=env)
    done = run("test")
    assert done.returncode != 0 and "broken on purpose" in done.stdout + done.stderr


def _node_22() -> str | None:
    """The system's, else the one ``doctor --install`` puts beside the tools."""
    return _node(Context(Path("/")))
