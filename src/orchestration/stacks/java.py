"""A Java or Kotlin program without a framework we know."""

from __future__ import annotations

import re

from ..model.container import ContainerFacts
from ..model.facts import Detection, Fact
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.jvm.container import plain
from ..toolchains.jvm.routes import health_path, port


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    found = port(tree, app)
    named = re.search(r"\"(\w*PORT)\"", found.evidence[0].quote) if found and found.evidence else None
    return Reading(port=found, health_path=health_path(tree, app) if found else None, traits={"jvm.port_variable": Fact(named[1], found.evidence)} if found and named else {})


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return plain(profile)


STACK = Stack("java", "Java", "jvm", detect, read, container, aliases=("kotlin", "jvm"))
