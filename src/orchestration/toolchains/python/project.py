"""A Python project's manifests in one form: which package manager, which dependencies, for production and for development."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from ...model.facts import Conflict, Evidence, Fact, Notice
from ...model.text import Text
from ...model.tree import Tree, join
from .requirements import Requirement, RequirementsFile, normal, parse, read_file

PRODUCTION_FILES = (
    "requirements.txt", "requirements/production.txt", "requirements/prod.txt", "requirements/deploy.txt", "requirements-prod.txt", "requirements-production.txt",
    "requirements_prod.txt", "requirements.prod.txt", "requirements.lock", "requirements/base.txt", "requirements/common.txt", "requirements/main.txt",
    "requirements/default.txt", "requirements/requirements.txt", "requirements/core.txt", "requirements/app.txt", "requirements-base.txt", "requirements.in",
    "requirements/production.in", "requirements/base.in", "reqs.txt",
)
"""Names a production requirements file goes by, the most explicit meaning first."""
DEVELOPMENT_FILES = (
    "requirements-dev.txt", "requirements_dev.txt", "requirements.dev.txt", "dev-requirements.txt", "requirements-development.txt", "requirements/dev.txt",
    "requirements/development.txt", "requirements/local.txt", "requirements-test.txt", "requirements_test.txt", "test-requirements.txt", "requirements/test.txt",
    "requirements/tests.txt", "requirements/testing.txt", "requirements-tests.txt", "requirements-dev.lock", "requirements/ci.txt", "requirements/lint.txt", "requirements/linting.txt",
    "requirements-lint.txt", "dev_requirements.txt", "test_requirements.txt", "requirements-ci.txt", "requirements_tests.txt", "requirements/docs.txt", "requirements-docs.txt",
)
_PRODUCTION_GROUPS = frozenset({"prod", "production", "main", "deploy", "server"})


@dataclass(slots=True)
class PythonProject:
    """What the manifests of one directory say."""

    folder: str
    root: str
    """Where the lockfile is and installs run: the uv workspace's root, else ``folder``."""
    manager: str = "pip"
    manager_version: str = ""
    evidence: tuple[Evidence, ...] = ()
    """What the choice of the package manager rests on."""
    lockfile: str = ""
    pyproject: dict[str, Any] = field(default_factory=dict)
    pyproject_path: str = ""
    name: Fact[str] | None = None
    dependencies: dict[str, Fact[str]] = field(default_factory=dict)
    dev_dependencies: dict[str, Fact[str]] = field(default_factory=dict)
    scripts: dict[str, Fact[str]] = field(default_factory=dict)
    """Console scripts: name → ``module:function``."""
    requirements: RequirementsFile | None = None
    dev_requirements: list[RequirementsFile] = field(default_factory=list)
    is_package: bool = False
    """The package manager builds and installs the project itself."""
    uses_vcs: bool = False
    local_paths: tuple[str, ...] = ()
    conflicts: list[Conflict] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def table(self, *keys: str) -> dict[str, Any]:
        """A table of pyproject.toml; empty where it is absent or something else."""
        return table(self.pyproject, *keys)

    @property
    def all_dependencies(self) -> dict[str, Fact[str]]:
        return {**self.dev_dependencies, **self.dependencies}


def table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def strings(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def setup_cfg_value(tree: Tree, path: str, section: str, key: str) -> Fact[str] | None:
    """A value of an INI file; continuation lines joined by newlines."""
    inside = False
    for number, line in enumerate(tree.lines(path) if tree.has(path) else (), 1):
        head = re.match(r"^\s*\[([^]]+)\]", line)
        if head:
            inside = head[1].strip() == section
            continue
        match = re.match(rf"^{re.escape(key)}\s*[=:]\s*(.*)$", line) if inside else None
        if match:
            parts = [match[1]]
            for more in tree.lines(path)[number:]:
                if not re.match(r"^\s+\S", more):
                    break
                parts.append(more.strip())
            return Fact("\n".join(p for p in parts if p), (Evidence(path, number, line.strip()[:120]),))
    return None


def _pep508(tree: Tree, path: str, values: list[str]) -> list[tuple[Requirement, Evidence]]:
    found = []
    for value in values:
        requirement = parse(value)
        if requirement:
            at = tree.find(path, re.compile(rf"""["']{re.escape(value)[:200]}""")) or tree.find(path, re.escape(value.split("[")[0].split(";")[0][:60])) or Evidence(path)
            found.append((requirement, Evidence(at.path, at.line, value[:80])))
    return found


def _poetry(tree: Tree, path: str, items: dict[str, Any], *keys: str) -> list[tuple[Requirement, Evidence]]:
    """A Poetry or Pipfile table: name → version, or a table with ``version``/``extras``/``git``/``path``."""
    found = []
    for name, value in items.items():
        if name.lower() == "python":
            continue
        value = value[0] if isinstance(value, list) and value else value
        extras: tuple[str, ...] = ()
        if isinstance(value, dict):
            extras = tuple(sorted(normal(e) for e in strings(value.get("extras"))))
            text = value.get("version") or value.get("git") or value.get("path") or value.get("url") or "*"
        else:
            text = value
        if isinstance(text, str) and re.match(r"^[A-Za-z0-9][\w.-]*$", str(name)):
            found.append((Requirement(normal(str(name)), text, extras), tree.key(path, *keys, str(name))))
    return found


def _find_lock(tree: Tree, folders: tuple[str, ...], name: str) -> str:
    return next((join(f, name) for f in folders if tree.has(join(f, name))), "")


def _mentions(tree: Tree, folder: str, root: str, pattern: str) -> Evidence | None:
    """Whether deployment or automation files use a tool: where no lockfile is committed, they still name the package manager."""
    seen = []
    for base in dict.fromkeys((folder, root, ".")):
        seen += [join(base, n) for n in ("Dockerfile", "Makefile", "makefile", "justfile", "Justfile", "Taskfile.yml", "README.md", "README.rst", "readme.md")]
    seen[-3:-3] = [p for p in tree.glob(".github/workflows/*.yml") + tree.glob(".github/workflows/*.yaml") + tree.glob("*/Dockerfile")]
    for path in dict.fromkeys(seen):
        at = tree.find(path, pattern) if tree.has(path) else None
        if at:
            return at
    return None


def read_project(tree: Tree, folder: str, root: str) -> PythonProject:
    """Everything the manifests say; never raises on a broken one (the Tree keeps the notice)."""
    project = PythonProject(folder, root)
    path = join(folder, "pyproject.toml")
    data = tree.data(path) if tree.has(path) else None
    if isinstance(data, dict):
        project.pyproject, project.pyproject_path = data, path
    _choose_manager(tree, project)
    production: list[tuple[Requirement, Evidence]] = []
    development: list[tuple[Requirement, Evidence]] = []
    _read_pyproject(tree, project, production, development)
    _read_requirements(tree, project, production, development)
    _read_pipfile(tree, project, production, development)
    _read_setup(tree, project, production, development)
    _read_conda(tree, project, production)
    for requirement, at in production:
        project.dependencies.setdefault(requirement.name, Fact(requirement.shown, (at,)))
        project.uses_vcs |= "git+" in requirement.specifier or requirement.specifier.endswith(".git")
    for requirement, at in development:
        if requirement.name not in project.dependencies:
            project.dev_dependencies.setdefault(requirement.name, Fact(requirement.shown, (at,)))
    project.dependencies = dict(sorted(project.dependencies.items()))
    project.dev_dependencies = dict(sorted(project.dev_dependencies.items()))
    return project


def _choose_manager(tree: Tree, project: PythonProject) -> None:
    folders = tuple(dict.fromkeys((project.folder, project.root)))
    candidates: list[Fact[str]] = []
    locks = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock", "pipenv": "Pipfile.lock"}
    tool = project.table("tool")
    backend = str(project.table("build-system").get("build-backend") or "")
    found = {manager: lock for manager, name in locks.items() if (lock := _find_lock(tree, folders, name))}
    order = ["uv", "poetry", "pdm", "pipenv"]
    if "poetry" in found and "poetry" in tool and not project.table("project") and "uv" in found:
        order = ["poetry", "uv", "pdm", "pipenv"]  # uv cannot read a manifest that only Poetry understands
    for manager in order:
        if manager in found:
            candidates.append(Fact(manager, (Evidence(found[manager]),)))
    key = project.pyproject_path
    if not candidates or candidates[0].value != "uv":
        if tree.has(join(project.folder, "Pipfile")):
            candidates.append(Fact("pipenv", (Evidence(join(project.folder, "Pipfile")),)))
        if any(k in table(tool, "poetry") for k in ("dependencies", "name", "group", "packages", "package-mode")):
            candidates.append(Fact("poetry", (tree.key(key, "tool", "poetry"),)))
        elif backend.startswith("poetry.core"):
            candidates.append(Fact("poetry", (tree.key(key, "build-system", "build-backend"),)))
        if ("pdm" in tool and any(k in table(tool, "pdm") for k in ("dev-dependencies", "distribution", "package-type", "scripts", "resolution", "source"))) or (backend.startswith("pdm.backend") and "pdm" in tool):
            candidates.append(Fact("pdm", (tree.key(key, "tool", "pdm"),)))
        if "uv" in tool:
            candidates.append(Fact("uv", (tree.key(key, "tool", "uv"),)))
        elif backend.startswith("uv_build"):
            candidates.append(Fact("uv", (tree.key(key, "build-system", "build-backend"),)))
    chosen = candidates[0] if candidates else None
    requirements = next((join(project.folder, n) for n in PRODUCTION_FILES if tree.has(join(project.folder, n))), "")
    if chosen is None and project.table("project") and not requirements:
        for manager, pattern in (("uv", r"\buv (?:sync|run|lock|add)\b|setup-uv@"), ("pdm", r"\bpdm (?:install|sync|run)\b"), ("poetry", r"\bpoetry (?:install|sync|run)\b")):
            at = _mentions(tree, project.folder, project.root, pattern)
            if at:
                chosen = Fact(manager, (at,))
                break
    if chosen is None:
        environment = next((join(project.folder, n) for n in ("environment.yml", "environment.yaml") if tree.has(join(project.folder, n))), "")
        manifest = requirements or project.pyproject_path or next((join(project.folder, n) for n in ("setup.py", "setup.cfg") if tree.has(join(project.folder, n))), "")
        conda = bool(environment and not requirements and not project.table("project"))
        project.manager = "conda" if conda else "pip"
        project.evidence = (Evidence(environment if conda else manifest or environment or join(project.folder, ".")),)
        return
    project.manager, project.evidence = chosen.value, chosen.evidence
    project.lockfile = found.get(chosen.value, "")
    others = [c for c in candidates if c.value != chosen.value]
    if others:
        rule = Text("a committed lockfile decides before a table in a manifest; uv before Poetry before PDM before Pipenv, unless only Poetry can read the manifest",
                    "un lockfile versionné l'emporte sur une table de manifeste ; uv avant Poetry avant PDM avant Pipenv, sauf si seul Poetry sait lire le manifeste")
        project.conflicts.append(Conflict("package_manager", (chosen, *others), chosen, rule))
    project.manager_version = _stated_version(tree, project)


def _stated_version(tree: Tree, project: PythonProject) -> str:
    """The package manager's version: a manifest's requirement, or the lockfile's own first lines."""
    if project.manager == "uv":
        required = project.table("tool", "uv").get("required-version")
        return required if isinstance(required, str) else ""
    if project.manager == "poetry":
        required = project.table("tool", "poetry").get("requires-poetry")
        if isinstance(required, str):
            return required
        at = tree.find(project.lockfile, r"generated by Poetry (\d+\.\d+\.\d+)") if project.lockfile else None
        match = re.search(r"Poetry (\d+\.\d+\.\d+)", at.quote) if at and at.line <= 3 else None
        return match[1] if match else ""
    return ""


def _read_pyproject(tree: Tree, project: PythonProject, production: list, development: list) -> None:
    path = project.pyproject_path
    meta, poetry = project.table("project"), project.table("tool", "poetry")
    name = meta.get("name") or poetry.get("name")
    if isinstance(name, str):
        project.name = Fact(name, (tree.key(path, *(("project",) if "name" in meta else ("tool", "poetry")), "name"),))
    production += _pep508(tree, path, strings(meta.get("dependencies")))
    production += _poetry(tree, path, table(poetry, "dependencies"), "tool", "poetry", "dependencies")
    for extra, values in table(meta, "optional-dependencies").items():
        (production if extra in _PRODUCTION_GROUPS else development).extend(_pep508(tree, path, strings(values)))
    for group, values in project.table("dependency-groups").items():
        (production if group in _PRODUCTION_GROUPS else development).extend(_pep508(tree, path, strings(values)))
    development += _pep508(tree, path, strings(project.table("tool", "uv").get("dev-dependencies")))
    for values in project.table("tool", "pdm", "dev-dependencies").values():
        development += _pep508(tree, path, strings(values))
    for key in ("dev-dependencies", "dev_dependencies"):
        development += _poetry(tree, path, table(poetry, key), "tool", "poetry", key)
    for group, items in table(poetry, "group").items():
        chosen = production if group in _PRODUCTION_GROUPS else development
        chosen += _poetry(tree, path, table(items, "dependencies"), "tool", "poetry", "group", group, "dependencies")
    for environment, items in project.table("tool", "hatch", "envs").items():
        (production if environment in _PRODUCTION_GROUPS else development).extend(_pep508(tree, path, strings(table(items).get("dependencies")) + strings(table(items).get("extra-dependencies"))))
    for keys in (("project", "scripts"), ("tool", "poetry", "scripts")):
        for script, target in project.table(*keys).items():
            target = target.get("callable") or target.get("reference") if isinstance(target, dict) else target
            if isinstance(target, str) and re.match(r"^[\w.-]+$", script):
                project.scripts.setdefault(script, Fact(target, (tree.key(path, *keys, script),)))
    local = [v.get("path") for v in project.table("tool", "uv", "sources").values() if isinstance(v, dict)]
    local += [v.get("path") for v in table(poetry, "dependencies").values() if isinstance(v, dict)]
    project.local_paths = tuple(sorted({posixpath.normpath(join(project.folder, p)) for p in local if isinstance(p, str)}))
    sources = [v for v in project.table("tool", "uv", "sources").values() if isinstance(v, dict)]
    project.uses_vcs |= any("git" in v for v in sources) or any(isinstance(v, dict) and "git" in v for v in table(poetry, "dependencies").values())
    has_backend = bool(project.table("build-system"))
    if project.manager == "poetry":
        project.is_package = poetry.get("package-mode") is not False and bool(name)
    elif project.manager == "uv":
        package = project.table("tool", "uv").get("package")
        project.is_package = bool(meta) and (package if isinstance(package, bool) else has_backend)
    elif project.manager == "pdm":
        project.is_package = bool(meta) and (table(project.pyproject, "tool", "pdm").get("distribution") is True or has_backend) and project.table("tool", "pdm").get("distribution") is not False
    elif project.manager == "pip":
        project.is_package = bool(meta) and has_backend


def _read_requirements(tree: Tree, project: PythonProject, production: list, development: list) -> None:
    folder = project.folder
    name = next((n for n in PRODUCTION_FILES if tree.has(join(folder, n))), "")
    dev_names = [n for n in DEVELOPMENT_FILES if tree.has(join(folder, n))]
    if project.manager != "pip":
        return
    if name:
        found = project.requirements = read_file(tree, join(folder, name))
        production += found.found
        project.uses_vcs |= found.uses_vcs
        if found.is_compiled or found.has_hashes:
            project.lockfile = found.path
        project.evidence = (Evidence(found.path),)
        direct = [read_file(tree, s) for s in found.sources if s.endswith(".in")]
        for source in direct:
            production += source.found
    for dev in dev_names:
        file = read_file(tree, join(folder, dev))
        project.dev_requirements.append(file)
        development += file.found


def _read_pipfile(tree: Tree, project: PythonProject, production: list, development: list) -> None:
    path = join(project.folder, "Pipfile")
    if project.manager != "pipenv" or not tree.has(path):
        return
    data = tree.data(path)
    production += _poetry(tree, path, table(data, "packages"), "packages")
    development += _poetry(tree, path, table(data, "dev-packages"), "dev-packages")


def _setup_list(text: str, key: str) -> list[str]:
    """``install_requires=[…]`` of a setup.py, as far as it is written out."""
    match = re.search(rf"\b{key}\s*=\s*\[(.*?)\]", text, re.S)
    return re.findall(r"""["']([^"'\n]+)["']""", match[1]) if match else []


def _read_setup(tree: Tree, project: PythonProject, production: list, development: list) -> None:
    cfg, script = join(project.folder, "setup.cfg"), join(project.folder, "setup.py")
    declared = setup_cfg_value(tree, cfg, "options", "install_requires")
    name = setup_cfg_value(tree, cfg, "metadata", "name")
    if declared and project.manager == "pip":
        for line in declared.value.split("\n"):
            requirement = parse(line)
            if requirement:
                production.append((requirement, tree.find(cfg, re.escape(line[:60])) or declared.evidence[0]))
    text = tree.text(script) or ""
    if project.manager == "pip" and "setup(" in text:
        for value in _setup_list(text, "install_requires"):
            requirement = parse(value)
            if requirement:
                production.append((requirement, tree.find(script, re.escape(value[:60])) or Evidence(script)))
    if project.manager == "pip" and (name or "setup(" in text):
        project.is_package = True
    if project.name is None and name:
        project.name = name
    match = re.search(r"""\bname\s*=\s*["']([\w.-]+)["']""", text) if "setup(" in text else None
    if project.name is None and match:
        project.name = Fact(match[1], (tree.find(script, re.escape(match[0])) or Evidence(script),))
    for match in re.finditer(r"""["']([\w.-]+)\s*=\s*([\w.]+:\w+)["']""", text if "console_scripts" in text else ""):
        project.scripts.setdefault(match[1], Fact(match[2], (tree.find(script, re.escape(match[0])) or Evidence(script),)))


def _read_conda(tree: Tree, project: PythonProject, production: list) -> None:
    for name in ("environment.yml", "environment.yaml", "conda.yml"):
        path = join(project.folder, name)
        data = tree.data(path) if tree.has(path) else None
        packages = data.get("dependencies") if isinstance(data, dict) else None
        if not isinstance(packages, list):
            continue
        if project.manager == "conda":
            for item in packages:
                nested = strings(item.get("pip")) if isinstance(item, dict) else [re.sub(r"^[\w-]+::", "", item).split("=")[0]] if isinstance(item, str) else []
                for text in nested:
                    requirement = parse(text)
                    if requirement and requirement.name not in ("python", "pip"):
                        production.append((requirement, tree.find(path, re.escape(text[:60])) or Evidence(path)))
            text = Text(f"{path} is a conda environment; the images here install from PyPI, so a requirements.txt or pyproject.toml is needed (conda list --explicit shows what to put there)",
                        f"{path} est un environnement conda ; les images produites ici installent depuis PyPI, il faut donc un requirements.txt ou un pyproject.toml (conda list --explicit montre quoi y mettre)")
            project.notices.append(Notice("warning", "conda", text, (Evidence(path),)))
        else:
            text = Text(f"{path} (conda) is not used: {project.evidence[0].path} describes the same app for {project.manager}",
                        f"{path} (conda) n'est pas utilisé : {project.evidence[0].path} décrit la même application pour {project.manager}")
            project.notices.append(Notice("info", "conda", text, (Evidence(path),)))
        return


_LOCKED = re.compile(r"""^\[\[package\]\]\s*\nname = "([^"\n]+)"\nversion = "([^"\n]+)\"""", re.M)


def locked_versions(tree: Tree, project: PythonProject) -> dict[str, str]:
    """Name → exact version; read by pattern, since a TOML parser needs seconds for the largest lockfiles."""
    if project.manager in ("uv", "poetry", "pdm") and project.lockfile:
        return {normal(name): version for name, version in _LOCKED.findall(tree.text(project.lockfile) or "")}
    if project.manager == "pipenv" and project.lockfile:
        data = tree.data(project.lockfile)
        found = {}
        for section in ("develop", "default"):
            for name, item in table(data, section).items():
                version = item.get("version") if isinstance(item, dict) else None
                if isinstance(version, str):
                    found[normal(name)] = version.lstrip("=")
        return found
    if project.requirements:
        return {r.name: r.specifier[2:].strip() for r, _ in project.requirements.found if re.match(r"^==\s*[\w.+!-]+$", r.specifier)}
    return {}


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    """Members of a uv workspace: ``[tool.uv.workspace]`` members without the excluded ones."""
    path = join(root, "pyproject.toml")
    data = tree.data(path) if tree.has(path) else None
    workspace = table(data, "tool", "uv", "workspace")
    members: set[str] = set()
    excluded: set[str] = set()
    for key, chosen in (("members", members), ("exclude", excluded)):
        for pattern in strings(workspace.get(key)):
            pattern = pattern.removeprefix("./").rstrip("/")
            if pattern.startswith(("/", "..")):
                continue
            chosen.update(posixpath.dirname(p) for p in tree.glob(f"{pattern}/pyproject.toml", root))
    return tuple(sorted(m for m in members - excluded if m and m != root))

