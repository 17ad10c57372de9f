"""Vite without a server framework: a build that leaves files, most often a single-page app."""

from __future__ import annotations

from ..model.facts import Detection, Evidence, Fact
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import base_path, calls, directory, flag, listed, router, runs_own_server, unchanged

_SERVERS = ("@solidjs/start", "vike", "vite-plugin-ssr", "@builder.io/qwik-city", "@qwik.dev/router", "@redwoodjs/core", "waku", "@analogjs/platform", "vitepress", "vinxi", "@storybook/builder-vite", "rakkasjs", "@lazarv/react-server")
"""Frameworks that use Vite to build a server, or something that is no site."""


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency("vite", "rolldown-vite")
    config = config_file(tree, app, "vite.config")
    if not fact or (manifest.dependency(*_SERVERS) and not manifest.dependency("@storybook/builder-vite")):
        return None
    if manifest.dependency("electron", "storybook") and not calls(manifest, r"(?<![\w-])vite build\b"):
        # A desktop app's window, or a catalogue of components.
        return None
    page = _page(tree, app)
    if not page or (config and mentions(tree, config, r"\blib\s*:\s*\{")):
        return None
    evidence = (*fact.evidence, *((Evidence(config),) if config else ()), Evidence(page))
    return Detection("vite", 40 if runs_own_server(manifest) else 65, evidence)


def _page(tree: Tree, app: str) -> str:
    config = config_file(tree, app, "vite.config")
    root = literal(tree, config, "root") if config else None
    folder = directory(root.value) if root else ""
    return next((join(app, p) for p in (f"{folder}/index.html" if folder else "index.html", "index.html", "src/index.html", "client/index.html", "frontend/index.html") if tree.has(join(app, p))), "")


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("vite", "rolldown-vite")
    config = config_file(tree, app, "vite.config")
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("VITE_", version.evidence if version else (Evidence(manifest.path),)), "dev.args": Fact(listed("--host", "0.0.0.0"), (Evidence(manifest.path),))}
    if runs_own_server(manifest):
        return Reading(framework_version=version, traits=traits)
    out = flag(manifest, "vite build", "--outDir") or literal(tree, config, "outDir", inside="build")
    base = flag(manifest, "vite build", "--base") or literal(tree, config, "base")
    root = literal(tree, config, "root")
    folder = (directory(out.value) if out else "") or "dist"
    if root and directory(root.value) and not out:
        folder = f"{directory(root.value)}/dist"
    found = router(tree, app, manifest)
    evidence = (*(out.evidence if out else ()), *(found.evidence if found else ()), *(base.evidence if base else ())) or (Evidence(config or manifest.path),)
    missing = "404.html" if tree.has(join(app, "public/404.html")) and not found else ""
    site = StaticSite(folder, found is not None, missing, False, base_path(base), ("assets",))
    return Reading(framework_version=version, traits=traits, site=Fact(site, tuple(dict.fromkeys(evidence))))


STACK = Stack("vite", "Vite", "node", detect, read, unchanged, aliases=("react", "vue", "svelte", "solid", "preact", "vitejs", "react-vite", "vue-vite", "spa"))
