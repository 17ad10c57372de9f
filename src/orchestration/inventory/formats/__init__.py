"""The files that say what a project depends on: which names mean which format; a format is only loaded when a file of it is met."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from ...model.registry import Registry
from ..reading import Format

LOCKS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "bun-lock": ("bun.lock", "bun.lockb"),
    "cargo-lock": ("Cargo.lock",),
    "composer-lock": ("composer.lock",),
    "deno-lock": ("deno.lock",),
    "gemfile-lock": ("Gemfile.lock", "gems.locked"),
    "gradle-lockfile": ("gradle.lockfile", "buildscript-gradle.lockfile"),
    "mix-lock": ("mix.lock",),
    "nuget-lock": ("packages.lock.json", "packages.*.lock.json"),
    "package-lock": ("npm-shrinkwrap.json", "package-lock.json"),
    "pdm-lock": ("pdm.lock", "pdm.*.lock"),
    "pipfile-lock": ("Pipfile.lock",),
    "pnpm-lock": ("pnpm-lock.yaml",),
    "poetry-lock": ("poetry.lock",),
    "pubspec-lock": ("pubspec.lock",),
    "pylock": ("pylock.toml", "pylock.*.toml"),
    "uv-lock": ("uv.lock",),
    "yarn-lock": ("yarn.lock",),
})
"""Read first: each answers for the manifests it was made from."""
MANIFESTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "cargo-toml": ("Cargo.toml",),
    "composer-json": ("composer.json",),
    "cyclonedx": ("bom.json", "*.cdx.json", "*.bom.json", "cyclonedx.json", "*.cyclonedx.json", "sbom.json", "*.sbom.json"),
    "dockerfile": ("Dockerfile", "Containerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile.*"),
    "gemfile": ("Gemfile", "gems.rb"),
    "go-mod": ("go.mod",),
    "go-sum": ("go.sum",),
    "gradle-build": ("build.gradle", "build.gradle.kts"),
    "mix-exs": ("mix.exs",),
    "msbuild": ("*.csproj", "*.fsproj", "*.vbproj", "Directory.Packages.props"),
    "package-json": ("package.json",),
    "packages-config": ("packages.config",),
    "pipfile": ("Pipfile",),
    "pom": ("pom.xml",),
    "pubspec": ("pubspec.yaml",),
    "pyproject": ("pyproject.toml",),
    "requirements": ("requirements*.txt", "*requirements.txt", "*-requirements*.txt", "requirements*.in", "requirements*.lock", "requirements/*.txt", "requirements/*.in"),
    "setup-cfg": ("setup.cfg",),
    "setup-py": ("setup.py",),
    "spdx": ("*.spdx.json", "spdx.json"),
    "version-catalogue": ("libs.versions.toml", "*.versions.toml"),
})
"""Read where nothing else has answered for them, in this order of ids where one may answer for another."""
_FIRST = ("go-mod", "requirements", "msbuild", "gradle-build")
"""Manifests that answer for others: go.mod for go.sum, a compiled requirements.txt for its sources, a project for the versions it shares."""

FORMATS: Mapping[str, Format] = Registry(__package__ or "", (*LOCKS, *MANIFESTS), "FORMAT")


@lru_cache(maxsize=1)
def _patterns() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{key.replace('-', '_')}>{'|'.join(_regex(name) for name in names)})" for key, names in (*LOCKS.items(), *MANIFESTS.items())))


def _regex(pattern: str) -> str:
    return ("" if "/" in pattern else "(?:[^/]*/)?") + re.escape(pattern).replace(r"\*", "[^/]*")


def format_of(path: str) -> str:
    """The id of the format a file has by its name; empty where it is none of ours."""
    folder, _, name = path.rpartition("/")
    if name.endswith(".dockerignore"):
        return ""
    match = _patterns().fullmatch(f"{folder.rpartition('/')[2]}/{name}" if folder else name)
    return (match.lastgroup or "").replace("_", "-") if match else ""


def rank(format_id: str) -> int:
    """When a format's turn is: lockfiles, then manifests that answer for others, then the rest."""
    return 0 if format_id in LOCKS else 1 + _FIRST.index(format_id) if format_id in _FIRST else 1 + len(_FIRST)
