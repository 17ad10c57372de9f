"""Go: modules and workspaces, which programs a module holds, and how one becomes an image of its own."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import FILE_URLS, SERVICE_CLIENTS
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
    # Each begins with a literal: that is what makes a search through a large project fast.
    env_patterns=(
        r"Getenv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)",
        # The usual ways to go on without it: compared with a value, or replaced where it is empty.
        r"Getenv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)(?:;\s*\w+)?\s*(?P<optional>==\s*\"[^\"]|!=\s*\"\")",
        r"Getenv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)\s*(?:\n\s*)?;?\s*(?:if\s+)?(?P<v>\w+)\s*==\s*\"\"\s*\{\s*(?P=v)\s*(?P<optional>=)\s*(?P<default>\"[^\"\n]*\"|\d+\b)?",
        r"Or\(\s*os\.Getenv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)\s*,\s*(?P<default>\"[^\"\n]*\")?",
        r"LookupEnv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)",
        r"nv(?<!Setenv)\w*(?:\.\w+)?(?:\[\w+\])?\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"\s*,\s*(?P<default>\"[^\"\n]*\"|-?\d+|true|false)",
        r"Env(?<!LookupEnv)\w*\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"\s*\)",
        r"mapstructure:\"(?P<name>[A-Z][A-Z0-9_]{2,})\"",
        r"viper\.(?:BindEnv\(\s*\"[^\"]+\"\s*,|(?:Get\w*|IsSet)\()\s*\"(?P<name>[A-Z][A-Z0-9_]+)\"",
        r"EnvVars?(?::\s*(?:\[\]string\{|cli\.EnvVars\()?|\()\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
        r"\.Envar\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
    ),
    service_clients=SERVICE_CLIENTS,
    file_urls=FILE_URLS,
)
