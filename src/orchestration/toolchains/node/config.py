"""JavaScript configuration files, read as text: a literal value of a key is taken, anything computed is not known."""

from __future__ import annotations

import re

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join

SUFFIXES = (".ts", ".js", ".mjs", ".mts", ".cjs", ".cts")


def config_file(tree: Tree, app: str, *stems: str) -> str:
    """The first of ``stem + suffix`` that is there (``"vite.config"``); empty where none is."""
    for stem in stems:
        for suffix in SUFFIXES:
            if tree.has(join(app, stem + suffix)):
                return join(app, stem + suffix)
    return ""


def uncommented(text: str) -> str:
    """The text with comments blanked, positions kept; strings that hold ``//`` (URLs) stay."""
    pattern = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?\*/", re.S)
    return pattern.sub(lambda m: m[0] if m[0][0] in "\"'`" else re.sub(r"[^\n]", " ", m[0]), text)


def literal(tree: Tree, path: str, key: str, inside: str = "") -> Fact[str] | None:
    """``key: "value"`` (or a number, ``true``, ``false``), at most some levels inside ``inside: {``."""
    text = uncommented(tree.text(path) or "") if path else ""
    start = 0
    if inside:
        outer = re.search(rf"\b{re.escape(inside)}[\"']?\s*[:(=]\s*(?:\w+\()?\s*\{{", text)
        if not outer:
            return None
        start, depth, end = outer.end(), 1, outer.end()
        while end < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = " " * 0 + text[:end]
    match = re.compile(rf"(?<![\w.]){re.escape(key)}[\"']?\s*:\s*(?:[\"'`](?P<text>[^\"'`\n$]*)[\"'`]|(?P<word>true|false|\d+)\b)").search(text, start)
    if not match:
        return None
    line = text.count("\n", 0, match.start()) + 1
    quote = (tree.text(path) or "").split("\n")[line - 1].strip()[:120]
    return Fact(match["text"] if match["text"] is not None else match["word"], (Evidence(path, line, quote),))


def mentions(tree: Tree, path: str, pattern: str) -> Evidence | None:
    """The first line, comments left out, that matches."""
    text = uncommented(tree.text(path) or "") if path else ""
    for number, line in enumerate(text.split("\n"), 1):
        if re.search(pattern, line):
            return Evidence(path, number, line.strip()[:120])
    return None


def tsconfig(tree: Tree, app: str, option: str, name: str = "tsconfig.json", depth: int = 0) -> Fact[str] | None:
    """A compiler option, through ``extends`` of the project's own files."""
    path = join(app, name)
    data = tree.data(path) if tree.has(path) else None
    if not isinstance(data, dict) or depth > 4:
        return None
    options = data.get("compilerOptions")
    value = options.get(option) if isinstance(options, dict) else None
    if isinstance(value, str):
        return Fact(value, (tree.key(path, "compilerOptions", option),))
    above = data.get("extends")
    for target in above if isinstance(above, list) else [above]:
        if isinstance(target, str) and target.startswith("./") and not target.startswith("./../"):
            found = tsconfig(tree, app, option, target[2:] if target.endswith(".json") else target[2:] + ".json", depth + 1)
            if found:
                return found
    return None
