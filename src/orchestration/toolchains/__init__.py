"""The languages we know, by id, and the files without which there is nothing of one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from weakref import WeakKeyDictionary

from ..model.provider import Toolchain
from ..model.registry import Registry
from ..model.tree import Tree

MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "deno": ("deno.json", "deno.jsonc"),
    "dotnet": (".csproj", ".fsproj", ".vbproj", ".sln", ".slnx"),
    "elixir": ("mix.exs",),
    "go": ("go.mod", "go.work"),
    "jvm": ("pom.xml", ".gradle", ".kts"),
    "node": ("package.json", ".js", ".mjs", ".cjs", ".ts"),
    "php": ("composer.json", "artisan", ".php"),
    "python": (".py", "pyproject.toml", "Pipfile", "setup.cfg", "environment.yml", "environment.yaml", "mkdocs.yml", "mkdocs.yaml", "requirements.txt", "requirements.in", "reqs.txt",
               "requirements-prod.txt", "requirements_prod.txt", "requirements-production.txt", "requirements-base.txt", "base_requirements.txt"),
    "ruby": ("Gemfile", "gems.rb", "config.ru", "_config.yml", ".rb", ".gemspec"),
    "rust": ("Cargo.toml",),
    "static": ("",),
})
"""Names of files, or how they end (``.py``), one of which is somewhere in every project that a toolchain could claim; ``""``: any."""

TOOLCHAINS: Mapping[str, Toolchain] = Registry(__package__ or "", MARKS, "TOOLCHAIN")


_MEMO: WeakKeyDictionary[Tree, tuple[Toolchain, ...]] = WeakKeyDictionary()


def possible(tree: Tree) -> tuple[Toolchain, ...]:
    """Those whose marks a project has, sorted by id; the others are not even loaded."""
    if tree in _MEMO:
        return _MEMO[tree]
    names = {path.rpartition("/")[2] for path in tree.files()}
    there = names | {"." + name.rpartition(".")[2] for name in names if "." in name} | {""}
    found = _MEMO[tree] = tuple(TOOLCHAINS[key] for key in TOOLCHAINS if not there.isdisjoint(MARKS[key]))
    return found
