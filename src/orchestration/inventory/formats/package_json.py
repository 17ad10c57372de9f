"""package.json: what a package of npm asks for. https://docs.npmjs.com/cli/configuring-npm/package-json"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from ...model.dependency import Scope
from ...model.text import Text
from ...model.tree import Tree, join
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable, table, word

GROUPS: tuple[tuple[str, Scope], ...] = (("dependencies", "production"), ("optionalDependencies", "optional"), ("devDependencies", "development"), ("peerDependencies", "production"))
"""In the order of who wins where a name stands in several: npm lets optional ones override, what is needed to run comes before what is needed to develop."""
_GIT = re.compile(r"(?:git(?:\+\w+)?:|git@|(?:github|gitlab|bitbucket|gist):)|[\w.-]+/[\w.-]+(?:#.*)?\Z|https?://[^\s]+\.git(?:#.*)?\Z")
_LOCAL = ("file:", "link:", "portal:", "workspace:", "./", "../", "/", "~/")
_TAG = Text("it is a tag, which the registry moves at will", "c'est une étiquette, que le registre déplace à son gré")


def specifier(name: str, stated: str) -> tuple[str, str, Text | None]:
    """(package, range, reason it names no registry's package) of what stands behind a name; an alias is the package it stands for."""
    stated = stated.strip()
    if stated.startswith("npm:"):
        target = stated[4:]
        at = target.rfind("@", 1)
        real, stated = (target[:at], target[at + 1:]) if at > 0 else (target, "") if not re.match(r"[\d^~><=*v]", target) else (name, target)
        name = real
    if stated.startswith("patch:"):
        inner = re.match(r"patch:(?:[^@]*|@[^@]*)@(?:npm(?::|%3A))?([^#]+)", stated)
        stated = inner[1].replace("%5E", "^").replace("%7E", "~") if inner else stated
    if stated.startswith("jsr:"):
        return name, stated, Text("it comes from JSR, of which no advisory database knows", "il vient de JSR, qu'aucune base d'avis ne connaît")
    if stated.startswith(_LOCAL):
        return name, stated, reasons.LOCAL
    if _GIT.match(stated):
        return name, stated, reasons.GIT
    if re.match(r"[a-z][a-z+]*://", stated):
        return name, stated, reasons.URL
    if stated.startswith("catalog:"):
        return name, stated, reasons.VARIABLE
    if re.match(r"[A-Za-z]", stated) and not re.match(r"[vxX][\d. ]|[xX]\Z", stated):
        return name, stated, _TAG
    return name, stated, None


def wishes(source: Source, data: Any = None) -> list[Wish]:
    """What a package.json, or an object of its form inside a lockfile, asks for; each name once."""
    data = source.json if data is None else data
    if not isinstance(data, dict):
        raise Unreadable("it is no object, as a package.json is", "ce n'est pas un objet, comme l'est un package.json")
    found: dict[str, Wish] = {}
    optional_peers = table(data, "peerDependenciesMeta")
    own_development = table(data, "devDependencies")
    for group, scope in GROUPS:
        holder = data.get(group)
        for name, stated in holder.items() if isinstance(holder, dict) else ():
            if group == "peerDependencies" and (name in own_development or table(optional_peers, name).get("optional") is True):
                continue
            if not isinstance(stated, str) or (name in found and group != "optionalDependencies"):
                continue
            package, stated, reason = specifier(name, stated)
            found[name] = Wish(package, stated, scope, source.at(line_of(source, holder, name)), reason, name if package != name else "")
    return list(found.values())


def catalogues(source: Source) -> dict[str, dict[str, str]]:
    """Name of a catalogue → package → range, of the nearest pnpm-workspace.yaml above, or of package.json's ``workspaces`` (Bun)."""
    folder = source.folder
    while True:
        path = join(folder, "pnpm-workspace.yaml")
        data = source.tree.data(path) if source.tree.has(path) else None
        if not isinstance(data, dict) and source.tree.has(join(folder, "package.json")):
            package = source.tree.data(join(folder, "package.json"))
            data = next((d for d in (table(package, "workspaces"), table(package)) if "catalog" in d or "catalogs" in d), None)
        if isinstance(data, dict) and ("catalog" in data or "catalogs" in data):
            named = {str(k): table(v) for k, v in table(data, "catalogs").items()}
            return {"": table(data, "catalog") or named.get("default", {}), "default": table(data, "catalog") or named.get("default", {}), **{k: v for k, v in named.items() if k != "default"}}
        if folder in (".", ""):
            return {}
        folder = folder.rpartition("/")[0] or "."


def _resolved(wish: Wish, known: dict[str, dict[str, str]]) -> Wish:
    if not wish.stated.startswith("catalog:"):
        return wish
    stated = known.get(wish.stated.removeprefix("catalog:"), {}).get(wish.alias or wish.name)
    name, stated, reason = specifier(wish.name, word(stated)) if stated else (wish.name, wish.stated, wish.reason)
    return Wish(name, stated, wish.scope, wish.at, reason, wish.alias)


_MEMO: WeakKeyDictionary[Tree, dict[str, tuple[frozenset[str], frozenset[str]]]] = WeakKeyDictionary()


def workspace_of(tree: Tree, folder: str) -> dict[str, str]:
    """Name → directory, relative to this one, of the packages of the workspace whose root a directory is; empty where it is none.

    Most packages are in none, and then nothing of Node.js's toolchain is loaded for the answer.
    """
    if not any(tree.has(join(folder, name)) for name in ("pnpm-workspace.yaml", "lerna.json", "rush.json")) and '"workspaces"' not in (tree.text(join(folder, "package.json")) or ""):
        return {}
    from ...toolchains.node import workspace

    return {name: member.path for name, member in workspace.workspace(tree, folder).items()}


def _neighbours(source: Source) -> frozenset[str]:
    """Names of the workspace's own packages, where this is one of them: npm and Yarn take those before the registry's."""
    memo = _MEMO.setdefault(source.tree, {})
    folder = source.folder
    while True:
        if folder not in memo:
            found = workspace_of(source.tree, folder)
            memo[folder] = frozenset(found), frozenset({folder, *(join(folder, place) for place in found.values())}) if found else frozenset()
        names, folders = memo[folder]
        if names or folder in (".", ""):
            return names if source.folder in folders else frozenset()
        folder = folder.rpartition("/")[0] or "."


def _read(source: Source) -> Reading:
    graph = Graph("npm")
    found = wishes(source)
    known = catalogues(source) if any(w.stated.startswith("catalog:") for w in found) else {}
    own = _neighbours(source)
    declare(graph, [replace(wish, reason=reasons.LOCAL) if (wish.alias or wish.name) in own else _resolved(wish, known) for wish in found])
    return finish(graph)


FORMAT = Format("package-json", _read)
