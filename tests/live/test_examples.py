"""The examples, start to end: set up, checked, built, run hardened, composed; with real dependencies from the registries."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.edges.tree import DirectoryTree
from orchestration.edges.writer import apply
from orchestration.model.request import Request
from orchestration.pipeline import Run, run_many
from orchestration.proof.conductor import prove
from orchestration.proof.render import render
from orchestration.proof.report import Proof

pytestmark = [pytest.mark.live, pytest.mark.alone]

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TASKS = ("dockerfile", "docker_compose", "ci_cd")


def set_up(directory: Path, **values: str) -> Run:
    """Everything ``devops-squad setup`` does, without its words."""
    tree = DirectoryTree(directory)
    run = run_many([Request(task, project=str(directory), platform=values.get("platform", "none"), requirements=values.get("requirements", "")) for task in TASKS], tree=tree)
    assert not run.is_error, [r.error and r.error.what.en for r in run.results]
    failed = [(v.check, v.findings, v.reason) for v in run.verdicts if v.state == "failed"]
    assert failed == []
    apply(directory, run.artefacts)
    return run


@pytest.fixture
def proven(tmp_path: Path, images_for: Callable) -> Callable[[Path], Proof]:
    def go(source: Path, change: Callable[[Path], None] = lambda _: None) -> Proof:
        directory = tmp_path / source.name
        shutil.copytree(source, directory, ignore=shutil.ignore_patterns("node_modules", "dist", ".next", ".venv", "__pycache__"))
        change(directory)
        set_up(directory)
        images = images_for(directory)
        proof = prove(directory, images=images.replaced, deadline_seconds=120)
        assert proof.state == "passed", render(proof)
        # Twice the same input, twice the same bytes.
        again = apply(directory, run_many([Request(task, project=str(directory), platform="none") for task in TASKS], tree=DirectoryTree(directory), with_checks=False).artefacts)
        assert {w.action for w in again} <= {"unchanged", "foreign"}
        return proof

    return go


LONGEST = {"go-links"}
"""A program of the same language is proven in test_languages.py."""


@pytest.mark.parametrize("name", [pytest.param(p.name, marks=[pytest.mark.extended] if p.name in LONGEST else []) for p in sorted(EXAMPLES.iterdir()) if p.is_dir()])
def test_an_example_is_proven(name: str, proven: Callable[[Path], Proof]) -> None:
    proof = proven(EXAMPLES / name)
    assert proof.step("prove/http").verdict.state == "passed"
    assert proof.step("prove/healthy").verdict.state == "passed"
    assert proof.step("prove/compose-up").verdict.state == "passed"


def test_a_static_export_is_served_as_files(proven: Callable) -> None:
    def export(directory: Path) -> None:
        config = directory / "next.config.ts"
        config.write_text(config.read_text().replace('output: "standalone"', 'output: "export"'))
        shutil.rmtree(directory / "app" / "api")

    proof = proven(EXAMPLES / "nextjs-web", export)
    assert proof.step("prove/http").verdict.state == "passed"
