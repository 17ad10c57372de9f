"""C#'s source as our tree."""

from __future__ import annotations

import tree_sitter_c_sharp
from tree_sitter import Node

from ..syntax import (
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
    Each,
    Function,
    Handler,
    If,
    Import,
    Index,
    Module,
    Name,
    Parameter,
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
from ..syntax import Node as Ours
from .lowering import Curly, hoisted, parser, piece, unescaped, utf8
from .members import Members

_OPERATORS = {"&&": "and", "||": "or", "??": "or", ">>>": ">>"}
_UNARY = {"!": "not"}
_TYPES = ("class_declaration", "struct_declaration", "record_declaration", "interface_declaration", "enum_declaration", "namespace_declaration", "file_scoped_namespace_declaration")
_AWAITED = ("Task", "ValueTask", "IAsyncEnumerable")
_IMMEDIATE = ("this", "base")
"""Words that are values, though the grammar has no name for them."""


def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    of = parser(tree_sitter_c_sharp.language())
    tree, first_line = of.parse(source), 1
    if not any(n.type in _TYPES for n in tree.root_node.named_children):
        tree, source, first_line = piece(of, source, tree, b"class _ {")
    lowering = _CSharp(source, first_line)
    comments, broken = lowering.outlines(tree.root_node)
    try:
        body = lowering.statements(tree.root_node.named_children)
    except RecursionError:
        return Module(path, "csharp", [], comments, (lowering.span(tree.root_node),), lowering.package)
    if not first_line and len(body) == 1 and isinstance(body[0], Class):
        body = body[0].body
    return Module(path, "csharp", body, comments, broken, lowering.package)


class _CSharp(Curly):
    transparent = ("parenthesized_expression", "await_expression", "checked_expression", "ref_expression", "argument", "arrow_expression_clause", "expression_element", "collection_element",
                   "constant_pattern", "parenthesized_pattern")

    def __init__(self, source: bytes, first_line: int = 1) -> None:
        super().__init__(source, first_line)
        self.package = ""
        self.members = Members()
        self._imports_static = False
        self._has_bases = [False]
        self._in_static = False
        self._stated = ""
        """The type a ``new()`` without one makes."""
        self._before_dot: list[Ours] = []
        """What stands before the ``?.`` of the accesses around."""

    def parts(self, node: Node | None) -> list[Node]:
        return [c for c in node.children if (c.is_named and c.type != "comment") or c.type in _IMMEDIATE] if node is not None else []

    def first(self, node: Node | None) -> Ours:
        parts = self.parts(node)
        return self.expression(parts[0]) if parts else Some(self.span(node) if node is not None else (0, 0, 0, 0), [])

    # --- values

    def name(self, node: Node | None) -> Name:
        """A name as it stands there, whosever it is."""
        return Name(self.span(node), self.text(node).removeprefix("@")) if node is not None else Name((0, 0, 0, 0), "")

    def on_identifier(self, node: Node) -> Ours:
        name = self.text(node).removeprefix("@")
        span = self.span(node)
        owner = self.members.owner(name)
        return Attr(span, Name(span, owner), name) if owner else Name(span, name)

    def on_this(self, node: Node) -> Ours:
        return Name(self.span(node), "this")

    def on_base(self, node: Node) -> Ours:
        return Name(self.span(node), "super")

    def on_discard(self, node: Node) -> Ours:
        return Name(self.span(node), "_")

    def on_generic_name(self, node: Node) -> Ours:
        return self.expression(node.named_children[0]) if node.named_children else self.name(node)

    def on_qualified_name(self, node: Node) -> Ours:
        return self.dotted(self._type(node), node)

    on_alias_qualified_name = on_predefined_type = on_nullable_type = on_array_type = on_implicit_type = on_qualified_name

    def dotted(self, path: str, node: Node) -> Ours:
        first, *rest = path.split(".")
        made: Ours = Name(self.span(node), first)
        for word in rest:
            made = Attr(self.span(node), made, word)
        return made

    def on_parenthesized_expression(self, node: Node) -> Ours:
        return self.first(node)

    on_await_expression = on_checked_expression = on_ref_expression = on_arrow_expression_clause = on_constant_pattern = on_parenthesized_pattern = on_parenthesized_expression
    on_makeref_expression = on_expression_element = on_collection_element = on_parenthesized_expression

    def on_argument(self, node: Node) -> Ours:
        """One of a tuple, with its name or without."""
        return self.expression(self.parts(node)[-1]) if self.parts(node) else Some(self.span(node), [])

    def on_integer_literal(self, node: Node) -> Ours:
        text = self.text(node).replace("_", "").rstrip("uUlL")
        try:
            return Const(self.span(node), int(text, 0 if text[:2].lower() in ("0x", "0b") else 10))
        except ValueError:
            return Some(self.span(node), [])

    def on_real_literal(self, node: Node) -> Ours:
        try:
            return Const(self.span(node), float(self.text(node).replace("_", "").rstrip("fFdDmM")))
        except ValueError:
            return Some(self.span(node), [])

    def on_boolean_literal(self, node: Node) -> Ours:
        return Const(self.span(node), self.text(node) == "true")

    def on_null_literal(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_string_literal(self, node: Node) -> Ours:
        return Const(self.span(node), unescaped(self.text(node).removesuffix("u8").removesuffix("U8")[1:-1]))

    def on_character_literal(self, node: Node) -> Ours:
        return Const(self.span(node), unescaped(self.text(node)[1:-1]))

    def on_verbatim_string_literal(self, node: Node) -> Ours:
        return Const(self.span(node), self.text(node).removesuffix("u8")[2:-1].replace('""', '"'))

    def on_raw_string_literal(self, node: Node) -> Ours:
        return Const(self.span(node), "".join(self.text(c) for c in node.named_children if c.type == "raw_string_content"))

    def on_interpolated_string_expression(self, node: Node) -> Ours:
        start = self.text(node.children[0]) if node.children else ""
        parts: list[Ours] = []
        for child in node.named_children:
            if child.type == "interpolation":
                parts.append(self.expression(_without_braces(child)))
            elif child.type in ("string_content", "escape_sequence"):
                text = self.text(child).replace("{{", "{").replace("}}", "}")
                parts.append(Const(self.span(child), text.replace('""', '"') if "@" in start else unescaped(text)))
        return self.joined(node, _merged(parts)) if parts else Const(self.span(node), "")

    def on_interpolation(self, node: Node) -> Ours:
        return self.expression(_without_braces(node))

    def _operator(self, node: Node) -> str:
        found = node.child_by_field_name("operator")
        return self.text(found) if found is not None else next((c.type for c in node.children if not c.is_named and c.type not in _IMMEDIATE), "")

    def on_binary_expression(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    def on_prefix_unary_expression(self, node: Node) -> Ours:
        word, value = node.children[0].type, self.first(node)
        if word in ("++", "--"):
            return Assign(self.span(node), value, Const(self.span(node), 1), word[0])
        if word in ("&", "*"):
            return value
        return Some(self.span(node), [value]) if word == "^" else Unary(self.span(node), _UNARY.get(word, word), value)

    def on_postfix_unary_expression(self, node: Node) -> Ours:
        word, value = node.children[-1].type, self.first(node)
        return Assign(self.span(node), value, Const(self.span(node), 1), word[0]) if word in ("++", "--") else value

    def on_assignment_expression(self, node: Node) -> Ours:
        op = self._operator(node).removesuffix("=")
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), _OPERATORS.get(op, op))

    def on_conditional_expression(self, node: Node) -> Ours:
        return Choice(self.span(node), self.expression(node.child_by_field_name("condition")), self.expression(node.child_by_field_name("consequence")),
                      self.expression(node.child_by_field_name("alternative")))

    def on_cast_expression(self, node: Node) -> Ours:
        return Cast(self.span(node), self._type(node.child_by_field_name("type")), self.expression(node.child_by_field_name("value")))

    def on_as_expression(self, node: Node) -> Ours:
        return Cast(self.span(node), self._type(node.child_by_field_name("right")), self.expression(node.child_by_field_name("left")))

    def on_is_expression(self, node: Node) -> Ours:
        kind = node.child_by_field_name("right") or node
        return Binary(self.span(node), "instanceof", self.expression(node.child_by_field_name("left")), self.dotted(self._type(kind), kind))

    def on_typeof_expression(self, node: Node) -> Ours:
        return Attr(self.span(node), self.dotted(self._type(node.child_by_field_name("type")), node), "class")

    def on_default_expression(self, node: Node) -> Ours:
        return Some(self.span(node), [])

    on_sizeof_expression = on_default_expression

    def on_throw_expression(self, node: Node) -> Ours:
        return Raise(self.span(node), self.first(node) if self.parts(node) else None)

    def on_member_access_expression(self, node: Node) -> Ours:
        return self._chained(node)

    def on_invocation_expression(self, node: Node) -> Ours:
        return self._chained(node)

    def _chained(self, node: Node) -> Ours:
        """``a.B().C.D()``, however long."""
        chain = [node]
        while (below := _below(chain[-1])) is not None and below.type in ("invocation_expression", "member_access_expression"):
            chain.append(below)
        last = _below(chain[-1])
        made: Ours | None = None
        if not (chain[-1].type == "invocation_expression" and last is not None and last.type in ("identifier", "generic_name")):
            made = self.expression(last)
        for link in reversed(chain):
            span = self.span(link)
            if link.type == "member_access_expression":
                made = Attr(span, made or Some(span, []), self._word(link.child_by_field_name("name")))
                continue
            word = self._word(_below(link))
            if made is None and word == "nameof":
                return Const(span, self.text(link.child_by_field_name("arguments")).strip("() ").rpartition(".")[2])
            callee = made if made is not None else self._method_named(_below(link), word)
            args, named = self._arguments(link.child_by_field_name("arguments"), callee)
            made = Call(span, callee, args, named)
        assert made is not None
        return made

    def _word(self, node: Node | None) -> str:
        """A name without the types it is given."""
        if node is not None and node.type == "generic_name" and node.named_children:
            node = node.named_children[0]
        return self.text(node).removeprefix("@")

    def _method_named(self, node: Node | None, word: str) -> Ours:
        name = Name(self.span(node) if node is not None else (0, 0, 0, 0), word)
        owner = self.members.owner(word)
        if not owner and self._has_bases[-1] and not self._imports_static and not self.members.knows(word):
            owner = (self._in_static and self.members.around) or "this"
        return Attr(name.span, Name(name.span, owner), word) if owner else name

    def _arguments(self, node: Node | None, callee: Ours | None = None) -> tuple[list[Ours], dict[str, Ours]]:
        args: list[Ours] = []
        named: dict[str, Ours] = {}
        for child in node.named_children if node is not None else ():
            if child.type != "argument":
                if child.type != "comment":
                    args.append(self.expression(child))
                continue
            name, parts = child.child_by_field_name("name"), self.parts(child)
            if name is not None:
                parts = [p for p in parts if p != name]
            value = parts[-1] if parts else None
            if value is not None and value.type == "declaration_expression":
                made: Ours = self._handed_out(value, callee)
            else:
                made = self.expression(value)
            if name is not None:
                named[self.text(name)] = made
            else:
                args.append(made)
        return args, named

    def _handed_out(self, node: Node, callee: Ours | None) -> Ours:
        """``out var x``: what a container or reader gives out; what was parsed is not the text it was parsed from."""
        span = self.span(node)
        held: list[Ours] = []
        if isinstance(callee, Attr) and not callee.name.startswith("TryParse") and (copy := _copied(callee.object)) is not None:
            held.append(copy)
        made = self.on_declaration_expression(node)
        return Assign(span, made, Some(span, held), type=self._type(node.child_by_field_name("type")), is_declaration=True) if isinstance(made, Name) else made

    def on_declaration_expression(self, node: Node) -> Ours:
        name = node.child_by_field_name("name")
        if name is None:
            return self._pattern_of_names(node.named_children[-1]) if node.named_children else Some(self.span(node), [])
        return self._declared_name(name)

    def _declared_name(self, node: Node) -> Name:
        made = self.name(node)
        self.members.declare(made.id)
        return made

    def _pattern_of_names(self, node: Node) -> Ours:
        """``(a, (b, _))``."""
        if node.type in ("identifier", "discard"):
            return self._declared_name(node)
        return Sequence(self.span(node), [self._pattern_of_names(c) for c in node.named_children if c.type != "comment"])

    on_tuple_pattern = on_parenthesized_variable_designation = _pattern_of_names

    def on_conditional_access_expression(self, node: Node) -> Ours:
        parts = self.parts(node)
        if len(parts) < 2:
            return self.first(node)
        self._before_dot.append(self.expression(parts[0]))
        made = self.expression(parts[-1])
        self._before_dot.pop()
        return made

    def on_member_binding_expression(self, node: Node) -> Ours:
        before = self._before_dot[-1] if self._before_dot else Some(self.span(node), [])
        return Attr(self.span(node), before, self._word(node.child_by_field_name("name")))

    def on_element_binding_expression(self, node: Node) -> Ours:
        before = self._before_dot[-1] if self._before_dot else Some(self.span(node), [])
        return self._indexed(node, before, node)

    def on_element_access_expression(self, node: Node) -> Ours:
        return self._indexed(node, self.expression(node.child_by_field_name("expression")), node.child_by_field_name("subscript"))

    def _indexed(self, node: Node, made: Ours, keys: Node | None) -> Ours:
        for key in self._arguments(keys)[0] or [Some(self.span(node), [])]:
            made = Index(self.span(node), made, key)
        return made

    def on_object_creation_expression(self, node: Node) -> Ours:
        kind = node.child_by_field_name("type")
        return self._made(node, self._type(kind), kind or node)

    def on_implicit_object_creation_expression(self, node: Node) -> Ours:
        return self._made(node, self._stated, node)

    def _made(self, node: Node, kind: str, at: Node) -> Ours:
        given = next((c for c in node.named_children if c.type == "argument_list"), None)
        args, named = self._arguments(given)
        first = next((c for c in node.named_children if c.type == "initializer_expression"), None)
        for item in self.parts(first):
            left = item.child_by_field_name("left") if item.type == "assignment_expression" else None
            if left is None or left.type != "identifier":
                return self._collection(first or node)
            named[self.text(left)] = self.expression(item.child_by_field_name("right"))
        return Call(self.span(node), self.dotted(kind, at), args, named, is_new=True)

    def _collection(self, node: Node) -> Ours:
        """``{ 1, 2 }`` is a list; ``{ ["a"] = 1 }`` and ``{ { "a", 1 } }`` are maps."""
        items: list[Ours] = []
        entries: list[tuple[Ours | None, Ours]] = []
        for item in self.parts(node):
            left = item.child_by_field_name("left") if item.type == "assignment_expression" else None
            inside = self.parts(item) if item.type == "initializer_expression" else []
            if left is not None:
                key = self.first(left) if left.type == "element_binding_expression" else Const(self.span(left), self.text(left))
                entries.append((key, self.expression(item.child_by_field_name("right"))))
            elif len(inside) == 2:
                entries.append((self.expression(inside[0]), self.expression(inside[1])))
            else:
                items.append(self.expression(item))
        return Table(self.span(node), entries) if entries else Sequence(self.span(node), items)

    def on_initializer_expression(self, node: Node) -> Ours:
        return Sequence(self.span(node), [self.expression(c) for c in self.parts(node)])

    on_collection_expression = on_tuple_expression = on_initializer_expression

    def on_spread_element(self, node: Node) -> Ours:
        return Spread(self.span(node), self.first(node))

    def on_anonymous_object_creation_expression(self, node: Node) -> Ours:
        entries: list[tuple[Ours | None, Ours]] = []
        name: Node | None = None
        parts = [c for c in node.children if c.is_named or c.type in ("=", ",", *_IMMEDIATE)]
        for i, child in enumerate(parts):
            if i + 1 < len(parts) and parts[i + 1].type == "=":
                name = child
            elif child.is_named or child.type in _IMMEDIATE:
                word = self.text(name) if name is not None else self._word(child.child_by_field_name("name") or child)
                entries.append((Const(self.span(child), word), self.expression(child)))
                name = None
        return Table(self.span(node), entries)

    def on_with_expression(self, node: Node) -> Ours:
        entries: list[tuple[Ours | None, Ours]] = [(None, self.first(node))]
        for child in node.named_children:
            if child.type == "with_initializer" and len(parts := self.parts(child)) > 1:
                entries.append((Const(self.span(child), self.text(parts[0])), self.expression(parts[1])))
        return Table(self.span(node), entries)

    def on_array_creation_expression(self, node: Node) -> Ours:
        first = next((c for c in node.named_children if c.type == "initializer_expression"), None)
        if first is not None:
            return self.expression(first)
        kind = node.child_by_field_name("type")
        sizes = [self.expression(c) for r in (kind.named_children if kind is not None else ()) if r.type == "array_rank_specifier" for c in self.parts(r)]
        return Call(self.span(node), Name(self.span(kind or node), self._type(kind)), sizes, is_new=True)

    on_implicit_array_creation_expression = on_stackalloc_expression = on_implicit_stackalloc_expression = on_array_creation_expression

    def on_lambda_expression(self, node: Node) -> Ours:
        self.members.open()
        parameters = self._parameters(node.child_by_field_name("parameters"))
        body = node.child_by_field_name("body")
        made = self.body(body) if body is not None and body.type == "block" else [Return(self.span(body or node), self.expression(body))]
        self.members.close()
        return Function(self.span(node), "", parameters, made)

    def on_anonymous_method_expression(self, node: Node) -> Ours:
        self.members.open()
        parameters = self._parameters(node.child_by_field_name("parameters"))
        made = self.body(next((c for c in node.named_children if c.type == "block"), None))
        self.members.close()
        return Function(self.span(node), "", parameters, made)

    def on_query_expression(self, node: Node) -> Ours:
        clauses: list[tuple[Ours, Ours, list[Ours]]] = []
        element: Ours = Some(self.span(node), [])
        self.members.open()
        for child in node.named_children:
            name, parts = child.child_by_field_name("name"), self.parts(child)
            if child.type in ("from_clause", "join_clause", "let_clause") and parts:
                name = name or next((p for p in parts if p.type == "identifier"), None)
                values = [self.expression(p) for p in parts if p != name and p != child.child_by_field_name("type")]
                source: Ours = values[0] if values else Some(self.span(child), [])
                if child.type == "let_clause":
                    source = Sequence(self.span(child), [source])
                clauses.append((self._declared_name(name) if name is not None else Name(self.span(child), "_"), source, values[1:]))
            elif child.type == "where_clause" and clauses:
                clauses[-1][2].append(self.first(child))
            elif child.type in ("select_clause", "group_clause"):
                element = self.first(child)
        self.members.close()
        return Comprehension(self.span(node), element, clauses)

    # --- patterns

    def on_is_pattern_expression(self, node: Node) -> Ours:
        subject = self.expression(node.child_by_field_name("expression"))
        pattern = node.child_by_field_name("pattern")
        return self._tested(pattern, subject, self.span(node)) if pattern is not None else subject

    def _tested(self, node: Node, subject: Ours, span: tuple[int, int, int, int]) -> Ours:
        """What a pattern compares with, and what it binds in passing."""
        while node.type == "parenthesized_pattern" and node.named_children:
            node = node.named_children[0]
        if node.type == "negated_pattern" and node.named_children:
            inner = node.named_children[0]
            if inner.type == "constant_pattern":
                return Binary(span, "!=", subject, self.expression(inner))
            return Unary(span, "not", self._tested(inner, subject, span))
        if node.type == "or_pattern" and (options := self._options(node)):
            return Binary(span, "in", subject, Sequence(span, options))
        if node.type == "constant_pattern":
            return Binary(span, "==", subject, self.expression(node))
        if node.type in ("declaration_pattern", "var_pattern") and (name := node.child_by_field_name("name")) is not None:
            stated = self._type(node.child_by_field_name("type"))
            subject = Assign(span, self._declared_name(name), subject, type=stated, is_declaration=True)
            return Binary(span, "instanceof", subject, Name(span, stated))
        names = self._names_bound(node)
        if names:
            subject = Assign(span, Sequence(span, list(names)), Some(span, [subject]), is_declaration=True)
        return Binary(span, "instanceof", subject, Name(span, self._type(node.child_by_field_name("type"))))

    def _options(self, node: Node) -> list[Ours]:
        """The constants of ``'a' or 'b'``; none where there is anything else."""
        sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        out: list[Ours] = []
        for side in sides:
            if side is None or side.type not in ("constant_pattern", "or_pattern"):
                return []
            found = [self.expression(side)] if side.type == "constant_pattern" else self._options(side)
            if not found:
                return []
            out += found
        return out

    def _names_bound(self, node: Node) -> list[Name]:
        out: list[Name] = []
        waiting = [node]
        while waiting:
            at = waiting.pop()
            name = at.child_by_field_name("name") if at.type in ("declaration_pattern", "var_pattern", "recursive_pattern", "declaration_expression") else None
            if name is not None and name.type == "identifier":
                out.append(self._declared_name(name))
            waiting += reversed(at.named_children)
        return out

    def on_switch_expression(self, node: Node) -> Ours:
        parts = self.parts(node)
        span = self.span(node)
        subject = self.expression(parts[0]) if parts else Some(span, [])
        before, subject = self._once(subject, [p.type for a in parts[1:] for p in a.named_children[:1]])
        cases = []
        for arm in parts[1:]:
            if arm.type != "switch_expression_arm":
                continue
            inside = self.parts(arm)
            guard = next((p for p in inside if p.type == "when_clause"), None)
            self.members.open()
            tests, bound = self._labelled(inside[0], subject)
            value = self.expression(inside[-1])
            body: list[Ours] = [value if isinstance(value, Raise) else Return(value.span, value)]
            if guard is not None:
                body = [If(self.span(guard), self.first(guard), body, [])]
            self.members.close()
            cases.append(Case(self.span(arm), tests, [*bound, *body]))
        return Call(span, Function(span, "", [], [*before, Switch(span, subject, cases)]), [])

    def _once(self, subject: Ours, labels: list[str]) -> tuple[list[Ours], Ours]:
        """A name for what is switched on, where patterns bind it again."""
        if isinstance(subject, Name) or not any(kind.endswith("_pattern") and kind != "constant_pattern" for kind in labels):
            return [], subject
        return [Assign(subject.span, Name(subject.span, "switched"), subject, is_declaration=True)], Name(subject.span, "switched")

    def _labelled(self, node: Node, subject: Ours) -> tuple[list[Ours], list[Ours]]:
        """(tests, bindings) of a case's label."""
        span = self.span(node)
        name = Name(span, subject.id if isinstance(subject, Name) else "switched")
        if node.type in ("discard", "var_pattern"):
            named = node.child_by_field_name("name")
            return [], [Assign(span, self._declared_name(named), name, is_declaration=True)] if named is not None else []
        if node.type == "or_pattern" and (options := self._options(node)):
            return options, []
        if node.type == "declaration_pattern" and (named := node.child_by_field_name("name")) is not None:
            return [Some(span, [])], [Assign(span, self._declared_name(named), name, type=self._type(node.child_by_field_name("type")), is_declaration=True)]
        if node.type.endswith("_pattern") and node.type != "constant_pattern":
            names = self._names_bound(node)
            return [Some(span, [])], [Assign(span, n, Some(span, [Name(span, name.id)]), is_declaration=True) for n in names]
        return [self.expression(node)], []

    # --- types, attributes, parameters

    def _type(self, node: Node | None) -> str:
        """As written, without its arguments; a task is what it is awaited for."""
        if node is None:
            return ""
        kind = node.type
        if kind == "implicit_type":
            return ""
        if kind == "generic_name":
            word = self.text(node.named_children[0]) if node.named_children else ""
            given = node.named_children[-1]
            return self._type(given.named_children[0]) if word in _AWAITED and given.type == "type_argument_list" and given.named_children else word
        if kind == "qualified_name":
            return ".".join(self._type(c) for c in node.named_children if c.type != "comment")
        if kind == "alias_qualified_name":
            return self._type(node.child_by_field_name("name"))
        if kind == "array_type":
            ranks = [c for c in node.named_children if c.type == "array_rank_specifier"]
            return self._type(node.child_by_field_name("type")) + "[]" * len(ranks)
        if kind in ("nullable_type", "pointer_type", "ref_type", "scoped_type"):
            return self._type(node.child_by_field_name("type") or (node.named_children[0] if node.named_children else None))
        return "tuple" if kind == "tuple_type" else self.text(node)

    def _marks(self, node: Node) -> list[Ours]:
        out: list[Ours] = []
        for child in node.named_children:
            if child.type == "attribute_list":
                out += [self._attribute(a) for a in child.named_children if a.type == "attribute"]
        return out

    def _attribute(self, node: Node) -> Ours:
        name = node.child_by_field_name("name") or node
        made, args, named = self.dotted(self._type(name), name), [], {}
        given = next((c for c in node.named_children if c.type == "attribute_argument_list"), None)
        for child in given.named_children if given is not None else ():
            if child.type == "attribute_argument":
                word = child.child_by_field_name("name")
                value = self.expression(next((p for p in reversed(self.parts(child)) if p != word), None))
                if word is not None:
                    named[self.text(word)] = value
                else:
                    args.append(value)
        return Call(self.span(node), made, args, named) if given is not None else made

    def _has(self, node: Node, *words: str) -> bool:
        return any(c.type == "modifier" and self.text(c) in words for c in node.named_children)

    def _parameters(self, node: Node | None) -> list[Parameter]:
        if node is None:
            return []
        if node.type in ("implicit_parameter", "identifier"):
            return [Parameter(self.span(node), self._declared_name(node))]
        out: list[Parameter] = []
        for child in node.named_children:
            if child.type == "implicit_parameter":
                out.append(Parameter(self.span(child), self._declared_name(child)))
            elif child.type == "parameter":
                name = child.child_by_field_name("name")
                if name is None:
                    continue
                default = next((p for p in reversed(self.parts(child)) if p.start_byte >= name.end_byte), None)
                out.append(Parameter(self.span(child), self._declared_name(name), self._type(child.child_by_field_name("type")),
                                     self.expression(default) if default is not None else None, self._marks(child)))
        # ``params T[] rest`` stands in the list itself.
        name = node.child_by_field_name("name")
        if name is not None and node.type == "parameter_list":
            out.append(Parameter(self.span(name), self._declared_name(name), self._type(node.child_by_field_name("type")).removesuffix("[]"), kind="*"))
        return out

    # --- statements

    def body(self, node: Node | None) -> list[Ours]:
        """A block's statements, or the one that stands for a block."""
        if node is None:
            return []
        inside = node.named_children if node.type == "block" else [node]
        # A local function may be called above its place.
        self.members.open(self.name(c.child_by_field_name("name")).id for c in inside if c.type == "local_function_statement")
        made = hoisted(self.statements(inside))
        self.members.close()
        return made

    def on_block(self, node: Node) -> Ours:
        return Block(self.span(node), self.body(node))

    def on_global_statement(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children)

    def on_expression_statement(self, node: Node) -> list[Ours]:
        return [self.expression(c) for c in self.parts(node)]

    def on_empty_statement(self, node: Node) -> list[Ours]:
        return []

    on_goto_statement = on_preproc_region = on_preproc_endregion = on_preproc_pragma = on_preproc_line = on_preproc_nullable = on_preproc_define = on_preproc_undef = on_empty_statement
    on_preproc_error = on_preproc_warning = on_shebang_directive = on_extern_alias_directive = on_global_attribute = on_empty_statement

    def on_preproc_if(self, node: Node) -> list[Ours]:
        """Both ways: which of them is compiled is not in the file."""
        condition = node.child_by_field_name("condition")
        return self.statements(c for c in node.named_children if c != condition)

    on_preproc_elif = on_preproc_else = on_preproc_if

    def on_local_declaration_statement(self, node: Node) -> list[Ours]:
        return [made for c in node.named_children if c.type == "variable_declaration" for made in self._declared(c, is_local=True)]

    def on_variable_declaration(self, node: Node) -> list[Ours]:
        return self._declared(node, is_local=True)

    def _declared(self, node: Node, is_local: bool, marks: list[Ours] = ()) -> list[Ours]:  # type: ignore[assignment]
        stated = self._type(node.child_by_field_name("type"))
        out: list[Ours] = []
        for declarator in node.named_children:
            if declarator.type != "variable_declarator":
                continue
            name, parts = declarator.child_by_field_name("name"), self.parts(declarator)
            rest = [p for p in parts if p != name and p.type != "bracketed_argument_list"]
            if name is None:
                target: Ours = self._pattern_of_names(parts[0]) if parts else Some(self.span(declarator), [])
                rest = rest[1:]
            else:
                target = self.name(name)
                if is_local:
                    self.members.declare(self.name(name).id)
            outer, self._stated = self._stated, stated
            value = self.expression(rest[-1]) if rest else Some(self.span(declarator), [])
            self._stated = outer
            out.append(Assign(self.span(declarator), target, value, "", stated, True, list(marks)))
        return out

    def on_for_statement(self, node: Node) -> list[Ours]:
        self.members.open()
        before = self.statements(node.children_by_field_name("initializer"))
        test = node.child_by_field_name("condition")
        made = While(self.span(node), self.expression(test) if test is not None else None, [], [self.expression(n) for n in node.children_by_field_name("update") if n.is_named])
        made.body = self.body(node.child_by_field_name("body"))
        self.members.close()
        return [*before, made]

    def on_foreach_statement(self, node: Node) -> Ours:
        iterable, left = self.expression(node.child_by_field_name("right")), node.child_by_field_name("left")
        self.members.open()
        target = self._pattern_of_names(left) if left is not None else Name(self.span(node), "_")
        body = self.body(node.child_by_field_name("body"))
        self.members.close()
        return Each(self.span(node), target, iterable, body, type=self._type(node.child_by_field_name("type")))

    def on_labeled_statement(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children[1:])

    def on_return_statement(self, node: Node) -> Ours:
        return Return(self.span(node), self.first(node) if self.parts(node) else None)

    def on_yield_statement(self, node: Node) -> Ours:
        return Return(self.span(node), self.first(node), is_yield=True) if self.parts(node) else Return(self.span(node), None)

    def on_throw_statement(self, node: Node) -> Ours:
        return Raise(self.span(node), self.first(node) if self.parts(node) else None)

    def on_break_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), True)

    def on_continue_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), False)

    def on_using_statement(self, node: Node) -> Ours:
        body = node.child_by_field_name("body")
        self.members.open()
        items: list[tuple[Ours | None, Ours]] = [(None, made) for c in self.parts(node) if c != body for made in (self.statements([c]) if c.type == "variable_declaration" else [self.expression(c)])]
        made = self.body(body)
        self.members.close()
        return With(self.span(node), items, made)

    def on_lock_statement(self, node: Node) -> Ours:
        parts = self.parts(node)
        return With(self.span(node), [(None, self.expression(parts[0]))] if parts else [], self.body(parts[-1]) if len(parts) > 1 else [])

    def on_fixed_statement(self, node: Node) -> list[Ours]:
        self.members.open()
        made = [s for c in node.named_children for s in (self.body(c) if c.type == "block" else self.statements([c]))]
        self.members.close()
        return made

    on_unsafe_statement = on_checked_statement = on_fixed_statement

    def on_try_statement(self, node: Node) -> Ours:
        handlers: list[Handler] = []
        final: list[Ours] = []
        body = self.body(node.child_by_field_name("body"))
        for child in node.named_children:
            if child.type == "catch_clause":
                handlers.append(self._handler(child))
            elif child.type == "finally_clause":
                final = self.body(next((c for c in child.named_children if c.type == "block"), None))
        return Try(self.span(node), body, handlers, [], final)

    def _handler(self, node: Node) -> Handler:
        caught = next((c for c in node.named_children if c.type == "catch_declaration"), None)
        filtered = next((c for c in node.named_children if c.type == "catch_filter_clause"), None)
        name = self.text(caught.child_by_field_name("name")) if caught is not None else ""
        self.members.open([name])
        body = self.body(node.child_by_field_name("body"))
        if filtered is not None:
            body = [If(self.span(filtered), self.first(filtered), body, [])]
        self.members.close()
        return Handler(self.span(node), [self._type(caught.child_by_field_name("type"))] if caught is not None else [], name, body)

    def on_switch_statement(self, node: Node) -> list[Ours]:
        block = node.child_by_field_name("body")
        labels = [p.type for section in (block.named_children if block is not None else ()) for p in section.named_children[:1]]
        before, subject = self._once(self.expression(node.child_by_field_name("value")), labels)
        cases = []
        self.members.open()
        for section in block.named_children if block is not None else ():
            if section.type == "switch_section":
                cases.append(self._section(section, subject))
        self.members.close()
        return [*before, Switch(self.span(node), subject, cases)]

    def _section(self, node: Node, subject: Ours) -> Case:
        tests: list[Ours] = []
        bound: list[Ours] = []
        guard: Node | None = None
        rest: list[Node] = []
        is_label = False
        for child in node.children:
            if child.type in ("case", "default"):
                is_label = True
            elif child.type == ":":
                is_label = False
            elif child.type == "comment" or not (child.is_named or child.type in _IMMEDIATE):
                continue
            elif child.type == "when_clause":
                guard = child
            elif is_label:
                found, names = self._labelled(child, subject)
                tests += found
                bound += names
            else:
                rest.append(child)
        if len(rest) == 1 and rest[0].type == "block":
            rest = [c for c in rest[0].named_children if c.type != "comment"]
        is_left = bool(rest) and rest[-1].type == "break_statement"
        body = self.statements(rest[:-1] if is_left else rest)
        if guard is not None:
            body = [If(self.span(guard), self.first(guard), body, [])]
        return Case(self.span(node), tests, [*bound, *body], falls=not rest)

    # --- definitions

    def on_using_directive(self, node: Node) -> Ours:
        name, words = node.child_by_field_name("name"), [c.type for c in node.children]
        path = next((self._type(c) for c in node.named_children if c != name), "")
        if "static" in words:
            self._imports_static = True
        return Import(self.span(node), [(self.text(name) if name is not None else "*", path)])

    def on_namespace_declaration(self, node: Node) -> list[Ours]:
        self._named(node)
        body = node.child_by_field_name("body")
        return self.statements(body.named_children) if body is not None else []

    def on_file_scoped_namespace_declaration(self, node: Node) -> list[Ours]:
        self._named(node)
        name = node.child_by_field_name("name")
        return self.statements(c for c in node.named_children if c != name)

    def _named(self, node: Node) -> None:
        """A file's first namespace is what it is called by."""
        if not self.package:
            self.package = self.text(node.child_by_field_name("name"))

    def on_declaration_list(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children)

    def on_class_declaration(self, node: Node) -> Ours:
        name, body = self.text(node.child_by_field_name("name")), node.child_by_field_name("body")
        listed = next((c for c in node.named_children if c.type == "base_list"), None)
        bases = [self._type(b.named_children[0] if b.type == "primary_constructor_base_type" and b.named_children else b)
                 for b in (listed.named_children if listed is not None else ()) if b.type not in ("argument_list", "comment")]
        given = next((c for c in node.named_children if c.type == "parameter_list"), None)
        self.members.open()
        fields = self._parameters(given)
        self.members.close()
        names = [f.target.id for f in fields if isinstance(f.target, Name)]
        members = self._names_of_members(body)
        self.members.open_class(name, dict.fromkeys(names, False) | members)
        self._has_bases.append(bool(bases) or self._has_bases[-1])
        made: list[Ours] = []
        if fields:
            kept = [Assign(f.span, Attr(f.span, Name(f.span, "this"), n), Name(f.span, n)) for f, n in zip(fields, names, strict=True)]
            made = [Assign(f.span, Name(f.span, n), Some(f.span, []), "", f.type, True, f.marks) for f, n in zip(fields, names, strict=True) if n not in members]
            made.append(Function(self.span(given or node), "constructor", fields, list(kept), is_statement=True))
        made += self.statements(body.named_children) if body is not None else []
        self._has_bases.pop()
        self.members.close()
        return Class(self.span(node), name, bases, made, self._marks(node))

    on_struct_declaration = on_record_declaration = on_record_struct_declaration = on_interface_declaration = on_class_declaration

    def _names_of_members(self, node: Node | None) -> dict[str, bool]:
        """Fields, properties and methods → whether they are static."""
        found: dict[str, bool] = {}
        for child in node.named_children if node is not None else ():
            kind = child.type
            if kind in ("field_declaration", "event_field_declaration"):
                is_static = self._has(child, "static", "const")
                for declaration in child.named_children:
                    if declaration.type == "variable_declaration":
                        found |= {self.text(d.child_by_field_name("name")): is_static for d in declaration.named_children if d.type == "variable_declarator"}
            elif kind in ("method_declaration", "property_declaration"):
                found[self.text(child.child_by_field_name("name"))] = self._has(child, "static")
            elif kind.startswith("preproc_"):
                found |= self._names_of_members(child)
        return found

    def on_enum_declaration(self, node: Node) -> Ours:
        body = node.child_by_field_name("body")
        made: list[Ours] = []
        for child in body.named_children if body is not None else ():
            if child.type == "enum_member_declaration":
                value = child.child_by_field_name("value")
                made.append(Assign(self.span(child), self.name(child.child_by_field_name("name")), self.expression(value) if value is not None else Some(self.span(child), []), is_declaration=True))
        return Class(self.span(node), self.text(node.child_by_field_name("name")), [], made, self._marks(node))

    def on_delegate_declaration(self, node: Node) -> list[Ours]:
        return []

    def on_field_declaration(self, node: Node) -> list[Ours]:
        marks = self._marks(node)
        return [made for c in node.named_children if c.type == "variable_declaration" for made in self._declared(c, is_local=False, marks=marks)]

    on_event_field_declaration = on_field_declaration

    def on_property_declaration(self, node: Node) -> list[Ours]:
        """A field; what its accessors do are methods beside it."""
        name, stated = self.text(node.child_by_field_name("name")), self._type(node.child_by_field_name("type"))
        value, span = node.child_by_field_name("value"), self.span(node)
        outer, self._stated = self._stated, stated
        made: list[Ours] = [Assign(span, Name(span, name), self.expression(value) if value is not None else Some(span, []), "", stated, True, self._marks(node))]
        self._stated = outer
        return made + self._accessors(node, name, [])

    def on_indexer_declaration(self, node: Node) -> list[Ours]:
        self.members.open()
        given = self._parameters(node.child_by_field_name("parameters"))
        made = self._accessors(node, "Item", given)
        value = node.child_by_field_name("value")
        if value is not None:
            made.append(Function(self.span(node), "get_Item", given, [Return(self.span(value), self.expression(value))], is_statement=True))
        self.members.close()
        return made

    def on_event_declaration(self, node: Node) -> list[Ours]:
        return self._accessors(node, self.text(node.child_by_field_name("name")), [])

    def _accessors(self, node: Node, name: str, given: list[Parameter]) -> list[Ours]:
        listed = node.child_by_field_name("accessors")
        out: list[Ours] = []
        for child in listed.named_children if listed is not None else ():
            body = child.child_by_field_name("body") if child.type == "accessor_declaration" else None
            if body is None:
                continue
            word = next((c.type for c in child.children if c.type in ("get", "set", "init", "add", "remove")), self.text(child.child_by_field_name("name")))
            parameters = list(given) if word == "get" else [*given, Parameter(self.span(child), Name(self.span(child), "value"), self._type(node.child_by_field_name("type")))]
            self.members.open(["value"])
            out.append(Function(self.span(child), f"{word}_{name}", parameters, self._body_of(body), returns=self._type(node.child_by_field_name("type")) if word == "get" else "", is_statement=True))
            self.members.close()
        return out

    def _body_of(self, node: Node | None) -> list[Ours]:
        """A block, or ``=> value``."""
        if node is None or node.type != "arrow_expression_clause":
            return self.body(node)
        return [Return(self.span(node), self.first(node))]

    def on_method_declaration(self, node: Node) -> Ours:
        name, body = self.text(node.child_by_field_name("name")), node.child_by_field_name("body")
        is_static = self._has(node, "static")
        outer, self._in_static = self._in_static, is_static
        self.members.open()
        made = Function(self.span(node), name, self._parameters(node.child_by_field_name("parameters")), [], self._marks(node),
                        self._type(node.child_by_field_name("returns") or node.child_by_field_name("type")), is_static, True, is_abstract=body is None)
        made.body = self._body_of(body)
        self.members.close()
        self._in_static = outer
        return made

    on_operator_declaration = on_conversion_operator_declaration = on_destructor_declaration = on_method_declaration

    def on_local_function_statement(self, node: Node) -> Ours:
        self.members.declare(self.text(node.child_by_field_name("name")))
        return self.on_method_declaration(node)

    def on_constructor_declaration(self, node: Node) -> Ours:
        made = self.on_method_declaration(node)
        assert isinstance(made, Function)
        made.name = "<static>" if made.is_static else "constructor"
        first = next((c for c in node.named_children if c.type == "constructor_initializer"), None)
        if first is not None:
            self.members.open([p.target.id for p in made.parameters if isinstance(p.target, Name)])
            which = "super" if any(c.type == "base" for c in first.children) else "this"
            args, named = self._arguments(next((c for c in first.named_children if c.type == "argument_list"), None))
            made.body.insert(0, Call(self.span(first), Name(self.span(first), which), args, named))
            self.members.close()
        return made


def _below(node: Node) -> Node | None:
    return node.child_by_field_name("function") if node.type == "invocation_expression" else node.child_by_field_name("expression")


def _without_braces(node: Node) -> Node | None:
    """The value of an interpolation."""
    return next((c for c in node.children if c.type not in ("interpolation_brace", "comment") and (c.is_named or c.type in _IMMEDIATE)), None)


def _merged(parts: list[Ours]) -> list[Ours]:
    """Text that stands side by side as one: an escape is a piece of its own."""
    out: list[Ours] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, Const) and isinstance(last, Const) and isinstance(part.value, str) and isinstance(last.value, str):
            out[-1] = Const((*last.span[:2], *part.span[2:]), last.value + part.value)
        else:
            out.append(part)
    return out


def _copied(node: Ours) -> Ours | None:
    """A name or what lies in it, to be looked at a second time."""
    if isinstance(node, Name):
        return Name(node.span, node.id)
    if isinstance(node, Attr) and (holder := _copied(node.object)) is not None:
        return Attr(node.span, holder, node.name)
    return None
