"""FastAPI: an ASGI app object that fastapi's own CLI or an ASGI server runs."""

from __future__ import annotations

import re

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.python.frameworks import detect_framework, read_framework
from ..toolchains.python.servers import AppObject
from ..toolchains.python.source import find_objects, resolve_module

CLASSES = r"(?:fastapi\.)?FastAPI"


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return detect_framework(tree, app, manifest, "fastapi", ("fastapi", "fastapi-slim"), "FastAPI")


def _stated(tree: Tree, app: str) -> list[AppObject]:
    """``[tool.fastapi] entrypoint = "app.main:app"``, the CLI's own setting."""
    path = join(app, "pyproject.toml")
    data = tree.data(path) if tree.has(path) else None
    tool = data.get("tool") if isinstance(data, dict) else None
    table = tool.get("fastapi") if isinstance(tool, dict) else None
    entry = table.get("entrypoint") if isinstance(table, dict) else None
    if not isinstance(entry, str) or not re.fullmatch(r"[\w.]+:\w+", entry):
        return []
    module, _, name = entry.partition(":")
    place = resolve_module(tree, app, module)
    return [AppObject(place[0], module, name, False, tree.key(path, "tool", "fastapi", "entrypoint"), place[1])] if place else []


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    objects = _stated(tree, app) + find_objects(tree, app, CLASSES)
    return read_framework(tree, app, manifest, "fastapi", "FastAPI", CLASSES, "asgi", 8000, objects=objects)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("fastapi", "FastAPI", "python", detect, read, container)
