"""A project that holds deployment files already: what is said afterwards is said of the files that stand there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.edges.writer import apply
from orchestration.model.request import Request
from orchestration.pipeline import Run, run_many

TASKS = ("dockerfile", "docker_compose", "ci_cd")
THEIRS = "FROM node:24.19.0-trixie-slim\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nEXPOSE 3000\nENTRYPOINT [\"./start.sh\"]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "package.json").write_text(json.dumps({"name": "shop", "version": "1.0.0", "engines": {"node": "24"}, "scripts": {"start": "node server.js", "test": "node --test", "migrate": "knex migrate:latest", "dev": "node --watch server.js"},
                                                   "dependencies": {"express": "^5.1.0", "pg": "^8.16.0", "knex": "^3.1.0"}}))
    (root / "package-lock.json").write_text(json.dumps({"name": "shop", "lockfileVersion": 3, "packages": {}}))
    (root / "server.js").write_text("const express = require('express');\nconst app = express();\nconst url = process.env.DATABASE_URL;\napp.listen(process.env.PORT || 3000);\n")
    return root


def made(root: Path, requirements: str = "", with_checks: bool = False) -> Run:
    return run_many([Request(task=task, project=str(root), requirements=requirements, platform="none") for task in TASKS], with_checks=with_checks, target=root)


def text_of(run: Run, path: str) -> str:
    return next(a.text for a in run.artefacts if a.path == path)


def test_a_requirement_is_looked_for_in_the_file_that_stays(project: Path) -> None:
    assert made(project, "non-root user").outcomes[0].status == "met"
    (project / "Dockerfile").write_text(THEIRS)
    outcome = made(project, "non-root user").outcomes[0]
    assert outcome.status == "not met" and "Dockerfile is yours" in outcome.why.en


def test_what_one_file_has_and_a_persons_own_lacks_is_partly_met(project: Path) -> None:
    (project / "compose.yaml").write_text("services:\n  shop:\n    build: .\n")
    outcome = made(project, "PostgreSQL 17").outcomes[0]
    assert outcome.status == "partly met" and "compose.yaml is yours" in outcome.why.en and outcome.where[0].path.endswith("ci.yml")


def test_the_checks_speak_of_the_file_that_stays_and_say_whose_it_is(project: Path) -> None:
    (project / "Dockerfile").write_text(THEIRS.replace("FROM node:24.19.0-trixie-slim", "FROM node:latest"))
    run = made(project, with_checks=True)
    findings = [f for v in run.verdicts for f in v.findings if f.path == "Dockerfile"]
    assert any(v.state == "failed" for v in run.verdicts) and any("latest" in f.message for f in findings)
    assert run.kept == {"Dockerfile"} and not run.fails
    assert made(project.parent / "shop", with_checks=False).kept == {"Dockerfile"}


def test_a_fault_in_a_file_made_here_fails_beside_a_persons_own(project: Path) -> None:
    from orchestration.model.verdict import Finding, failed

    both = failed("coherence", ("Dockerfile", "docker-compose.yml"), "t", "1", (Finding("Dockerfile", 1, "a", "b"), Finding("docker-compose.yml", 1, "a", "b")))
    assert Run((), (), (both,), frozenset({"Dockerfile"})).fails
    assert not Run((), (), (both,), frozenset({"Dockerfile", "docker-compose.yml"})).fails


def test_what_only_the_unwritten_file_would_use_is_not_written(project: Path) -> None:
    (project / "Dockerfile").write_text(THEIRS)
    actions = {w.path: w.action for w in apply(project, made(project).artefacts)}
    assert actions["Dockerfile"] == "foreign" and actions[".dockerignore"] == "skipped" and actions["docker-compose.yml"] == "created"
    assert (project / "Dockerfile").read_text() == THEIRS and not (project / ".dockerignore").exists()


def test_without_the_person_s_file_everything_is_written(project: Path) -> None:
    assert {w.action for w in apply(project, made(project).artefacts)} == {"created"}


@pytest.mark.parametrize("name", ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"])
def test_no_second_compose_file_beside_a_person_s(project: Path, name: str) -> None:
    (project / name).write_text("services:\n  shop:\n    build: .\n")
    run = made(project)
    actions = {w.path: w.action for w in apply(project, run.artefacts)}
    assert [p for p in actions if "compose" in p and "dev" not in p] == [name] and actions[name] == "foreign"
    assert actions["docker/make-secrets.sh"] == "skipped"
    assert not any("make-secrets" in step.en for r in run.results for step in r.next_steps)


def test_an_image_of_a_person_s_is_given_no_promise_it_did_not_make(project: Path) -> None:
    (project / "Dockerfile").write_text(THEIRS)
    run = made(project)
    compose = text_of(run, "docker-compose.yml")
    app = compose.split("\n  shop:\n")[1].split("\n\n")[0]
    assert "read_only" not in app and "cap_drop" not in app and "target:" not in app and "no-new-privileges" in app
    # Their entrypoint may start the server whatever arguments follow it.
    migrate = compose.split("\n  migrate:\n")[1].split("\n\n")[0]
    assert "entrypoint:" in migrate and "command: []" in migrate
    # The password in the variable is the one the database was given.
    assert "the same in .env" in compose and "${POSTGRES_PASSWORD:?}" in compose


def test_a_user_that_is_named_needs_no_capabilities(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM node:24 AS build\nUSER node\nFROM node:24\nCOPY . .\nUSER 1000\n")
    assert "cap_drop: [ALL]" in text_of(made(project), "docker-compose.yml").split("\n  shop:\n")[1].split("\n\n")[0]
    (project / "Dockerfile").write_text("FROM node:24 AS build\nUSER node\nFROM node:24\nCOPY . .\n")
    assert "cap_drop" not in text_of(made(project), "docker-compose.yml").split("\n  shop:\n")[1].split("\n\n")[0]


def test_an_edit_that_takes_a_promise_back_is_seen(project: Path) -> None:
    apply(project, made(project).artefacts)
    path = project / "Dockerfile"
    path.write_text("\n".join(line for line in path.read_text().split("\n") if not line.startswith("USER")))
    run = made(project, "non-root user")
    assert run.outcomes[0].status == "not met" and run.kept == {"Dockerfile"}


def test_a_library_call_says_that_writing_its_files_would_replace_one(project: Path) -> None:
    (project / "Dockerfile").write_text(THEIRS)
    result = run_many([Request(task="dockerfile", project=str(project))], with_checks=False).results[0]
    assert any("Dockerfile is there already" in n.text.en for n in result.notices)
    assert next(a for a in result.artefacts if a.path == "Dockerfile").text != THEIRS


@pytest.mark.parametrize(("path", "ci"), [(".github/workflows/deploy.yml", "github"), (".gitlab-ci.yml", "gitlab")])
def test_scripts_that_nothing_would_call_are_not_written(project: Path, path: str, ci: str) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text("on: push\njobs: {}\n" if ci == "github" else "test:\n  script: [make]\n")
    run = run_many([Request(task="ci_cd", project=str(project), requirements="no preview", platform="aws", options={"ci": ci})], with_checks=False, target=project)
    actions = {w.path: w.action for w in apply(project, run.artefacts)}
    assert actions[path] == "foreign" and {a for p, a in actions.items() if p.startswith("ci/")} == {"skipped"}
