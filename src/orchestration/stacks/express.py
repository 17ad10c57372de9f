"""Express: a server whose entry listens on a port."""

from __future__ import annotations

from ..model.facts import assume
from ..model.profile import Manifest, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.framework import by_dependency, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies["express"], port=assume(3000, "Express's documented example listens there", "l'exemple documenté d'Express y écoute"))


STACK = Stack("express", "Express", "node", by_dependency("express", 60, "express", development=False), read, unchanged, aliases=("expressjs",))
