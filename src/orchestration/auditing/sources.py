"""Which files of a project are source code a person keeps, and why the others are not looked at."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..model.text import Text
from ..model.tree import Tree
from .languages import SUFFIXES

MAX_BYTES = 1_000_000
"""Of a file; what a person wrote is smaller, and a parser's tree of more than that takes memory by the hundred megabytes."""
MAX_FILES = 20_000
LONGEST_LINE = 20_000
DENSE_LINE = 400
"""Characters a line, on average, above which nobody wrote it."""

_PROGRAMS = {"python": "python", "python2": "python", "python3": "python", "node": "javascript", "nodejs": "javascript", "bun": "javascript", "deno": "typescript", "ts-node": "typescript", "tsx": "typescript", "php": "php", "ruby": "ruby"}
_SHEBANG = re.compile(r"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-S[ \t]+)?)?(?:\S*/)?([a-z-]+[23]?)")
_FOREIGN = frozenset({"node_modules", "bower_components", "vendor", "vendors", "third_party", "third-party", "thirdparty", "site-packages", "dist-packages", "jspm_packages", "web_modules", ".yarn"})
_MADE = frozenset({"dist", "build", "out", "_site", "public/build", "target", "coverage", ".next", ".nuxt", "storybook-static"})
_MANIFESTS = ("package.json", "setup.py", "setup.cfg", "pyproject.toml", "pom.xml", "build.gradle", "build.gradle.kts", "composer.json", "go.mod", "Gemfile")
_PUBLISHED = re.compile(r"(?:jquery|bootstrap|angular|react|vue|lodash|underscore|backbone|ember|moment|d3|three|chart|highcharts|highlight|codemirror|ckeditor|tinymce|ace|select2|datatables|popper|modernizr|knockout|handlebars|require|socket\.io|sweetalert2?|leaflet|swiper|slick|mathjax|prettify|html5shiv|respond|zepto|raphael|morris|flot|summernote|fullcalendar|owl\.carousel)(?:[.-](?:\d[\w.]*|min|slim|bundle|all|pkgd|ui|core|umd|prod|global|esm))*\.js", re.I)
_LIBRARY_FOLDERS = frozenset({"static", "public", "assets", "lib", "libs", "plugins", "js", "scripts", "wwwroot", "javascripts", "webapp", "resources"})
_GENERATED = re.compile(r"@generated\b|\bDO NOT EDIT\b|\b[Gg]enerated by (?:the )?(?:protocol buffer compiler|Django \d|openapi-generator|swagger-codegen|autorest)")
_TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "spec", "specs", "e2e", "cypress", "testing", "__mocks__", "testdata", "test_data"})
_TEST_NAME = re.compile(r"(?:test_.*|.*_test|tests|conftest)\.py|.*\.(?:test|tests|spec|e2e|cy)\.[cm]?[jt]sx?|.*(?:Tests?|TestCase|IT)\.(?:java|php|cs)|.*_test\.(?:go|rb)|.*_spec\.rb|Test[A-Z]\w*\.java")
_TEST_IMPORT = re.compile(r"(?:from|import)\s+(?:pytest|unittest|nose)\b|import\s+(?:static\s+)?(?:org\.junit|org\.testng)\b|(?:require\(|from\s)\s*['\"](?:@jest/globals|vitest|mocha|chai|supertest|@playwright/test|node:test|ava|tape)['\"]|using\s+(?:Xunit|NUnit\.Framework|Microsoft\.VisualStudio\.TestTools)|require\s+['\"](?:rspec|minitest)")


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A file, or a folder with all that is in it, that was not looked at."""

    path: str
    cause: str
    """``vendored``, ``made``, ``minified``, ``generated``, ``binary``, ``too-big``, ``link``, ``unreadable``, ``odd-name``, ``excluded``, ``too-many`` or ``died``."""
    why: Text


@dataclass(frozen=True, slots=True)
class Sources:
    languages: Mapping[str, str]
    """Path → language, sorted by path."""
    skipped: tuple[Skipped, ...] = ()


_WHY: Mapping[str, Text] = {
    "vendored": Text("others' code, copied in: look at it as a dependency", "code d'autrui, copié : à examiner comme dépendance"),
    "made": Text("made by a build", "produit par une construction"),
    "minified": Text("minified or bundled: no person wrote these lines", "minifié ou regroupé : personne n'a écrit ces lignes"),
    "generated": Text("it says itself that it is generated", "il dit lui-même qu'il est généré"),
    "binary": Text("binary, whatever its name says", "binaire, quoi que dise son nom"),
    "too-big": Text(f"larger than {MAX_BYTES // 1_000_000} MB", f"plus de {MAX_BYTES // 1_000_000} Mo"),
    "link": Text("a link that leads out of the project, nowhere or in a circle", "un lien qui mène hors du projet, nulle part ou en rond"),
    "unreadable": Text("it cannot be read", "il ne peut pas être lu"),
    "odd-name": Text("its name holds control characters or a backslash", "son nom contient des caractères de contrôle ou une barre oblique inverse"),
    "excluded": Text("excluded by the caller", "exclu par l'appelant"),
    "too-many": Text(f"more than {MAX_FILES} files", f"plus de {MAX_FILES} fichiers"),
    "died": Text("the program that looked at it ended, or took too long", "le programme qui l'examinait s'est arrêté, ou a pris trop de temps"),
}
_OF_NOTICE = {"binary": "binary", "too-large": "too-big", "link": "link", "link-outside": "link", "unreadable": "unreadable"}
_OF_FOLDERS = {"unreadable": "unreadable", "odd-name": "odd-name", "too-many-files": "too-many"}
"""What the tree says of what it does not list at all."""


def skipped(path: str, cause: str) -> Skipped:
    return Skipped(path, cause, _WHY[cause])


def sources(tree: Tree, *, exclude: Iterable[str] = ()) -> Sources:
    """
    Args:
        exclude: globs of paths (``*`` also across folders), or names of folders.
    """
    exclude = tuple(exclude)
    found: dict[str, str] = {}
    left: list[Skipped] = []
    everything = tree.files()
    known = frozenset(everything)
    ignored = frozenset(word for path in everything if posixpath.basename(path) == ".gitignore" for word in (tree.text(path) or "")[:65536].replace("/", "").split("\n"))
    for path in everything:
        language = SUFFIXES.get(posixpath.splitext(path)[1].lower()) or (_by_shebang(tree, path) if "." not in posixpath.basename(path) else None)
        if language is None:
            continue
        cause = _cause(tree, path, known, ignored, exclude)
        if cause is None and len(found) >= MAX_FILES:
            cause = "too-many"
        if cause is None:
            found[path] = language
        else:
            left.append(skipped(path, cause))
    there = {s.path for s in left}
    for notice in tree.notices():
        where = notice.evidence[0].path if notice.evidence else ""
        if notice.about in ("link", "link-outside") and where not in there and posixpath.splitext(where)[1].lower() in SUFFIXES:
            left.append(skipped(where, "link"))
        elif notice.about in _OF_FOLDERS and where not in known and (notice.about != "odd-name" or posixpath.splitext(where)[1].lower() in SUFFIXES):
            left.append(skipped(where, _OF_FOLDERS[notice.about]))
    left += [skipped(path, "vendored") for path in getattr(tree, "passed_over", ()) if posixpath.basename(path) in _FOREIGN]
    return Sources(dict(sorted(found.items())), tuple(sorted(set(left), key=lambda s: (s.path, s.cause))))


def is_excluded(path: str, patterns: Iterable[str]) -> bool:
    folders = path.split("/")
    return any(fnmatchcase(path, pattern) or path == pattern.rstrip("/") or path.startswith(pattern.rstrip("/") + "/") or ("/" not in pattern.rstrip("/") and pattern.rstrip("/") in folders) for pattern in patterns)


def is_foreign(path: str) -> bool:
    """Whether others keep it: code that was copied in."""
    return bool(_FOREIGN.intersection(path.split("/")[:-1]))


def _by_shebang(tree: Tree, path: str) -> str | None:
    start = tree.text(path)
    match = _SHEBANG.match(start[:200]) if start and start.startswith("#!") else None
    return _PROGRAMS.get(match[1]) if match else None


def _cause(tree: Tree, path: str, known: frozenset[str], ignored: frozenset[str], exclude: tuple[str, ...]) -> str | None:
    if is_excluded(path, exclude):
        return "excluded"
    *folders, name = path.split("/")
    if is_foreign(path):
        return "vendored"
    for i, folder in enumerate(folders):
        # Elsewhere, and where it is kept with the source, a folder of this name is a person's own.
        if folder in _MADE and folder in ignored and any("/".join([*folders[:i], manifest]) in known for manifest in _MANIFESTS):
            return "made"
    if re.search(r"[.-](?:min|bundle|chunk|packed)\.[cm]?js$", name, re.I):
        return "minified"
    if _PUBLISHED.fullmatch(name) and _LIBRARY_FOLDERS.intersection(folders):
        return "vendored"
    text = tree.text(path)
    if text is None:
        return next((_OF_NOTICE[n.about] for n in tree.notices() if n.about in _OF_NOTICE and n.evidence and n.evidence[0].path == path), "unreadable")
    # A name is no promise: what holds a zero byte is no text in any encoding these languages are written in.
    if "\0" in text:
        return "binary"
    if len(text) > MAX_BYTES:
        return "too-big"
    if len(text) > DENSE_LINE:
        lines = text.count("\n") + 1
        if (len(text) > 20 * DENSE_LINE and len(text) / lines > DENSE_LINE) or max(map(len, text.split("\n"))) > LONGEST_LINE:
            return "minified"
    return "generated" if _GENERATED.search("\n".join(text[:4000].split("\n", 12)[:12])) else None


def is_test(path: str, text: str) -> bool:
    """Whether only tests run it: by where it lies, what it is called, what it imports."""
    *folders, name = path.split("/")
    return bool(_TEST_FOLDERS.intersection(folders)) or bool(_TEST_NAME.fullmatch(name)) or bool(_TEST_IMPORT.search(text[:20_000]))
