"""Cargo's files: crates, workspaces with what members inherit, features that are on by default, programs, the lock's graph."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join


@dataclass(frozen=True, slots=True)
class Dependency:
    """One line of ``[dependencies]`` or ``[build-dependencies]`` that a default build uses."""

    name: str
    version: str
    features: tuple[str, ...]
    path: str
    """The directory of a crate of this repository; empty for the registry's."""
    at: Evidence


@dataclass(frozen=True, slots=True)
class Binary:
    """A program a crate builds."""

    name: str
    path: str
    """Its main file, relative to the project's root."""
    at: Evidence
    features: tuple[str, ...] = ()
    """``required-features`` that the default ones do not switch on."""


@dataclass(frozen=True, slots=True)
class Crate:
    """A ``Cargo.toml`` with a ``[package]``."""

    folder: str
    name: str
    at: Evidence
    edition: str
    rust_version: Fact[str] | None
    dependencies: tuple[Dependency, ...]
    development: tuple[Dependency, ...]
    binaries: tuple[Binary, ...]
    default_run: str
    has_library: bool
    metadata: tuple[str, ...]
    """Tools that ``[package.metadata]`` names."""


_MEMO: WeakKeyDictionary[Tree, dict[str, Crate | None]] = WeakKeyDictionary()


def _table(value: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def normal(path: str) -> str:
    """``a/../b`` → ``b``; what leaves the repository is no path of it."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."


def above(folder: str) -> tuple[str, ...]:
    found = [folder]
    while folder != ".":
        folder = folder.rpartition("/")[0] or "."
        found.append(folder)
    return tuple(found)


def _is_member(data: Any, root: str, folder: str) -> bool:
    inner = folder if root == "." else folder[len(root) + 1:]
    excluded = _strings(_table(data, "workspace").get("exclude"))
    return not any(inner == normal(e) or inner.startswith(normal(e) + "/") for e in excluded)


def workspace_root(tree: Tree, folder: str) -> str:
    """The directory whose ``Cargo.toml`` has the ``[workspace]`` this crate belongs to; its own where there is none.

    Cargo itself looks upwards; membership by path dependency makes a crate below the root a member too, so ``exclude`` alone keeps one out.
    """
    for place in above(folder):
        data = tree.data(join(place, "Cargo.toml")) if tree.has(join(place, "Cargo.toml")) else None
        if isinstance(data, dict) and "workspace" in data:
            return place if place == folder or _is_member(data, place, folder) else folder
    return folder


def members(tree: Tree, root: str) -> tuple[str, ...]:
    """A workspace's member directories: listed, matched, or reached by path from the root's own crate."""
    data = tree.data(join(root, "Cargo.toml")) if tree.has(join(root, "Cargo.toml")) else None
    if not isinstance(data, dict) or not isinstance(data.get("workspace"), dict):
        return ()
    patterns = tuple(normal(join(root, m)) for m in _strings(data["workspace"].get("members")))
    folders = {p.rpartition("/")[0] or "." for p in tree.files(root) if p.endswith("/Cargo.toml") or p == "Cargo.toml"}
    found = {f for f in folders if any(f.count("/") == p.count("/") and fnmatch.fnmatchcase(f, p) for p in patterns if p)}
    todo = [root, *found]
    while todo:
        crate = read_crate(tree, todo.pop())
        for item in (*crate.dependencies, *crate.development) if crate else ():
            if item.path and item.path not in found and item.path in folders and (root == "." or item.path.startswith(root + "/")):
                found.add(item.path)
                todo.append(item.path)
    return tuple(sorted(f for f in found if f != root and _is_member(data, root, f)))


def read_crate(tree: Tree, folder: str) -> Crate | None:
    memo = _MEMO.setdefault(tree, {})
    if folder not in memo:
        memo[folder] = None
        memo[folder] = _read(tree, folder)
    return memo[folder]


def _read(tree: Tree, folder: str) -> Crate | None:
    path = join(folder, "Cargo.toml")
    data = tree.data(path) if tree.has(path) else None
    package = _table(data, "package")
    if not isinstance(package.get("name"), str):
        return None
    root = workspace_root(tree, folder)
    parent_path = join(root, "Cargo.toml")
    parent = data if root == folder else tree.data(parent_path)

    def stated(key: str) -> Fact[str] | None:
        value = package.get(key)
        if isinstance(value, str):
            return Fact(value, (tree.key(path, "package", key),))
        inherited = _table(parent, "workspace", "package").get(key)
        if isinstance(value, dict) and isinstance(inherited, str):
            return Fact(inherited, (tree.key(parent_path, "workspace", "package", key),))
        return None

    active, extra = _default_features(_table(data, "features"))

    def listed(*tables: str) -> tuple[Dependency, ...]:
        found = []
        places = [((t,), _table(data, t)) for t in tables]
        for condition, target in sorted(_table(data, "target").items()):
            if "windows" not in condition.lower().replace("not(windows)", "") and "macos" not in condition and "wasm32" not in condition:
                places += [(("target", condition, t), _table(target, t)) for t in tables]
        for keys, group in places:
            for key, value in group.items():
                spec = {"version": value} if isinstance(value, str) else value
                if not isinstance(spec, dict) or (spec.get("optional") and key not in active):
                    continue
                shared, base = _table(parent, "workspace", "dependencies").get(key), folder
                if spec.get("workspace"):
                    above_it = {"version": shared} if isinstance(shared, str) else shared if isinstance(shared, dict) else {}
                    spec, base = {**above_it, **spec, "features": [*_strings(above_it.get("features")), *_strings(spec.get("features"))]}, root
                name = spec.get("package") if isinstance(spec.get("package"), str) else key
                version = spec.get("version") if isinstance(spec.get("version"), str) else ""
                local = normal(join(base, spec["path"])) if isinstance(spec.get("path"), str) else ""
                found.append(Dependency(name, version, tuple(dict.fromkeys((*_strings(spec.get("features")), *extra.get(key, ())))), local, tree.key(path, *keys, key)))
        return tuple(found)

    edition = stated("edition")
    library = join(folder, _table(data, "lib").get("path") if isinstance(_table(data, "lib").get("path"), str) else "src/lib.rs")
    run = package.get("default-run")
    return Crate(
        folder, package["name"], tree.key(path, "package", "name"), edition.value if edition else "2015", stated("rust-version"), listed("dependencies", "build-dependencies"), listed("dev-dependencies"),
        _binaries(tree, folder, path, data, package["name"], active), run if isinstance(run, str) else "", tree.has(library), tuple(sorted(_table(package, "metadata"))),
    )


def _default_features(features: dict[str, Any]) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """(features and optional crates that ``default`` switches on, crate → features of it that are switched on with them)."""
    active, extra, todo = set(), {}, ["default"]
    while todo:
        name = todo.pop()
        if name in active:
            continue
        active.add(name)
        for item in _strings(features.get(name)):
            crate, slash, feature = item.removeprefix("dep:").partition("/")
            if slash:
                extra[crate.rstrip("?")] = (*extra.get(crate.rstrip("?"), ()), feature)
                if not crate.endswith("?"):
                    active.add(crate)
            else:
                todo.append(crate)
    return frozenset(active), extra


def _binaries(tree: Tree, folder: str, manifest: str, data: Any, package: str, active: frozenset[str]) -> tuple[Binary, ...]:
    """``[[bin]]`` and, unless ``autobins`` is off, ``src/main.rs``, ``src/bin/*.rs`` and ``src/bin/*/main.rs``."""
    found: dict[str, Binary] = {}
    auto: dict[str, str] = {}
    if tree.has(join(folder, "src/main.rs")):
        auto[package] = join(folder, "src/main.rs")
    for path in tree.files(join(folder, "src/bin")):
        match = re.fullmatch(r"([^/]+)(?:\.rs|/main\.rs)", path[len(join(folder, "src/bin")) + 1:])
        if match:
            auto.setdefault(match[1], path)
    entries = data.get("bin") if isinstance(data, dict) else None
    for item in entries if isinstance(entries, list) else ():
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            continue
        name = item["name"]
        path = normal(join(folder, item["path"])) if isinstance(item.get("path"), str) else auto.get(name, join(folder, "src/main.rs"))
        at = tree.find(manifest, rf"^\s*name\s*=\s*[\"']{re.escape(name)}[\"']", _line_of_bin(tree, manifest)) or Evidence(manifest)
        if tree.has(path):
            found[name] = Binary(name, path, at, tuple(f for f in _strings(item.get("required-features")) if f not in active))
    if _table(data, "package").get("autobins") is not False:
        taken = {b.path for b in found.values()}
        for name, path in auto.items():
            if path not in taken and name not in found:
                found[name] = Binary(name, path, tree.find(path, r"\bfn main\s*\(") or Evidence(path))
    return tuple(found[name] for name in sorted(found) if re.fullmatch(r"[\w-]+", name))


def _line_of_bin(tree: Tree, manifest: str) -> int:
    at = tree.find(manifest, r"^\s*\[\[bin\]\]")
    return at.line if at else 1


def local_crates(tree: Tree, crate: Crate) -> tuple[Crate, ...]:
    """The crate and every crate of this repository it is built from, directly or not, itself first."""
    found, todo = {crate.folder: crate}, [crate]
    while todo:
        for item in todo.pop(0).dependencies:
            other = read_crate(tree, item.path) if item.path and item.path not in found else None
            if other:
                found[other.folder] = other
                todo.append(other)
    return tuple(found.values())


def locked(tree: Tree, lockfile: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Crate → its versions in the lock, each with the names of what it depends on."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name, version, needs in _lock(tree, lockfile):
        found.setdefault(name, []).append((version, needs))
    return found


_LOCK_NAME = re.compile(r'^name = "([^"]+)"\nversion = "([^"]+)"', re.M)
_LOCK_NEEDS = re.compile(r"^dependencies = \[(.*?)\]", re.M | re.S)


def _lock(tree: Tree, lockfile: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Cargo writes the file itself, in one form; parsed by that form, it costs a tenth of what a TOML parser does."""
    found = []
    for block in (tree.text(lockfile) or "").replace("\r\n", "\n").split("[[package]]")[1:]:
        head, needs = _LOCK_NAME.search(block), _LOCK_NEEDS.search(block)
        if head:
            found.append((head[1], head[2], tuple(item.split(" ")[0] for item in re.findall(r'"([^"]+)"', needs[1])) if needs else ()))
    return found


def closure(lock: dict[str, list[tuple[str, tuple[str, ...]]]], crates: tuple[Crate, ...], without: frozenset[str]) -> dict[str, frozenset[str]]:
    """Every registry crate a build of these uses → what it depends on itself; development's left out, and ``without``."""
    own = {c.name for c in crates}
    todo = [d.name for c in crates for d in c.dependencies if d.name not in own]
    found: dict[str, frozenset[str]] = {}
    while todo:
        name = todo.pop()
        if name in found or name in without:
            continue
        found[name] = frozenset(n for _, needs in lock.get(name, ()) for n in needs)
        todo += sorted(found[name] - own)
    return found
