"""Who asks for what, where: the same value from the library, the command line, MCP and the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from .text import Language

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {"stack": "nodejs", "platform": "vercel", "environment": "production", "service_name": "app"}
)
"""What the contract says a key left out means."""


@dataclass(frozen=True, slots=True)
class Request:
    """One task for one application."""

    task: str
    project: str | None = None
    """A directory to look at; None: only ``stack`` is known."""
    app: str | None = None
    """Which application of a monorepo, by path or name."""
    stack: str | None = None
    """A registry key in ``stacks``; with a project it is only a check, never an override of what is read."""
    platform: str | None = None
    environment: str = "production"
    service_name: str | None = None
    requirements: str = ""
    language: Language = "en"
    arch: tuple[str, ...] = ()
    """CPU architectures as in OCI platforms: ``linux/amd64``, ``linux/arm64``; empty: the builder's own."""
    code: str = ""
    package_file: str = ""
    files: tuple[tuple[str, str], ...] = ()
    """(path, text) of files that stand nowhere yet: what another task has just made."""
    today: date | None = None
    """For end-of-life warnings; None: the clock's."""
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Decisions the caller makes for the task, by the Spec's own names."""
