"""The conductor's reading of its arguments, and what it says without an engine."""

from __future__ import annotations

import pytest

from orchestration.model.errors import BadPath, BadValue
from orchestration.proof.conductor import make_plan, prove
from orchestration.proof.report import TITLES


@pytest.fixture
def app(tmp_path):
    (tmp_path / "p" / "apps" / "web").mkdir(parents=True)
    (tmp_path / "p" / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "p" / "compose.yaml").write_text("services: {}\n")
    (tmp_path / "p" / "apps" / "web" / "web.Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "secret").write_text("FROM scratch\n")
    return tmp_path / "p"


def test_files_are_found_beside_the_app_then_at_the_root(app):
    plan = make_plan(app)
    assert plan.dockerfile == app / "Dockerfile" and plan.compose == app / "compose.yaml"
    assert make_plan(app, app_path="apps/web", dockerfile="web.Dockerfile").dockerfile == app / "apps/web/web.Dockerfile"
    assert make_plan(app, app_path="apps/web").dockerfile == app / "Dockerfile"
    assert make_plan(app, compose=None).compose is None and make_plan(app, compose=None).is_compose_left_out and not plan.is_compose_left_out


@pytest.mark.parametrize(
    "bad",
    [
        {"app_path": ".."},
        {"dockerfile": "../secret"},
        {"dockerfile": "none"},
        {"compose": "../secret"},
        {"compose": "other.yaml"},
        {"context": "/etc"},
        {"app_path": "apps/none"},
        {"app_path": "a\0b"},
    ],
)
def test_paths_stay_in_the_project(app, bad):
    with pytest.raises(BadPath):
        make_plan(app, **bad)


def test_a_link_out_of_the_project_is_refused(app):
    (app / "link").symlink_to(app.parent / "secret")
    with pytest.raises(BadPath):
        make_plan(app, dockerfile="link")


@pytest.mark.parametrize(
    "bad",
    [
        {"deadline_seconds": 0},
        {"grace_seconds": -1},
        {"memory": "much"},
        {"health_path": "health"},
        {"health_path": "/a b"},
        {"writable": ("relative",)},
        {"writable": ("/a:ro",)},
    ],
)
def test_values_are_checked(app, bad):
    with pytest.raises(BadValue):
        make_plan(app, **bad)


@pytest.mark.parametrize("path", ["/no/such/directory", "a\0b"])
def test_a_project_that_is_not_there(path):
    with pytest.raises(BadPath):
        prove(path)


def test_without_an_engine_every_step_says_so(app, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    proof = prove(app)
    assert proof.state == "incomplete" and proof.engine == ""
    assert {v.state for v in proof.verdicts} == {"not run"}
    assert {v.check for v in proof.verdicts} == set(TITLES) - {"prove/cleaned-up"}
    assert all("install" in v.reason.en for v in proof.verdicts)


def test_an_engine_that_does_not_answer_is_told_with_its_words(app, monkeypatch, tmp_path):
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\necho 'Cannot connect to the daemon' >&2\nexit 1\n")
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    proof = prove(app, engine="docker")
    assert "Cannot connect to the daemon" in proof.verdicts[0].reason.en
    with pytest.raises(BadValue):
        prove(app, engine="lxc")
