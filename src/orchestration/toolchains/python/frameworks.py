"""What ASGI and WSGI micro-frameworks have in common: found by dependency and constructor, served by a server of their own."""

from __future__ import annotations

import re
from dataclasses import replace

from ...model.facts import Detection, Evidence, Fact
from ...model.profile import Manifest, Reading
from ...model.tree import Tree
from .routes import health_route
from .servers import AppObject, web_reading
from .source import find_objects, line_of, masked, own_sources


def detect_framework(tree: Tree, app: str, manifest: Manifest, id: str, packages: tuple[str, ...], constructor: str, grade: int = 60) -> Detection | None:
    """A production dependency is proof (60); its constructor in the code makes it certain (85)."""
    fact = next((manifest.dependencies[p] for p in packages if p in manifest.dependencies), None)
    dev_only = fact is None and any(p in manifest.dev_dependencies for p in packages)
    at = constructed(tree, app, constructor, packages)
    if fact is None and (at is None or dev_only):
        return None
    if fact is None:
        # Imported and constructed, yet no manifest names it: the code is what runs.
        return Detection(id, grade - 5, (at,)) if at else None
    return Detection(id, grade + 25 if at else grade, (*((at,) if at else ()), *fact.evidence))


def constructed(tree: Tree, app: str, constructor: str, packages: tuple[str, ...]) -> Evidence | None:
    """The first place where the framework's own class is called in a file that imports the framework."""
    names = [p.replace("-", "_") for p in packages]
    words = [re.escape(name) for name in names]
    imports = re.compile(rf"^[ \t]*(?:from|import)[ \t]+(?:{'|'.join(words)})\b", re.M)
    call = re.compile(rf"\b(?:{constructor})\s*\(")
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if any(name in text for name in names) and imports.search(text) and call.search(text):
            code = masked(text)
            match = call.search(code)
            if match:
                return Evidence(path, line_of(code, match.start()), code[code.rfind("\n", 0, match.start()) + 1:].split("\n")[0].strip()[:80])
    return None


def version_of(manifest: Manifest, package: str) -> Fact[str] | None:
    """The locked version where there is one, else what the manifest asks for."""
    fact = manifest.dependencies.get(package) or manifest.dev_dependencies.get(package)
    if fact is None:
        return None
    locked = manifest.locked.get(package)
    return fact.with_value(locked or re.sub(r"^\[[^\]]*\]", "", fact.value))


def read_framework(tree: Tree, app: str, manifest: Manifest, package: str, title: str, classes: str, interface: str, port: int, code_port: Fact[int] | None = None,
                   router_class: str = "APIRouter", include: str = "include_router", objects: list[AppObject] | None = None) -> Reading:
    """Object, server, port, commands and health path of an app of that framework."""
    found = find_objects(tree, app, classes) if objects is None else objects
    reading = web_reading(tree, app, manifest, interface, title, found, port, code_port)
    owners = tuple(sorted({o.name for o in found if not o.is_factory} | {"app", "application"} | ({"api"} if interface == "asgi" else set())))
    health = health_route(tree, app, owners, router_class, include)
    return replace(reading, framework_version=version_of(manifest, package), health_path=health)
