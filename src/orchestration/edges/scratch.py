"""Temporary directories that hold files laid out as in a project, for programs that only read from disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath


def place(root: Path, path: str, text: str, executable: bool = False) -> Path:
    """Write one file below ``root``, directories included.

    Raises:
        ValueError: ``path`` is absolute or leads out of ``root``.
    """
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\0" in path:
        raise ValueError(f"not a path inside a project: {path!r}")
    target = root / pure
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8", errors="surrogateescape", newline="")
    if executable:
        target.chmod(0o755)
    return target


@contextmanager
def scratch(files: Mapping[str, str]) -> Iterator[Path]:
    """A fresh directory only this user can enter, holding ``files`` (relative path → text); gone afterwards."""
    root = Path(tempfile.mkdtemp(prefix="devops-squad-")).resolve()
    try:
        for path in sorted(files):
            place(root, path, files[path])
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def is_inside(root: str | os.PathLike[str], path: str) -> bool:
    """Whether a file or directory of that relative path exists below ``root``, links out of it not counted."""
    base = Path(root).resolve()
    try:
        target = (base / path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return False
    return target == base or target.is_relative_to(base)
