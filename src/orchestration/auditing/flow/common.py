"""What the parts of the flow share: its bounds, a running function, what is found, and what it asks of the project around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from ..rule import Library, Use
from ..syntax import (
    Attr,
    Call,
    Const,
    Import,
    Name,
    Node,
    Span,
    walk,
)
from ..templates import Output
from ..values import (
    ClassValue,
    Closure,
    Items,
    ModuleValue,
    Scope,
    Taint,
    Value,
    joined,
)

MOST_STEPS = 40_000
"""Nodes looked at for one function that is entered from outside, calls included."""


MOST_CALLS = 12
"""Calls inside calls."""


GOES_ON, RAISED, RETURNED, BROKE = 0, 1, 2, 3


ABSENT: Any = object()


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


def is_made(node: Node) -> bool:
    """An object is of the class it was made by, whatever the name's type says besides."""
    return isinstance(node, Call) and node.is_new


def _written(node: Node) -> str:
    return node.id if isinstance(node, Name) else node.name if isinstance(node, Attr) else ""


def either(a: Any, b: Any) -> Any:
    if a is b:
        return a
    if a is ABSENT or b is ABSENT:
        known = b if a is ABSENT else a
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
