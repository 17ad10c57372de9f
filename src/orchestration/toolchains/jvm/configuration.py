"""application.properties and application.yml: flat keys with their lines; the base profile only, as it is what runs unless told otherwise."""

from __future__ import annotations

import re

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join

_PLACEHOLDER = re.compile(r"\$\{([^:{}]+)(?::([^{}]*))?\}")


def _flatten(value: object, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= _flatten(inner, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(value, str | int | float | bool):
        found[prefix] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def settings(tree: Tree, module: str) -> dict[str, Fact[str]]:
    """Key (in kebab-case, dotted) → value as written; properties files win over YAML, as Spring documents."""
    found: dict[str, Fact[str]] = {}
    base = join(module, "src/main/resources")
    for folder in (base, join(base, "config")):
        for path in (join(folder, "application.properties"), join(folder, "META-INF/microprofile-config.properties")):
            for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
                match = re.match(r"^\s*([\w.\-\[\]%\"]+)\s*[=:]\s*(.*?)\s*$", line)
                if match and not line.lstrip().startswith(("#", "!")):
                    found.setdefault(match[1], Fact(match[2], (Evidence(path, number, match[1]),)))
        for name in ("application.yml", "application.yaml", "bootstrap.yml", "bootstrap.yaml"):
            path = join(folder, name)
            data = tree.data(path) if tree.has(path) else None
            documents = data if isinstance(data, list) else [data]
            for document in documents:
                flat = _flatten(document)
                if any(k in flat for k in ("spring.profiles", "spring.config.activate.on-profile", "spring.profiles.active-on")):
                    continue
                for key, value in flat.items():
                    if key and key not in found:
                        found[key] = Fact(value, (tree.key(path, *key.split(".")),))
    return found


def default_of(value: str) -> str:
    """``"${PORT:8080}"`` → ``"8080"``; text without a placeholder is itself; one without a default is empty."""
    for _ in range(4):
        value = _PLACEHOLDER.sub(lambda m: m[2] or "", value)
    return value.strip()


def variable_of(value: str) -> str:
    """``"${PORT:8080}"`` → ``"PORT"``."""
    match = re.fullmatch(r"\$\{([A-Z][A-Z0-9_]*)(?::[^}]*)?\}", value.strip())
    return match[1] if match else ""


def port_of(fact: Fact[str] | None) -> Fact[int] | None:
    text = default_of(fact.value) if fact else ""
    return fact.with_value(int(text)) if fact and re.fullmatch(r"\d{1,5}", text) and 0 < int(text) < 65536 else None
