"""What a Django project's settings and URL configuration say, read as text: modules, databases, static files, hosts, health route."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from ...model.facts import Evidence, Fact
from ...model.profile import DataFile
from ...model.tree import Tree, join
from .source import line_of, masked, string

_MODULE = re.compile(r"""DJANGO_SETTINGS_MODULE["']?\s*(?:,|\]\s*=|=)\s*["']([\w.]+)["']""")
ENGINES = {
    "postgresql": "postgresql", "postgresql_psycopg2": "postgresql", "postgis": "postgresql", "mysql": "mysql", "sqlite3": "sqlite", "spatialite": "sqlite", "psqlextra": "postgresql",
    "psqlextra.backend": "postgresql", "django_cockroachdb": "", "mssql": "",
}


@dataclass(frozen=True, slots=True)
class DjangoProject:
    """Where a Django project's parts are."""

    manage: str
    """``manage.py`` relative to the app: ``"manage.py"``, ``"mysite/manage.py"``."""
    folder: str
    """Its directory, which is the import root: ``"."``, ``"mysite"``."""
    settings: Fact[str] | None
    """The module production runs with."""
    files: tuple[str, ...]
    """The files that make up those settings, the most specific first; paths from the project's root."""
    wsgi: str
    asgi: str
    """Modules with the entry points; empty where there is none."""
    evidence: Evidence


def find_manage(tree: Tree, app: str) -> Evidence | None:
    """The app's own ``manage.py``, or one a directory below (``src/``, ``backend/``, the project's name)."""
    found = [p for p in tree.files(app) if p.rsplit("/", 1)[-1] == "manage.py" and p.count("/") <= (0 if app == "." else app.count("/") + 1) + 1]
    manifests = ("pyproject.toml", "requirements.txt", "Pipfile", "setup.py")
    is_bare = not any(tree.has(p := join(app, n)) and tree.find(p, r"(?i)\bdjango\b|^-r\b|\bdynamic\b") for n in (*manifests, "setup.cfg", "requirements/base.txt", "requirements/production.txt"))
    for path in sorted(found, key=lambda p: (p.count("/"), p)):
        below = posixpath.dirname(path) or "."
        if is_bare and below != app and any(tree.has(join(below, n)) for n in manifests):
            continue  # a project of its own: it is looked at where its manifest lies
        at = tree.find(path, r"DJANGO_SETTINGS_MODULE|execute_from_command_line|django")
        if at:
            return at
    return None


def read_django(tree: Tree, app: str) -> DjangoProject | None:
    at = find_manage(tree, app)
    if at is None:
        return None
    cut = 0 if app == "." else len(app) + 1
    manage = at.path[cut:]
    folder = posixpath.dirname(manage) or "."
    base = join(app, folder)
    entries: dict[str, str] = {}
    stated: list[Fact[str]] = []
    for kind in ("wsgi", "asgi"):
        found = [p for p in tree.files(base) if f"/{p}".endswith((f"/{kind}.py", f"/{kind}/__init__.py")) and f"get_{kind}_application" in (tree.text(p) or "")]
        found.sort(key=lambda p: (p.count("/"), p))
        if found:
            entries[kind] = _dotted(found[0], base)
            fact = _setting_module(tree, found[0])
            if fact:
                stated.append(fact)
    own = _setting_module(tree, at.path)
    if own:
        stated.append(own)
    settings = _production(tree, base, stated)
    return DjangoProject(manage, folder, settings, _files(tree, base, settings.value) if settings else (), entries.get("wsgi", ""), entries.get("asgi", ""), at)


def _dotted(path: str, base: str) -> str:
    return (path if base == "." else path[len(base) + 1:]).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _setting_module(tree: Tree, path: str) -> Fact[str] | None:
    text = masked(tree.text(path) or "")
    match = _MODULE.search(text)
    return Fact(match[1], (Evidence(path, line_of(text, match.start()), match[0][:80]),)) if match else None


def _module_file(tree: Tree, base: str, module: str) -> str:
    path = join(base, *module.split("."))
    return next((p for p in (path + ".py", join(path, "__init__.py")) if tree.has(p)), "")


def _production(tree: Tree, base: str, stated: list[Fact[str]]) -> Fact[str] | None:
    """The module the WSGI entry names; where that is the local one, or an empty package, its production sibling."""
    existing = [f for f in stated if _module_file(tree, base, f.value)] or stated
    if not existing:
        return None
    first = existing[0]
    last = first.value.rsplit(".", 1)[-1]
    package = first.value if _module_file(tree, base, first.value).endswith("__init__.py") else first.value.rpartition(".")[0]
    empty = _module_file(tree, base, first.value).endswith("__init__.py") and not re.search(r"^\s*(?:from|import|[A-Z_]+\s*=)", tree.text(_module_file(tree, base, first.value)) or "", re.M)
    if last in ("local", "dev", "development", "test", "base") or empty:
        for name in ("production", "prod", "deploy"):
            if package and _module_file(tree, base, f"{package}.{name}"):
                return first.with_value(f"{package}.{name}")
    return first


def _files(tree: Tree, base: str, module: str, depth: int = 0) -> tuple[str, ...]:
    """A settings module and those it star-imports."""
    path = _module_file(tree, base, module)
    if not path or depth > 4:
        return ()
    found = [path]
    package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
    for match in re.finditer(r"^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import\b", masked(tree.text(path) or ""), re.M):
        dots, name = len(match[1]), match[2]
        if dots:
            parent = package
            for _ in range(dots - 1):
                parent = parent.rpartition(".")[0]
            name = ".".join(p for p in (parent, name) if p)
        found += [p for p in _files(tree, base, name, depth + 1) if "settings" in p or "conf" in p]
    return tuple(dict.fromkeys(found))


def assigned(tree: Tree, files: tuple[str, ...], name: str) -> tuple[str, Evidence] | None:
    """The source text of a setting's value, up to the end of its expression, from the most specific file that has it."""
    for path in files:
        code = masked(tree.text(path) or "")
        matches = list(re.finditer(rf"^[ \t]*{name}\s*(?::\s*[\w\[\], .]+)?=(?!=)\s*", code, re.M))
        if matches:
            match = matches[-1]
            return _expression(code, match.end()), Evidence(path, line_of(code, match.start() + len(match[0]) - len(match[0].lstrip())), name)
    return None


def _expression(code: str, start: int) -> str:
    depth = 0
    for i in range(start, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
        elif code[i] == "\n" and depth <= 0:
            return code[start:i].strip()
    return code[start:].strip()


def database_engines(tree: Tree, files: tuple[str, ...]) -> list[Fact[str]]:
    """Services the ENGINE entries of DATABASES name, in every settings file of the chain."""
    found: dict[str, Fact[str]] = {}
    for path in files:
        code = masked(tree.text(path) or "")
        for match in re.finditer(r"""["'](?:django\.(?:contrib\.gis\.)?db\.backends\.([\w]+)|(psqlextra\.backend)|django\.contrib\.gis\.db\.backends\.(postgis))["']""", code):
            kind = ENGINES.get(next(g for g in match.groups() if g))
            if kind:
                found.setdefault(kind, Fact(kind, (Evidence(path, line_of(code, match.start()), match[0]),)))
    return list(found.values())


def static_root(tree: Tree, project: DjangoProject, app: str) -> Fact[str] | None:
    """STATIC_ROOT as a path: relative to the app, or absolute; None where it is not set or not written out."""
    found = assigned(tree, project.files, "STATIC_ROOT")
    if found is None:
        return None
    raw, at = found
    value = _path(tree, project, raw, app, at.path)
    return Fact(value, (at,)) if value else None


def _path(tree: Tree, project: DjangoProject, raw: str, app: str, file: str, depth: int = 0) -> str:
    """``BASE_DIR / "static"``, ``os.path.join(BASE_DIR, "a", "b")``, ``str(ROOT_DIR / "x")``, a literal, or one of these as an environment variable's default."""
    raw = raw.strip()
    if depth > 4:
        return ""
    plain = string(raw)
    if plain is not None:
        return posixpath.normpath(plain) if plain.startswith("/") else posixpath.normpath(join(project.folder, plain)) if plain else ""
    inner = re.match(r"^(?:str|os\.fspath|Path|pathlib\.Path|os\.path\.abspath|os\.path\.normpath)\((.*)\)$", raw, re.S)
    if inner and inner[1].count("(") == inner[1].count(")"):
        return _path(tree, project, inner[1], app, file, depth + 1)
    default = re.match(r"""^(?:os\.environ\.get|os\.getenv|env(?:\.\w+)?|config)\(\s*["']\w+["']\s*,\s*(?:default\s*=\s*)?(.+?)(?:,\s*cast.*)?\)$""", raw, re.S)
    if default:
        return _path(tree, project, default[1], app, file, depth + 1)
    parts = re.findall(r"""["']([^"']*)["']""", raw)
    if not re.match(r"""^(?:os\.path\.join\(|[A-Za-z_][\w.]*\s*/|[A-Za-z_][\w.]*\(\s*["']|[A-Za-z_][\w.]*\.joinpath\(|[A-Za-z_][\w.]*\.path\()""", raw) or not parts:
        return ""
    names = re.findall(r"\b([A-Z_]+(?:DIR|ROOT|PATH|BASE)\w*|[A-Z_]*(?:DIR|ROOT|PATH))\b", raw)
    start = _directory(tree, project, names[0], app, depth) if names else None
    if start is None:
        return ""
    if any(p.startswith("/") for p in parts):
        return ""
    result = posixpath.normpath(join(start, *[p for p in parts if p]))
    return "" if result.startswith("..") else result


def _directory(tree: Tree, project: DjangoProject, name: str, app: str, depth: int) -> str | None:
    """BASE_DIR and its kin, relative to the app: the settings file's own place, as many times up as the code says."""
    for path in project.files:
        found = assigned(tree, (path,), name)
        if not found:
            continue
        raw, at = found
        cut = 0 if app == "." else len(app) + 1
        here = at.path[cut:]
        if "__file__" in raw:
            ups = raw.count(".parent") + raw.count("dirname(") + raw.count("os.pardir")
            parents = re.search(r"parents\[(\d+)\]", raw)
            ups = int(parents[1]) + 1 if parents else ups
            minus = re.search(r"environ\.Path\(__file__\)\s*-\s*(\d+)", raw)
            ups = int(minus[1]) if minus else ups
            ups += len(re.findall(r"""["']\.\.["']""", raw)) + sum(p.count("..") for p in re.findall(r"""["'](\.\.[/.]+)["']""", raw))
            for _ in range(ups):
                here = posixpath.dirname(here)
            tail = [p for p in re.findall(r"""/\s*["'](\w+)["']""", raw)]
            return join(here or ".", *tail)
        if string(raw) is not None:
            return None
        other = re.match(r"^(?:os\.path\.(?:join|dirname)\(|Path\()?\s*([A-Z_]+)\b", raw)
        if other and depth < 4 and other[1] != name:
            above = _directory(tree, project, other[1], app, depth + 1)
            if above is None:
                return None
            if "dirname(" in raw or ".parent" in raw:
                return posixpath.dirname(above) or "."
            parts = re.findall(r"""["']([^"']*)["']""", raw)
            return posixpath.normpath(join(above, *parts))
        return None
    return None


_READS = re.compile(
    r"""\b(?:os\.)?environ(?:\.get\(|\[)\s*["'](?P<os>[A-Z]\w*)["'](?P<os_rest>\s*[,)\]])|\bgetenv\(\s*["'](?P<get>[A-Z]\w*)["'](?P<get_rest>\s*[,)])"""
    r"""|(?<![\w.])(?:config|env|ENV)(?P<kind>\.\w+)?\(\s*["'](?P<call>[A-Z]\w*)["'](?P<rest>[^\n]*)""")


def build_environment(tree: Tree, project: DjangoProject) -> dict[str, str]:
    """Harmless values for every variable the settings read without a default, so that they can be imported while building."""
    found: dict[str, str] = {}
    for path in project.files:
        code = masked(tree.text(path) or "")
        for match in _READS.finditer(code):
            if _is_conditional(code, match.start()):
                continue
            name = match["os"] or match["get"] or match["call"]
            rest = match["os_rest"] or match["get_rest"] or ""
            if match["call"]:
                call = code[match.start():match.end()]
                if re.search(r"\bdefault\s*=", _until_close(code, match.start("call"))):
                    continue
                found.setdefault(name, _harmless(name, (match["kind"] or "").lstrip("."), call))
            elif rest.strip().startswith("]") or (not rest.strip().startswith(",") and _must_be_set(name, code, match)):
                found.setdefault(name, _harmless(name, "", code[max(0, match.start() - 8):match.end() + 20]))
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return {name: found[name] for name in sorted(found) if re.fullmatch(r"[A-Z][A-Z0-9_]*", name)}


def _is_conditional(code: str, offset: int) -> bool:
    """Whether a statement stands inside a block: what a variable switches on must not be switched on by giving it a value."""
    start = code.rfind("\n", 0, offset) + 1
    while start > 0:
        depth = 0
        for ch in reversed(code[start:offset]):
            depth += (ch in "([{") - (ch in ")]}")
        before = code[:start].rstrip()
        if depth <= 0 and not before.endswith(("(", "[", "{", ",", "\\", "=", "|", "+")):
            break
        start = code.rfind("\n", 0, start - 1) + 1
    return code[start:start + 1] in (" ", "\t")


def _must_be_set(name: str, code: str, match: re.Match[str]) -> bool:
    """``environ.get`` without a default may answer None on purpose (it switches S3 or Sentry on); not where its value is used at once, and not for the secret key."""
    after = code[match.end():match.end() + 12]
    before = code[code.rfind("\n", 0, match.start()) + 1:match.start()]
    return "SECRET" in name or after.startswith(".") or bool(re.search(r"\b(?:int|float|Path|loads)\((?:os\.)?$", before))


def _until_close(code: str, start: int) -> str:
    depth = 1
    for i in range(start, min(len(code), start + 2000)):
        depth += (code[i] in "([{") - (code[i] in ")]}")
        if depth == 0:
            return code[start:i]
    return code[start:start + 200]


def _harmless(name: str, kind: str, call: str) -> str:
    if kind in ("bool",) or "cast=bool" in call or name in ("DEBUG",) or name.endswith(("_DEBUG", "_ENABLED")):
        return "false"
    if kind in ("int", "float") or "cast=int" in call or re.search(r"\bint\(", call) or name.endswith(("_PORT", "_TIMEOUT", "_SECONDS")):
        return "1"
    if kind in ("db", "db_url", "dj_db_url") or re.search(r"DATABASE_URL|DB_URL|POSTGRES.*_URL", name):
        return "sqlite:////tmp/build.sqlite3"
    if kind in ("cache", "cache_url"):
        return "locmemcache://"
    if kind in ("email", "email_url", "dj_email_url"):
        return "consolemail://"
    if re.search(r"REDIS|BROKER|CELERY|RESULT_BACKEND", name):
        return "redis://localhost:6379/0"
    if name.endswith("_DSN"):
        return ""
    if name.endswith(("_URL", "_URI", "_ORIGIN", "_ORIGINS")):
        return "http://localhost"
    if kind in ("json", "dict"):
        return "{}"
    if name.endswith(("HOSTS", "HOST", "DOMAIN")):
        return "localhost"
    return "only-for-this-build-step"


def allowed_host(tree: Tree, project: DjangoProject) -> tuple[str, str]:
    """(a host the settings accept, the variable that lists them); both empty where neither is written out."""
    found = assigned(tree, project.files, "ALLOWED_HOSTS")
    if not found:
        return "", ""
    raw = found[0]
    variable = re.search(r"""(?:environ\.get|getenv|config|env(?:\.\w+)?|environ\[)\(?\s*["']([A-Z][A-Z0-9_]*)["']""", raw) or re.search(r"""environ\[\s*["']([A-Z][A-Z0-9_]*)["']""", raw)
    if variable:
        return "", variable[1]
    hosts = [h.lstrip(".") for h in re.findall(r"""["']([\w.*-]+)["']""", raw)]
    plain = [h for h in hosts if h and "*" not in h]
    return ("" if "*" in hosts or not plain else plain[0]), ""


def health_url(tree: Tree, app: str, project: DjangoProject) -> Fact[str] | None:
    """A health route of the root URL configuration."""
    root = assigned(tree, project.files, "ROOT_URLCONF")
    module = string(root[0]) if root else None
    path = _module_file(tree, join(app, project.folder), module) if module else ""
    if not path:
        return None
    code = masked(tree.text(path) or "")
    for match in re.finditer(r"""\b(?:path|re_path|url)\(\s*r?["']\^?(?P<route>(?:api/|_)?(?:health(?:z|-?check|_check)?|livez?|alive|ping|status|up|ht|readyz?|heartbeat)/?)\$?["']""", code):
        return Fact("/" + match["route"], (Evidence(path, line_of(code, match.start()), match[0][:80]),))
    return None


def uses_gis(tree: Tree, project: DjangoProject) -> Evidence | None:
    for path in project.files:
        at = tree.find(path, r"""["']django\.contrib\.gis(?:["']|\.db\.backends)""")
        if at:
            return at
    return None


def media_root(tree: Tree, project: DjangoProject, app: str) -> str:
    found = assigned(tree, project.files, "MEDIA_ROOT")
    return _path(tree, project, found[0], app, found[1].path) if found else ""


def data_files(tree: Tree, project: DjangoProject, app: str) -> tuple[Fact[DataFile], ...]:
    """The SQLite files DATABASES names by a path that no variable changes."""
    found = assigned(tree, project.files, "DATABASES")
    if not found or "sqlite3" not in found[0]:
        return ()
    names = re.findall(r"""["']NAME["']\s*:\s*([^\n]+?),?\s*(?:\n|\})""", found[0])
    paths = [_path(tree, project, name.rstrip(","), app, found[1].path) for name in names if not re.search(r"environ|getenv|\benv\b|\bconfig\(", name)]
    return tuple(Fact(DataFile(path), (found[1],)) for path in dict.fromkeys(p for p in paths if re.fullmatch(r"[\w./+@-]+", p)))


def settled_databases(tree: Tree, project: DjangoProject) -> Fact[str] | None:
    """The kinds of all databases the settings open, where they are written out and nothing outside can change them."""
    found = assigned(tree, project.files, "DATABASES")
    code = "\n".join(masked(tree.text(path) or "") for path in project.files)
    if not found or re.search(r"environ|getenv|\benv\b|\bconfig\(|\bparse\(|\*\*", found[0]) or re.search(r"\bDATABASES\s*(?:\[|\.update)|dj_database_url|^[ \t]+DATABASES\s*=|^[ \t]*(?:from|import)\s+\S*local_settings", code, re.M):
        return None
    kinds = sorted({f.value for f in database_engines(tree, project.files)})
    return Fact(" ".join(kinds), (found[1],)) if kinds and len(re.findall(r"""["']ENGINE["']""", found[0])) == found[0].count("db.backends.") else None
