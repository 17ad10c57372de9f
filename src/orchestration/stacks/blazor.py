"""Blazor WebAssembly: the app runs in the browser; what publishing leaves is files for a web server."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.dotnet.reading import kind, main_project


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    project = main_project(tree, app)
    return Detection("blazor", 72, (project.at,)) if project and kind(tree, project) == "wasm" else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading(framework_version=manifest.dependencies.get("microsoft.aspnetcore.components.webassembly"))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("blazor", "Blazor WebAssembly", "dotnet", detect, read, container, aliases=("blazor-wasm", "blazorwasm", "blazor-webassembly"))
