"""Astro: files by default, a server with its Node adapter."""

from __future__ import annotations

from ..model.command import Command
from ..model.facts import Evidence, Fact, Notice, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import base_path, by_dependency, directory, health_route, listed, page, script_port, starting, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("astro")
    assert version
    config = config_file(tree, app, "astro.config")
    out, base, output = (literal(tree, config, key) for key in ("outDir", "base", "output"))
    folder = (directory(out.value) if out else "") or "dist"
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("PUBLIC_", version.evidence), "dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence),
                                    "build.env.ASTRO_TELEMETRY_DISABLED": Fact("1", version.evidence)}
    adapter = mentions(tree, config, r"^\s*adapter\s*:") if config else None
    node = manifest.dependency("@astrojs/node") if adapter and mentions(tree, config, r"@astrojs/node") else None
    serves = node is not None or (output is not None and output.value in ("server", "hybrid"))
    if serves and node:
        commands: dict[str, Fact[Command]] = {}
        if not starting(manifest):
            commands["start"] = Fact(Command("node", f"{folder}/server/entry.mjs"), (adapter,) if adapter else node.evidence)
        traits["run.env.HOST"] = node.with_value("0.0.0.0")
        own = starting(manifest)
        if not own or (own.command and any(f"{folder}/server/entry" in word for word in own.command.argv)):
            traits["output"] = node.with_value(listed(folder))
        return Reading(
            framework_version=version, traits=traits, commands=commands, entry=Fact(f"{folder}/server/entry.mjs", node.evidence) if not own else None,
            port=script_port(manifest, "start") or assume(4321, "Astro's Node server listens on 4321 unless PORT is set", "le serveur Node d'Astro écoute sur 4321 sauf si PORT est défini"),
            health_path=health_route(tree, app, (("src/pages", ""),), r"(?:/index)?\.[jt]s"),
        )
    notices: tuple[Notice, ...] = ()
    if serves:
        notices = (Notice("warning", "astro", Text("pages are rendered on request by an adapter for a hosting platform; a container needs @astrojs/node",
                                                   "les pages sont rendues à la demande par un adaptateur de plateforme ; un conteneur exige @astrojs/node"), (adapter,) if adapter else (output.evidence if output else ())),)
        return Reading(framework_version=version, traits=traits, notices=notices)
    missing = page(tree, app, "src/pages/404.*")
    single = literal(tree, config, "format", inside="build")
    evidence = (*(out.evidence if out else ()), *(base.evidence if base else ()), *((missing,) if missing else ())) or (Evidence(config or manifest.path),)
    site = StaticSite(folder, False, "404.html" if missing else "", bool(single and single.value == "file"), base_path(base), ("_astro",))
    return Reading(framework_version=version, traits=traits, site=Fact(site, evidence))


STACK = Stack("astro", "Astro", "node", by_dependency("astro", 85, "astro", places=("astro.config.*", "src/pages")), read, unchanged, aliases=("astrojs", "starlight"))
