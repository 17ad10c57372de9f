"""yarn.lock, as Yarn Classic writes it and as Berry does: patterns of what was asked for, each with what it got."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...model.dependency import Scope
from ...model.text import Text
from ...model.tree import join
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, finish, wishes_of
from ..source import Source, Unreadable, table, word
from . import package_json
from .package_lock import foreign

_FIELD = re.compile(r'^ +("(?:[^"\\]|\\.)*"|[^\s:"]+):?\s*(.*)$')


_BELOW = "**"


@dataclass(slots=True)
class _Entry:
    """What stands under one line of patterns."""

    line: int
    patterns: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)


def _entries(source: Source) -> Iterator[_Entry]:
    entry: _Entry | None = None
    section = last = ""
    for number, line in enumerate(source.lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if indent == 0:
            if line.rstrip() == ":" and entry and not entry.fields:
                # Berry writes a key of more than a thousand characters as "? key", and its colon below.
                continue
            if entry:
                yield entry
            line = line[2:].rstrip() + ":" if line.startswith("? ") else line
            if not line.rstrip().endswith(":"):
                raise Unreadable("it is no lockfile of Yarn from here on", "à partir d'ici, ce n'est plus un fichier de verrouillage Yarn", number)
            entry, section = _Entry(number, [p.strip().strip('"') for p in line.rstrip()[:-1].strip('"').split(", ")]), ""
            continue
        match = _FIELD.match(line)
        if entry is None or match is None:
            raise Unreadable("it is no lockfile of Yarn from here on", "à partir d'ici, ce n'est plus un fichier de verrouillage Yarn", number)
        key, value = match[1].strip('"'), match[2].strip().strip('"')
        if indent == 2:
            section = "" if value else key
            if value:
                entry.fields[key] = value
            else:
                entry.tables[key] = {}
        elif indent == 4 and section:
            entry.tables[section][key], last = value, key
        elif indent == 6 and section and key == "optional":
            entry.tables[section][last] = value
    if entry:
        yield entry


def split(pattern: str) -> tuple[str, str]:
    """``@scope/name@range`` → name and range."""
    at = pattern.find("@", 1)
    return (pattern[:at], pattern[at + 1:]) if at > 0 else (pattern, "")


def _read(source: Source) -> Reading:
    entries = list(_entries(source))
    is_berry = any(e.patterns == ["__metadata"] for e in entries)
    if not is_berry and entries and not any("version" in e.fields for e in entries):
        raise Unreadable("it is no lockfile of Yarn: no entry has a version", "ce n'est pas un fichier de verrouillage Yarn : aucune entrée n'a de version")
    entries = [e for e in entries if e.patterns != ["__metadata"]]
    by_pattern = {pattern: str(number) for number, entry in enumerate(entries) for pattern in entry.patterns}

    forced = _resolutions(source)

    def key_of(name: str, stated: str, parent: str = "") -> str:
        if forced:
            plain = stated.removeprefix("npm:")
            stated = next((forced[key] for key in ((parent, name, plain), ("", name, plain), (parent, name, ""), ("", name, "")) if key in forced), stated)
        # "a/**/b" holds anywhere below a: it is what must have happened where nothing was locked for the range itself.
        ranges = (stated, forced[_BELOW, name, ""]) if (_BELOW, name, "") in forced else (stated,)
        return next((key for text in ranges for pattern in (f"{name}@{text}", f"{name}@npm:{text}") if (key := by_pattern.get(pattern))), "")

    local: dict[str, str] = {}
    kept: list[tuple[str, _Entry, str, str, Text | None]] = []
    for number, entry in enumerate(entries):
        asked, stated = split(entry.patterns[0])
        name, resolution = split(entry.fields["resolution"]) if "resolution" in entry.fields else (package_json.specifier(asked, stated)[0], "")
        version = entry.fields.get("version", "")
        if resolution.startswith("workspace:"):
            local[resolution.removeprefix("workspace:")] = str(number)
            continue
        reason = foreign(entry.fields.get("resolved", ""), "") or (package_json.specifier(name, resolution)[2] if resolution else None)
        if resolution.startswith("patch:"):
            reason = None
        kept.append((str(number), entry, name, version or resolution or stated, reason or (None if version else reasons.UNPINNED)))
    reading = Reading()
    manifests = _manifests(source, list(local))
    wished = [(manifest, wish) for manifest in manifests for wish in wishes_of(reading, source.other(manifest), package_json.wishes)]
    reading.covers |= set(manifests)
    graph = Graph("npm", tells_direct=bool(manifests or local))
    for key, entry, name, version, reason in kept:
        optional = {n for n, said in entry.tables.get("dependenciesMeta", {}).items() if said == "true"} if is_berry else set()
        needed = {n: k for n, r in entry.tables.get("dependencies", {}).items() if (k := key_of(n, r, name))}
        may = [k for n, r in entry.tables.get("optionalDependencies", {}).items() if (k := key_of(n, r, name))]
        if reason:
            graph.unresolved(name, version, source.at(entry.line), reason)
            graph.pass_through(key, name, version, [*needed.values(), *may])
        else:
            graph.add(key, name, version, source.at(entry.line), needs=[k for n, k in needed.items() if n not in optional], may_need=[*may, *(k for n, k in needed.items() if n in optional)])
    _roots(source, graph, manifests, wished, by_pattern, {m: entries[int(k)] for m, k in local.items()}, key_of)
    return finish(graph, reading.covers, reading.unreadable)


def _resolutions(source: Source) -> dict[tuple[str, str, str], str]:
    """(parent or empty, package, range or empty) → the range that the root's ``resolutions`` put in that one's place, or in the place of all."""
    manifest = source.beside("package.json")
    stated = table(source.tree.data(manifest), "resolutions") if manifest else {}
    found = {}
    for pattern, value in stated.items():
        parts = re.findall(r"@[^/]+/[^/]+|[^/]+", pattern)
        if parts and isinstance(value, str):
            parent = "" if len(parts) == 1 or parts[:-1] == ["**"] else _BELOW if parts[-2] == "**" else split(parts[-2])[0]
            name, only = split(parts[-1])
            found[parent, name, only.removeprefix("npm:")] = value.removeprefix("npm:") if value.startswith("npm:") and "@" not in value[5:] else value
    return found


def _manifests(source: Source, local: list[str]) -> list[str]:
    """The package.json files the lockfile was made for: beside it, and of every member of the workspace."""
    folders = [source.folder, *(join(source.folder, place) for place in package_json.workspace_of(source.tree, source.folder).values()), *(f for place in local if (f := source.inside(place)))]
    return sorted({path for folder in folders if source.tree.has(path := join(folder, "package.json"))})


def _roots(source: Source, graph: Graph, manifests: list[str], wished: list[tuple[str, Wish]], by_pattern: dict[str, str], local: dict[str, _Entry], key_of: Callable[[str, str], str]) -> None:
    seen: set[tuple[str, str]] = set()
    own = {split(e.patterns[0])[0] for e in local.values()} | {word(table(source.tree.data(manifest)).get("name")) for manifest in manifests}
    for manifest, wish in wished:
        name = wish.alias or wish.name
        seen.add((manifest.rpartition("/")[0] or ".", name))
        raw = f"npm:{wish.name}@{wish.stated}" if wish.alias else wish.stated
        key = key_of(name, raw) or key_of(name, wish.stated) or _other_range(by_pattern, name)
        if key in graph:
            graph.root(key, wish.scope, wish.stated)
        elif name in own:
            graph.unresolved(name, wish.stated, wish.at, reasons.LOCAL)
        elif not key and not _is_peer(source, manifest, name) and wish.scope != "optional":
            graph.unresolved(name, wish.stated, wish.at, wish.reason or reasons.NOT_LOCKED)
    for place, entry in local.items():
        # The lockfile alone: it tells what a member of the workspace asks for, not what for.
        scope: Scope = "unknown"
        for name, stated in entry.tables.get("dependencies", {}).items():
            folder = source.inside(place) or place
            if (folder, name) not in seen and (key := key_of(name, stated)) in graph:
                graph.root(key, scope, stated.removeprefix("npm:"))


def _other_range(by_pattern: dict[str, str], name: str) -> str:
    """Under ``resolutions``, or with a patch, what was locked goes by another range: it counts where there is only one."""
    keys = {key for pattern, key in by_pattern.items() if pattern.startswith(name + "@") and split(pattern)[0] == name}
    return keys.pop() if len(keys) == 1 else ""


def _is_peer(source: Source, manifest: str, name: str) -> bool:
    """Yarn installs no peers of the project's own packages."""
    data = source.other(manifest).json
    return name in table(data, "peerDependencies") and not any(name in table(data, group) for group in ("dependencies", "devDependencies", "optionalDependencies"))


FORMAT = Format("yarn-lock", _read)
