"""GitLab CI files as data → text: scripts quoted for the shell, jobs in the order of their stages."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from .yaml import Note, dump


def cd(directory: str) -> list[str]:
    """The line that goes there from the check-out's root; none for the root itself."""
    return [] if directory == "." else [f"cd {shlex.quote(directory)}"]


def image(ref: str) -> dict[str, Any]:
    """An image whose entrypoint is out of the way: GitLab starts a shell in it."""
    return {"name": ref, "entrypoint": [""]}


def pipeline(stages: Iterable[str], jobs: Mapping[str, Any], *, header: str, workflow: Mapping[str, Any], default: Mapping[str, Any],
             variables: Mapping[str, Any] | None = None) -> str:
    """The file's text; stages without a job are left out."""
    used = {(value.value if isinstance(value, Note) else value).get("stage") for value in jobs.values()}
    out: dict[str, Any] = {
        "workflow": dict(workflow),
        "stages": Note([s for s in stages if s in used], gap=True),
        "default": Note(dict(default), gap=True),
    }
    if variables:
        out["variables"] = Note(dict(variables), gap=True)
    for name, value in jobs.items():
        out[name] = Note(value, gap=True)
    return dump(out, header)
