"""What frameworks on Node.js have in common when they are read: detection by dependency, routers, ports in scripts, sites."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from ...model.command import Command
from ...model.container import ContainerFacts
from ...model.facts import Detection, Evidence, Fact, Notice
from ...model.profile import Manifest, Profile
from ...model.text import Text
from ...model.tree import Tree, join
from .scripts import Unwrapped, unwrap

ROUTERS = (
    "react-router-dom", "react-router", "@tanstack/react-router", "wouter", "@reach/router", "vue-router", "@solidjs/router", "@tanstack/solid-router", "svelte-routing", "svelte-spa-router", "@mateothegreat/svelte5-router", "@roxi/routify",
    "preact-router", "preact-iso", "@angular/router", "page", "universal-router", "@vaadin/router", "navigo", "raviger", "@refinedev/react-router", "@refinedev/react-router-v6", "react-admin", "@ionic/react-router", "@tanstack/vue-router", "wouter-preact", "sv-router", "@generouted/react-router", "unplugin-vue-router",
)
"""Client-side routers: with one, paths the server has no file for are pages of the app."""
HASH_ROUTING = re.compile(r"\b(?:HashRouter|createHashRouter|createWebHashHistory|useHashLocation|mode:\s*[\"']hash[\"'])")


def by_dependency(id_: str, grade: int, *names: str, development: bool = True, places: tuple[str, ...] = ()) -> Callable[[Tree, str, Manifest], Detection | None]:
    """A stack that any of these packages proves.

    Args:
        development: whether a development dependency is proof.
        places: files (globs) and directories of which an app of that stack has at least one; a plug-in for it, or the
            root of a workspace that holds the framework for others, has none.
    """
    def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
        fact = manifest.dependency(*names) if development else next((manifest.dependencies[n] for n in names if n in manifest.dependencies), None)
        if not fact or (places and not any(tree.glob(p, app) if "*" in p else tree.has(join(app, p)) or tree.has_dir(join(app, p)) for p in places)):
            return None
        return Detection(id_, grade, fact.evidence)

    return detect


def unchanged(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """For stacks whose facts say it all."""
    return facts


def router(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """The client-side router in use; routing after a ``#`` needs nothing from the server and does not count."""
    fact = next(((name, manifest.dependencies[name]) for name in ROUTERS if name in manifest.dependencies), None) or next(
        ((name, manifest.dev_dependencies[name]) for name in ROUTERS if name in manifest.dev_dependencies), None)
    if not fact:
        return None
    for _at, _match in tree.search(HASH_ROUTING, (".ts", ".tsx", ".js", ".jsx", ".vue", ".mjs"), app):
        return None
    return Fact(fact[0], fact[1].evidence)


def starting(manifest: Manifest) -> Unwrapped | None:
    """The production start script's program, or None."""
    for name in ("start", "start:prod", "start:production", "serve", "preview"):
        found = unwrap(manifest.scripts, name)
        if found and found.nature in ("program", "shell") and name not in ("serve", "preview"):
            return found
    return None


def runs_own_server(manifest: Manifest) -> bool:
    """Whether production starts a program of the project's own: Node.js on a file."""
    found = starting(manifest)
    return bool(found and found.command and not found.command.is_shell and found.command.argv[0] in ("node", "bun", "tsx", "ts-node", "babel-node"))


def script_port(manifest: Manifest, *names: str) -> Fact[int] | None:
    """``-p 8080``, ``--port=8080`` or ``PORT=8080`` in a script."""
    for name in names:
        fact = manifest.scripts.get(name)
        match = re.search(r"(?:(?:^|\s)(?:-p|--port)(?:\s+|=)|(?:^|\s)(?:cross-env\s+)?PORT=)(\d{2,5})\b", fact.value) if fact else None
        if fact and match and int(match[1]) < 65536:
            return fact.with_value(int(match[1]))
    return None


def flag(manifest: Manifest, program: str, *flags: str) -> Fact[str] | None:
    """A flag's value where a script calls that program: ``("vite build", "--outDir")``."""
    for _name, fact in manifest.scripts.items():
        for part in re.split(r"&&|;|\|\|", fact.value):
            if program in part:
                for word in flags:
                    match = re.search(rf"(?:^|\s){re.escape(word)}(?:\s+|=)[\"']?([\w./@-]+)", part)
                    if match:
                        return fact.with_value(match[1])
    return None


def calls(manifest: Manifest, pattern: str, *names: str) -> Fact[str] | None:
    """The first script that matches; ``names`` limits which are looked at."""
    for name, fact in manifest.scripts.items():
        if (not names or name in names) and re.search(pattern, fact.value):
            return fact
    return None


def listed(*values: str) -> str:
    """A trait that holds a list."""
    return json.dumps(list(values))


def directory(text: str) -> str:
    """``"./dist/"`` → ``"dist"``; anything that is no plain relative path → ``""``."""
    clean = text.strip().removeprefix("./").rstrip("/")
    return clean if re.fullmatch(r"[\w.@-]+(?:/[\w.@-]+)*", clean) and ".." not in clean.split("/") else ""


def base_path(fact: Fact[str] | None) -> str:
    """A base path as a site states it: a full address keeps its path, ``"./"`` means any place and so the root."""
    if fact is None:
        return "/"
    text = re.sub(r"^https?://[^/]+", "", fact.value)
    text = "/" + text.strip("/") if text.strip("./") else "/"
    return text + "/" if text != "/" and re.fullmatch(r"(?:/[\w.~-]+)+", text) else "/"


def page(tree: Tree, app: str, *paths: str) -> Evidence | None:
    """The first of these files (globs) below the app."""
    for path in paths:
        found = tree.glob(path, app) if "*" in path else (join(app, path),) if tree.has(join(app, path)) else ()
        if found:
            return Evidence(found[0])
    return None


HEALTH_NAMES = r"(?:_?health(?:z|-?check|_check)?|livez?|readyz?|up|ping)"


def health_route(tree: Tree, app: str, folders: tuple[tuple[str, str], ...], tail: str) -> Fact[str] | None:
    """A route file whose name says health.

    Args:
        folders: (directory, URL prefix) pairs: ``("src/app", "")``, ``("server/api", "/api")``.
        tail: regular expression of what follows the route's path in a file name: ``r"/route\\.[jt]s"``.
    """
    found: list[tuple[int, str, str, str]] = []
    for folder, prefix in folders:
        at = join(app, folder)
        for path in tree.files(at):
            match = re.fullmatch(rf"((?:(?:\([\w-]+\)|[\w-]+)/)*?)({HEALTH_NAMES}(?:/(?:live|ready|liveness|readiness))?){tail}", path[len(at) + 1:])
            if match:
                parents = re.sub(r"\([\w-]+\)/", "", match[1])
                url = f"{prefix}/{parents}{match[2]}"
                if parents.count("/") <= 2:
                    found.append((url.count("/"), 0 if "health" in url else 1, url, path))  # type: ignore[arg-type]
    found.sort(key=lambda item: (item[1], item[0], item[2]))
    return Fact(found[0][2], (Evidence(found[0][3]),)) if found else None


def hosted(manifest: Manifest) -> tuple[Notice, ...]:
    """Said where the build is made for a hosting platform's own runtime: what it leaves is no Node.js server."""
    fact = manifest.dependency("@cloudflare/vite-plugin", "@netlify/vite-plugin-tanstack-start", "@netlify/vite-plugin-react-router", "@vercel/react-router")
    if not fact:
        return ()
    name = fact.evidence[0].quote.split(":")[0].strip("\" ") or "a plug-in"
    return (Notice("warning", "hosting", Text(f"{name} builds for a hosting platform's own runtime; a container needs a build for Node.js",
                                               f"{name} construit pour le moteur d'une plateforme d'hébergement ; un conteneur exige une construction pour Node.js"), fact.evidence),)


def command(*words: str) -> Command:
    return Command(*words)
