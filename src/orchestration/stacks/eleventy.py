"""Eleventy: files in ``_site``."""

from __future__ import annotations

from dataclasses import replace

from ..model.command import Command
from ..model.facts import Evidence, Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import base_path, by_dependency, directory, flag, listed, page, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@11ty/eleventy")
    assert version
    config = config_file(tree, app, "eleventy.config", ".eleventy")
    out = flag(manifest, "eleventy", "--output") or (literal(tree, config, "output", inside="dir") or literal(tree, config, "output") if config else None)
    prefix = flag(replace(manifest, scripts={k: f for k, f in manifest.scripts.items() if k == "build"}), "eleventy", "--pathprefix") or (literal(tree, config, "pathPrefix") if config else None)
    folder = (directory(out.value) if out else "") or "_site"
    source = literal(tree, config, "input", inside="dir") if config else None
    missing = page(tree, app, *(join(directory(source.value) if source else ".", f"**/404.{s}") for s in ("html", "md", "njk", "liquid")))
    commands = {} if "build" in manifest.scripts else {"build": Fact(Command("npx", "eleventy"), version.evidence)}
    # Every Markdown file may be a page.
    traits = {"context.keep": Fact(listed("README.md", "docs/", "_site/"), version.evidence)}
    site = StaticSite(folder, False, "404.html" if missing else "", False, base_path(prefix))
    return Reading(framework_version=version, commands=commands, traits=traits, site=Fact(site, out.evidence if out else (Evidence(config),) if config else version.evidence))


STACK = Stack("eleventy", "Eleventy", "node", by_dependency("eleventy", 75, "@11ty/eleventy", places=("eleventy.config.*", ".eleventy*", "_includes", "src/_includes", "index.md", "index.html", "index.njk", "src/index.*")), read, unchanged, aliases=("11ty",))
