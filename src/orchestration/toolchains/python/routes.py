"""Routes that say an app is alive, with their full path; unknown where a prefix is not written out."""

from __future__ import annotations

import re

from ...model.facts import Evidence, Fact
from ...model.tree import Tree
from .source import arguments, line_of, masked, own_sources, string

_HEALTH = r"/?(?:_?health(?:z|-?check|_check)?|livez?|liveness|alive|ping|status|up|readyz?|heartbeat|_stcore/health|ht|hc)/?"
_RANK = ("healthz", "health", "livez", "live", "healthcheck", "health-check", "health_check", "alive", "ping", "status", "up")
_ROUTE = re.compile(rf"""^[ \t]*@(?P<owner>[A-Za-z_][\w.]*)\.(?:get|route|api_route|head)\(\s*(?:path\s*=\s*|rule\s*=\s*)?["'](?P<path>(?:/[\w-]+)*?{_HEALTH}|/?)["']""", re.M)
"""A route with a health path of its own, or one of its router's own prefix: ``APIRouter(prefix="/health")``, then ``@router.get("")``."""
_ANY_GET = re.compile(r"""^[ \t]*@(?P<owner>[A-Za-z_][\w.]*)\.(?:get|route|api_route)\(\s*["'](?P<path>/?)["']""", re.M)
_SAFE = re.compile(r"^/[\w./~-]*$")


def health_route(tree: Tree, app: str, owners: tuple[str, ...], router_class: str = "APIRouter", include: str = "include_router") -> Fact[str] | None:
    """A health route of an application object, or of a router whose prefixes are all written out.

    Args:
        owners: names of application objects (``app``); routes of anything else need a router that can be followed to one.
    """
    found: list[tuple[tuple, Fact[str]]] = []
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if "@" not in text or not re.search(_HEALTH, text):
            continue
        code = masked(text)
        for match in _ROUTE.finditer(code):
            at = Evidence(path, line_of(code, match.start("owner")), match[0].strip()[:80])
            owner = match["owner"].rsplit(".", 1)[-1]
            prefix = mount_of(tree, app, owner) if owner in owners else _prefix(tree, app, path, code, owner, owners, router_class, include, 0)
            if prefix is None or _has_parameters(code, match.end()):
                continue
            own = match["path"].strip("/")
            if not own and not re.fullmatch(_HEALTH, "/" + prefix.rstrip("/").rpartition("/")[2]):
                continue
            route = prefix.rstrip("/") + ("/" + match["path"].lstrip("/") if own else match["path"])
            if _SAFE.match(route):
                word = route.strip("/").rsplit("/", 1)[-1].lower()
                found.append(((_RANK.index(word) if word in _RANK else 99, route.count("/"), path, at.line), Fact(route, (at,))))
    return min(found, key=lambda item: item[0])[1] if found else None


def mount_of(tree: Tree, app: str, name: str) -> str | None:
    """Where an application object is mounted in another one; ``""`` where it is the outermost, None where that is not written out."""
    pattern = re.compile(rf"""\.mount\(\s*(?P<path>[^,()]*?)\s*,\s*(?:app\s*=\s*)?{re.escape(name)}\b""")
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        match = pattern.search(masked(text)) if ".mount(" in text else None
        if match:
            return string(match["path"].removeprefix("path=").strip())
    return ""


def _has_parameters(code: str, end: int) -> bool:
    """A route behind a login does not answer a probe: its decorators or parameters name one."""
    head = code[end:end + 400].split(":\n")[0]
    return bool(re.search(r"login_required|jwt_required|auth_required|Depends\(\s*(?:get_current|require|verify|authenticate)\w*|current_user|CurrentUser|Security\(", head))


def _prefix(tree: Tree, app: str, path: str, code: str, router: str, owners: tuple[str, ...], router_class: str, include: str, depth: int) -> str | None:
    """The prefix under which a router of a file is mounted; None where it cannot be followed."""
    if depth > 3:
        return None
    created = re.search(rf"^{re.escape(router)}\s*(?::\s*[\w.]+\s*)?=\s*(?:\w+\.)?{router_class}\s*\(", code, re.M)
    if not created:
        # A router that several modules add to is made in one they import it from.
        source = re.search(rf"^from\s+([\w.]+)\s+import\s+(?:\([^)]*|[^\n(]*)\b{re.escape(router)}\b(?!\s+as\b)", code, re.M)
        place = source[1].lstrip(".").replace(".", "/") if source else ""
        other = next((p for p in own_sources(tree, app) if place and p != path and f"/{p}".endswith((f"/{place}.py", f"/{place}/__init__.py"))), "")
        return _prefix(tree, app, other, masked(tree.text(other) or ""), router, owners, router_class, include, depth + 1) if other else None
    own = _literal_prefix(tree, app, code, arguments(code, created.end() - 1), ("prefix", "url_prefix"))
    if own is None:
        return None
    stem = path.rsplit("/", 1)[-1].removesuffix(".py")
    package = path.rsplit("/", 2)[-2] if stem == "__init__" and "/" in path else stem
    mounted: list[tuple[str, str, str, list[tuple[str, str]]]] = []
    for other in own_sources(tree, app):
        text = tree.text(other) or ""
        if f".{include}" not in text:
            continue
        other_code = masked(text)
        for match in re.finditer(rf"(?P<parent>[A-Za-z_]\w*)\.{include}\s*\(", other_code):
            found = arguments(other_code, match.end() - 1)
            target = found[0][1] if found else ""
            named = re.match(rf"^(?:[\w.]*\b{re.escape(package)}\.{re.escape(router)}|[\w.]*\b{re.escape(package)}_?(?:router|bp|blueprint))$", target)
            imported = re.match(r"^\w+$", target) and re.search(rf"^[ \t]*from\s+[\w.]*\b{re.escape(package)}\s+import\s+[^\n]*\b{re.escape(router)}\s+as\s+{re.escape(target)}\b|^[ \t]*from\s+[\w.]*\b{re.escape(package)}\s+import\s+(?:[^\n]*,\s*)?{re.escape(target)}\s*(?:,|$)", other_code, re.M) and (target == router or f"as {target}" in other_code)
            same_file = other == path and target == router
            if named or imported or same_file:
                mounted.append((other, other_code, match["parent"], found))
    if len(mounted) != 1:
        return None
    other, other_code, parent, found = mounted[0]
    at = _literal_prefix(tree, app, other_code, found, ("prefix", "url_prefix"))
    if at is None:
        return None
    above = mount_of(tree, app, parent) if parent in owners else _prefix(tree, app, other, other_code, parent, owners, router_class, include, depth + 1)
    return None if above is None else above.rstrip("/") + at.rstrip("/") + own.rstrip("/")


def _literal_prefix(tree: Tree, app: str, code: str, found: list[tuple[str, str]], keys: tuple[str, ...]) -> str | None:
    """``prefix="/api"`` or a constant written out somewhere in the settings; ``""`` where there is none, None where unknown."""
    raw = next((value for key, value in found if key in keys), None)
    if raw is None:
        return ""
    plain = string(raw)
    if plain is not None:
        return plain
    name = re.match(r"^(?:[\w.]+\.)?([A-Za-z_]\w*)$", raw.strip())
    if not name:
        return None
    values = set()
    for path in own_sources(tree, app):
        for match in re.finditer(rf"""^[ \t]*{re.escape(name[1])}\s*(?::\s*[\w\[\]]+\s*)?=\s*(?:f?["']([^"'{{}}]*)["'])\s*$""", tree.text(path) or "", re.M):
            values.add(match[1])
    return values.pop() if len(values) == 1 else None


def root_route(tree: Tree, app: str, owners: tuple[str, ...]) -> Fact[str] | None:
    """``/`` where an application object itself answers it."""
    for path in own_sources(tree, app):
        code = masked(tree.text(path) or "")
        for match in _ANY_GET.finditer(code):
            if match["owner"] in owners:
                return Fact("/", (Evidence(path, line_of(code, match.start("owner")), match[0].strip()[:80]),))
    return None
