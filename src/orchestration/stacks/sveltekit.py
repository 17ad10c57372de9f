"""SvelteKit: what its adapter makes of it: a Node server, or files."""

from __future__ import annotations

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.errors import BadValue
from ..model.facts import Fact, Notice, assume
from ..model.profile import Manifest, Profile, Reading, StaticSite
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import base_path, by_dependency, directory, health_route, listed, script_port, starting


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
    notices: tuple[Notice, ...]
    if adapter == "static":
        pages, fallback, base = (literal(tree, config, key) for key in ("pages", "fallback", "base"))
        folder = (directory(pages.value) if pages else "") or "build"
        spa = bool(fallback and fallback.value in ("index.html", "200.html"))
        site = StaticSite(folder, spa, "404.html" if fallback and fallback.value == "404.html" else "", True, base_path(base), ("_app/immutable",))
        notices = ()
        if fallback and fallback.value == "200.html":
            notices = (Notice("warning", "sveltekit", Text("unknown paths are meant to answer 200.html, but the web server of the image answers index.html: set fallback to index.html, or prerender every page",
                                                           "les chemins inconnus doivent répondre 200.html, mais le serveur web de l'image répond index.html : réglez fallback sur index.html, ou prérendez chaque page"), fallback.evidence),)
        return Reading(framework_version=version, traits=traits, site=Fact(site, (*where, *(fallback.evidence if fallback else ()))), notices=notices)
    if adapter == "auto" and not literal(tree, config, "out"):
        # It picks by the build's environment, and with this variable takes adapter-node and installs it (kit.svelte.dev, "Zero-config deployments").
        traits["build.env.GCP_BUILDPACKS"] = Fact("true", where)
        notices = (Notice("warning", "sveltekit", Text("adapter-auto is made to take adapter-node, whose newest release 5 it installs while it builds: depend on @sveltejs/adapter-node yourself, and the lockfile holds it",
                                                       "adapter-auto est amené à prendre adapter-node, dont il installe la dernière version 5 pendant la construction : ajoutez vous-même @sveltejs/adapter-node, et le fichier de verrouillage le fixera"), where),)
        adapter = "node"
    else:
        notices = ()
    if adapter in ("node", "bun"):
        out = literal(tree, config, "out")
        folder = (directory(out.value) if out else "") or "build"
        own = starting(manifest)
        commands: dict[str, Fact[Command]] = {} if own else {"start": Fact(Command("node" if adapter == "node" else "bun", folder if adapter == "node" else f"{folder}/index.js"), where)}
        if not own or (own.command and any(word.strip("./") in (folder, f"{folder}/index.js", f"{folder}/index") for word in own.command.argv)):
            traits["output"] = Fact(listed(folder), where)
        traits["run.env.HOST"] = Fact("0.0.0.0", where)
        return Reading(
            framework_version=version, traits=traits, notices=notices, commands=commands, entry=Fact(f"{folder}/index.js", where),
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


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """
    Raises:
        BadValue: the adapter makes something only its hosting platform can run.
    """
    adapter = profile.trait("sveltekit.adapter")
    if profile.site is None and adapter not in ("node", "bun", "auto"):
        raise BadValue(Text(f"@sveltejs/adapter-{adapter} builds for a hosting platform: nothing it leaves can run in a container" if adapter != "none" else "svelte.config.js names no adapter, so the build leaves no server",
                            f"@sveltejs/adapter-{adapter} construit pour une plateforme d'hébergement : rien de ce qu'il produit ne peut tourner dans un conteneur" if adapter != "none" else "svelte.config.js ne nomme aucun adaptateur, la construction ne produit donc aucun serveur"),
                       Text("npm install --save-dev @sveltejs/adapter-node, and import it in svelte.config.js (or adapter-static for files alone)",
                            "npm install --save-dev @sveltejs/adapter-node, puis importez-le dans svelte.config.js (ou adapter-static pour de simples fichiers)"))
    return facts


STACK = Stack("sveltekit", "SvelteKit", "node", by_dependency("sveltekit", 85, "@sveltejs/kit", places=("src/routes", "src/app.html")), read, container, aliases=("svelte-kit",))
