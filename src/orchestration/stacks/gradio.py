"""Gradio: a program that launches its own server, placed by environment variables."""

from __future__ import annotations

from dataclasses import replace

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.python.frameworks import detect_framework, version_of
from ..toolchains.python.images import http_probe
from ..toolchains.python.selfserved import self_served


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return detect_framework(tree, app, manifest, "gradio", ("gradio",), r"(?:gr|gradio)\.(?:Blocks|Interface|ChatInterface|TabbedInterface)|Blocks|ChatInterface", 58)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    reading = self_served(tree, app, r"[\w)]+\.launch", 7860)
    return replace(reading, framework_version=version_of(manifest, "gradio"))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    assert profile.port
    env = {**facts.run_env, "GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_SERVER_NAME": "0.0.0.0", "GRADIO_SERVER_PORT": str(profile.port.value), "GRADIO_TEMP_DIR": "/tmp/gradio", "HOME": "/tmp"}
    return replace(facts, run_env=dict(sorted(env.items())), probe=http_probe(profile.port.value, "/", True, False))


STACK = Stack("gradio", "Gradio", "python", detect, read, container)
