"""Phoenix: an endpoint, its assets, and a server that only starts when it is told to."""

from __future__ import annotations

from dataclasses import replace

from ..model.container import ContainerFacts
from ..model.facts import Detection, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.elixir.project import read_mix
from ..toolchains.elixir.reading import endpoint, parts_of


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    package, mix = manifest.dependencies.get("phoenix"), read_mix(tree, app)
    at = endpoint(tree, mix) if mix else None
    return Detection("phoenix", 90, (at, *(package.evidence if package else ()))) if at else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    package, mix = manifest.dependencies.get("phoenix"), read_mix(tree, app)
    version = manifest.locked.get("phoenix", "")
    traits: dict[str, Fact[str]] = {}
    folders = [m.folder for m in parts_of(tree, mix)] if mix else [app]
    always = next((at for f in folders for n in ("runtime.exs", "prod.exs", "releases.exs") if (at := tree.find(join(f, "config", n), r"^[^#]*\bserver:\s*true"))), None)
    asks = next((at for f in folders for n in ("runtime.exs", "releases.exs", "prod.exs", "config.exs") if (at := tree.find(join(f, "config", n), r"^[^#]*\"PHX_SERVER\""))), None)
    if asks:
        traits["phoenix.server"] = Fact("PHX_SERVER", (asks,))
    elif always:
        traits["phoenix.server"] = Fact("configured", (always,))
    return Reading(
        framework_version=Fact(version, package.evidence) if package and version else package,
        port=assume(4000, "Phoenix' documented port", "le port documenté de Phoenix"),
        traits=traits,
    )


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    # A release starts the endpoint only where it is told to (Phoenix, "Deploying with releases").
    return replace(facts, run_env={**facts.run_env, **({"PHX_SERVER": "true"} if profile.trait("phoenix.server") == "PHX_SERVER" else {})}, memory="512m")


STACK = Stack("phoenix", "Phoenix", "elixir", detect, read, container, aliases=("elixir-phoenix", "liveview", "phoenix-liveview"))
