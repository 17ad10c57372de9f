"""Sphinx: a Python program that turns pages of documentation into files."""

from __future__ import annotations

from ..model.provider import Stack
from ..toolchains.python.documentation import container, detect_sphinx, read_sphinx

STACK = Stack("sphinx", "Sphinx", "python", detect_sphinx, read_sphinx, container)
