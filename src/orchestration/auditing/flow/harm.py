"""Where a value does harm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .. import builtins, expression
from ..rule import FRAGILE, PREDICTABLE, Condition, Rule, Use
from ..syntax import (
    Attr,
    Block,
    Call,
    Class,
    Const,
    Each,
    Function,
    If,
    Name,
    Node,
    Return,
    Switch,
    Try,
    While,
    With,
    walk,
)
from ..values import (
    COUNT,
    NO,
    REST,
    Box,
    Closure,
    ModuleValue,
    Scope,
    Value,
    joined,
)
from .common import (
    MOST_CALLS,
    Frame,
    Hit,
)


class Harm:
    """Where a value does harm."""

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
        if test == "except":
            wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            return value is None or not value.constants or any(c not in wanted for c in value.constants)
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
