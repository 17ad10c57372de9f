"""What every live test may rely on: an engine that answers and the images its project names, or a loud word why not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from engine import Images, ensure_engine, ensure_images  # noqa: E402
from tests.conftest import end_here  # noqa: E402

PROJECTS = HERE / "projects"
collect_ignore = ["ci_projects", "projects"]
"""They have tests of their own, which their own pipelines run."""


@pytest.fixture(scope="session")
def container_engine() -> str:
    program = ensure_engine()
    if not program:
        end_here("no container engine answers: install Docker Engine (https://docs.docker.com/engine/install/) or start it")
    return program


@pytest.fixture
def images_for(container_engine: str) -> Callable[[Path], Images]:
    """``images_for(directory)`` → its images are there, or the test ends with the reason."""

    def ensure(directory: Path) -> Images:
        images = ensure_images(directory)
        if images.missing:
            end_here("; ".join(f"{name}: {why}" for name, why in sorted(images.missing.items())))
        return images

    return ensure


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Path]:
    """``project("good")`` → a copy of that project, so that a test sees whether anything was written into it."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(PROJECTS / name, tmp_path / name))

    return copy
