"""A Node.js app without a framework we know."""

from __future__ import annotations

from ..model.facts import Detection
from ..model.profile import Manifest, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.framework import unchanged


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading()


STACK = Stack("nodejs", "Node.js", "node", detect, read, unchanged, aliases=("node",))
