"""Every place a project states its Node.js (or Bun) version."""

from __future__ import annotations

import re

from ... import pins
from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from ..stated import folders_up, tool_versions, version_file
from .workspace import package

_FROM = re.compile(r"^\s*FROM\s+(?:--platform=\S+\s+)?(?:docker\.io/)?(?:library/)?(?P<image>node|oven/bun):v?(?P<version>\d+(?:\.\d+)*)", re.I)
_ARG = re.compile(r"^\s*ARG\s+NODE(?:JS)?_VERSION=[\"']?v?(?P<version>\d+(?:\.\d+)*)", re.I)


def node_versions(tree: Tree, app: str, root: str) -> tuple[Fact[str], ...]:
    """In order: version files, Volta, tool files, then what the manifest allows, what an existing image uses, what CI tests with.

    A range in the manifest is a limit, not a choice: where an existing Dockerfile names a release inside it, that goes first.
    """
    stated = [*version_file(tree, app, root, ".nvmrc", ".node-version", ".n-node-version"), *_volta(tree, app), *tool_versions(tree, app, root, "nodejs", "node")]
    stated = [fact for fact in stated if re.match(r"^(?:v?\d|lts|node$|stable$|latest$|system$)", fact.value, re.I) and fact.value != "system"]
    ranges = _engines(tree, app, root, "node")
    images = _dockerfiles(tree, app, "node")
    admitted = [image for image in images if all(pins.admits("nodejs", fact.value, pins.resolve("nodejs", image.value).version) for fact in ranges if re.search(r"\d", fact.value)) ]
    exact = [fact for fact in ranges if re.fullmatch(r"v?\d+(?:\.\d+)*(?:\.x)?", fact.value.strip())]
    if exact:
        stated += [*ranges, *images]
    else:
        stated += [*admitted, *ranges, *(image for image in images if image not in admitted)]
    return (*stated, *_hosting(tree, app), *_workflows(tree))


def bun_versions(tree: Tree, app: str, root: str) -> tuple[Fact[str], ...]:
    stated = [*version_file(tree, app, root, ".bun-version"), *tool_versions(tree, app, root, "bun"), *_engines(tree, app, root, "bun")]
    for folder in folders_up(app, root):
        manager = package(tree, folder).get("packageManager")
        if isinstance(manager, str) and manager.startswith("bun@"):
            stated.append(Fact(manager[4:].split("+")[0], (tree.key(join(folder, "package.json"), "packageManager"),)))
    return (*stated, *_dockerfiles(tree, app, "oven/bun"))


def _volta(tree: Tree, app: str) -> list[Fact[str]]:
    found = []
    for folder in folders_up(app, "."):
        volta = package(tree, folder).get("volta")
        version = volta.get("node") if isinstance(volta, dict) else None
        if isinstance(version, str):
            found.append(Fact(version, (tree.key(join(folder, "package.json"), "volta", "node"),)))
    return found


def _engines(tree: Tree, app: str, root: str, name: str) -> list[Fact[str]]:
    found = []
    for folder in dict.fromkeys((app, root)):
        data, path = package(tree, folder), join(folder, "package.json")
        dev = data.get("devEngines")
        runtime = dev.get("runtime") if isinstance(dev, dict) else None
        for entry in runtime if isinstance(runtime, list) else [runtime]:
            if isinstance(entry, dict) and entry.get("name") == name and isinstance(entry.get("version"), str):
                found.append(Fact(entry["version"], (tree.key(path, "devEngines", "runtime", "version"),)))
        engines = data.get("engines")
        version = engines.get(name) if isinstance(engines, dict) else None
        if isinstance(version, str) and re.search(r"\d", version):
            found.append(Fact(version, (tree.key(path, "engines", name),)))
    return found


def _dockerfiles(tree: Tree, app: str, image: str) -> list[Fact[str]]:
    found = []
    for path in dict.fromkeys((join(app, "Dockerfile"), "Dockerfile")):
        for number, line in enumerate((tree.text(path) or "").split("\n") if tree.has(path) else (), 1):
            match = _FROM.match(line) or (_ARG.match(line) if image == "node" else None)
            if match and match.groupdict().get("image", image).lower() == image:
                found.append(Fact(match["version"], (Evidence(path, number, line.strip()[:120]),)))
    return found


def _hosting(tree: Tree, app: str) -> list[Fact[str]]:
    found = []
    for path in dict.fromkeys((join(app, "netlify.toml"), "netlify.toml")):
        data = tree.data(path) if tree.has(path) else None
        environment = data.get("build", {}).get("environment") if isinstance(data, dict) and isinstance(data.get("build"), dict) else None
        version = environment.get("NODE_VERSION") if isinstance(environment, dict) else None
        if isinstance(version, str | int):
            found.append(Fact(str(version), (tree.key(path, "NODE_VERSION"),)))
    return found


def _workflows(tree: Tree) -> list[Fact[str]]:
    """The version CI sets up, where it is one: a matrix of several says what is tested, not what runs."""
    found: list[Fact[str]] = []
    for path in tree.glob(".github/workflows/*.y*ml"):
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            match = re.match(r"^\s*-?\s*(?:node-version|NODE_VERSION):\s*[\"']?(v?\d+(?:\.[\dx]+)*|lts/\S+?)[\"']?\s*(?:#.*)?$", line)
            if match:
                found.append(Fact(match[1], (Evidence(path, number, line.strip()[:120]),)))
    for number, line in enumerate((tree.text(".gitlab-ci.yml") or "").split("\n") if tree.has(".gitlab-ci.yml") else (), 1):
        match = re.match(r"^\s*image:\s*[\"']?(?:docker\.io/)?(?:library/)?node:(\d+(?:\.\d+)*)", line)
        if match:
            found.append(Fact(match[1], (Evidence(".gitlab-ci.yml", number, line.strip()[:120]),)))
    return found if len({f.value for f in found}) == 1 else []
