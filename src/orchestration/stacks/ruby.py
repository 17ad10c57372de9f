"""A Ruby program without a framework we know."""

from __future__ import annotations

from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join

_ENTRIES = ("main.rb", "app.rb", "server.rb", "bot.rb", "run.rb")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    entry = next((name for name in _ENTRIES if tree.has(join(app, name))), "")
    if not entry:
        return Reading()
    at = (Evidence(join(app, entry)),)
    run = ("bundle", "exec", "ruby", entry) if manifest.dependencies else ("ruby", entry)
    return Reading(entry=Fact(entry, at), commands=MappingProxyType({"start": Fact(Command(*run), at)}))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("ruby", "Ruby", "ruby", detect, read, container)
