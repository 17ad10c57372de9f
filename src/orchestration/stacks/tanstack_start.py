"""TanStack Start: a server built by Vite, self-contained where Nitro finishes it."""

from __future__ import annotations

from ..model.command import Command
from ..model.facts import Fact, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import by_dependency, health_route, hosted, listed, script_port, starting, unchanged

_NAMES = ("@tanstack/react-start", "@tanstack/solid-start", "@tanstack/start")


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency(*_NAMES)
    assert version
    config = config_file(tree, app, "vite.config", "app.config")
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("VITE_", version.evidence), "dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence)}
    spa = literal(tree, config, "enabled", inside="spa") if config else None
    if spa and spa.value == "true":
        return Reading(framework_version=version, traits=traits, site=Fact(StaticSite("dist/client", True, "", False, "/", ("assets",)), spa.evidence))
    notices = hosted(manifest)
    nitro = manifest.dependency("nitro", "nitropack", "vinxi", "@tanstack/nitro-v2-vite-plugin", "nitro-nightly")
    own = starting(manifest)
    commands: dict[str, Fact[Command]] = {}
    entry = None
    if nitro:
        traits["output.self_contained"] = nitro.with_value(listed(".output"))
        if "dev" in manifest.scripts:
            # The output holds what the server imports, and no program that migrates a database.
            traits["migrate.stage"] = nitro.with_value("dev")
        traits["run.env.HOST"] = nitro.with_value("0.0.0.0")
        entry = nitro.with_value(".output/server/index.mjs")
        if not own or (own.command and own.command.argv[0] in ("vinxi", "vite")):
            commands["start"] = nitro.with_value(Command("node", ".output/server/index.mjs"))
    elif not own:
        at = mentions(tree, config, r"tanstackStart") if config else None
        entry = Fact("dist/server/server.js", (at,) if at else version.evidence)
        # The build leaves a fetch handler; srvx, which serves one, is a dependency of Start itself.
        commands["start"] = assume(Command("srvx", "--prod", "-s", "../client", "dist/server/server.js"), "the build leaves a fetch handler, which srvx serves", "la construction laisse un gestionnaire fetch, que srvx sert")
        traits["output"] = Fact(listed("dist"), version.evidence)
    return Reading(
        framework_version=version, traits=traits, commands=commands, entry=entry, notices=notices,
        port=script_port(manifest, "start") or assume(3000, "its server listens on 3000 unless PORT is set", "son serveur écoute sur 3000 sauf si PORT est défini"),
        health_path=health_route(tree, app, (("src/routes", ""), ("app/routes", "")), r"\.[jt]sx?"),
    )


STACK = Stack("tanstack-start", "TanStack Start", "node", by_dependency("tanstack-start", 88, *_NAMES), read, unchanged, aliases=("tanstack", "tanstackstart"))
