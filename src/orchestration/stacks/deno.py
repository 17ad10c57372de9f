"""A Deno program with Deno's own server, or with a router that changes nothing of how it is run (Hono, Oak)."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading()


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("deno", "Deno", "deno", detect, read, container, aliases=("oak",))
