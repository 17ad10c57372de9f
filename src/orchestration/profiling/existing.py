"""Deployment files a person already wrote: what they say counts as evidence, and they are never overwritten."""

from __future__ import annotations

import posixpath
import re
import shlex

from ..model.command import words
from ..model.facts import Evidence, Fact
from ..model.profile import EnvVar, ExistingFile, Process, ProcessKind, Reading, ServiceUse
from ..model.tree import Tree, join
from .services import IMAGES

_FROM = re.compile(r"^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)", re.I)
_USER = re.compile(r"^\s*USER\s+([\w$.{}-]+)", re.I)
_EXPOSE = re.compile(r"^\s*EXPOSE\s+(\d{2,5})", re.I)
_RUNTIME_IMAGES = {
    "node": "nodejs", "python": "python", "golang": "go", "eclipse-temurin": "eclipse-temurin", "openjdk": "eclipse-temurin", "amazoncorretto": "eclipse-temurin",
    "ruby": "ruby", "php": "php", "rust": "rust", "elixir": "elixir", "hexpm/elixir": "elixir", "oven/bun": "bun", "denoland/deno": "deno",
    "mcr.microsoft.com/dotnet/sdk": "dotnet", "mcr.microsoft.com/dotnet/aspnet": "dotnet", "mcr.microsoft.com/dotnet/runtime": "dotnet",
}
_KINDS = (
    (re.compile(r"(?:^|/)(?:[\w.-]+\.)?Dockerfile(?:\.[\w-]+)?$|(?:^|/)Containerfile$"), "dockerfile"),
    (re.compile(r"(?:^|/)(?:docker-)?compose(?:[.-][\w-]+)*\.ya?ml$"), "compose"),
    (re.compile(r"^\.github/workflows/[^/]+\.ya?ml$"), "github-workflow"),
    (re.compile(r"^\.gitlab-ci\.ya?ml$"), "gitlab-ci"),
    (re.compile(r"^\.github/dependabot\.ya?ml$"), "dependabot"),
    (re.compile(r"^(?:\.github/)?renovate\.json5?$"), "renovate"),
    (re.compile(r"(?:^|/)\.dockerignore$|Dockerfile\.dockerignore$"), "dockerignore"),
)

_MAYBE = re.compile(r"docker|compose|containerfile|^\.git|renovate", re.I)
"""What every one of them holds; most paths hold none of it."""


def kind_of_existing(path: str) -> str | None:
    if not _MAYBE.search(path):
        return None
    if path.endswith(".dockerignore"):
        return "dockerignore"
    return next((kind for pattern, kind in _KINDS if pattern.search(path)), None)


def existing_files(tree: Tree, app: str) -> tuple[Fact[ExistingFile], ...]:
    """The app's own and the repository's."""
    found = []
    for path in tree.files():
        kind = kind_of_existing(path)
        if not kind:
            continue
        folder = path.rsplit("/", 1)[0] if "/" in path else "."
        if kind in ("dockerfile", "compose", "dockerignore") and folder not in (app, ".", join(app, "docker"), "docker", join(app, "deploy"), ".docker", join(app, ".docker")):
            continue
        found.append(Fact(ExistingFile(path, kind), (Evidence(path),)))
    return tuple(found)


def read_existing(tree: Tree, app: str, product: str, proven: frozenset[str] | None = None) -> Reading:
    """Port, runtime version, services and their versions as existing files state them.

    Args:
        proven: the kinds of service the app was seen to use; given where several apps share the repository, and with it
            the compose file: what that starts for the others is none of this app's.
    """
    port: Fact[int] | None = None
    runtimes: list[Fact[str]] = []
    services: list[Fact[ServiceUse]] = []
    env: list[Fact[EnvVar]] = []
    user: Fact[str] | None = None
    together: Fact[str] | None = None
    processes: list[Fact[Process]] = []
    for fact in existing_files(tree, app):
        path, kind = fact.value.path, fact.value.kind
        text = tree.text(path) or ""
        if kind == "dockerfile" and path.rsplit("/", 1)[-1] == "Dockerfile":
            for number, line in enumerate(text.split("\n"), 1):
                image = _FROM.match(line)
                # The last stage's last word counts.
                if (named := _USER.match(line)) and path == join(app, "Dockerfile"):
                    user = None if named[1] in ("root", "0") else Fact(named[1], (Evidence(path, number, line.strip()[:120]),))
                if image:
                    user = None
                    name, _, tag = image[1].split("@")[0].rpartition(":") if ":" in image[1].split("@")[0] else (image[1].split("@")[0], "", "")
                    name = name.removeprefix("docker.io/").removeprefix("library/")
                    version = re.match(r"\d+(?:\.\d+)*", tag)
                    if name == "ghcr.io/astral-sh/uv" and product == "python":
                        # uv's own images carry a Python and say so behind their own version: 0.11-python3.12-trixie-slim.
                        inside = re.search(r"(?:^|-)python(\d+(?:\.\d+)*)", tag)
                        runtimes += [Fact(inside[1], (Evidence(path, number, line.strip()[:120]),))] if inside else []
                    if product == "php" and (inside := re.search(r"(?:^|[-/])php[\w-]*:v?(\d+\.\d+(?:\.\d+)?)|php-?(\d+\.\d+(?:\.\d+)?)", image[1])):
                        # Images with a server in them carry a PHP and name it so: dunglas/frankenphp:1-php8.4, wordpress:php8.3-apache.
                        runtimes.append(Fact(inside[1] or inside[2], (Evidence(path, number, line.strip()[:120]),)))
                    elif _RUNTIME_IMAGES.get(name) == product and version:
                        runtimes.append(Fact(version[0], (Evidence(path, number, line.strip()[:120]),)))
                exposed = _EXPOSE.match(line)
                # 9000 of a PHP image is FastCGI's: a web server stands in front, and that is who answers.
                if exposed and port is None and 0 < int(exposed[1]) < 65536 and not (product == "php" and exposed[1] == "9000"):
                    port = Fact(int(exposed[1]), (Evidence(path, number, line.strip()[:120]),))
        elif kind == "compose":
            if app != "." and "/" not in path and (starter := _own_service(tree, path, app)):
                together = together or Fact(path, (starter,))
            shared = proven if path.rpartition("/")[0] != ("" if app == "." else app) or app == "." else None
            services += [f for f, is_own in _compose_services(tree, path, app) if is_own or shared is None or _ALIKE.get(f.value.kind, f.value.kind) in {_ALIKE.get(k, k) for k in shared}]
            processes += _workers(tree, path, app)
    branch = default_branch(tree)
    traits = {name: said for name, said in (("git.branch", branch), ("image.user", user), ("compose.shared", together)) if said}
    return Reading(port=port, runtimes=tuple(runtimes), services=tuple(services), processes=tuple(processes), env=tuple(env), traits=traits)


_DEFAULT_BRANCHES = ("main", "master", "trunk")
"""What repositories call the branch that others are merged into (git-init, init.defaultBranch; Subversion's word)."""


def default_branch(tree: Tree) -> Fact[str] | None:
    """The default branch, where a person's own workflow runs on pushes to exactly one that is called like one."""
    found: dict[str, Evidence] = {}
    for path in tree.glob(".github/workflows/*.y*ml"):
        data = tree.data(path)
        on = data.get("on") if isinstance(data, dict) else None
        push = on.get("push") if isinstance(on, dict) else None
        branches = push.get("branches") if isinstance(push, dict) else None
        for name in branches if isinstance(branches, list) else [branches]:
            if name in _DEFAULT_BRANCHES:
                found.setdefault(str(name), tree.find(path, rf"\b{name}\b") or Evidence(path))
    return next((Fact(name, (at,)) for name, at in found.items()), None) if len(found) == 1 else None


_ALIKE = {"mariadb": "mysql", "valkey": "redis"}
"""Servers one client speaks to alike."""


def _compose_services(tree: Tree, path: str, app: str) -> list[tuple[Fact[ServiceUse], bool]]:
    """Every service with an image we know, and whether the service that is built from the app's directory depends on it."""
    found = []
    data = tree.data(path)
    services = data.get("services") if isinstance(data, dict) else None
    services = {str(k): v for k, v in services.items() if isinstance(v, dict)} if isinstance(services, dict) else {}
    needed = _needed(services, path, app)
    for name, service in sorted(services.items()):
        image = service.get("image")
        # A service with a profile is only started by whoever names it: one of several to choose from, or a tool.
        if not isinstance(image, str) or (service.get("profiles") and name not in needed):
            continue
        plain = image.split("@")[0].removeprefix("docker.io/").removeprefix("library/")
        repository, _, tag = plain.rpartition(":") if ":" in plain.rsplit("/", 1)[-1] else (plain, "", "")
        kind = IMAGES.get(repository)
        if kind:
            version = re.match(r"v?(\d+(?:\.\d+)*)", tag)
            at = tree.find(path, rf"image:\s*['\"]?{re.escape(image)}") or Evidence(path, 0, name)
            found.append((Fact(ServiceUse(kind, version[1] if version else ""), (at,)), name in needed))
    return found


_WORKER = re.compile(r"(?:^|[-_])(?:workers?|queues?|consumers?|jobs?|tasks|background|sidekiq|celery|rq|bull(?:mq)?)(?:$|[-_])|celeryworker")
_CLOCK = re.compile(r"(?:^|[-_])(?:cron|clock|scheduler|beat)(?:$|[-_])|celerybeat")
_RUNS = re.compile(r"(?:node|npm|pnpm|yarn|bun|deno|python3?|celery|rq|dramatiq|arq|bundle|php)(?:\s|$)")
"""What the app's own image can run; a script that a person's image holds is none of that."""
_FOR_DEVELOPMENT = re.compile(r"--reload|--watch\b|\bwatch\b|watchmedo|watchfiles|nodemon|ts-node|\btsx\b|\bdev\b|--inspect|debugpy")


def _workers(tree: Tree, path: str, app: str) -> list[Fact[Process]]:
    """Services that run something else of the image that is built from the app: what their name and command show to be a worker."""
    data = tree.data(path)
    services = data.get("services") if isinstance(data, dict) else None
    services = {str(k): v for k, v in services.items() if isinstance(v, dict)} if isinstance(services, dict) else {}
    own = set(_built_from(services, path, app))
    images = {str(services[name]["image"]) for name in own if services[name].get("image")}
    found = []
    for name, service in sorted(services.items()):
        kind: ProcessKind | None = "cron" if _CLOCK.search(name) else "worker" if _WORKER.search(name) else None
        command = service.get("command")
        line = shlex.join(map(str, command)) if isinstance(command, list) else str(command or "")
        if not kind or service.get("ports") or not (name in own or str(service.get("image", "")) in images) or not _RUNS.match(line) or _FOR_DEVELOPMENT.search(line) or "\n" in line.strip():
            continue
        at = tree.find(path, rf"^\s+['\"]?{re.escape(name)}['\"]?\s*:") or Evidence(path)
        found.append(Fact(Process(name, kind, words(line.strip())), (at,)))
    return found


def _own_service(tree: Tree, path: str, app: str) -> Evidence | None:
    """Where a compose file names the service that is built from the app's directory."""
    data = tree.data(path)
    services = data.get("services") if isinstance(data, dict) else None
    own = _built_from(services, path, app) if isinstance(services, dict) else []
    return tree.find(path, rf"^\s+['\"]?{re.escape(own[0])}['\"]?\s*:") or Evidence(path) if own else None


def _built_from(services: dict[str, dict], path: str, app: str) -> list[str]:
    base = path.rpartition("/")[0]
    found = []
    for name, service in services.items():
        build = service.get("build") if isinstance(service, dict) else None
        context = build.get("context") if isinstance(build, dict) else build
        dockerfile = build.get("dockerfile") if isinstance(build, dict) else None
        if isinstance(context, str) and app in (posixpath.normpath(posixpath.join(base, context)), posixpath.normpath(posixpath.join(base, context, str(dockerfile or "")).rpartition("/")[0] or ".")):
            found.append(str(name))
    return found


def _needed(services: dict[str, dict], path: str, app: str) -> set[str]:
    """Names the app's own service waits for, theirs too."""
    todo = _built_from(services, path, app)
    found: set[str] = set()
    while todo:
        name = todo.pop()
        waits = services.get(name, {}).get("depends_on")
        names = [str(w) for w in waits] if isinstance(waits, dict | list) else []
        todo += [n for n in names if n not in found]
        found.update(names)
    return found
