"""Go source: which packages a module has, what they import, which of them are programs, what a program can reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ...model.facts import Evidence
from ...model.tree import Tree
from .module import GoModule, local_modules, read_module, workspace_root

_PACKAGE = re.compile(r"^package[ \t]+(\w+)", re.M)
_IMPORT = re.compile(r"^import[ \t]*(?:\(([^)]*)\)|(?:[\w.]+[ \t]+)?\"([^\"\n]+)\")", re.M)
_QUOTED = re.compile(r"^[ \t]*(?:[\w.]+[ \t]+)?\"([^\"\n]+)\"", re.M)
_IGNORED = re.compile(r"^//(?:go:build|[ \t]*\+build)[ \t]+(?:ignore|tools?|never|none|wireinject)\b", re.M)
_DECLARATION = re.compile(r"^(?:func|type|var|const)\b", re.M)
"""Imports stand before the first of these, by the language's grammar."""
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
_ASIDE = re.compile(
    r"^(?:tests?|testing|e2e|integration|testdata|examples?|_examples?|samples?|demos?|docs?|benchmarks?|bench|scripts?|tools?|hack|build|ci|dev|contrib|third_party|mocks?|internal/tools|"
    r"magefiles?|templates?|fixtures|\..*|_.*)$"
)
"""Directories whose programs serve the repository's own work."""
_LISTENS = re.compile(
    r"\bhttp\.(?:ListenAndServe(?:TLS)?|Serve)\(|\.ListenAndServe(?:TLS)?\(|\bnet\.Listen\(|\bgin\.(?:Default|New)\(|\becho\.New\(|\bfiber\.New\(|\bgrpc\.NewServer\(|"
    r"\bfasthttp\.(?:ListenAndServe|Server)|\bbeego\.Run|\bweb\.Run\(|\biris\.(?:New|Default)\(|\bhttp\.Server\{|\bkratos\.New\(|\brest\.MustNewServer\("
)
"""What only a program that waits for connections does."""
_LISTEN_WORDS = ("ListenAndServe", ".Listen(", "http.Serve", "gin.", "echo.New(", "fiber.New(", "grpc.NewServer(", "fasthttp.", "beego.Run", "web.Run(", "iris.", "kratos.New(", "rest.MustNewServer(")
"""At least one of these stands in whatever the pattern above matches; looking for words is faster than for patterns."""
_WORKER = re.compile(r"(?:^|[-_])(?:workers?|consumers?|schedulers?|cron|processors?|jobs?|queue|daemon|subscribers?|listeners?|indexer|relay|dispatcher|bot)(?:$|[-_])")
_HELPER = re.compile(r"migrat|seed|(?:^|[-_])(?:gen|generate|generator|codegen|cli|ctl|lint|docs?|swagger|mocks?|tools?|util|example|demo|storybook|test|bench|healthcheck|loadtest|dbmate)(?:$|[-_])")


@dataclass(frozen=True, slots=True)
class Package:
    """One directory of Go files, tests left out."""

    folder: str
    name: str
    imports: tuple[str, ...]
    files: tuple[str, ...]
    main_at: Evidence | None
    """Where ``func main()`` stands, in a package main."""
    listens_at: Evidence | None
    uses_cgo: bool


@dataclass(frozen=True, slots=True)
class Program:
    """A package main, and what it can reach of the project's own packages."""

    folder: str
    at: Evidence
    packages: tuple[str, ...]
    """Directories of the project's packages it imports, directly or not, its own first."""
    imports: frozenset[str]
    """Import paths of everything outside the project that those packages use."""
    listens_at: Evidence | None
    uses_cgo: bool

    @property
    def name(self) -> str:
        return self.folder.rpartition("/")[2]


_MEMO: WeakKeyDictionary[Tree, dict[str, Mapping[str, Package]]] = WeakKeyDictionary()
"""A tree is immutable and asked several times; a repository's imports are read once."""


def packages(tree: Tree, folder: str) -> Mapping[str, Package]:
    """Directory → package, for every directory of the module that holds Go files; nested modules are left out."""
    memo = _MEMO.setdefault(tree, {})
    if folder not in memo:
        memo[folder] = _packages(tree, folder)
    return memo[folder]


def _packages(tree: Tree, folder: str) -> dict[str, Package]:
    prefix = "" if folder == "." else folder + "/"
    nested = tuple(p[:-6] for p in tree.files(folder) if p.endswith("/go.mod") and p != prefix + "go.mod")
    groups: dict[str, list[str]] = {}
    for path in tree.files(folder):
        name = path.rpartition("/")[2]
        if name.endswith(".go") and not name.endswith("_test.go") and not name.startswith(("_", ".")) and not path.startswith(nested):
            groups.setdefault(path.rpartition("/")[0] or ".", []).append(path)
    return {where: found for where, files in sorted(groups.items()) if (found := _package(tree, where, files)) is not None}


def _package(tree: Tree, folder: str, files: list[str]) -> Package | None:
    name, imports, kept = "", set(), []
    main_at: Evidence | None = None
    listens_at: Evidence | None = None
    uses_cgo = False
    for path in files:
        text = tree.text(path)
        if text is None:
            continue
        package = _PACKAGE.search(text)
        if not package or _IGNORED.search(text, 0, package.start()):
            continue
        name = name if name == "main" else package[1]
        kept.append(path)
        declared = _DECLARATION.search(text, package.end())
        head = text[package.end():declared.start() if declared else len(text)]
        for block, single in _IMPORT.findall(_COMMENT.sub("", head)):
            imports.update([single] if single else _QUOTED.findall(block))
        uses_cgo = uses_cgo or "C" in imports
        if package[1] == "main":
            main_at = main_at or tree.find(path, r"^func main\(\)")
        if listens_at is None and any(word in text for word in _LISTEN_WORDS) and _LISTENS.search(text):
            listens_at = next((e for e in [tree.find(path, _LISTENS)] if e and not e.quote.startswith("//")), None)
    if not kept:
        return None
    return Package(folder, name, tuple(sorted(imports)), tuple(kept), main_at if name == "main" else None, listens_at, uses_cgo)


def reachable(tree: Tree, module: GoModule, start: str) -> Program | None:
    """The program in ``start`` with the transitive closure of its imports inside the project."""
    root = workspace_root(tree, module)
    homes = {other.path: folder for folder in local_modules(tree, root, module) if (other := read_module(tree, folder)) and other.path}
    every: dict[str, Package] = {}
    for folder in homes.values():
        every |= packages(tree, folder)
    first = every.get(start) or packages(tree, module.folder).get(start)
    if first is None or first.main_at is None:
        return None
    seen, outside, todo = [first], set(), [first]
    while todo:
        package = todo.pop(0)
        for path in package.imports:
            home = max((h for h in homes if path == h or path.startswith(h + "/")), key=len, default=None)
            if home is None:
                outside.add(path)
                continue
            rest = path[len(home):].strip("/")
            base = homes[home]
            other = every.get(rest if base == "." and rest else base if not rest else f"{base}/{rest}")
            if other is not None and other not in seen:
                seen.append(other)
                todo.append(other)
    return Program(
        start, first.main_at, tuple(p.folder for p in seen), frozenset(outside),
        next((p.listens_at for p in seen if p.listens_at), None), any(p.uses_cgo for p in seen),
    )


def _is_aside(folder: str, base: str) -> bool:
    inner = folder[len(base):].strip("/") if base != "." else folder
    if inner in ("", "."):
        return False
    # A program among a module's internal packages makes something for them.
    return any(_ASIDE.match(part) for part in inner.split("/")) or bool(re.search(r"(?:^|/)internal/(?!(?:.*/)?cmd/)", inner))


def programs(tree: Tree, module: GoModule) -> tuple[Program, ...]:
    """Every package main of the module that is not the repository's own tooling, sorted by directory."""
    mains = [p.folder for p in packages(tree, module.folder).values() if p.main_at is not None and not _is_aside(p.folder, module.folder)]
    return tuple(found for folder in sorted(mains) if (found := reachable(tree, module, folder)) is not None)


def deployable(found: tuple[Program, ...], module: GoModule) -> tuple[Program, ...]:
    """The programs someone would deploy.

    Rule: servers (their code listens), and programs whose directory is named like a worker. Where there are none, the
    module root's own main; else every main that is not named like a helper (``migrate``, ``gen``, ``ctl`` …); else all.
    A client library reached by every main makes all of them look like servers; helpers are left out by name even then.
    """
    serving = tuple(p for p in found if p.listens_at and (p.folder == module.folder or not _HELPER.search(p.name)))
    working = tuple(p for p in found if p not in serving and p.folder != module.folder and _WORKER.search(p.name))
    if serving or working:
        return tuple(p for p in found if p in serving or p in working)
    rooted = tuple(p for p in found if p.folder == module.folder)
    return rooted or tuple(p for p in found if not _HELPER.search(p.name)) or found


def helpers(found: tuple[Program, ...], module: GoModule) -> tuple[Program, ...]:
    """The other programs: migrations, seeds, command-line tools."""
    apps = deployable(found, module)
    return tuple(p for p in found if p not in apps)
