"""VitePress: files in ``.vitepress/dist`` of the directory that holds the pages."""

from __future__ import annotations

import re

from ..model.facts import Detection, Evidence, Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import base_path, calls, directory, listed, unchanged


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency("vitepress")
    build = calls(manifest, r"\bvitepress build\b", "build", "docs:build", "build:docs")
    if not fact or not build:
        return None
    return Detection("vitepress", 75 if ("build" in manifest.scripts and manifest.scripts["build"] is build) or not manifest.dependencies else 45, (*fact.evidence, *build.evidence))


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("vitepress")
    build = calls(manifest, r"\bvitepress build\b", "build", "docs:build", "build:docs")
    assert version and build
    match = re.search(r"vitepress build(?:\s+(?!-)([\w./-]+))?", build.value)
    folder = directory(match[1]) if match and match[1] else ""
    config = config_file(tree, app, join(folder or ".", ".vitepress/config"), join(folder or ".", ".vitepress/config/index"))
    clean, base, out = literal(tree, config, "cleanUrls"), literal(tree, config, "base"), literal(tree, config, "outDir")
    output = join(folder or ".", ".vitepress/dist")
    if out and directory(out.value):
        output = join(folder or ".", directory(out.value))
    site = StaticSite(output, False, "404.html", bool(clean and clean.value == "true"), base_path(base), ("assets",))
    traits = {"dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence), "context.keep": Fact(listed(*((folder.split("/")[0] + "/",) if folder else ())), build.evidence)}
    return Reading(framework_version=version, traits=traits, site=Fact(site, (*build.evidence, *((Evidence(config),) if config else ()))))


STACK = Stack("vitepress", "VitePress", "node", detect, read, unchanged)
