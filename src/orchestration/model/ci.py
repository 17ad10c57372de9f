"""What a toolchain knows of setting itself up on a CI runner; which jobs exist and in which order is the task's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .command import Command
from .container import ImageRef
from .text import Text


@dataclass(frozen=True, slots=True)
class ActionUse:
    """A GitHub action by name; its SHA and version come from ``pins/``."""

    uses: str
    """``"actions/setup-node"``; a path inside the repository is allowed (``"github/codeql-action/init"``)."""
    inputs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    name: Text | None = None


def set_up(what: str, french: str = "") -> Text:
    """The name of a step that makes a program available."""
    return Text(f"Set up {what}", f"Mise en place : {french or what}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who the project's own test configuration signs in as, where that is written down in it and no variable can change it."""

    user: str
    password: str
    """No secret: it stands in the repository, and the server it opens lives for one job."""
    host: str


@dataclass(frozen=True, slots=True)
class CIFacts:
    """Setting up and installing, on GitHub's runners and in a GitLab job's image."""

    setup: tuple[ActionUse | Command, ...]
    """Steps that make runtime and package manager available on a GitHub runner, caches included."""
    image: ImageRef
    """For GitLab jobs."""
    image_setup: tuple[Command, ...] = ()
    """Commands that make the package manager available in ``image``."""
    install: tuple[Command, ...] = ()
    """Frozen install of everything, lockfile check included, and what every job needs after it: generated code, packages of the
    workspace; run in ``Profile.root``."""
    run_prefix: tuple[str, ...] = ()
    """What starts a program of the project's own environment (``uv run``); empty: after the install it is on ``PATH``, or commands say it themselves."""
    cache_paths: tuple[str, ...] = ()
    """For GitLab: directories worth keeping, relative to the checkout (package managers are pointed there by ``cache_env``)."""
    cache_key_files: tuple[str, ...] = ()
    cache_env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codeql_language: str = ""
    """GitHub code scanning's name: ``javascript-typescript`` ``python`` ``go`` ``java-kotlin`` ``ruby`` ``csharp`` ``rust``; empty: unsupported."""
    codeql_build_mode: str = "none"
    """``none`` or ``autobuild``; see the CodeQL documentation for what each language supports."""
    dependabot_ecosystem: str = ""
    """Dependabot's name: ``npm`` ``pip`` ``uv`` ``gomod`` ``maven`` ``gradle`` ``bundler`` ``composer`` ``nuget`` ``cargo`` ``mix`` ``bun``."""
    browsers: tuple[Command, ...] = ()
    """Commands that install the browsers of the end-to-end runner the project has (run in ``Profile.path``); empty: it has none."""
    playwright_add: tuple[Command, ...] = ()
    """Commands a person runs once to add Playwright to the project, with its package manager; only ever shown, never run."""
    tests_migrate: bool = False
    """The test command itself makes its database and migrates it."""
    accounts: Mapping[str, Account] = field(default_factory=lambda: MappingProxyType({}))
    """Kind of service → whom the tests sign in as."""
    e2e_reports: tuple[str, ...] = ("playwright-report/", "test-results/")
    """Where the end-to-end runner leaves its report, relative to ``Profile.path``."""
