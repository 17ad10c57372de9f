"""Every place a Python project states which Python it runs on, in the order the ecosystem's own tools look."""

from __future__ import annotations

import re

from ... import pins
from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from ..stated import tool_versions, version_file
from .project import PythonProject, setup_cfg_value, table

_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)\b")


def stated_versions(tree: Tree, project: PythonProject) -> tuple[Fact[str], ...]:
    """Version file, Heroku's runtime.txt, manifest, tool files, then (where no Dockerfile says it) CI, then tox and classifiers."""
    folder, root = project.folder, project.root
    found = [*_version_files(tree, folder, root), *_runtime_txt(tree, folder), *_manifest(tree, project), *tool_versions(tree, folder, root, "python")]
    if not _dockerfile_states(tree, folder):
        found += _other_dockerfiles(tree, folder) or _workflows(tree, folder)
    if not found:
        found += _classifiers(tree, project)
    if not found and not _dockerfile_states(tree, folder):
        found += _oldest_limit(project)
    return tuple(found)


_DJANGO_NEWEST = {(1, 8): 5, (1, 9): 5, (1, 10): 5, (1, 11): 7, (2, 0): 7, (2, 1): 7, (2, 2): 9, (3, 0): 9, (3, 1): 9, (3, 2): 10, (4, 0): 10, (4, 1): 11, (4, 2): 12, (5, 0): 12, (5, 1): 13, (5, 2): 14, (6, 0): 14}
"""Django release line → newest Python 3 it supports, from Django's FAQ "What Python version can I use with Django?"."""


def _oldest_limit(project: PythonProject) -> list[Fact[str]]:
    """Where nothing else is stated, what is pinned says how new Python may be: the tightest of the limits, with the line it comes from."""
    limits = [(newest, name, fact) for name, fact in project.dependencies.items() if (newest := _django(fact) if name == "django" else _wheel(name, fact))]
    newest, _, fact = min(limits, key=lambda item: item[:2], default=(0, "", None))
    return [fact.with_value(f"<3.{newest + 1}")] if fact else []


def _django(fact: Fact[str]) -> int:
    """An old Django does not start on a Python that came after it."""
    match = re.match(r"^(?:\[[^\]]*\])?(?:==|~=|\^|~)\s*(\d+)\.(\d+)", fact.value)
    return _DJANGO_NEWEST.get((int(match[1]), int(match[2])), 0) if match else 0


def _wheel(name: str, fact: Fact[str]) -> int:
    """The newest Python a pinned release has a wheel for (``pins/wheels.json``): for a later one it would have to be compiled, against headers it was not written for."""
    first: dict[str, str] = pins.table("wheels")["first"].get(name, {})
    match = re.match(r"^(?:\[[^\]]*\])?==\s*(\d+(?:\.\d+)*)", fact.value)
    if not first or not match:
        return 0
    there = [int(python.removeprefix("3.")) for python, version in first.items() if _numbers(version) <= _numbers(match[1])]
    return max(there, default=0)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:4])


def _version_files(tree: Tree, folder: str, root: str) -> list[Fact[str]]:
    """pyenv's and uv's ``.python-version``; names of other implementations and virtual environments are left out."""
    found = []
    for fact in version_file(tree, folder, root, ".python-version"):
        match = re.match(r"^(?:cpython@?-?|python-?)?(\d+(?:\.\d+){0,2})(?:[-+].*)?$", fact.value)
        if match:
            found.append(fact.with_value(match[1]))
    return found


def _runtime_txt(tree: Tree, folder: str) -> list[Fact[str]]:
    path = join(folder, "runtime.txt")
    at = tree.find(path, r"^\s*python-\d+(\.\d+)*\s*$") if tree.has(path) else None
    return [Fact(at.quote.strip().removeprefix("python-"), (at,))] if at else []


def _manifest(tree: Tree, project: PythonProject) -> list[Fact[str]]:
    found: list[Fact[str]] = []
    path, folder = project.pyproject_path, project.folder
    requires = project.table("project").get("requires-python")
    if isinstance(requires, str) and re.search(r"\d", requires):
        found.append(Fact(requires, (tree.key(path, "project", "requires-python"),)))
    python = project.table("tool", "poetry", "dependencies").get("python")
    python = python.get("version") if isinstance(python, dict) else python
    if isinstance(python, str) and re.search(r"\d", python):
        found.append(Fact(python, (tree.key(path, "tool", "poetry", "dependencies", "python"),)))
    pipfile = join(folder, "Pipfile")
    data = tree.data(pipfile) if tree.has(pipfile) else None
    for key in ("python_full_version", "python_version"):
        value = table(data, "requires").get(key)
        if isinstance(value, str) and re.search(r"\d", value):
            found.append(Fact(value, (tree.key(pipfile, "requires", key),)))
    declared = setup_cfg_value(tree, join(folder, "setup.cfg"), "options", "python_requires")
    if declared and re.search(r"\d", declared.value):
        found.append(declared)
    script = join(folder, "setup.py")
    at = tree.find(script, r"python_requires\s*=\s*[\"'][^\"']+[\"']") if tree.has(script) else None
    match = re.search(r"python_requires\s*=\s*[\"']([^\"']+)[\"']", tree.lines(script)[at.line - 1]) if at else None
    if at and match:
        found.append(Fact(match[1], (at,)))
    if project.root != folder and not found:
        above = join(project.root, "pyproject.toml")
        value = table(tree.data(above) if tree.has(above) else None, "project").get("requires-python")
        if isinstance(value, str):
            found.append(Fact(value, (tree.key(above, "project", "requires-python"),)))
    environment = next((p for n in ("environment.yml", "environment.yaml") if tree.has(p := join(folder, n))), "")
    at = tree.find(environment, r"^\s*-\s*(?:[\w-]+::)?python\s*[=>]") if environment else None
    match = re.search(r"python\s*(>=|=)+\s*(\d+(?:\.\d+)*)", at.quote) if at else None
    if at and match and not found:
        found.append(Fact((">=" if match[1] == ">=" else "") + match[2], (at,)))
    return found


def _dockerfile_states(tree: Tree, folder: str) -> bool:
    path = join(folder, "Dockerfile")
    return bool(tree.has(path) and tree.find(path, r"(?i)^\s*FROM\s+(?:--platform=\S+\s+)?(?:docker\.io/)?(?:library/)?python:\d"))


_FROM = r"(?i)^\s*FROM\s+(?:--platform=\S+\s+)?(?:docker\.io/)?(?:library/)?python:(\d+(?:\.\d+)*)"


def _other_dockerfiles(tree: Tree, folder: str) -> list[Fact[str]]:
    """``Dockerfile.prod``, ``compose/production/django/Dockerfile``: production's first, then in path order."""
    found = [p for p in tree.files(folder) if re.search(r"(?:^|/)(?:Dockerfile(?:\.\w+)?|\w+\.Dockerfile)$", p) and not re.search(r"(?:^|/)(?:tests?|docs|node|nginx|postgres|\.devcontainer)/", p)]
    for path in sorted(found, key=lambda p: ("prod" not in p, p.count("/"), p)):
        at = tree.find(path, _FROM)
        match = re.search(_FROM, tree.lines(path)[at.line - 1]) if at else None
        if at and match:
            return [Fact(match[1], (at,))]
    return []


def _workflows(tree: Tree, folder: str) -> list[Fact[str]]:
    """``python-version`` of the workflows, where they agree on one; a matrix says what is tested, not what is run."""
    seen: dict[str, Evidence] = {}
    for path in tree.glob(".github/workflows/*.yml") + tree.glob(".github/workflows/*.yaml"):
        for number, line in enumerate(tree.lines(path), 1):
            match = re.match(r"""^\s*(?:-\s*)?python-version:\s*\[?\s*["']?(\d+\.\d+(?:\.\d+)?)["']?\s*\]?\s*(?:#.*)?$""", line)
            if match:
                seen.setdefault(match[1], Evidence(path, number, line.strip()[:80]))
            elif re.match(r"^\s*(?:-\s*)?python-version:\s*(?:\[.*,|\$\{\{|$)", line):
                return []
    return [Fact(version, (at,)) for version, at in seen.items()] if len(seen) == 1 else []


def _classifiers(tree: Tree, project: PythonProject) -> list[Fact[str]]:
    """The weakest word: tox's environments and trove classifiers, read as a range of what was tested."""
    folder = project.folder
    for path in (project.pyproject_path, join(folder, "setup.cfg"), join(folder, "setup.py")):
        lines = [(n, m[1]) for n, line in enumerate(tree.lines(path) if path and tree.has(path) else (), 1) if (m := _CLASSIFIER.search(line))]
        if lines:
            return [_range([v for _, v in lines], Evidence(path, lines[-1][0], f"Python :: {lines[-1][1]}"))]
    path = join(folder, "tox.ini")
    at = tree.find(path, r"^\s*envlist\s*=") if tree.has(path) else None
    if at:
        text = " ".join(tree.lines(path)[at.line - 1:at.line + 8])
        versions = [f"3.{int(m)}" for group in re.findall(r"py(?:3(\d{1,2})|\{([^}]*)\})", text) for m in re.findall(r"(?<!\d)3?(\d{1,2})(?!\d)", (group[0] and "3" + group[0]) or group[1])]
        versions = [v for v in versions if 5 <= int(v.split(".")[1]) < 30]
        if versions:
            return [_range(versions, at)]
    return []


def _range(versions: list[str], at: Evidence) -> Fact[str]:
    minors = sorted({int(v.split(".")[1]) for v in versions})
    return Fact(f">=3.{minors[0]},<3.{minors[-1] + 1}", (at,))
