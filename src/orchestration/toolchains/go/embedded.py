"""Front ends a Go program embeds: what ``//go:embed`` names but the repository does not hold, and who builds it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...model.facts import Evidence, Fact
from ...model.text import Text
from ...model.tree import Tree, join
from ..assets import read_assets
from .module import parents

_DIRECTIVE = re.compile(r"^//go:embed[ \t]+(?P<patterns>.+)$", re.M)
_OUTPUT = re.compile(r"\b(?:outDir|assetsDir|BUILD_PATH|outputPath|dist|output)\b(?:\W{1,4}[\"']|[ =])(?P<path>[\w./@-]+)")
_SAYS = re.compile(r"(?:^|/)(?:(?:vite|rsbuild|webpack|rollup|svelte|vue)\.config\.\w+|package\.json|\.env|angular\.json)$")
"""Where a bundler is told its output."""
_PLACEHOLDER = re.compile(r"(?:^|/)(?:\.gitkeep|\.keep|\.gitignore|placeholder[\w.-]*|README\.md)$|(?:^|/)index\.html$")
MISSING = Text("the program embeds {path}, which is not in the repository and nothing here was seen to build: commit it, or build it before the image",
               "le programme embarque {path}, absent du dépôt et que rien ici ne semble construire : versionnez-le, ou construisez-le avant l'image")


@dataclass(frozen=True, slots=True)
class Embedded:
    output: str
    """The embedded directory, relative to the project's root."""
    at: Evidence
    traits: dict[str, Fact[str]]
    """``assets.*``; empty: no one builds it."""
    is_held: bool = False
    """The repository holds what was built: the front end is a part of the program, and nothing is left to build."""


def embedded(tree: Tree, files: Iterable[str], root: str) -> Embedded | None:
    """The first embedded directory that a build has to make."""
    held: Embedded | None = None
    for path in files:
        text = tree.text(path) or ""
        if "//go:embed" not in text:
            continue
        for match in _DIRECTIVE.finditer(text):
            for word in match["patterns"].split():
                inner = re.sub(r"(?:/?[^/]*[*?\[].*)$", "", word.strip("\"`").removeprefix("all:")).strip("/")
                folder = join(path.rpartition("/")[0] or ".", inner) if inner else ""
                if not inner or "." in inner.rpartition("/")[2]:
                    continue
                at = Evidence(path, text.count("\n", 0, match.start()) + 1, match.group(0)[:120])
                if _is_missing(tree, folder):
                    return Embedded(folder, at, _built(tree, folder, root))
                if held is None and folder.rpartition("/")[2] in ("dist", "build", "out") and (traits := _built(tree, folder, root)):
                    held = Embedded(folder, at, {"assets.folder": traits["assets.folder"]}, is_held=True)
    return held


def _is_missing(tree: Tree, folder: str) -> bool:
    held = tree.files(folder) if tree.has_dir(folder) else ()
    return not tree.has(folder) and len(held) < 3 and all(_PLACEHOLDER.search(path) for path in held)


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join("" if folder == "." else folder, path))


def _built(tree: Tree, output: str, root: str) -> dict[str, Fact[str]]:
    """The ``package.json`` around the directory, or the one whose bundler is told to write there."""
    homes = [f for f in parents(output)[1:] if tree.has(join(f, "package.json"))]
    for path in tree.files(root):
        folder = path.rpartition("/")[0] or "."
        if folder.count("/") <= 3 and _SAYS.search(path) and any(_joined(folder, m["path"]) == output for m in _OUTPUT.finditer(tree.text(path) or "")):
            homes.insert(0, folder)
    for home in homes:
        inside = home if root == "." else home[len(root):].strip("/") or "." if home == root or home.startswith(root + "/") else None
        traits = read_assets(tree, root, inside) if inside else {}
        scripts = (tree.data(join(home, "package.json")) or {}).get("scripts")
        writing = next((name for name, line in scripts.items() if any(_joined(home, m["path"]) == output for m in _OUTPUT.finditer(str(line)))), "build") if isinstance(scripts, dict) else ""
        if traits and isinstance(scripts, dict) and writing in scripts:
            return traits | {"go.front_script": Fact(writing, (tree.key(join(home, "package.json"), "scripts", writing),))}
    return {}
