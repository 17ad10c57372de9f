"""Fiber: a router on fasthttp whose app listens on an address."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.go.dependencies import FRAMEWORKS


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependencies.get(FRAMEWORKS["fiber"])
    return Detection("fiber", 60, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies.get(FRAMEWORKS["fiber"]))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("fiber", "Fiber", "go", detect, read, container, aliases=("gofiber",))
