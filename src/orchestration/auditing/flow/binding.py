"""How a value gets a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import builtins
from ..syntax import (
    Assign,
    Attr,
    Binary,
    Call,
    Default,
    Function,
    Index,
    Name,
    Node,
    Parameter,
    Sequence,
    Some,
    Span,
    Spread,
    Table,
    Unary,
)
from ..values import (
    COUNT,
    NO,
    UNKNOWN,
    Box,
    ClassValue,
    Closure,
    ModuleValue,
    Scope,
    Step,
    Taint,
    Value,
    attribute,
    joined,
    merged,
)
from .common import (
    _written,
    is_made,
    replace_taints,
)

MOST_DEPTH = 60
"""Steps a way is shown with."""


class Binding:
    """How a value gets a name."""

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
