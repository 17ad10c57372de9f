"""Express: a server whose entry listens on a port."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependencies.get("express")
    return Detection("express", 60, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(port=assume(3000, "Express's documented example listens there", "l'exemple documenté d'Express y écoute"), framework_version=manifest.dependencies["express"])


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("express", "Express", "node", detect, read, container, aliases=("expressjs",))
