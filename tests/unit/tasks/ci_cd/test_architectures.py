"""What the image is built for: on a runner of that kind, joined under one digest where it is for several."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.edges.tree import parse_data
from orchestration.model.request import Request
from orchestration.pipeline import run_many

SHOP = Path(__file__).parents[4] / "examples" / "express-shop"


def made(requirements: str, platform: str, ci: str = "github"):
    run = run_many([Request(task=t, project=str(SHOP), requirements=requirements, platform=platform, options={"ci": ci}) for t in ("dockerfile", "ci_cd")], with_checks=False)
    text = next(a.text for a in run.artefacts if a.path in (".github/workflows/deploy.yml", ".gitlab-ci.yml"))
    return (run.outcomes or (None,))[0], parse_data("deploy.yml", text)


@pytest.mark.parametrize(("requirements", "platform", "status", "runner"), [
    ("linux/arm64", "aws", "met", "ubuntu-24.04-arm"),
    ("amd64", "kubernetes", "met", "ubuntu-24.04"),
    # Neither runs anything else.
    ("arm64", "gcp", "partly met", "ubuntu-24.04"),
    ("Graviton", "azure", "partly met", "ubuntu-24.04"),
])
def test_one_architecture_is_built_where_it_is_at_home(requirements: str, platform: str, status: str, runner: str) -> None:
    outcome, workflow = made(requirements, platform)
    assert outcome.status == status and workflow["jobs"]["build"]["runs-on"] == runner and "image" not in workflow["jobs"]


def test_several_are_joined_and_the_joined_digest_is_what_is_attested_and_promoted() -> None:
    outcome, workflow = made("multi-arch", "none")
    jobs = workflow["jobs"]
    assert outcome.status == "met" and jobs["build"]["needs"] == "image"
    assert {(r["platform"], r["runner"]) for r in jobs["image"]["strategy"]["matrix"]["include"]} == {("linux/amd64", "ubuntu-24.04"), ("linux/arm64", "ubuntu-24.04-arm")}
    push = next(s for s in jobs["image"]["steps"] if s.get("id") == "push")["with"]
    assert "push-by-digest=true" in push["outputs"] and "tags" not in push and "push" not in push
    join = next(s for s in jobs["build"]["steps"] if s.get("id") == "push")
    assert "imagetools create" in join["run"]
    assert all(s["with"]["subject-digest"] == "${{ steps.push.outputs.digest }}" for s in jobs["build"]["steps"] if str(s.get("uses", "")).startswith("actions/attest@"))


def test_gitlab_says_whose_architecture_it_is() -> None:
    outcome, _ = made("arm64", "aws", "gitlab")
    assert outcome.status == "partly met"


def test_without_a_word_nothing_is_tied_to_one() -> None:
    _, workflow = made("", "none")
    assert workflow["jobs"]["build"]["runs-on"] == "ubuntu-24.04" and "image" not in workflow["jobs"]
