"""What a Gemfile and its lockfile say, read as text: a Gemfile is a program and is never run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join

NAMES = (("Gemfile", "Gemfile.lock"), ("gems.rb", "gems.locked"))
_GEM = re.compile(r"^\s*gem[\s(]\s*['\"](?P<name>[\w.-]+)['\"](?P<rest>.*)$")
_VERSIONS = re.compile(r"^\s*,\s*((?:['\"][^'\"]*['\"]\s*,?\s*)+)")
_GROUP = re.compile(r"^\s*group[\s(]+(?P<names>.+?)\)?\s+do\b")
_OPENS = re.compile(r"^\s*(?:if|unless|case|begin|while|until|def|class|module)\b|\bdo\b\s*(?:\|[^|]*\|)?\s*$")
_INLINE = re.compile(r"\bgroups?(?::|\s*=>)\s*(\[[^]]*\]|:\w+)")
_RUBY = re.compile(r"^\s*ruby[\s(]+(?P<rest>['\"].*)$")
ASIDE = frozenset({"development", "test", "ci", "doc", "docs", "lint", "tools", "benchmark", "rubocop", "debug"})
"""Groups production does without, by their usual names."""


@dataclass(frozen=True, slots=True)
class Gemfile:
    path: str
    """Relative to the project's root; empty: there is none."""
    gems: Mapping[str, Fact[str]] = field(default_factory=lambda: MappingProxyType({}))
    aside: Mapping[str, Fact[str]] = field(default_factory=lambda: MappingProxyType({}))
    ruby: Fact[str] | None = None
    groups: frozenset[str] = frozenset()
    """Names of groups that production leaves out."""
    is_library: bool = False
    """``gemspec`` stands in it."""


@dataclass(frozen=True, slots=True)
class Lock:
    path: str = ""
    gems: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    prebuilt: frozenset[str] = frozenset()
    """Gems locked with a binary for Linux on x86-64, which need nothing to build."""
    direct: frozenset[str] = frozenset()
    remotes: tuple[str, ...] = ()
    """Gem servers other than rubygems.org."""
    paths: tuple[str, ...] = ()
    """Directories of gems that lie in the project."""
    has_git: bool = False
    ruby: Fact[str] | None = None
    bundler: str = ""


def _names(text: str) -> list[str]:
    return re.findall(r":(\w+)|['\"](\w+)['\"]", text) and [a or b for a, b in re.findall(r":(\w+)|['\"](\w+)['\"]", text)]


def read_gemfile(tree: Tree, app: str) -> Gemfile:
    path = next((join(app, name) for name, _ in NAMES if tree.has(join(app, name))), "")
    gems: dict[str, Fact[str]] = {}
    aside: dict[str, Fact[str]] = {}
    ruby: Fact[str] | None = None
    left_out: set[str] = set()
    is_library = False
    stack: list[tuple[str, ...]] = []
    for number, raw in enumerate((tree.text(path) or "").split("\n") if path else (), 1):
        line = re.sub(r"(?:^|\s)#(?!\{).*$", "", raw)
        group, gem, version = _GROUP.match(line), _GEM.match(line), _RUBY.match(line)
        if group:
            stack.append(tuple(n for n in _names(group["names"]) if n != "optional"))
        elif re.match(r"^\s*end\b", line):
            if stack:
                stack.pop()
        elif gem:
            inline = _INLINE.search(gem["rest"])
            groups = [n for frame in stack for n in frame] + (_names(inline[1]) if inline else [])
            versions = _VERSIONS.match(gem["rest"])
            text = ", ".join(re.findall(r"['\"]([^'\"]*)['\"]", versions[1])) if versions else ""
            is_aside = bool(groups) and all(g in ASIDE for g in groups)
            left_out |= {g for g in groups if g in ASIDE}
            fact = Fact(text, (Evidence(path, number, raw.strip()[:120]),))
            (aside if is_aside else gems).setdefault(gem["name"].lower(), fact)
        elif version and ruby is None:
            stated = re.match(r"((?:['\"][^'\"]*['\"]\s*,?\s*)+)", version["rest"])
            text = ", ".join(re.findall(r"['\"]([^'\"]*)['\"]", stated[1])) if stated else ""
            if re.search(r"\d", text):
                ruby = Fact(text, (Evidence(path, number, raw.strip()[:120]),))
        elif re.match(r"^\s*gemspec\b", line):
            is_library = True
        if not group and not gem and _OPENS.search(line) and not re.search(r"\bend\s*$", line):
            stack.append(())
    return Gemfile(path, MappingProxyType(gems), MappingProxyType({k: v for k, v in aside.items() if k not in gems}), ruby, frozenset(left_out), is_library)


def read_lock(tree: Tree, app: str) -> Lock:
    path = next((join(app, name) for _, name in NAMES if tree.has(join(app, name))), "")
    if not path:
        return Lock()
    gems: dict[str, str] = {}
    prebuilt: set[str] = set()
    direct: set[str] = set()
    remotes: list[str] = []
    paths: list[str] = []
    section, ruby, bundler, has_git = "", None, "", False
    for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
        if re.match(r"^[A-Z][A-Z ]+$", line):
            section = line.strip()
            has_git = has_git or section == "GIT"
            continue
        remote = re.match(r"^  remote: (\S+)", line)
        if remote and section == "GEM" and not re.match(r"https?://(?:\w+\.)?rubygems\.org/?$", remote[1]):
            remotes.append(remote[1])
        elif remote and section == "PATH":
            paths.append(remote[1])
        spec = re.match(r"^    ([\w.-]+) \(([^)]+)\)$", line)
        if spec and section in ("GEM", "GIT", "PATH"):
            version, _, platform = spec[2].partition("-")
            gems.setdefault(spec[1].lower(), version)
            if platform.startswith("x86_64-linux") and "musl" not in platform:
                prebuilt.add(spec[1].lower())
        elif section == "DEPENDENCIES" and (name := re.match(r"^  ([\w.-]+)", line)):
            direct.add(name[1].lower())
        elif section == "RUBY VERSION" and (stated := re.match(r"^\s+ruby (\d+\.\d+\.\d+)", line)):
            ruby = Fact(stated[1], (Evidence(path, number, line.strip()),))
        elif section == "BUNDLED WITH" and (stated := re.match(r"^\s+(\d+(?:\.\d+)+)\s*$", line)):
            bundler = stated[1]
    return Lock(path, MappingProxyType(gems), frozenset(prebuilt), frozenset(direct), tuple(dict.fromkeys(remotes)), tuple(dict.fromkeys(paths)), has_git, ruby, bundler)
