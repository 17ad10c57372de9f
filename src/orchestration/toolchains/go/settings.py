"""Environment variables a Go program takes into structs by their tags, with the prefixes those are nested under, and names kept as constants.

The libraries' own rules, from their READMEs: caarlos0/env (``env``, ``envDefault``, ``envPrefix``; optional unless
``required`` or ``notEmpty``), ilyakaznacheev/cleanenv (``env``, ``env-default``, ``env-required``, ``env-prefix``),
sethvargo/go-envconfig (``env:"NAME, required, default=…"``, ``prefix=…``), kelseyhightower/envconfig (``envconfig``,
``default``, ``required``, ``split_words``), jinzhu/configor (``env``, ``default``, ``required``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.facts import Evidence, Fact
from ...model.profile import EnvVar
from ...model.tree import Tree

_OPENS = re.compile(r"(?P<type>type\s+)?(?P<name>\w+)\s+(?:\[\]|\*)?struct\s*\{\s*$")
_FIELD = re.compile(r"^[ \t]*(?P<name>[A-Z]\w*)?[ \t]*(?P<type>[*\[\]\w.]+)?[ \t]*(?:\}[ \t]*)?`(?P<tags>[^`\n]+)`|^[ \t]*(?P<plain>[A-Z]\w*)[ \t]+(?P<plain_type>[*\[\]\w.]+)[ \t]*(?://.*)?$")
_TAG = re.compile(r"(?P<key>[\w-]+):\"(?P<value>(?:[^\"\\]|\\.)*)\"")
_NAME = re.compile(r"^[A-Za-z_]\w{0,79}$")
_CALLED = re.compile(r"\bPrefix:\s*\"(?P<prefix>\w+)\"|\benvconfig\.(?:Must)?Process\(\s*\"(?P<process>\w*)\"|\benv\.New\(\s*\"(?P<new>[A-Z][A-Z0-9_]*_)\"|\bPrefixLookuper\(\s*\"(?P<lookuper>\w+)\"")
_CONSTANT = re.compile(r"^[ \t]*(?:const[ \t]+|var[ \t]+)?(?P<ident>[A-Za-z]\w*)(?:[ \t]+\w+)?[ \t]*=[ \t]*\"(?P<name>[A-Z][A-Z0-9_]{2,})\"[ \t]*(?://.*)?$", re.M)
_TABLE = re.compile(r"^[ \t]+\"(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]+|PORT|HTTPS?)\":[ \t]*(?:\{|&?\w+\{)[ \t]*$", re.M)
_READ = re.compile(r"\b(?P<how>Getenv|LookupEnv)\(\s*(?:\w+\.)?(?P<ident>[A-Za-z]\w*)\s*\)")
_VIPER_KEY = re.compile(r"\b(?:viper\.(?:Get\w*|BindPFlag)|(?:viper|v|vp)\.SetDefault)\(\s*\"(?P<key>[\w.-]+)\"\s*(?:,\s*(?P<default>\"[^\"\n]*\"|-?\d+|true|false)\s*\))?")
_VIPER_KEYS = re.compile(r"\[\]string\{[^{}]{0,2000}\}(?=\s*\{\s*(?:if\s+err\s*:=\s*)?[^{}]{0,80}viper\.BindPFlag)")
_MISSING_STOPS = re.compile(r"LookupEnv\(\s*\"(?P<name>[A-Za-z_]\w*)\"\s*\)\s*(?:\n\s*if\s+|;\s*)!\w+(?:\s*\|\|[^{\n]*)?\s*\{[^}]*?(?:\.Fatal\w*\(|panic\(|os\.Exit\(|return\b[^\n]*(?:[Ee]rr\w*\b|Errorf\())")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One field that names a variable, or that nests another struct."""

    name: str
    """Empty: it nests."""
    nested: str
    prefix: str
    is_required: bool | None
    """None: its tags say neither that it must be there nor what it is else."""
    default: str
    at: Evidence


def settings_env(tree: Tree, files: tuple[str, ...]) -> tuple[Fact[EnvVar], ...]:
    """Every variable the structs and constants of these files name; whether a name is a secret is judged where readings are merged."""
    structs: dict[str, list[_Entry]] = {}
    prefix = ""
    constants: dict[str, tuple[str, Evidence]] = {}
    reads: dict[str, str] = {}
    found: dict[str, Fact[EnvVar]] = {}
    whole = next((text for path in files if "os.Environ()" in (text := tree.text(path) or "") and "exec." not in text), "")
    for path in files:
        text = tree.text(path) or ""
        if "nv" not in text and not whole:
            continue
        by_hightower = "kelseyhightower/envconfig" in text
        called = _CALLED.search(text) if "Prefix" in text or "rocess(" in text or "env.New(" in text else None
        if called and not prefix:
            prefix = called["prefix"] or called["new"] or called["lookuper"] or (called["process"].upper() + "_" if called["process"] else "")
        if "struct" in text and ("env" in text or by_hightower):
            for name, entries in _structs(path, text, by_hightower).items():
                structs.setdefault(name, entries)
        if "os.Environ()" in whole:
            # All of the environment is read at once, and a table says which names count.
            for match in _TABLE.finditer(text):
                found.setdefault(match["name"], Fact(EnvVar(match["name"], required=False), (Evidence(path, text.count("\n", 0, match.start("name")) + 1, match["name"]),)))
        for match in _CONSTANT.finditer(text):
            constants.setdefault(match["ident"], (match["name"], Evidence(path, text.count("\n", 0, match.start("name")) + 1, match["name"])))
        for match in _READ.finditer(text):
            reads.setdefault(match["ident"], match["how"])
        for match in _MISSING_STOPS.finditer(text):
            found.setdefault(match["name"], Fact(EnvVar(match["name"]), (Evidence(path, text.count("\n", 0, match.start()) + 1, match["name"]),)))
    for fact in _viper(tree, files):
        found.setdefault(fact.value.name, fact)
    for ident, (name, at) in constants.items():
        # A name that is read through a function of the project's own may well have a default there.
        if ident in reads or re.match(r"[Ee]nv[A-Z_]|.*(?:Env|ENV|EnvVar|_env)$", ident):
            found.setdefault(name, Fact(EnvVar(name, required=reads.get(ident) == "Getenv"), (at,)))
    for fact in _variables(structs, prefix):
        found.setdefault(fact.value.name, fact)
    return tuple(found[name] for name in sorted(found))


def _structs(path: str, text: str, by_hightower: bool) -> dict[str, list[_Entry]]:
    """Struct name → its entries; a struct written inside another is named after its place."""
    found: dict[str, list[_Entry]] = {}
    stack: list[str] = []
    grouped = False
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stack:
            grouped = stripped == "type (" or (grouped and stripped != ")")
            opens = _OPENS.match(stripped)
            if opens and (opens["type"] or grouped):
                stack.append(opens["name"])
                found.setdefault(opens["name"], [])
            continue
        inner = _OPENS.match(stripped)
        if inner:
            stack.append(f"{stack[-1]}.{inner['name']}")
            found[stack[-1]] = []
        elif stripped.startswith("}"):
            closed = stack.pop()
            if stack:
                tags = {m["key"]: m["value"] for m in _TAG.finditer(stripped)}
                found[stack[-1]].append(_Entry("", closed, _nested_prefix(tags), None, "", Evidence(path, number)))
        elif not stripped.startswith("//"):
            entry = _entry(path, number, line, by_hightower)
            if entry:
                found[stack[-1]].append(entry)
    return {name: entries for name, entries in found.items() if entries}


def _nested_prefix(tags: dict[str, str]) -> str:
    own = re.search(r"\bprefix=(\w+)", tags.get("env", ""))
    return tags.get("envPrefix") or tags.get("env-prefix") or (own[1] if own else "")


def _entry(path: str, number: int, line: str, by_hightower: bool) -> _Entry | None:
    match = _FIELD.match(line)
    if not match:
        return None
    kind = (match["type"] or match["plain_type"] or match["name"] or "").lstrip("*[]")
    tags = {m["key"]: m["value"] for m in _TAG.finditer(match["tags"] or "")}
    at = Evidence(path, number)
    name, *options = [part.strip() for part in tags.get("env", tags.get("envconfig", "")).split(",")]
    if not name and not tags and by_hightower and match["plain"] and re.fullmatch(r"(?:u?int\d*|string|bool|float\d+|time\.Duration|\[\]string)", match["plain_type"] or ""):
        return None  # Without a prefix its name is too plain to be believed.
    if name in ("-", "") or not _NAME.match(name) or (name != name.upper() and "env" not in tags):
        nested = kind.rpartition(".")[2]
        return _Entry("", nested, _nested_prefix(tags), None, "", at) if nested and nested[0].isupper() else None
    default = next((tags[key] for key in ("envDefault", "env-default", "default") if key in tags), None)
    inline = next((o.partition("=")[2] for o in options if o.startswith("default=")), None)
    default = inline if default is None else default
    required: bool | None = None
    if default is not None or kind == "bool" or "overwrite" in options:
        required = False
    elif {"required", "notEmpty"} & set(options) or "true" in (tags.get("env-required"), tags.get("required"), tags.get("envRequired")):
        required = True
    safe = default if default and re.fullmatch(r"[\w .:/@,*-]{0,100}", default) and "@" not in default else ""
    return _Entry(name, "", "", required, safe or "", Evidence(path, number, name))


def _viper(tree: Tree, files: tuple[str, ...]) -> list[Fact[EnvVar]]:
    """Keys that viper also takes from the environment: ``AutomaticEnv`` upper-cases them behind the prefix (viper's README)."""
    texts = {path: text for path in files if "viper" in (text := tree.text(path) or "")}
    whole = "\n".join(texts.values())
    if ".AutomaticEnv()" not in whole:
        return []
    prefix = re.search(r"\.SetEnvPrefix\(\s*\"(\w+)\"", whole)
    replaced = "SetEnvKeyReplacer" in whole
    found: dict[str, Fact[EnvVar]] = {}
    for path, text in texts.items():
        keys = [(m["key"], m["default"] or "", m.start()) for m in _VIPER_KEY.finditer(text)]
        for match in _VIPER_KEYS.finditer(text):
            keys += [(word[1], "", match.start() + word.start()) for word in re.finditer(r"\"([\w.-]+)\"", match[0])]
        for key, default, offset in keys:
            name = ((prefix[1] + "_" if prefix else "") + (re.sub(r"[.-]", "_", key) if replaced else key)).upper()
            if not _NAME.match(name) or (not prefix and not default and "_" not in name):
                continue
            before = found.get(name)
            value = default.strip("\"") if re.fullmatch(r"\"[\w .:/@-]{0,60}\"|-?\d+|true|false", default) else ""
            if before is None or (value and not before.value.default):
                found[name] = Fact(EnvVar(name, required=False, default=value), (Evidence(path, text.count("\n", 0, offset) + 1, key),))
    return list(found.values())


def _variables(structs: dict[str, list[_Entry]], prefix: str) -> list[Fact[EnvVar]]:
    inside = {e.nested for entries in structs.values() for e in entries if e.nested}
    # Where a project marks what must be there, the rest need not be.
    marks = any(e.is_required for entries in structs.values() for e in entries)
    found: list[Fact[EnvVar]] = []

    def visit(name: str, before: str, seen: tuple[str, ...]) -> None:
        for entry in structs.get(name, ()):
            if entry.nested:
                if entry.nested not in seen and len(seen) < 6:
                    visit(entry.nested, before + entry.prefix, (*seen, entry.nested))
                continue
            shown = before + entry.name
            required = not marks if entry.is_required is None else entry.is_required
            found.append(Fact(EnvVar(shown, required, default=entry.default), (Evidence(entry.at.path, entry.at.line, entry.name),)))

    for name in sorted(structs):
        if name not in inside:
            visit(name, prefix, (name,))
    return found
