"""What is known of a value without running anything: a constant, where it came from, what it holds, what an attacker chose of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from .syntax import Class, Function, Module, Span

NO: Final = type("NO", (), {"__repr__": lambda self: "NO", "__bool__": lambda self: False})()
"""Not a constant. (``None`` is one.)"""

REST: Final = type("REST", (), {"__repr__": lambda self: "REST"})()
"""The key under which lies what is at no known place of a container."""

COUNT: Final = type("COUNT", (), {"__repr__": lambda self: "COUNT"})()
"""The key under which the length of a sequence lies, where it is known."""

LONGEST_PATH = 120
MOST_TAINTS = 4
MOST_REFS = 4
MOST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One place on a value's way."""

    path: str
    span: Span
    says: str
    """``name``: the value is bound to it; what it is, is the source's and the sink's to say."""
    before: Step | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Taint:
    """That something of a value was chosen elsewhere, and the way it came."""

    kind: str
    """``remote``, ``local`` (arguments, environment, files), ``stored`` (a database) or ``parameter`` (whoever calls)."""
    name: str
    """The source as the code writes it: ``request.args``."""
    step: Step
    origin: tuple[str, Span]
    cleaned: frozenset[str] = frozenset()
    """The rules for which it does no harm any more."""
    is_text: bool = False
    """It went through text: no object with keys of its own is left."""
    doubts: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.origin, self.cleaned, self.is_text, self.kind)


class Items(dict):  # type: ignore[type-arg]
    """A scope's or container's content, which knows when it was made."""

    __slots__ = ("born",)
    born: int


@dataclass(slots=True, eq=False)
class Box:
    """A container or object the code made: its content is written to in place, so two names of one box stay one."""

    kind: str
    """``sequence``, ``table``, ``object``, ``text`` (what is appended to) or ``settings`` (an object of a library, and what was set on it)."""
    items: Items
    type: ClassValue | None = None
    is_shared: bool = False
    """Others write to it, too: what it holds now is no constant."""


@dataclass(slots=True, eq=False)
class Scope:
    names: Items
    parent: Scope | None = None
    home: ModuleValue | None = None

    def find(self, name: str) -> Scope | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope
            scope = scope.parent
        return None


@dataclass(slots=True, eq=False)
class Closure:
    node: Function
    scope: Scope
    module: ModuleValue
    owner: ClassValue | None = None
    this: Value | None = None

    def bound(self, this: Value) -> Closure:
        return Closure(self.node, self.scope, self.module, self.owner, this)


@dataclass(slots=True, eq=False)
class ClassValue:
    node: Class
    scope: Scope
    module: ModuleValue
    path: str
    methods: dict[str, Closure] = field(default_factory=dict)
    overloads: dict[tuple[str, int], Closure] = field(default_factory=dict)
    """By name and number of parameters."""
    statics: Box | None = None
    self_value: Value | None = None
    """An instance about which only its constructor is known."""


@dataclass(slots=True, eq=False)
class ModuleValue:
    syntax: Module
    scope: Scope
    exports: Items
    moving: frozenset[str] = frozenset()
    """Names that are assigned more than once, or from inside a function."""
    imports: frozenset[str] | None = None
    assigns: frozenset[str] | None = None


Ref = Box | Closure | ClassValue | ModuleValue


@dataclass(slots=True, eq=False)
class Value:
    const: Any = NO
    path: str = ""
    """How the code came to it, through imports: ``sqlite3.connect.cursor``; a declared type's name; a parameter's own name."""
    taints: tuple[Taint, ...] = ()
    refs: tuple[Ref, ...] = ()
    prefix: str = ""
    """Text that is known to come first in a string that is no constant."""
    options: tuple[Any, ...] = ()
    """The constants it is one of, where that is known and they are several."""

    @property
    def constants(self) -> tuple[Any, ...]:
        return self.options if self.const is NO else (self.const,)

    @property
    def box(self) -> Box | None:
        return self.refs[0] if len(self.refs) == 1 and isinstance(self.refs[0], Box) else None

    @property
    def start(self) -> str:
        return self.const if isinstance(self.const, str) else self.prefix


UNKNOWN = Value()


def joined(a: Value, b: Value) -> Value:
    """What is true of both."""
    if a is b:
        return a
    const = a.const if a.const is not NO and type(a.const) is type(b.const) and a.const == b.const else NO
    refs = a.refs
    if b.refs and b.refs != a.refs:
        refs = tuple(dict.fromkeys(a.refs + b.refs))[:MOST_REFS]
    prefix = ""
    if const is NO and a.start and a.start == b.start:
        prefix = a.start
    options = ()
    if const is NO and a.constants and b.constants:
        options = tuple(dict.fromkeys(a.constants + b.constants))
        options = options if len(options) <= MOST_OPTIONS else ()
    return Value(const, a.path or b.path, merged(a.taints, b.taints), refs, prefix, options)


def merged(a: tuple[Taint, ...], b: tuple[Taint, ...]) -> tuple[Taint, ...]:
    """Each origin once, the shortest way of it."""
    if not b or a is b:
        return a
    if not a:
        return b
    found = {t.key: t for t in reversed(a + b)}
    return tuple(found.values())[:MOST_TAINTS] if len(found) > MOST_TAINTS else tuple(found.values())


def attribute(path: str, name: str) -> str:
    made = f"{path}.{name}" if path else f"?.{name}"
    return made if len(made) <= LONGEST_PATH else "?." + ".".join(made.split(".")[-3:])


def text_constant(value: Any) -> str:
    """A constant as string building shows it."""
    if isinstance(value, bool):
        return str(value)
    if value is None:
        return "None"
    return str(value)
