"""Elixir: Mix projects and umbrellas, what their configuration reads, and the release that becomes an image."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import NATIVE, SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

_NAME = r"\"(?P<name>[A-Za-z_]\w*)\""
_DEFAULT = r"(?P<default>\"[^\"\n]*\"|-?\d+(?:\.\d+)?|true|false)"
_RAISES = r"\s*\|\|\s*\(?\s*raise\b"

TOOLCHAIN = Toolchain(
    id="elixir",
    title="Elixir",
    runtime_product="elixir",
    source_suffixes=(".ex", ".exs", ".eex"),
    manifest_names=("mix.exs",),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="elixir",
    # System.get_env answers nil, and whether the program goes on is what comes after it; fetch_env! raises.
    env_patterns=(
        rf"System\.get_env\(\s*{_NAME}(?P<optional>\s*,)\s*(?:{_DEFAULT})?",
        rf"System\.get_env\(\s*{_NAME}\s*\)(?P<optional>\s*\|\|)\s*{_DEFAULT}",
        rf"System\.get_env\(\s*{_NAME}\s*\)(?={_RAISES})",
        rf"(?:String\.to_(?:integer|atom|float)|URI\.parse|Base\.decode64!)\(\s*System\.get_env\(\s*{_NAME}\s*\)\s*\)",
        rf"System\.get_env\(\s*{_NAME}(?P<optional>\s*\))(?!{_RAISES})",
        rf"(?:System|\b[A-Z]\w*)\.fetch_env!\(\s*{_NAME}",
        rf"System\.fetch_env(?P<optional>\()\s*{_NAME}",
        rf"{_NAME}(?=\s*\|>\s*System\.fetch_env!)",
        rf"{_NAME}(?P<optional>\s*\|>\s*System\.get_env\(\s*)(?:{_DEFAULT})?",
        rf"\{{:system,\s*{_NAME}(?:(?P<optional>\s*,)\s*(?:{_DEFAULT})?)?",
        # Dotenvy, and the helpers people write around get_env.
        rf"\benv!\(\s*{_NAME}\s*,\s*:\w+[!?]?(?P<optional>\s*,)\s*(?:{_DEFAULT})?",
        rf"\benv!\(\s*{_NAME}\s*(?:,\s*:\w+[!?]?\s*)?\)",
        rf"\b(?:Env\.get\w*|(?!System\b)[A-Z]\w*\.get_env)\(\s*{_NAME}(?P<optional>\s*[,)])\s*(?:(?:prod|all|default):\s*)?(?:{_DEFAULT})?",
    ),
    env_words=("System.", ":system", "env!(", "Env.get", "get_env("),
    service_clients=SERVICE_CLIENTS,
    system_packages=NATIVE,
)
