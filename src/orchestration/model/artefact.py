"""A file the product hands over, and its kind: what will consume it, and so which checks apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .text import Text

Kind = Literal[
    "dockerfile", "dockerignore", "compose", "github-workflow", "github-action", "gitlab-ci", "dependabot", "renovate", "env-example",
    "nginx", "shell", "javascript", "typescript", "python", "go", "java", "json", "yaml", "toml", "markdown", "text",
    "prometheus-rules", "prometheus-tests", "prometheus-config", "alertmanager-config", "openslo", "grafana-dashboard", "sentry", "logql",
    "datadog-dashboard", "datadog-monitor", "datadog-slo", "datadog-openmetrics",
]


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file."""

    path: str
    """Relative to the project's root, forward slashes, never absolute, never through ``..``."""
    text: str
    kind: Kind
    why: Text
    executable: bool = False
    mode: Literal["new", "wiring", "kept"] = "new"
    """``wiring``: not a file to write but an edit a person makes; ``text`` is the instruction. ``kept``: a person's file that
    stands at the path and stays; ``text`` is theirs."""
    serves: str = ""
    """The path of the one file that uses this one; where a person's own file stands there, this one is of no use."""
    origin: Literal["engine", "llm"] = "engine"
    """``llm``: a language model wrote it; only its form is checked."""

    def __post_init__(self) -> None:
        parts = self.path.split("/")
        if not self.path or self.path.startswith("/") or "\\" in self.path or any(p in ("", ".", "..") for p in parts) or "\0" in self.path:
            raise ValueError(f"not a path inside a project: {self.path!r}")


@dataclass(frozen=True, slots=True)
class FileSet:
    """All files of a project that one look must see together: path → (kind, text)."""

    files: Mapping[str, tuple[Kind, str]]

    def of(self, *kinds: str) -> tuple[tuple[str, str], ...]:
        return tuple((path, text) for path, (kind, text) in sorted(self.files.items()) if kind in kinds)
