"""Deno: what deno.json(c), its lockfile and its tasks say, and how that becomes an image."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

_DEFAULT = r"(?:\s*(?:\|\||\?\?)\s*(?P<default>[\"'`][^\"'`\n]*[\"'`]|\d+)|\s*(?:\|\||\?\?))?"

TOOLCHAIN = Toolchain(
    id="deno",
    title="Deno",
    runtime_product="deno",
    source_suffixes=(".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs"),
    manifest_names=("deno.json", "deno.jsonc"),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="deno",
    env_patterns=(
        r"\bDeno\.env\.get\(\s*[\"'`](?P<name>[A-Za-z_]\w*)[\"'`]\s*,?\s*\)" + _DEFAULT,
        r"\bDeno\.env\.get\(\s*[\"'`](?P<name>[A-Za-z_]\w*)[\"'`]\s*\)(?P<optional>\s*(?:[!=]==?\s*(?!undefined|null|[\"'`]{2})|&&|\?\.|\?\s))",
        r"(?P<optional>\bDeno\.env\.has\(\s*)[\"'`](?P<name>[A-Za-z_]\w*)[\"'`]",
        r"\bprocess\.env\.(?P<name>[A-Za-z_]\w*)" + _DEFAULT,
    ),
    env_words=(".env",),
    service_clients=SERVICE_CLIENTS,
)
