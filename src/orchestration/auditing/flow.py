"""Runs a program's text on what is known of its values: constants cut branches, and what an attacker chose is followed to where it does harm.

An abstract interpreter over :mod:`~orchestration.auditing.syntax`. Functions are entered with what they are called with, across files; both sides of an
unknown test are taken and joined; a loop's body is taken twice. It is neither sound nor complete: it stops at ``MOST_STEPS`` a function and ``MOST_CALLS``
deep, and says where it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from . import builtins, expression, routes
from .rule import FRAGILE, PREDICTABLE, Condition, Library, Rule, Use
from .syntax import (
    Assign,
    Attr,
    Binary,
    Block,
    Call,
    Case,
    Cast,
    Choice,
    Class,
    Comprehension,
    Const,
    Default,
    Each,
    Export,
    Function,
    If,
    Import,
    Index,
    Join,
    Name,
    Node,
    Parameter,
    Pattern,
    Raise,
    Return,
    Sequence,
    Some,
    Span,
    Spread,
    Stop,
    Switch,
    Table,
    Try,
    Unary,
    While,
    With,
    walk,
)
from .templates import Output
from .values import (
    COUNT,
    NO,
    REST,
    UNKNOWN,
    Box,
    ClassValue,
    Closure,
    Items,
    ModuleValue,
    Ref,
    Scope,
    Step,
    Taint,
    Value,
    attribute,
    joined,
    merged,
)

MOST_STEPS = 40_000
"""Nodes looked at for one function that is entered from outside, calls included."""
MOST_RUNS = 12
"""Ways of calling one function that are told apart where no attacker has a part in them."""
MOST_OF_A_FILE = 40 * MOST_STEPS
"""The same for everything that one file hands over."""
MOST_OF_AN_INCLUDE = 8_000
"""The same for a file that is run again because of what another one has, where it asks for it."""
MOST_OF_INCLUDES = 10 * MOST_STEPS
"""The same for all of these."""
MOST_CALLS = 12
"""Calls inside calls."""
MOST_DEPTH = 60
"""Steps a way is shown with."""

_MEMBERSHIP = frozenset({"includes", "contains", "Contains", "include?", "has", "containsKey", "hasOwnProperty", "key?", "has_key?", "ContainsKey"})
"""Asked of a list or table nobody else chose, these say that a value is one of it."""

_SPELLS = re.compile(r"(?i)(?:hash\w*|md5|sha\w*|hex\w*|b64\w*|base64\w*|btoa|digest|to_?string|substr\w*|slice|padstart|zfill|join|format|s?printf?|sprint\\w*|str|buffer|from|update|upper\w*|lower\w*|round|abs|floor|char\w*|bytes|split|pop|replace\w*)$")
"""Functions that write a number down another way."""
_COPIES = re.compile(r"(?i)(?:get_?bytes|encode|to_?string|trim|strip|concat|join|format|s?print\w*|from)$")
"""Functions whose result says the same as what they are given."""

_TYPED = frozenset({"java", "csharp", "go"})
_LOOKS_UP = re.compile(r"get|(?:find|load|lookup|fetch|select|count|exists|retrieve|getBy|getOne|getAll|getIfPresent|Find|Load|Fetch|Count|GetBy|First|Single)(?:[A-Z]\w*)?")
"""What an object finds under a key is not the key."""
_FINDS = re.compile(
    r"(?:^|.*\.)(?:get_(?:object|list)_or_404|(?:get|first|one)_or_404|find_by(?:_\w+)?!?|find_or_(?:create|initialize)_by!?|findOrFail|firstOrFail|find(?:One|By|All|Many|Unique|First|AndCountAll)(?:[A-Z]\w*)?)"
    r"|(?:.*\.)?(?:objects|query|_default_manager|session)\.(?:\w+\.)*(?:get|filter|exclude|filter_by|first|last|get_or_create|update_or_create)")
_KEPT_BY_A_SERVICE = re.compile(r"(?:get|fetch|load|lookup)_(?!.*(?:argument|header|param|query|cookie|body|json|data|text|input|path|url|name|value|field|content|file|raw|str)s?(?:_|$))\w+")
"""The same in languages whose objects have no stated types, where the name leaves no doubt."""

_PARTS_OF_ROUTES = ("express.Request.params", "koa.Context.params", "this.kwargs", "flask.request.view_args")
_ENUMERATIONS = frozenset({"Enum", "StrEnum", "IntEnum", "TextChoices", "IntegerChoices", "Choices"})
_INCLUDES = frozenset({"include", "include_once", "require", "require_once"})

BOUND = {"@bound": "@remote", "@message": "@stored"}
"""Of a handler's parameters: what a framework fills from a request, or from a message, where it has a type for that."""

_OF_THE_FRAMEWORK = frozenset({"user", "form", "formset", "commit", "exception", "exc", "error", "response", "view", "obj", "instance", "queryset", "change", "serializer", "sociallogin", "extra_context", "view_func", "callback", "get_response"})
"""Names of parameters that a framework fills with objects of its own, behind a request; a part of an address is called after what it tells."""

_OF_TABLES = frozenset({"get", "set", "has", "delete", "put", "remove", "forEach", "keys", "values", "entries", "clear", "containsKey", "getOrDefault", "items", "pop", "setdefault", "update"})
_ENDS = frozenset({"flask.abort", "quart.abort", "bottle.abort", "werkzeug.exceptions.abort", "abort", "sys.exit", "os._exit", "process.exit", "os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "panic", "System.exit", "java.lang.System.exit",
                   "next.navigation.notFound", "next.navigation.redirect"})
"""What is called here does not return."""

GOES_ON, RAISED, RETURNED, BROKE = 0, 1, 2, 3
_ABSENT: Any = object()


class Exhausted(Exception):
    """An entry took more steps than it may."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A use that does harm, seen once on one way."""

    rule: str
    path: str
    span: Span
    use: Use
    says: str
    """The name of what is used: ``cursor.execute``."""
    taint: Taint | None = None
    doubts: int = 0


class World(Protocol):
    """What flow asks of the project around a file."""

    def library(self, module: ModuleValue) -> Library: ...
    def imported(self, module: ModuleValue, target: str) -> Value | None:
        """What an import of this file means, where it is a file of the project."""
    def part(self, module: ModuleValue, path: str) -> Value | None:
        """What lies at a dotted path below a folder of the project."""
    def type_named(self, module: ModuleValue, path: str) -> ClassValue | None: ...
    def beside(self, module: ModuleValue, name: str) -> Value | None:
        """What another file of the same package calls so, where a language's files share their names."""
    def setting(self, name: str) -> tuple[str, ...]:
        """What the project's files of settings say under a name."""
    def heirs(self, path: str) -> tuple[ClassValue, ...]:
        """Classes of the project that state this one as their base."""
    def outputs(self, name: str) -> Iterable[Output]:
        """Where the template of this name writes a value as it is."""
    def view(self, module: ModuleValue, name: str) -> ModuleValue | None:
        """The template this file calls so, where it is one whose code is read."""
    def is_of_tests(self, module: ModuleValue) -> bool:
        """What is found on the way from there counts for tests only."""
    def found(self, hit: Hit) -> None: ...
    def exhausted(self, module: ModuleValue, span: Span, name: str) -> None:
        """What was not looked at to its end."""


class Frame:
    __slots__ = ("born", "broken", "closure", "ends", "guarded", "library", "module", "oldest_write", "pending", "returns", "scope", "tags", "tests", "this", "watched")

    def __init__(self, module: ModuleValue, library: Library, scope: Scope, born: int, closure: Closure | None = None, this: Value | None = None, tags: tuple[str, ...] = ()) -> None:
        self.module, self.library, self.scope, self.born, self.closure, self.this, self.tags = module, library, scope, born, closure, this, tags
        self.returns: list[Value] = []
        self.tests: dict[str, Node] = {}
        """What a name was made of: a test that comes later is that one."""
        self.watched: tuple[tuple[int, str], ...] = ()
        """Parameters of which an attacker has a part, and which the function itself gives no other value."""
        self.ends: list[tuple[dict[str, Value], dict[str, Any]]] = []
        """What was known of them, and of parts of them, where the function came to an end without raising."""
        self.pending: list[dict[Any, Any]] = []
        self.broken: list[dict[Any, Any]] = []
        self.oldest_write = born
        self.guarded = Items()
        self.guarded.born = born


class Flow:
    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = 0
        self.steps = 0
        self.trail: dict[Any, Any] | None = None
        self.frames: list[Frame] = []
        self.memo: dict[Any, Value] = {}
        self.plain: dict[int, tuple[int, Value]] = {}
        """By function: how often it was entered with nothing of an attacker's, and what it gave."""
        self.names: dict[int, str] = {}
        """Of functions that have none, what they were first assigned to, by their node."""
        self.visited: dict[int, Closure] = {}
        """The functions that were called, by their nodes' ``id``; and in ``read`` those whose text alone was looked at."""
        self.read: dict[int, Closure] = {}
        self.made: dict[int, Closure] = {}
        """Functions made on the way, by their node."""
        self.loops = 0
        self.statement: Node | None = None
        """What is being run, for the names that stand around a use."""
        self.is_anything_chosen = False
        """A value that somebody else chose was met since this function was entered from outside."""
        self.entered = 0
        """Functions that are being run as whoever calls them from outside would."""
        self.spent = 0
        """Steps of the entries of one file."""
        self.included = 0
        """Steps in files that were run again where another one asks for them."""
        self.stored: dict[str, tuple[Taint, ...]] = {}
        """What was put where the library says that others find it, by its path."""
        self.states: dict[int, tuple[Value, Value, Closure | None]] = {}
        """What a component keeps between two drawings, by where it asks for it: the state, what sets it, whose it is."""
        self.vetted: dict[Any, Any] = {}
        """By call: what holds of its arguments after it, because it would have raised."""
        self.rebinds: dict[int, frozenset[str]] = {}
        self.checked: Any = None
        """What ``vetted`` says of the call that came back last."""
        self.handled: set[int] = set()
        """Functions that were run as somebody's handlers, by their node."""
        self._evaluate: dict[type, Callable[[Any], Value]] = {
            Const: self._const, Pattern: self._pattern, Name: self._name, Attr: self._attr, Index: self._index, Call: self._call, Spread: lambda n: self.value(n.value), Binary: self._binary,
            Unary: self._unary, Choice: self._choice, Join: self._join, Sequence: self._sequence, Table: self._table, Default: lambda n: self.value(n.value), Cast: self._cast,
            Assign: self._assign, Comprehension: self._comprehension, Some: self._some, Function: self._function, Return: self._yield, Class: self._class,
        }
        self._execute: dict[type, Callable[[Any], int]] = {
            If: self._if, While: self._while, Each: self._each, Switch: self._switch, Try: self._try, With: self._with, Return: self._return, Raise: self._raise, Stop: self._stop,
            Block: lambda n: self.block(n.body), Import: self._import, Export: self._export,
        }

    # --- what is written, and taken back where a branch ends

    def items(self) -> Items:
        self.clock += 1
        made = Items()
        made.born = self.clock
        return made

    def write(self, items: Items, key: Any, value: Any) -> None:
        trail = self.trail
        if trail is not None:
            place = (id(items), key)
            if place not in trail:
                trail[place] = (items, items.get(key, _ABSENT))
        frame = self.frames[-1] if self.frames else None
        if frame is not None and items.born < frame.oldest_write:
            frame.oldest_write = items.born
        items[key] = value

    def attempt(self, run: Callable[[], int]) -> tuple[dict[Any, Any], int]:
        """Runs a branch and takes it back: (what it would have written, how it ended)."""
        outer, self.trail = self.trail, {}
        try:
            status = run()
        finally:
            mine, self.trail = self.trail, outer
            finals = {}
            for place, (items, old) in mine.items():
                key = place[1]
                finals[place] = (items, items.get(key, _ABSENT))
                if old is _ABSENT:
                    items.pop(key, None)
                else:
                    items[key] = old
        return finals, status

    def merge(self, branches: list[dict[Any, Any]]) -> None:
        """Goes on with any of these."""
        if len(branches) == 1:
            for (_, key), (items, value) in branches[0].items():
                if value is not _ABSENT:
                    self.write(items, key, value)
            return
        done: set[Any] = set()
        for branch in branches:
            for place, (items, value) in branch.items():
                if place in done:
                    continue
                done.add(place)
                key = place[1]
                current = items.get(key, _ABSENT)
                for other in branches:
                    if other is not branch:
                        value = _either(value, other[place][1] if place in other else current)
                if value is not _ABSENT and value is not current:
                    self.write(items, key, value)

    def perhaps(self, branches: list[dict[Any, Any]]) -> None:
        """Goes on as before, or with any of these."""
        self.merge([{}, *branches] if branches else [])

    def _ended(self, finals: dict[Any, Any], status: int) -> None:
        frame = self.frames[-1]
        if status != RAISED:
            # Whoever called goes on only where nothing was raised.
            (frame.broken if status == BROKE else frame.pending).append(finals)

    # --- statements

    def block(self, body: Iterable[Node]) -> int:
        outer = self.statement
        try:
            for node in body:
                self.statement = node
                run = self._execute.get(type(node))
                if run is None:
                    self.value(node)
                    if isinstance(node, Call) and self._path_of(node.callee) in _ENDS:
                        return RAISED
                elif status := run(node):
                    return status
            return GOES_ON
        finally:
            self.statement = outer

    def _branches(self, runs: list[Callable[[], int]]) -> int:
        alive, statuses = [], []
        for run in runs:
            finals, status = self.attempt(run)
            if status == GOES_ON:
                alive.append(finals)
            else:
                self._ended(finals, status)
                statuses.append(status)
        if alive:
            self.merge(alive)
            return GOES_ON
        return max(statuses, default=GOES_ON)

    def _if(self, node: If) -> int:
        test = self.value(node.test)
        known = self.truth(test)
        if known is not None:
            return self.block(node.then if known else node.other)
        return self._branches([lambda: self._assuming(node.test, True, node.then), lambda: self._assuming(node.test, False, node.other)])

    def _assuming(self, test: Node, is_true: bool, body: list[Node]) -> int:
        self.assume(test, is_true)
        return self.block(body)

    def _while(self, node: While) -> int:
        if not node.is_tested_last and node.test is not None and self.truth(self.value(node.test)) is False:
            return GOES_ON

        def once() -> int:
            if node.test is not None:
                self.value(node.test)
                self.assume(node.test, True)
            status = self.block(node.body)
            if status == GOES_ON:
                self.block(node.step)
            return status

        endless = node.test is None or (isinstance(node.test, Const) and bool(node.test.value))
        status = self._loop(once, endless)
        if status == GOES_ON and node.test is not None and not endless:
            self.assume(node.test, False)
        return status

    def _each(self, node: Each) -> int:
        source = self.value(node.iterable)
        element = builtins.keys(self, source) if node.keys else builtins.element(self, source)

        def once() -> int:
            self.bind(node.target, element, node.target)
            return self.block(node.body)

        return self._loop(once, False)

    def _loop(self, once: Callable[[], int], endless: bool) -> int:
        frame = self.frames[-1]
        kept, frame.broken = frame.broken, []
        self.loops += 1
        status = GOES_ON
        for _ in range(2 if self.loops < 3 else 1):
            finals, status = self.attempt(once)
            if status == GOES_ON:
                self.perhaps([finals])
            else:
                self._ended(finals, status)
        self.loops -= 1
        broken, frame.broken = frame.broken, kept
        self.perhaps(broken)
        return RETURNED if endless and status == RETURNED and not broken else GOES_ON

    def _switch(self, node: Switch) -> int:
        subject = self.value(node.subject)
        runs: list[Callable[[], int]] = []
        certain = None
        has_default = False
        for i, case in enumerate(node.cases):
            has_default = has_default or not case.tests
            matches = self._matches(subject, case)
            if matches is True and certain is None:
                certain = i
            if matches is not False:
                runs.append(lambda i=i, case=case: self._case(node, i, case))  # type: ignore[misc]
        if subject.const is not NO and certain is None and runs:
            certain = next((i for i, case in enumerate(node.cases) if not case.tests), None)
        if certain is not None:
            return self._after_switch(self._case(node, certain, node.cases[certain]))
        if not has_default:
            runs.append(lambda: GOES_ON)
        frame = self.frames[-1]
        kept, frame.broken = frame.broken, []
        status = self._branches(runs)
        broken, frame.broken = frame.broken, kept
        if broken:
            self.merge([{}, *broken] if status == GOES_ON else broken)
        return GOES_ON if broken else status

    def _matches(self, subject: Value, case: Case) -> bool | None:
        if not case.tests:
            return None
        tests = [self.value(t) for t in case.tests]
        if subject.const is NO or any(t.const is NO for t in tests):
            return None
        return any(t.const == subject.const for t in tests)

    def _case(self, node: Switch, at: int, case: Case) -> int:
        if case.tests and all(isinstance(t, (Const, Name, Attr)) for t in case.tests):
            self.refine(node.subject, None)
        status = self.block(case.body)
        while status == GOES_ON and case.falls and at + 1 < len(node.cases):
            at += 1
            case = node.cases[at]
            status = self.block(case.body)
        return status

    def _after_switch(self, status: int) -> int:
        return GOES_ON if status == BROKE else status

    def _try(self, node: Try) -> int:
        finals, status = self.attempt(lambda: self.block([*node.body, *node.other]))
        alive = [finals] if status == GOES_ON else []
        statuses = [status] if status != GOES_ON else []
        if status != GOES_ON:
            self._ended(finals, status)
        for handler in node.handlers:
            def run(handler: Any = handler) -> int:
                self.perhaps([finals])
                if handler.name:
                    self.bind(Name(handler.span, handler.name), Value(path=handler.types[0] if handler.types else "Error"), handler)
                return self.block(handler.body)

            handled, ended = self.attempt(run)
            if ended == GOES_ON:
                alive.append(handled)
            else:
                self._ended(handled, ended)
                statuses.append(ended)
        self.merge(alive)
        last = self.block(node.final)
        return last or (GOES_ON if alive else max(statuses, default=GOES_ON))

    def _with(self, node: With) -> int:
        for target, value in node.items:
            made = self.value(value)
            if target is not None:
                self.bind(target, made, target)
        return self.block(node.body)

    def _return(self, node: Return) -> int:
        value = self.value(node.value) if node.value is not None else Value(const=None)
        frame = self.frames[-1]
        if frame.closure is not None and (name := frame.closure.node.name or self.names.get(id(frame.closure.node))):
            value = self._named(name, value, node)
        frame.returns.append(value)
        if not node.is_yield:
            self._ends(frame)
        if node.value is not None:
            for tag in frame.tags:
                for use in self._library().of("returned", tag):
                    if not use.unless or use.unless not in frame.tags:
                        self._sink(use, [value], {"returns": Value(const=frame.closure.node.returns if frame.closure is not None else NO)}, UNKNOWN, node, "return")
        return GOES_ON if node.is_yield else RETURNED

    def _yield(self, node: Return) -> Value:
        self._return(node)
        return UNKNOWN

    def _raise(self, node: Raise) -> int:
        if node.value is not None:
            self.value(node.value)
        return RAISED

    def _stop(self, node: Stop) -> int:
        return BROKE

    def _import(self, node: Import) -> int:
        frame = self.frames[-1]
        for here, there in node.names:
            value = self.world.imported(frame.module, there)
            if here == "*":
                if value is not None and value.refs and isinstance(value.refs[0], ModuleValue):
                    self._include(value.refs[0])
                continue
            if here:
                self.write(frame.scope.names, here, value or Value(path=there.replace("#default", "").replace("#", ".").lstrip("./@").replace("/", ".")))
        return GOES_ON

    def _include(self, module: ModuleValue) -> Value:
        """Takes over the names of a file; in PHP its statements run among those of the file that asks for it."""
        frame = self.frames[-1]
        for name, found in list((module.exports or module.scope.names).items()):
            self.write(frame.scope.names, name, found)
        if module.syntax.language != "php":
            return UNKNOWN
        returned: Value = module.scope.names.get("<return>", UNKNOWN)
        if self.included > MOST_OF_INCLUDES or len(self.frames) > MOST_CALLS or any(f.module is module for f in self.frames) or not any(isinstance(v, Value) and self.deep(v, 2) for v in frame.scope.names.values()):
            return returned
        steps, loops, depth = self.steps, self.loops, len(self.frames)
        self.steps, self.loops = max(steps, MOST_STEPS - MOST_OF_AN_INCLUDE), 0
        before = self.steps
        inner = Frame(module, self.world.library(module), frame.scope, self.clock, frame.closure, frame.this, frame.tags)
        self.frames.append(inner)
        try:
            self.block(module.syntax.body)
            self.perhaps(inner.pending)
        except Exhausted:
            pass
        finally:
            del self.frames[depth:]
            self.included += self.steps - before
            self.steps, self.loops = steps + self.steps - before, loops
        if inner.oldest_write < frame.oldest_write:
            frame.oldest_write = inner.oldest_write
        for value in inner.returns:
            returned = joined(returned, value) if returned is not UNKNOWN else value
        return returned

    def _export(self, node: Export) -> int:
        value, exports = self.value(node.value), self.frames[-1].module.exports
        if node.name == "*":
            for ref in value.refs:
                for name, found in list(ref.exports.items()) if isinstance(ref, ModuleValue) else ():
                    self.write(exports, name, found)
            return GOES_ON
        self.write(exports, node.name, value)
        return GOES_ON

    # --- values

    def value(self, node: Node) -> Value:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Exhausted
        run = self._evaluate.get(type(node))
        if run is not None:
            return run(node)
        status = self._execute.get(type(node))
        if status is not None:
            status(node)
        return UNKNOWN

    def _const(self, node: Const) -> Value:
        return Value(const=node.value)

    def _pattern(self, node: Pattern) -> Value:
        return Value(path="RegExp", prefix=node.text, options=tuple(node.flags))

    def _name(self, node: Name) -> Value:
        frame = self.frames[-1]
        if node.id == "this":
            return frame.this or Value(path="this")
        scope = frame.scope.find(node.id)
        if scope is not None:
            value: Value = scope.names[node.id]
            if value.const is not NO and scope.home is not None and node.id in scope.home.moving:
                value = Value(path=value.path, taints=value.taints)
            return self._read(value, node) if value.path else value
        if frame.this is not None and (found := self._member(frame.this, node.id)) is not None:
            return found
        kind = self.world.type_named(frame.module, node.id)
        if kind is not None:
            return Value(path=kind.path, refs=(kind,))
        beside = self.world.beside(frame.module, node.id)
        return beside if beside is not None else self._read(Value(path=node.id), node)

    def _read(self, value: Value, node: Node) -> Value:
        """With what the library says of reading this."""
        for use in self._library().of("read", value.path):
            if use.role == "source" and self._counts(use) and not (use.unless and any(use.unless in f.tags for f in self.frames)):
                value = replace_taints(value, merged(value.taints, (self._source(use, node, value.path),)))
            elif use.role == "clean":
                value = self._cleaned(value, use)
            elif use.role == "misuse" and self._counts(use):
                self._hit(use, node, value.path)
            elif use.role == "type":
                value = Value(value.const, use.tag, value.taints, value.refs, value.prefix)
        return value

    def _source(self, use: Use, node: Node, name: str) -> Taint:
        self.is_anything_chosen = True
        frame = self.frames[-1]
        path = frame.module.syntax.path
        guarded = frame.guarded.get(name)
        cleaned = (guarded if isinstance(guarded, frozenset) else frozenset()) | use.cleans
        return Taint(use.kind or "remote", name, Step(path, node.span, name), (path, node.span), cleaned, doubts=use.doubts)

    def _library(self) -> Library:
        return self.frames[-1].library

    def _counts(self, use: Use) -> bool:
        return (not use.imports or self._imports(use.imports)) and (not use.beside or use.beside in assigned_by(self.frames[-1].module))

    def _imports(self, wanted: tuple[str, ...]) -> bool:
        module = self.frames[-1].module
        return bool(imported_by(module).intersection(wanted))

    def _attr(self, node: Attr) -> Value:
        if isinstance(node.object, Name) and node.object.id == "super" and (this := self.frames[-1].this) is not None:
            return self._of_base(node.name) or self.attribute(Value(path="super") if not this.refs else this, node.name, node)
        return self.attribute(self.value(node.object), node.name, node)

    def attribute(self, value: Value, name: str, node: Node) -> Value:
        found = self._member(value, name)
        if found is None and self.frames[-1].module.syntax.language == "csharp" and (accessor := self._member(value, f"get_{name}")) is not None:
            found = self.enter(next(r for r in accessor.refs if isinstance(r, Closure)), [], {}, node) if accessor.refs else None
        if found is not None:
            getter = next((r for r in found.refs if isinstance(r, Closure) and _is_getter(r.node)), None)
            if getter is not None:
                found = self.enter(getter, [], {}, node)
            return self._read(found, node) if found.path else found
        path = attribute(value.path, name)
        if not value.refs and not value.taints and (part := self.world.part(self.frames[-1].module, path)) is not None:
            return part
        guarded = self.frames[-1].guarded.get(path)
        taints = value.taints
        if guarded is not None and taints:
            taints = () if guarded is True else tuple(replace(t, cleaned=t.cleaned | guarded) for t in taints)
        if path in self.stored:
            taints = merged(taints, self.stored[path])
        made = self._read(Value(path=path, taints=taints), node)
        return replace_taints(made, ()) if guarded is True else made

    def _member(self, value: Value, name: str) -> Value | None:
        """What is known to lie there; None where nothing is."""
        found: Value | None = None
        for ref in value.refs:
            one = self._member_of(ref, name, value)
            if one is not None:
                found = one if found is None else joined(found, one)
        if found is None and not value.refs and value.path and (kind := self.world.type_named(self.frames[-1].module, value.path)) is not None:
            # What it holds, its own constructor and its fields' types tell; where somebody sent it, that is all there is to know.
            this = value if value.taints else self.self_value(kind)
            return self._method(kind, name, this) or (self._member_of(this.box, name, this) if this.box is not None else None)
        return found

    def _member_of(self, ref: Ref, name: str, value: Value) -> Value | None:
        if isinstance(ref, Box):
            if name in ref.items:
                found: Value = ref.items[name]
                if ref.is_shared and found.const is not NO:
                    return Value(path=found.path, taints=found.taints)
                return found
            if ref.type is not None and (method := self._method(ref.type, name, value)) is not None:
                return method
            return ref.items.get(REST) if ref.kind == "table" and REST in ref.items else None
        if isinstance(ref, ClassValue):
            if ref.statics is not None and name in ref.statics.items:
                found = ref.statics.items[name]
                return Value(path=found.path, taints=found.taints, refs=found.refs) if found.const is not NO and name in ref.module.moving else found
            return self._method(ref, name, value)
        if isinstance(ref, ModuleValue):
            return ref.exports.get(name) or ref.scope.names.get(name)
        return None

    def _method(self, kind: ClassValue, name: str, this: Value, depth: int = 0) -> Value | None:
        if name not in kind.methods and kind.module.syntax.language == "go":
            kind = self.world.type_named(kind.module, kind.node.name) or kind
        method = kind.methods.get(name)
        if method is not None and (method.node.body or depth):
            if method.node.is_static:
                # What a class's own method calls by its bare name, or by ``this``, is the class's.
                method = method.bound(Value(path=kind.path, refs=(kind,))) if kind.module.syntax.language in ("ruby", "javascript", "typescript", "php") else method
            else:
                method = method.bound(this)
            return Value(path=f"{kind.path}.{name}", refs=(method,))
        if depth > 4:
            return None
        for base in kind.node.bases:
            parent = self.world.type_named(kind.module, base)
            if parent is not None and parent is not kind and (found := self._method(parent, name, this, depth + 1)) is not None:
                return found
        if depth == 0:
            made = [heir.methods[name] for heir in self.world.heirs(kind.path) if name in heir.methods and heir.methods[name].node.body][:3]
            if made:
                return Value(path=f"{kind.path}.{name}", refs=tuple(m.bound(this) for m in made))
        return Value(path=f"{kind.path}.{name}", refs=(method.bound(this),)) if method is not None else None

    def _index(self, node: Index) -> Value:
        holder, key = self.value(node.object), self.value(node.key)
        found = builtins.at(self, holder, key)
        if found is not None:
            return self._read(found, node) if found.path else found
        if isinstance(key.const, str) and key.const:
            return self.attribute(holder, key.const, node)
        made = Value(path=attribute(holder.path, "[]"), taints=holder.taints)
        if holder.taints or not holder.path:
            return made
        return self._read(made, node)

    def _unary(self, node: Unary) -> Value:
        value = self.value(node.value)
        if node.op == "not":
            known = self.truth(value)
            return Value(const=NO if known is None else not known)
        if node.op == "-" and isinstance(value.const, (int, float)):
            return Value(const=-value.const)
        return UNKNOWN if node.op in ("-", "+", "~", "typeof", "delete", "void") else Value(taints=value.taints)

    def _binary(self, node: Binary) -> Value:
        if node.op in ("and", "or"):
            return self._either_or(node)
        chain, at = [node], node
        while isinstance(at.left, Binary) and at.left.op not in ("and", "or"):
            at = at.left
            chain.append(at)
        value = self.value(at.left)
        for link in reversed(chain):
            value = builtins.combined(self, link, value, self.value(link.right))
        return value

    def _either_or(self, node: Binary) -> Value:
        left = self.value(node.left)
        known = self.truth(left)
        if known is not None:
            return self.value(node.right) if known is (node.op == "and") else left
        right: list[Value] = []

        def run() -> int:
            self.assume(node.left, node.op == "and")
            right.append(self.value(node.right))
            return GOES_ON

        finals, _ = self.attempt(run)
        self.perhaps([finals])
        if node.op == "and":
            return right[0] if self.truth(right[0]) is not False else Value(const=False)
        return joined(left, right[0]) if left.taints or left.refs or left.path else Value(NO, right[0].path, right[0].taints, right[0].refs)

    def _choice(self, node: Choice) -> Value:
        known = self.truth(self.value(node.test))
        if known is not None:
            return self.value(node.then if known else node.other)
        made: list[Value] = []

        def side(is_true: bool, of: Node) -> int:
            self.assume(node.test, is_true)
            made.append(self.value(of))
            return GOES_ON

        self._branches([lambda: side(True, node.then), lambda: side(False, node.other)])
        return joined(made[0], made[1])

    def _join(self, node: Join) -> Value:
        return builtins.text_of(self, [self.value(p) for p in node.parts], node)

    def _sequence(self, node: Sequence) -> Value:
        items = self.items()
        count: int | None = 0
        for part in node.items:
            value = self.value(part)
            if isinstance(part, Spread):
                items[REST] = joined(items[REST], builtins.element(self, value)) if REST in items else builtins.element(self, value)
                count = None
            elif count is None:
                items[REST] = joined(items[REST], value)
            else:
                items[count] = value
                count += 1
        items[COUNT] = count
        return Value(refs=(Box("sequence", items),))

    def _table(self, node: Table) -> Value:
        items = self.items()
        for key, part in node.entries:
            value = self.value(part)
            if key is None:
                spread = value.box
                if spread is not None:
                    items.update({k: v for k, v in spread.items.items() if k is not COUNT})
                elif value.taints or value.path:
                    items[REST] = value
                continue
            name = self.value(key).const if not isinstance(key, Name) else key.id
            value = self._named(name, value, part)
            if name is NO:
                items[REST] = joined(items[REST], value) if REST in items else value
            else:
                items[name] = value
        return Value(refs=(Box("table", items),))

    def _cast(self, node: Cast) -> Value:
        value = self.value(node.value)
        kind = self._type_path(node.type)
        if builtins.is_scalar(node.type):
            return Value(const=value.const)
        if node.type in ("string", "str", "String"):
            value = replace_taints(value, builtins.as_text(value.taints))
        return value if value.refs or not kind else Value(value.const, kind, value.taints, value.refs, value.prefix)

    def _some(self, node: Some) -> Value:
        taints: tuple[Taint, ...] = ()
        refs: tuple[Ref, ...] = ()
        frame = self.frames[-1]
        for part in node.parts:
            if isinstance(part, Class):
                # An object of a class without a name, with what stands around it.
                kind = self.class_value(part, frame.scope, frame.module)
                refs += (Box("object", self.items(), kind),)
            else:
                taints = merged(taints, self.deep(self.value(part)))
        return Value(taints=taints, refs=refs)

    def _comprehension(self, node: Comprehension) -> Value:
        frame = self.frames[-1]
        outer, frame.scope = frame.scope, Scope(self.items(), frame.scope)
        try:
            for target, iterable, tests in node.clauses:
                self.bind(target, builtins.element(self, self.value(iterable)), target, declares=True)
                for test in tests:
                    self.value(test)
                    self.assume(test, True)
            element = self.value(node.element)
            key = self.value(node.key) if node.key is not None else None
        finally:
            frame.scope = outer
        items = self.items()
        items[REST] = element if key is None or not key.taints else replace_taints(element, merged(element.taints, key.taints))
        if key is None:
            items[COUNT] = None
        return Value(refs=(Box("table" if node.key is not None else "sequence", items),))

    def _function(self, node: Function) -> Value:
        frame = self.frames[-1]
        closure = Closure(node, frame.scope, frame.module, frame.closure.owner if frame.closure else None, frame.this)
        self.made[id(node)] = closure
        value = Value(path=node.name, refs=(closure,))
        if node.is_statement and node.name:
            self.write(frame.scope.names, node.name, value)
        if node.marks:
            for mark in node.marks:
                self.value(mark)
        return value

    def _class(self, node: Class) -> Value:
        frame = self.frames[-1]
        made = self.class_value(node, frame.scope, frame.module)
        value = Value(path=made.path, refs=(made,))
        if node.name:
            self.write(frame.scope.names, node.name, value)
        # What a class's body does besides stating its members: Ruby's ``get "/x" do``, a static block.
        outer, frame.this = frame.this, value
        self.block(m for m in node.body if not isinstance(m, (Function, Class, Assign)))
        frame.this = outer
        return value

    def class_value(self, node: Class, scope: Scope, module: ModuleValue) -> ClassValue:
        path = f"{module.syntax.package}.{node.name}" if module.syntax.package else node.name
        made = ClassValue(node, scope, module, path)
        made.statics = Box("object", self.items(), made)
        for member in node.body:
            if isinstance(member, Function):
                method = made.methods[member.name] = made.overloads[member.name, len(member.parameters)] = Closure(member, scope, module, made)
                self.made[id(member)] = method
            elif isinstance(member, Class):
                inner = self.class_value(member, scope, module)
                made.statics.items[member.name] = Value(path=inner.path, refs=(inner,))
            elif isinstance(member, Assign) and isinstance(member.target, Name):
                made.statics.items[member.target.id] = self._field(member)
        return made

    def _field(self, node: Assign) -> Value:
        try:
            value = self.value(node.value)
        except RecursionError:
            return UNKNOWN
        if isinstance(node.target, Name):
            self._named(node.target.id, value, node)
        kind = "" if is_made(node.value) and value.path else self._type_path(node.type)
        return Value(value.const, value.path if value.refs or not kind or value.const is not NO else kind, value.taints, value.refs, value.prefix)

    # --- binding

    def _assign(self, node: Assign) -> Value:
        if isinstance(node.value, Function) and not node.value.name:
            self.names[id(node.value)] = _written(node.target)
        value = self.value(node.value)
        if node.op:
            old = self.value(node.target)
            if node.op in ("and", "or"):
                value = joined(old, value)
            else:
                value = builtins.combined(self, Binary(node.span, node.op, node.target, node.value), old, value)
        if node.type and not value.refs and value.const is NO:
            kind = "" if is_made(node.value) and value.path else self._type_path(node.type)
            if builtins.is_scalar(node.type):
                value = UNKNOWN
            elif kind:
                handle = self.frames[-1].guarded.get(("handle", value))
                value = Value(value.const, kind, value.taints, value.refs, value.prefix)
                if handle is not None:
                    self.write(self.frames[-1].guarded, ("handle", value), handle)
        self.bind(node.target, value, node, declares=node.is_declaration)
        if isinstance(node.value, Index) and isinstance(node.target, Sequence) and len(node.target.items) == 2 and isinstance(ok := node.target.items[1], Name) and self.frames[-1].module.syntax.language == "go":
            self.frames[-1].tests[ok.id] = node.value
        return value

    def bind(self, target: Node, value: Value, at: Node, declares: bool = False) -> None:
        if isinstance(target, Name):
            frame = self.frames[-1]
            if isinstance(at, Assign) and not at.op and isinstance(at.value, (Call, Binary, Unary)):
                frame.tests[target.id] = at.value
            else:
                frame.tests.pop(target.id, None)
            if isinstance(at, Assign):
                value = self._named(target.id, value, at)
            if value.taints:
                self.is_anything_chosen = True
                value = self.stepped(value, at.span if at.span[0] else target.span, target.id)
            scope = frame.scope
            if not declares and frame.module.syntax.language != "python" and (found := scope.find(target.id)) is not None:
                scope = found
            elif not declares and frame.this is not None and (box := frame.this.box) is not None and target.id in box.items and target.id not in scope.names:
                self.write(box.items, target.id, value)
                return
            self.write(scope.names, target.id, value)
        elif isinstance(target, Attr):
            self._bind_attribute(target, value, at)
        elif isinstance(target, Index):
            holder, key = self.value(target.object), self.value(target.key)
            if value.taints:
                value = self.stepped(value, at.span, "[…]")
            builtins.put(self, holder, key, value)
            self._assigned(attribute(holder.path, key.const if isinstance(key.const, str) else "[]"), value, at, key)
        elif isinstance(target, Sequence):
            for i, part in enumerate(target.items):
                one = builtins.element(self, value) if isinstance(part, Spread) else builtins.at(self, value, Value(const=i)) or Value(taints=value.taints, path=attribute(value.path, "[]") if value.path else "")
                self.bind(part.value if isinstance(part, Spread) else part, one, at, declares)
        elif isinstance(target, Table):
            for key, part in target.entries:
                if key is None:
                    self.bind(part, value, at, declares)
                    continue
                name = key.id if isinstance(key, Name) else self.value(key).const
                one = self.attribute(value, name, key) if isinstance(name, str) else Value(taints=value.taints)
                self.bind(part, one, at, declares)
        elif isinstance(target, Default):
            other = self.value(target.value)
            self.bind(target.target, joined(value, other) if value.taints or value.path or value.refs else other, at, declares)
        elif isinstance(target, Spread):
            self.bind(target.value, value, at, declares)
        elif isinstance(target, Some):
            for part in target.parts:
                self.bind(part, value, at, declares)
        else:
            self.value(target)

    def _bind_attribute(self, target: Attr, value: Value, at: Node) -> None:
        holder = self.value(target.object)
        kind = holder.box.type if holder.box is not None else None
        setter = kind.overloads.get((target.name, 1)) if kind is not None else None
        if setter is not None and any(isinstance(m, Attr) and m.name == "setter" for m in setter.node.marks) and not any(f.closure is not None and f.closure.node is setter.node for f in self.frames):
            # What is assigned is what the class makes of it.
            self.enter(setter.bound(holder), [value], {}, at)
            return
        if value.taints:
            value = self.stepped(value, at.span, target.name)
        path = attribute(holder.path, target.name)
        self._assigned(path, value, at, Value(const=target.name))
        for ref in holder.refs:
            if isinstance(ref, Box):
                old = ref.items.get(target.name)
                self.write(ref.items, target.name, value if len(holder.refs) == 1 or old is None else joined(old, value))
            elif isinstance(ref, ClassValue) and ref.statics is not None:
                self.write(ref.statics.items, target.name, value)
            elif isinstance(ref, ModuleValue):
                self.write(ref.exports, target.name, value)
        if not holder.refs and path and not path.startswith("?"):
            # An object nothing is known of keeps what was put into it, as far as this function goes.
            self.write(self.frames[-1].guarded, path, frozenset())

    def _named(self, name: Any, value: Value, node: Node) -> Value:
        """A value is given a name; what that tells of it."""
        for use in self._library().bound(name) if isinstance(name, str) else ():
            if use.role == "sink":
                self._sink(use, [value], {}, UNKNOWN, node, name)
                # Said once; under its other names it is the same.
                value = replace_taints(value, tuple(replace(t, cleaned=t.cleaned | {use.rule}) for t in value.taints))
            elif use.role == "misuse" and self._counts(use) and self._holds(use.when, [value], {}, UNKNOWN):
                self._hit(use, node, name)
            elif use.role == "handler" and self._counts(use):
                self._handled(use, [value], node)
            elif use.role == "source" and value.const is NO and not any(isinstance(r, Closure) for r in value.refs):
                value = replace_taints(value, merged(value.taints, (self._source(use, node, name),)))
        return value

    def _assigned(self, path: str, value: Value, node: Node, key: Value) -> None:
        self._named(key.const, value, node)
        for use in self._library().of("assign", path):
            if use.role == "sink":
                self._sink(use, [value, key], {}, UNKNOWN, node, path)
            elif use.role == "misuse" and self._counts(use) and self._holds(use.when, [value, key], {}, value):
                self._hit(use, node, path)
            elif use.role == "store" and value.taints:
                # What is put there, whoever comes next finds there; in which order they run, nothing here tells.
                self.stored[path] = merged(self.stored.get(path, ()), tuple(replace(t, doubts=t.doubts + 1) for t in value.taints))

    def state(self, node: Node) -> tuple[Value, Value]:
        """What is kept here between two drawings, and the function that sets it."""
        known = self.states.get(id(node))
        if known is None:
            frame = self.frames[-1]
            box = Value(refs=(Box("table", self.items()),))
            scope = Scope(self.items(), frame.module.scope)
            scope.names["<state>"] = box
            span = node.span
            sets = Function(span, "", [Parameter(span, Name(span, "value"))], [Assign(span, Index(span, Name(span, "<state>"), Some(span, [])), Name(span, "value"))])
            known = self.states[id(node)] = (box, Value(refs=(Closure(sets, scope, frame.module),)), frame.closure)
        return known[0], known[1]

    def forget(self, function: Function) -> None:
        """What it gave before is not what it gives now."""
        for key in [k for k in self.memo if k[0] == id(function)]:
            del self.memo[key]
        self.plain.pop(id(function), None)

    def stepped(self, value: Value, span: Span, says: str, frame: int = -1) -> Value:
        """The value, having come by here."""
        path = self.frames[max(frame, -len(self.frames))].module.syntax.path
        made = []
        for taint in value.taints:
            before = taint.step
            if (before.span == span and before.path == path) or before.depth >= MOST_DEPTH:
                made.append(taint)
            else:
                made.append(Taint(taint.kind, taint.name, Step(path, span, says, before, before.depth + 1), taint.origin, taint.cleaned, taint.is_text, taint.doubts))
        return replace_taints(value, tuple(made))

    def deep(self, value: Value, depth: int = 3, but: frozenset[str] = frozenset(), is_shown: bool = False) -> tuple[Taint, ...]:
        """What an attacker chose of a value or of what lies in it.

        Args:
            but: keys below which nothing counts.
            is_shown: only what is seen where the value is written out: a list shows what is in it, an object its name.
        """
        taints = value.taints
        if depth and value.refs:
            for ref in value.refs:
                if isinstance(ref, Box) and not (is_shown and ref.kind == "object"):
                    for key, item in ref.items.items():
                        if key is not COUNT and key not in but:
                            taints = merged(taints, self.deep(item, depth - 1, but, is_shown))
        return taints

    def is_chosen(self, value: Value) -> bool:
        """Whether somebody else has a part in a value: whoever starts the program may set what it compares with."""
        return any(taint.kind != "local" for taint in self.deep(value))

    # --- what a test tells

    def truth(self, value: Value) -> bool | None:
        return None if value.const is NO else bool(value.const)

    def assume(self, test: Node, is_true: bool) -> None:
        """Writes down what is known where a test came out so; it speaks of nothing where nobody chose anything."""
        if not self.is_anything_chosen:
            return
        if isinstance(test, Unary) and test.op == "not":
            self.assume(test.value, not is_true)
        elif isinstance(test, Binary) and test.op in ("and", "or"):
            if is_true is (test.op == "and"):
                self.assume(test.left, is_true)
                self.assume(test.right, is_true)
            else:
                self.merge([self.attempt(lambda side=side: self.assume(side, is_true) or GOES_ON)[0] for side in (test.left, test.right)])  # type: ignore[misc,func-returns-value]
        elif isinstance(test, Binary) and test.op in ("==", "!=", "in", "not in", ">", ">=", "<", "<="):
            self._compared(test, is_true)
        elif isinstance(test, Call):
            self._guarded(test, is_true)
        elif isinstance(test, Name) and (named := self.frames[-1].tests.pop(test.id, None)) is not None:
            self.assume(named, is_true)
            self.frames[-1].tests[test.id] = named
        elif isinstance(test, Assign):
            self.assume(test.target, is_true)
        elif isinstance(test, Index) and is_true and (box := (holder := self.value(test.object)).box) is not None and box.kind == "table" and not self.deep(holder):
            # What lies in a table of the code's own under a key is there for that key only.
            self.refine(test.key, None)

    def _compared(self, test: Binary, is_true: bool) -> None:
        if test.op in ("in", "not in"):
            if is_true is (test.op == "in"):
                if not self.is_chosen(self.value(test.right)):
                    self.refine(test.left, None)
            else:
                self._lacks(test.right, self.value(test.left))
            return
        if test.op in (">", ">=", "<", "<="):
            return
        if is_true is not (test.op == "=="):
            for here, there in ((test.left, test.right), (test.right, test.left)):
                if isinstance(here, Name) and isinstance(there, Const):
                    self._is_none_of(here, there.value)
            return
        for here, there in ((test.left, test.right), (test.right, test.left)):
            if isinstance(here, (Name, Attr, Index)):
                other = self.value(there)
                if isinstance(there, Const) and there.value in (None, True, False, ""):
                    continue
                if not self.is_chosen(other) and not isinstance(there, Call):
                    self.refine(here, None)
            elif isinstance(here, Call) and isinstance(here.callee, Attr) and not here.args and not self.deep(self.value(there)):
                holder = self.value(here.callee.object)
                self._speaks(attribute(holder.path, here.callee.name), holder.taints)
            elif isinstance(here, Unary) and here.op == "typeof" and isinstance(there, Const):
                if there.value in ("number", "boolean", "bigint"):
                    self.refine(here.value, None)
                elif there.value == "string":
                    self.refine(here.value, frozenset({"nosql-injection"}))

    def _lacks(self, node: Node, piece: Value) -> None:
        """A text without this piece in it does no harm to the rules that say so."""
        cleans = self.harmless_without(piece.const)
        if cleans:
            self.refine(node.object if isinstance(node, Index) else node, cleans)

    def _is_none_of(self, node: Node, *texts: Any) -> None:
        """A text that was compared with what does harm, and is another."""
        if cleans := frozenset(rule.id for rule in self.rules() if any(len(piece) > 1 and piece in texts for piece in rule.harmless_without)):
            self.refine(node, cleans)

    def rules(self) -> Iterable[Rule]:
        return self._library().rules.values()

    def harmless_without(self, piece: Any) -> frozenset[str]:
        return frozenset(rule.id for rule in self.rules() if piece in rule.harmless_without) if isinstance(piece, str) else frozenset()

    def _guarded(self, test: Call, is_true: bool) -> None:
        self._guarded_inside(test, is_true)
        path = self._path_of(test.callee)
        if not path:
            return
        if not is_true and isinstance(test.callee, Attr) and test.callee.name in ("includes", "contains", "Contains", "include?") and len(test.args) == 1:
            self._lacks(test.callee.object, self.value(test.args[0]))
        if isinstance(test.callee, Attr) and test.callee.name in _MEMBERSHIP and len(test.args) == 1 and not self.is_chosen(known_ones := self.value(test.callee.object)):
            if is_true:
                self.refine(test.args[0], None)
            elif (box := known_ones.box) is not None:
                self._is_none_of(test.args[0], *(v.const for k, v in box.items.items() if isinstance(v, Value) and isinstance(v.const, str)), *(k for k in box.items if isinstance(k, str) and box.kind == "table"))
        if not is_true and isinstance(test.callee, Attr) and test.callee.name in ("test", "match", "search") and len(test.args) == 1:
            expressed, subject = (test.callee.object, test.args[0]) if test.callee.name == "test" else (test.args[0], test.callee.object)
            known = self.value(expressed)
            if known.path in builtins.EXPRESSIONS and (cleans := builtins.lacking(self, known.prefix)):
                self.refine(subject, cleans)
        places: dict[int | str, Node] = dict(enumerate(test.args))
        places |= test.named
        if isinstance(test.callee, Attr):
            places["receiver"] = test.callee.object
        for use in self._library().of("call", path):
            if use.role != "guard" or (use.tag == "false") is is_true:
                continue
            args = [self.value(a) for a in test.args]
            receiver = self.value(test.callee.object) if isinstance(test.callee, Attr) else UNKNOWN
            if not self._holds(use.when, args, {}, receiver):
                continue
            others = [v for k, v in [*enumerate(args), ("receiver", receiver)] if k not in use.places]
            if any(self.is_chosen(v) for v in others):
                continue
            for place in use.places:
                if place in places:
                    self.refine(places[place], use.cleans or None)
                    if use.kind == "whole":
                        self._vouched(self.value(places[place]).taints, use.cleans)

    def _guarded_inside(self, test: Call, is_true: bool) -> None:
        """A function of the project that returns one test says of its arguments what that test says."""
        found = self.frames[-1].scope.find(test.callee.id) if isinstance(test.callee, Name) else None
        value = found.names[test.callee.id] if found is not None and isinstance(test.callee, Name) else self.value(test.callee) if isinstance(test.callee, Attr) else UNKNOWN
        closure = value.refs[0] if len(value.refs) == 1 and isinstance(value.refs[0], Closure) else None
        if closure is None or len(self.frames) > MOST_CALLS or any(f.closure is not None and f.closure.node is closure.node for f in self.frames):
            return
        self.read[id(closure.node)] = closure
        last = closure.node.body[-1] if 0 < len(closure.node.body) <= 3 else None
        if not isinstance(last, Return) or last.value is None or len(test.args) > len(closure.node.parameters) or any(isinstance(a, Spread) for a in test.args):
            return
        pairs = [(p.target.id, a) for p, a in zip(closure.node.parameters, test.args, strict=False) if isinstance(p.target, Name)]
        given = {name: self.value(arg) for name, arg in pairs}
        if not any(v.taints for v in given.values()):
            return
        scope = Scope(self.items(), closure.scope)
        scope.names.update(given)
        self.frames.append(Frame(closure.module, self.world.library(closure.module), scope, self.clock, closure, closure.this))
        try:
            self.attempt(lambda: self.block(closure.node.body[:-1]))
            self.assume(last.value, is_true)
        finally:
            self.frames.pop()
        for name, arg in pairs:
            before, after = given[name].taints, scope.names[name].taints
            if before and not after:
                self.refine(arg, None)
            elif before and (more := frozenset.intersection(*(t.cleaned for t in after)) - frozenset.intersection(*(t.cleaned for t in before))):
                self.refine(arg, more)

    def _path_of(self, node: Node) -> str:
        """A callee's path, looked at without a second call of what stands before it."""
        if isinstance(node, Name):
            scope = self.frames[-1].scope.find(node.id)
            return (scope.names[node.id].path if scope is not None else "") or node.id
        if isinstance(node, Attr):
            return attribute(self._path_of(node.object), node.name)
        if isinstance(node, Pattern):
            return "RegExp"
        if isinstance(node, Call):
            return self._path_of(node.callee)
        return ""

    def refine(self, node: Node, cleans: frozenset[str] | None) -> None:
        """Nothing an attacker chose is left in what this names (None: for any rule)."""
        if isinstance(node, Call) and isinstance(node.callee, Attr) and not node.args:
            # What holds of ``x.trim()`` is taken to hold of x.
            self.refine(node.callee.object, cleans)
        elif isinstance(node, Call) and isinstance(node.callee, Name) and node.callee.id in ("str", "String", "unicode") and len(node.args) == 1:
            self.refine(node.args[0], cleans)
        elif isinstance(node, Name):
            scope = self.frames[-1].scope.find(node.id)
            if scope is not None:
                value = scope.names[node.id]
                if isinstance(value, Value) and value.taints:
                    self._speaks(value.path, value.taints)
                    self.write(scope.names, node.id, _without(value, cleans))
        elif isinstance(node, (Attr, Index)):
            holder = self.value(node.object)
            name = node.name if isinstance(node, Attr) else self.value(node.key).const
            if not isinstance(name, str):
                return
            self._speaks(attribute(holder.path, name), holder.taints)
            for ref in holder.refs:
                if isinstance(ref, Box) and isinstance(ref.items.get(name), Value):
                    self.write(ref.items, name, _without(ref.items[name], cleans))
            if not holder.refs:
                path = attribute(holder.path, name)
                known = self.frames[-1].guarded.get(path)
                self.write(self.frames[-1].guarded, path, True if cleans is None or known is True else (known or frozenset()) | cleans)

    def _speaks(self, path: str, taints: tuple[Taint, ...]) -> None:
        for use in self._library().of("read", path) if taints and path else ():
            if use.role == "guard":
                self._vouched(taints, use.cleans)

    def _vouched(self, taints: tuple[Taint, ...], cleans: frozenset[str]) -> None:
        """A part of a value was checked that speaks for the whole, wherever it is kept."""
        origins = {t.origin for t in taints}
        this = self.frames[-1].this
        holders = [ref.items for ref in this.refs if isinstance(ref, Box)] if this is not None else []
        scope: Scope | None = self.frames[-1].scope
        while scope is not None and scope.home is None:
            holders.append(scope.names)
            scope = scope.parent
        for items in holders:
            for name, value in list(items.items()):
                if isinstance(value, Value) and any(t.origin in origins for t in value.taints):
                    self.write(items, name, replace_taints(value, tuple(replace(t, cleaned=t.cleaned | cleans) if t.origin in origins else t for t in value.taints)))

    # --- calls

    def _call(self, node: Call) -> Value:
        callee = node.callee
        receiver = UNKNOWN
        if isinstance(callee, Attr):
            receiver = self.value(callee.object)
            is_super = isinstance(callee.object, Name) and callee.object.id == "super"
            # What a table holds under keys nobody knows is none of the methods that every table has.
            is_own = callee.name in _OF_TABLES and (box := receiver.box) is not None and box.kind == "table" and callee.name not in box.items
            target = Value(path=attribute(receiver.path, callee.name)) if is_own else (self._of_base(callee.name) if is_super else None) or self.attribute(receiver, callee.name, callee)
            path = target.path or attribute(receiver.path, callee.name)
        elif isinstance(callee, Name) and callee.id == "super":
            target, path = self._super(), "super"
        else:
            target = self.value(callee)
            path = target.path or (callee.id if isinstance(callee, Name) else "")
        if node.is_new and not target.refs and path and (kind := self.world.type_named(self.frames[-1].module, path)) is not None:
            target = Value(path=kind.path, refs=(kind,))
        args: list[Value] = []
        is_open = False
        given = node.args
        if given and isinstance(given[0], Name) and given[0].id == "this" and isinstance(callee, Attr) and target.refs and len(receiver.refs) == 1 and isinstance(receiver.refs[0], ClassValue) \
                and self.frames[-1].module.syntax.language == "python":
            # ``Base.method(self, x)``
            this = self.value(given[0])
            target = Value(path=target.path, refs=tuple(r.bound(this) if isinstance(r, Closure) and not r.node.is_static else r for r in target.refs))
            given = given[1:]
        for part in given:
            value = self.value(part)
            if isinstance(part, Spread):
                box = value.box
                count = box.items.get(COUNT) if box is not None else None
                if box is not None and isinstance(count, int):
                    args += [box.items.get(i, UNKNOWN) for i in range(count)]
                    continue
                several = [r for r in value.refs if isinstance(r, Box) and isinstance(r.items.get(COUNT), int)]
                is_open = True
                if len(several) == len(value.refs) > 1:
                    # One of several lists: what stands first in each comes first.
                    for i in range(min(r.items[COUNT] for r in several)):
                        first, *others = (r.items.get(i, UNKNOWN) for r in several)
                        for other in others:
                            first = joined(first, other)
                        args.append(first)
                    continue
                value = builtins.element(self, value)
            args.append(value)
        named = {name: self._named(name, self.value(part), part) for name, part in node.named.items()}
        return self.called(node, path, target, receiver, args, named, is_open)

    def _super(self) -> Value:
        return self._of_base("constructor") or self._of_base("__init__") or UNKNOWN

    def _of_base(self, name: str) -> Value | None:
        """A method as the classes above the running one state it."""
        frame = self.frames[-1]
        owner = frame.closure.owner if frame.closure else None
        for base in owner.node.bases if owner else ():
            parent = self.world.type_named(owner.module, base)  # type: ignore[union-attr]
            if parent is not None and parent is not owner and (found := self._method(parent, name, frame.this or UNKNOWN, 1)) is not None:
                return found
        return None

    def _constructor(self, kind: ClassValue, this: Value) -> Closure | None:
        found = kind.methods.get("constructor") or kind.methods.get("__init__")
        if found is not None:
            return found.bound(this)
        for name in ("constructor", "__init__"):
            for base in kind.node.bases:
                parent = self.world.type_named(kind.module, base)
                value = self._method(parent, name, this, 1) if parent is not None and parent is not kind else None
                if value is not None:
                    return value.refs[0]  # type: ignore[return-value]
        return None

    def called(self, node: Call, path: str, target: Value, receiver: Value, args: list[Value], named: dict[str, Value], is_open: bool = False) -> Value:
        uses = self._library().of("call", path) if path else ()
        if not any(use.role == "sink" for use in uses) and (spelled := _spelled(node.callee)) and spelled != path:
            # A field's type says less than its name where the type is the project's own: ``this.logger``.
            uses = (*uses, *(use for use in self._library().of("call", spelled) if use.role == "sink"))
        cleaner: list[Use] = []
        source: Taint | None = None
        is_sink = False
        kind, is_configured = "", False
        opened: tuple[Any, ...] = ()
        parsed: list[Use] = []
        for use in uses:
            role = use.role
            if role == "sink":
                rule = self._library().rules[use.rule]
                is_sink = (self._sink(use, args, named, receiver, node, path) and not rule.passes) or is_sink
            elif role == "render":
                self._rendered(use, args, named, receiver, node)
            elif role == "clean":
                if self._counts(use) and self._holds(use.when, args, named, receiver):
                    cleaner.append(use)
            elif role == "misuse":
                if self._counts(use) and self._holds(use.when, args, named, receiver, is_open):
                    self._hit(use, node, path)
            elif role == "source":
                if self._counts(use) and self._holds(use.when, args, named, receiver):
                    source = self._source(use, node, path)
            elif role == "handler":
                if self._counts(use) and self._holds(use.when, args, named, receiver):
                    self._handled(use, args, node)
            elif role == "type" and self._counts(use) and self._holds(use.when, args, named, receiver):
                kind, is_configured = use.tag or path, use.is_configured
            elif role == "fill" and self._counts(use) and self._holds(use.when, args, named, receiver):
                self._fill(use, node, path, args, receiver)
            elif role == "save" and self._counts(use) and self._holds(use.when, args, named, receiver):
                self._saved(use, node, args, named, receiver)
            elif role == "look" and self._counts(use):
                *_, known = self._around()
                for key in self.files_of(use.places[0], node, args, named, receiver):
                    self.write(known, ("looked", key), UNKNOWN)
            elif role == "open" and self._counts(use) and self._holds(use.when, args, named, receiver):
                opened = self.files_of(use.places[0], node, args, named, receiver)
            elif role == "parse" and self._counts(use) and self._holds(use.when, args, named, receiver):
                parsed.append(use)
            elif role == "settled" and self._counts(use) and self._holds(use.when, args, named, receiver):
                self.write(self.frames[-1].guarded, ("settled", use.rule), True)
        content = self.content_of(opened, node, path) if opened else ()
        if opened:
            self._handed(opened, content, args, node, path)
        result = self._result(node, path, target, receiver, args, named, is_sink)
        if opened:
            result = replace_taints(result, merged(result.taints, content))
            if result.const is NO and not result.refs:
                # What is written to it later is written to the file.
                result = replace(result)
                self.write(self.frames[-1].guarded, ("handle", result), opened)
        for use in parsed:
            # It would have raised.
            for place in use.places:
                if isinstance(place, int) and place < len(node.args):
                    if use.tag == "true":
                        self.assume(node.args[place], True)
                    else:
                        self.refine(node.args[place], use.cleans or None)
        for use in cleaner:
            result = self._cleaned(result, use)
        if source is not None:
            result = replace_taints(result, merged(result.taints, (source,)))
        if kind:
            refs = result.refs
            if is_configured and not refs:
                items = self.items()
                items.update(named)
                refs = (Box("settings", items),)
            result = Value(result.const, kind, result.taints, refs, result.prefix)
        return result

    def _fill(self, use: Use, node: Call, path: str, args: list[Value], receiver: Value) -> None:
        """A call writes into what it is handed: what is chosen elsewhere, or what lies in the other arguments."""
        taints: tuple[Taint, ...] = (self._source(use, node, path),) if use.kind else self.deep(receiver)
        for i, value in enumerate(args if not use.kind else ()):
            if i not in use.places:
                taints = merged(taints, self.deep(value))
        for place in use.places if taints else ():
            target = node.args[place] if isinstance(place, int) and place < len(node.args) else None
            if isinstance(target, (Name, Attr, Index)):
                value = args[place]  # type: ignore[index]
                self.bind(target, Value(path=value.path, taints=merged(value.taints, taints)), target)

    def files_of(self, place: int | str, node: Call, args: list[Value], named: dict[str, Value], receiver: Value) -> tuple[Any, ...]:
        """By what the files are told that are named there; an opened one is what was opened."""
        value = self.place(place, args, named, receiver)
        if value is None:
            return ()
        first = str(place).split("|")[0]
        written = node.callee.object if first == "receiver" and isinstance(node.callee, Attr) else node.args[int(first)] if first.isdigit() and int(first) < len(node.args) else None
        keys: list[Any] = []
        for one in (value, *(v for v in value.box.items.values() if isinstance(v, Value))) if value.box is not None else (value,):
            if isinstance(one.const, str):
                keys.append(("file", one.const))
                continue
            keys += next((g["handle", one] for g in self._around() if g.get(("handle", one))), (("file", one),))
            if one.path and written is not None and _written(written) == one.path.rsplit(".", 1)[-1]:
                keys.append(("file", one.path))
            elif one.path and first == "receiver":
                # A file that was opened knows its own name.
                keys += [("file", attribute(one.path, name)) for name in ("name", "path")]
            if one.taints:
                keys.append(("file", one.prefix, frozenset(t.origin for t in one.taints)))
        return tuple(keys)

    def _around(self) -> Iterable[Items]:
        """What was written down in this function, and in those it stands in."""
        for frame in reversed(self.frames):
            yield frame.guarded
            if frame.closure is None or frame.closure.scope.home is not None:
                return

    def content_of(self, keys: tuple[Any, ...], node: Node, path: str) -> tuple[Taint, ...]:
        """What an attacker chose of the files told by these."""
        taints: tuple[Taint, ...] = ()
        for guarded in self._around():
            for key in keys:
                if (found := guarded.get(key)) is not None:
                    taints = merged(taints, found.taints)
        return self.stepped(Value(taints=taints), node.span, path).taints if taints else ()

    def _saved(self, use: Use, node: Call, args: list[Value], named: dict[str, Value], receiver: Value) -> None:
        """What is written to a file is what is read of it."""
        content = self.place(use.places[1], args, named, receiver) if not use.kind else None
        taints = (self._source(use, node, _written(node.callee)),) if use.kind else self.deep(content) if content is not None else ()
        for key in self.files_of(use.places[0], node, args, named, receiver) if taints else ():
            # A function that stands in this one sees it, too, and what it writes is seen here.
            *_, known = self._around()
            old = known.get(key)
            self.write(known, key, Value(taints=merged(old.taints if old is not None else (), taints)))

    def _handed(self, opened: tuple[Any, ...], content: tuple[Taint, ...], args: list[Value], node: Call, path: str) -> None:
        """A function that is called with what was read, after an error that did not come; a block, with what was opened."""
        is_block = self.frames[-1].module.syntax.language == "ruby"
        for ref in (r for value in args if content or is_block for r in value.refs if isinstance(r, Closure)):
            handle = Value(path=path, taints=content)
            self.write(self.frames[-1].guarded, ("handle", handle), opened)
            self.enter(ref, [handle] if is_block else [Value(const=None), handle], {}, node)

    def _result(self, node: Call, path: str, target: Value, receiver: Value, args: list[Value], named: dict[str, Value], is_sink: bool) -> Value:
        made: Value | None = None
        for ref in target.refs:
            one: Value | None = None
            if isinstance(ref, Closure) and node.is_new:
                # A function that makes objects: what it puts on ``this`` is what it returns.
                this = Value(path=ref.node.name, refs=(Box("object", self.items()),))
                one = self.enter(ref.bound(this), args, named, node)
                one = joined(this, one) if one.refs else this
            elif isinstance(ref, Closure):
                one = self.enter(ref, args, named, node)
                if self.checked is not None and len(target.refs) == 1 and isinstance(node, Call) and len(args) == len(node.args):
                    checked, self.checked = self.checked, None
                    self._after(node, checked)
            elif isinstance(ref, ClassValue):
                one = self.construct(ref, args, named, node)
            if one is not None:
                made = one if made is None else joined(made, one)
        if made is not None:
            return made
        if path in _INCLUDES and len(args) == 2 and self.frames[-1].module.syntax.language == "php":
            there = self.world.imported(self.frames[-1].module, args[1].const) if isinstance(args[1].const, str) else None
            if there is not None and there.refs and isinstance(there.refs[0], ModuleValue):
                return self._include(there.refs[0])
        known = builtins.call(self, node, path, receiver, args, named)
        if known is not None:
            return known
        if not args and not named and (target.taints or target.refs) and not node.is_new and self.frames[-1].module.syntax.language != "php":
            # No function: where a call needs no parentheses, a field is read so.
            return target
        self._callbacks(path, receiver, args, named, node)
        taints: tuple[Taint, ...] = ()
        if not is_sink:
            taints = receiver.taints
            for value in () if self._looks_up(node, path, receiver) else (*args[node.callee.name == "getOrDefault":], *named.values()) if isinstance(node.callee, Attr) else (*args, *named.values()):
                taints = merged(taints, self.deep(value, 2))
        taints = tuple(t for t in taints if (t.kind not in FRAGILE or _COPIES.search(path)) and (t.kind != PREDICTABLE or _SPELLS.search(path)))
        # An object made of a text begins with what the text began with.
        return Value(path=path, taints=taints, prefix=args[0].start if node.is_new and args else "")

    def _looks_up(self, node: Call, path: str, receiver: Value) -> bool:
        """Whether what a call gives lay somewhere under what it is given."""
        if not isinstance(node.callee, Attr):
            return bool(_FINDS.fullmatch(path))
        written = _written(node.callee.object)
        if self.frames[-1].module.syntax.language in _TYPED:
            # A class's own methods make something of what they are given; a constant's find something.
            is_class = written[:1].isupper() and not (written.isupper() and len(written) > 1)
            return not is_class and isinstance(node.callee.object, (Name, Attr, Call)) and bool(_LOOKS_UP.fullmatch(node.callee.name))
        if _FINDS.fullmatch(path):
            return True
        return self.frames[-1].module.syntax.language in ("python", "ruby") and not receiver.taints and not is_imported(self.frames[-1].module, receiver.path) and bool(_KEPT_BY_A_SERVICE.fullmatch(node.callee.name))

    def _callbacks(self, path: str, receiver: Value, args: list[Value], named: dict[str, Value], node: Node) -> None:
        """Functions handed to what nothing is known of are called by it, some time."""
        for value in (*args, *named.values()):
            for ref in value.refs:
                if isinstance(ref, Closure) and id(ref.node) not in self.visited:
                    self.enter_from_outside(ref)

    def _handled(self, use: Use, args: list[Value], node: Node) -> None:
        # What stands before a handler and is a type the library knows sees to what the handler takes.
        first = args[0].const if args else None
        fixed = [f"settled:{name}" for name in sorted(routes.settled(first))] if isinstance(first, str) else []
        tag = " ".join([use.tag, *fixed, *(a.path.removeprefix("before.") for a in args if a.path.startswith("before."))])
        for value in args:
            waiting = [value]
            box = value.box
            if box is not None:
                waiting = [v for k, v in box.items.items() if k is not COUNT]
            for one in waiting:
                for ref in one.refs:
                    if isinstance(ref, Closure):
                        self.enter_from_outside(ref, use.types, tag)

    def construct(self, kind: ClassValue, args: list[Value], named: dict[str, Value], node: Node) -> Value:
        this = Value(path=kind.path, refs=(Box("object", self.items(), kind),))
        self._initialise(kind, this, args, named, node)
        return this

    def _initialise(self, kind: ClassValue, this: Value, args: list[Value], named: dict[str, Value], node: Node, depth: int = 0) -> None:
        box = this.box
        assert box is not None
        for base in kind.node.bases:
            parent = self.world.type_named(kind.module, base)
            if parent is not None and parent is not kind and depth < 4:
                self._fields(parent, box)
        self._fields(kind, box)
        constructor = self._constructor(kind, this)
        if constructor is not None:
            self.enter(constructor, args, named, node)
        elif args or named:
            # A record or model: each field is what was given under its name or place.
            fields = [m.target.id for m in kind.node.body if isinstance(m, Assign) and isinstance(m.target, Name)]
            for name, value in [*zip(fields, args, strict=False), *named.items()]:
                self.write(box.items, name, value)
            for value in args[len(fields):]:
                for taint in value.taints:
                    self.write(box.items, REST, joined(box.items.get(REST, UNKNOWN), Value(taints=(taint,))))

    def _fields(self, kind: ClassValue, box: Box) -> None:
        if kind.statics is not None:
            for name, value in list(kind.statics.items.items()):
                if isinstance(value, Value):
                    self.write(box.items, name, value)

    def self_value(self, kind: ClassValue) -> Value:
        """An instance of which only its own constructor is known, the same for each of its methods."""
        if kind.self_value is None:
            box = Box("object", self.items(), kind, is_shared=True)
            kind.self_value = Value(path="this", refs=(box,))
            constructor = self._constructor(kind, kind.self_value)
            self._fields(kind, box)
            if constructor is not None:
                # It outlives the branch in which it is asked for first.
                trail, self.trail, steps, self.steps = self.trail, None, self.steps, 0
                try:
                    self.enter(constructor, [self.typed(p, constructor) for p in constructor.node.parameters], {}, constructor.node)
                except Exhausted:
                    pass
                finally:
                    self.trail, self.steps = trail, steps
        return kind.self_value

    def typed(self, parameter: Parameter, closure: Closure, kind: str = "") -> Value:
        """A parameter about which nothing but its name and type is known."""
        name = parameter.target.id if isinstance(parameter.target, Name) else ""
        if kind[:1] == "@":
            path = closure.module.syntax.path
            name = name or ", ".join(str(key.id if isinstance(key, Name) else key.value) for key, _ in parameter.target.entries if isinstance(key, (Name, Const))) if isinstance(parameter.target, Table) else name
            return Value(path=self._type_path(parameter.type, closure.module) or name, taints=(Taint(kind[1:], name, Step(path, parameter.span, name), (path, parameter.span)),))
        stated = kind or self._type_path(parameter.type, closure.module)
        return Value(path=stated or name)

    def _type_path(self, name: str, module: ModuleValue | None = None) -> str:
        if not name or name in ("var", "any", "Any", "object", "Object", "unknown", "string", "str", "String", "dict", "list", "Dict", "List", "Map", "auto", "final", "let", "const"):
            return ""
        module = module or self.frames[-1].module
        first, _, rest = name.partition(".")
        found = module.scope.names.get(first)
        path = found.path if isinstance(found, Value) and found.path else first
        return f"{path}.{rest}" if rest else path

    def enter_from_outside(self, closure: Closure, types: tuple[str, ...] = (), tag: str = "", parameters_are: str = "") -> None:
        """Calls a function as a framework does: what its parameters are, its place, names, types and marks tell.

        Args:
            parameters_are: the kind of taint of those about which nothing is known.
        """
        node = closure.node
        self.visited[id(node)] = closure
        library = self.world.library(closure.module)
        # A directive is a mark that stands inside: of a function, or of the file of a function it offers.
        for body in (closure.module.syntax.body if not closure.scope.parent else (), node.body):
            first = next((n for n in body if not isinstance(n, (Function, Import))), None)
            for use in library.of("mark", first.value) if isinstance(first, Const) and isinstance(first.value, str) else ():
                types = types or use.types
        names, is_by_name = [p.target.id if isinstance(p.target, Name) else "" for p in node.parameters], False
        for use in library.parameters:
            wanted = use.pattern.split(",")
            # A handler of errors, or of another framework, is handed over as any other; its parameters' names tell it.
            if (not types or use.types[0] == "" or "handler" in tag.split()) and names[: len(wanted)] == wanted and (not use.imports or imported_by(closure.module).intersection(use.imports)):
                types, is_by_name = use.types, True
                break
        args = []
        for i, parameter in enumerate(node.parameters):
            kind = (types[i] if i < len(types) else types[-1] if types and types[-1].startswith("@") else "")
            if kind in BOUND and (parameter.marks or not self._is_bound(parameter, closure)):
                kind = ""
            for mark in parameter.marks:
                for use in library.of("mark", self.path_of_mark(mark, closure.module)):
                    kind = use.types[0] if use.types else "@remote"
            kind = BOUND.get(kind, kind)
            if kind[:1] == "@" and (builtins.is_scalar(parameter.type) or self._is_enumeration(parameter, closure) or (is_by_name and names[i] in _OF_THE_FRAMEWORK) or ("settled:" in tag and self._is_settled(parameter, names[i], tag.split()))):
                kind = ""
            value = self.typed(parameter, closure, kind)
            if parameters_are and not kind and not value.taints and builtins.is_textual(parameter.type) and isinstance(parameter.target, Name):
                path = closure.module.syntax.path
                value = replace_taints(value, (Taint(parameters_are, parameter.target.id, Step(path, parameter.span, parameter.target.id), (path, parameter.span), doubts=1),))
            args.append(value)
        if self.entered > 1:
            self.enter(closure, args, {}, node, tags=tuple(tag.split()), is_entry=True)
            return
        # A file's own statements hand over many functions, and these some more; each has what an entry may take.
        steps, self.steps, depth = self.steps, MOST_STEPS if self.spent > MOST_OF_A_FILE else 0, len(self.frames)
        self.entered += 1
        try:
            self.enter(closure, args, {}, node, tags=tuple(tag.split()), is_entry=True)
        except Exhausted:
            del self.frames[depth:]
            self.world.exhausted(closure.module, node.span, node.name)
        finally:
            self.spent += self.steps
            self.steps = steps
            self.entered -= 1

    def _is_settled(self, parameter: Parameter, name: str, tags: list[str]) -> bool:
        """Its route lets nothing but a number or a word through."""
        called = [a.value for mark in parameter.marks if isinstance(mark, Call) for a in (*mark.args, *mark.named.values()) if isinstance(a, Const)]
        return f"settled:{next(iter(called), name)}" in tags

    def _is_enumeration(self, parameter: Parameter, closure: Closure) -> bool:
        """A type of the project that has but the values it states."""
        kind = self.world.type_named(closure.module, self._type_path(parameter.type, closure.module)) if parameter.type else None
        return kind is not None and any(base.rsplit(".", 1)[-1] in _ENUMERATIONS for base in kind.node.bases)

    def _is_bound(self, parameter: Parameter, closure: Closure) -> bool:
        """A text, or an object of the project that is filled from a request; what a framework hands over besides is its own."""
        if parameter.type.rstrip("?").removesuffix("[]").lower() == "string":
            return True
        kind = self.world.type_named(closure.module, self._type_path(parameter.type, closure.module))
        return kind is not None and any(isinstance(m, Assign) or (isinstance(m, Function) and not m.is_abstract) for m in kind.node.body)

    def marked(self, use: Use, mark: Node) -> bool:
        """Whether a mark says what a use of it asks for."""
        if not use.when:
            return True
        return isinstance(mark, Call) and self._holds(use.when, [self.value(a) for a in mark.args], {name: self.value(a) for name, a in mark.named.items()}, UNKNOWN)

    def path_of_mark(self, mark: Node, module: ModuleValue) -> str:
        node = mark.callee if isinstance(mark, Call) else mark
        words: list[str] = []
        while isinstance(node, Attr):
            words.append(node.name)
            node = node.object
        if not isinstance(node, Name):
            return ""
        found = module.scope.names.get(node.id)
        first = found.path if isinstance(found, Value) and found.path else node.id
        return ".".join([first, *reversed(words)])

    def enter(self, closure: Closure, args: list[Value], named: dict[str, Value], node: Node, tags: tuple[str, ...] = (), is_entry: bool = False) -> Value:
        function = closure.node
        if closure.owner is not None and len(args) != len(function.parameters) and not named:
            other = closure.owner.overloads.get((function.name, len(args)))
            if other is not None and other.node is not function:
                closure, function = Closure(other.node, other.scope, other.module, other.owner, closure.this), other.node
        self.visited[id(function)] = closure
        if len(self.frames) > MOST_CALLS or sum(1 for f in self.frames if f.closure is not None and f.closure.node is function) > 1:
            taints: tuple[Taint, ...] = ()
            for value in (*args, *named.values()):
                taints = merged(taints, self.deep(value, 2))
            return Value(path=function.name, taints=taints)
        key, is_plain = self._memo_key(closure, args, named, tags)
        self.checked = None
        if key is not None:
            if key in self.memo:
                self.checked = self.vetted.get(key)
                return self.memo[key]
            known = self.plain.get(id(function)) if is_plain else None
            if known is not None and known[0] >= MOST_RUNS:
                return known[1]
        self.clock += 1
        scope = Scope(self.items(), closure.scope)
        frame = Frame(closure.module, self.world.library(closure.module), scope, self.clock, closure, closure.this, tags)
        for tag in tags:
            if tag[:8] == "settled:":
                frame.guarded.update(dict.fromkeys((f"{place}.{tag[8:]}" for place in _PARTS_OF_ROUTES), True))
        if "handler" in tags or any("handler" in f.tags for f in self.frames):
            self.handled.add(id(function))
        loops, self.loops = self.loops, 0
        self.frames.append(frame)
        try:
            self._bind_parameters(closure, args, named, node, is_entry)
            watched = self._watched(closure, scope) if not is_entry and not is_plain else ()
            frame.watched = tuple((i, name) for i, name, _ in watched)
            if self.block(function.body) == GOES_ON:
                self._ends(frame)
            returns = frame.returns
            self.perhaps(frame.pending)
        finally:
            self.frames.pop()
            self.loops = loops
        checked = self._vetted(frame, watched) if frame.ends and (watched or frame.ends[0][1]) else None
        outer = self.frames[-1] if self.frames else None
        is_pure = frame.oldest_write >= frame.born
        if outer is not None and frame.oldest_write < outer.oldest_write:
            outer.oldest_write = frame.oldest_write
        result = returns[0] if returns else Value(const=None)
        for value in returns[1:]:
            result = joined(result, value)
        if not returns:
            result = UNKNOWN
        if result.taints and not is_entry:
            result = self.stepped(result, node.span, function.name or "…")
        kind = self._type_path(function.returns, closure.module)
        if kind and not result.refs and result.const is NO and not builtins.is_scalar(function.returns):
            result = Value(result.const, kind, result.taints, result.refs, result.prefix)
        elif builtins.is_scalar(function.returns):
            result = Value(const=result.const)
        self.checked = checked
        if key is not None and (is_pure or is_plain):
            self.memo[key] = result
            if checked is not None:
                self.vetted[key] = checked
            if is_plain:
                runs, before = self.plain.get(id(function), (0, result))
                self.plain[id(function)] = (runs + 1, joined(before, result))
        return result

    def _watched(self, closure: Closure, scope: Scope) -> tuple[tuple[int, str, tuple[Taint, ...]], ...]:
        found = [(i, p.target.id, scope.names[p.target.id].taints) for i, p in enumerate(closure.node.parameters)
                 if isinstance(p.target, Name) and not p.kind and isinstance(scope.names.get(p.target.id), Value) and scope.names[p.target.id].taints]
        if not found:
            return ()
        node = closure.node
        if id(node) not in self.rebinds:
            self.rebinds[id(node)] = frozenset(n.target.id for n in walk(node.body) if isinstance(n, Assign) and isinstance(n.target, Name)) if any(isinstance(n, (Raise, Call)) for n in walk(node.body)) \
                else frozenset(name for _, name, _ in found)
        return tuple(f for f in found if f[1] not in self.rebinds[id(node)])

    def _ends(self, frame: Frame) -> None:
        values = {name: found.names[name] for _, name in frame.watched if (found := frame.scope.find(name)) is not None} if frame.watched else {}
        frame.ends.append((values, {k: v for k, v in frame.guarded.items() if isinstance(k, str) and v} if frame.guarded else {}))

    def _vetted(self, frame: Frame, watched: tuple[tuple[int, str, tuple[Taint, ...]], ...]) -> Any:
        """What is known of the arguments wherever the function did not raise."""
        found: dict[int, frozenset[str] | None] = {}
        for i, name, before in watched:
            after = [end[name].taints for end, _ in frame.ends if name in end]
            if not any(after):
                found[i] = None
            elif more := frozenset.intersection(*(t.cleaned for taints in after for t in taints)) - frozenset.intersection(*(t.cleaned for t in before)):
                found[i] = more
        own = {name for _, name in frame.watched}
        parts = {}
        for path, known in frame.ends[0][1].items():
            for _, other in frame.ends[1:]:
                known = _either(known, other.get(path, frozenset()))
            if known and path.split(".", 1)[0] not in own:
                parts[path] = known
        return (found, parts) if found or parts else None

    def _after(self, node: Call, checked: Any) -> None:
        """A function came back that raises unless its arguments are as it wants them."""
        found, parts = checked
        for i, cleans in found.items():
            if i < len(node.args) and not any(isinstance(a, Spread) for a in node.args):
                self.refine(node.args[i], cleans)
        guarded = self.frames[-1].guarded
        for path, known in parts.items():
            old = guarded.get(path)
            self.write(guarded, path, True if known is True or old is True else known | (old or frozenset()))

    def _bind_parameters(self, closure: Closure, args: list[Value], named: dict[str, Value], node: Node, is_entry: bool) -> None:
        rest = list(args)
        left = dict(named)
        for parameter in closure.node.parameters:
            target = parameter.target
            name = target.id if isinstance(target, Name) else ""
            if parameter.kind == "*":
                items = self.items()
                # A block comes after them all.
                block = rest[-1:] if any(isinstance(p.target, Name) and p.target.id == "yield" for p in closure.node.parameters) else []
                rest = rest[: len(rest) - len(block)]
                items.update(enumerate(rest))
                items[COUNT] = len(rest)
                rest = block
                value = Value(refs=(Box("sequence", items),))
            elif parameter.kind == "**":
                items = self.items()
                items.update(left)
                left = {}
                value = Value(refs=(Box("table", items),))
            elif rest:
                value = rest.pop(0)
            elif name in left:
                value = left.pop(name)
            elif parameter.default is not None:
                value = self.value(parameter.default)
            else:
                value = self.typed(parameter, closure)
            if parameter.type and not value.refs and value.const is NO and not value.path and not builtins.is_scalar(parameter.type):
                value = Value(value.const, self._type_path(parameter.type, closure.module), value.taints, value.refs, value.prefix)
            if builtins.is_scalar(parameter.type):
                value = Value(const=value.const)
            if value.taints and not is_entry:
                # The call stands in the caller's file.
                value = self.stepped(value, node.span, name or "…", -2)
            self.bind(target, value, Name((0, 0, 0, 0), name) if is_entry else parameter, declares=True)

    def _memo_key(self, closure: Closure, args: list[Value], named: dict[str, Value], tags: tuple[str, ...]) -> tuple[Any, bool]:
        """(what a call is told apart by, whether an attacker has no part in it); None where it has to be made anew."""
        scope, node, this = closure.scope, closure.node, closure.this
        if node.name in ("constructor", "__init__") or (scope.home is None and self.is_anything_chosen):
            return None, False
        parts: list[Any] = [id(node), scope.names.born, self.world.is_of_tests(self.frames[0].module), tags]
        is_plain = True
        values = [*((None, a) for a in args), *named.items()]
        if this is not None:
            values.append(("this", this))
        for name, value in values:
            if value.taints:
                is_plain = False
                if name == "this":
                    return None, False
            const = value.const
            parts.append((name, type(const), const if const is not NO else "", value.path, value.prefix, tuple(t.key for t in value.taints)))
            for ref in value.refs:
                if isinstance(ref, Closure):
                    parts.append((id(ref.node), ref.scope.names.born))
                elif not isinstance(ref, Box):
                    parts.append(id(ref))
                elif self.deep(value):
                    return None, False
                else:
                    # Two objects of one class in which nothing is an attacker's are taken for one.
                    parts.append((ref.kind, id(ref.type) if ref.type is not None else ref.items.born, len(ref.items)))
        try:
            hash(key := tuple(parts))
        except TypeError:
            return None, False
        return key, is_plain

    # --- harm

    def place(self, place: int | str, args: list[Value], named: dict[str, Value], receiver: Value) -> Value | None:
        """The value at a rule's place, None where nothing stands there."""
        if place == "receiver":
            return receiver
        if isinstance(place, int):
            return args[place] if place < len(args) else None
        for option in place.split("|"):
            first, _, inner = option.partition(".")
            found = args[int(first)] if first.isdigit() and int(first) < len(args) else receiver if first == "receiver" else named.get(first)
            for word in inner.split(".") if inner and found is not None else ():
                found = (_anything(found) if word == "**" else _inside(found, int(word) if word.isdigit() else word)) if found is not None else None
            if found is not None:
                return found
        return None

    def _holds(self, conditions: tuple[Condition, ...], args: list[Value], named: dict[str, Value], receiver: Value, is_open: bool = False) -> bool:
        return all(self._condition(c, args, named, receiver, is_open) for c in conditions)

    def _condition(self, condition: Condition, args: list[Value], named: dict[str, Value], receiver: Value, is_open: bool) -> bool:
        if condition.place == "count":
            return len(args) == condition.value
        value = self.place(condition.place, args, named, receiver)
        test = condition.test
        if test == "present":
            return value is not None
        if test == "absent":
            return value is None and not is_open and not self._may_hold(str(condition.place), args, named)
        if value is None:
            return test == "lacks" and not is_open
        if test == "unlike":
            return not re.search(condition.value, value.start or value.path)
        if test == "may_start":
            return not value.start or bool(re.search(condition.value, value.start))
        if test == "always":
            self.read.update({id(r.node): r for r in value.refs if isinstance(r, Closure)})
            return any(isinstance(r, Closure) and len(r.node.body) == 1 and isinstance(end := r.node.body[0], Return) and isinstance(end.value, Const) and end.value.value is True for r in value.refs)
        if test == "constant":
            return value.const is not NO
        if test == "variable":
            return value.const is NO
        # An expression's options are its flags, and no texts it may be.
        known, wanted = () if value.path in builtins.EXPRESSIONS and value.const is NO else value.constants, condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if test == "is":
            return any(c == w and type(c) is type(w) for c in known for w in wanted)
        if test == "not":
            return bool(known) and not any(c in wanted for c in known)
        if test == "text":
            return any(isinstance(c, str) and re.search(condition.value, c) for c in known)
        if test == "looked":
            keys = [("file", value.const)] if isinstance(value.const, str) else [("file", value), ("file", value.path), ("file", value.prefix, frozenset(t.origin for t in value.taints))]
            return any(("looked", key) in guarded for guarded in self._around() for key in keys)
        if test in ("catastrophic", "polynomial"):
            judge = expression.is_catastrophic if test == "catastrophic" else expression.is_polynomial
            return any(isinstance(c, str) and judge(c) for c in known or ((value.prefix,) if value.path in builtins.EXPRESSIONS else ()))
        if test == "matches":
            texts = [c for c in known if isinstance(c, str)] or [t for t in (value.prefix, value.path) if t]
            return any(re.search(condition.value, t) for t in texts)
        if test == "lacks":
            return any(isinstance(c, str) and not re.search(condition.value, c) for c in known)
        return any(isinstance(c, (int, float)) and not isinstance(c, bool) and c < condition.value for c in known)

    def _may_hold(self, place: str, args: list[Value], named: dict[str, Value]) -> bool:
        """Whether the options at hand may have what is not seen in them."""
        for option in place.split("|"):
            first, _, inner = option.partition(".")
            if not inner:
                continue
            found = args[int(first)] if first.isdigit() and int(first) < len(args) else named.get(first)
            if found is not None and found.const is NO and (found.box is None or REST in found.box.items) and not (found.refs and all(isinstance(r, Closure) for r in found.refs)):
                return True
        return False

    def _sink(self, use: Use, args: list[Value], named: dict[str, Value], receiver: Value, node: Node, path: str) -> bool:
        """Says what does harm; False where this is no such use."""
        if not self._counts(use) or not self._holds(use.when, args, named, receiver):
            return False
        rule = self._library().rules[use.rule]
        if any(frame.guarded.get(("settled", rule.id)) is True or rule.harmless_tags.intersection(frame.tags) for frame in self.frames):
            return True
        for place in use.places or (0,):
            if str(place)[:5] == "file ":
                # Not the name does harm, but what it names.
                values = [Value(taints=self.content_of(self.files_of(str(place)[5:], node, args, named, receiver), node, path))] if isinstance(node, Call) else []
            else:
                values = [*args, *named.values()] if place == "*" else [v for v in (self.place(place, args, named, receiver),) if v is not None]
            if use.tag:
                values = [one for value in values for one in _and_inside(value) if any(t.kind == use.tag for t in one.taints)]
            for value in values:
                taints = value.taints if use.is_shallow else self.deep(value, but=rule.harmless_keys, is_shown=rule.kinds <= FRAGILE)
                if not taints:
                    continue
                if rule.harmless_prefix and value.start and re.search(rule.harmless_prefix, value.start):
                    continue
                for taint in taints:
                    if (taint.kind not in rule.kinds and taint.kind not in use.kind.split("|")) or (rule.harmless_names and re.search(rule.harmless_names, taint.name)):
                        continue
                    if rule.id in taint.cleaned or taint.kind in rule.harmless_kinds or (rule.needs_object and taint.is_text) or (rule.needs_text and not taint.is_text):
                        continue
                    self.world.found(Hit(rule.id, self.frames[-1].module.syntax.path, node.span, use, path, taint, taint.doubts + use.doubts))
        return True

    def _rendered(self, use: Use, args: list[Value], named: dict[str, Value], receiver: Value, node: Node) -> None:
        """What is handed to a template does harm where it is written unescaped."""
        name, handed = (self.place(place, args, named, receiver) for place in use.places)
        if name is None or not isinstance(name.const, str) or not self._counts(use):
            return
        view = self.world.view(self.frames[-1].module, name.const)
        if view is not None:
            inner = {k: v for k, v in handed.box.items.items() if isinstance(k, str)} if handed is not None and handed.box is not None else {}
            self.show(view, self.frames[-1].this, {**named, **inner})
            return
        rule = self._library().rules[use.rule]
        for output in self.world.outputs(name.const):
            value: Value | None = named.get(output.words[0]) or (_inside(handed, output.words[0]) if handed is not None else None)
            for word in output.words[1:]:
                whole, value = value, builtins.element(self, value) if value is not None and word == "[]" else _inside(value, word) if value is not None else None
                if value is None and whole is not None and not whole.refs and any(f"{whole.path}.".startswith(f"{t.name}.") for t in whole.taints):
                    # A part of what the client sent; what was looked up by it is not the client's.
                    value = whole
            for taint in self.stepped(value, node.span, name.const).taints if value is not None else ():
                if taint.kind in rule.kinds and rule.id not in taint.cleaned:
                    self.world.found(Hit(rule.id, output.path, output.span, use, ".".join(output.words).replace(".[]", "[]"), taint, taint.doubts + use.doubts))

    def show(self, view: ModuleValue, this: Value | None, names: dict[str, Value]) -> None:
        """Runs a template's code on what it is handed by name, and on what its controller holds."""
        if len(self.frames) > MOST_CALLS or any(frame.module is view for frame in self.frames):
            return
        scope = Scope(self.items(), view.scope)
        scope.names.update(names)
        self.frames.append(Frame(view, self.world.library(view), scope, self.clock, None, this))
        try:
            self.block(view.syntax.body)
        finally:
            self.frames.pop()

    def _hit(self, use: Use, node: Node, path: str) -> None:
        rule = self._library().rules[use.rule]
        if (more := self._doubts_around(rule)) is None or self._is_spared_within(rule):
            return
        self.world.found(Hit(use.rule, self.frames[-1].module.syntax.path, node.span, use, path, None, use.doubts + more))

    def _doubts_around(self, rule: Rule) -> int | None:
        """What a use is for, the names around it tell: an ``etag`` is no signature (None), and what no name speaks of is less sure to be one."""
        if rule.harmless_near is None and rule.harmful_near is None:
            return 0
        closure, this = self.frames[-1].closure, self.frames[-1].this
        around = [*words_of(heads(self.statement)), this.path if this is not None else ""]
        if closure is not None:
            around += [closure.node.name or self.names.get(id(closure.node), ""), closure.owner.node.name if closure.owner is not None else ""]
        if rule.harmful_near is not None and any(rule.harmful_near.search(word) for word in around):
            return 0
        if rule.harmless_near is not None and any(rule.harmless_near.search(word) for word in around):
            return None
        return 0 if rule.harmful_near is None else 1

    def _is_spared_within(self, rule: Rule) -> bool:
        """The same, by what stands anywhere in the function."""
        if rule.harmless_within is None:
            return False
        within: list[Node | None] = [self.statement]
        for frame in reversed(self.frames):
            if frame.closure is not None:
                within.append(frame.closure.node)
                if frame.closure.node.name:
                    # What has no name stands inside of what called it.
                    break
        return any(rule.harmless_within.search(word) for word in words_of(within))

    def _cleaned(self, value: Value, use: Use) -> Value:
        taints = self.deep(value) if value.refs else value.taints
        if not use.cleans:
            kept = tuple(t for t in taints if t.kind == PREDICTABLE)
            return Value(value.const, value.path, kept, value.refs if not taints else (), value.prefix)
        if not taints:
            return value
        return Value(value.const, value.path, tuple(replace(t, cleaned=t.cleaned | use.cleans) for t in taints), (), value.prefix)


def _spelled(node: Node) -> str:
    """A method of an object's field as the code calls it: ``this.logger.info``."""
    field = node.object if isinstance(node, Attr) else None
    if not isinstance(node, Attr) or not isinstance(field, Attr) or not isinstance(field.object, Name) or field.object.id != "this":
        return ""
    return f"this.{field.name}.{node.name}"


def is_made(node: Node) -> bool:
    """An object is of the class it was made by, whatever the name's type says besides."""
    return isinstance(node, Call) and node.is_new


def heads(node: Node | None) -> list[Node]:
    """Of a statement that holds others, what it asks; any other is all its own."""
    if isinstance(node, (If, While)):
        return [node.test] if node.test is not None else []
    if isinstance(node, Each):
        return [node.target, node.iterable]
    if isinstance(node, Switch):
        return [node.subject]
    if isinstance(node, With):
        return [part for pair in node.items for part in pair if part is not None]
    return [] if node is None or isinstance(node, (Try, Block, Class, Function)) else [node]


def words_of(nodes: Iterable[Node | None]) -> list[str]:
    """Names, and texts as short as a name."""
    found = []
    for node in walk([n for n in nodes if n is not None]):
        if isinstance(node, Name):
            found.append(node.id)
        elif isinstance(node, Attr):
            found.append(node.name)
        elif isinstance(node, Const) and isinstance(node.value, str) and len(node.value) < 60:
            found.append(node.value)
    return found


def _written(node: Node) -> str:
    return node.id if isinstance(node, Name) else node.name if isinstance(node, Attr) else ""


def _is_getter(node: Function) -> bool:
    """Reading it runs it: Python's ``@property``, JavaScript's ``get``."""
    return bool(node.marks) and any((m.id if isinstance(m, Name) else m.name if isinstance(m, Attr) else "") in ("property", "cached_property") for m in node.marks)


def _either(a: Any, b: Any) -> Any:
    if a is b:
        return a
    if a is _ABSENT or b is _ABSENT:
        known = b if a is _ABSENT else a
        # What one branch alone made sure of is not sure after it.
        return frozenset() if known is True or isinstance(known, frozenset) else known
    if a is True and isinstance(b, frozenset):
        return b
    if b is True and isinstance(a, frozenset):
        return a
    if isinstance(a, Value) and isinstance(b, Value):
        return joined(a, b)
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return a & b
    return a if a == b and type(a) is type(b) else None


def _inside(value: Value, key: int | str) -> Value | None:
    """What lies under a key of any of the boxes a value may be."""
    made: Value | None = None
    for ref in value.refs:
        if isinstance(ref, Box) and isinstance(found := ref.items.get(key), Value):
            made = found if made is None else joined(made, found)
    return made


def _and_inside(value: Value, depth: int = 2) -> Iterable[Value]:
    """A value, and what lies in it, each by itself."""
    yield value
    for ref in value.refs if depth else ():
        for item in ref.items.values() if isinstance(ref, Box) else ():
            if isinstance(item, Value):
                yield from _and_inside(item, depth - 1)


def _anything(value: Value) -> Value | None:
    """All that lies in a value, under keys that are known and under others."""
    made: Value | None = None
    for ref in value.refs:
        for key, item in ref.items.items() if isinstance(ref, Box) else ():
            if key is not COUNT and isinstance(item, Value):
                made = item if made is None else joined(made, item)
    return made


def _without(value: Value, cleans: frozenset[str] | None) -> Value:
    if cleans is None:
        return Value(value.const, value.path, (), value.refs, value.prefix)
    return replace_taints(value, tuple(replace(t, cleaned=t.cleaned | cleans) for t in value.taints))


def replace_taints(value: Value, taints: tuple[Taint, ...]) -> Value:
    return value if taints is value.taints else Value(value.const, value.path, taints, value.refs, value.prefix)


def imported_by(module: ModuleValue) -> frozenset[str]:
    """The first words of everything a file imports: ``flask``, ``flask.views``."""
    if module.imports is None:
        module.imports = module.syntax.told.get("imports")
    if module.imports is None:
        found: set[str] = set()
        for node in walk(module.syntax.body):
            if isinstance(node, Import):
                for _, there in node.names:
                    words = there.lstrip(".").replace("#", ".").replace("/", ".").split(".")
                    found |= {".".join(words[:i]) for i in range(1, min(len(words), 4) + 1)}
            elif isinstance(node, Call) and isinstance(node.callee, Name) and node.callee.id == "require" and node.args and isinstance(node.args[0], Const):
                found.add(str(node.args[0].value))
        module.imports = module.syntax.told["imports"] = frozenset(found)
    return module.imports


def is_imported(module: ModuleValue, path: str) -> bool:
    """Whether a path leads into what a file imports."""
    return path.split(".", 1)[0] in imported_by(module)


def assigned_by(module: ModuleValue) -> frozenset[str]:
    """The names a file's own statements assign."""
    if module.assigns is None:
        module.assigns = frozenset(n.target.id for n in module.syntax.body if isinstance(n, Assign) and isinstance(n.target, Name))
    return module.assigns
