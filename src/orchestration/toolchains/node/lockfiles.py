"""Lockfiles of npm, pnpm, Yarn and Bun: what a package asked for when it was locked, and what it got.

Large ones are read line by line: a general YAML parser takes seconds for what is three levels of indentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...model.facts import Evidence, Fact
from ...model.tree import Tree


@dataclass(frozen=True, slots=True)
class Lock:
    """One package's part of a lockfile."""

    path: str = ""
    version: str = ""
    """The lockfile format's own version: npm ``3``, pnpm ``9.0``, Yarn ``1`` or berry's ``8``, Bun ``1``."""
    wanted: Mapping[str, str] | None = None
    """Name → range the manifest had when the lockfile was written; None where the format does not keep it (or is binary)."""
    got: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name → exact version of direct dependencies."""
    patterns: frozenset[str] = frozenset()
    """Yarn: every ``name@range`` that is locked."""
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def _plain(version: object) -> str:
    return re.sub(r"\(.*$", "", str(version)).split("_")[0].strip("'\" ")


def read_lock(tree: Tree, path: str, member: str = ".") -> Lock:
    """``member``: the package's directory relative to the lockfile's (``"."`` for its own)."""
    name = path.rsplit("/", 1)[-1]
    if not path or not tree.has(path):
        return Lock()
    if name in ("package-lock.json", "npm-shrinkwrap.json"):
        return _npm(tree, path, member)
    if name == "pnpm-lock.yaml":
        return _pnpm(tree, path, member)
    if name == "yarn.lock":
        return _yarn(tree, path)
    if name == "bun.lock":
        return _bun(tree, path, member)
    return Lock(path)


_GROUPS = ("dependencies", "devDependencies", "optionalDependencies")


def _npm(tree: Tree, path: str, member: str) -> Lock:
    data = tree.data(path)
    if not isinstance(data, dict):
        return Lock(path)
    version = str(data.get("lockfileVersion") or "1")
    packages = data.get("packages")
    if isinstance(packages, dict):
        own = packages.get("" if member == "." else member)
        own = own if isinstance(own, dict) else {}
        wanted = {str(k): str(v) for group in _GROUPS for k, v in (own.get(group) or {}).items()} if own else {}
        got = {}
        for dependency in wanted:
            for at in (f"{member}/node_modules/{dependency}", f"node_modules/{dependency}") if member != "." else (f"node_modules/{dependency}",):
                entry = packages.get(at)
                if isinstance(entry, dict) and isinstance(entry.get("version"), str):
                    got.setdefault(dependency, entry["version"])
        return Lock(path, version, MappingProxyType(wanted), MappingProxyType(got))
    dependencies = data.get("dependencies")
    got = {str(k): str(v["version"]) for k, v in dependencies.items() if isinstance(v, dict) and isinstance(v.get("version"), str)} if isinstance(dependencies, dict) else {}
    return Lock(path, version, None, MappingProxyType(got))


def _pnpm(tree: Tree, path: str, member: str) -> Lock:
    text = tree.text(path) or ""
    # pnpm 11 and later write a document for themselves first; the project's is the last one. All that is asked here stands
    # before the list of packages, which is most of the file.
    first = text.rfind("\n---\n") + 1
    before = text.count("\n", 0, first)
    end = text.find("\npackages:", first)
    text = text[first:end if end >= 0 else len(text)]
    version = ""
    wanted: dict[str, str] = {}
    got: dict[str, str] = {}
    lines: dict[str, int] = {}
    section = importer = group = dependency = ""
    has_importers = False
    for number, line in enumerate(text.split("\n"), before + 1):
        if line.startswith("---") or not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        key, _colon, value = line.strip().partition(": ") if ": " in line else (line.strip().rstrip(":"), ":", "")
        key, value = key.strip("'\""), value.strip().strip("'\"")
        if indent == 0:
            section = key
            importer = "." if key in ("specifiers", *_GROUPS) else ""
            group = key
            if key == "lockfileVersion":
                version = value
            if key in ("packages", "snapshots"):
                section = "packages"
            has_importers = has_importers or key == "importers"
            continue
        if section == "packages":
            continue
        if section == "importers":
            if indent == 2:
                importer = key
            elif indent == 4:
                group = key
            elif importer == member and indent == 6:
                dependency = key
                if value and group == "specifiers":
                    wanted[key] = value
                    lines[key] = number
                elif value and group in _GROUPS:
                    got[key] = _plain(value)
            elif importer == member and indent == 8 and group in _GROUPS:
                if key == "specifier":
                    wanted[dependency] = value
                    lines[dependency] = number
                elif key == "version":
                    got[dependency] = _plain(value)
        elif section in ("specifiers", *_GROUPS) and member == "." and not has_importers:
            if indent == 2:
                dependency = key
                if value and section == "specifiers":
                    wanted[key] = value
                    lines[key] = number
                elif value:
                    got[key] = _plain(value)
            elif indent == 4 and key == "specifier":
                wanted[dependency] = value
                lines[dependency] = number
            elif indent == 4 and key == "version":
                got[dependency] = _plain(value)
    return Lock(path, version, MappingProxyType(wanted), MappingProxyType(got), lines=MappingProxyType(lines))


def _yarn(tree: Tree, path: str) -> Lock:
    text = tree.text(path) or ""
    version = "1" if "# yarn lockfile v1" in text[:400] else ""
    patterns: set[str] = set()
    got: dict[str, str] = {}
    current: list[str] = []
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            current = [part.strip().strip('"') for part in line.rstrip(":").strip('"').split(", ")]
            if current == ["__metadata"]:
                continue
            patterns.update(current)
        elif line.startswith("  version") and current:
            value = line.strip().removeprefix("version").lstrip(":").strip().strip('"')
            if current == ["__metadata"]:
                version = value
            for part in current:
                name = part[:part.rfind("@", 1)] if "@" in part[1:] else part
                got.setdefault(re.sub(r"@(?:npm|workspace|patch):?.*$", "", name) or name, value)
            current = []
    return Lock(path, version or "1", None, MappingProxyType(got), frozenset(patterns))


def _bun(tree: Tree, path: str, member: str) -> Lock:
    data = tree.data(path)
    if not isinstance(data, dict):
        return Lock(path)
    spaces, packages = data.get("workspaces"), data.get("packages")
    own = spaces.get("" if member == "." else member) if isinstance(spaces, dict) else None
    wanted = {str(k): str(v) for group in _GROUPS for k, v in (own.get(group) or {}).items()} if isinstance(own, dict) else {}
    got = {}
    for name in wanted:
        entry = packages.get(name) if isinstance(packages, dict) else None
        if isinstance(entry, list) and entry and isinstance(entry[0], str) and "@" in entry[0][1:]:
            got[name] = entry[0].rpartition("@")[2]
    return Lock(path, str(data.get("lockfileVersion", "")), MappingProxyType(wanted), MappingProxyType(got))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A dependency whose range in the manifest is not the one that was locked."""

    name: str
    manifest: str
    locked: str
    """Empty: the lockfile does not know it."""
    at: tuple[Evidence, ...]


def disagreements(lock: Lock, dependencies: Mapping[str, Fact[str]], overridden: frozenset[str] = frozenset()) -> tuple[Disagreement, ...]:
    """What a frozen install would refuse, as far as the lockfile's own text tells; packages the manifest overrides are left out."""
    found = []
    for name, fact in sorted(dependencies.items()):
        stated = fact.value
        if name in overridden or stated.startswith(("workspace:", "file:", "link:", "portal:", "patch:", "catalog:")):
            continue
        evidence = fact.evidence
        if lock.wanted is not None:
            locked = lock.wanted.get(name)
            if locked is None:
                if lock.wanted or name not in lock.got:
                    found.append(Disagreement(name, stated, "", (*evidence, Evidence(lock.path))))
            elif locked != stated and not locked.startswith(("catalog:", "workspace:", "link:", "file:")) and re.search(r"\d", stated):
                found.append(Disagreement(name, stated, locked, (*evidence, Evidence(lock.path, lock.lines.get(name, 0)))))
        elif lock.patterns:
            if lock.version == "1":
                known = f"{name}@{stated}" in lock.patterns
            else:
                known = any(p in lock.patterns for p in (f"{name}@npm:{stated}", f"{name}@{stated}")) or any(p.startswith((f"{name}@patch:", f"{name}@workspace:")) for p in lock.patterns)
            if not known and re.match(r"^[\d^~><=*v x|.-]+$", stated):
                other = sorted(p for p in lock.patterns if p.startswith(name + "@"))
                found.append(Disagreement(name, stated, other[0][len(name) + 1:].removeprefix("npm:") if other else "", (*evidence, Evidence(lock.path))))
        elif lock.got and name not in lock.got and re.match(r"^[\d^~]", stated):
            found.append(Disagreement(name, stated, "", (*evidence, Evidence(lock.path))))
    return tuple(found)
