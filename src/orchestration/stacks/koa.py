"""Koa: a server whose entry listens on a port."""

from __future__ import annotations

from ..model.facts import assume
from ..model.profile import Manifest, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.framework import by_dependency, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies["koa"], port=assume(3000, "Koa's documented example listens there", "l'exemple documenté de Koa y écoute"))


STACK = Stack("koa", "Koa", "node", by_dependency("koa", 61, "koa", development=False), read, unchanged, aliases=("koajs",))
