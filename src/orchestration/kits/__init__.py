"""Real source files that are handed over as they are; each runs and is tested by itself."""

from __future__ import annotations

from importlib.resources import files


def kit(path: str) -> str:
    """The text of a kit file, byte for byte: ``kit("container/entrypoint.sh")``."""
    return files(__package__).joinpath(*path.split("/")).read_text("utf-8")
