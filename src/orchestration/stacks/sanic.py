"""Sanic: its own production server, by its command line."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.frameworks import detect_framework, read_framework
from ..toolchains.python.servers import run_port


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return detect_framework(tree, app, manifest, "sanic", ("sanic",), "Sanic")


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    port = run_port(tree, app, r"\w+\.run", 8000, only="Sanic")
    reading = read_framework(tree, app, manifest, "sanic", "Sanic", r"(?:sanic\.)?Sanic", "asgi", 8000, port, "Blueprint", "blueprint")
    if "python.target" not in reading.traits or not reading.port:
        return reading
    target = reading.traits["python.target"]
    folder = reading.traits["python.import_root"].value
    front = ("env", f"PYTHONPATH={folder}") if folder != "." else ()
    factory = ("--factory",) if reading.traits["python.factory"].value == "yes" else ()
    line = (*front, "sanic", target.value, *factory, "--host=0.0.0.0", f"--port={reading.port.value}")
    commands = {**reading.commands, "start": target.with_value(Command(*line)), "dev": target.with_value(Command(*line, "--dev"))}
    traits = {k: v for k, v in reading.traits.items() if k != "python.extra"}
    return replace(reading, commands=MappingProxyType(commands), traits=MappingProxyType(traits), notices=())


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("sanic", "Sanic", "python", detect, read, container)
