"""JavaScript and TypeScript on Node.js (or Bun): what its manifests, lockfiles and version files say, and how it is built and run."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import FILE_URLS, SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

TOOLCHAIN = Toolchain(
    id="node",
    title="Node.js",
    runtime_product="nodejs",
    source_suffixes=(".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue", ".svelte", ".astro", ".prisma"),
    manifest_names=("package.json",),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="nodejs",
    env_patterns=(
        r"\bprocess\.env\.(?P<name>[A-Za-z_]\w*)(?:\s*(?:\|\||\?\?)\s*(?P<default>[\"'`][^\"'`\n]*[\"'`]|\d+)|\s*(?:\|\||\?\?))?",
        # A variable the code asks for, compares, or uses where it is there, is one it goes on without: ``if (process.env.A)``,
        # ``process.env.A === "1"``. ``if (!process.env.A) throw`` says the contrary.
        r"\bprocess\.env\.(?P<name>[A-Za-z_]\w*)(?P<optional>\s*(?:[!=]==?\s*(?!undefined|null|[\"'`]{2})|&&|\?\.|\?\s))",
        r"(?P<optional>!!\s*|\bBoolean\(\s*|\bif\s*\(\s*|(?:&&|\?\?|\|\|)\s*)\bprocess\.env\.(?P<name>[A-Za-z_]\w*)",
        r"\bprocess\.env\[\s*[\"'](?P<name>[A-Za-z_]\w*)[\"']\s*\](?:\s*(?:\|\||\?\?)\s*(?P<default>[\"'`][^\"'`\n]*[\"'`]|\d+))?",
        r"\bimport\.meta\.env\.(?P<name>(?!MODE\b|DEV\b|PROD\b|SSR\b|BASE_URL\b)[A-Z_]\w*)(?:\s*(?:\|\||\?\?)\s*(?P<default>[\"'`][^\"'`\n]*[\"'`]|\d+))?",
        r"\b(?:Bun|Deno)\.env(?:\.get\(\s*[\"']|\.)(?P<name>[A-Z_]\w*)",
        r"^\s*(?:url|directUrl|shadowDatabaseUrl)\s*=\s*env\(\"(?P<name>\w+)\"\)",
        r"\bconfigService\.(?:get|getOrThrow)(?:<[^>]*>)?\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]+)[\"']",
    ),
    env_words=(".env", "env(", "configService"),
    counter_patterns=(
        # prom-client asks for both a name and a help, in any order.
        ("Counter", r"Counter(?<![\w$]Counter)\s*(?:<[^>\n]*>)?\(\s*\{(?=[^{}]*\bhelp\s*:)[^{}]*?\bname\s*:\s*[\"'`](?P<name>[A-Za-z_:][\w:]*)[\"'`]"),
        ("observability", r"counter(?<![\w.$]counter)\(\s*[\"'`](?P<name>[A-Za-z_:][\w:]*)[\"'`]"),
    ),
    service_clients=SERVICE_CLIENTS,
    file_urls=FILE_URLS,
)
