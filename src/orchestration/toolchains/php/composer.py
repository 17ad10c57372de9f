"""What ``composer.json`` and ``composer.lock`` say, each value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from .extensions import plain_name

_PLATFORM = re.compile(r"^(?:php(?:-\w+)?|ext-.+|lib-.+|composer(?:-\w+)*)$", re.I)


@dataclass(frozen=True, slots=True)
class Composer:
    """The manifest; every field is empty where it says nothing or is broken."""

    path: str = ""
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    requires: Mapping[str, Fact[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Packages, lower-cased; PHP and its extensions are apart."""
    requires_dev: Mapping[str, Fact[str]] = field(default_factory=lambda: MappingProxyType({}))
    php: Fact[str] | None = None
    platform_php: Fact[str] | None = None
    extensions: Mapping[str, Fact[str]] = field(default_factory=lambda: MappingProxyType({}))
    scripts: Mapping[str, Fact[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Name → what it runs; several lines joined by `` && ``."""

    @property
    def type(self) -> str:
        value = self.data.get("type")
        return value if isinstance(value, str) else ""

    def section(self, *keys: str) -> Mapping[str, Any]:
        value: Any = self.data
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lockfile that production installs."""

    name: str
    version: str
    requires: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lock:
    path: str = ""
    packages: tuple[Locked, ...] = ()
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name → exact version, development's packages too."""
    content_hash: str = ""


def read_composer(tree: Tree, app: str) -> Composer:
    path = join(app, "composer.json")
    data = tree.data(path) if tree.has(path) else None
    if not isinstance(data, dict):
        return Composer(path if tree.has(path) else "")
    requires, dev, extensions = {}, {}, {}
    php: Fact[str] | None = None
    for section, found in (("require", requires), ("require-dev", dev)):
        for name, version in _texts(data.get(section)):
            fact = Fact(version, (tree.key(path, section, name),))
            if name.lower() == "php" and section == "require":
                php = fact
            elif name.lower().startswith("ext-"):
                if section == "require" and plain_name(name):
                    extensions.setdefault(plain_name(name), fact)
            elif not _PLATFORM.match(name):
                found[name.lower()] = fact
    config = data.get("config")
    platform = config.get("platform") if isinstance(config, dict) else None
    stated = platform.get("php") if isinstance(platform, dict) else None
    platform_php = Fact(stated, (tree.key(path, "config", "platform", "php"),)) if isinstance(stated, str) else None
    scripts = {}
    raw = data.get("scripts")
    for name, value in raw.items() if isinstance(raw, dict) else ():
        lines = [value] if isinstance(value, str) else [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
        if lines and isinstance(name, str) and re.fullmatch(r"[\w:.-]+", name):
            scripts[name] = Fact(" && ".join(" ".join(line.split()) for line in lines), (tree.key(path, "scripts", name),))
    return Composer(path, MappingProxyType(data), MappingProxyType(requires), MappingProxyType(dev), php, platform_php, MappingProxyType(extensions), MappingProxyType(scripts))


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(key, str) and isinstance(item, str):
            yield key, item


def read_lock(tree: Tree, app: str) -> Lock:
    path = join(app, "composer.lock")
    data = tree.data(path) if tree.has(path) else None
    if not isinstance(data, dict):
        return Lock(path if tree.has(path) else "")
    packages, versions = [], {}
    for section in ("packages", "packages-dev"):
        rows = data.get(section)
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not isinstance(row.get("version"), str):
                continue
            name, version = row["name"].lower(), row["version"].removeprefix("v")
            versions.setdefault(name, version)
            if section == "packages":
                packages.append(Locked(name, version, MappingProxyType(dict(_texts(row.get("require"))))))
    stated = data.get("content-hash")
    return Lock(path, tuple(packages), MappingProxyType(versions), stated if isinstance(stated, str) else "")


def line_of_requirement(tree: Tree, lock: Lock, package: str, requirement: str) -> Evidence:
    """Where the lockfile says that a package needs something of the platform."""
    at = tree.find(lock.path, rf"^\s*\"name\":\s*\"{re.escape(package)}\"")
    found = tree.find(lock.path, rf"^\s*\"{re.escape(requirement)}\":", at.line) if at else None
    line = found or at
    return Evidence(lock.path, line.line if line else 0, f"{package}: {line.quote.strip() if line else requirement}"[:120])


def path_repositories(composer: Composer) -> tuple[str, ...]:
    """Directories whose packages the project installs from itself; globs are cut to the directory above them."""
    rows = composer.data.get("repositories")
    rows = list(rows.values()) if isinstance(rows, dict) else rows if isinstance(rows, list) else []
    found = []
    for row in rows:
        url = row.get("url") if isinstance(row, dict) and row.get("type") == "path" else None
        if isinstance(url, str):
            plain = re.split(r"/?\*", url)[0].removeprefix("./").strip("/")
            if plain and re.fullmatch(r"[\w./-]+", plain):
                found.append(plain)
    return tuple(dict.fromkeys(found))


def private_repositories(composer: Composer) -> tuple[str, ...]:
    """Hosts other than the public registry that packages come from."""
    rows = composer.data.get("repositories")
    rows = list(rows.values()) if isinstance(rows, dict) else rows if isinstance(rows, list) else []
    urls = [row["url"] for row in rows if isinstance(row, dict) and row.get("type") in ("composer", "vcs", "git", "gitlab", "github") and isinstance(row.get("url"), str)]
    hosts = [m[1] for url in urls if (m := re.match(r"(?:https?://|ssh://)?(?:[\w.-]+@)?([\w.-]+\.[a-z]{2,})", url))]
    return tuple(dict.fromkeys(h for h in hosts if not re.search(r"(?:^|\.)(?:packagist\.org|asset-packagist\.org|wpackagist\.org|packages\.drupal\.org)$", h)))
