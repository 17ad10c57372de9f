"""An app that keeps its data in a file beside its code: the file is written by an image nobody may write to, and outlives its container."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.edges.writer import apply
from orchestration.model.request import Request
from orchestration.pipeline import run_many

pytestmark = pytest.mark.live


def compose(project: Path, *words: str) -> str:
    done = subprocess.run(["docker", "compose", "--project-directory", str(project), *words], cwd=project, capture_output=True, text=True, timeout=600, env={**os.environ, "APP_PORT": "18431"})
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def notes(project: Callable[[str], Path], images_for: Callable[[Path], object]) -> Iterator[Path]:
    root = project("notes-in-a-file")
    apply(root, run_many([Request(task=t, project=str(root), platform="none") for t in ("dockerfile", "docker_compose")], with_checks=False, target=root).artefacts)
    images_for(root)
    yield root
    compose(root, "down", "--volumes", "--rmi", "local")


def asked(project: Path, path: str) -> str:
    program = f"import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:8000{path}', timeout=10).read().decode())"
    return compose(project, "exec", "-T", "notes-in-a-file", "python", "-c", program).strip()


def test_the_data_outlive_the_container(notes: Path) -> None:
    """And the worker beside it, which compose waits for too, keeps its own in the same file."""
    compose(notes, "up", "--detach", "--build", "--wait")
    assert [asked(notes, "/"), asked(notes, "/add"), asked(notes, "/add")] == ["1", "2", "3"]
    compose(notes, "down")
    compose(notes, "up", "--detach", "--wait", "notes-in-a-file")
    assert asked(notes, "/") == "3"


def test_without_its_volume_they_do_not(notes: Path) -> None:
    """What the test above would say of a compose file that keeps nothing."""
    path = notes / "docker-compose.yml"
    lines = path.read_text().split("\n")
    path.write_text("\n".join(line.replace("app-data:/app/data", "/app/data") for line in lines))
    compose(notes, "up", "--detach", "--build", "--wait", "notes-in-a-file")
    assert asked(notes, "/add") == "1"
    compose(notes, "down")
    compose(notes, "up", "--detach", "--wait", "notes-in-a-file")
    assert asked(notes, "/") == "0"
