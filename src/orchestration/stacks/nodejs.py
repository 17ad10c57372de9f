"""A Node.js app without a framework we know: a program that is started, or a build that leaves files for a web server."""

from __future__ import annotations

from ..model.facts import Detection, Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.node.framework import router, unchanged
from ..toolchains.node.published import published
from ..toolchains.node.reading import is_published, starts


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    if starts(tree, app, manifest) or is_published(tree, app):
        return Reading()
    output = published(tree, app, manifest)
    if output is None:
        return Reading()
    client = router(tree, app, manifest)
    missing = "404.html" if any(tree.has(join(app, folder, "404.html")) for folder in ("public", "src", "static", output.value)) and not client else ""
    return Reading(site=Fact(StaticSite(output.value, client is not None, missing), (*output.evidence, *(client.evidence if client else ()))))


STACK = Stack("nodejs", "Node.js", "node", detect, read, unchanged, aliases=("node",))
