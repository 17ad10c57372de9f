"""A plain OTP application: whatever its supervision tree starts, with or without a web server of its own."""

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


STACK = Stack("elixir", "Elixir", "elixir", detect, read, container, aliases=("otp", "plug"))
