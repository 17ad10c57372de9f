"""Nuxt: a self-contained server in ``.output``, or generated files."""

from __future__ import annotations

import re

from ..model.command import Command
from ..model.facts import Evidence, Fact, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import base_path, by_dependency, calls, health_route, listed, script_port, starting, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("nuxt", "nuxt-edge", "nuxt3")
    assert version
    config = config_file(tree, app, "nuxt.config")
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("NUXT_PUBLIC_", version.evidence), "dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence)}
    base = literal(tree, config, "baseURL", inside="app")
    second = re.match(r"^\D*2\b", version.value) is not None
    generated = calls(manifest, r"\bnux[ti] generate\b", "build", "build:prod") or (literal(tree, config, "target") if second else None)
    preset = literal(tree, config, "preset", inside="nitro")
    if preset and preset.value == "static":
        generated = preset
    if generated and generated.value != "server":
        ssr = literal(tree, config, "ssr")
        spa = bool(ssr and ssr.value == "false")
        site = StaticSite("dist" if second else ".output/public", spa, "" if spa else "404.html" if not second else "200.html", False, base_path(base), ("_nuxt",))
        return Reading(framework_version=version, traits=traits, site=Fact(site, generated.evidence))
    traits["run.env.HOST"] = version.with_value("0.0.0.0")
    traits["build.env.NUXT_TELEMETRY_DISABLED"] = version.with_value("1")
    commands: dict[str, Fact[Command]] = {}
    own = starting(manifest)
    if not second:
        traits["output.self_contained"] = version.with_value(listed(".output"))
        if "dev" in manifest.scripts:
            # The output holds what the server imports, and no program that migrates a database.
            traits["migrate.stage"] = version.with_value("dev")
        if not own or (own.command and own.command.argv[0] in ("nuxt", "nuxi")):
            commands["start"] = version.with_value(Command("node", ".output/server/index.mjs"))
    elif not own:
        commands["start"] = version.with_value(Command("nuxt", "start"))
    return Reading(
        framework_version=version, traits=traits, commands=commands, entry=None if second else Fact(".output/server/index.mjs", (Evidence(config or manifest.path),)),
        port=script_port(manifest, "start") or assume(3000, "Nuxt's server listens on 3000 unless PORT is set", "le serveur de Nuxt écoute sur 3000 sauf si PORT est défini"),
        health_path=health_route(tree, app, (("server/api", "/api"), ("server/routes", "")), r"(?:\.get)?\.[jt]s"),
    )


STACK = Stack("nuxt", "Nuxt", "node", by_dependency("nuxt", 85, "nuxt", "nuxt3", "nuxt-edge", places=("nuxt.config.*", "app.vue", "app/app.vue", "pages")), read, unchanged, aliases=("nuxtjs", "nuxt3"))
