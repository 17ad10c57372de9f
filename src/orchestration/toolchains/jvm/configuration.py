"""application.properties and application.yml: flat keys with their lines; the base profile only, as it is what runs unless told otherwise."""

from __future__ import annotations

import re

from ...model.facts import Evidence, Fact
from ...model.profile import EnvVar
from ...model.tree import Tree, join

_FILES = re.compile(r"^(?:(?:application|bootstrap)(?:-prod|-production)?\.(?:ya?ml|properties|conf|toml)|microprofile-config\.properties|logback(?:-spring)?\.xml|log4j2(?:-spring)?\.xml|persistence\.xml)$")
"""What a production run reads; other profiles' files are theirs."""
_TESTS = re.compile(r"(?:^|/)(?:test|tests|testFixtures|it|e2e)/|(?:^|/)(?:target|build|bin)/")
_ANNOTATED = re.compile(r"^\s*(?:private\s+|val\s+|var\s+)*@\w[\w.:]*\(|^[^\"]*@(?:param:|field:)?(?:Value|Property|ConfigProperty)\(")
_VARIABLE = re.compile(r"\$\{(?P<optional>\??)(?P<name>[A-Z][A-Z0-9_]+)(?::(?P<default>[^{}\n]*))?\}")
_LOGGING = re.compile(r"^(?:PID|LOG_\w+|LOGGED_\w+|LOGBACK_\w+|CONSOLE_LOG_\w+|FILE_LOG_\w+|APPLICATION_NAME|APPLICATION_GROUP)$")
"""Properties Spring Boot itself gives to the logging configuration."""
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


def environment(tree: Tree, modules: tuple[str, ...]) -> tuple[Fact[EnvVar], ...]:
    """Variables the configuration takes in: ``${NAME:default}`` of Spring, Quarkus and Micronaut, ``${?NAME}`` of HOCON, and the same in annotations.

    In code only annotations count: elsewhere ``${…}`` is a template of Kotlin's or a text the program writes.
    """
    found: dict[str, Fact[EnvVar]] = {}
    for path in dict.fromkeys(p for module in modules for p in tree.files(module)):
        name = path.rpartition("/")[2]
        is_code = name.endswith((".java", ".kt"))
        if not (is_code or _FILES.match(name)) or _TESTS.search(path):
            continue
        text = tree.text(path) or ""
        if "${" not in text:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if "${" not in line or line.lstrip().startswith(("#", "//", "!", "<!--")) or (is_code and not _ANNOTATED.match(line)):
                continue
            for match in _VARIABLE.finditer(line):
                if name.endswith(".xml") and _LOGGING.match(match["name"]):
                    continue
                default = match["default"]
                value = default.lstrip("-").strip() if default and re.fullmatch(r"[\w .:/@,*-]{0,100}", default) and "@" not in default else ""
                before = found.get(match["name"])
                required = default is None and not match["optional"] and (before is None or before.value.required)
                places = (before.evidence if before else ()) + (Evidence(path, number, match["name"]),)
                found[match["name"]] = Fact(EnvVar(match["name"], required, default=before.value.default if before and before.value.default else value), places[:10])
    return tuple(found[name] for name in sorted(found))


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
