"""What Python source says without being run: app objects, factories, the module they are imported as, literal arguments.

Read by pattern on text whose comments and long strings are blanked, so that code of any Python version can be read by any other.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache

from ...model.facts import Evidence
from ...model.tree import Tree, join

_ASIDE = re.compile(r"(?:^|/)(?:tests?|testing|docs?|docs_src|examples?|samples?|scripts|benchmarks?|migrations|alembic|node_modules|\.[^/]+|site-packages|tutorials?|templates?|cookbook|notebooks|build|dist)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|fabfile|tasks)\.py$")
_LONG = re.compile(r"(?P<long>[rbuRBU]{0,2}(?:\"\"\"[\s\S]*?(?:\"\"\"|\Z)|'''[\s\S]*?(?:'''|\Z)))|(?P<short>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|(?P<comment>#[^\n]*)")


@lru_cache(maxsize=1024)
def masked(text: str) -> str:
    """The same text, offsets kept, with comments and triple-quoted strings blanked."""

    def blank(match: re.Match[str]) -> str:
        return match[0] if match["short"] is not None else re.sub(r"[^\n]", " ", match[0])

    return _LONG.sub(blank, text)


def own_sources(tree: Tree, app: str) -> tuple[str, ...]:
    """The app's Python files without tests, documentation, tooling and the projects of their own below it; the shallowest first."""
    cut = 0 if app == "." else len(app) + 1
    files = [p for p in tree.files(app) if p.endswith(".py") and not _ASIDE.search(p[cut:])]
    others = _nested_projects(tree, app)
    kept = [p for p in files if not p.startswith(others)]
    # A directory that only holds projects of their own is what they are together, unless it says that they are members.
    files = kept if kept or tree.find(join(app, "pyproject.toml"), r"^\s*\[tool\.uv\.workspace\]") else files
    return tuple(sorted(files, key=lambda p: (p.count("/"), p)))


def _nested_projects(tree: Tree, app: str) -> tuple[str, ...]:
    """Directories below the app's whose pyproject.toml names a project: what they serve, read and listen on is theirs."""
    own = join(app, "pyproject.toml")
    found = (p for p in tree.files(app) if p.endswith("/pyproject.toml") and p != own and tree.find(p, r"^\s*\[(?:project|tool\.poetry)\]"))
    return tuple(p.removesuffix("pyproject.toml") for p in found)


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def arguments(text: str, opening: int) -> list[tuple[str, str]]:
    """The arguments of the call whose ``(`` is at ``opening``: (keyword or empty, source text)."""
    depth, start, parts, i, n = 0, opening + 1, [], opening, len(text)
    while i < n:
        ch = text[i]
        if ch in "\"'":
            j = i + 1
            while j < n and text[j] != ch and text[j] != "\n":
                j += 2 if text[j] == "\\" else 1
            i = j
        elif ch in "([{":
            depth += 1
        elif ch in ")]}":
            depth -= 1
            if depth == 0:
                parts.append(text[start:i])
                break
        elif ch == "," and depth == 1:
            parts.append(text[start:i])
            start = i + 1
        i += 1
    found = []
    for part in parts:
        part = part.strip()
        if part:
            match = re.match(r"^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$", part)
            found.append((match[1], match[2].strip()) if match else ("", part))
    return found


def string(raw: str) -> str | None:
    """The value of a plain string literal."""
    match = re.match(r"""^[rbuRBU]?(?:"([^"\\\n]*)"|'([^'\\\n]*)')$""", raw.strip())
    return (match[1] if match[1] is not None else match[2]) if match else None


def number(raw: str, text: str = "", depth: int = 0) -> int | None:
    """An integer literal, the default of an environment variable, or a module constant that is one of these."""
    raw = raw.strip()
    if re.match(r"^\d[\d_]*$", raw):
        return int(raw.replace("_", ""))
    match = re.match(r"""^(?:int\(\s*)?(?:os\.)?(?:environ\.get|getenv)\(\s*["']\w+["']\s*,\s*(?:default\s*=\s*)?["']?(\d+)["']?\s*\)\s*\)?$""", raw) \
        or re.match(r"""^(?:int\(\s*)?(?:os\.)?(?:environ\.get|getenv)\(\s*["']\w+["']\s*\)\s*or\s*["']?(\d+)["']?\s*\)?$""", raw) \
        or re.match(r"""^(?:config|env(?:\.int)?)\(\s*["']\w+["']\s*,(?:.*,)?\s*(?:default\s*=\s*)?["']?(\d+)["']?\s*(?:,\s*cast\s*=\s*int\s*)?\)$""", raw) \
        or re.match(r"""^int\(\s*["']?(\d+)["']?\s*\)$""", raw)
    if match:
        return int(match[1])
    inner = re.match(r"^int\(\s*([A-Za-z_]\w*)\s*\)$", raw) or re.match(r"^([A-Za-z_]\w*)$", raw)
    if inner and text and depth < 3:
        assigned = re.search(rf"^[ \t]*{inner[1]}\s*(?::\s*\w+\s*)?=\s*(.+)$", text, re.M)
        return number(assigned[1], text, depth + 1) if assigned else None
    return None


@dataclass(frozen=True, slots=True)
class AppObject:
    """An application object a server can import."""

    folder: str
    """The directory that has to be on the import path, relative to the app: ``"."``, ``"src"``."""
    module: str
    name: str
    """The variable, or the factory's name."""
    is_factory: bool
    evidence: Evidence
    path: str
    """The file, relative to the app."""

    @property
    def target(self) -> str:
        return f"{self.module}:{self.name}"

    @property
    def wsgi_target(self) -> str:
        """As gunicorn and waitress write it: a factory is called."""
        return self.target + ("()" if self.is_factory else "")


def imports_of(text: str) -> list[str]:
    """Absolute modules a file imports, dotted."""
    found = []
    for match in re.finditer(r"^[ \t]*(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b|import[ \t]+([A-Za-z_][\w. ,]*))", masked(text), re.M):
        found += [match[1]] if match[1] else [part.split(" as ")[0].strip() for part in match[2].split(",")]
    return found


def module_of(tree: Tree, app: str, path: str) -> tuple[str, str]:
    """(import root relative to the app, module) of a file, from its package's ``__init__.py`` and from what it imports.

    Rule: a package's root lies above its topmost ``__init__.py``; where folders have none, the root at which most of the
    file's own absolute imports are found, else ``src/`` where that exists, else the app's directory.
    """
    cut = 0 if app == "." else len(app) + 1
    relative = path[cut:].removesuffix(".py")
    parts = relative.split("/")
    if parts[-1] == "__init__":
        parts = parts[:-1] or parts
    text = tree.text(path) or ""
    least = len(parts) - 1
    if re.search(r"^[ \t]*from[ \t]+\.", masked(text), re.M) and least > 0:
        least = len(path[cut:].split("/")) - 2
        dots = max(len(m[1]) for m in re.finditer(r"^[ \t]*from[ \t]+(\.+)", masked(text), re.M))
        least = max(0, len(path[cut:].split("/")) - 1 - dots)
    top = least
    while top > 0 and tree.has(join(app, *parts[:top], "__init__.py")):
        top -= 1
    local = {m for m in imports_of(text) if m}
    scores = []
    for depth in range(0, max(least, top) + 1):
        base = join(app, *parts[:depth])
        score = sum(1 for m in local if _exists(tree, base, m))
        scores.append((score, depth))
    best_score = max(s for s, _ in scores)
    # A folder without __init__.py may still be a package; only imports can tell, so they decide before the fallback.
    if best_score > 0:
        tied = [d for s, d in scores if s == best_score]
        depth = top if top in tied else 1 if parts[0] == "src" and 1 in tied else min(tied)
    elif top == least and parts[:-1] and not tree.has(join(app, *parts[:-1], "__init__.py")):
        depth = 1 if parts[0] == "src" and least >= 1 else 0
    else:
        depth = top
    depth = min(depth, len(parts) - 1)
    return "/".join(parts[:depth]) or ".", ".".join(parts[depth:])


def _exists(tree: Tree, base: str, module: str) -> bool:
    path = join(base, *module.split("."))
    return tree.has(path + ".py") or tree.has(join(path, "__init__.py")) or ("." in module and tree.has_dir(path)) or ("." not in module and _is_namespace(tree, path))


def _is_namespace(tree: Tree, path: str) -> bool:
    return any(p.endswith(".py") for p in tree.files(path))


def resolve_module(tree: Tree, app: str, module: str, first: str = "") -> tuple[str, str] | None:
    """(import root, file), both relative to the app, of a dotted module; the stated folder first, then the app's directory, then one level below."""
    folders = [first] if first else []
    cut = 0 if app == "." else len(app) + 1
    folders += [".", "src", *sorted({p[cut:].split("/")[0] for p in tree.files(app) if "/" in p[cut:]})]
    for folder in dict.fromkeys(folders):
        base = join(app, folder, *module.split("."))
        for path in (base + ".py", join(base, "__init__.py")):
            if tree.has(path):
                return folder, path[cut:]
    return None


_PREFERRED = ("main", "asgi", "wsgi", "app", "application", "server", "api", "run", "index", "__init__")


def find_objects(tree: Tree, app: str, classes: str) -> list[AppObject]:
    """Application objects and factories, the likeliest first.

    Args:
        classes: a regular expression for the constructors: ``r"(?:fastapi\\.)?FastAPI"``.
    """
    created = re.compile(rf"^(?P<name>[A-Za-z_]\w*)(?:\s*:\s*[\w.\"']+)?\s*=\s*(?:{classes})\s*\(", re.M)
    inside = re.compile(rf"^[ \t]+(?:return\s+|[A-Za-z_]\w*(?:\s*:\s*[\w.\"']+)?\s*=\s*)(?:{classes})\s*\(", re.M)
    found: list[tuple[tuple, AppObject]] = []
    factories: dict[str, AppObject] = {}
    word = re.compile(classes)
    literals = re.findall(r"[A-Z][A-Za-z]+", classes)
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if not any(name in text for name in literals) or not word.search(text):
            continue
        code = masked(text)
        for match in created.finditer(code):
            _keep(tree, app, path, code, match.start(), match["name"], False, found)
        for match in inside.finditer(code):
            function = _enclosing_function(code, match.start())
            if function:
                name, offset, needs_arguments = function
                if re.match(r"(?:create|make|build|get|init|setup|new)_?\w*$|\w*app\w*$|\w*factory$", name) and not name.startswith("test"):
                    folder, module = module_of(tree, app, path)
                    cut = 0 if app == "." else len(app) + 1
                    obj = AppObject(folder, module, name, True, Evidence(path, line_of(code, offset), f"def {name}("), path[cut:])
                    factories.setdefault(name, obj)
                    if not needs_arguments:
                        found.append(((3, path.count("/"), _rank(path), path), obj))
    if factories:
        called = re.compile(rf"^(?P<name>[A-Za-z_]\w*)(?:\s*:\s*[\w.\"']+)?\s*=\s*(?:[\w.]+\.)?(?:{'|'.join(map(re.escape, sorted(factories)))})\s*\(", re.M)
        for path in own_sources(tree, app):
            text = tree.text(path) or ""
            if any(name in text for name in factories):
                for match in called.finditer(masked(text)):
                    _keep(tree, app, path, masked(text), match.start(), match["name"], False, found, 0 if _may_serve(path, app) else 4)
    unique: dict[str, AppObject] = {}
    for _, obj in sorted(found, key=lambda item: item[0]):
        unique.setdefault(obj.target + obj.folder, obj)
    return list(unique.values())


def _rank(path: str) -> int:
    stem = posixpath.basename(path).removesuffix(".py")
    return _PREFERRED.index(stem) if stem in _PREFERRED else len(_PREFERRED)


def _may_serve(path: str, app: str) -> bool:
    """A file further down that calls the factory does so for purposes of its own (migrations, seeds, a queue), unless it has a server's name."""
    return _rank(path) < len(_PREFERRED) or "/" not in (path if app == "." else path[len(app) + 1:])


def _keep(tree: Tree, app: str, path: str, code: str, offset: int, name: str, is_factory: bool, found: list, least: int = 0) -> None:
    folder, module = module_of(tree, app, path)
    cut = 0 if app == "." else len(app) + 1
    obj = AppObject(folder, module, name, is_factory, Evidence(path, line_of(code, offset), code[offset:].split("\n")[0].strip()[:80]), path[cut:])
    grade = 0 if name in ("app", "application", "api", "server", "asgi", "wsgi") else 1
    found.append(((max(grade, least), _rank(path) if _rank(path) < len(_PREFERRED) else 90, path.count("/"), path), obj))


def _enclosing_function(code: str, offset: int) -> tuple[str, int, bool] | None:
    """(name, offset, has required parameters) of the top-level function around an offset."""
    function = None
    for match in re.finditer(r"^(?P<def>(?:async\s+)?def\s+(?P<name>\w+)\s*\()|^(?P<other>\S)", code[:offset], re.M):
        if match["def"]:
            function = match
        elif match["other"] not in ")]}#@":
            function = None
    if not function:
        return None
    opening = function.end() - 1
    required = [raw for keyword, raw in arguments(code, opening) if not keyword and raw and not raw.startswith("*") and "=" not in raw]
    return function["name"], function.start(), bool(required)
