"""Cargo.lock: crates with what they need; those without a source are the workspace's own, and what they need is direct. https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html"""

from __future__ import annotations

from ...model.dependency import Scope
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, finish, wishes_of
from ..source import Source, Unreadable, rows, strings, word
from . import cargo_toml

_ORDER: dict[Scope, int] = {"production": 0, "optional": 1, "development": 2, "unknown": 3}


def _read(source: Source) -> Reading:
    packages = rows(source.toml.get("package"))
    if (packages and not all("name" in p and "version" in p for p in packages)) or not ({"version", "package", "root", "metadata"} & set(source.toml)):
        raise Unreadable("it is no Cargo.lock: packages with name and version are missing", "ce n'est pas un Cargo.lock : il y manque des paquets avec nom et version")
    lines = source.headers("package", len(packages))
    if isinstance(source.toml.get("root"), dict):
        packages, lines = [*packages, source.toml["root"]], [*lines, 0]
    by_name: dict[str, list[str]] = {}
    for package in packages:
        by_name.setdefault(word(package["name"]), []).append(f"{word(package['name'])} {word(package['version'])}")

    def key(stated: str) -> str:
        """``name``, ``name version`` or ``name version (source)``: as much as it takes to be unambiguous."""
        name, _, rest = stated.partition(" ")
        version = rest.partition(" ")[0]
        return f"{name} {version}" if version else next(iter(by_name.get(name, ())), "")

    graph = Graph("crates.io")
    own: dict[str, list[str]] = {}
    for package, line in zip(packages, lines, strict=True):
        name, version, origin = word(package["name"]), word(package["version"]), word(package.get("source"))
        at = source.at(line)
        if not origin:
            own[name] = [key(stated) for stated in strings(package.get("dependencies"))]
        elif origin.startswith("git+"):
            graph.unresolved(name, origin, at, reasons.GIT)
            graph.pass_through(f"{name} {version}", name, version, [key(stated) for stated in strings(package.get("dependencies"))])
        else:
            graph.add(f"{name} {version}", name, version, at, needs=[key(stated) for stated in strings(package.get("dependencies"))])
    reading = Reading()
    manifests = _manifests(source, set(own), reading)
    for name, needs in own.items():
        wished: dict[str, Wish] = {}
        for wish in manifests.get(name, ()):
            if wish.name not in wished or _ORDER[wish.scope] < _ORDER[wished[wish.name].scope]:
                wished[wish.name] = wish
        for other in needs:
            said = wished.get(other.partition(" ")[0])
            graph.root(other, said.scope if said else "unknown", said.stated if said and said.reason is None else "")
        for wish in wished.values():
            # What another workspace's crate needs to develop is not locked here.
            if wish.reason is None and wish.name not in by_name and (source.folder == "." or wish.at.path.startswith(source.folder + "/")):
                graph.unresolved(wish.name, wish.stated, wish.at, reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


def _manifests(source: Source, names: set[str], reading: Reading) -> dict[str, list[Wish]]:
    """Crate → what its Cargo.toml asks for, of the crates this lockfile was made for."""
    found: dict[str, list[Wish]] = {}
    below = source.tree.files(source.folder)
    # Its own first; a path dependency may lie anywhere in the project.
    for path in dict.fromkeys((*below, *source.tree.files())):
        if path.rpartition("/")[2] != "Cargo.toml":
            continue
        manifest = source.other(path)
        try:
            name = word(manifest.table("package").get("name"))
        except Unreadable as refused:
            reading.unreadable.append((path, refused.why))
            continue
        if name in names or (not name and manifest.folder == source.folder):
            reading.covers.add(path)
            if name not in found:
                found[name] = wishes_of(reading, manifest, cargo_toml.wishes)
    return found


FORMAT = Format("cargo-lock", _read)
