"""What an audit found last time, kept in the user's cache: one file a project, bounded, thrown away where it does not hold."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import Any

MAX_BYTES = 64 * 1024 * 1024
MOST_PROJECTS = 40


def default_place() -> Path:
    """``$DEVOPS_SQUAD_AUDITS``, else in the user's cache."""
    given = os.environ.get("DEVOPS_SQUAD_AUDITS")
    if given:
        return Path(given).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "devops-squad" / "audits"


def _file(root: Path, folder: Path) -> Path:
    return folder / f"{hashlib.sha256(os.fsencode(root)).hexdigest()[:32]}.json.gz"


def recall(root: Path, engine: str, folder: Path | None = None) -> dict[str, Any]:
    """
    Args:
        engine: what made it; what another engine found is not asked for.
    """
    try:
        with gzip.open(_file(root, folder or default_place())) as file:
            data = file.read(MAX_BYTES + 1)
        found = json.loads(data) if len(data) <= MAX_BYTES else {}
        return dict(found["kept"]) if found.get("engine") == engine else {}
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error, RecursionError):
        return {}


def remember(root: Path, engine: str, kept: dict[str, Any], folder: Path | None = None) -> None:
    """Not being able to is no error: the next audit takes longer."""
    folder = folder or default_place()
    place = _file(root, folder)
    part = place.with_suffix(f".{os.getpid()}.part")
    try:
        data = json.dumps({"engine": engine, "kept": kept}, sort_keys=True).encode()
        if len(data) > MAX_BYTES:
            return
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(gzip.compress(data, 3, mtime=0))
        os.replace(part, place)
        for old in sorted(folder.glob("*.json.gz"), key=lambda p: p.stat().st_mtime, reverse=True)[MOST_PROJECTS:]:
            old.unlink(missing_ok=True)
    except (OSError, ValueError):
        part.unlink(missing_ok=True)
