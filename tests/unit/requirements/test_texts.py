"""What people write, on real projects, the three tasks together: every clause ends as it was decided before looking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.requirements.requirement_texts import API, SHOP, TEXTS, WEB

from orchestration.edges.tree import DirectoryTree
from orchestration.model.request import Request
from orchestration.pipeline import Run, run_many

EXAMPLES = Path(__file__).parents[3] / "examples"
LETTERS = {"met": "M", "partly met": "P", "not met": "N"}
TASKS = ("dockerfile", "docker_compose", "ci_cd")


def run(text: str, project: str, platform: str, tasks: tuple[str, ...] = TASKS) -> Run:
    tree = None if project == API else DirectoryTree(EXAMPLES / project)
    return run_many([Request(t, stack=project if tree is None else None, platform=platform, requirements=text) for t in tasks], tree=tree, with_checks=False)


@pytest.mark.parametrize(("text", "project", "platform", "letters"), TEXTS, ids=[f"{i}-{t[:40]}" for i, (t, *_) in enumerate(TEXTS)])
def test_each_clause_ends_as_it_should(text: str, project: str, platform: str, letters: str) -> None:
    done = run(text, project, platform)
    assert not done.is_error
    assert "".join(LETTERS[o.status] for o in done.outcomes) == letters, [(o.clause, o.status, o.why.en) for o in done.outcomes]
    files = {a.path: a.text.split("\n") for a in done.artefacts}
    for outcome in done.outcomes:
        assert outcome.why.en != "" and outcome.why.fr != ""
        for place in outcome.where:
            assert place.path in files
            assert not place.line or files[place.path][place.line - 1].strip()[:120] == place.quote


def test_no_word_of_a_text_is_lost() -> None:
    """Every word stands in a clause; the clauses' order is the text's."""
    for text, project, platform, _ in TEXTS:
        told = " ".join(o.clause for o in run(text, project, platform).outcomes)
        for word in re.findall(r"\w{3,}", text):
            assert word in told or word.lower() in ("and", "then", "puis"), (text, word)


def test_one_outcome_a_clause_and_the_same_in_every_result() -> None:
    done = run("PostgreSQL 15, preview", SHOP, "aws")
    assert [r.outcomes for r in done.results] == [done.outcomes] * 3


def test_every_file_has_the_asked_release() -> None:
    done = run("PostgreSQL 15", SHOP, "aws")
    found = {image for a in done.artefacts for image in re.findall(r"image: (postgres:\S+)", a.text)}
    assert len(found) == 1 and next(iter(found)).startswith("postgres:15.")


def test_a_task_alone_says_whose_matter_a_clause_is() -> None:
    (outcome,) = run("tests E2E avec Playwright", WEB, "vercel", ("dockerfile",)).outcomes
    assert outcome.status == "not met" and "ci_cd" in outcome.why.en and "ci_cd" in outcome.why.fr


def test_what_a_word_was_read_as_is_told() -> None:
    (outcome,) = run("postgress 16", SHOP, "aws").outcomes
    assert outcome.status == "met" and "'postgress' was read as 'postgres'" in outcome.why.en


def test_asked_end_to_end_tests_come_with_a_lockfile_of_their_own() -> None:
    done = run("Playwright", SHOP, "aws")
    paths = {a.path for a in done.artefacts}
    assert {"e2e/package.json", "e2e/package-lock.json", "e2e/playwright.config.js", "e2e/smoke.e2e.js"} <= paths
    workflow = next(a.text for a in done.artefacts if a.path.endswith("ci.yml"))
    assert "npm ci --prefix e2e" in workflow and "E2E_COMMAND: node src/server.js" in workflow
    assert not any(a.path.startswith("e2e/") for a in run("", SHOP, "aws").artefacts)
