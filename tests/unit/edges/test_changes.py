"""Which lines a branch changed, as a real git tells it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from orchestration.edges.changes import changed_lines
from orchestration.model.errors import BadValue


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false", *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/é a.py").write_text("one\ntwo\nthree\nfour\n")
    (tmp_path / "gone.py").write_text("x\n")
    (tmp_path / "same.py").write_text("x\n")
    git("add", "-A")
    git("commit", "-qm", "a")
    git("checkout", "-qb", "feature")
    (tmp_path / "app/é a.py").write_text("one\nTWO\nthree\nfour\nfive\nsix\n")
    git("commit", "-qam", "b")
    git("checkout", "-q", "main")
    (tmp_path / "same.py").write_text("changed on main\n")
    git("commit", "-qam", "c")
    git("checkout", "-q", "feature")
    (tmp_path / "gone.py").unlink()
    (tmp_path / "new.py").write_text("+++ b/same.py\n@@ -1 +1 @@\n")
    return tmp_path


def test_what_the_branch_and_the_working_tree_changed(repository: Path) -> None:
    assert changed_lines(repository, "main") == {"app/é a.py": ((2, 2), (5, 6)), "new.py": ((1, 10 ** 9),)}


def test_paths_are_the_audited_directorys(repository: Path) -> None:
    assert changed_lines(repository / "app", "main") == {"é a.py": ((2, 2), (5, 6))}


@pytest.mark.parametrize("revision", ["no-such", "--output=x", "-x", "", "main; rm", "$(x)", "a" * 300])
def test_what_is_no_revision_is_refused(repository: Path, revision: str) -> None:
    with pytest.raises(BadValue):
        changed_lines(repository, revision)


def test_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="cannot be told"):
        changed_lines(tmp_path, "main")


def test_nothing_the_repository_names_is_run(repository: Path) -> None:
    mark = repository.parent / "was-run"
    for key in ("diff.external", "core.fsmonitor", "core.pager", "diff.x.textconv", "diff.x.command"):
        subprocess.run(["git", "-C", str(repository), "config", key, f"touch {mark} #"], check=True)
    (repository / ".gitattributes").write_text("*.py diff=x\n")
    changed_lines(repository, "main")
    assert not mark.exists()
