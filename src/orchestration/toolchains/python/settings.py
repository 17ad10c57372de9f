"""Environment variables that settings classes declare by their fields: pydantic's ``BaseSettings``, and Dynaconf's prefix."""

from __future__ import annotations

import re

from ...model.facts import Evidence, Fact
from ...model.profile import EnvVar, Form
from ...model.tree import Tree
from .source import arguments, line_of, masked, own_sources, string

_CLASS = re.compile(r"^class\s+(?P<name>\w+)\s*\((?P<bases>[^)]*)\)\s*:", re.M)
_FIELD = re.compile(r"^(?P<indent>[ \t]+)(?P<name>[A-Za-z_]\w*)[ \t]*:(?!:)[ \t]*(?P<rest>[^\n]*)$", re.M)


def settings_env(tree: Tree, app: str) -> tuple[Fact[EnvVar], ...]:
    """One variable a field of each settings class (and of the classes that derive from one), with its prefix or alias.

    Which of them are secrets is judged by name where all readings are merged.
    """
    classes: dict[str, tuple[str, str, int, str]] = {}
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if "Settings" not in text or "class " not in text:
            continue
        code = masked(text)
        for match in _CLASS.finditer(code):
            end = re.compile(r"^\S", re.M).search(code, match.end())
            classes.setdefault(match["name"], (path, match["bases"], match.start(), code[match.start():end.start() if end else len(code)]))
    chosen = {name for name, (_, bases, _, _) in classes.items() if re.search(r"\bBaseSettings\b", bases)}
    while True:
        more = {name for name, (_, bases, _, _) in classes.items() if name not in chosen and any(re.search(rf"\b{re.escape(c)}\b", bases) for c in chosen)}
        if not more:
            break
        chosen |= more
    found: list[Fact[EnvVar]] = []
    for name in sorted(chosen):
        path, _, offset, body = classes[name]
        base = line_of(tree.text(path) or "", offset)
        found += _fields(path, base, body)
    return tuple(found)


def _fields(path: str, base: int, body: str) -> list[Fact[EnvVar]]:
    prefix_match = re.search(r"env_prefix\s*=\s*[\"'](\w*)[\"']", body) or re.search(r"[\"']env_prefix[\"']\s*:\s*[\"'](\w*)[\"']", body)
    prefix = prefix_match[1] if prefix_match else ""
    is_case_sensitive = bool(re.search(r"case_sensitive[\"']?\s*[=:]\s*True", body))
    found = []
    indent = None
    for match in _FIELD.finditer(body):
        indent = indent or match["indent"]
        field, rest = match["name"], match["rest"]
        if match["indent"] != indent or field in ("model_config",) or field.startswith("_") or re.match(r"ClassVar|InitVar|type\[", rest) or re.match(r"^\s*(?:return|if|else|for|try|with)\b", field):
            continue
        annotation, _, value = rest.partition("=")
        if re.search(r"[()]\s*$", field) or rest.strip() == "":
            continue
        names = _aliases(body, match.start(), value) or [prefix + field]
        line = base + body.count("\n", 0, match.start())
        default, has_default = _default(value)
        is_optional = has_default or bool(re.search(r"\bNone\b", value)) or (value.strip() != "" and not re.match(r"\s*Field\(\s*(?:\.\.\.|[a-z_]+\s*=)", value))
        if (re.search(r"Settings\b", annotation) and "(" in value) or ("default_factory" in value and re.search(r"Settings", value + annotation)):
            continue
        for name in names:
            shown = name if is_case_sensitive else name.upper()
            if re.match(r"^[A-Za-z_]\w{1,79}$", shown):
                found.append(Fact(EnvVar(shown, not is_optional, default=default, form=_form(annotation), length=_length(rest)), (Evidence(path, line, shown),)))
    return found


_FORMS: tuple[tuple[str, Form], ...] = (
    (r"EmailStr|NameEmail", "email"), (r"(?:Any|Http|AnyHttp|FileUrl|Websocket)\w*Url|\w+Dsn", "url"), (r"int|(?:Positive|Negative|NonNegative|NonPositive|Strict)Int|conint", "integer"),
    (r"float|Decimal|(?:Positive|NonNegative|Finite|Strict)Float|confloat", "number"), (r"(?:Strict)?[bB]ool", "boolean"),
)
"""pydantic's types by what a string must look like to become one ("Standard Library Types", "Network Types")."""


def _form(annotation: str) -> Form:
    """Of a field's annotation; empty where text of any kind will do, or several types will."""
    inner = re.sub(r"^\s*(?:typing\.)?(?:Annotated|Optional)\[\s*([\w.]+).*$", r"\1", annotation)
    types = [t.strip().rpartition(".")[2] for t in re.sub(r"\(.*$", "", inner).split("|") if t.strip() not in ("None", "")]
    return next((form for pattern, form in _FORMS if len(types) == 1 and re.fullmatch(pattern, types[0])), "")


def _length(rest: str) -> int:
    found = re.search(r"\bmin_length\s*=\s*(\d{1,4})\b", rest)
    return int(found[1]) if found else 0


def _aliases(body: str, offset: int, value: str) -> list[str]:
    call = re.match(r"\s*(?:pydantic\.)?Field\s*\(", value)
    if not call:
        return []
    opening = body.index("(", body.index("Field", offset))
    for key, raw in arguments(body, opening):
        if key in ("env", "validation_alias", "alias"):
            plain = string(raw)
            return [plain] if plain else [m[1] for m in re.finditer(r"[\"'](\w+)[\"']", raw)][:1]
    return []


def _default(value: str) -> tuple[str, bool]:
    value = re.sub(r"\s+#.*$", "", value).strip()
    if not value or value.startswith("Field(..."):
        return "", False
    call = re.match(r"^Field\s*\(\s*(?:default\s*=\s*)?([^,)]+)", value)
    raw = call[1].strip() if call else value
    plain = string(raw)
    if plain is not None:
        return (plain if re.fullmatch(r"[\w .:/@-]{0,100}", plain) and "://" not in plain else ""), True
    if re.fullmatch(r"-?\d[\d_.]*|True|False", raw):
        return raw, True
    return "", not value.startswith("Field(") or bool(call and not re.match(r"^[a-z_]+\s*=", raw)) or "default_factory" in value
