"""The frameworks we know, by id; each toolchain's plain stack among them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ..model.provider import Stack
from ..model.registry import Registry

OF: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "deno": ("deno", "fresh"),
    "dotnet": ("aspnetcore", "blazor", "dotnet"),
    "elixir": ("elixir", "phoenix"),
    "go": ("chi", "echo", "fiber", "gin", "go"),
    "jvm": ("java", "ktor", "micronaut", "quarkus", "springboot"),
    "node": ("angular", "astro", "cra", "docusaurus", "eleventy", "express", "fastify", "gatsby", "hono", "koa", "nestjs", "nextjs", "nodejs", "nuxt", "react-router", "remix", "sveltekit", "tanstack-start", "vite", "vitepress", "vue-cli"),
    "php": ("laravel", "php", "symfony"),
    "python": ("aiohttp", "django", "fastapi", "flask", "gradio", "litestar", "mkdocs", "python", "sanic", "sphinx", "starlette", "streamlit", "tornado"),
    "ruby": ("jekyll", "rack", "rails", "ruby", "sinatra"),
    "rust": ("actix-web", "axum", "poem", "rocket", "rust", "salvo", "warp"),
    "static": ("hugo", "static"),
})
"""Toolchain → its stacks."""

STACKS: Mapping[str, Stack] = Registry(__package__ or "", (stack for stacks in OF.values() for stack in stacks), "STACK")


@cache
def aliases() -> Mapping[str, str]:
    """Other names people have for a stack → its id; this loads them all."""
    return MappingProxyType({alias: stack.id for stack in STACKS.values() for alias in stack.aliases})
