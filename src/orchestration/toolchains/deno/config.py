"""Deno's own files: the configuration, its workspace, the imports, and a task taken apart into what it runs."""

from __future__ import annotations

import fnmatch
import posixpath
import re
import shlex
from dataclasses import dataclass
from typing import Any

from ...model.facts import Fact
from ...model.tree import Tree, join
from ..stated import DENO_FILES, deno_tasks, folders_up


def config_file(tree: Tree, folder: str) -> str:
    """Deno itself looks for ``deno.json`` first."""
    return next((path for name in DENO_FILES if tree.has(path := join(folder, name))), "")


def config(tree: Tree, folder: str) -> dict[str, Any]:
    path = config_file(tree, folder)
    data = tree.data(path) if path else None
    return data if isinstance(data, dict) else {}


def members(tree: Tree, root: str) -> tuple[str, ...]:
    stated = config(tree, root).get("workspace")
    stated = stated.get("members") if isinstance(stated, dict) else stated
    patterns = [posixpath.normpath(join(root, s)) for s in stated if isinstance(s, str)] if isinstance(stated, list) else []
    folders = {p.rpartition("/")[0] or "." for p in tree.files(root) if p.rpartition("/")[2] in (*DENO_FILES, "package.json")}
    return tuple(sorted(f for f in folders if f != root and any(f.count("/") == p.count("/") and fnmatch.fnmatchcase(f, p) for p in patterns)))


def workspace_root(tree: Tree, app: str) -> str:
    return next((f for f in folders_up(app, ".")[1:] if app in members(tree, f)), app)


def lockfile(tree: Tree, root: str) -> str:
    """``"lock": false`` switches it off; a path or ``{"path": …}`` moves it."""
    stated = config(tree, root).get("lock")
    stated = stated.get("path") if isinstance(stated, dict) else stated
    path = posixpath.normpath(join(root, stated if isinstance(stated, str) and stated else "deno.lock"))
    return path if stated is not False and tree.has(path) else ""


_NPM = re.compile(r"^(?:npm|jsr):/?((?:@[\w.-]+/)?[\w.-]+)(?:@([^/]+))?")
_URL = re.compile(r"^https?://(?:deno\.land/(x/[\w-]+|std)|esm\.sh/((?:@[\w.-]+/)?[\w.-]+))(?:@([^/]+))?")


def specifier(text: str) -> tuple[str, str] | None:
    """``npm:hono@^4/jsx`` → (hono, ^4); ``https://deno.land/x/oak@v12/mod.ts`` → (x/oak, v12)."""
    if match := _NPM.match(text):
        return match[1].lower(), match[2] or ""
    if match := _URL.match(text):
        return (match[1] or match[2]).lower(), match[3] or ""
    return None


def imports(tree: Tree, folder: str) -> dict[str, Fact[str]]:
    """Dependency → version, from ``imports`` and from an import map of its own."""
    path, data = config_file(tree, folder), config(tree, folder)
    places = [(path, data)]
    if isinstance(data.get("importMap"), str) and tree.has(other := posixpath.normpath(join(folder, data["importMap"]))):
        loaded = tree.data(other)
        places.append((other, loaded if isinstance(loaded, dict) else {}))
    found: dict[str, Fact[str]] = {}
    for where, table in places:
        entries = table.get("imports")
        for key, value in entries.items() if isinstance(entries, dict) else ():
            known = specifier(value) if isinstance(value, str) else None
            if known:
                found.setdefault(known[0], Fact(known[1], (tree.key(where, "imports", key),)))
    return found


_WITH_VALUE = frozenset({"-c", "--config", "--import-map", "--port", "--host", "--cert", "--location", "--seed", "--ext", "-L", "--log-level", "--preload", "--import"})
_FOR_DEVELOPERS = re.compile(r"^(?:--watch(?:-hmr|-exclude)?(?:=.*)?|--inspect(?:-brk|-wait)?(?:=.*)?|--reload(?:=.*)?|-r|--check(?:=.*)?|--no-clear-screen|--env(?:-file)?(?:=.*)?|--frozen(?:=.*)?|--cached-only|-q|--quiet)$")


@dataclass(frozen=True, slots=True)
class Program:
    """``deno run`` or ``deno serve`` with the project's own flags and no developer's."""

    verb: str
    flags: tuple[str, ...]
    file: str
    arguments: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    watches: bool
    at: Fact[str]

    @property
    def permissions(self) -> tuple[str, ...]:
        return tuple(f for f in self.flags if f.startswith(("--allow-", "--deny-", "--permission-set", "-P")) or re.match(r"^-[ANRWES]+(?:=|$)", f))

    @property
    def argv(self) -> tuple[str, ...]:
        """``--cached-only``: what was not installed with the image is never fetched by a container that runs."""
        return ("deno", self.verb, "--cached-only", *self.flags, self.file, *self.arguments)


def program(tree: Tree, folder: str, name: str, depth: int = 0) -> Program | None:
    """What a task comes down to; None where its last command is no ``deno run`` or ``deno serve`` of a plain form."""
    tasks = deno_tasks(tree, folder)
    if name not in tasks or depth > 5:
        return None
    last = re.split(r"&&|;", tasks[name].value)[-1].strip()
    if re.search(r"[|<>$`*(){}]|(?<!=)&", last):
        return None
    try:
        words = shlex.split(last)
    except ValueError:
        return None
    env = []
    while words and (match := re.fullmatch(r"([A-Za-z_]\w*)=(.*)", words[0])):
        env.append((match[1], match[2]))
        words.pop(0)
    if words[:2] == ["deno", "task"] and len(words) == 3:
        inner = program(tree, folder, words[2], depth + 1)
        return inner
    if len(words) < 3 or words[0] != "deno" or words[1] not in ("run", "serve"):
        return None
    flags, rest, watches = [], words[2:], False
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        watches = watches or word.startswith("--watch")
        value = [rest.pop(0)] if word in _WITH_VALUE and rest else []
        if not _FOR_DEVELOPERS.match(word):
            flags += [word, *value]
    file = rest[0].removeprefix("./") if rest else ""
    if not re.fullmatch(r"[\w][\w./@-]*\.[cm]?[jt]sx?", file) or ".." in file.split("/"):
        return None
    return Program(words[1], tuple(flags), file, tuple(rest[1:]), tuple(env), watches, tasks[name])
