"""Files an app keeps its data in (SQLite): where its code puts them, and the variable by which it can be told."""

from __future__ import annotations

import posixpath
import re

from ..model.facts import Evidence, Fact
from ..model.profile import DataFile, EnvVar, Manifest, ServiceUse
from ..model.provider import Toolchain
from ..model.tree import Tree, join
from .environment import EXAMPLE_FILES, SECRET_FILES, is_comment, is_test_path

_SUFFIX = r"\.(?:db|db3|sqlite|sqlite3|s3db)"
_SCHEME = r"(?:jdbc:)?sqlite3?(?:\+\w+)?:(?:///|//)?|file:"
_VALUE = re.compile(rf"(?P<scheme>{_SCHEME})?(?P<path>[\w./+@-]+?)(?P<query>\?[\w=&.-]*)?")
"""A connection URL or a path. SQLAlchemy's page on SQLite: three slashes stand before a relative path, four before an absolute one;
SQLx's: none or two."""
_LITERAL = re.compile(rf"[\"'`](?P<value>(?:{_SCHEME})[^\s\"'`{{}}$%]*|[^\s\"'`{{}}$%:]*{_SUFFIX}(?:\?[\w=&.-]*)?)[\"'`]|\bsqlite3?(?:\+\w+)?:///?(?P<joined>\{{[^}}\n]*\}}/?)(?P<tail>[\w./-]+)?|[=:][ \t]*(?P<plain>(?:jdbc:)?sqlite:[\w./?=&-]+)[ \t]*$", re.M)
_BUILT_IN = re.compile(r"\bsqlite3\.connect\(|\bDatabaseSync\(|[\"']bun:sqlite[\"']")
"""Modules that a runtime brings itself: no manifest names them."""
_WORDS = ("sqlite", "libsql", "Database", "file:")
_HERE = r"__dirname\b|__file__\b|__DIR__|import\.meta\.(?:dirname|url)\b"
_PATH_VARIABLE = re.compile(r"(?:^|_)(?:DATABASE|DB|SQLITE3?)_?(?:PATH|FILE|FILENAME|FILE_PATH|LOCATION)$")
_URL_VARIABLE = re.compile(r"(?:^|_)(?:DATABASE|DB|SQLITE)_(?:URL|URI|DSN)$")
_CONFIGURATION = (".prisma", ".properties", ".yml", ".yaml", ".toml")


def read_data_files(tree: Tree, app: str, folders: tuple[str, ...], toolchain: Toolchain, manifest: Manifest, env: tuple[Fact[EnvVar], ...], base: str = "") -> tuple[tuple[Fact[DataFile], ...], tuple[Fact[ServiceUse], ...]]:
    """The files, sorted, each once; and SQLite as a service where the code itself names it.

    Args:
        folders: directories whose code is the app's, its own first.
        env: the variables it reads.
        base: where relative paths of connection URLs start, relative to the app, if not in the directory it is started from.
    """
    found: dict[tuple[str, str], Fact[DataFile]] = {}
    uses: list[Fact[ServiceUse]] = []
    for name in (*EXAMPLE_FILES, *SECRET_FILES):
        path = join(app, name)
        for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
            match = re.match(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*[\"']?([^\"'\s]*)", line)
            if match and (file := _read(match[2])) and (file[1] != "{}" or _PATH_VARIABLE.search(match[1].upper())) and any(f.value.name == match[1] for f in env):
                at = Evidence(path, number, match[1])
                found.setdefault(("", match[1]), Fact(DataFile(file[0], match[1], file[1]), (at,)))
                if _is_sqlite(file[1], manifest):
                    uses.append(Fact(ServiceUse("sqlite"), (at,)))
    for folder in folders:
        for at, match in tree.search(_LITERAL, (*toolchain.source_suffixes, *_CONFIGURATION), folder, _WORDS):
            inner = at.path[len(folder) + 1:] if folder != "." else at.path
            if is_test_path(inner) or is_comment(match):
                continue
            before = _statement(match.string, match.start())
            file = _placed(match, before, at, app, base)
            if file is None:
                continue
            if _is_sqlite(file.form, manifest):
                uses.append(Fact(ServiceUse("sqlite"), (at,)))
            variable = next((f.value.name for f in env if any(e.path == at.path for e in f.evidence) and re.search(rf"\b(?:{f.value.name}|{f.value.name.lower()})\b", before)), "")
            if not variable and "dj_database_url.config(" in before:
                variable = "DATABASE_URL"
            if variable and ("", variable) in found:
                continue
            found.setdefault(("" if variable else file.path, variable), Fact(DataFile(file.path, variable, file.form if variable else "{}"), (at,)))
    if found and not uses:
        uses += [Fact(ServiceUse("sqlite"), (at,)) for folder in folders for at, match in tree.search(_BUILT_IN, toolchain.source_suffixes, folder, _WORDS) if not is_test_path(at.path) and not is_comment(match)][:1]
    if not found:
        found |= _by_name(toolchain, manifest, env)
    return tuple(found[key] for key in sorted(found))[:8], tuple(uses[:1])


def _is_sqlite(form: str, manifest: Manifest) -> bool:
    """Whether an address by itself says SQLite; ``file:`` does to libSQL's clients."""
    return "sqlite" in form or (form.startswith("file:") and bool(manifest.dependency("@libsql/client", "@libsql/client-node", "libsql")))


def _by_name(toolchain: Toolchain, manifest: Manifest, env: tuple[Fact[EnvVar], ...]) -> dict[tuple[str, str], Fact[DataFile]]:
    """Variables that must be there, called after a database's file or URL."""
    form = next((form for name, form in toolchain.file_urls.items() if name in manifest.dependencies or name in manifest.dev_dependencies), "")
    found: dict[tuple[str, str], Fact[DataFile]] = {}
    for fact in env:
        name = fact.value.name
        its = "{}" if _PATH_VARIABLE.search(name.upper()) else form if _URL_VARIABLE.search(name.upper()) else ""
        if its and fact.value.required and not fact.value.default:
            found["", name] = fact.with_value(DataFile("app.db", name, its))
    return found


def _read(value: str) -> tuple[str, str] | None:
    """(path, form) of a connection URL or a path; None where it is neither, or lives in memory."""
    match = _VALUE.fullmatch(value)
    if not match or ":memory:" in value or "mode=memory" in value:
        return None
    scheme, path, query = match["scheme"] or "", match["path"], match["query"] or ""
    if (not scheme and not re.search(rf"{_SUFFIX}$", path)) or path in (".", "/") or (scheme == "file:" and not re.search(rf"{_SUFFIX}$", path)):
        return None
    if path.startswith("//"):
        return None
    return path, f"{scheme}{{}}{query}"


def _placed(match: re.Match[str], before: str, at: Evidence, app: str, base: str) -> DataFile | None:
    """The file with its path relative to the app: joined to the directories the statement names before it."""
    joined = match["joined"]
    if joined:
        # f"sqlite:///{BASE_DIR}/app.db", f"sqlite:///{BASE_DIR / 'app.db'}"
        parts = [*re.findall(r"[\"']([^\"']*)[\"']", joined), *([match["tail"]] if match["tail"] else [])]
        file = _read(posixpath.join(*parts)) if parts else None
        form = re.match(r"sqlite3?(?:\+\w+)?:///?", match[0])[0] + "{}"  # type: ignore[index]
        start = directory_of(match.string, joined, at.path, app)
        return DataFile(_joined(start, file[0]), "", form) if file and start is not None else None
    file = _read(match["value"] or match["plain"])
    if file is None:
        return None
    path, form = file
    said = re.search(r"[\"'](sqlite3?(?:\+\w+)?:///?)\{?[\"']?[^\"']*$", before)
    form = said[1] + "{}" if form == "{}" and said else form
    if path.startswith("/"):
        start = directory_of(match.string, before, at.path, app)
        # "sqlite:///" + basedir + "/app.db"
        return DataFile(_joined(start, path.lstrip("/")), "", form) if start is not None and form == "{}" else DataFile(posixpath.normpath(path), "", form)
    start = directory_of(match.string, before, at.path, app)
    if start is None:
        if at.path.endswith(".prisma"):
            start = _relative(posixpath.dirname(at.path), app)
        else:
            start = base if form.startswith("sqlite") else "."
        parts: list[str] = []
    else:
        parts = _between(before)
    result = _joined(start, posixpath.join(*parts, path))
    return DataFile(result, "", form)


def _between(before: str) -> list[str]:
    """Names of directories a join has between its start and the file: ``path.join(__dirname, "..", "data", "app.db")``."""
    call = max(before.rfind("join("), before.rfind("resolve("), before.rfind("Path("))
    return [p for p in re.findall(r"[\"']([\w./-]+)[\"']", before[max(call, 0):]) if not p.endswith(":///") and "." not in p.replace("..", "") and not p.isupper()]


def directory_of(text: str, expression: str, path: str, app: str) -> str | None:
    """What a path is joined to, relative to the app: the file's own directory, the one a name stands for, Flask's instance folder; None where it is joined to nothing known."""
    if "instance_path" in expression:
        return "instance"
    if re.search(r"process\.cwd\(\)|os\.getcwd\(\)|Path\.cwd\(\)|Rails\.root|current_dir\(", expression):
        return "."
    if re.search(_HERE, expression):
        return _climbed(expression, path, app)
    for name in reversed(re.findall(r"\b([A-Za-z_]\w*(?i:dir|root|path|folder|base|here)\w*|dirname|here|root|base)\b(?!\s*\()", expression)):
        assigned = re.search(rf"^[ \t]*(?:(?:export\s+)?(?:const|let|var)\s+)?{name}\s*(?::\s*\w+)?\s*=(?!=)\s*(.+)$", text, re.M)
        if assigned and re.search(_HERE, assigned[1]):
            return _climbed(assigned[1], path, app)
    return None


def _climbed(expression: str, path: str, app: str) -> str:
    ups = expression.count(".parent") - 2 * len(re.findall(r"\.parents\[", expression)) + len(re.findall(r"dirname\(", expression)) + sum(int(n) + 2 for n in re.findall(r"\.parents\[(\d+)\]", expression))
    # __dirname is a directory already, and so is what fileURLToPath(new URL(".", …)) gives; __file__ is one only after one step.
    ups += 1 if re.search(r"__dirname|__DIR__|import\.meta\.dirname", expression) else 0
    here = path
    for _ in range(max(ups, 1)):
        here = posixpath.dirname(here)
    return _relative(here, app)


def _relative(path: str, app: str) -> str:
    return posixpath.relpath(path or ".", app)


def _joined(start: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(start or ".", path))


_OPEN = re.compile(r"(?:[,(\[{=|+\\?]|\bor|->|=>)\s*$")
"""A line whose statement goes on in the next."""
_KEY = re.compile(r"\s*(?:(?P<quote>[\"'])[\w-]+(?P=quote)|\w+)\s*[:=](?![=/])")
"""A line that begins an entry of its own."""


def _statement(text: str, start: int) -> str:
    """What stands before a literal in its statement, over line ends that brackets or operators leave open; 400 characters at most."""
    depth, i = 0, start
    while i > 0 and start - i < 400:
        i -= 1
        ch = text[i]
        if ch in ")]}":
            depth += 1
        elif ch in "([{":
            depth -= 1
        elif ch == ";" or (ch == "\n" and depth <= 0 and (_KEY.match(text, i + 1) or not _OPEN.search(text[max(0, i - 40):i]))):
            return text[i + 1:start]
    return text[i:start]
