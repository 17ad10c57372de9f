"""MkDocs: Markdown that is built to a static site."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python import documentation


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return documentation.detect_mkdocs(tree, app, manifest)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return documentation.read_mkdocs(tree, app, manifest)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return documentation.container(profile, facts)


STACK = Stack("mkdocs", "MkDocs", "python", detect, read, container)
