"""Raising one requirement in a manifest's own text: only the version changes, its notation, comments and order stay; what cannot be done so is said.

An edit counts only if the file, parsed again, differs by that one value.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from ..model.advisory import Upgrade
from ..model.text import Text

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
MAX_LINE = 5_000
"""A longer line is none a person wrote a requirement on."""
_PLAIN = re.compile(r"(\s*(?:\^|~|>=|=|v)?\s*)\d+(?:\.\d+){0,2}(?:[-+][0-9A-Za-z.+-]+)?(\s*)")
Edited = str | Text
"""The new text, or why there is none."""


def is_editable(path: str) -> bool:
    return _editor(path) is not None


def raised(path: str, text: str, upgrade: Upgrade) -> Edited:
    """The manifest's text with the upgrade made.

    Args:
        path: by whose name the format is known.
    """
    editor = _editor(path)
    if editor is None:
        return Text(f"{path} is not edited by this version", f"{path} n'est pas modifié par cette version")
    return editor(text, upgrade)


def _editor(path: str) -> Callable[[str, Upgrade], Edited] | None:
    name = path.rsplit("/", 1)[-1]
    if name == "package.json":
        return _package_json
    if name == "pyproject.toml":
        return _pyproject
    return _requirements if name.endswith((".txt", ".in")) else None


def _package_json(text: str, upgrade: Upgrade) -> Edited:
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return Text("it is no JSON", "ce n'est pas du JSON")
    if not isinstance(data, dict):
        return Text("it is no JSON object", "ce n'est pas un objet JSON")
    done = text
    for section in SECTIONS:
        stated = data.get(section)
        wanted = stated.get(upgrade.name) if isinstance(stated, dict) else None
        if not isinstance(wanted, str):
            continue
        plain = _PLAIN.fullmatch(wanted) if len(wanted) < 200 else None
        if not plain:
            return _odd(wanted)
        new = f"{plain[1]}{upgrade.after}{plain[2]}"
        pattern = re.compile(rf'("{re.escape(section)}"\s*:\s*\{{[^{{}}]*?{re.escape(json.dumps(upgrade.name))}\s*:\s*"){re.escape(wanted)}(")')
        done, count = pattern.subn(lambda m, new=new: m[1] + new + m[2], done)
        data[section][upgrade.name] = new
        if count != 1:
            return _not_found(upgrade)
    return done if done != text and json.loads(done.removeprefix("\ufeff")) == data else _not_found(upgrade)


def _requirements(text: str, upgrade: Upgrade) -> Edited:
    lines = text.split("\n")
    found = 0
    at = 0
    while at < len(lines):
        end = at
        while lines[end].rstrip().endswith("\\") and end + 1 < len(lines):
            end += 1
        words = re.split(r"\s#|\s--", lines[at].rstrip("\r").rstrip("\\"))[0].strip() if len(lines[at]) < MAX_LINE else ""
        if _is_of(words, upgrade.name):
            if any("--hash" in line for line in lines[at:end + 1]):
                return Text("its hashes would no longer hold; make them anew (pip-compile --generate-hashes)", "ses empreintes ne vaudraient plus ; refaites-les (pip-compile --generate-hashes)")
            new = requirement(words, upgrade.after)
            if isinstance(new, Text):
                return new
            lines[at] = lines[at].replace(words, new, 1)
            found += 1
        at = end + 1
    return "\n".join(lines) if found else _not_found(upgrade)


def _pyproject(text: str, upgrade: Upgrade) -> Edited:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return Text("it is no TOML", "ce n'est pas du TOML")
    changes: dict[str, str] = {}
    lines = text.split("\n")
    table = ""
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE:
            continue
        if header := re.match(r"\s*\[+\s*([^\[\]]+?)\s*\]+\s*(?:#.*)?$", line):
            table = header[1]
        if table.startswith("tool.poetry") and table.endswith("dependencies"):
            stated = re.match(r"""(\s*["']?([A-Za-z0-9._-]+)["']?\s*=\s*(?:\{.*?\bversion\s*=\s*)?["'])([^"']*)(["'].*)$""", line)
            if stated and canonicalize_name(stated[2]) == upgrade.name:
                plain = _PLAIN.fullmatch(stated[3].removeprefix("=="))
                new = ("==" if stated[3].startswith("==") else "") + plain[1] + upgrade.after if plain else None
                if new is None:
                    return _odd(stated[3])
                lines[number] = stated[1] + new + stated[4]
                changes[stated[3]] = new
            continue
        for quoted in re.findall(r"\"([^\"\\]*)\"|'([^']*)'", line.split(" #")[0]):
            words = quoted[0] or quoted[1]
            if _is_of(words, upgrade.name) and words != upgrade.name:
                new = requirement(words, upgrade.after)
                if isinstance(new, Text):
                    return new
                lines[number] = lines[number].replace(words, new)
                changes[words] = new
    done = "\n".join(lines)
    if not changes or done == text:
        return _not_found(upgrade)
    try:
        return done if _differs_by(data, tomllib.loads(done), changes) else _not_found(upgrade)
    except tomllib.TOMLDecodeError:
        return _not_found(upgrade)


def _differs_by(before: Any, after: Any, changes: dict[str, str]) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return list(before) == list(after) and all(_differs_by(before[k], after[k], changes) for k in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(_differs_by(b, a, changes) for b, a in zip(before, after, strict=True))
    return before == after or (isinstance(before, str) and changes.get(before) == after)


def _is_of(words: str, name: str) -> bool:
    stated = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", words)
    return bool(stated) and canonicalize_name(stated[0].rstrip(".-_")) == name


def requirement(words: str, after: str) -> Edited:
    """A PEP 508 requirement that asks for that version: an exact one moved, a lower bound raised; nothing where another bound forbids it."""
    try:
        stated = Requirement(words)
    except InvalidRequirement:
        return _odd(words)
    operators = {s.operator: s.version for s in stated.specifier}
    if stated.url or len(operators) != len(stated.specifier) or "===" in operators:
        return _odd(words)
    moved = next((o for o in ("==", "~=", ">=") if o in operators), None)
    if moved is None or operators[moved].endswith(".*"):
        return _odd(words)
    try:
        others = SpecifierSet(",".join(f"{s.operator}{s.version}" for s in stated.specifier if s.operator != moved))
    except InvalidSpecifier:
        return _odd(words)
    if not others.contains(after, prereleases=True):
        return Text(f"{others} does not admit {after}", f"{others} n'admet pas {after}")
    new, count = re.subn(rf"({re.escape(moved)}\s*){re.escape(operators[moved])}(?![\w.])", lambda m: m[1] + after, words)
    return new if count == 1 else _odd(words)


def _odd(wanted: str) -> Text:
    shown = " ".join(wanted.split())[:80]
    return Text(f"{shown!r} is not a plain version: raise it yourself", f"{shown!r} n'est pas une simple version : relevez-la vous-même")


def _not_found(upgrade: Upgrade) -> Text:
    return Text(f"{upgrade.name} was not found where it could be changed alone", f"{upgrade.name} n'a pas été trouvé là où il pourrait être changé seul")
