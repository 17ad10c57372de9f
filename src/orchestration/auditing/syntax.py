"""One small syntax tree for every language: what flow needs to know of a program, and nothing of how its language spells it.

Lowering rules that every file of ``languages/`` keeps, so that flow and rules need no word about a language:

- Operators are named as Python names them (``and or not == != in "not in" + %``…); ``===`` is ``==``, ``&&`` is ``and``, ``??`` is ``or``.
- ``await x``, parentheses, non-null assertions and type assertions are ``x``; a cast that names a type is a :class:`Cast`.
- ``new T(a)`` is a :class:`Call` with ``is_new``; its callee is the type's name. ``super(…)`` calls ``Name("super")``.
- ``this`` and ``self`` are ``Name("this")``, whatever the language says; Python's first parameter of a method is renamed so.
- A template, f-string or interpolated string is a :class:`Join`; a string whose pieces are all constant is one :class:`Const`.
- What has no place here is :class:`Some` of its parts: nothing is known of the result but that their values may be in it.
- A pattern that takes values apart is a :class:`Sequence` or :class:`Table` of targets; a default stands in ``Default``.
- A member that is named without ``this`` (Java, C#) is ``this.x``; a static one, or one of a class further out, is ``Class.x``.
- A ``switch`` that is a value is the :class:`Call` of a nameless :class:`Function` whose cases return.
- Lines count from 1, columns from 0 in bytes of UTF-8, as the parsers say them; a finding counts characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

Span = tuple[int, int, int, int]
"""First line and column, last line and column (after its last character)."""

NOWHERE: Span = (0, 0, 0, 0)


@dataclass(slots=True, eq=False)
class Node:
    span: Span


# --- expressions ------------------------------------------------------------------------------------------------------

@dataclass(slots=True, eq=False)
class Const(Node):
    value: Any
    """``str`` (also for bytes), ``int``, ``float``, ``bool`` or ``None``."""


@dataclass(slots=True, eq=False)
class Pattern(Node):
    """A regular expression the language has syntax for: ``/a+/i``."""

    text: str
    flags: str = ""


@dataclass(slots=True, eq=False)
class Name(Node):
    id: str


@dataclass(slots=True, eq=False)
class Attr(Node):
    object: Node
    name: str


@dataclass(slots=True, eq=False)
class Index(Node):
    object: Node
    key: Node


@dataclass(slots=True, eq=False)
class Call(Node):
    callee: Node
    args: list[Node]
    named: dict[str, Node] = field(default_factory=dict)
    is_new: bool = False


@dataclass(slots=True, eq=False)
class Spread(Node):
    """``*x``, ``...x`` among arguments or items; ``**x`` among named ones stands in ``args`` as ``Spread``, too."""

    value: Node


@dataclass(slots=True, eq=False)
class Binary(Node):
    op: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False)
class Unary(Node):
    op: str
    """``not - + ~ typeof delete``."""
    value: Node


@dataclass(slots=True, eq=False)
class Choice(Node):
    """``test ? then : other``."""

    test: Node
    then: Node
    other: Node


@dataclass(slots=True, eq=False)
class Join(Node):
    """Text put together of pieces."""

    parts: list[Node]


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """A list, tuple, set or array; as a target: what is taken apart by position."""

    items: list[Node]


@dataclass(slots=True, eq=False)
class Table(Node):
    """A map, dict or object literal; as a target: what is taken apart by key. A key of None: the value is spread into it (``...rest``)."""

    entries: list[tuple[Node | None, Node]]


@dataclass(slots=True, eq=False)
class Default(Node):
    """In a pattern: a target, and what it becomes where nothing is there."""

    target: Node
    value: Node


@dataclass(slots=True, eq=False)
class Cast(Node):
    type: str
    value: Node


@dataclass(slots=True, eq=False)
class Assign(Node):
    """``target op= value``, as a statement or inside an expression."""

    target: Node
    value: Node
    op: str = ""
    type: str = ""
    """Where it declares: the type it states, as written (``Map<String, Foo>`` is ``Map``)."""
    is_declaration: bool = False
    marks: list[Node] = field(default_factory=list)
    """A field's annotations or decorators."""


@dataclass(slots=True, eq=False)
class Comprehension(Node):
    """``[element for target in iterable if test …]``; also a generator."""

    element: Node
    clauses: list[tuple[Node, Node, list[Node]]]
    """(target, iterable, tests)."""
    key: Node | None = None


@dataclass(slots=True, eq=False)
class Some(Node):
    parts: list[Node]


@dataclass(slots=True, eq=False)
class Parameter(Node):
    target: Node
    """A Name, or a pattern."""
    type: str = ""
    default: Node | None = None
    marks: list[Node] = field(default_factory=list)
    """Annotations or decorators, each a Name, Attr or Call."""
    kind: str = ""
    """``*`` takes the remaining arguments, ``**`` the remaining named ones."""


@dataclass(slots=True, eq=False)
class Function(Node):
    """A function, method, lambda or block; as a statement it binds its name."""

    name: str
    parameters: list[Parameter]
    body: list[Node]
    """``x => e`` has one Return."""
    marks: list[Node] = field(default_factory=list)
    returns: str = ""
    is_static: bool = False
    is_statement: bool = False
    is_abstract: bool = False
    """It has no body: what it does stands elsewhere."""


# --- statements -------------------------------------------------------------------------------------------------------

@dataclass(slots=True, eq=False)
class If(Node):
    test: Node
    then: list[Node]
    other: list[Node]


@dataclass(slots=True, eq=False)
class While(Node):
    """``while`` and the C-like ``for``, whose first part goes before it."""

    test: Node | None
    body: list[Node]
    step: list[Node] = field(default_factory=list)
    is_tested_last: bool = False


@dataclass(slots=True, eq=False)
class Each(Node):
    """``for target in iterable``."""

    target: Node
    iterable: Node
    body: list[Node]
    keys: bool = False
    """It runs over keys: JavaScript's ``for … in``."""
    type: str = ""
    """The target's, where it states one."""


@dataclass(slots=True, eq=False)
class Case(Node):
    tests: list[Node]
    """Empty: the default."""
    body: list[Node]
    falls: bool = False
    """Without a ``break`` it goes on with the next one."""


@dataclass(slots=True, eq=False)
class Switch(Node):
    subject: Node
    cases: list[Case]


@dataclass(slots=True, eq=False)
class Handler(Node):
    types: list[str]
    name: str
    body: list[Node]


@dataclass(slots=True, eq=False)
class Try(Node):
    body: list[Node]
    handlers: list[Handler]
    other: list[Node]
    """What runs where nothing was raised."""
    final: list[Node]


@dataclass(slots=True, eq=False)
class With(Node):
    """``with open(x) as f``, ``try (var f = …)``, ``using``."""

    items: list[tuple[Node | None, Node]]
    """(target, value)."""
    body: list[Node]


@dataclass(slots=True, eq=False)
class Return(Node):
    value: Node | None
    is_yield: bool = False


@dataclass(slots=True, eq=False)
class Raise(Node):
    value: Node | None


@dataclass(slots=True, eq=False)
class Stop(Node):
    """``break`` or ``continue``."""

    is_break: bool


@dataclass(slots=True, eq=False)
class Block(Node):
    body: list[Node]


@dataclass(slots=True, eq=False)
class Import(Node):
    names: list[tuple[str, str]]
    """(name here, dotted path there): ``("path", "os.path")``; JavaScript's ``./db`` keeps its slashes: ``("get", "./db#get")``, ``("db", "./db")``; everything of it: ``("*", …)``."""


@dataclass(slots=True, eq=False)
class Class(Node):
    name: str
    bases: list[str]
    body: list[Node]
    """Functions, Assigns (fields), nested Classes."""
    marks: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Export(Node):
    """What another file finds under ``name`` (``default`` for the default)."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class Comment:
    line: int
    last_line: int
    text: str
    """Without its marks."""
    stands_alone: bool
    """No code before it on its line."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file."""

    path: str
    language: str
    body: list[Node]
    comments: tuple[Comment, ...] = ()
    broken: tuple[Span, ...] = ()
    """What could not be parsed; the rest was."""
    package: str = ""
    """What other files call it: Java's package, PHP's and C#'s namespace."""
    told: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was made out of the tree once, for whoever asks again: it is read by many pieces of one audit."""


def children(node: Node) -> list[Node]:
    """The nodes directly below, in the order of the text."""
    found: list[Node] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif value:
            _below(value, found)
    return found


def _below(value: Any, found: list[Node]) -> None:
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, Node):
            found.append(item)
        elif isinstance(item, (tuple, list)):
            _below(item, found)


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node below, each before its parts."""
    waiting = nodes[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind) if f.name != "span" and str(f.type).split(" ")[0] not in ("str", "bool", "Any", "list[str]", "list[tuple[str,"))
    for kind in list(globals().values()) if isinstance(kind, type) and issubclass(kind, Node)
}
"""Of each kind of node, what may hold others."""
