"""The forms a toolchain, a stack, a platform and a task fill in; their registries map an id to one of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .ci import CIFacts
from .container import ContainerFacts
from .facts import Detection
from .profile import Manifest, Profile, Reading
from .text import Text
from .tree import Tree


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A language with its package managers. Every function is pure: it reads the Tree and returns a value."""

    id: str
    title: str
    runtime_product: str
    """Key in ``pins/runtimes.json``; empty for static sites."""
    source_suffixes: tuple[str, ...]
    """Where environment variables and ports are looked for: ``(".js", ".ts")``."""
    detect: Callable[[Tree, str], Detection | None]
    """(tree, directory) → how sure we are that an app of this language lives in exactly that directory."""
    workspaces: Callable[[Tree, str], tuple[str, ...]]
    """(tree, workspace root) → member directories, sorted; ``()`` where it is no workspace root."""
    manifest: Callable[[Tree, str, str], Manifest]
    """(tree, app directory, workspace root) → dependencies, scripts, lock."""
    read: Callable[[Tree, str, str, Manifest], Reading]
    """(tree, app directory, workspace root, manifest) → runtime versions, package manager, commands, entry …"""
    container: Callable[[Profile], ContainerFacts]
    """The recipe; raises PinMissing or BadValue where the profile asks for something that does not exist."""
    ci: Callable[[Profile], CIFacts]
    plain_stack: str
    """The stack when no framework is recognised."""
    manifest_names: tuple[str, ...] = ()
    """File names (or globs: ``*.csproj``) that make a directory worth asking ``detect`` about."""
    env_patterns: tuple[str, ...] = ()
    """Regular expressions with a group ``name`` and, where the code has one, a group ``default``; a group ``optional`` that matches says the code goes on without it."""
    env_words: tuple[str, ...] = ()
    """A file that holds none of these words reads no variable, and the slower patterns are not tried on it; empty: every file is searched."""
    counter_patterns: tuple[tuple[str, str], ...] = ()
    """(a word, a regular expression with a group ``name`` and perhaps ``namespace`` and ``subsystem``): how code declares a counter for Prometheus, in files that hold the word."""
    counter_ending: str = ""
    """What the client library puts behind a counter's name that lacks it."""
    service_clients: dict[str, str] = field(default_factory=dict)
    """Dependency name (as in Manifest) → ServiceKind."""
    file_urls: dict[str, str] = field(default_factory=dict)
    """Dependency name → the URL by which it opens a SQLite file, ``{}`` for the absolute path; the first that is there counts."""
    system_packages: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """Dependency name → (Debian packages to build it, Debian packages to run it)."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A framework on a toolchain."""

    id: str
    title: str
    toolchain: str
    detect: Callable[[Tree, str, Manifest], Detection | None]
    read: Callable[[Tree, str, Manifest], Reading]
    """What the framework adds or knows better: start and build commands, port, site, health path, traits …"""
    container: Callable[[Profile, ContainerFacts], ContainerFacts]
    """Refines the toolchain's recipe (``dataclasses.replace``)."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """The know-how of one of the contract's tasks."""

    id: str
    agent: str
    title: Text
    specify: Callable[..., Any]
    plan: Callable[..., Any]
    needs_app: bool = True
    """Whether it is about one application; else it goes on where none is recognised, or several are and none is chosen."""
