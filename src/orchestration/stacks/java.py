"""A Java or Kotlin program without a framework we know."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.jvm.container import plain
from ..toolchains.jvm.routes import health_path, port


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    found = port(tree, app)
    return Reading(port=found, health_path=health_path(tree, app) if found else None)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return plain(profile)


STACK = Stack("java", "Java", "jvm", detect, read, container, aliases=("kotlin", "jvm"))
