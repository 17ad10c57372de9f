"""Runs a program's text on what is known of its values: constants cut branches, and what an attacker chose is followed to where it does harm.

An abstract interpreter over :mod:`~orchestration.auditing.syntax`. Functions are entered with what they are called with, across files; both sides of an
unknown test are taken and joined; a loop's body is taken twice. It is neither sound nor complete: it stops at ``MOST_STEPS`` a function and ``MOST_CALLS``
deep, and says where it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..syntax import (
    Assign,
    Attr,
    Binary,
    Block,
    Call,
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
    Pattern,
    Raise,
    Return,
    Sequence,
    Some,
    Spread,
    Stop,
    Switch,
    Table,
    Try,
    Unary,
    While,
    With,
)
from ..values import Closure, Taint, Value
from .assumptions import Assumptions
from .binding import Binding
from .calls import Calls
from .common import Exhausted, Frame, Hit, World, imported_by
from .expressions import Expressions
from .harm import Harm
from .journal import Journal
from .statements import Statements

__all__ = ["Exhausted", "Flow", "Frame", "Hit", "World", "imported_by"]


class Flow(Journal, Statements, Expressions, Binding, Assumptions, Calls, Harm):
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
