"""PHP with Composer, or without: what manifests, lockfiles and code say, and how such apps are built and run."""

from __future__ import annotations

from ...model.provider import Toolchain
from .ci import ci
from .container import container
from .dependencies import SERVICE_CLIENTS
from .reading import detect, manifest, read, workspaces

_NAME = r"[\"'](?P<name>[A-Z][A-Z0-9_]*)[\"']"
_LITERAL = r"(?P<default>(?:\((?:string|int|bool)\)\s*)?(?:[\"'][^\"'\n$]*[\"']|-?\d+(?:\.\d+)?\b|true\b|false\b|null\b))"

_UNCOMMENTED = (r"^(?!\s*(?:#|//|\*))[^%\n]*", r"\)%[^%\n]*")

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
    env_patterns=(
        # Laravel's and CakePHP's env(), Symfony's EnvConfigurator, Illuminate's Env::get(): null where nothing is set.
        rf"(?<![\w>$])(?:env|Env::get(?:OrFail)?)\(\s*{_NAME}\s*,\s*{_LITERAL}\s*\)",
        rf"(?<![\w>$])(?P<optional>env|Env::get)\(\s*{_NAME}\s*[,)]",
        rf"(?<![\w>$])\\?getenv\(\s*{_NAME}[^)]*\)\s*(?:\?:|\?\?|\|\|)\s*{_LITERAL}",
        rf"(?<![\w>$])\\?getenv\(\s*{_NAME}[^)]*\)\s*(?P<optional>\?|!?==|\|\||&&)",
        rf"(?P<optional>(?:if\s*\(\s*!?|false\s*!?==\s*|&&\s*|empty\(\s*)\\?getenv\(\s*){_NAME}",
        rf"(?<![\w>$])\\?getenv\(\s*{_NAME}",
        rf"\$_ENV\[\s*{_NAME}\s*\]\s*(?:\?\?|\?:)\s*{_LITERAL}",
        rf"(?P<optional>(?:isset|empty|array_key_exists)\(\s*)\$_ENV\[\s*{_NAME}",
        rf"\$_ENV\[\s*{_NAME}\s*\]\s*(?P<optional>\?\??|=(?!=))",
        rf"\$_ENV\[\s*{_NAME}",
        # Symfony's container: %env(int:PORT)%, and %env(default:fallback:NAME)% which may be missing.
        # The first of a line that no comment stands in front of, and the one behind it.
        *(rf"{before}%env\((?P<optional>(?:[\w.]+:)*default:[\w.]*:(?:[\w.]+:)*)(?P<name>[A-Z][A-Z0-9_]*)\)%" for before in _UNCOMMENTED),
        *(rf"{before}%env\((?:(?!default:)[\w.]+:)*(?P<name>[A-Z][A-Z0-9_]*)\)%" for before in _UNCOMMENTED),
    ),
    service_clients=SERVICE_CLIENTS,
)
