"""Go's source as our tree."""

from __future__ import annotations

import re

import tree_sitter_go
from tree_sitter import Node

from ..syntax import (
    Assign,
    Attr,
    Block,
    Call,
    Case,
    Cast,
    Class,
    Const,
    Each,
    Function,
    If,
    Import,
    Index,
    Module,
    Name,
    Parameter,
    Return,
    Sequence,
    Some,
    Spread,
    Stop,
    Switch,
    Table,
    Unary,
    While,
)
from ..syntax import Node as Ours
from .lowering import Lowering, parser, piece, unescaped, utf8

_OPERATORS = {"&&": "and", "||": "or", "&^": "&"}
_BASIC = {"string", "bool", "byte", "rune", "error", "any", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "float32", "float64",
          "complex64", "complex128"}
_ZERO = {"string": "", "bool": False} | dict.fromkeys(("byte", "rune", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"), 0)
_DECLARATIONS = ("package_clause", "function_declaration", "method_declaration", "type_declaration", "import_declaration")
_VERSION = re.compile(r"v\d+")


def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    of = parser(tree_sitter_go.language())
    tree, first_line = of.parse(source), 1
    if not any(n.type in _DECLARATIONS for n in tree.root_node.named_children):
        tree, source, first_line = piece(of, source, tree, b"func _() {")
    lowering = _Go(source, first_line)
    comments, broken = lowering.outlines(tree.root_node)
    try:
        body = lowering.file(tree.root_node)
    except RecursionError:
        body, broken = [], (lowering.span(tree.root_node),)
    if not first_line and len(body) == 1 and isinstance(body[0], Function):
        body = body[0].body
    return Module(path, "go", body, comments, broken, lowering.package)


class _Go(Lowering):
    transparent = ("parenthesized_expression", "literal_element", "expression_list", "type_elem")

    def __init__(self, source: bytes, first_line: int = 1) -> None:
        super().__init__(source, first_line)
        self.package = ""
        self._receiver = ""
        self._results: list[list[str]] = [[]]
        """The named results of the functions around."""
        self._types: dict[str, Class] = {}
        """Those of this file; a method may come before its type."""

    def file(self, root: Node) -> list[Ours]:
        for node in root.named_children:
            if node.type == "type_declaration":
                for spec in node.named_children:
                    name = self.text(spec.child_by_field_name("name"))
                    self._types[name] = Class(self.span(spec), name, [], [])
        body = self.statements(root.named_children)
        placed = {id(n) for n in body}
        return body + [c for c in self._types.values() if id(c) not in placed and c.body]

    # --- values

    def on_identifier(self, node: Node) -> Ours:
        name = self.text(node)
        return Name(self.span(node), "this" if name == self._receiver and name else name)

    on_package_identifier = on_field_identifier = on_blank_identifier = on_label_name = on_iota = on_identifier

    def on_type_identifier(self, node: Node) -> Ours:
        return self.dotted(self._type(node), node)

    on_qualified_type = on_pointer_type = on_slice_type = on_array_type = on_map_type = on_channel_type = on_function_type = on_interface_type = on_struct_type = on_type_identifier
    on_generic_type = on_type_identifier

    def dotted(self, path: str, node: Node) -> Ours:
        first, *rest = path.split(".")
        made: Ours = Name(self.span(node), first)
        for word in rest:
            made = Attr(self.span(node), made, word)
        return made

    def on_parenthesized_expression(self, node: Node) -> Ours:
        return (self.expressions(node.named_children) or [Some(self.span(node), [])])[0]

    def on_expression_list(self, node: Node) -> Ours:
        return Sequence(self.span(node), self.expressions(node.named_children))

    def on_int_literal(self, node: Node) -> Ours:
        return self.number(node)

    on_float_literal = on_imaginary_literal = on_int_literal

    def on_true(self, node: Node) -> Ours:
        return Const(self.span(node), True)

    def on_false(self, node: Node) -> Ours:
        return Const(self.span(node), False)

    def on_nil(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_interpreted_string_literal(self, node: Node) -> Ours:
        return Const(self.span(node), unescaped(self.text(node)[1:-1]))

    on_rune_literal = on_interpreted_string_literal

    def on_raw_string_literal(self, node: Node) -> Ours:
        return Const(self.span(node), self.text(node)[1:-1].replace("\r", ""))

    def on_binary_expression(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    def on_unary_expression(self, node: Node) -> Ours:
        word, value = self.text(node.child_by_field_name("operator")), self.expression(node.child_by_field_name("operand"))
        if word in ("&", "*"):
            return value
        if word == "<-":
            return Index(self.span(node), value, Some(self.span(node), []))
        return Unary(self.span(node), {"!": "not", "^": "~"}.get(word, word), value)

    def on_selector_expression(self, node: Node) -> Ours:
        return self._chained(node)

    def on_call_expression(self, node: Node) -> Ours:
        return self._chained(node)

    def _chained(self, node: Node) -> Ours:
        """``a.b().c.d()``, however long."""
        chain = [node]
        while (below := self._below(chain[-1])) is not None and below.type in ("call_expression", "selector_expression"):
            chain.append(below)
        made = self.expression(self._below(chain[-1]))
        for link in reversed(chain):
            span = self.span(link)
            if link.type == "selector_expression":
                made = Attr(span, made, self.text(link.child_by_field_name("field")))
                continue
            given = link.child_by_field_name("arguments")
            args = self.expressions(given.named_children) if given is not None else []
            kind = made.id if isinstance(made, Name) else ""
            if len(args) == 1 and (kind in _BASIC or (kind in self._types and self._types[kind].bases[:1] != ["struct"])):
                made = Cast(span, kind, args[0])
            else:
                made = Call(span, made, args)
        return made

    def _below(self, node: Node) -> Node | None:
        return node.child_by_field_name("function") if node.type == "call_expression" else node.child_by_field_name("operand")

    def on_type_conversion_expression(self, node: Node) -> Ours:
        kind = node.child_by_field_name("type")
        stated, value = self._type(kind), self.expression(node.child_by_field_name("operand"))
        if kind is not None and kind.type == "generic_type" and stated not in self._types:
            # ``f[int](x)`` looks like one.
            return Call(self.span(node), self.dotted(stated, kind), [value])
        return Cast(self.span(node), stated, value)

    def on_type_assertion_expression(self, node: Node) -> Ours:
        return Cast(self.span(node), self._type(node.child_by_field_name("type")), self.expression(node.child_by_field_name("operand")))

    def on_type_instantiation_expression(self, node: Node) -> Ours:
        return self.expression(node.child_by_field_name("type"))

    def on_variadic_argument(self, node: Node) -> Ours:
        return Spread(self.span(node), self.expression(node.named_children[0]) if node.named_children else Some(self.span(node), []))

    def on_index_expression(self, node: Node) -> Ours:
        return Index(self.span(node), self.expression(node.child_by_field_name("operand")), self.expression(node.child_by_field_name("index")))

    def on_slice_expression(self, node: Node) -> Ours:
        ends = [self.expression(n) for f in ("start", "end", "capacity") if (n := node.child_by_field_name(f)) is not None]
        return Index(self.span(node), self.expression(node.child_by_field_name("operand")), Some(self.span(node), ends))

    def on_func_literal(self, node: Node) -> Ours:
        return self._function(node, "")

    def on_composite_literal(self, node: Node) -> Ours:
        return self._composite(node.child_by_field_name("type"), node.child_by_field_name("body") or node, node)

    def on_literal_value(self, node: Node) -> Ours:
        return self._composite(None, node, node)

    def _composite(self, kind: Node | None, body: Node, node: Node) -> Ours:
        """A list, a map, or a struct with its fields by name or place; what stands inside without a type has the one of the elements."""
        word = kind.type if kind is not None else ""
        inner = kind.child_by_field_name("value" if word == "map_type" else "element") if kind is not None else None
        items: list[Ours] = []
        named: dict[str, Ours] = {}
        entries: list[tuple[Ours | None, Ours]] = []
        for child in body.named_children:
            if child.type == "keyed_element":
                key, value = _only(child.named_children[0]), self._element(child.named_children[-1], inner)
                if key.type in ("identifier", "field_identifier") and word not in ("map_type", "slice_type", "array_type", "implicit_length_array_type"):
                    named[self.text(key)] = value
                else:
                    entries.append((self.expression(key), value))
            elif child.type not in self.comments_are:
                items.append(self._element(child, inner))
        if word in ("slice_type", "array_type", "implicit_length_array_type"):
            return Sequence(self.span(node), items + [v for _, v in entries])
        if word == "map_type" or entries:
            return Table(self.span(node), entries)
        if kind is None:
            return Sequence(self.span(node), items) if items else Table(self.span(node), [(Const(v.span, k), v) for k, v in named.items()])
        return Call(self.span(node), self.dotted(self._type(kind), kind), items, named, is_new=True)

    def _element(self, node: Node, kind: Node | None) -> Ours:
        inner = _only(node)
        return self._composite(kind, inner, inner) if inner.type == "literal_value" else self.expression(inner)

    # --- types, parameters

    def _type(self, node: Node | None) -> str:
        """As written, without its arguments; a pointer to it is it."""
        if node is None:
            return ""
        kind = node.type
        if kind in ("type_identifier", "qualified_type", "identifier", "package_identifier"):
            return self.text(node)
        if kind in ("pointer_type", "parenthesized_type", "type_elem"):
            return self._type(node.named_children[0]) if node.named_children else ""
        if kind in ("slice_type", "array_type", "implicit_length_array_type"):
            return "[]" + self._type(node.child_by_field_name("element"))
        if kind == "generic_type":
            return self._type(node.child_by_field_name("type"))
        return {"map_type": "map", "channel_type": "chan", "function_type": "func", "interface_type": "any", "struct_type": "struct"}.get(kind, "")

    def _parameters(self, node: Node | None) -> list[Parameter]:
        out: list[Parameter] = []
        for child in node.named_children if node is not None else ():
            if child.type not in ("parameter_declaration", "variadic_parameter_declaration"):
                continue
            kind, stated = "*" if child.type.startswith("variadic") else "", self._type(child.child_by_field_name("type"))
            names = child.children_by_field_name("name")
            out += [Parameter(self.span(child), Name(self.span(n), self.text(n)), stated, kind=kind) for n in names]
            if not names:
                out.append(Parameter(self.span(child), Name(self.span(child), "_"), stated, kind=kind))
        return out

    def _function(self, node: Node, name: str) -> Function:
        result = node.child_by_field_name("result")
        named = [p for p in self._parameters(result) if isinstance(p.target, Name) and p.target.id != "_"] if result is not None and result.type == "parameter_list" else []
        returns = self._type(result)
        if result is not None and result.type == "parameter_list":
            stated = self._parameters(result)
            returns = stated[0].type if len(stated) == 1 else ""
        body = node.child_by_field_name("body")
        parameters = self._parameters(node.child_by_field_name("parameters"))
        self._results.append([p.target.id for p in named if isinstance(p.target, Name)])
        made = [Assign(p.span, p.target, self._zero(p.type, p.span), "", p.type, True) for p in named]
        statements = self.body(body)
        self._results.pop()
        return Function(self.span(node), name, parameters, [*made, *statements], returns=returns, is_statement=bool(name), is_abstract=body is None)

    def _zero(self, kind: str, span: tuple[int, int, int, int]) -> Ours:
        """What a variable holds that is given nothing."""
        if kind in _ZERO:
            return Const(span, _ZERO[kind])
        return Sequence(span, []) if kind.startswith("[]") else Some(span, [])

    # --- statements

    def body(self, node: Node | None) -> list[Ours]:
        if node is None:
            return []
        return self.statements(n for c in node.named_children for n in (c.named_children if c.type == "statement_list" else (c,)))

    def on_block(self, node: Node) -> Ours:
        return Block(self.span(node), self.body(node))

    def on_statement_list(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children)

    def on_expression_statement(self, node: Node) -> list[Ours]:
        return self.expressions(node.named_children)

    on_go_statement = on_defer_statement = on_expression_statement

    def on_short_var_declaration(self, node: Node) -> list[Ours]:
        return [self._bound(node, is_declaration=True)]

    def on_assignment_statement(self, node: Node) -> list[Ours]:
        op = self.text(node.child_by_field_name("operator")).removesuffix("=")
        if op:
            return [Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), _OPERATORS.get(op, op))]
        return [self._bound(node, is_declaration=any(c.type == ":=" for c in node.children))]

    on_receive_statement = on_assignment_statement

    def _bound(self, node: Node, is_declaration: bool) -> Ours:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        targets = self.expressions(left.named_children) if left is not None else []
        return self._assigned(node, targets, right, "", is_declaration)

    def _assigned(self, node: Node, targets: list[Ours], right: Node | None, kind: str, is_declaration: bool) -> Ours:
        span = self.span(node)
        given = [right] if right is not None and right.type != "expression_list" else [n for n in right.named_children if n.type not in self.comments_are] if right is not None else []
        values = [self.expression(n) for n in given]
        if len(targets) == 2 and len(given) == 1 and (given[0].type in ("index_expression", "type_assertion_expression") or isinstance(values[0], Index)):
            # ``v, ok := m[k]``: whether there is one is no part of it.
            values.append(Some(span, []))
        if len(targets) == 1:
            return Assign(span, targets[0], values[0] if len(values) == 1 else Sequence(span, values), "", kind, is_declaration)
        return Assign(span, Sequence(span, targets), values[0] if len(values) == 1 else Sequence(span, values), "", kind, is_declaration)

    def on_var_declaration(self, node: Node) -> list[Ours]:
        out: list[Ours] = []
        for spec in node.named_children:
            if spec.type in ("var_spec_list", "const_spec_list"):
                out += self.on_var_declaration(spec)
            elif spec.type in ("var_spec", "const_spec"):
                names = [Name(self.span(n), self.text(n)) for n in spec.children_by_field_name("name") if n.is_named]
                value, kind = spec.child_by_field_name("value"), self._type(spec.child_by_field_name("type"))
                if value is None:
                    of_iota = spec.type == "const_spec"
                    out += [Assign(self.span(spec), n, Some(n.span, []) if of_iota else self._zero(kind, n.span), "", kind, True) for n in names]
                else:
                    out.append(self._assigned(spec, list(names), value, kind, True))
        return out

    on_const_declaration = on_var_declaration

    def on_inc_statement(self, node: Node) -> Ours:
        return Assign(self.span(node), self.expression(node.named_children[0]), Const(self.span(node), 1), "+")

    def on_dec_statement(self, node: Node) -> Ours:
        return Assign(self.span(node), self.expression(node.named_children[0]), Const(self.span(node), 1), "-")

    def on_send_statement(self, node: Node) -> Ours:
        """A channel is a container: what is put in comes out."""
        channel = Index(self.span(node), self.expression(node.child_by_field_name("channel")), Some(self.span(node), []))
        return Assign(self.span(node), channel, self.expression(node.child_by_field_name("value")))

    def _first(self, node: Node) -> list[Ours]:
        first = node.child_by_field_name("initializer")
        return self.statements([first]) if first is not None else []

    def on_if_statement(self, node: Node) -> list[Ours]:
        branches = [node]
        while (last := branches[-1].child_by_field_name("alternative")) is not None and last.type == "if_statement":
            branches.append(last)
        made = [(self.span(b), self._first(b), self.expression(b.child_by_field_name("condition")), self.body(b.child_by_field_name("consequence"))) for b in branches]
        other = self.body(branches[-1].child_by_field_name("alternative"))
        for span, first, test, then in reversed(made):
            other = [*first, If(span, test, then, other)]
        return other

    def on_for_statement(self, node: Node) -> list[Ours]:
        body = node.child_by_field_name("body")
        head = next((c for c in node.named_children if c != body and c.type not in self.comments_are), None)
        if head is not None and head.type == "range_clause":
            return self._range(node, head, body)
        if head is None or head.type != "for_clause":
            return [While(self.span(node), self.expression(head) if head is not None else None, self.body(body))]
        test, step = head.child_by_field_name("condition"), head.child_by_field_name("update")
        return [*self._first(head), While(self.span(node), self.expression(test) if test is not None else None, self.body(body), self.statements([step] if step is not None else []))]

    def _range(self, node: Node, head: Node, body: Node | None) -> list[Ours]:
        span, left, right = self.span(node), head.child_by_field_name("left"), head.child_by_field_name("right")
        targets = self.expressions(left.named_children) if left is not None else []
        iterable = self.expression(right)
        if len(targets) < 2:
            return [Each(span, targets[0] if targets else Name(span, "_"), iterable, self.body(body), keys=True)]
        key, value = targets[:2]
        if isinstance(key, Name) and key.id == "_":
            return [Each(span, value, iterable, self.body(body))]
        before: list[Ours] = []
        if not isinstance(iterable, Name):
            before, iterable = [Assign(iterable.span, Name(iterable.span, "ranged"), iterable, is_declaration=True)], Name(iterable.span, "ranged")
        taken = Assign(self.span(head), value, Index(self.span(head), Name(iterable.span, iterable.id), key), is_declaration=True)
        return [*before, Each(span, key, iterable, [taken, *self.body(body)], keys=True)]

    def on_expression_switch_statement(self, node: Node) -> list[Ours]:
        subject = node.child_by_field_name("value")
        cases = []
        for clause in node.named_children:
            if clause.type in ("expression_case", "default_case"):
                value = clause.child_by_field_name("value")
                tests = self.expressions(value.named_children) if value is not None else []
                rest = [n for c in clause.named_children if c != value for n in (c.named_children if c.type == "statement_list" else (c,))]
                cases.append(Case(self.span(clause), tests, self.statements(rest), any(n.type == "fallthrough_statement" for n in rest[-1:])))
        return [*self._first(node), Switch(self.span(node), self.expression(subject) if subject is not None else Const(self.span(node), True), cases)]

    def on_type_switch_statement(self, node: Node) -> list[Ours]:
        value, alias = self.expression(node.child_by_field_name("value")), node.child_by_field_name("alias")
        before, name = self._first(node), value.id if isinstance(value, Name) else "switched"
        if not isinstance(value, Name):
            before.append(Assign(value.span, Name(value.span, name), value, is_declaration=True))
        cases = []
        for clause in node.named_children:
            if clause.type not in ("type_case", "default_case"):
                continue
            kinds = [k for k in clause.children_by_field_name("type") if k.is_named]
            bound = [Assign(self.span(clause), self.expression(n), Name(self.span(clause), name), "", self._type(kinds[0]) if len(kinds) == 1 else "", True)
                     for n in (alias.named_children if alias is not None else ())]
            rest = [c for c in clause.named_children if c not in kinds]
            cases.append(Case(self.span(clause), [Some(self.span(k), []) for k in kinds], [*bound, *self.statements(rest)]))
        return [*before, Switch(self.span(node), Name(value.span, name), cases)]

    def on_select_statement(self, node: Node) -> Ours:
        cases = []
        for clause in node.named_children:
            if clause.type in ("communication_case", "default_case"):
                tests: list[Ours] = [Some(self.span(clause), [])] if clause.type == "communication_case" else []
                cases.append(Case(self.span(clause), tests, self.statements(clause.named_children)))
        return Switch(self.span(node), Some(self.span(node), []), cases)

    def on_labeled_statement(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children[1:])

    def on_return_statement(self, node: Node) -> Ours:
        span = self.span(node)
        values = [v for n in node.named_children for v in (self.expressions(n.named_children) if n.type == "expression_list" else self.expressions([n]))]
        if not values:
            values = [Name(span, n) for n in self._results[-1]]
        return Return(span, values[0] if len(values) == 1 else Sequence(span, values) if values else None)

    def on_break_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), True)

    def on_continue_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), False)

    def on_fallthrough_statement(self, node: Node) -> list[Ours]:
        return []

    on_goto_statement = on_empty_statement = on_empty_labeled_statement = on_fallthrough_statement

    # --- definitions

    def on_package_clause(self, node: Node) -> list[Ours]:
        self.package = self.text(node.named_children[0]) if node.named_children else ""
        return []

    def on_import_declaration(self, node: Node) -> list[Ours]:
        specs = [s for c in node.named_children for s in (c.named_children if c.type == "import_spec_list" else (c,)) if s.type == "import_spec"]
        names = []
        for spec in specs:
            name, path = spec.child_by_field_name("name"), self.text(spec.child_by_field_name("path"))[1:-1]
            if name is None:
                names.append((_package(path), path))
            else:
                names.append(({"dot": "*", "blank_identifier": ""}.get(name.type, self.text(name)), path))
        return [Import(self.span(node), names)] if names else []

    def on_function_declaration(self, node: Node) -> Ours:
        return self._function(node, self.text(node.child_by_field_name("name")))

    def on_method_declaration(self, node: Node) -> list[Ours]:
        """It goes into its receiver's class."""
        given = self._parameters(node.child_by_field_name("receiver"))
        self._receiver = given[0].target.id if given and isinstance(given[0].target, Name) and given[0].target.id != "_" else ""
        made = self._function(node, self.text(node.child_by_field_name("name")))
        self._receiver = ""
        kind = given[0].type if given else ""
        if kind not in self._types:
            self._types[kind] = Class(self.span(node), kind, [], [])
        self._types[kind].body.append(made)
        return []

    def on_type_declaration(self, node: Node) -> list[Ours]:
        return [made for spec in node.named_children if spec.type in ("type_spec", "type_alias") for made in self._type_spec(spec)]

    def _type_spec(self, node: Node) -> list[Ours]:
        name, of = self.text(node.child_by_field_name("name")), node.child_by_field_name("type")
        made = self._types.get(name)
        if made is None or made.span != self.span(node):
            made = Class(self.span(node), name, [], [])
            self._types.setdefault(name, made)
        if of is not None and of.type == "struct_type":
            made.bases, fields = self._fields(of)
            made.body[:0] = fields
        elif of is not None and of.type == "interface_type":
            for child in of.named_children:
                if child.type == "method_elem":
                    made.body.append(self._function(child, self.text(child.child_by_field_name("name"))))
                elif child.type == "type_elem":
                    made.bases.append(self._type(child))
        elif kind := self._type(of):
            made.bases.append(kind)
        return [made]

    def _fields(self, node: Node) -> tuple[list[str], list[Ours]]:
        """A struct's embedded types, whose members are its own, and its fields."""
        bases: list[str] = []
        fields: list[Ours] = []
        for child in node.named_children[0].named_children if node.named_children else ():
            if child.type != "field_declaration":
                continue
            kind, tag = self._type(child.child_by_field_name("type")), child.child_by_field_name("tag")
            names = [(self.text(n), self.span(n)) for n in child.children_by_field_name("name")]
            if not names:
                bases.append(kind)
                names = [(kind.rpartition(".")[2], self.span(child))]
            marks: list[Ours] = [Call(self.span(tag), Name(self.span(tag), "tag"), [self.expression(tag)])] if tag is not None else []
            fields += [Assign(self.span(child), Name(span, name), self._zero(kind, span), "", kind, True, marks) for name, span in names]
        return bases, fields


def _only(node: Node) -> Node:
    """What stands in a ``literal_element``."""
    return node.named_children[0] if node.type == "literal_element" and node.named_children else node


def _package(path: str) -> str:
    """The name an import path most likely has: its last word, neither a version nor the word Go."""
    words = path.split("/")
    if len(words) > 1 and _VERSION.fullmatch(words[-1]):
        words.pop()
    return re.sub(r"^go-|[-.]go$|\.v\d+$", "", words[-1]) or words[-1]
