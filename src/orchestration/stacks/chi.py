"""chi: a router for net/http."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.go.dependencies import FRAMEWORKS


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependencies.get(FRAMEWORKS["chi"])
    return Detection("chi", 60, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies.get(FRAMEWORKS["chi"]))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("chi", "chi", "go", detect, read, container, aliases=("gochi",))
