"""What a platform states about releasing to it from a pipeline: what is shipped, who may ship it, by which scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from .ci import ActionUse
from .command import Command
from .profile import StaticSite
from .text import Text


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


ScriptRole = Literal["build", "deploy", "rollback", "preview", "preview-remove", "login", "registry-login", "credential"]
"""What a pipeline calls. Each takes its values from environment variables and writes ``key=value`` lines to ``$DEPLOY_OUTPUT``:

- ``build``: makes ``$BUNDLE`` (a ``.tgz``) from the checkout; only where the platform ships bundles.
- ``deploy``: ships ``$IMAGE`` (by digest) or the unpacked ``$BUNDLE``; writes ``previous=`` *before* it changes anything, then ``url=``.
- ``rollback``: puts ``$PREVIOUS`` back.
- ``preview``: ships the same thing beside what is live, under the name ``$PREVIEW``; writes ``url=``.
- ``preview-remove``: takes ``$PREVIEW`` away.
- ``login``: lets the platform's own client in.
- ``registry-login``: leaves a login for the host of ``$IMAGE_REPOSITORY`` where skopeo finds it.
- ``credential``: called by the platform's own client when it wants a token.
"""


SCRIPTS = "ci"
"""The directory of a project that the scripts are written to: ``ci/deploy.sh``."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value a person enters once in the CI system."""

    name: str
    why: Text
    is_secret: bool = False
    per_environment: bool = True
    """False: one value for the whole repository (a registry's name)."""
    needed: bool = True
    example: str = ""
    for_previews: bool = False
    """Of use only where changes are shown in a place of their own."""


@dataclass(frozen=True, slots=True)
class GitHubAccess:
    """How a job on GitHub's runners gets in."""

    login: tuple[ActionUse | Command, ...] = ()
    """Steps that sign in to the platform, by OIDC where it accepts that."""
    registry: tuple[ActionUse | Command, ...] = ()
    """Steps after ``login`` that let Docker into the platform's own registry."""
    uses_oidc: bool = False
    env: Mapping[str, str] = field(default_factory=_nothing)
    """For ``deploy``, ``rollback`` and ``preview``: variable → GitHub expression or value."""
    smoke_env: Mapping[str, str] = field(default_factory=_nothing)
    """More variables for what asks a deployment for its health."""
    tools: tuple[ActionUse | Command, ...] = ()
    """Steps that make the platform's client available."""


@dataclass(frozen=True, slots=True)
class GitLabAccess:
    """How a GitLab job gets in."""

    image: str
    """For jobs that call the platform; has bash, curl and the platform's client."""
    id_token: str = ""
    """Variable that receives GitLab's OIDC token; empty: the platform accepts none."""
    audience: str = ""
    """May name CI variables (``$KUBE_AUDIENCE``)."""
    login: tuple[Command, ...] = ()
    env: Mapping[str, str] = field(default_factory=_nothing)
    client_setup: tuple[Command, ...] = ()
    """What the image lacks of bash, curl and jq."""
    registry_packages: tuple[str, ...] = ()
    """Alpine packages that ``registry-login`` needs beside bash, curl, jq and skopeo."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A place to run, as a release pipeline sees it."""

    id: str
    title: str
    ships: Literal["image", "bundle"]
    """``image``: a container image, promoted by digest. ``bundle``: the prebuilt output as one archive, promoted by its SHA-256."""
    registry: Literal["ci", "own", ""] = ""
    """``ci``: the CI system's container registry; ``own``: the one named by ``IMAGE_REPOSITORY``; empty for bundles."""
    deploys: bool = True
    """False: the pipeline ends with the attested image."""
    process: Literal["kept", "functions", "isolates"] = "kept"
    """``kept``: the app's process stays between requests, its ports can be reached inside, and a signal comes before its end. ``functions``: the language's own
    runtime, started when asked and frozen between. ``isolates``: another runtime, which knows little of the language's own."""
    scripts: Mapping[str, str] = field(default_factory=_nothing)
    """ScriptRole → file below ``blueprints/``."""
    settings: tuple[Setting, ...] = ()
    github: GitHubAccess = GitHubAccess()
    gitlab: GitLabAccess = GitLabAccess("")
    builds_itself: bool = False
    """The ``build`` script installs and builds the project; else that was done before it."""
    build_environment: str = ""
    """The CI environment whose settings the ``build`` script reads; empty: it needs none."""
    architectures: tuple[str, ...] = ()
    """The OCI platforms it runs; empty: whatever its machines are."""
    no_preview: Text | None = None
    """Why there are no preview deployments, where there is no ``preview`` script."""
    no_oidc: Text | None = None
    """Why a token has to be stored, where the platform accepts no OIDC."""
    needs_files: tuple[str, ...] = ()
    """One of these must be in the app's directory, or it cannot be shipped …"""
    needs_files_why: Text | None = None
    site_file: Callable[[StaticSite, str], tuple[str, str, str]] | None = None
    """… except a static site, for which this makes one: (site, app's name) → path in the app's directory, text, artefact kind."""
    next_steps: tuple[Text, ...] = ()
