"""SvelteKit: what its adapter makes of it: a Node server, or files."""

from __future__ import annotations

from ..model.command import Command
from ..model.facts import Fact, Notice, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import base_path, by_dependency, directory, health_route, listed, script_port, starting, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@sveltejs/kit")
    assert version
    config = next((c for c in (config_file(tree, app, "svelte.config"), config_file(tree, app, "vite.config")) if c and mentions(tree, c, r"adapter")), "")
    adapter = next((name for name in ("node", "static", "vercel", "netlify", "cloudflare", "cloudflare-workers", "auto") if config and mentions(tree, config, rf"@sveltejs/adapter-{name}[\"']")), "")
    if not adapter and config and mentions(tree, config, r"svelte-adapter-bun"):
        adapter = "bun"
    at = mentions(tree, config, r"adapter-" + adapter) if adapter and config else None
    where = (at,) if at else version.evidence
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("PUBLIC_ VITE_", version.evidence), "dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence), "sveltekit.adapter": Fact(adapter or "none", where)}
    if adapter == "static":
        pages, fallback, base = (literal(tree, config, key) for key in ("pages", "fallback", "base"))
        folder = (directory(pages.value) if pages else "") or "build"
        spa = bool(fallback and fallback.value in ("index.html", "200.html"))
        site = StaticSite(folder, spa, "404.html" if fallback and fallback.value == "404.html" else "", True, base_path(base), ("_app/immutable",))
        notices: tuple[Notice, ...] = ()
        if fallback and fallback.value == "200.html":
            notices = (Notice("warning", "sveltekit", Text("unknown paths are meant to answer 200.html, but the web server of the image answers index.html: set fallback to index.html, or prerender every page",
                                                           "les chemins inconnus doivent répondre 200.html, mais le serveur web de l'image répond index.html : réglez fallback sur index.html, ou prérendez chaque page"), fallback.evidence),)
        return Reading(framework_version=version, traits=traits, site=Fact(site, (*where, *(fallback.evidence if fallback else ()))), notices=notices)
    if adapter in ("node", "bun"):
        out = literal(tree, config, "out")
        folder = (directory(out.value) if out else "") or "build"
        own = starting(manifest)
        commands: dict[str, Fact[Command]] = {} if own else {"start": Fact(Command("node" if adapter == "node" else "bun", folder if adapter == "node" else f"{folder}/index.js"), where)}
        if not own or (own.command and any(word.strip("./") in (folder, f"{folder}/index.js", f"{folder}/index") for word in own.command.argv)):
            traits["output"] = Fact(listed(folder), where)
        traits["run.env.HOST"] = Fact("0.0.0.0", where)
        return Reading(
            framework_version=version, traits=traits, commands=commands, entry=Fact(f"{folder}/index.js", where),
            port=script_port(manifest, "start") or assume(3000, "adapter-node listens on 3000 unless PORT is set", "adapter-node écoute sur 3000 sauf si PORT est défini"),
            health_path=health_route(tree, app, (("src/routes", ""),), r"/\+(?:server|page)\.\w+"),
        )
    text = Text(f"@sveltejs/adapter-{adapter or 'auto'} builds for a hosting platform; a container needs @sveltejs/adapter-node (or adapter-static)",
                f"@sveltejs/adapter-{adapter or 'auto'} construit pour une plateforme d'hébergement ; un conteneur exige @sveltejs/adapter-node (ou adapter-static)")
    return Reading(
        framework_version=version, traits=traits, notices=(Notice("warning", "sveltekit", text, where),), commands={"start": assume(Command("node", "build"), "what adapter-node builds", "ce que construit adapter-node")},
        port=assume(3000, "adapter-node listens on 3000 unless PORT is set", "adapter-node écoute sur 3000 sauf si PORT est défini"), entry=assume("build/index.js", "what adapter-node builds", "ce que construit adapter-node"),
        health_path=health_route(tree, app, (("src/routes", ""),), r"/\+(?:server|page)\.\w+"),
    )


STACK = Stack("sveltekit", "SvelteKit", "node", by_dependency("sveltekit", 85, "@sveltejs/kit", places=("src/routes", "src/app.html")), read, unchanged, aliases=("svelte-kit",))
