"""Go: modules and workspaces, which programs a module holds, and how one becomes an image of its own."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

TOOLCHAIN = Toolchain(
    id="go",
    title="Go",
    runtime_product="go",
    source_suffixes=(".go",),
    manifest_names=("go.mod", "go.work"),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="go",
    env_patterns=(
        r"\b(?:os|syscall)\.(?:Getenv|LookupEnv)\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)",
        r"\b\w*(?:[eE]nv|ENV)\w*(?:\.\w+)?(?:\[\w+\])?\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"\s*,\s*(?P<default>\"[^\"\n]*\"|-?\d+|true|false)",
        r"\b(?:[mM]ust|[gG]et|[rR]equire|[lL]ookup)\w*Env\w*\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"\s*\)",
        r"\b(?:env|envconfig):\"(?P<name>[A-Z][A-Z0-9_]*)(?:,\s*(?:required|notEmpty|unset|overwrite|noinit|file|expand))*(?:,\s*default=(?P<default>[^\",]*))?\"",
        r"\b(?:env|envconfig):\"(?P<name>[A-Z][A-Z0-9_]*)(?:,[^\"\n]*)?\"[^`\n]*?\b(?:envDefault|env-default|default):(?P<default>\"[^\"\n]*\")",
        r"\b(?:envDefault|env-default|default):(?P<default>\"[^\"\n]*\")[^`\n]*?\b(?:env|envconfig):\"(?P<name>[A-Z][A-Z0-9_]*)",
        r"\bmapstructure:\"(?P<name>[A-Z][A-Z0-9_]{2,})\"",
        r"\bviper\.(?:BindEnv\(\s*\"[^\"]+\"\s*,|(?:Get\w*|IsSet)\()\s*\"(?P<name>[A-Z][A-Z0-9_]+)\"",
        r"\b(?:EnvVars?|Sources):\s*(?:\[\]string\{|cli\.EnvVars\()?\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
        r"\.Envar\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
    ),
    service_clients=SERVICE_CLIENTS,
)
