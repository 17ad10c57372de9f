"""Remix: a server; with the Vite plugin's ``ssr: false`` a single-page app's files."""

from __future__ import annotations

from ..model.command import Command
from ..model.facts import Evidence, Fact, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import by_dependency, health_route, listed, script_port, starting, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@remix-run/react", "@remix-run/dev")
    assert version
    vite, classic = config_file(tree, app, "vite.config"), config_file(tree, app, "remix.config")
    ssr = literal(tree, vite, "ssr") if vite else None
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("VITE_", version.evidence)}
    if ssr and ssr.value == "false" and mentions(tree, vite, r"remix|vitePlugin"):
        return Reading(framework_version=version, traits=traits, site=Fact(StaticSite("build/client", True, "", False, "/", ("assets",)), ssr.evidence))
    commands: dict[str, Fact[Command]] = {}
    own = starting(manifest)
    if not own and manifest.dependency("@remix-run/serve"):
        commands["start"] = Fact(Command("remix-serve", "./build/server/index.js" if vite and not classic else "./build/index.js"), version.evidence)
    if not own or (own.command and own.command.argv[0] == "remix-serve"):
        traits["output"] = Fact(listed("build", "public") if classic and not vite else listed("build"), (Evidence(vite or classic or manifest.path),))
    return Reading(
        framework_version=version, traits=traits, commands=commands,
        port=script_port(manifest, "start") or assume(3000, "remix-serve listens on 3000 unless PORT is set", "remix-serve écoute sur 3000 sauf si PORT est défini"),
        health_path=health_route(tree, app, (("app/routes", ""),), r"\.[jt]sx?"),
    )


STACK = Stack("remix", "Remix", "node", by_dependency("remix", 85, "@remix-run/react", "@remix-run/dev", "@remix-run/node"), read, unchanged, aliases=("remix-run",))
