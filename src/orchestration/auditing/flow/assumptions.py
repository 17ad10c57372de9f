"""What is known where a test held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .. import builtins
from ..rule import Rule
from ..syntax import (
    Assign,
    Attr,
    Binary,
    Call,
    Const,
    Index,
    Name,
    Node,
    Pattern,
    Return,
    Spread,
    Unary,
)
from ..values import (
    NO,
    UNKNOWN,
    Box,
    Closure,
    Scope,
    Taint,
    Value,
    attribute,
)
from .common import (
    GOES_ON,
    MOST_CALLS,
    Frame,
    replace_taints,
)

_MEMBERSHIP = frozenset({"includes", "contains", "Contains", "include?", "has", "containsKey", "hasOwnProperty", "key?", "has_key?", "ContainsKey"})
"""Asked of a list or table nobody else chose, these say that a value is one of it."""


class Assumptions:
    """What is known where a test held."""

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


def _without(value: Value, cleans: frozenset[str] | None) -> Value:
    if cleans is None:
        return Value(value.const, value.path, (), value.refs, value.prefix)
    return replace_taints(value, tuple(replace(t, cleaned=t.cleaned | cleans) for t in value.taints))
