"""pyproject.toml: what a project of Python asks for (PEP 621, dependency groups, Poetry's, PDM's and uv's tables)."""

from __future__ import annotations

from typing import Any

from ...model.dependency import Scope
from ...model.facts import Evidence
from ...model.text import Text
from ...toolchains.python.requirements import normal
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, strings, word
from .pep508 import holds, wish_of


def wishes(source: Source) -> list[Wish]:
    """Everything asked for, each package once a scope: production's first."""
    found: list[Wish] = []
    for text in strings(source.table("project").get("dependencies")):
        found += _line(source, text, "production", "project", "dependencies")
    for extra, lines in source.table("project", "optional-dependencies").items():
        found += [wish for text in strings(lines) for wish in _line(source, text, "optional", "project", "optional-dependencies", extra)]
    for group, lines in source.table("dependency-groups").items():
        found += [wish for text in strings(lines) for wish in _line(source, text, "development", "dependency-groups", group)]
    for text in strings(source.table("tool", "uv").get("dev-dependencies")):
        found += _line(source, text, "development", "tool", "uv", "dev-dependencies")
    for lines in source.table("tool", "pdm", "dev-dependencies").values():
        found += [wish for text in strings(lines) for wish in _line(source, text.removeprefix("-e "), "development")]
    found += _poetry(source, ("tool", "poetry", "dependencies"), "production")
    found += _poetry(source, ("tool", "poetry", "dev-dependencies"), "development")
    for group in source.table("tool", "poetry", "group"):
        found += _poetry(source, ("tool", "poetry", "group", group, "dependencies"), "development")
    own = normal(word(source.table("project").get("name")) or word(source.table("tool", "poetry").get("name")))
    moved = {normal(name): said for name, said in source.table("tool", "uv", "sources").items()}
    once: dict[tuple[str, str], Wish] = {}
    for wish in found:
        if wish.name != own:
            once.setdefault((wish.name, wish.scope), _from(wish, moved.get(wish.name)))
    production = {name for name, scope in once if scope == "production"}
    return [wish for (name, scope), wish in once.items() if scope == "production" or name not in production]


def _line(source: Source, text: str, scope: Scope, *group: str) -> list[Wish]:
    """A PEP 508 line where it stands: below its group's name, where it has one."""
    at = source.string(text, source.key(*group).line)
    wish = wish_of(text, scope, at)
    return [wish or Wish(text[:80], text, scope, at, reasons.NO_NAME)]


def _poetry(source: Source, keys: tuple[str, ...], scope: Scope) -> list[Wish]:
    return [wish for name, said in source.table(*keys).items() if name.lower() != "python" and (wish := poetry_wish(name, said, scope, source.key(*keys, name)))]


def poetry_wish(name: str, said: Any, scope: Scope, at: Evidence) -> Wish:
    """An entry of Poetry's tables or of a Pipfile; of several constraints the one that counts on Linux."""
    if isinstance(said, list):
        options = [poetry_wish(name, item, scope, at) for item in said if not isinstance(item, list)]
        return next((wish for wish in options if wish.reason is None), options[0] if options else Wish(normal(name), "", scope, at))
    stated, reason = said, None
    if isinstance(said, dict):
        scope = "optional" if said.get("optional") is True and scope == "production" else scope
        stated = said.get("version", "")
        reason = elsewhere(said)
        if reason:
            stated = next((word(said[key]) for key in ("git", "path", "url", "file", "editable") if word(said.get(key))), "")
        elif not holds(word(said.get("markers"))) or (word(said.get("sys_platform")) and not holds(f"sys_platform {said['sys_platform']}")) or said.get("platform") in ("win32", "darwin"):
            reason = reasons.MARKER
    return Wish(normal(name), "" if stated == "*" else word(stated).replace(" ", ""), scope, at, reason)


def elsewhere(said: dict[str, Any]) -> Text | None:
    """Why a table names no registry's package: it gives a repository, a path or an address instead."""
    if "git" in said or "hg" in said or "vcs" in said:
        return reasons.GIT
    if "path" in said or "workspace" in said or said.get("editable") not in (None, False) or "directory" in said or "file" in said:
        return reasons.LOCAL
    return reasons.URL if "url" in said else None


def _from(wish: Wish, said: Any) -> Wish:
    said = said[0] if isinstance(said, list) and said else said
    reason = elsewhere(said) if isinstance(said, dict) else None
    return Wish(wish.name, wish.stated, wish.scope, wish.at, reason, wish.alias) if reason and wish.reason is None else wish


def _read(source: Source) -> Reading:
    graph = Graph("PyPI")
    declare(graph, wishes(source))
    for field in ("dependencies", "optional-dependencies"):
        if field in strings(source.table("project").get("dynamic")) and not source.table("tool", "setuptools", "dynamic", field) and not source.beside("setup.py", "setup.cfg"):
            graph.unresolved(field, "dynamic", source.key("project", "dynamic"), reasons.PROGRAM)
    return finish(graph)


FORMAT = Format("pyproject", _read)
