"""Temporary copies are laid out as in the project, private, gone afterwards, and never outside."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from orchestration.edges.scratch import is_inside, scratch


def test_files_are_laid_out_and_gone_afterwards() -> None:
    with scratch({".github/workflows/ci.yml": "on: push\n", "a b/é.txt": "x\r\n"}) as root:
        assert (root / ".github/workflows/ci.yml").read_text() == "on: push\n"
        assert (root / "a b/é.txt").read_bytes() == b"x\r\n"
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert not root.exists()


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "", "a\0b"])
def test_nothing_is_written_outside(path: str) -> None:
    with pytest.raises(ValueError), scratch({path: "x"}):
        pass


def test_what_exists_inside(tmp_path: Path) -> None:
    (tmp_path / "project" / "docker").mkdir(parents=True)
    (tmp_path / "outside").write_text("x")
    root = tmp_path / "project"
    (root / "Dockerfile").write_text("FROM scratch")
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "loop").symlink_to(root / "loop")
    assert [name for name in ("Dockerfile", "docker", ".", "link", "loop", "../outside", "gone") if is_inside(root, name)] == [
        "Dockerfile",
        "docker",
        ".",
    ]
