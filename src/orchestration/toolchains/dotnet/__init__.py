"""The .NET SDK: MSBuild projects in C#, F# and Visual Basic, which of them are programs, and how those become one image."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

TOOLCHAIN = Toolchain(
    id="dotnet",
    title=".NET",
    runtime_product="dotnet",
    source_suffixes=(".cs", ".fs", ".vb"),
    manifest_names=("*.csproj", "*.fsproj", "*.vbproj"),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="dotnet",
    service_clients=SERVICE_CLIENTS,
)
