"""aiohttp: its own server, started by the program itself (``web.run_app``), or gunicorn with aiohttp's worker."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Fact
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.frameworks import detect_framework, version_of
from ..toolchains.python.selfserved import self_served
from ..toolchains.python.source import find_objects


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    found = detect_framework(tree, app, manifest, "aiohttp", ("aiohttp",), r"web\.Application|web\.run_app")
    # Far more projects use aiohttp as a client than as a server: without an application it says nothing.
    return found if found and found.grade >= 80 else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    reading = self_served(tree, app, r"(?:web\.)?run_app", 8080)
    if "gunicorn" in manifest.dependencies:
        objects = [o for o in find_objects(tree, app, r"(?:aiohttp\.)?web\.Application")]
        if objects:
            obj = objects[0]
            command = Command("gunicorn", *(("--chdir", obj.folder) if obj.folder != "." else ()), "--worker-tmp-dir", "/dev/shm", "--worker-class", "aiohttp.GunicornWebWorker", obj.target)
            traits = {**reading.traits, "python.interface": Fact("asgi", (obj.evidence,)), "python.import_root": Fact(obj.folder, (obj.evidence,))}
            reading = replace(reading, commands=MappingProxyType({"start": Fact(command, (obj.evidence,))}), entry=Fact(obj.path, (obj.evidence,)), traits=MappingProxyType(traits))
    health = next((Fact(match["path"], (at,)) for at, match in tree.search(re.compile(r"""(?:add_get|add_route|web\.get|routes\.get)\(\s*(?:["']GET["']\s*,\s*)?["'](?P<path>/(?:health\w*|ping|livez?|status))["']"""), (".py",), app)), None)
    return replace(reading, framework_version=version_of(manifest, "aiohttp"), health_path=health)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("aiohttp", "aiohttp", "python", detect, read, container)
