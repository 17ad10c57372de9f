"""What a call does, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .. import builtins, routes
from ..rule import FRAGILE, PREDICTABLE, Use
from ..syntax import (
    Assign,
    Attr,
    Call,
    Const,
    Function,
    Import,
    Index,
    Name,
    Node,
    Parameter,
    Raise,
    Spread,
    Table,
    walk,
)
from ..values import (
    COUNT,
    NO,
    REST,
    UNKNOWN,
    Box,
    ClassValue,
    Closure,
    Items,
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
    GOES_ON,
    MOST_CALLS,
    MOST_STEPS,
    Exhausted,
    Frame,
    _written,
    either,
    imported_by,
    replace_taints,
)

MOST_RUNS = 12
"""Ways of calling one function that are told apart where no attacker has a part in them."""
MOST_OF_A_FILE = 40 * MOST_STEPS
"""The same for everything that one file hands over."""
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


class Calls:
    """What a call does, and what it gives back."""

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
                known = either(known, other.get(path, frozenset()))
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


def _spelled(node: Node) -> str:
    """A method of an object's field as the code calls it: ``this.logger.info``."""
    field = node.object if isinstance(node, Attr) else None
    if not isinstance(node, Attr) or not isinstance(field, Attr) or not isinstance(field.object, Name) or field.object.id != "this":
        return ""
    return f"this.{field.name}.{node.name}"


def is_imported(module: ModuleValue, path: str) -> bool:
    """Whether a path leads into what a file imports."""
    return path.split(".", 1)[0] in imported_by(module)
