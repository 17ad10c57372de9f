"""Litestar: an ASGI app object behind an ASGI server."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.frameworks import detect_framework, read_framework


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return detect_framework(tree, app, manifest, "litestar", ("litestar",), "Litestar", 60)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return read_framework(tree, app, manifest, "litestar", "Litestar", r"(?:litestar\.)?Litestar", "asgi", 8000)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("litestar", "Litestar", "python", detect, read, container)
