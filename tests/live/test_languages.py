"""Programs without dependencies, one a language whose registry cannot be had everywhere: built, run hardened, composed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.proof.conductor import prove
from orchestration.proof.render import render

from .test_examples import set_up

pytestmark = [pytest.mark.live, pytest.mark.alone]

PROJECTS = Path(__file__).resolve().parents[1] / "projects"
NAMES = ("elixir-otp-server", "go-embedded-front-end", "java-httpserver-maven", "ruby-sockets")


@pytest.mark.parametrize("name", NAMES)
def test_a_program_is_proven(name: str, tmp_path: Path, images_for: Callable) -> None:
    directory = tmp_path / name
    shutil.copytree(PROJECTS / name, directory, ignore=shutil.ignore_patterns("facts.json"))
    set_up(directory)
    proof = prove(directory, images=images_for(directory).replaced, deadline_seconds=180)
    assert proof.state == "passed", render(proof)
    for step in ("prove/http", "prove/healthy", "prove/compose-up"):
        assert proof.step(step).verdict.state == "passed"
