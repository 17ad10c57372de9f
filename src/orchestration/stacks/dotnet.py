"""A .NET program that serves no web: a worker service, or a console program."""

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


STACK = Stack("dotnet", ".NET", "dotnet", detect, read, container, aliases=(".net", "dotnet-worker", "csharp", "c#", "fsharp", "f#"))
