"""Tornado: its own server, started by the program itself (``app.listen(8888)``)."""

from __future__ import annotations

from dataclasses import replace

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.frameworks import detect_framework, version_of
from ..toolchains.python.selfserved import self_served


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    found = detect_framework(tree, app, manifest, "tornado", ("tornado",), r"(?:web\.)?Application|HTTPServer")
    return found if found and found.grade >= 80 else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return replace(self_served(tree, app, r"\w+\.listen", 8888, positional=0), framework_version=version_of(manifest, "tornado"))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("tornado", "Tornado", "python", detect, read, container)
