"""Docusaurus: files in ``build``."""

from __future__ import annotations

from ..model.facts import Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import base_path, by_dependency, directory, flag, listed, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@docusaurus/core")
    assert version
    config = config_file(tree, app, "docusaurus.config")
    base, trailing = literal(tree, config, "baseUrl"), literal(tree, config, "trailingSlash")
    out = flag(manifest, "docusaurus build", "--out-dir")
    # The docs are Markdown, which an image of anything else has no use for.
    traits = {"dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence), "context.keep": Fact(listed("docs/", "README.md"), version.evidence)}
    site = StaticSite((directory(out.value) if out else "") or "build", False, "404.html", bool(trailing and trailing.value == "false"), base_path(base), ("assets",))
    return Reading(framework_version=version, traits=traits, site=Fact(site, base.evidence if base else version.evidence))


STACK = Stack("docusaurus", "Docusaurus", "node", by_dependency("docusaurus", 82, "@docusaurus/core", places=("docusaurus.config.*",)), read, unchanged)
