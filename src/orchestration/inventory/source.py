"""One file that says what a project depends on: its text, its lines, its data; refused with the reason where it cannot be trusted."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from functools import cached_property
from typing import Any

from ..model.facts import Evidence
from ..model.text import Text
from ..model.tree import Tree, join

MAX_BYTES = 24_000_000
"""The largest lockfiles of public monorepos have 5 MB; reading more than this would take longer than anyone waits for."""
_SECRET = re.compile(r"(?<=//)[^/@\s\"']+(?=@)|(?<=[?&])((?:[\w-]*(?:token|key|auth|password|secret|sig)[\w-]*)=)[^&\s\"']+", re.I)


_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]][^\]]{0,300}?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]{1,200}"|'[^']{1,200}'|[\w-]{1,200})(?:\s*\.\s*(?:"[^"]{1,200}"|'[^']{1,200}'|[\w-]{1,200})){0,8})\s*=""")
_STRING = re.compile(r""""((?:[^"\\]|\\.)*+)"|'([^']*)'""")
_PART = re.compile(r""""[^"]*"|'[^']*'|[^.\s]+""")


class Unreadable(Exception):
    """The file is not what its name says, or not safe to read. It never leaves this room: it becomes a line of ``Inventory.unreadable``."""

    def __init__(self, en: str, fr: str, line: int = 0) -> None:
        super().__init__(en)
        self.why = Text(f"line {line}: {en}", f"ligne {line} : {fr}") if line else Text(en, fr)


class Source:
    """A project's file, as the readers of formats see it. Paths are the tree's.

    Raises:
        Unreadable: any property or method, where the text is absent, too big, broken or torn by a merge.
    """

    def __init__(self, tree: Tree, path: str, manifests: dict[str, Source] | None = None) -> None:
        self.tree, self.path = tree, path
        self._manifests = {} if manifests is None else manifests
        self.folder = posixpath.dirname(path) or "."
        self._seen: dict[int, Evidence] = {}

    @cached_property
    def text(self) -> str:
        text = self.tree.text(self.path)
        if text is None:
            notice = next((n for n in self.tree.notices() if any(e.path == self.path for e in n.evidence)), None)
            why = notice.text if notice else Text("it is not there", "il est absent")
            raise Unreadable(why.en, why.fr)
        if len(text) > MAX_BYTES:
            raise Unreadable(f"it has {len(text) // 1_000_000} MB; more than {MAX_BYTES // 1_000_000} MB is not read", f"il fait {len(text) // 1_000_000} Mo ; au-delà de {MAX_BYTES // 1_000_000} Mo, rien n'est lu")
        at = text.find("<<<<<<< ")
        if at >= 0 and (at == 0 or text[at - 1] == "\n") and "\n=======\n" in text[at:] and "\n>>>>>>> " in text[at:]:
            raise Unreadable("conflict markers of a merge stand in it", "il contient les marques d'un conflit de fusion", text.count("\n", 0, at) + 1)
        return text

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def line_of(self, offset: int) -> int:
        """The line a character stands on."""
        return bisect_right(self._breaks, offset - 1) + 1 if offset >= 0 else 0

    def at(self, line: int) -> Evidence:
        """That line as evidence, with nothing secret in it."""
        if line not in self._seen:
            self._seen[line] = Evidence(self.path, max(line, 0), quoted(self.lines[line - 1]) if 0 < line <= len(self.lines) else "")
        return self._seen[line]

    @cached_property
    def _strings(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            for double, single in _STRING.findall(line):
                found.setdefault(double.replace('\\"', '"') or single, []).append(number)
        return found

    def string(self, text: str, start_line: int = 1) -> Evidence:
        """The first line from there that holds a string in quotes, or the file as a whole."""
        return self.at(next((number for number in self._strings.get(text, ()) if number >= start_line), 0))

    def beside(self, *names: str) -> str:
        """The first of these files in the same directory; empty where there is none."""
        return next((path for name in names if self.tree.has(path := join(self.folder, name))), "")

    def other(self, path: str) -> Source:
        """Another file of the project; a manifest that several lockfiles ask about is read once."""
        if path not in self._manifests:
            self._manifests[path] = Source(self.tree, path, self._manifests)
        return self._manifests[path]

    def inside(self, relative: str) -> str | None:
        """A path relative to this file's directory, as the tree writes it; None where it leads out of the project."""
        path = posixpath.normpath(posixpath.join("" if self.folder == "." else self.folder, relative))
        return None if path == ".." or path.startswith(("../", "/")) else path

    @cached_property
    def json(self) -> Any:
        """Plain values; every object is a :class:`.located_json.Object`, which knows where its keys stand."""
        from .located_json import parse

        return parse(self)

    @cached_property
    def toml(self) -> dict[str, Any]:
        import tomllib

        try:
            return tomllib.loads(self.text)
        except RecursionError:
            raise Unreadable("it is nested too deeply", "il est imbriqué trop profondément") from None
        except ValueError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise Unreadable(f"it is no TOML: {error}", f"ce n'est pas du TOML : {error}", int(line[1]) if line else 0) from None

    def table(self, *keys: str) -> dict[str, Any]:
        """A table of a TOML file; empty where it is absent or something else."""
        return table(self.toml, *keys)

    @cached_property
    def _places(self) -> dict[tuple[str, ...], int]:
        """Path of a TOML key → its line; the first, where a text in several lines looks like another."""
        found: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.lines, 1):
            match = _HEADER.match(line) or _KEY.match(line)
            if match:
                path = tuple(part.strip("\"'") for part in _PART.findall(match[1]))
                table, path = (path, path) if match.re is _HEADER else (table, (*table, *path))
                found.setdefault(path, number)
        return found

    def key(self, *keys: str) -> Evidence:
        """Where a key of a TOML file stands, or the nearest thing around it."""
        return self.at(next((line for cut in range(len(keys), 0, -1) if (line := self._places.get(keys[:cut]))), 0))

    def headers(self, name: str, count: int) -> list[int]:
        """The line of the name of each table of a TOML array, ``[[name]]``; zeros where the text holds another number of them."""
        found = [number for number, line in enumerate(self.lines, 1) if line.startswith("[[") and line.rstrip() == f"[[{name}]]"]
        return [self._named(number) for number in found] if len(found) == count else [0] * count

    def _named(self, header: int) -> int:
        below = range(header + 1, min(header + 12, len(self.lines)) + 1)
        return next((number for number in below if self.lines[number - 1].startswith("name")), header)


def quoted(text: str) -> str:
    """A line, shortened, without what may be a credential or control a terminal."""
    text = _SECRET.sub(lambda m: (m[1] or "") + "…", text.strip()[:400])
    text = text[:120]
    return text if text.isprintable() else "".join(ch if ch.isprintable() else "�" for ch in text)


def table(value: Any, *keys: str) -> dict[str, Any]:
    """A mapping inside mappings; empty where it is absent or something else."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[dict[str, Any]]:
    """The mappings of a sequence; empty where it is something else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def word(value: Any) -> str:
    """A string as it is; empty for anything else."""
    return value if isinstance(value, str) else ""
