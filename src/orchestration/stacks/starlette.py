"""Starlette: an ASGI app object behind an ASGI server; the frameworks built on it rank before it."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.frameworks import detect_framework, read_framework


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return detect_framework(tree, app, manifest, "starlette", ("starlette",), "Starlette", 45)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return read_framework(tree, app, manifest, "starlette", "Starlette", r"(?:starlette\.)?Starlette", "asgi", 8000)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("starlette", "Starlette", "python", detect, read, container)
