"""The files of one audit as one program: which import means which file, which name which class."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import routes
from .flow import Exhausted, Flow, Frame, Hit, imported_by
from .languages import FAMILY, reader
from .rule import PREDICTABLE, Library, library, rules
from .sources import is_test
from .structure import structures
from .syntax import Assign, Call, Class, Const, Function, Module, Name, Node, Span, children
from .templates import Output, Templates
from .values import ClassValue, Closure, ModuleValue, Scope, Value

_ENDINGS = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", "/index.ts", "/index.tsx", "/index.js", "/index.jsx", "/index.mjs", "/index.cjs")
_HEIR = re.compile(r"\b(?:class|interface|record)\s+(\w+)[^{;]{0,300}?\b(?:extends|implements|:)\s*([\w.,\s<>]+)")
_IMPORT = re.compile(rb"""\b(?:from|require\s*\(|import\s*\(?)\s*['"]([^'"\n]{1,200})['"]""")
_OF_VIEWS = re.compile(r"(?:^|/)(?:controllers|mailers)/(?P<folder>.+)\.rb$|(?:^|/)views/(?P<of>.+)/[^/]+$")
_OF_ROUTES = re.compile(r"(?:^|[/_])(?:urls?|routes?|routing|urlconf)(?:[/_][^/]*)?\.py$|(?:^|/)urls?/[^/]+\.py$")
_OF_PAGES = re.compile(r"(?:^|/)[^./]+(?:\.(?:html|js))?(?:\+\w+)?\.erb$")
"""Templates a browser runs; a mail's text or a PDF is none."""
MOST_IMPORTERS = 12
"""Files that are run before one they import is looked at."""
_KINDS = ("remote", "page", "stored", "answer", "local", "property", "parameter")


class Project:
    """
    Args:
        languages: each file's language, by path.
        source: reads a file.
        parse: makes a Module of it; by default with this language's reader.
        templates: files of the project that pages are made of.
        settings: the project's ``.properties`` files.
    """

    def __init__(self, languages: Mapping[str, str], source: Callable[[str], bytes], parse: Callable[[str, str, bytes], Module] | None = None, settings: Iterable[str] = (),
                 templates: Iterable[str] = ()) -> None:
        self.languages, self.source, self._settings_files = dict(languages), source, tuple(sorted(settings))
        self._settings: dict[str, tuple[str, ...]] | None = None
        self._parse = parse or (lambda path, language, text: reader(language)(path, text))
        self.flow = Flow(self)
        self._tests: dict[str, bool] = {}
        self.templates = Templates(templates, source)
        self.hits: dict[tuple[Any, ...], Hit] = {}
        self.imported_by: dict[str, list[str]] | None = None
        self.unfinished: list[tuple[str, Span, str]] = []
        self.modules: dict[str, ModuleValue] = {}
        """Those whose own statements have been run."""
        self._syntax: dict[str, Module] = {}
        self._by_stem: dict[str, list[str]] = {}
        for path in sorted(self.languages):
            stem = posixpath.basename(path).split(".")[0]
            if stem in ("__init__", "index", "mod"):
                self._by_stem.setdefault(posixpath.basename(posixpath.dirname(path)), []).append(path)
            # Ruby's ``user_service.rb`` holds ``UserService``.
            self._by_stem.setdefault("".join(w[:1].upper() + w[1:] for w in stem.split("_")) if path.endswith(".rb") else stem, []).append(path)
        self._by_name: dict[str, list[str]] = {}
        for path in self.languages:
            self._by_name.setdefault(posixpath.basename(path), []).append(path)
        self._folders = {folder for path in self.languages for folder in path.split("/")[:-1]}
        self._parts: dict[tuple[str, str], Value | None] = {}
        self._beside: dict[tuple[str, str], Value | None] = {}
        self._whole: dict[int, ClassValue] = {}
        self._types: dict[tuple[str, str], ClassValue | None] = {}
        self._heirs: dict[str, list[tuple[str, str]]] | None = None
        self._views: dict[str, frozenset[str]] | None = None
        self.routes_read: list[str] = []
        """Files that state which address leads where."""

    # --- files

    def syntax(self, path: str) -> Module:
        found = self._syntax.get(path)
        if found is None:
            found = self._syntax[path] = self._parse(path, self.languages[path], self.source(path))
        return found

    def module(self, path: str) -> ModuleValue:
        """A file whose own statements have been run."""
        known = self.modules.get(path)
        if known is not None:
            return known
        syntax, flow = self.syntax(path), self.flow
        scope = Scope(flow.items())
        made = ModuleValue(syntax, scope, flow.items(), moving_in(syntax))
        scope.home = made
        self.modules[path] = made
        trail, flow.trail, steps, flow.steps = flow.trail, None, flow.steps, 0
        frames, flow.frames, loops, flow.loops = flow.frames, [Frame(made, self.library(made), scope, scope.names.born)], flow.loops, 0
        entered, flow.entered, spent, flow.spent, own = flow.entered, 0, flow.spent, 0, flow.frames
        try:
            for statement in syntax.body:
                flow.steps = 0
                try:
                    if flow.block((statement,)):
                        break
                except Exhausted:
                    flow.trail, flow.frames, flow.loops = None, own[:1], 0
                    self.exhausted(made, statement.span, "module")
            if own[0].returns and syntax.language == "php":
                scope.names["<return>"] = own[0].returns[0]
        finally:
            flow.trail, flow.steps, flow.frames, flow.loops, flow.entered, flow.spent = trail, steps, frames, loops, entered, spent
        return made

    def exhausted(self, module: ModuleValue, span: Span, name: str) -> None:
        self.unfinished.append((module.syntax.path, span, name))

    def audit(self, path: str, *, parameters_are: str = "") -> None:
        """Looks at every function of a file as whoever may call it does.

        Args:
            parameters_are: ``parameter`` where nothing around the file is known, so that anybody may hand in anything.
        """
        module, flow = self.module(path), self.flow
        library = self.library(module)
        flow.spent = 0
        waiting: list[tuple[Closure, ClassValue | None, str]] = []
        for name, value in [*module.exports.items(), *module.scope.names.items()]:
            offered = name if isinstance(name, str) and name in module.exports else ""
            waiting += [(ref, None, offered) for ref in value.refs if isinstance(ref, Closure) and ref.module is module]
            waiting += [(method, method.owner or ref, "") for ref in value.refs if isinstance(ref, ClassValue) and ref.module is module for method in _methods(ref)]
        # What a file hands to a framework tells more of a function than its parameters' names do.
        ours = [*(closure for closure, _, _ in waiting), *(c for c in flow.made.values() if c.module is module)]
        if any(names[: len(wanted)] == wanted for wanted in (use.pattern.split(",") for use in library.parameters)
               for names in ([p.target.id if isinstance(p.target, Name) else "" for p in c.node.parameters] for c in ours)):
            for other in self.importers(path):
                self.module(other)
        seen: set[int] = set()
        bases: dict[int, dict[Any, Any]] = {}
        for closure, kind, offered in waiting:
            if id(closure.node) in seen or id(closure.node) in flow.handled:
                continue
            seen.add(id(closure.node))
            view = self.view(module, closure.node.name) if kind is not None else None
            is_action = module.syntax.language == "ruby" and kind is not None and kind.node.name.endswith("Controller") and closure.node.name not in _before(kind)
            if kind is not None and is_action and (box := flow.self_value(kind).box) is not None:
                # Each request has a controller of its own.
                base = bases.setdefault(id(kind), dict(box.items))
                box.items.clear()
                box.items.update(base)
            self._enter(closure, kind, library, parameters_are, offered)
            if kind is not None and view is not None:
                self._show(view, kind)
        self._look(path, module)
        # What is made inside of others and handed to nobody we saw.
        for _ in range(20):
            left = [c for i, c in sorted(flow.made.items(), key=lambda pair: pair[1].node.span) if i not in flow.visited and c.module is module]
            if not left:
                break
            for closure in left:
                self._enter(closure, closure.owner, library, parameters_are)
        # A component is drawn again when what it keeps has been set.
        for owner in {id(c.node): c for state, _, c in flow.states.values() if c is not None and c.module is module and flow.deep(state)}.values():
            flow.forget(owner.node)
            self._enter(owner, owner.owner, library, parameters_are)

    def _enter(self, closure: Closure, kind: ClassValue | None, library: Library, parameters_are: str, offered: str = "") -> None:
        flow = self.flow
        flow.steps, flow.is_anything_chosen = 0, False
        types: tuple[str, ...] = next((use.types for use in library.of("function", offered)), ()) if offered else ()
        tag = ""
        # Whoever makes a controller hands in its services; what a client sends comes to its other methods.
        answers = kind if closure.node.name not in ("constructor", "__init__") else None
        marks = [*closure.node.marks, *(answers.node.marks if answers is not None else ())]
        flow.frames = [Frame(closure.module, library, closure.scope, 0)]
        flow.trail = None
        try:
            uses, module_is_java = [], closure.module.syntax.language == "java"
            for mark in marks:
                path = flow.path_of_mark(mark, closure.module)
                uses += [(mark, use) for use in library.of("mark", path)]
                if path and module_is_java and (own := self.type_named(closure.module, path)) is not None:
                    # An annotation of the project stands for those it has itself.
                    uses += [(mark, use) for inner in own.node.marks for use in library.of("mark", flow.path_of_mark(inner, own.module))]
            if module_is_java and not any(use.role == "handler" for mark, use in uses if mark in closure.node.marks):
                # A controller's other methods answer nobody.
                uses = [(mark, use) for mark, use in uses if not use.tag]
            if closure.node.is_abstract:
                # What an interface's method does is in its annotations.
                for mark in closure.node.marks:
                    flow.value(mark)
            if answers is not None:
                uses += [(answers.node, use) for base in self._bases(answers) for use in library.of("extends", base)]
            for mark, use in uses:
                if use.role == "handler" and (not use.imports or imported_by(closure.module).intersection(use.imports)) and flow.marked(use, mark):
                    types, tag = use.types or types, f"{tag} {use.tag}".strip()
                    first = mark.args[0] if isinstance(mark, Call) and mark.args else None
                    if isinstance(mark, Call):
                        # ``value = "/{id}"``, ``path="/<int:id>"``
                        tag = " ".join([tag, *(f"settled:{name}" for a in (*mark.args, *mark.named.values()) if isinstance(a, Const) and isinstance(a.value, str) for name in sorted(routes.settled(a.value)))])
                    if use.fixed_without and isinstance(first, Const) and isinstance(first.value, str) and use.fixed_without not in first.value:
                        tag = f"{tag} fixed-path"
            if kind is not None and not closure.node.is_static:
                closure = closure.bound(flow.self_value(kind))
            if closure.module.syntax.language == "python":
                tag = " ".join([tag, *(f"settled:{name}" for name in sorted(self._settled(kind.node.name if kind is not None else closure.node.name)))])
            flow.enter_from_outside(closure, types, tag, parameters_are)
        except Exhausted:
            self.unfinished.append((closure.module.syntax.path, closure.node.span, closure.node.name))
        finally:
            flow.frames = []

    def _show(self, view: ModuleValue, kind: ClassValue) -> None:
        """Runs an action's view on what the action put on its controller."""
        flow = self.flow
        flow.steps, flow.is_anything_chosen, flow.trail = 0, True, None
        flow.frames = [Frame(kind.module, self.library(kind.module), kind.scope, 0)]
        try:
            for shown in (view, self.view(kind.module, "layouts/application")):
                if shown is not None:
                    flow.show(shown, flow.self_value(kind), {})
        except Exhausted:
            self.exhausted(view, (1, 0, 1, 0), "view")
        finally:
            flow.frames = []

    def _settled(self, view: str) -> frozenset[str]:
        if self._views is None:
            self.routes_read = [p for p, language in sorted(self.languages.items()) if language == "python" and _OF_ROUTES.search(p)]
            self._views = routes.of_views(self.source(p).decode("utf-8", "replace") for p in self.routes_read)
        return self._views.get(view, frozenset())

    def _bases(self, kind: ClassValue, depth: int = 0) -> Iterable[str]:
        """The paths of the classes it states, and of theirs."""
        for base in kind.node.bases:
            yield self.flow.path_of_mark(Name(kind.node.span, base), kind.module)
            parent = self.type_named(kind.module, base) if depth < 4 else None
            if parent is not None and parent is not kind:
                yield from self._bases(parent, depth + 1)

    def _look(self, path: str, module: ModuleValue) -> None:
        """What the file's tree shows by itself."""
        family = FAMILY[module.syntax.language]
        wanted = {id(structure): (rule.id, structure, use) for rule in rules().values() for of, structure, use in rule.structures
                  if of == family and (not use.imports or imported_by(module).intersection(use.imports))}
        found = structures(module.syntax, [(rule, structure) for rule, structure, _ in wanted.values()], lambda target: self._file(path, family, target),
                           lambda: (self.source(p) for p in sorted(self.languages)))
        for rule, structure, span, name in found:
            use = wanted[id(structure)][2]
            self.found(Hit(rule, path, span, use, name, None, use.doubts))

    def _file(self, here: str, family: str, target: str) -> Module | None:
        path = self._required(here, target) if family == "javascript" else None
        return self.syntax(path) if path is not None else None

    # --- what flow asks

    def library(self, module: ModuleValue) -> Library:
        return library(FAMILY[module.syntax.language])

    def view(self, module: ModuleValue, name: str) -> ModuleValue | None:
        if module.syntax.language != "ruby":
            return None
        here, (folder, last) = module.syntax.path, posixpath.split(name)
        found = _OF_VIEWS.search(here)
        folder = folder or ((found["folder"] or found["of"]).removesuffix("_controller") if found else "")
        known = [p for stem in (last.split(".")[0], f"_{last.split('.')[0]}") for p in self._by_stem.get(stem, ()) if _OF_PAGES.search(p)]
        fits = [p for p in known if f"/{posixpath.dirname(p)}".endswith(f"/views/{folder}" if folder else "/views")]
        path = max(fits, key=lambda p: (len(posixpath.commonprefix([p, here])), -len(p), p), default=None)
        return self.module(path) if path is not None else None

    def is_of_tests(self, module: ModuleValue) -> bool:
        return self._is_test(module.syntax.path)

    def _is_test(self, path: str) -> bool:
        known = self._tests.get(path)
        if known is None:
            known = self._tests[path] = is_test(path, "")
        return known

    def outputs(self, name: str) -> Iterable[Output]:
        return self.templates.outputs(name)

    def found(self, hit: Hit) -> None:
        enters = hit.taint.origin[0] if hit.taint is not None else self.flow.frames[0].module.syntax.path if self.flow.frames else hit.path
        if enters != hit.path and self._is_test(enters) and not self._is_test(hit.path):
            # What a test hands in is neither an attacker's nor a constant of the program.
            return
        if rules()[hit.rule].is_harmless_in_tests and self._is_test(hit.path):
            return
        key: tuple[Any, ...] = (hit.rule, hit.path, hit.span[0], *(_built(hit) if rules()[hit.rule].is_built else ()))
        if hit.taint is not None and hit.taint.kind == PREDICTABLE:
            # However many names it is given, the flaw is where it was drawn.
            key = (hit.rule, hit.taint.origin[0], -hit.taint.origin[1][0])
        old = self.hits.get(key)
        if old is None or _weight(hit) < _weight(old):
            self.hits[key] = hit

    def imported(self, module: ModuleValue, target: str) -> Value | None:
        language = FAMILY[module.syntax.language]
        here = module.syntax.path
        if language == "javascript":
            file, _, name = target.partition("#")
            path = self._required(here, file)
            if path is None:
                return None
            found = self.module(path)
            if name:
                return self._exported(found, name)
            whole = found.exports.get("default")
            dotted = posixpath.splitext(path)[0].replace("/", ".")
            # A module that is one thing is that thing: ``module.exports = mongoose.model(…)``.
            path = whole.path if whole is not None and whole.path and not whole.refs else dotted
            return Value(path=path, refs=(*(whole.refs if whole is not None else ()), found))
        if language == "python":
            return self._python(here, target)
        if "/" in target:
            path = self._included(here, target)
            return Value(refs=(self.module(path),)) if path is not None else None
        kind = self._class_at(here, target)
        return Value(path=kind.path, refs=(kind,)) if kind is not None else None

    def importers(self, path: str) -> list[str]:
        """The files that import this one, or what passes it on."""
        if FAMILY[self.languages[path]] != "javascript":
            return []
        if self.imported_by is None:
            self.imported_by = {}
            for file in sorted(p for p, language in self.languages.items() if FAMILY[language] == "javascript"):
                for target in dict.fromkeys(_IMPORT.findall(self.source(file))):
                    if (there := self._required(file, target.decode("utf-8", "replace"))) is not None and there != file:
                        self.imported_by.setdefault(there, []).append(file)
        found = dict.fromkeys(self.imported_by.get(path, ()))
        for nearer in [*found]:
            if len(found) < MOST_IMPORTERS:
                found.update(dict.fromkeys(self.imported_by.get(nearer, ())))
        return [*found][:MOST_IMPORTERS]

    def _included(self, here: str, target: str) -> str | None:
        """The file another one includes: from where it lies (``./``), or from a folder only the running program knows."""
        known = posixpath.normpath(posixpath.join(posixpath.dirname(here), target))
        for path in (known, f"{known}.rb"):
            if path in self.languages:
                return path
        end = f"/{target.removeprefix('./')}"
        found = [p for p in self._by_name.get(posixpath.basename(target), ()) if f"/{p}".endswith(end)]
        return max(found, key=lambda p: (len(posixpath.commonprefix([p, here])), -len(p), p), default=None)

    def _exported(self, module: ModuleValue, name: str) -> Value | None:
        found = module.exports.get(name)
        if found is None and (whole := module.exports.get("default")) is not None:
            for ref in whole.refs:
                items = getattr(ref, "items", None)
                if isinstance(items, dict) and name in items:
                    return items[name]
        if found is None and name == "default":
            return Value(refs=(module,))
        return found if found is not None else module.scope.names.get(name)

    def _required(self, here: str, target: str) -> str | None:
        if target.startswith("."):
            starts = [posixpath.normpath(posixpath.join(posixpath.dirname(here), target))]
        elif target.startswith(("@/", "~/", "src/", "#/")):
            rest = target.split("/", 1)[1]
            folders = here.split("/")[:-1]
            starts = [posixpath.join("/".join(folders[:i]), middle, rest) for i in range(len(folders), -1, -1) for middle in ("", "src", "app")]
        else:
            return None
        for start in starts:
            base = re.sub(r"\.(?:m|c)?js$", "", start)
            for stem in dict.fromkeys((start, base)):
                for ending in _ENDINGS:
                    if (path := stem.lstrip("/") + ending) in self.languages:
                        return path
        return None

    def _python(self, here: str, target: str) -> Value | None:
        dots = len(target) - len(target.lstrip("."))
        words = [w for w in target.lstrip(".").split(".") if w]
        if dots:
            folder = posixpath.dirname(here)
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            return self._in_folder([folder], words)
        # A name of the standard library is no file that happens to be called so in another folder.
        folders = here.split("/")[:-1]
        return self._in_folder(["/".join(folders[:i]) for i in range(len(folders), -1, -1)] + sorted({f for f in ("src", "app", "lib")}), words)

    def _in_folder(self, folders: list[str], words: list[str]) -> Value | None:
        for folder in folders:
            for cut in range(len(words), -1 if folder and len(folders) == 1 else 0, -1):
                stem = posixpath.join(folder, *words[:cut])
                path = next((p for p in (f"{stem}.py", f"{stem}/__init__.py") if p.lstrip("/") in self.languages), None)
                if path is None:
                    continue
                module = self.module(path.lstrip("/"))
                value = Value(path=".".join(words[:cut]) or stem.replace("/", "."), refs=(module,))
                for word in words[cut:]:
                    found: Value | None = None
                    for ref in value.refs:
                        if isinstance(ref, ModuleValue):
                            found = ref.scope.names.get(word)
                    if found is None:
                        return None
                    value = found
                return value
        return None

    def part(self, module: ModuleValue, path: str) -> Value | None:
        language, last = FAMILY[module.syntax.language], path.rsplit(".", 1)[-1]
        if language == "python":
            if path.split(".", 1)[0] not in self._folders:
                return None
        elif language not in ("java", "csharp", "php") or not last[:1].isupper() or last not in self._by_stem:
            return None
        key = (module.syntax.path, path)
        if key not in self._parts:
            self._parts[key] = None
            if language == "python":
                self._parts[key] = self._python(module.syntax.path, path)
            elif (kind := self._class_at(module.syntax.path, path)) is not None:
                self._parts[key] = Value(path=kind.path, refs=(kind,))
        return self._parts[key]

    def type_named(self, module: ModuleValue, path: str) -> ClassValue | None:
        key = (module.syntax.path, path)
        if key not in self._types:
            # Asked again while it is looked for, it is not there.
            self._types[key] = None
            self._types[key] = self._type(module, path)
            if self._types[key] is None and module.syntax.path in self.modules and not self._is_run(module):
                del self._types[key]
                return None
        known = self._types[key]
        return self._of_package(known) if known is not None else None

    def _is_run(self, module: ModuleValue) -> bool:
        return all(frame.module is not module or frame.closure is not None for frame in self.flow.frames)

    def _type(self, module: ModuleValue, path: str) -> ClassValue | None:
        first, _, rest = path.partition(".")
        value = module.scope.names.get(first)
        for ref in value.refs if isinstance(value, Value) else ():
            if isinstance(ref, ClassValue):
                return ref if not rest else _inner(ref, rest)
            if isinstance(ref, ModuleValue) and rest and isinstance(found := ref.scope.names.get(rest), Value):
                return next((r for r in found.refs if isinstance(r, ClassValue)), None)
        if FAMILY[module.syntax.language] in ("java", "csharp", "php", "go", "ruby"):
            return self._class_at(module.syntax.path, value.path if isinstance(value, Value) and value.path and not rest else path)
        return None

    def _class_at(self, here: str, path: str) -> ClassValue | None:
        words = path.split(".")
        for i in range(len(words) - 1, max(len(words) - 3, -1), -1):
            candidates = [p for p in self._by_stem.get(words[i], ()) if self.languages[p] == self.languages[here]]
            candidates.sort(key=lambda p: (not posixpath.dirname(p).endswith("/".join(words[:i])), -len(posixpath.commonprefix([p, here])), p))
            for candidate in candidates[:1]:
                if i and "/".join(words[:i]) and not posixpath.dirname(candidate).endswith("/".join(words[:i])) and self.syntax(candidate).package != ".".join(words[:i]):
                    continue
                found = self.module(candidate).scope.names.get(words[i])
                kind = next((r for r in found.refs if isinstance(r, ClassValue)), None) if isinstance(found, Value) else None
                return _inner(kind, ".".join(words[i + 1:])) if kind is not None and words[i + 1:] else kind
        return None

    def beside(self, module: ModuleValue, name: str) -> Value | None:
        if module.syntax.language != "go":
            return None
        key = (posixpath.dirname(module.syntax.path), name)
        if key not in self._beside:
            self._beside[key] = None
            for path in self._in_directory(key[0]):
                found = self.module(path).scope.names.get(name)
                if isinstance(found, Value):
                    self._beside[key] = found
                    break
        return self._beside[key]

    def _in_directory(self, directory: str) -> list[str]:
        return [path for path, language in sorted(self.languages.items()) if language == "go" and posixpath.dirname(path) == directory]

    def _of_package(self, kind: ClassValue) -> ClassValue:
        """With the methods that other files of its package state: a language may part a type so."""
        if kind.module.syntax.language == "go" and id(kind) not in self._whole:
            self._whole[id(kind)] = kind
            for path in self._in_directory(posixpath.dirname(kind.module.syntax.path)):
                value = self.module(path).scope.names.get(kind.node.name)
                for ref in value.refs if isinstance(value, Value) else ():
                    if isinstance(ref, ClassValue):
                        kind.methods = {**ref.methods, **kind.methods}
        return kind

    def setting(self, name: str) -> tuple[str, ...]:
        if self._settings is None:
            self._settings = {}
            for path in self._settings_files:
                for line in self.source(path).decode("utf-8", "replace").splitlines():
                    key, found, value = line.partition("=")
                    if found and not line.lstrip().startswith(("#", "!")):
                        self._settings[key.strip()] = tuple(dict.fromkeys((*self._settings.get(key.strip(), ()), value.strip())))
        return self._settings.get(name, ())

    def heirs(self, path: str) -> tuple[ClassValue, ...]:
        if self._heirs is None:
            self._heirs = {}
            for file, language in sorted(self.languages.items()):
                if FAMILY[language] in ("java", "csharp", "php"):
                    for match in _HEIR.finditer(self.source(file).decode("utf-8", "replace")):
                        for base in re.findall(r"[\w.]+", re.sub(r"<[^<>]*>", "", match[2])):
                            self._heirs.setdefault(base.rsplit(".", 1)[-1], []).append((file, match[1]))
        found = []
        for file, name in self._heirs.get(path.rsplit(".", 1)[-1], ())[:4]:
            value = self.module(file).scope.names.get(name)
            found += [r for r in (value.refs if isinstance(value, Value) else ()) if isinstance(r, ClassValue)]
        return tuple(found)


def _before(kind: ClassValue) -> frozenset[str]:
    """The methods that a class says run before its others."""
    if kind.module.syntax.language != "ruby":
        return frozenset()
    return frozenset(a.value for call in kind.node.body if isinstance(call, Call) and isinstance(call.callee, Name) and call.callee.id in _RUN_BEFORE for a in call.args if isinstance(a, Const) and isinstance(a.value, str))


_RUN_BEFORE = ("before_action", "before_filter", "prepend_before_action", "append_before_action")


def _methods(kind: ClassValue) -> Iterable[Closure]:
    # A framework sets an object's properties before it asks the object for anything.
    first = _before(kind)
    yield from sorted(kind.overloads.values(), key=lambda method: (method.node.name not in first, not method.node.name.startswith("set")))
    for value in (kind.statics.items.values() if kind.statics is not None else ()):
        for ref in value.refs if isinstance(value, Value) else ():
            if isinstance(ref, ClassValue) and ref is not kind and ref.node is not kind.node:
                yield from ref.overloads.values()


def _inner(kind: ClassValue | None, rest: str) -> ClassValue | None:
    for word in rest.split("."):
        value = kind.statics.items.get(word) if kind is not None and kind.statics is not None else None
        kind = next((r for r in value.refs if isinstance(r, ClassValue)), None) if isinstance(value, Value) else None
    return kind


def _built(hit: Hit) -> tuple[str, int] | tuple[()]:
    """Where another file put the text together that one place uses for all: each such place is a flaw of its own."""
    step = hit.taint.step if hit.taint is not None else None
    inside = True
    while step is not None and (step.path == hit.path or step.says != "text"):
        # A text that is put together beside its use is that place's own.
        inside = inside and not (step.says == "text" and step.path == hit.path and step.before is not None and step.before.path == hit.path)
        step = step.before
    return (step.path, step.span[0]) if step is not None and inside else ()


def _weight(hit: Hit) -> tuple[int, int, int, Span]:
    kind = _KINDS.index(hit.taint.kind) if hit.taint is not None and hit.taint.kind in _KINDS else 0
    return hit.doubts, kind, hit.taint.step.depth if hit.taint is not None else 0, hit.span


def moving_in(syntax: Module) -> frozenset[str]:
    """Names of a file that more than one place assigns, or a function's body does: what stands there first is no constant."""
    known: frozenset[str] | None = syntax.told.get("moving")
    if known is None:
        known = syntax.told["moving"] = _moving(syntax)
    return known


def _moving(syntax: Module) -> frozenset[str]:
    seen: set[str] = set()
    moving: set[str] = set()
    waiting: list[tuple[Node, bool]] = [(node, False) for node in reversed(syntax.body)]
    while waiting:
        node, is_inside = waiting.pop()
        if isinstance(node, Assign) and isinstance(node.target, Name):
            name = node.target.id
            if name in seen or (is_inside and not node.is_declaration) or node.op:
                moving.add(name)
            seen.add(name)
        # A class's fields are assigned by its methods.
        is_inside = is_inside or isinstance(node, (Function, Class))
        waiting += [(child, is_inside) for child in reversed(children(node))]
    return frozenset(moving)
