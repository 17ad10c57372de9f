"""What a file's tree shows without being run: routes that lack a check their neighbours have, handlers that swallow a failed check, asserts that guard."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .syntax import (
    Assign,
    Attr,
    Call,
    Class,
    Const,
    Function,
    If,
    Import,
    Index,
    Module,
    Name,
    Node,
    Raise,
    Return,
    Sequence,
    Span,
    Table,
    Try,
    Unary,
    walk,
)

MOST_WORDS = 4_000
"""Looked at of one handler; a longer one is no handler a person wrote."""


@dataclass(frozen=True, slots=True)
class Structure:
    """One thing a rule looks for in the tree. Expressions are searched for in words: the names code uses, one by one."""

    form: str
    """``route`` (what it lacks), ``query`` (inside a route, by what the client named), ``app`` (what is made without), ``marked`` (a function by its decorator), ``swallows``, ``asserts`` or ``empty``."""
    pattern: re.Pattern[str]
    """Of a route: its method; of the others: a word inside, or the name of what is called."""
    path: re.Pattern[str] | None = None
    """Of a route: its path matches."""
    unless_path: re.Pattern[str] | None = None
    lacks: re.Pattern[str] | None = None
    """A word of the route, or of what is set up for the whole file, that makes it good."""
    shared: re.Pattern[str] | None = None
    """Another route of the file has such a word: without one, nobody is let in anywhere, and there is nothing to compare with."""
    anywhere: re.Pattern[str] | None = None
    """A text in any file of the project that makes it good."""
    has: re.Pattern[str] | None = None
    """Of a marked function: a word inside without which it does not count."""


@dataclass(frozen=True, slots=True)
class Route:
    methods: tuple[str, ...]
    path: str
    span: Span
    words: frozenset[str]
    """Of its decorators, middleware, parameters and handlers."""
    handlers: tuple[Function, ...]
    is_whole: bool
    """Every handler was seen."""


@dataclass(slots=True)
class Surface:
    """One file as its routes show it."""

    routes: list[Route] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    """Words of what is set up for all of them."""


_SERVERS = re.compile(r"(?i)(?:app|application|router|routes?|server|fastify|express|koa|hono)$")
"""What routes are registered with; a client of HTTP has methods of the same names."""
_METHODS = {"get", "post", "put", "patch", "delete", "all", "del"}
_MARKS = {"Get": "get", "Post": "post", "Put": "put", "Patch": "patch", "Delete": "delete", "GetMapping": "get", "PostMapping": "post", "PutMapping": "put", "PatchMapping": "patch",
          "DeleteMapping": "delete", "RequestMapping": "all", "HttpGet": "get", "HttpPost": "post", "HttpPut": "put", "HttpDelete": "delete", "HttpPatch": "patch"}
_FOR_ALL = {"use", "before_request", "apply", "addHook", "register", "useGlobalGuards", "add_middleware", "include_router", "APIRouter", "FastAPI", "Blueprint", "before_action"}


def structures(module: Module, wanted: Iterable[tuple[str, Structure]], resolve: Callable[[str], Module | None] = lambda target: None,
               texts: Callable[[], Iterable[bytes]] = tuple) -> Iterator[tuple[str, Structure, Span, str]]:
    """(rule, structure, where, name) of everything found in a file.

    Args:
        resolve: a file of the project that an import of this one means.
        texts: every file of the project, asked for only where a rule looks anywhere.
    """
    wanted = list(wanted)
    if not wanted:
        return
    everything = list(walk(module.body))
    surface = surface_of(everything, resolve) if any(s.form in ("route", "query") for _, s in wanted) else Surface()
    for rule, structure in wanted:
        found = list(_FORMS[structure.form](everything, surface, structure))
        if found and structure.anywhere is not None and any(structure.anywhere.search(text.decode("utf-8", "replace")) for text in texts()):
            continue
        for span, name in found:
            yield rule, structure, span, name


# --- routes -----------------------------------------------------------------------------------------------------------

def surface_of(everything: list[Node], resolve: Callable[[str], Module | None]) -> Surface:
    made = Surface()
    here = {n.name: n for n in everything if isinstance(n, Function) and n.name}
    members: set[int] = set()
    imports = {name: target for n in everything if isinstance(n, Import) for name, target in n.names}
    called = {n.target.id: n.value for n in everything if isinstance(n, Assign) and isinstance(n.target, Name) and isinstance(n.value, Call)}
    for node in everything:
        if isinstance(node, Call):
            _registered(node, made, here, imports, resolve, called)
        elif isinstance(node, Class):
            marks = _words(node.marks)
            prefix = next((p for m in node.marks if isinstance(m, Call) and _last(m.callee) in ("Controller", "RequestMapping", "Route", "JsonController") and (p := _path(m)) is not None), "")
            for member in node.body:
                if isinstance(member, Function):
                    members.add(id(member))
                    _marked(member, made, prefix, marks)
        elif isinstance(node, Function) and node.marks and node.is_statement and id(node) not in members:
            _marked(node, made, "", frozenset())
    return made


def _registered(node: Call, made: Surface, here: Mapping[str, Function], imports: Mapping[str, str], resolve: Callable[[str], Module | None], called: Mapping[str, Call]) -> None:
    if _last(node.callee) in _FOR_ALL and not (node.args and isinstance(node.args[0], Const) and isinstance(node.args[0].value, str) and len(node.args[0].value) > 1):
        # What is set up for one path only says nothing of the others.
        made.shared |= _words([*node.args, *node.named.values()])
        for arg in node.args:
            for function in _functions(arg, here, imports, resolve):
                made.shared |= _words([function])
    if not isinstance(node.callee, Attr) or node.callee.name not in _METHODS:
        return
    path, handlers = _path(node), node.args[1:]
    if path is None:
        inner = node.callee.object
        while isinstance(inner, Call) and isinstance(inner.callee, Attr) and inner.callee.name in _METHODS:
            inner = inner.callee.object
        if not (isinstance(inner, Call) and _last(inner.callee) == "route" and (path := _path(inner)) is not None):
            return
        handlers = node.args
    if not handlers or not path.startswith(("/", "*", ":")) or isinstance(handlers[-1], (Const, Table)):
        return
    functions: list[Function] = []
    words, is_whole = set(_words([a for a in handlers if not isinstance(a, Function)])), True
    # Middleware goes by a name of its own; what made it tells what it does.
    words |= _words([called[a.id].callee for a in handlers if isinstance(a, Name) and a.id in called])
    receiver = node.callee.object
    while isinstance(receiver, Call) and isinstance(receiver.callee, Attr):
        receiver = receiver.callee.object
    is_server = bool(_SERVERS.search(_last(receiver)))
    for arg in handlers:
        found = list(_functions(arg, here, imports, resolve))
        is_whole = is_whole and bool(found)
        functions += found
    if not is_server and not any(len(f.parameters) > 1 for f in functions):
        return
    for function in functions:
        words |= _words([function])
    made.routes.append(Route((node.callee.name,), path, node.span, frozenset(words), tuple(functions), is_whole))


def _functions(node: Node, here: Mapping[str, Function], imports: Mapping[str, str], resolve: Callable[[str], Module | None]) -> Iterator[Function]:
    """The functions an argument is or names, in this file or in one it imports."""
    if isinstance(node, Function):
        yield node
    elif isinstance(node, Name) and node.id in here:
        yield here[node.id]
    elif isinstance(node, Name) and node.id in imports:
        target, _, name = imports[node.id].partition("#")
        yield from _named(resolve(target), name or node.id)
    elif isinstance(node, Attr):
        first = node.object
        if isinstance(first, Name) and first.id in imports:
            yield from _named(resolve(imports[first.id].partition("#")[0]), node.name)
        elif isinstance(first, Name) and node.name in here:
            yield here[node.name]
    elif isinstance(node, (Call, Sequence)):
        for part in node.args if isinstance(node, Call) else node.items:
            if isinstance(part, (Function, Name, Attr)):
                yield from _functions(part, here, imports, resolve)


def _named(module: Module | None, name: str) -> Iterator[Function]:
    for node in walk(module.body) if module is not None else ():
        if isinstance(node, Function) and node.name == name:
            yield node
            return
        if isinstance(node, Assign) and isinstance(node.value, Function) and isinstance(node.target, (Name, Attr)) and _last(node.target) == name:
            yield node.value
            return


def _marked(function: Function, made: Surface, prefix: str, marks: frozenset[str]) -> None:
    for mark in function.marks:
        callee = mark.callee if isinstance(mark, Call) else mark
        last, path = _last(callee), _path(mark) if isinstance(mark, Call) else ""
        if isinstance(callee, Attr) and last in {*_METHODS, "route", "api_route"}:
            if path is None or not path.startswith("/"):
                continue
            methods: tuple[str, ...] = (last,)
            if isinstance(mark, Call) and last in ("route", "api_route"):
                given = mark.named.get("methods")
                methods = tuple(str(i.value).lower() for i in given.items if isinstance(i, Const)) if isinstance(given, Sequence) else ("get",)
        elif last in _MARKS and (prefix or isinstance(mark, Call)):
            methods, path = (_MARKS[last],), posixpath.join("/", prefix.strip("/"), (path or "").strip("/"))
        else:
            continue
        words = marks | _words([function])
        made.routes.append(Route(methods, path, function.span, words, (function,), True))


def _path(node: Call) -> str | None:
    first = node.args[0] if node.args else next((node.named[k] for k in ("path", "value", "rule") if k in node.named), None)
    if isinstance(first, Sequence) and first.items:
        first = first.items[0]
    return first.value if isinstance(first, Const) and isinstance(first.value, str) else "" if first is None else None


def _last(node: Node) -> str:
    return node.name if isinstance(node, Attr) else node.id if isinstance(node, Name) else ""


def _words(nodes: Iterable[Node]) -> frozenset[str]:
    """The names that code uses, types, keys and short texts among them."""
    return _names(walk(list(nodes)))


def _names(nodes: Iterable[Node]) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Name):
            found.add(node.id)
        elif isinstance(node, Attr):
            found.add(node.name)
        elif isinstance(node, Function):
            found.update(w for p in node.parameters for w in (p.type,) if w)
        elif isinstance(node, Const) and isinstance(node.value, str) and len(node.value) < 60:
            found.add(node.value)
        if len(found) > MOST_WORDS:
            break
    return frozenset(found)


def _has(words: Iterable[str], expression: re.Pattern[str] | None) -> bool:
    return expression is not None and any(expression.search(word) for word in words)


def _lacking(everything: list[Node], surface: Surface, wanted: Structure) -> Iterator[tuple[Span, str]]:
    for route in surface.routes:
        if not any(wanted.pattern.search(method) for method in route.methods) or (wanted.path is not None and not wanted.path.search(route.path)):
            continue
        if (wanted.unless_path is not None and wanted.unless_path.search(route.path)) or _has(route.words, wanted.lacks) or _has(surface.shared, wanted.lacks):
            continue
        if wanted.shared is not None and not (route.is_whole and any(_has(other.words, wanted.shared) for other in surface.routes)):
            continue
        yield route.span, f"{route.methods[0].upper()} {route.path}"


def _queries(everything: list[Node], surface: Surface, wanted: Structure) -> Iterator[tuple[Span, str]]:
    if wanted.shared is not None and not any(_has(other.words, wanted.shared) for other in surface.routes):
        return
    for route in surface.routes:
        named = set(re.findall(r"[:<{](?:\w+:)?(\w+)", route.path))
        if not named or _has(route.words, wanted.lacks) or _has(surface.shared, wanted.lacks):
            continue
        for function in route.handlers:
            for node in walk(function.body):
                if isinstance(node, Call) and wanted.pattern.search(_last(node.callee)) and named & _words([*node.args, *node.named.values()]):
                    yield node.span, _last(node.callee)


# --- what is not about routes -----------------------------------------------------------------------------------------

def _apps(everything: list[Node], surface: Surface, wanted: Structure) -> Iterator[tuple[Span, str]]:
    words: frozenset[str] | None = None
    for node in everything:
        if isinstance(node, Assign) and isinstance(node.value, Call) and isinstance(node.value.callee, Name) and wanted.pattern.search(node.value.callee.id):
            words = _names(everything) | {target for n in everything if isinstance(n, Import) for _, target in n.names} if words is None else words
            if "listen" in words and not _has(words, wanted.lacks):
                yield node.span, node.value.callee.id


def _marks(everything: list[Node], surface: Surface, wanted: Structure) -> Iterator[tuple[Span, str]]:
    for node in everything:
        if isinstance(node, Function):
            name = next((w for w in (_last(m.callee if isinstance(m, Call) else m) for m in node.marks) if wanted.pattern.search(w)), None)
            # The method "POST" is no form that was posted.
            if name and not _has(words := frozenset(_last(n) for n in walk([node]) if isinstance(n, (Name, Attr))), wanted.lacks) and (wanted.has is None or _has(words, wanted.has)):
                yield node.span, name


def _swallowed(everything: list[Node], surface: Surface, wanted: Structure) -> Iterator[tuple[Span, str]]:
    for node in everything:
        # What stands in the else of a try runs where the check passed.
        if isinstance(node, Try) and not node.other:
            called = next((_last(n.callee) for n in walk(node.body) if isinstance(n, Call) and wanted.pattern.search(_last(n.callee))), None)
            for handler in node.handlers if called is not None else ():
                if all(isinstance(n, Const) for n in handler.body):
                    yield node.span, called or ""


def _asserted(everything: list[Node], surface: Surface, wanted: Structure) -> Iterator[tuple[Span, str]]:
    for node in everything:
        # An assert is read as an if that raises, all in one place.
        if isinstance(node, If) and len(node.then) == 1 and isinstance(node.then[0], Raise) and node.then[0].span == node.span and isinstance(node.test, Unary):
            name = next((w for w in (_last(n) for n in walk([node.test]) if isinstance(n, (Name, Attr, Index))) if wanted.pattern.search(w)), None)
            if name:
                yield node.span, name


def _emptied(nodes: list[Node], surface: Surface, structure: Structure) -> Iterator[tuple[Span, str]]:
    """Functions that are asked to refuse and never do: their body is empty, or says yes."""
    for node in nodes:
        if isinstance(node, Function) and not node.is_abstract and structure.pattern.search(node.name) and all(isinstance(n, Return) and isinstance(n.value, Const) and n.value.value is True for n in node.body):
            yield node.span, node.name


_FORMS: dict[str, Callable[[list[Node], Surface, Structure], Iterator[tuple[Span, str]]]] = {"route": _lacking, "query": _queries, "app": _apps, "marked": _marks, "swallows": _swallowed, "asserts": _asserted, "empty": _emptied}
