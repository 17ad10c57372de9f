"""The history of a real repository is looked at; what stands in the files now is told there."""

import os
import subprocess

import pytest

from orchestration.auditing.history import history
from orchestration.auditing.secrets import secrets
from orchestration.edges import runner

pytestmark = pytest.mark.skipif(runner.which("git") is None, reason="git is not installed")
OLD, KEPT = "password = 'Tr0ub4dor&3-x9'\n", "password = 'An0ther&7-y8zz'\n"


@pytest.fixture
def repository(tmp_path):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for name, text in (("a.py", "x = 1\n" + OLD), ("a.py", "x = 1\n"), ("b.py", KEPT)):
        (tmp_path / name).write_text(text)
        git("add", "-A")
        git("commit", "-qm", "c")
    return tmp_path


def test_what_was_taken_out_is_found_where_it_was(repository):
    found = history(repository, secrets("b.py", KEPT))
    assert [(s.path, s.line, s.id) for s in found.secrets] == [("a.py", 2, "password")]
    assert len(found.secrets[0].commit) == 40 and found.commits == 3 and found.unfinished is None


def test_less_than_all_is_said(repository):
    found = history(repository, most_commits=1)
    assert [s.path for s in found.secrets] == ["b.py"] and "1 commits" in found.unfinished.en


def test_no_repository_is_said(tmp_path):
    assert "not a git repository" in history(tmp_path).unfinished.en


def test_nothing_a_repository_configures_is_run(repository):
    mark = repository / "ran"
    program = repository / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    os.chmod(program, 0o755)
    (repository / ".gitattributes").write_text("*.py diff=evil\n")
    config = repository / ".git" / "config"
    config.write_text(config.read_text() + f"[diff]\n external = {program}\n[diff \"evil\"]\n command = {program}\n textconv = {program}\n[core]\n fsmonitor = {program}\n pager = {program}\n[log]\n showSignature = true\n[gpg]\n program = {program}\n")
    assert history(repository).secrets
    assert not mark.exists()
