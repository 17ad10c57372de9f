"""MkDocs: a Python program that turns pages of documentation into files."""

from __future__ import annotations

from ..model.provider import Stack
from ..toolchains.python.documentation import container, detect_mkdocs, read_mkdocs

STACK = Stack("mkdocs", "MkDocs", "python", detect_mkdocs, read_mkdocs, container)
