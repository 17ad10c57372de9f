"""The languages we know, by id."""

from __future__ import annotations

from ..model.provider import Toolchain
from . import deno, dotnet, elixir, go, jvm, node, php, python, ruby, rust, static

TOOLCHAINS: dict[str, Toolchain] = {
    "deno": deno.TOOLCHAIN,
    "dotnet": dotnet.TOOLCHAIN,
    "elixir": elixir.TOOLCHAIN,
    "go": go.TOOLCHAIN,
    "jvm": jvm.TOOLCHAIN,
    "node": node.TOOLCHAIN,
    "php": php.TOOLCHAIN,
    "python": python.TOOLCHAIN,
    "ruby": ruby.TOOLCHAIN,
    "rust": rust.TOOLCHAIN,
    "static": static.TOOLCHAIN,
}
