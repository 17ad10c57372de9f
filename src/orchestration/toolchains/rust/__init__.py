"""Rust: crates and Cargo workspaces, which programs they hold, and how those become one image."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import FILE_URLS, SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

_VAR = r"var(?:_os|_parsed)?(?:::<[\w:]+>)?\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*,?\s*\)"

TOOLCHAIN = Toolchain(
    id="rust",
    title="Rust",
    runtime_product="rust",
    source_suffixes=(".rs",),
    manifest_names=("Cargo.toml",),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="rust",
    # Each begins with a literal: that is what makes a search through a large project fast.
    env_patterns=(
        _VAR + r"\s*\.(?:unwrap_or(?:_else)?|or_else)\(\s*(?:\|_\w*\|\s*)?(?:String::from\(\s*|Ok\(\s*)?(?P<default>\"[^\"\n]*\"|\d+)?",
        _VAR + r"\s*\.(?:ok|is_ok|is_err|unwrap_or_default)\(\)(?:[^;{}]{0,120}?\.unwrap_or\(\s*(?P<default>\d+|true|false))?",
        r"if let Ok\([^)]*\)\s*=\s*(?:std::)?(?:env::)?var\(\s*\"(?P<name>[A-Za-z_]\w*)\"",
        _VAR,
        r"env!\(\s*\"(?P<name>(?!CARGO_|OUT_DIR|VERGEN_)[A-Z][A-Z0-9_]*)\"",
        r"dotenv!\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
        r"env\s*=\s*\"(?P<name>[A-Za-z_]\w*)\"(?:[^\]\n]|\n(?!\s*#\[)){0,160}?default_value(?:_t)?\s*=\s*(?P<default>\"[^\"\n]*\"|\d+|true|false)",
        r"default_value(?:_t)?\s*=\s*(?P<default>\"[^\"\n]*\"|\d+|true|false)[^\]]{0,160}?\benv\s*=\s*\"(?P<name>[A-Za-z_]\w*)\"",
        r"default_value(?:_t)?\s*=[^\]]{0,160}?\benv\s*=\s*\"(?P<name>[A-Za-z_]\w*)\"",
        r"env\s*=\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"[^\]]{0,160}\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?\w+\s*:\s*(?:Option<|bool)",
        r"env\s*=\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
        r"env(?:_?var|_or)\w*\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"(?:\s*,\s*(?P<default>\"[^\"\n]*\"|\d+|true|false))?",
        r"required_var\w*(?:::<[\w:]+>)?\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
        r"get_env\w*(?:::<[\w:]+>)?\(\s*\"(?P<name>[A-Z][A-Z0-9_]*)\"",
    ),
    service_clients=SERVICE_CLIENTS,
    file_urls=FILE_URLS,
)
