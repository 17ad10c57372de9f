"""go.mod and go.work: versions, requirements, local replacements, workspace members. Grammar: https://go.dev/ref/mod."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join

_VERSION = re.compile(r"^(?:go)?(\d+\.\d+(?:\.\d+)?)(?:rc\d+|beta\d+)?$")


@dataclass(frozen=True, slots=True)
class Require:
    """One line of a ``require``: module path, version, whether only another module needs it."""

    path: str
    version: str
    is_indirect: bool
    at: Evidence


@dataclass(frozen=True, slots=True)
class GoModule:
    """What a go.mod says."""

    folder: str
    path: str
    """The module's own path: ``example.com/shop``."""
    at: Evidence
    go: Fact[str] | None
    toolchain: Fact[str] | None
    requires: tuple[Require, ...]
    replaces: tuple[str, ...]
    """Local directories (relative to the project's root) that stand in for modules."""
    tools: tuple[str, ...]


def directives(tree: Tree, path: str) -> Iterator[tuple[str, list[str], str, Evidence]]:
    """(verb, arguments, trailing comment, place) of every line, blocks unrolled."""
    block = ""
    for number, raw in enumerate((tree.text(path) or "").split("\n"), 1):
        line, _, comment = raw.partition("//")
        words = [w.strip('"`') for w in line.split()]
        at = Evidence(path, number, raw.strip()[:120])
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield block, words, comment.strip(), at
        elif len(words) >= 2 and words[1] == "(":
            block = words[0]
        else:
            yield words[0], words[1:], comment.strip(), at


def _inside(base: str, relative: str) -> str | None:
    """A local path of a replace or use line, relative to the project's root; None where it leads out of it."""
    path = posixpath.normpath(posixpath.join("" if base == "." else base, relative))
    return None if path.startswith("../") or path == ".." or path.startswith("/") else path


def read_module(tree: Tree, folder: str) -> GoModule | None:
    """The go.mod of exactly that directory."""
    path = join(folder, "go.mod")
    if not tree.has(path):
        return None
    name, at = "", Evidence(path)
    go: Fact[str] | None = None
    toolchain: Fact[str] | None = None
    requires: list[Require] = []
    replaces: list[str] = []
    tools: list[str] = []
    for verb, words, comment, place in directives(tree, path):
        if verb == "module" and words:
            name, at = words[0], place
        elif verb == "go" and words and (m := _VERSION.match(words[0])):
            go = Fact(m[1], (place,))
        elif verb == "toolchain" and words and (m := _VERSION.match(words[0])):
            toolchain = Fact(m[1], (place,))
        elif verb == "require" and len(words) >= 2:
            requires.append(Require(words[0], words[1], comment.startswith("indirect"), place))
        elif verb == "replace" and "=>" in words:
            target = words[words.index("=>") + 1:]
            if target and target[0].startswith(("./", "../")) and (local := _inside(folder, target[0])) is not None:
                replaces.append(local)
        elif verb == "tool" and words:
            tools.append(words[0])
    return GoModule(folder, name, at, go, toolchain, tuple(requires), tuple(sorted(set(replaces))), tuple(tools))


def read_workspace(tree: Tree, folder: str) -> tuple[str, ...]:
    """The member directories that the go.work of exactly that directory uses, sorted; those outside the project are left out."""
    path = join(folder, "go.work")
    members = {
        member for verb, words, _, _ in (directives(tree, path) if tree.has(path) else ())
        if verb == "use" and words and (member := _inside(folder, words[0])) is not None
    }
    return tuple(sorted(m for m in members if tree.has(join(m, "go.mod"))))


def parents(folder: str) -> tuple[str, ...]:
    """The directory and every one above it, up to the project's root."""
    found = [folder]
    while folder not in (".", ""):
        folder = folder.rpartition("/")[0] or "."
        found.append(folder)
    return tuple(found)


def module_of(tree: Tree, folder: str) -> GoModule | None:
    """The module a directory belongs to: the nearest go.mod at or above it."""
    return next((m for f in parents(folder) if (m := read_module(tree, f)) is not None), None)


def workspace_root(tree: Tree, module: GoModule) -> str:
    """Where a build has to start: the go.work that uses the module, else the nearest directory above its local replacements, else its own."""
    for folder in parents(module.folder):
        if module.folder in read_workspace(tree, folder):
            return folder
    root = module.folder
    for local in module.replaces:
        while not (root == "." or local == root or local.startswith(root + "/")):
            root = root.rpartition("/")[0] or "."
    return root


def local_modules(tree: Tree, root: str, module: GoModule) -> tuple[str, ...]:
    """Every local module a build of this one reads, itself first; members of the workspace and local replacements, theirs too."""
    found, todo = [module.folder], [*read_workspace(tree, root), *module.replaces]
    while todo:
        folder = todo.pop(0)
        if folder in found or not tree.has(join(folder, "go.mod")):
            continue
        found.append(folder)
        other = read_module(tree, folder)
        todo += other.replaces if other else ()
    return (found[0], *sorted(found[1:]))
