"""A ``.dockerignore`` as an allow-list: everything is out, then what is needed is let in."""

from __future__ import annotations

from collections.abc import Iterable

NEVER = ("**/.env", "**/.env.*", "**/node_modules", "**/__pycache__", "**/.git", "**/*.pem", "**/*.key", "**/.DS_Store")
"""Kept out even below a directory that is let in."""


def _pattern(path: str) -> str:
    escaped = "".join("\\" + ch if ch in "*?[\\" else ch for ch in path.rstrip("/"))
    return "!/" + escaped


def dockerignore(allowed: Iterable[str], comment: str, never: Iterable[str] = ()) -> str:
    """The file's text; ``allowed`` are files, or directories ending in ``/``, relative to the build context; ``never`` are patterns of the language's own."""
    kept_out = (*NEVER, *never)
    paths = sorted({p for p in allowed if p.isprintable()})
    if "./" in paths or "." in paths:
        lines = [f"# {comment}", *kept_out]
    else:
        lines = [f"# {comment}", "*", *(_pattern(p) for p in paths), *kept_out]
    return "\n".join(lines) + "\n"
