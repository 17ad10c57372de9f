"""Fresh: Deno's web framework; the second version is built by Vite or by its own builder, the first may run from its sources."""

from __future__ import annotations

from dataclasses import replace

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.deno.config import program

_NAMES = ("@fresh/core", "x/fresh")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency(*_NAMES)
    return Detection("fresh", 70, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    """Older projects have only a task that starts ``dev.ts``; production is ``main.ts`` beside it, with the same permissions."""
    version = manifest.dependency(*_NAMES)
    port = assume(8000, "Fresh listens on 8000 by default", "Fresh écoute sur 8000 par défaut")
    started = next((p for name in ("start", "preview") if (p := program(tree, app, name)) and not p.watches and p.file != "dev.ts"), None)
    develops = program(tree, app, "start") or program(tree, app, "dev")
    if started or not develops or develops.file != "dev.ts" or not tree.has(join(app, "main.ts")):
        return Reading(framework_version=version, port=port)
    production = replace(develops, file="main.ts")
    return Reading(framework_version=version, port=port, entry=Fact("main.ts", develops.at.evidence), commands={
        "start": develops.at.with_value(Command(*production.argv)), "typecheck": develops.at.with_value(Command("deno", "check", "main.ts")),
    })


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("fresh", "Fresh", "deno", detect, read, container, aliases=("deno-fresh",))
