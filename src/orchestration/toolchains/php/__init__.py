"""PHP with Composer, or without: what manifests, lockfiles and code say, and how such apps are built and run."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

_NAME = r"[\"'](?P<name>[A-Z][A-Z0-9_]*)[\"']"
_LITERAL = r"(?:\((?:string|int|bool)\)\s*)?(?P<default>[\"'][^\"'\n$]*[\"']|-?\d+(?:\.\d+)?\b|true\b|false\b|null\b)"
_ELSE = rf"(?:\s*(?:\?\?|\?:|\|\|)\s*{_LITERAL}|\s*(?P<optional>\?|!?==|\|\||&&|=(?!=)))?"

TOOLCHAIN = Toolchain(
    id="php",
    title="PHP",
    runtime_product="php",
    source_suffixes=(".php", ".yaml", ".yml", ".xml", ".neon"),
    manifest_names=("composer.json", "index.php"),
    detect=detect,
    workspaces=workspaces,
    manifest=manifest,
    read=read,
    container=container,
    ci=ci,
    plain_stack="php",
    # Each begins with plain characters, which are found fast; what may not stand in front of them is looked at afterwards.
    env_patterns=(
        # Laravel's and CakePHP's env(), Illuminate's Env::get(): null where nothing is set.
        rf"env\((?<![\w>$:]env\()\s*{_NAME}\s*,\s*{_LITERAL}\s*\)",
        r"env\((?<![\w>$:]env\()(?P<optional>\s*[\"'])(?P<name>[A-Z][A-Z0-9_]*)[\"']\s*[,)]",
        r"Env::get\((?P<optional>\s*[\"'])(?P<name>[A-Z][A-Z0-9_]*)[\"']",
        rf"getenv\((?<![\w>$]getenv\()\s*{_NAME}[^)\n]*\){_ELSE}",
        rf"\$_ENV\[\s*{_NAME}\s*\]{_ELSE}",
        rf"(?P<optional>isset\(\s*)\$_ENV\[\s*{_NAME}", rf"(?P<optional>empty\(\s*)\$_ENV\[\s*{_NAME}",
        # Symfony's container: %env(int:PORT)%, and %env(default:fallback:NAME)% which may be missing.
        r"%env\((?P<optional>(?:[\w.]+:)*default:[\w.]*:(?:[\w.]+:)*)?(?:[\w.]+:)*(?P<name>[A-Z][A-Z0-9_]*)\)%",
    ),
    env_words=("env(", "Env::get(", "$_ENV"),
    service_clients=SERVICE_CLIENTS,
)
