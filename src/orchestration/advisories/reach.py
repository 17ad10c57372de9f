"""Whether the project's own source uses a package: its imports in Python, JavaScript, TypeScript and Go, and the symbols an advisory names.

What is found is told with its line. "Not imported" is only said where every name the package can be imported by is known, no file of the project,
its configuration and its start commands included, names one of them, and the lockfile shows that nothing else brings it in; anything else is "not known". Lines in comments count as uses: a false alarm
costs less than a false all-clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model.advisory import Affected, Reach
from ..model.facts import Evidence
from ..model.text import Text
from ..model.tree import Tree
from .import_names import IMPORT_NAMES
from .versions import base

MAX_SOURCE = 1_000_000
MAX_LINE = 5_000
_PYTHON, _SCRIPT, _GO = (".py", ".pyi", ".ipynb"), (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".astro"), (".go",)
_CONFIGURATION = re.compile(r"(?:^|/)(?:package\.json|Procfile|Makefile|Dockerfile[^/]*|[^/]*\.(?:sh|cfg|ini|ya?ml|toml|json|jsonc|service|html?))$")
_LISTS = re.compile(r"(?:^|/)(?:[^/]*lock[^/]*|requirements[^/]*|pyproject\.toml|setup\.cfg|Pipfile|npm-shrinkwrap\.json)$")
"""Files that list dependencies: that they name one is no use of it."""
_PYTHON_IMPORT = re.compile(r"^\s*(?:>>> )?(?:from\s+([\w.]+)\s+import\b|import\s+([\w., ]+))")
_PYTHON_NAMED = re.compile(r"""["']([A-Za-z_][\w.]*)["']""")
_SCRIPT_IMPORT = re.compile(r"""(?:\bfrom|\bimport|\brequire(?:\.resolve)?\s*\(|\bimport\s*\()\s*["'`]([^"'`\s]+)["'`]""")
_GO_IMPORT = re.compile(r"""^\s*(?:import\s+)?([\w.]+\s+)?"([\w.\-~/]+)"\s*(?://.*)?$""")
_TEST = re.compile(r"(?:^|/)(?:tests?|__tests__|spec|testdata)/|(?:^|/)(?:test_[^/]*|conftest)\.py$|_test\.(?:py|go)$|\.(?:test|spec)\.[cm]?[jt]sx?$")


@dataclass(slots=True)
class Uses:
    """Every import of a project, read once."""

    python: dict[str, Evidence] = field(default_factory=dict)
    """Module that is imported, and each of its parents → the first line."""
    script: dict[str, Evidence] = field(default_factory=dict)
    """npm package → the first line."""
    go: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    """Import path → (file, the name it has there, line)."""
    counts: dict[str, int] = field(default_factory=lambda: {"python": 0, "script": 0, "go": 0})
    strings: dict[str, Evidence] = field(default_factory=dict)
    """Modules that Python code names in strings: frameworks are told of their parts that way (INSTALLED_APPS, MIDDLEWARE, import_module)."""
    tree: Tree | None = None


def uses(tree: Tree) -> Uses:
    """What the source names; files of tests are read last, so that a program's own line is the one that is shown."""
    found = Uses(tree=tree)
    for path in sorted(tree.files(), key=lambda p: (bool(_TEST.search(p)), p)):
        kind = "python" if path.endswith(_PYTHON) else "script" if path.endswith(_SCRIPT) else "go" if path.endswith(_GO) else ""
        text = tree.text(path) if kind else None
        if text is None or len(text) > MAX_SOURCE:
            continue
        found.counts[kind] += 1
        {"python": _python, "script": _script, "go": _go}[kind](found, path, text)
    return found


def _python(found: Uses, path: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if "import" in line and len(line) < MAX_LINE and (match := _PYTHON_IMPORT.match(line.lstrip(' "') if path.endswith(".ipynb") else line)):
            for module in (match[1],) if match[1] else (part.split()[0] for part in match[2].split(",") if part.split()):
                _module(found.python, module, Evidence(path, number, line.strip()[:120]))
        elif ('"' in line or "'" in line) and len(line) < MAX_LINE:
            for name in _PYTHON_NAMED.findall(line):
                _module(found.strings, name, Evidence(path, number, line.strip()[:120]))


def _module(into: dict[str, Evidence], module: str, where: Evidence) -> None:
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        into.setdefault(".".join(parts[:end]), where)


def _script(found: Uses, path: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) < MAX_LINE and ("from" in line or "import" in line or "require" in line):
            for name in _SCRIPT_IMPORT.findall(line):
                if not name.startswith((".", "/", "node:")):
                    found.script.setdefault("/".join(name.split("/")[:2 if name.startswith("@") else 1]), Evidence(path, number, line.strip()[:120]))


def _go(found: Uses, path: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if '"' in line and len(line) < MAX_LINE and (match := _GO_IMPORT.match(line)):
            # Without a name of its own a path goes by its last part, a major version left out.
            last = re.sub(r"/v\d+$", "", match[2]).rsplit("/", 1)[-1]
            found.go.setdefault(match[2], []).append((path, (match[1] or last).strip(), number))


def reach(found: Uses, ecosystem: str, name: str, entries: Iterable[Affected], is_brought: bool | None) -> Reach:
    """Whether the source uses the package, or what of it is vulnerable.

    Args:
        entries: of the advisories, for the import paths and symbols they name.
        is_brought: whether another package brings it in, too, and so uses it whatever the own source says; None: no file tells.
    """
    family = base(ecosystem)
    if family == "Go" and found.counts["go"]:
        return _reach_go(found, name, tuple(entries))
    if family == "npm" and found.counts["script"]:
        return _told(found.script.get(name), (name,), found, "script", is_brought)
    if family == "PyPI" and found.counts["python"]:
        known = IMPORT_NAMES.get(name)
        modules = known or (name.replace("-", "_"), name.replace("-", "."))
        where = next((found.python[m] for m in modules if m in found.python), None)
        if where is None and known is None:
            return Reach("not known", Text("by which name it is imported is not known", "le nom sous lequel il s'importe n'est pas connu"))
        return _told(where, (name, *modules), found, "python", is_brought)
    return Reach("not known", Text("source of this language is not searched, or there is none", "le code de ce langage n'est pas examiné, ou il n'y en a pas"))


def _told(where: Evidence | None, names: tuple[str, ...], found: Uses, kind: str, is_brought: bool | None) -> Reach:
    if where:
        only_tests = Text(", in tests", ", dans des tests") if _TEST.search(where.path) else None
        return Reach("imported", Text(f"imported at {where}{only_tests.en if only_tests else ''}", f"importé dans {where}{only_tests.fr if only_tests else ''}"), (where,))
    if is_brought:
        return Reach("not known", Text("not imported by the project's own code; what brings it in uses it", "non importé par le code du projet ; ce qui l'amène s'en sert"))
    if is_brought is None:
        return Reach("not known", Text("not imported by the project's own code; whether another package uses it is not told", "non importé par le code du projet ; rien ne dit si un autre paquet s'en sert"))
    if named := _named(found, names, kind):
        return Reach("not known", Text(f"no import is found, but {named} names it", f"aucun import trouvé, mais {named} le nomme"), (named,))
    count = found.counts[kind]
    return Reach("not imported", Text(f"no import in {count} source files, and no configuration names it", f"aucun import dans {count} fichiers source, et aucune configuration ne le nomme"))


def _named(found: Uses, names: tuple[str, ...], kind: str) -> Evidence | None:
    """Where configuration, a start command or a string of the source names the package: a plugin, a preset, a program that is run."""
    assert found.tree is not None
    if kind == "python" and (where := next((found.strings[n] for n in names if n in found.strings), None)):
        return where
    word = re.compile(r"(?<![\w@/.-])(?:" + "|".join(re.escape(n) for n in sorted(set(names))) + r")(?![\w-])")
    for path in found.tree.files():
        is_source = kind == "script" and path.endswith(_SCRIPT)
        if (not is_source and not _CONFIGURATION.search(path)) or _LISTS.search(path):
            continue
        text = found.tree.text(path) or ""
        if len(text) > MAX_SOURCE or not any(n in text for n in names):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            # In package.json the line "name": "range" is the dependency itself.
            if len(line) < MAX_LINE and word.search(line) and not (path.endswith("package.json") and re.match(rf"""\s*"(?:{'|'.join(map(re.escape, names))})"\s*:""", line)):
                return Evidence(path, number, line.strip()[:120])
    return None


def _reach_go(found: Uses, module: str, entries: tuple[Affected, ...]) -> Reach:
    stated = sorted({(path, symbols) for entry in entries for path, symbols in entry.imports})
    paths = sorted({path for path, _ in stated}) or sorted(p for p in found.go if p == module or p.startswith(module + "/"))
    imported = [(path, use) for path in paths for use in found.go.get(path, ())]
    for path, symbols in stated:
        for file, alias, _ in found.go.get(path, ()):
            if hit := _function(found, file, alias, symbols):
                symbol, where = hit
                return Reach("symbol used", Text(f"{path}.{symbol} is used at {where}", f"{path}.{symbol} est utilisé dans {where}"), (where,))
    if imported:
        path, (file, alias, line) = imported[0]
        where = Evidence(file, line, path)
        en, fr = f"{path} is imported at {where}", f"{path} est importé dans {where}"
        methods = next((hit for p, (file, alias, _) in imported for own, symbols in stated if own == p and (hit := _method(found, file, alias, symbols))), None)
        if methods:
            symbol, called = methods
            return Reach("imported", Text(f"{en}; a method named as {symbol} is called at {called}", f"{fr} ; une méthode nommée comme {symbol} est appelée dans {called}"), (where, called))
        if any(symbols for _, symbols in stated):
            return Reach("imported", Text(f"{en}; no vulnerable symbol is named where it is", f"{fr} ; aucun symbole vulnérable n'est nommé là où il l'est"), (where,))
        return Reach("imported", Text(en, fr), (where,))
    # What the modules it depends on import, go.mod does not tell.
    named = ", ".join(paths[:3]) or module
    return Reach("not known", Text(f"{named}: imported in none of the project's {found.counts['go']} Go files; whether another module does is not told", f"{named} : importé dans aucun des {found.counts['go']} fichiers Go du projet ; rien ne dit si un autre module le fait"))


def _function(found: Uses, file: str, alias: str, symbols: tuple[str, ...]) -> tuple[str, Evidence] | None:
    """A function, by its package's name; where an advisory names no symbols, or only methods, none."""
    assert found.tree is not None
    for symbol in symbols:
        if "." not in symbol and alias != "_":
            pattern = re.compile(rf"(?<![\w.]){re.escape(symbol)}\(" if alias == "." else rf"(?<![\w.]){re.escape(alias)}\.{re.escape(symbol)}\b")
            if where := found.tree.find(file, pattern):
                return symbol, where
    return None


def _method(found: Uses, file: str, alias: str, symbols: tuple[str, ...]) -> tuple[str, Evidence] | None:
    """A method by its own name alone: of which type the value is, is not looked up; the package's functions of that name are none."""
    assert found.tree is not None
    for symbol in symbols:
        if "." in symbol and (where := found.tree.find(file, re.compile(rf"(?<!\b{re.escape(alias)})\.{re.escape(symbol.rpartition('.')[2])}\("))):
            return symbol, where
    return None
