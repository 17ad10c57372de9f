"""What an expression is worth."""

from __future__ import annotations

from dataclasses import replace

from .. import builtins
from ..rule import Library, Use
from ..syntax import (
    Assign,
    Attr,
    Binary,
    Cast,
    Choice,
    Class,
    Comprehension,
    Const,
    Function,
    Index,
    Join,
    Name,
    Node,
    Pattern,
    Sequence,
    Some,
    Spread,
    Table,
    Unary,
)
from ..values import (
    COUNT,
    NO,
    REST,
    UNKNOWN,
    Box,
    ClassValue,
    Closure,
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
from .common import (
    GOES_ON,
    MOST_STEPS,
    Exhausted,
    imported_by,
    is_made,
    replace_taints,
)


class Expressions:
    """What an expression is worth."""

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


def _is_getter(node: Function) -> bool:
    """Reading it runs it: Python's ``@property``, JavaScript's ``get``."""
    return bool(node.marks) and any((m.id if isinstance(m, Name) else m.name if isinstance(m, Attr) else "") in ("property", "cached_property") for m in node.marks)


def assigned_by(module: ModuleValue) -> frozenset[str]:
    """The names a file's own statements assign."""
    if module.assigns is None:
        module.assigns = frozenset(n.target.id for n in module.syntax.body if isinstance(n, Assign) and isinstance(n.target, Name))
    return module.assigns
