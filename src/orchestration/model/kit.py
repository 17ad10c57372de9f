"""What of a kit goes into a project: files as they are, a settings file, packages to install, and the line that switches it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .artefact import Kind
from .text import Text

AFTER_THE_APP = Text("after the app is made", "après la création de l'application")


@dataclass(frozen=True, slots=True)
class Kit:
    """Observability for one kind of application."""

    directory: str
    """In the project, relative to the app: ``"observability"``."""
    files: Mapping[str, tuple[str, Kind]]
    """Path relative to the app → the file below ``kits`` that goes there, and its kind; sorted. Several folders of ``kits`` may lend some."""
    settings: str
    """The one of them that holds the parameters."""
    install: str
    """The command that adds its packages, by the project's own package manager."""
    entry: str
    """The file to wire, relative to the app; empty where it is not known, or made by a compiler. One of ``files``: it is wired as it comes."""
    wiring: str
    """What has to stand there, and where, as code."""
    mark: str
    """Words by which a wired entry is recognised."""
    is_first_line: bool
    """The wiring is one line at the top, which can be put there without understanding the rest."""
    error_tracking: str
    """The command that adds Sentry's package, by the project's own package manager."""
    sentry_platform: str
    """What Sentry calls such an app."""
    place: Text = AFTER_THE_APP
    """Where in the entry it belongs, if not at the top."""
    after: str = ""
    """A regular expression of the line it follows there, where one can be told without understanding the rest."""
    also: tuple[tuple[str, str], ...] = ()
    """More files of the project's own that need a line, with that line; what the kit brings itself is not among them."""
    browser_settings: str = ""
    """The one of ``files`` that holds what is decided in the browser; empty where the kit has no part there."""
    is_for_functions: bool = False
    """Logs and the two probes as routes: there is no process to measure, ask or drain."""
    metrics_port: int = 9464
    """OpenTelemetry's port for a Prometheus exporter."""
    liveness: str = "/livez"
    readiness: str = "/readyz"
    startup: str = "/startupz"

    @property
    def brings_entry(self) -> bool:
        """Nothing of the project's own has to be touched."""
        return self.entry in self.files
