"""ASP.NET Core: a web app on Kestrel, whatever it is written with (minimal APIs, MVC, Razor Pages, Blazor Server, gRPC)."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.dotnet.reading import framework, kind, main_project


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    project = main_project(tree, app)
    return Detection("aspnetcore", 70, (project.at,)) if project and kind(tree, project) == "web" else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    project = main_project(tree, app)
    target = framework(project) if project else None
    return Reading(framework_version=target.with_value(target.value.removeprefix("netcoreapp").removeprefix("net")) if target else None)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("aspnetcore", "ASP.NET Core", "dotnet", detect, read, container, aliases=("asp.net", "aspnet", "asp.net-core", "aspnet-core"))
