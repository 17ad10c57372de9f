"""Rocket: settings from Rocket.toml and ROCKET_ variables; without them it listens on loopback, port 8000."""

from __future__ import annotations

from dataclasses import replace

from ..model.container import ContainerFacts
from ..model.facts import Detection, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependencies.get("rocket")
    return Detection("rocket", 61, fact.evidence) if fact else None


def _port(tree: Tree, app: str) -> Fact[int] | None:
    """Release builds read ``[default]``, then ``[release]``, which wins; ``[global]`` is Rocket's own word for both."""
    path = join(app, "Rocket.toml")
    data = tree.data(path) if tree.has(path) else None
    for section in ("global", "release", "production", "default"):
        value = data.get(section) if isinstance(data, dict) else None
        number = value.get("port") if isinstance(value, dict) else None
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 65536:
            return Fact(number, (tree.key(path, section, "port"),))
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    port = _port(tree, app) or assume(8000, "Rocket's default port", "le port par défaut de Rocket")
    return Reading(framework_version=manifest.dependencies.get("rocket"), port=port)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    env = {"ROCKET_ADDRESS": "0.0.0.0", "ROCKET_PORT": str(profile.port.value)} if profile.port else {}
    return replace(facts, run_env={**facts.run_env, **env})


STACK = Stack("rocket", "Rocket", "rust", detect, read, container, aliases=("rust-rocket",))
