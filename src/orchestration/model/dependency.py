"""What a project depends on: packages as the advisory databases name them, where each was read, and what could not be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from .facts import Evidence
from .text import Text

Scope = Literal["production", "development", "optional", "unknown"]

_PURL_TYPES = {
    "npm": "npm", "PyPI": "pypi", "Go": "golang", "Maven": "maven", "RubyGems": "gem", "Packagist": "composer", "crates.io": "cargo",
    "NuGet": "nuget", "Hex": "hex", "Pub": "pub", "Docker": "docker",
}
"""The package URL types of OSV's ecosystems: https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst"""
_DISTRIBUTIONS = {"Debian": ("deb", "debian"), "Ubuntu": ("deb", "ubuntu"), "Alpine": ("apk", "alpine")}
"""What OSV writes ``Debian:12`` is a type, a namespace and a qualifier in a package URL."""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One version of one package."""

    ecosystem: str
    """By OSV's names: ``npm``, ``PyPI``, ``Go``, ``Maven``, ``RubyGems``, ``Packagist``, ``crates.io``, ``NuGet``, ``Hex``, ``Pub``, ``Debian:12``, ``Alpine:v3.20``; ``Docker`` for an image."""
    name: str
    """As the ecosystem normalises it: PEP 503 for PyPI, ``group:artifact`` for Maven."""
    version: str
    """As the ecosystem's own tools write it: Go's keeps its ``v``, Composer's has none; ``stdlib`` of Go is the toolchain's number."""

    @property
    def purl(self) -> str:
        """The package URL: https://github.com/package-url/purl-spec."""
        family, _, release = self.ecosystem.partition(":")
        version = f"@{quote(self.version, safe='.-_~+:')}" if self.version else ""
        if family in _DISTRIBUTIONS:
            kind, namespace = _DISTRIBUTIONS[family]
            distribution = f"?distro={namespace}-{quote(release.removeprefix('v').partition(':')[0], safe='.-_~')}" if release else ""
            return f"pkg:{kind}/{namespace}/{quote(self.name, safe='.-_~')}{version}{distribution}"
        name = self.name.replace(":", "/", 1) if family == "Maven" else self.name
        return f"pkg:{_PURL_TYPES.get(family, 'generic')}/{quote(name, safe='/.-_~')}{version}"


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """A package that a file of the project says is used."""

    package: Package
    evidence: Evidence
    scope: Scope
    is_direct: bool | None
    """None where the file does not tell."""
    paths: tuple[tuple[str, ...], ...] = ()
    """Up to three shortest chains of ``name@version`` from a direct dependency to this one, itself last."""
    is_estimate: bool = False
    """The version is the lower bound of a manifest without a lockfile."""
    licence: str = ""
    """An SPDX expression, where the file states one."""
    wanted: str = ""
    """The manifest's own range, where it is direct."""


@dataclass(frozen=True, slots=True, order=True)
class Unresolved:
    """A dependency that is stated but names no version of a registry's package: said, never dropped."""

    name: str
    stated: str
    evidence: Evidence
    reason: Text
    is_of_image: bool = False
    """It is in a container image alone, and no manifest could ever say its version: an image, or what a distribution installs that day."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the files of a project say it depends on."""

    files: tuple[str, ...] = ()
    """That were read."""
    components: tuple[Component, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    unreadable: tuple[tuple[str, Text], ...] = ()
    """Files that could not be read, and why."""
