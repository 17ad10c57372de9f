"""Any other Rack app: a ``config.ru`` that a server runs (Hanami, Roda, Grape, plain Rack)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.ruby.reading import web_command
from .sinatra import listening, rack_commands


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    path = join(app, "config.ru")
    return Detection("rack", 50, (Evidence(path),)) if tree.has(path) else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    web = web_command(tree, app)
    commands = {"start": web} if web else rack_commands(tree, app, manifest)
    return Reading(commands=MappingProxyType(commands), entry=Fact("config.ru", (Evidence(join(app, "config.ru")),)), port=assume(9292, "Rack's documented port", "le port documenté de Rack"))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return replace(facts, command=listening(profile, profile.command("start") or facts.command))


STACK = Stack("rack", "Rack", "ruby", detect, read, container)
