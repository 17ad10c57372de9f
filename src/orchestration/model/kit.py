"""What of a kit goes into a project: files as they are, a settings file, packages to install, and the line that switches it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .artefact import Kind


@dataclass(frozen=True, slots=True)
class Kit:
    """Observability for one kind of application."""

    id: str
    """The folder below ``kits``."""
    directory: str
    """In the project, relative to the app: ``"observability"``."""
    files: Mapping[str, Kind]
    """Path below ``directory`` → kind, sorted."""
    settings: str
    """The one of them that holds the parameters."""
    install: str
    """The command that adds its packages, by the project's own package manager."""
    entry: str
    """The file to wire, relative to the app; empty where it is not known, or made by a compiler."""
    wiring: str
    """What has to stand there, and where, as code."""
    mark: str
    """Words by which a wired entry is recognised."""
    is_first_line: bool
    """The wiring is one line at the top, which can be put there without understanding the rest."""
    metrics_port: int = 9464
    """OpenTelemetry's port for a Prometheus exporter."""
    liveness: str = "/livez"
    readiness: str = "/readyz"
    startup: str = "/startupz"
