"""React Router in framework mode: a server, or with ``ssr: false`` a single-page app's files."""

from __future__ import annotations

from ..model.command import Command
from ..model.facts import Evidence, Fact, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.node.config import config_file, literal
from ..toolchains.node.framework import by_dependency, directory, health_route, hosted, listed, script_port, starting, unchanged


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@react-router/dev")
    assert version
    config = config_file(tree, app, "react-router.config")
    ssr, build = literal(tree, config, "ssr"), literal(tree, config, "buildDirectory")
    folder = (directory(build.value) if build else "") or "build"
    traits: dict[str, Fact[str]] = {"env.public_prefix": Fact("VITE_", version.evidence), "dev.args": Fact(listed("--host", "0.0.0.0"), version.evidence)}
    if ssr and ssr.value == "false":
        return Reading(framework_version=version, traits=traits, site=Fact(StaticSite(f"{folder}/client", True, "", False, "/", ("assets",)), ssr.evidence))
    commands: dict[str, Fact[Command]] = {}
    if not starting(manifest) and manifest.dependency("@react-router/serve"):
        commands["start"] = Fact(Command("react-router-serve", f"./{folder}/server/index.js"), version.evidence)
    own = starting(manifest)
    if not own or (own.command and own.command.argv[0] == "react-router-serve"):
        traits["output"] = Fact(listed(folder), (Evidence(config or manifest.path),))
    return Reading(
        framework_version=version, traits=traits, commands=commands, notices=hosted(manifest),
        port=script_port(manifest, "start") or assume(3000, "react-router-serve listens on 3000 unless PORT is set", "react-router-serve écoute sur 3000 sauf si PORT est défini"),
        health_path=health_route(tree, app, (("app/routes", ""),), r"\.[jt]sx?"),
    )


STACK = Stack("react-router", "React Router", "node", by_dependency("react-router", 85, "@react-router/dev"), read, unchanged, aliases=("reactrouter", "react-router-7"))
