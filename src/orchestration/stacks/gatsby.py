"""Gatsby: files in ``public``."""

from __future__ import annotations

from ..model.facts import Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import base_path, by_dependency, calls, listed, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("gatsby")
    assert version
    prefix = literal(tree, config_file(tree, app, "gatsby-config"), "pathPrefix") if calls(manifest, r"--prefix-paths") else None
    traits = {"env.public_prefix": Fact("GATSBY_", version.evidence), "dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence), "build.env.GATSBY_TELEMETRY_DISABLED": Fact("1", version.evidence)}
    return Reading(framework_version=version, traits=traits, site=Fact(StaticSite("public", False, "404.html", False, base_path(prefix), ("static",)), version.evidence))


STACK = Stack("gatsby", "Gatsby", "node", by_dependency("gatsby", 82, "gatsby", development=False, places=("gatsby-config.*", "src/pages")), read, unchanged, aliases=("gatsbyjs",))
