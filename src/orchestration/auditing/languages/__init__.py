"""Which file is of which language, and the reader that makes a :class:`~orchestration.auditing.syntax.Module` of it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ..syntax import Module

SUFFIXES = {
    ".py": "python", ".pyi": "python", ".pyw": "python",
    ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript",
    ".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "typescript",
    ".vue": "javascript", ".svelte": "javascript",
    ".java": "java", ".jsp": "java", ".jspf": "java", ".tag": "java",
    ".go": "go",
    ".php": "php",
    ".rb": "ruby", ".erb": "ruby", ".rake": "ruby", ".ru": "ruby",
    ".cs": "csharp",
}
"""File ending → language; a language's rules are those of its family (TypeScript's are JavaScript's)."""

_READERS = {"python": "python", "javascript": "javascript", "typescript": "javascript", "java": "java", "go": "go", "php": "php", "ruby": "ruby", "csharp": "csharp"}
"""Language → the module of this package that reads it; imported where a file of it is met, so that a parser costs nothing elsewhere."""

FAMILY = {language: reader for language, reader in _READERS.items()}


def reader(language: str) -> Callable[[str, bytes], Module]:
    """(path, source) → Module. A reader never raises for what the source says: what it cannot parse stands in ``Module.broken``."""
    return import_module(f".{_READERS[language]}", __name__).read
