"""Reading a project: the one way in for its files. Nothing is followed out of the root, nothing is executed."""

from __future__ import annotations

import errno
import fnmatch
import json
import os
import re
import stat
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..model.errors import BadPath
from ..model.facts import Evidence, Level, Notice
from ..model.text import Text
from ..model.tree import Tree, holds

MAX_TEXT_BYTES = 8 * 1024 * 1024
"""A larger file is no source, manifest or lockfile a person maintains; it is named and left alone."""
MAX_LOCK_BYTES = 64 * 1024 * 1024
"""A lockfile of 50,000 packages has about 20 MB; a cut one would be read as another lockfile, so a larger one is not read at all."""
MAX_SOURCE_BYTES = 512 * 1024
"""Above this a file is not searched line by line: generated or minified code."""
MAX_FILES = 50_000
MAX_DATA_BYTES = 2 * 1024 * 1024

SKIPPED_DIRECTORIES = frozenset({
    ".git", ".hg", ".svn", "node_modules", "bower_components", "__pycache__", ".venv", "venv", ".tox", ".nox",
    ".mypy_cache", ".pytest_cache", ".ruff_cache", ".next", ".nuxt", ".output", ".svelte-kit", ".astro", ".angular",
    ".turbo", ".cache", ".parcel-cache", ".yarn", ".pnpm-store", ".gradle", ".terraform", ".idea", ".vs", ".vercel",
    ".wrangler", "_build", "deps", ".elixir_ls", "target", "vendor", "coverage", ".nyc_output", ".eggs", "htmlcov",
    ".devops-squad",
})
_ONLY_BESIDE: Mapping[str, frozenset[str]] = {
    "target": frozenset({"Cargo.toml", "pom.xml"}),
    "vendor": frozenset({"go.mod", "composer.json", "Gemfile"}),
    "deps": frozenset({"mix.exs"}),
    "_build": frozenset({"mix.exs"}),
    "coverage": frozenset({"package.json"}),
}
"""Directory names that are build output only beside these files; elsewhere they are someone's source."""

_TELLING: Mapping[str, tuple[str, ...]] = {"vendor": ("modules.txt",)}
"""Files inside a skipped directory whose presence is itself a fact: Go builds from ``vendor/`` where ``modules.txt`` is."""


def is_skipped(name: str, siblings: set[str]) -> bool:
    if name not in SKIPPED_DIRECTORIES:
        return False
    beside = _ONLY_BESIDE.get(name)
    return beside is None or bool(beside & siblings)


_COMMENT = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
_JSONC = re.compile(rf'"(?:[^"\\]|\\.)*"|({_COMMENT})|,(?=(?:\s|{_COMMENT})*[}}\]])', re.S)
"""A string; a comment; or a comma that only an end follows. Strings come first, so that nothing inside one counts."""


def strip_json_comments(text: str) -> str:
    """JSON with ``//`` and ``/* */`` comments and trailing commas, as tsconfig and wrangler files use it, as plain JSON on the same lines."""
    def plain(match: re.Match[str]) -> str:
        if match[0].startswith('"'):
            return match[0]
        return "\n" * match[0].count("\n") if match[1] else " "

    return _JSONC.sub(plain, text)


DEEP_YAML = re.compile(r"(?:[\[{]\s*){200}")
"""No configuration is nested like that; a parser in Python would find out by exhausting the stack, which takes seconds."""


def parse_data(path: str, text: str) -> Any:
    """A JSON, TOML or YAML text as plain values.

    Raises:
        ValueError: the text is broken; the message has the line.
    """
    if path.endswith(".toml") or path.endswith("Pipfile") or path.endswith(("poetry.lock", "uv.lock", "pdm.lock", "Cargo.lock")):
        import tomllib

        return tomllib.loads(text)
    if path.endswith((".yaml", ".yml")):
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        if DEEP_YAML.search(text):
            raise ValueError("nested too deeply")
        try:
            yaml = YAML(typ="safe", pure=True)
            yaml.Constructor = _plain_constructor()
            documents = list(yaml.load_all(text))
        except (YAMLError, ValueError, RecursionError, AttributeError, TypeError, KeyError) as error:
            raise ValueError(str(error).split("\n")[-1].strip() or type(error).__name__) from None
        return documents[0] if len(documents) == 1 else documents or None
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError:
        try:
            return json.loads(strip_json_comments(text))
        except RecursionError:
            raise ValueError("nested too deeply") from None


@lru_cache(maxsize=1)
def _plain_constructor() -> type:
    """A constructor that reads values under tags of their own (``!reset``, ``!reference``, ``!!python/name:…``) as the plain values they are written as."""
    from ruamel.yaml.constructor import SafeConstructor
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    class PlainConstructor(SafeConstructor):
        pass

    def plain(constructor: SafeConstructor, node: Any) -> Any:
        if isinstance(node, ScalarNode):
            return constructor.construct_scalar(node)
        if isinstance(node, SequenceNode):
            return constructor.construct_sequence(node, deep=True)
        return constructor.construct_mapping(node, deep=True) if isinstance(node, MappingNode) else None

    PlainConstructor.add_constructor(None, plain)
    return PlainConstructor


@lru_cache(maxsize=512)
def _glob_regex(pattern: str) -> re.Pattern[str]:
    out = []
    for part in re.split(r"(\*\*/|\*\*|\*|\?|\[[^]]*\])", pattern):
        out.append({"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part)
                   or (fnmatch.translate(part)[4:-3] if part.startswith("[") else re.escape(part)))
    return re.compile("".join(out) + r"\Z")


class _Reader:
    """What a directory and files in memory have in common; subclasses say which files there are and give their bytes."""

    def __init__(self) -> None:
        self._text: dict[str, str | None] = {}
        self._data: dict[str, Any] = {}
        self._lines: dict[str, list[str]] = {}
        self._of_kind: dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        self._notices: dict[tuple[str, str], Notice] = {}
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        raise NotImplementedError

    def _all(self) -> tuple[str, ...]:
        raise NotImplementedError

    def _bytes(self, path: str) -> bytes | None:
        raise NotImplementedError

    def _notice(self, level: Level, about: str, path: str, en: str, fr: str, line: int = 0) -> None:
        self._notices.setdefault((about, path), Notice(level, about, Text(en, fr), (Evidence(path, line),)))

    def files(self, under: str = ".") -> tuple[str, ...]:
        if under in (".", ""):
            return self._all()
        prefix = under.rstrip("/") + "/"
        # What begins with a prefix stands together in sorted order; "0" comes right after "/".
        everything = self._all()
        return everything[bisect_left(everything, prefix):bisect_left(everything, prefix[:-1] + "0")]

    def glob(self, pattern: str, under: str = ".") -> tuple[str, ...]:
        if not re.search(r"[*?\[]", pattern):
            path = pattern if under in (".", "") else f"{under.rstrip('/')}/{pattern}"
            return (path,) if self.has(path) else ()
        regex = _glob_regex(pattern)
        cut = 0 if under in (".", "") else len(under.rstrip("/")) + 1
        return tuple(f for f in self.files(under) if regex.match(f[cut:]))

    def has(self, path: str) -> bool:
        return path in self._known()

    def _known(self) -> frozenset[str]:
        known = getattr(self, "_known_files", None)
        if known is None:
            known = self._known_files = frozenset(self._all())
        return known

    def has_dir(self, path: str) -> bool:
        return bool(self.files(path))

    def text(self, path: str) -> str | None:
        with self._lock:
            if path in self._text:
                return self._text[path]
            raw = self._bytes(path) if self.has(path) else None
            text: str | None = None
            if raw is not None:
                if b"\0" in raw[:8192] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                    self._notice("info", "binary", path, f"{path} is binary and was not read", f"{path} est binaire et n'a pas été lu")
                else:
                    try:
                        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
                    except UnicodeDecodeError:
                        text = raw.decode("latin-1")
                        self._notice("warning", "encoding", path, f"{path} is not UTF-8; it was read as Latin-1",
                                     f"{path} n'est pas en UTF-8 ; il a été lu en Latin-1")
                    text = text.replace("\r\n", "\n")
            self._text[path] = text
            return text

    def lines(self, path: str) -> list[str]:
        with self._lock:
            if path not in self._lines:
                self._lines[path] = (self.text(path) or "").split("\n")
            return self._lines[path]

    def data(self, path: str) -> Any:
        with self._lock:
            if path not in self._data:
                text = self.text(path)
                value: Any = None
                if text is not None and len(text) > MAX_DATA_BYTES and path.endswith((".yaml", ".yml")):
                    self._notice("info", "too-large", path, f"{path} is too large to be parsed as YAML", f"{path} est trop gros pour être analysé en YAML")
                elif text is not None:
                    try:
                        value = parse_data(path, text)
                    except ValueError as error:
                        at = re.search(r"line (\d+)", str(error))
                        self._notice("error", "broken", path, f"{path} cannot be parsed: {error}", f"{path} ne peut pas être analysé : {error}",
                                     int(at[1]) if at else 0)
                self._data[path] = value
            return self._data[path]

    def find(self, path: str, pattern: str | re.Pattern[str], start_line: int = 1) -> Evidence | None:
        regex = re.compile(pattern) if isinstance(pattern, str) else pattern
        for number, line in enumerate(self.lines(path)[start_line - 1:], start_line):
            if regex.search(line):
                return Evidence(path, number, line.strip()[:120])
        return None

    def key(self, path: str, *keys: str) -> Evidence:
        if self.text(path) is None:
            return Evidence(path)
        at = Evidence(path, 0)
        start, rest = 1, list(keys)
        if path.endswith(".toml") or path.endswith("Pipfile"):
            for cut in range(len(keys), 0, -1):
                table = self.find(path, r"^\s*\[+\s*" + r"\s*\.\s*".join(f'"?{re.escape(k)}"?' for k in keys[:cut]) + r"\s*\]+")
                if table:
                    at, start, rest = table, table.line + 1, list(keys[cut:])
                    break
        for key in rest:
            found = self.find(path, rf"""(?:^|[\s{{,])["']?{re.escape(key)}["']?\s*[:=]""", start)
            if not found:
                break
            at, start = found, found.line
        return at

    def search(self, pattern: re.Pattern[str], suffixes: tuple[str, ...], under: str = ".", words: tuple[str, ...] = ()) -> Iterator[tuple[Evidence, re.Match[str]]]:
        for path in self._holding(under, suffixes, words):
            text = self.text(path) or ""
            line, at = 1, 0
            for match in pattern.finditer(text):
                line += text.count("\n", at, match.start())
                at = match.start()
                yield Evidence(path, line, match.group(0).partition("\n")[0].strip()[:120]), match

    def _holding(self, under: str, suffixes: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
        """Files of these kinds that hold one of the words; looked through once, whatever is then searched for in them."""
        known = self._of_kind.get((under, suffixes, words))
        if known is None:
            paths = self._holding(under, suffixes, ()) if words else tuple(path for path in self.files(under) if path.endswith(suffixes))
            known = self._of_kind[under, suffixes, words] = tuple(path for path in paths if self._may_hold(path, words))
        return known

    def _may_hold(self, path: str, words: tuple[str, ...]) -> bool:
        text = self.text(path)
        return text is not None and len(text) <= MAX_SOURCE_BYTES and (not words or holds(text, words))

    def notices(self) -> tuple[Notice, ...]:
        return tuple(self._notices[key] for key in sorted(self._notices))


class DirectoryTree(_Reader):
    """A project on disk.

    Args:
        root: the directory; a link to one is resolved once, then nothing leads out of it.
        progress: called with the number of files seen so far.
        with_generated: show what this product wrote, too. Profiling must not: our own output would prove our own guesses.

    Raises:
        BadPath: it does not exist, is no directory, or may not be listed.
    """

    def __init__(self, root: str | os.PathLike[str], progress: Callable[[int], None] | None = None, *, with_generated: bool = False) -> None:
        super().__init__()
        given = os.fspath(root)
        todo = Text("give the path of a project's directory", "donnez le chemin du répertoire d'un projet")
        if "\0" in given:
            raise BadPath(Text("the path holds a NUL byte", "le chemin contient un octet nul"), todo)
        try:
            self.root = Path(given).expanduser().resolve()
            mode = os.stat(self.root).st_mode
        except FileNotFoundError:
            raise BadPath(Text(f"no such directory: {given}", f"répertoire introuvable : {given}"), todo) from None
        except (OSError, RuntimeError) as error:
            raise BadPath(Text(f"cannot look at {given}: {error}", f"impossible de lire {given} : {error}"), todo) from None
        if not stat.S_ISDIR(mode):
            raise BadPath(Text(f"not a directory: {given}", f"ce n'est pas un répertoire : {given}"), todo)
        try:
            os.scandir(self.root).close()
        except OSError as error:
            raise BadPath(Text(f"cannot list {given}: {error.strerror}", f"impossible de lister {given} : {error.strerror}"), todo) from None
        self._walked: tuple[str, ...] | None = None
        self.passed_over: list[str] = []
        """Folders that were not entered, because nobody wrote what is in them."""
        self._real: dict[str, str | None] = {}
        self._progress = progress
        self._hidden = frozenset() if with_generated else self._generated()

    @property
    def name(self) -> str:
        return self.root.name

    def _all(self) -> tuple[str, ...]:
        if self._walked is None:
            with self._lock:
                if self._walked is None:
                    self._walked = tuple(self._walk())
        return self._walked

    def _generated(self) -> frozenset[str]:
        """The paths the writer's manifest names; a broken manifest names none."""
        try:
            known = json.loads((self.root / ".devops-squad" / "manifest.json").read_bytes()[:MAX_TEXT_BYTES])
            return frozenset(map(str, known["files"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return frozenset()

    def _walk(self) -> list[str]:
        found: list[str] = []
        todo = [""]
        while todo:
            here = todo.pop()
            try:
                with os.scandir(self.root / here) as scan:
                    entries = sorted(scan, key=lambda e: e.name)
            except OSError as error:
                self._notice("warning", "unreadable", here or ".", f"{here or '.'} cannot be listed: {error.strerror}",
                             f"{here or '.'} ne peut pas être listé : {error.strerror}")
                continue
            siblings = {e.name for e in entries}
            for entry in entries:
                path = f"{here}/{entry.name}" if here else entry.name
                if not path.isprintable() or "\\" in path:
                    self._notice("warning", "odd-name", path.encode("unicode_escape", "backslashreplace").decode(), "a file name holds control characters or a backslash; it was left out",
                                 "un nom de fichier contient des caractères de contrôle ou une barre oblique inverse ; il a été ignoré")
                    continue
                try:
                    if entry.is_symlink():
                        self._link(path, found)
                    elif entry.is_dir(follow_symlinks=False):
                        if not is_skipped(entry.name, siblings):
                            todo.append(path)
                        else:
                            self.passed_over.append(path)
                            found += [f"{path}/{file}" for file in _TELLING.get(entry.name, ()) if (self.root / path / file).is_file()]
                    elif entry.is_file(follow_symlinks=False):
                        found.append(path)
                except OSError:
                    continue
            if self._progress:
                self._progress(len(found))
            if len(found) > MAX_FILES:
                self._notice("warning", "too-many-files", ".", f"more than {MAX_FILES} files; the rest was not looked at",
                             f"plus de {MAX_FILES} fichiers ; le reste n'a pas été examiné")
                break
        return sorted(path for path in found if path not in self._hidden)

    def _link(self, path: str, found: list[str]) -> None:
        """A link to a file inside is that file; one to a directory, to outside or to itself is named and left alone."""
        try:
            target = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            self._notice("info", "link", path, f"{path} is a broken or circular link", f"{path} est un lien cassé ou circulaire")
            return
        if not target.is_relative_to(self.root):
            self._notice("warning", "link-outside", path, f"{path} leads out of the project and was not followed",
                         f"{path} mène hors du projet et n'a pas été suivi")
        elif target.is_file():
            found.append(path)

    def _open(self, path: str) -> int | None:
        """A handle on the file, or None where its path leads out of the project.

        Raises:
            OSError: it is not there, or may not be read.
        """
        folder, _, name = path.rpartition("/")
        if folder not in self._real:
            real = (self.root / folder).resolve(strict=True)
            self._real[folder] = str(real) if real.is_relative_to(self.root) else None
        flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
        if self._real[folder] is None:
            return None
        try:
            return os.open(f"{self._real[folder]}/{name}", flags)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
        linked = (self.root / path).resolve(strict=True)
        return os.open(linked, flags) if linked.is_relative_to(self.root) else None

    def _bytes(self, path: str) -> bytes | None:
        try:
            handle = self._open(path)
            if handle is None:
                return None
            with os.fdopen(handle, "rb") as file:
                info = os.fstat(file.fileno())
                if not stat.S_ISREG(info.st_mode):
                    return None
                if info.st_size > (MAX_LOCK_BYTES if path.endswith(("lock", "lock.json", "lock.yaml", ".lockb")) else MAX_TEXT_BYTES):
                    self._notice("info", "too-large", path, f"{path} has {info.st_size // 1_000_000} MB and was not read",
                                 f"{path} fait {info.st_size // 1_000_000} Mo et n'a pas été lu")
                    return None
                return file.read(MAX_LOCK_BYTES)
        except OSError as error:
            self._notice("warning", "unreadable", path, f"{path} cannot be read: {error.strerror}", f"{path} ne peut pas être lu : {error.strerror}")
            return None


class MemoryTree(_Reader):
    """Files held in memory: a stack's conventions, a manifest handed over as text, a test."""

    def __init__(self, files: Mapping[str, str | bytes], name: str = "app") -> None:
        super().__init__()
        self._files = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def _all(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def _bytes(self, path: str) -> bytes | None:
        return self._files.get(path)


class ChangedTree(_Reader):
    """Another tree in which some files say something else; nothing on disk does.

    Args:
        texts: path → what the file says here; it must be one of the tree's.
    """

    def __init__(self, tree: Tree, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._tree, self._changed = tree, dict(texts)

    @property
    def name(self) -> str:
        return self._tree.name

    def _all(self) -> tuple[str, ...]:
        return self._tree.files()

    def text(self, path: str) -> str | None:
        return self._changed[path] if path in self._changed else self._tree.text(path)
