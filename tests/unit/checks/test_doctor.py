"""The doctor says what is here and how to get the rest."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from orchestration.checks.doctor import examine
from orchestration.edges import node_tools, python_tools


def test_without_programs_everything_says_how_to_get_it() -> None:
    python, *others = examine(which=lambda _: None)
    assert python.version == platform.python_version()
    assert len(others) >= 15
    for status in others:
        assert status.version is None and status.path == ""
        assert status.how_to_get.en and status.what_for.fr


def test_what_is_here_is_named_with_its_version() -> None:
    found = {status.tool: status for status in examine()}
    assert found["git"].version and found["git"].path
    assert found["bash"].version


def test_an_engine_that_does_not_answer_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///no/such.sock")
    found = {status.tool: status for status in examine()}
    assert found["docker engine"].version is None


def test_installing_without_npm_is_a_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(node_tools, "which", lambda _: None)
    monkeypatch.setenv("DEVOPS_SQUAD_TOOLS", str(tmp_path / "tools"))
    worked, said = node_tools.install_node_tools()
    assert not worked and "https://nodejs.org/" in said.en
    assert not (tmp_path / "tools").exists()


def test_a_failing_npm_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\n[ "$1" = --version ] && { echo v20.1.0; exit; }\necho "$@" >&2\nexit 7\n')
    npm.chmod(0o755)
    monkeypatch.setattr(node_tools, "which", lambda _: str(npm))
    monkeypatch.setenv("DEVOPS_SQUAD_TOOLS", str(tmp_path / "tools"))
    worked, said = node_tools.install_node_tools()
    assert not worked and said.en.startswith("npm could not install them: install --prefix")
    assert "--ignore-scripts" in said.en and "gitlab-ci-local@" in said.en


def test_a_failing_pip_is_said_and_leaves_no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(python_tools, "which", lambda _: None)
    monkeypatch.setattr(python_tools, "PACKAGES", {"no-such-package-of-ours": "0.0.0"})
    monkeypatch.setenv("DEVOPS_SQUAD_TOOLS", str(tmp_path / "tools"))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    ((worked, said),) = python_tools.install_python_tools()
    assert not worked and said.en.startswith("pip could not install no-such-package-of-ours")
    assert not (tmp_path / "tools" / "bin").exists()
