"""The line that makes a name known, where a file's other such lines are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.text import Text
from ..syntax import NOWHERE, Assign, Const, Import, Name, walk
from .source import Edit, Source

_REQUIRED = re.compile(r"(?:const|let|var) +(\{ *[\w$, ]+ *\}|[\w$]+) *= *require\( *(['\"])([^'\"]+)\2 *\);?")
_MODULE = re.compile(r"^[ \t]*(?:import\b[^(\n]*(?:from +)?['\"]|import +(?:type +)?[\w*{]|export\b)", re.M)
_HEADER = {
    "python": re.compile(r"(?:#[^\n]*\n)*"), "ruby": re.compile(r"(?:#[^\n]*\n)*"), "php": re.compile(r"<\?php[^\n]*\n(?:declare\([^\n]*\n)?"),
    "javascript": re.compile(r"(?:#![^\n]*\n)?(?:\s*['\"]use \w+['\"];?[ \t]*\n)?"), "java": re.compile(r"(?:\s*package[^;]*;[ \t]*\n)?"), "csharp": re.compile(r""), "go": re.compile(r"(?:\s*(?://[^\n]*\n)*)*package[^\n]*\n"),
}
_MIXED = (".vue", ".svelte", ".jsp", ".jspf", ".tag", ".erb")
"""Their first line is no code."""


@dataclass(frozen=True, slots=True)
class NoPlace:
    why: Text


def imported(line: str, source: Source, name: str = "", instead: str = "") -> list[Edit] | NoPlace:
    """The edit that adds it; none where the name is known already.

    Args:
        line: as the language writes it; for JavaScript a ``require``, which becomes an ``import`` in a file that has them.
        name: what it makes known, and ``instead`` of which other name of the same module, if that is used nowhere else.
    """
    names, module = _said(line, source.family)
    known: dict[str, str] = {}
    for node in source.module.body:
        if isinstance(node, Import) and node.span != NOWHERE:
            known.update(dict(node.names))
    missing = [name for name in names if not _means(known.get(name), module, source.family)]
    if not missing or any(stated.strip().rstrip(";") == line.rstrip(";") for stated in source.text.split("\n")):
        return []
    bound = {n.target.id for n in walk(source.module.body) if isinstance(n, Assign) and isinstance(n.target, Name)} | set(known)
    taken = [name for name in missing if name in bound]
    if taken and source.family in ("python", "javascript"):
        return NoPlace(Text(f"{taken[0]} means something else in this file", f"{taken[0]} désigne autre chose dans ce fichier"))
    beside = _beside(names, module, name, instead, source)
    if beside is not None:
        return [beside]
    first = _first_import(source)
    if source.family == "javascript" and _MODULE.search(source.text):
        line = _as_import(line)
    if first is not None:
        start = source.line_range(first.span[0])[0]
        text = source.text[start:source.line_range(first.span[0])[1]]
        indent = text[:len(text) - len(text.lstrip())]
        if source.family == "go" and not text.lstrip().startswith("import"):
            line = line.removeprefix("import ")
        elif source.family == "go" and text.rstrip().endswith("("):
            start, line, indent = source.line_range(first.span[0] + 1)[0], line.removeprefix("import "), "\t"
        return [Edit(start, start, f"{indent}{line}\n")]
    if source.module.path.endswith(_MIXED):
        return NoPlace(Text(f"there is no place for {line} that is known", f"aucune place connue pour {line}"))
    header = _HEADER[source.family].match(source.text)
    start = header.end() if header else 0
    if source.family == "python" and source.module.body and isinstance(source.module.body[0], Const) and source.module.body[0].span != NOWHERE:
        start = min(source.line_range(source.module.body[0].span[2])[1] + 1, len(source.text))
    return [Edit(start, start, line + "\n" + ("" if source.text[start:start + 1] == "\n" else "\n" if source.family != "javascript" else ""))]


def defined(line: str, source: Source) -> list[Edit]:
    """The edit that adds a function of one line below the imports; none where it is there."""
    if line in source.text:
        return []
    imports = [n for n in source.module.body if isinstance(n, Import) and n.span != NOWHERE]
    if imports:
        start = min(source.line_range(max(n.span[2] for n in imports))[1] + 1, len(source.text))
    else:
        header = _HEADER[source.family].match(source.text)
        start = header.end() if header else 0
    before = "" if start == 0 or source.text[start - 1] == "\n" else "\n"
    return [Edit(start, start, f"{before}{line}\n")]


def _beside(names: list[str], module: str, name: str, instead: str, source: Source) -> Edit | None:
    """The name in the braces of a line that takes others from the same module."""
    if source.family != "javascript" or names != [name]:
        return None
    match = re.search(rf"(?:const|let|var|import)\s*\{{([^{{}}]*)\}}\s*(?:=\s*require\(\s*|from\s*)(['\"])(?:node:)?{re.escape(module.removeprefix('node:'))}\2", source.text)
    if not match:
        return None
    held = [w.strip() for w in match[1].split(",") if w.strip()]
    if instead in held and len(re.findall(rf"(?<![\w$.]){re.escape(instead)}(?![\w$])", source.text)) == 2:
        held[held.index(instead)] = name
    else:
        held.append(name)
    return Edit(match.start(1), match.end(1), f" {', '.join(held)} ")


def _first_import(source: Source) -> Import | None:
    found = [n for n in source.module.body if isinstance(n, Import) and n.span != NOWHERE]
    if source.family == "python":
        later = [n for n in found if not any(path.startswith("__future__") for _, path in n.names)]
        if not later and found:
            return None
        found = later
    return min(found, key=lambda n: n.span) if found else None


def _said(line: str, family: str) -> tuple[list[str], str]:
    """The names a line makes known, and what of."""
    if match := _REQUIRED.match(line):
        return [w.strip() for w in match[1].strip("{} ").split(",")], match[3]
    if match := re.match(r"from +([\w.]+) +import +([\w, ]+)", line):
        return [w.strip() for w in match[2].split(",")], match[1]
    words = re.findall(r"[\w./:-]+", line)
    path = words[-1] if words else ""
    return [re.split(r"[./]", path)[-1] if family in ("java", "go") else path], path


def _means(target: str | None, module: str, family: str) -> bool:
    if target is None or family == "csharp":
        return False
    plain = module.removeprefix("node:").replace("/", ".")
    return target.removeprefix("node:").replace("/", ".").startswith(plain)


def _as_import(line: str) -> str:
    match = _REQUIRED.match(line)
    if not match:
        return line
    names = match[1] if match[1].startswith("{") else f"* as {match[1]}"
    return f"import {names} from {match[2]}{match[3]}{match[2]};"
