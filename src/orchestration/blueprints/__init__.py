"""Whole files of fixed form, handed over as they are; what differs between projects stays outside, in variables."""

from __future__ import annotations

from importlib.resources import files


def blueprint(path: str) -> str:
    """The text of a blueprint, byte for byte: ``blueprint("ci/smoke-test.sh")``."""
    return files(__package__).joinpath(*path.split("/")).read_text("utf-8")
