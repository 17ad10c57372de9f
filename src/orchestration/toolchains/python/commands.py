"""What a Python project runs to test, lint, format and type-check itself: its own scripts first, then the tools it configures."""

from __future__ import annotations

import re

from ...model.command import Command, words
from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from .installers import with_runner
from .project import PythonProject, table

_TASKS: dict[str, tuple[str, ...]] = {
    "test": ("test", "tests", "unittest", "pytest"),
    "lint": ("lint", "check-lint", "ruff", "lint-check"),
    "format": ("format", "fmt", "black"),
    "typecheck": ("typecheck", "type-check", "types", "mypy", "check-types", "typing", "pyright"),
    "e2e": ("e2e", "test-e2e", "e2e-test"),
    "dev": ("dev", "develop", "serve-dev"),
    "seed": ("seed",),
}
"""Command → names a task of that meaning goes by."""


def quality_commands(tree: Tree, project: PythonProject) -> dict[str, Fact[Command]]:
    """Test, lint, format, typecheck and e2e commands, in the package manager's own way of running them."""
    found: dict[str, Fact[Command]] = {}
    for name, fact in (*_tool_commands(tree, project).items(), *_script_commands(tree, project).items(), *_make_commands(tree, project).items()):
        found.setdefault(name, fact)
    return found


def _has_section(tree: Tree, path: str, section: str) -> Evidence | None:
    return tree.find(path, rf"^\s*\[{re.escape(section)}") if tree.has(path) else None


def _tool_commands(tree: Tree, project: PythonProject) -> dict[str, Fact[Command]]:
    folder, manager = project.folder, project.manager
    found: dict[str, Fact[Command]] = {}
    tool, have = project.table("tool"), project.all_dependencies
    path = project.pyproject_path

    def note(name: str, at: Evidence | tuple[Evidence, ...], *argv: str) -> None:
        found.setdefault(name, Fact(with_runner(manager, Command(*argv)), at if isinstance(at, tuple) else (at,)))

    def configured(key: str, *files: str, section: str = "") -> Evidence | None:
        if key in tool:
            return tree.key(path, "tool", key)
        for name in files:
            if tree.has(join(folder, name)):
                return Evidence(join(folder, name))
        for name in ("setup.cfg", "tox.ini") if section else ():
            at = _has_section(tree, join(folder, name), section)
            if at:
                return at
        fact = have.get(key)
        return fact.evidence[0] if fact and fact.evidence else None

    pytest = configured("pytest", "pytest.ini", "conftest.py", section="pytest]") or configured("pytest", "tests/conftest.py", section="tool:pytest]")
    manage = next((p for p in ("manage.py",) if tree.has(join(folder, p))), "")
    if pytest or "pytest-django" in have:
        note("test", pytest or have["pytest-django"].evidence, "pytest")
    elif manage:
        tests = next((p for p in tree.files(folder) if re.search(r"(?:^|/)tests?(?:/test_?\w*)?\.py$|/tests/", p) and p.endswith(".py")), "")
        if tests:
            note("test", Evidence(tests), "python", manage, "test")
    else:
        unit = next((p for p in tree.glob("tests/test_*.py", folder) + tree.glob("test/test_*.py", folder) + tree.glob("test_*.py", folder) + tree.glob("tests.py", folder)), "")
        at = tree.find(unit, r"^\s*(?:import unittest|from unittest\b)") if unit else None
        if at and "nose" not in have:
            note("test", at, "python", "-m", "unittest", *(("discover", "-s", unit[len(folder) + 1 if folder != "." else 0:].rsplit("/", 1)[0]) if "/" in unit[len(folder) + 1 if folder != "." else 0:] else (("tests",) if unit.endswith("tests.py") else ())))
        elif unit and not at:
            bare = tree.find(unit, r"^\s*(?:import pytest|def test_|async def test_)")
            if bare:
                note("test", bare, "pytest")
    ruff = configured("ruff", "ruff.toml", ".ruff.toml")
    flake8 = configured("flake8", ".flake8", section="flake8]")
    pylint = configured("pylint", ".pylintrc", "pylintrc", section="pylint")
    if ruff:
        note("lint", ruff, "ruff", "check", ".")
    elif flake8:
        note("lint", flake8, "flake8", ".")
    elif pylint:
        note("lint", pylint, "pylint", "--recursive=y", ".")
    black = configured("black")
    formats = table(tool, "ruff", "format") or (tree.find(join(folder, ".pre-commit-config.yaml"), r"id:\s*ruff-format") if tree.has(join(folder, ".pre-commit-config.yaml")) else None) \
        or next((at for name in ("Makefile", "justfile", "scripts/format.sh", "scripts/lint.sh") if tree.has(join(folder, name)) and (at := tree.find(join(folder, name), r"\bruff format\b"))), None)
    if black:
        note("format", black, "black", ".")
    elif ruff and formats:
        note("format", formats if isinstance(formats, Evidence) else tree.key(path, "tool", "ruff", "format"), "ruff", "format", ".")
    mypy = configured("mypy", "mypy.ini", ".mypy.ini", section="mypy]")
    pyright = configured("pyright", "pyrightconfig.json")
    basedpyright = configured("basedpyright")
    ty = configured("ty", "ty.toml")
    if mypy:
        has_targets = bool(table(tool, "mypy").get("files") or table(tool, "mypy").get("packages")) or any(tree.has(join(folder, n)) and tree.find(join(folder, n), r"^\s*(?:files|packages)\s*=") for n in ("mypy.ini", ".mypy.ini"))
        note("typecheck", mypy, "mypy", *(() if has_targets else (".",)))
    elif pyright:
        note("typecheck", pyright, "pyright")
    elif basedpyright:
        note("typecheck", basedpyright, "basedpyright")
    elif ty:
        note("typecheck", ty, "ty", "check")
    if "pytest-playwright" in have:
        where = next((d for d in ("tests/e2e", "e2e", "tests/playwright") if tree.has_dir(join(folder, d))), "")
        if where:
            note("e2e", have["pytest-playwright"].evidence, "pytest", where)
    return found


def _script_commands(tree: Tree, project: PythonProject) -> dict[str, Fact[Command]]:
    """Tasks of poethepoet, taskipy, PDM, Hatch and Pipenv."""
    path, manager = project.pyproject_path, project.manager
    pipfile = join(project.folder, "Pipfile")
    sources: list[tuple[dict, tuple[str, ...], str, tuple[str, ...]]] = [
        (project.table("tool", "poe", "tasks"), ("tool", "poe", "tasks"), path, ("poe",)),
        (project.table("tool", "taskipy", "tasks"), ("tool", "taskipy", "tasks"), path, ("task",)),
        (project.table("tool", "pdm", "scripts"), ("tool", "pdm", "scripts"), path, ("pdm", "run")),
        (project.table("tool", "hatch", "envs", "default", "scripts"), ("tool", "hatch", "envs", "default", "scripts"), path, ("hatch", "run")),
        (table(tree.data(pipfile), "scripts") if tree.has(pipfile) else {}, ("scripts",), pipfile, ("pipenv", "run")),
    ]
    found: dict[str, Fact[Command]] = {}
    for tasks, keys, where, front in sources:
        for name, aliases in _TASKS.items():
            for alias in aliases:
                if alias in tasks and name not in found:
                    command = Command(*front, alias)
                    found[name] = Fact(with_runner(manager, command) if front[0] in ("poe", "task") else command, (tree.key(where, *keys, alias),))
    return found


def _make_commands(tree: Tree, project: PythonProject) -> dict[str, Fact[Command]]:
    """A Makefile's or justfile's target whose recipe is one plain line."""
    found: dict[str, Fact[Command]] = {}
    for file in ("Makefile", "makefile", "justfile", "Justfile"):
        path = join(project.folder, file)
        lines = tree.lines(path) if tree.has(path) else []
        for name, aliases in _TASKS.items():
            if name in found or name == "dev":
                continue
            for alias in aliases:
                at = next((n for n, line in enumerate(lines) if re.match(rf"^{re.escape(alias)}\s*:(?!=)", line)), None)
                if at is None:
                    continue
                recipe = []
                for line in lines[at + 1:]:
                    if not re.match(r"^\s+\S", line):
                        break
                    recipe.append(line.strip().lstrip("@-"))
                plain = len(recipe) == 1 and "$" not in recipe[0] and "{{" not in recipe[0] and not recipe[0].startswith(("docker", "cd ", "echo"))
                if plain:
                    found[name] = Fact(words(recipe[0]), (Evidence(path, at + 2, recipe[0][:80]),))
                    break
    return found
