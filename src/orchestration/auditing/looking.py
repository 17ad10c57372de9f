"""Looks at a few files of a project as one piece of work: what it answers is plain data, the same whoever asks and in whatever order."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from ..model.tree import Tree
from .finding import Finding, Place
from .flow import imported_by
from .grading import Lines, graded
from .languages import reader
from .outline import Outline
from .project import Project, moving_in
from .rows import as_row
from .rule import rules
from .sources import is_test
from .suppression import Word, unknown, words
from .syntax import NOWHERE, Import, Module
from .templates import SUFFIXES as TEMPLATES
from .values import ClassValue, ModuleValue, Scope

MOST_STEPS_OF_A_FILE = 2_000_000
"""Nodes looked at for all that may be called in one file; it takes some seconds."""
_DEEPEST = 30_000
_STACK_BYTES = 512 * 1024 * 1024
_KEPT_BYTES = 12_000_000
"""Source text whose trees are kept between two pieces of work."""
T = TypeVar("T")
_KINDS = ("", "remote", "stored", "local", "parameter")


class _Bounded(Project):
    """A project that remembers what it read, and stops where a file asks for too much."""

    left = 0

    @property
    def loaded(self) -> list[str]:
        return sorted({*self._syntax, *self.templates.read, *self.routes_read, *(self._settings_files if self._settings is not None else ())})

    index: dict[str, list[tuple[str, str]]] | None = None
    """Which classes name which as their base, where another project of the same files has looked already."""

    @property
    def heirs_seen(self) -> dict[str, list[tuple[str, str]]] | None:
        """None where nobody asked: then it does not matter what they are."""
        return self._heirs

    def heirs(self, path: str) -> tuple[ClassValue, ...]:
        if self._heirs is None:
            self._heirs = self.index
        return super().heirs(path)

    def audit(self, path: str, *, parameters_are: str = "") -> None:
        self.left = MOST_STEPS_OF_A_FILE
        super().audit(path, parameters_are=parameters_are)

    def _enter(self, closure: Any, kind: ClassValue | None, library: Any, parameters_are: str, offered: str = "") -> None:
        if self.left <= 0:
            self.flow.visited[id(closure.node)] = closure
            self.unfinished.append((closure.module.syntax.path, closure.node.span, closure.node.name))
            return
        super()._enter(closure, kind, library, parameters_are, offered)
        self.left -= self.flow.steps


class Looking:
    """
    Args:
        languages: of every file that may be looked at or imported.
        parameters_are: see :meth:`Project.audit`; for code about which nothing else is known.
        presumed: imports, as in :class:`~orchestration.auditing.syntax.Import`, that stand above each file, although nobody wrote them.
    """

    def __init__(self, tree: Tree, languages: Mapping[str, str], parameters_are: str = "", presumed: Sequence[tuple[str, str]] = ()) -> None:
        self.presumed = list(presumed)
        self.tree, self.languages, self.parameters_are = tree, dict(languages), parameters_are
        self.templates = tuple(p for p in tree.files() if p.endswith(TEMPLATES))
        self.settings = tuple(p for p in tree.files() if p.endswith(".properties"))
        self._parsed: dict[str, tuple[Module, int]] = {}
        self._kept = 0
        self._lines: dict[str, Lines] = {}
        self._words: dict[str, tuple[Word, ...]] = {}
        self._digests: dict[str, str] = {}
        self._outlines: dict[str, Outline] = {}
        self._asked: _Bounded | None = None
        self._heirs: str | None = None
        self._index: dict[str, list[tuple[str, str]]] | None = None
        self._imported_by: dict[str, list[str]] | None = None

    def look(self, paths: Sequence[str]) -> dict[str, Any]:
        """What is found from these files on, wherever it does harm."""
        try:
            return self._look(paths)
        except (RecursionError, MemoryError, ImportError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            # The engine's own defect, or a file that was made for it, costs that file alone, and is said.
            if len(paths) == 1:
                self._forget()
                return {"files": {}, "findings": [], "misnamed": [], "unfinished": [], "failed": {paths[0]: _words(error)}, "loaded": {}, "heirs": "", "outlines": {}, "importers": {}}
            return together(self.look([path]) for path in paths)

    def _look(self, paths: Sequence[str]) -> dict[str, Any]:
        project = _Bounded(self.languages, self._source, self._parse, self.settings, self.templates)
        project.index, project.imported_by = self._index, self._imported_by
        for path in paths:
            project.audit(path, parameters_are=self.parameters_are)
        self._index = project.heirs_seen or self._index
        self._imported_by = project.imported_by or self._imported_by
        known = rules()
        findings = []
        for hit in project.hits.values():
            involved = {hit.path: self._lines_of(hit.path)}
            step = hit.taint.step if hit.taint is not None else None
            while step is not None:
                involved[step.path] = self._lines_of(step.path)
                step = step.before
            rule = known[hit.rule]
            found = graded(hit, rule, involved, is_test(hit.path, self.tree.text(hit.path) or ""))
            word = next((w for w in (self._words_of(hit.path, project) if hit.path in self.languages else ()) if w.covers(rule.id, rule.cwe, hit.span)), None)
            findings.append(as_row(found, word.suppression if word is not None else None))
        return {
            "files": {path: {"lines": len(self._lines_of(path)), "broken": [span[0] for span in project.syntax(path).broken][:20]} for path in paths},
            "findings": sorted(findings, key=str), "misnamed": sorted(row for path in paths for row in unknown(self._words_of(path, project), known)),
            "unfinished": sorted({(path, span[0], name) for path, span, name in project.unfinished}),
            "failed": {}, "loaded": {path: self.digest(path) for path in project.loaded},
            "heirs": digest_of_heirs(project.heirs_seen), "outlines": self._outlined(project, frozenset(paths)), "importers": {path: project.importers(path) for path in paths if path in self.languages},
        }

    def changed(self, tree: Tree, path: str) -> None:
        """From now on this is the project: one file of it says something else, and still imports what it did from the project."""
        self.tree = tree
        if path in self._parsed:
            self._kept -= self._parsed.pop(path)[1]
        self._lines.pop(path, None)
        self._words.pop(path, None)
        self._digests.pop(path, None)

    def module(self, path: str) -> Module:
        """A source file's tree."""
        return self._parse(path, self.languages[path], self._source(path))

    def digest(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self._source(path)).hexdigest()[:24]
        return self._digests[path]

    def _outlined(self, project: _Bounded, own: frozenset[str]) -> dict[str, list[str]]:
        """What of each other file this piece of work rests on: its statements, names that move, imports, and the functions that were looked into."""
        entered = {**project.flow.visited, **project.flow.read}
        made = {}
        for path, module in project.modules.items():
            if path not in own:
                outline = self._outline(path, module.syntax)
                made[path] = [outline.top, *_names(module.moving, module.imports), *outline.of(entered)]
        return made

    def _outline(self, path: str, module: Module) -> Outline:
        known = self._outlines.get(path)
        if known is None or known.module is not module:
            known = self._outlines[path] = Outline(module)
        return known

    def is_alike(self, path: str, outlined: Sequence[str]) -> bool:
        """Whether a file that has changed still says what a piece of work rests on."""
        top, moving, imports, *functions = outlined
        outline = self._outline(path, self.module(path))
        if outline.top != top or not set(functions) <= set(outline.of(None)):
            return False
        value = ModuleValue(outline.module, Scope({}), {}, moving_in(outline.module))
        return _names(value.moving, imported_by(value) if imports else None) == [moving, imports]

    def importers(self, path: str) -> list[str]:
        """As ``look`` says it of the project as it is now."""
        if self._asked is None:
            self._asked = _Bounded(self.languages, self._source, self._parse)
            self._asked.imported_by = self._imported_by
        found = self._asked.importers(path)
        self._imported_by = self._asked.imported_by
        return found

    def heirs(self) -> str:
        """As ``look`` says it of the project as it is now."""
        if self._heirs is None:
            project = _Bounded(self.languages, self._source, self._parse)
            project.heirs("")
            self._heirs = digest_of_heirs(project.heirs_seen)
        return self._heirs

    def _source(self, path: str) -> bytes:
        return (self.tree.text(path) or "").encode("utf-8", "replace")

    def _parse(self, path: str, language: str, source: bytes) -> Module:
        known = self._parsed.get(path)
        if known is None:
            known = self._parsed[path] = (reader(language)(path, source), len(source))
            if self.presumed:
                known[0].body.insert(0, Import(NOWHERE, self.presumed))
            self._kept += len(source)
            while self._kept > _KEPT_BYTES and len(self._parsed) > 1:
                self._kept -= self._parsed.pop(next(iter(self._parsed)))[1]
        return known[0]

    def _forget(self) -> None:
        self._parsed.clear()
        self._kept = 0

    def _lines_of(self, path: str) -> Lines:
        if path not in self._lines:
            self._lines[path] = Lines(self.tree.text(path) or "")
        return self._lines[path]

    def _words_of(self, path: str, project: Project) -> tuple[Word, ...]:
        if path not in self._words:
            self._words[path] = words(path, project.syntax(path).comments, len(self._lines_of(path)))
        return self._words[path]


def digest_of_heirs(heirs: Mapping[str, Sequence[tuple[str, str]]] | None) -> str:
    return "" if heirs is None else hashlib.sha256(repr(sorted((base, tuple(names)) for base, names in heirs.items())).encode()).hexdigest()[:24]


def _names(moving: frozenset[str], imports: frozenset[str] | None) -> list[str]:
    return [hashlib.sha256(repr(sorted(moving)).encode()).hexdigest()[:12], "" if imports is None else hashlib.sha256(repr(sorted(imports)).encode()).hexdigest()[:12]]


def _words(error: BaseException) -> str:
    if isinstance(error, ImportError):
        return f"no parser for it: {error}"[:200]
    return "nested too deeply" if isinstance(error, RecursionError) else f"{type(error).__name__}: {error}"[:200]


def together(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"files": {}, "findings": [], "misnamed": [], "unfinished": [], "failed": {}, "loaded": {}, "heirs": "", "outlines": {}, "importers": {}}
    for answer in answers:
        for key in ("files", "failed", "loaded", "outlines", "importers"):
            made[key].update(answer[key])
        for key in ("findings", "misnamed", "unfinished"):
            made[key] += answer[key]
        made["heirs"] = made["heirs"] or answer["heirs"]
    return made


_gate = threading.Lock()
_running = 0
_usual = 0


def deep(work: Callable[[], T]) -> T:
    """Runs it with room for source nested tens of thousands deep; what it raises is raised here."""
    made: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            made.append(work())
        except BaseException as error:
            raised.append(error)

    global _running, _usual
    with _gate:
        # The limit is the whole process's: it is lowered again when nobody needs it any more.
        if not _running:
            _usual = sys.getrecursionlimit()
            sys.setrecursionlimit(max(_usual, _DEEPEST))
        _running += 1
        thread = _started(run)
    try:
        thread.join()
    finally:
        with _gate:
            _running -= 1
            if not _running:
                sys.setrecursionlimit(_usual)
    if raised:
        raise raised[0]
    return made[0]


def _started(run: Callable[[], None]) -> threading.Thread:
    """With as large a stack as there is memory for."""
    old = threading.stack_size()
    try:
        for size in (_STACK_BYTES, _STACK_BYTES // 4, _STACK_BYTES // 16):
            thread = threading.Thread(target=run)
            threading.stack_size(size)
            try:
                thread.start()
                return thread
            except RuntimeError:
                continue
    finally:
        threading.stack_size(old)
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def weight(finding: Finding) -> tuple[int, int, int, Place]:
    """Of several ways to one flaw, the one with the least weight is shown."""
    return finding.doubts, _KINDS.index(finding.kind) if finding.kind in _KINDS else 0, len(finding.way), finding.place
