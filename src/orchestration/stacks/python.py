"""A Python app without a framework we know: a script, a bot, a worker, a command line."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.servers import run_port, socket_port


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(port=socket_port(tree, app) or run_port(tree, app, "make_server", None, only="wsgiref", positional=1) or run_port(tree, app, r"asyncio\.start_server", None, only="start_server", positional=2))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("python", "Python", "python", detect, read, container, aliases=("py", "python3"))
