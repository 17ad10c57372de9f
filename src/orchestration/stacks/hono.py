"""Hono: a fetch handler that Node.js or Bun serves."""

from __future__ import annotations

from ..model.facts import assume
from ..model.profile import Manifest, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.framework import by_dependency, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies["hono"], port=assume(3000, "Hono's server for Node.js, and Bun, listen on 3000 by default", "le serveur Hono pour Node.js, et Bun, écoutent sur 3000 par défaut"))


STACK = Stack("hono", "Hono", "node", by_dependency("hono", 62, "hono", development=False), read, unchanged, aliases=("honojs",))
