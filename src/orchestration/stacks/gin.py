"""Gin: a router whose engine listens on 8080 unless told otherwise."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.go.dependencies import FRAMEWORKS


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependencies.get(FRAMEWORKS["gin"])
    return Detection("gin", 60, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies.get(FRAMEWORKS["gin"]))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("gin", "Gin", "go", detect, read, container, aliases=("gingonic", "golang-gin"))
