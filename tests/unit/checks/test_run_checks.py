"""Running checks side by side: what is missing, broken or crashing is said and never looks clean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import checks
from orchestration.checks import CHECKS, run_checks
from orchestration.checks.check import Check, Context, find_version
from orchestration.edges.runner import Completed
from orchestration.model.artefact import FileSet
from orchestration.model.errors import BadValue
from orchestration.model.text import same
from orchestration.model.verdict import Verdict, passed

FILES = FileSet(
    {
        "Dockerfile": ("dockerfile", "FROM scratch\n"),
        "compose.yaml": ("compose", "services:\n  web:\n    build: .\n"),
        ".github/workflows/ci.yml": ("github-workflow", "on: push\njobs: {}\n"),
        ".gitlab-ci.yml": ("gitlab-ci", "test:\n  script: [npm test]\n"),
        "start.sh": ("shell", "#!/bin/sh\n"),
        "a.js": ("javascript", "1\n"),
        "nginx.conf": ("nginx", "events {}\n"),
        "rules.yml": ("prometheus-rules", "groups: []\n"),
        "alertmanager.yml": ("alertmanager-config", "route: {}\n"),
        "board.json": ("grafana-dashboard", "{}\n"),
        "sentry/project.json": ("sentry", "{}\n"),
        "queries.md": ("logql", "`{}`\n"),
        "monitor.json": ("datadog-monitor", "{}\n"),
    }
)


def test_without_any_tool_every_check_that_needs_one_says_how_to_get_it() -> None:
    verdicts = {v.check: v for v in run_checks(FILES, which=lambda _: None)}
    assert set(verdicts) == set(CHECKS) - {"python_syntax"}
    ours = {"coherence", "data_syntax", "datadog", "github", "gitlab", "grafana", "sentry"}
    for name in set(verdicts) - ours:
        assert verdicts[name].state == "not run", name
        assert verdicts[name].reason and verdicts[name].reason.en != verdicts[name].reason.fr
        assert verdicts[name].subjects
    assert all(verdicts[name].state in ("passed", "failed") for name in ours)


def test_a_crash_is_a_verdict_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
        raise RuntimeError("boom")

    broken = replace(CHECKS["data_syntax"], run=crash)
    monkeypatch.setitem(checks.CHECKS, "data_syntax", broken)
    verdicts = run_checks(FILES, only=["data_syntax", "coherence"])
    assert [(v.check, v.state) for v in verdicts] == [("coherence", "passed"), ("data_syntax", "not run")]
    assert "RuntimeError: boom" in str(verdicts[1].reason)


@pytest.mark.parametrize(
    "answer", [Completed(0, "", "", 1.0), Completed(0, "not json", "", 1.0), Completed(-9, "", "", 60.0, True), Completed(2, "[", "x", 1.0)]
)
@pytest.mark.parametrize("name", ["hadolint", "zizmor", "check_jsonschema", "actionlint", "shellcheck", "docker_build", "checkov", "promtool", "amtool"])
def test_a_tool_that_gives_no_readable_answer_is_not_clean(name: str, answer: Completed, tmp_path: Path) -> None:
    def run(argv: list[str], **options: object) -> Completed:
        # The engine itself answers; only the tool's word is unreadable.
        return Completed(0, "28.5.2", "", 0.1) if "version" in argv else answer

    verdicts = CHECKS[name].run(FILES, Context(tmp_path, None, lambda tool: f"/tools/{tool}", run))
    assert verdicts
    assert {v.state for v in verdicts} == {"not run"}


def test_only_those_asked_for_in_the_order_of_the_registry() -> None:
    verdicts = run_checks(FILES, only=["gitlab", "coherence", "coherence"])
    assert [v.check for v in verdicts] == ["coherence", "gitlab"]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadValue) as error:
        run_checks(FILES, only=["hadolynt"])
    assert "hadolynt" in error.value.what.en and error.value.todo and "hadolint" in error.value.todo.en


def test_a_check_that_was_asked_for_and_has_no_file_says_so() -> None:
    (verdict,) = run_checks(FileSet({"a.json": ("json", "{}")}), only=["nginx"])
    assert verdict.state == "not run"
    assert run_checks(FileSet({})) == ()


def test_a_slow_check_says_that_it_waits_to_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVOPS_SQUAD_ALL", raising=False)
    seen: list[str] = []

    def run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
        seen.append("ran")
        return (passed("checkov", ("Dockerfile",), "checkov", "1.0"),)

    slow = Check("checkov", same("slow"), frozenset({"dockerfile"}), "checkov", same("x"), run, by_default=False)
    monkeypatch.setattr(checks, "CHECKS", {"checkov": slow})
    assert [v.state for v in run_checks(FILES)] == ["not run"] and seen == []
    assert [v.state for v in run_checks(FILES, only=["checkov"])] == ["passed"]
    monkeypatch.setenv("DEVOPS_SQUAD_ALL", "1")
    assert [v.state for v in run_checks(FILES)] == ["passed"]


def test_the_same_files_give_the_same_words() -> None:
    only = ["coherence", "data_syntax", "github", "gitlab"]
    assert run_checks(FILES, only=only) == run_checks(FILES, only=only)


@pytest.mark.parametrize(
    ("words", "version"),
    [
        ("Haskell Dockerfile Linter 2.15.1", "2.15.1"),
        ("v20.20.2\n", "20.20.2"),
        ("Docker version 28.2.2, build e6534b4", "28.2.2"),
        ("nginx version: nginx/1.22.1", "1.22.1"),
        ("28.5.2+dfsg4", "28.5.2+dfsg4"),
        ("ShellCheck - shell script analysis tool\nversion: 0.11.0\n", "0.11.0"),
        ("Docker Compose version 2.40.3-3", "2.40.3-3"),
        ("no version here", ""),
    ],
)
def test_versions_are_found_in_what_programs_print(words: str, version: str) -> None:
    assert find_version(words) == version
