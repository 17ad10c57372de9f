"""Java's source as our tree, and that of the Java inside a JSP."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import tree_sitter_java
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
    Stop,
    Switch,
    Try,
    Unary,
    While,
    With,
)
from ..syntax import Node as Ours
from . import jsp
from .lowering import Curly, parser, piece, utf8
from .members import Members

_OPERATORS = {"&&": "and", "||": "or", ">>>": ">>"}
_UNARY = {"!": "not"}
_ESCAPE = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|\r?(\n)|(.))", re.S)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " "}

_ENVELOPES = frozenset(["ResponseEntity", "HttpEntity", "HttpResponse", "Mono", "Uni", "Optional", "Callable", "CompletableFuture", "CompletionStage", "Future", "DeferredResult", "WebAsyncTask"])
_PLAIN_CONTENT = frozenset(["String", "Integer", "Long", "Boolean", "Double", "BigDecimal", "UUID"])
_TYPES = ("class_declaration", "interface_declaration", "enum_declaration", "record_declaration", "annotation_type_declaration")
_PLAIN_TYPES = {"type_identifier", "integral_type", "floating_point_type", "boolean_type", "void_type", "identifier", "scoped_identifier"}
_PLACES_OF_STATEMENTS = {"program", "block", "constructor_body", "switch_block_statement_group", "labeled_statement", "if_statement", "while_statement", "for_statement",
                         "enhanced_for_statement", "do_statement", "ERROR"}

def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    if path.endswith(jsp.SUFFIXES):
        return _read_jsp(path, source)
    of = parser(tree_sitter_java.language())
    tree, first_line = of.parse(source), 1
    if not any(n.type in _TYPES for n in tree.root_node.named_children):
        tree, source, first_line = piece(of, source, tree, b"class _ {")
    lowering = _Java(source, first_line)
    comments, broken = lowering.outlines(tree.root_node)
    try:
        body = lowering.statements(tree.root_node.named_children)
    except RecursionError:
        return Module(path, "java", [], comments, (lowering.span(tree.root_node),), lowering.package)
    if not first_line and len(body) == 1 and isinstance(body[0], Class):
        body = body[0].body
    return Module(path, "java", body, comments, broken, lowering.package)


def _read_jsp(path: str, source: bytes) -> Module:
    page = jsp.page(source)
    tree = parser(tree_sitter_java.language()).parse(page.java)
    lowering = _Page(page.java)
    lowering.members.open(jsp.IMPLICIT)
    comments, broken = lowering.outlines(tree.root_node)
    span = lowering.span(tree.root_node)
    try:
        made = lowering.statements(tree.root_node.named_children)
    except RecursionError:
        made, broken = [], (span,)
    members = [m for m in made if isinstance(m, (Function, Class))]
    given = [Parameter(span, Name(span, name), kind) for name, kind in jsp.PARAMETERS.items()]
    found = [Assign(span, Name(span, name), Some(span, []), type=kind, is_declaration=True) for name, kind in jsp.IMPLICIT.items() if name not in jsp.PARAMETERS]
    service = Function(span, "_jspService", given, [*found, *(s for s in made if not isinstance(s, (Function, Class, Import)))], is_statement=True)
    name = re.sub(r"\W", "_", PurePosixPath(path).name)
    return Module(path, "java", [Import(span, list(page.imports)), Class(span, name, ["HttpJspBase"], [*members, service])], tuple(sorted((*page.comments, *comments), key=lambda c: c.line)), (*page.broken, *broken))


class _Java(Curly):
    comments_are = ("line_comment", "block_comment")
    transparent = ("parenthesized_expression",)

    def __init__(self, source: bytes, first_line: int = 1) -> None:
        super().__init__(source, first_line)
        self.package = ""
        self.members = Members()
        self._imported: set[str] = set()
        """Names of methods that are imported; ``*`` where any may be."""
        self._has_bases = [False]
        self._in_static = False
        self._components: list[list[Parameter]] = []
        """Of the records around."""

    # --- values

    def name(self, node: Node | None) -> Name:
        """A name as it stands there, whosever it is."""
        return Name(self.span(node), self.text(node)) if node is not None else Name((0, 0, 0, 0), "")

    def on_identifier(self, node: Node) -> Ours:
        name = self.text(node)
        owner = self.members.owner(name)
        return Attr(self.span(node), Name(self.span(node), owner), name) if owner else Name(self.span(node), name)

    def on_type_identifier(self, node: Node) -> Ours:
        return self.name(node)

    def on_generic_type(self, node: Node) -> Ours:
        return self.dotted(self._type(node), node)

    on_scoped_type_identifier = on_scoped_identifier = on_array_type = on_integral_type = on_floating_point_type = on_boolean_type = on_void_type = on_generic_type

    def dotted(self, path: str, node: Node) -> Ours:
        span = self.span(node)
        first, *rest = path.split(".")
        made: Ours = Name(span, first)
        for word in rest:
            made = Attr(span, made, word)
        return made

    def on_this(self, node: Node) -> Ours:
        return Name(self.span(node), "this")

    def on_super(self, node: Node) -> Ours:
        return Name(self.span(node), "super")

    def on_parenthesized_expression(self, node: Node) -> Ours:
        return (self.expressions(node.named_children) or [Some(self.span(node), [])])[0]

    def on_decimal_integer_literal(self, node: Node) -> Ours:
        text = self.text(node).replace("_", "").rstrip("lL")
        is_octal = len(text) > 1 and text[0] == "0" and text[1] not in "xXbB"
        try:
            return Const(self.span(node), int(text, 8 if is_octal else 0))
        except ValueError:
            return Some(self.span(node), [])

    on_hex_integer_literal = on_octal_integer_literal = on_binary_integer_literal = on_decimal_integer_literal

    def on_decimal_floating_point_literal(self, node: Node) -> Ours:
        try:
            return Const(self.span(node), float(self.text(node).replace("_", "").rstrip("fFdD")))
        except ValueError:
            return Some(self.span(node), [])

    on_hex_floating_point_literal = on_decimal_floating_point_literal

    def on_true(self, node: Node) -> Ours:
        return Const(self.span(node), True)

    def on_false(self, node: Node) -> Ours:
        return Const(self.span(node), False)

    def on_null_literal(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_character_literal(self, node: Node) -> Ours:
        return Const(self.span(node), _unescaped(self.text(node)[1:-1]))

    def on_string_literal(self, node: Node) -> Ours:
        text = self.text(node)
        if text.startswith('"""'):
            return Const(self.span(node), _unescaped(_text_block(text[3:].removesuffix('"""'))))
        return Const(self.span(node), _unescaped(text[1:-1]))

    def on_template_expression(self, node: Node) -> Ours:
        parts: list[Ours] = []
        for child in node.child_by_field_name("template_argument").named_children:  # type: ignore[union-attr]
            parts.append(self.expression(child.named_children[0]) if child.type == "string_interpolation" else Const(self.span(child), _unescaped(self.text(child))))
        return self.joined(node, parts)

    def on_class_literal(self, node: Node) -> Ours:
        return Attr(self.span(node), self.dotted(self._type(node.named_children[0]), node), "class")

    def on_binary_expression(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    def on_unary_expression(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator"))
        return Unary(self.span(node), _UNARY.get(word, word), self.expression(node.child_by_field_name("operand")))

    def on_update_expression(self, node: Node) -> Ours:
        op = "+" if any(c.type == "++" for c in node.children) else "-"
        return Assign(self.span(node), self.expression(node.named_children[0]), Const(self.span(node), 1), op)

    def on_assignment_expression(self, node: Node) -> Ours:
        op = self.text(node.child_by_field_name("operator")).removesuffix("=")
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), _OPERATORS.get(op, op))

    def on_ternary_expression(self, node: Node) -> Ours:
        return Choice(self.span(node), self.expression(node.child_by_field_name("condition")), self.expression(node.child_by_field_name("consequence")),
                      self.expression(node.child_by_field_name("alternative")))

    def on_cast_expression(self, node: Node) -> Ours:
        return Cast(self.span(node), self._type(node.child_by_field_name("type")), self.expression(node.child_by_field_name("value")))

    def on_instanceof_expression(self, node: Node) -> Ours:
        """``x instanceof T t`` binds t to x in passing."""
        left, pattern, kind, name = (node.child_by_field_name(f) for f in ("left", "pattern", "right", "name"))
        value, stated = self.expression(left), self._type(kind)
        if pattern is not None:
            stated = self._type(pattern.named_children[0])
            value = Assign(self.span(node), self._taken_apart(pattern), Some(self.span(node), [value]), is_declaration=True)
        elif name is not None:
            self.members.declare(self.text(name))
            value = Assign(self.span(node), self.name(name), value, type=stated, is_declaration=True)
        return Binary(self.span(node), "instanceof", value, self.dotted(stated, kind or node))

    def _taken_apart(self, node: Node) -> Ours:
        """A record's pattern: what it binds, by position."""
        items: list[Ours] = []
        body = next((c for c in node.named_children if c.type == "record_pattern_body"), None)
        for child in body.named_children if body is not None else ():
            if child.type == "record_pattern":
                items.append(self._taken_apart(child))
            elif child.type == "record_pattern_component":
                name = child.named_children[-1]
                self.members.declare(self.text(name))
                items.append(self.name(name))
        return Sequence(self.span(node), items)

    def on_field_access(self, node: Node) -> Ours:
        return self._chained(node)

    def on_array_access(self, node: Node) -> Ours:
        return Index(self.span(node), self.expression(node.child_by_field_name("array")), self.expression(node.child_by_field_name("index")))

    def on_method_invocation(self, node: Node) -> Ours:
        return self._chained(node)

    def _chained(self, node: Node) -> Ours:
        """``a.b().c.d()``, however long: a builder is often written in one go."""
        chain = [node]
        while (below := chain[-1].child_by_field_name("object")) is not None and below.type in ("method_invocation", "field_access"):
            chain.append(below)
        made: Ours | None = None
        for link in reversed(chain):
            span = self.span(link)
            if link.type == "field_access":
                made = self._field(link, span, made)
                continue
            name = link.child_by_field_name("name")
            word = self.text(name)
            if made is None:
                below = link.child_by_field_name("object")
                made = self.expression(below) if below is not None else None
            callee = Attr(span, made, word) if made is not None else self._method_named(name, word)
            made = Call(span, callee, self._arguments(link))
        assert made is not None
        return made

    def _field(self, node: Node, span: tuple[int, int, int, int], made: Ours | None) -> Ours:
        field = self.text(node.child_by_field_name("field"))
        below = node.child_by_field_name("object")
        if field == "this":
            # ``Outer.this``: its members go by the class's name, as those that are named bare do.
            outer = self.text(below)
            return Name(span, "this" if outer == self.members.around else outer)
        return Attr(span, made if made is not None else self.expression(below), field)

    def _method_named(self, node: Node | None, word: str) -> Ours:
        name = self.name(node)
        owner = self.members.owner(f"{word}()")
        if not owner and self._has_bases[-1] and self._imported.isdisjoint((word, "*")):
            owner = (self._in_static and self.members.around) or "this"
        return Attr(name.span, Name(name.span, owner), word) if owner else name

    def _arguments(self, node: Node) -> list[Ours]:
        given = node.child_by_field_name("arguments")
        return self.expressions(given.named_children) if given is not None else []

    def on_method_reference(self, node: Node) -> Ours:
        of, name = node.named_children[0], node.children[-1]
        made = self.dotted(self._type(of), of) if of.type in ("generic_type", "array_type", "scoped_type_identifier") else self.expression(of)
        return made if name.type == "new" else Attr(self.span(node), made, self.text(name))

    def on_object_creation_expression(self, node: Node) -> Ours:
        kind = node.child_by_field_name("type")
        made = Call(self.span(node), self.dotted(self._type(kind), kind or node), self._arguments(node), is_new=True)
        body = node.named_children[-1]
        if body.type != "class_body":
            return made
        return Some(self.span(node), [made, Class(self.span(body), "", [self._type(kind)], self._body_of_class(body, "", True))])

    def on_array_creation_expression(self, node: Node) -> Ours:
        value = node.child_by_field_name("value")
        if value is not None:
            return self.expression(value)
        sizes = [self.expression(d.named_children[-1]) for d in node.children_by_field_name("dimensions") if d.type == "dimensions_expr" and d.named_children]
        kind = node.child_by_field_name("type")
        return Call(self.span(node), Name(self.span(kind or node), self._type(kind) + "[]" * max(1, len(sizes))), sizes, is_new=True)

    def on_array_initializer(self, node: Node) -> Ours:
        return Sequence(self.span(node), self.expressions(node.named_children))

    on_element_value_array_initializer = on_array_initializer

    def on_lambda_expression(self, node: Node) -> Ours:
        given, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        self.members.open()
        if given is not None and given.type == "formal_parameters":
            parameters = self._parameters(given)
        else:
            names = [] if given is None else [given] if given.type == "identifier" else [n for n in given.named_children if n.type == "identifier"]
            parameters = [Parameter(self.span(n), self.name(n)) for n in names]
            for n in names:
                self.members.declare(self.text(n))
        made = self.body(body) if body is not None and body.type == "block" else [Return(self.span(body or node), self.expression(body))]
        self.members.close()
        return Function(self.span(node), "", parameters, made)

    def on_marker_annotation(self, node: Node) -> Ours:
        name = node.child_by_field_name("name")
        return self.dotted(self.text(name), name or node)

    def on_annotation(self, node: Node) -> Ours:
        """``@A(x)`` says ``@A(value = x)``."""
        named: dict[str, Ours] = {}
        given = node.child_by_field_name("arguments")
        for child in given.named_children if given is not None else ():
            if child.type == "element_value_pair":
                named[self.text(child.child_by_field_name("key"))] = self.expression(child.child_by_field_name("value"))
            elif child.type not in self.comments_are:
                named["value"] = self.expression(child)
        return Call(self.span(node), self.on_marker_annotation(node), [], named)

    # --- types, modifiers, parameters

    def _type(self, node: Node | None) -> str:
        """As written, without its arguments."""
        if node is None:
            return ""
        if node.type in _PLAIN_TYPES:
            return self.text(node)
        if node.type == "array_type":
            return self._type(node.child_by_field_name("element")) + self._dimensions(node)
        if node.type == "scoped_type_identifier":
            return ".".join(self._type(c) for c in node.named_children if c.type in ("type_identifier", "scoped_type_identifier", "generic_type"))
        if node.type == "generic_type":
            return self._type(node.named_children[0])
        if node.type == "annotated_type":
            return self._type(node.named_children[-1])
        return self.text(node)

    def _handed_out(self, node: Node | None) -> str:
        """What a method returns; of an answer, or of what will be there later, what is in it, where that is a text or number."""
        if node is not None and node.type == "generic_type" and self._type(node) in _ENVELOPES:
            inner = [c for c in node.named_children[-1].named_children if c.type not in self.comments_are]
            if len(inner) == 1 and self._type(inner[0]) in _PLAIN_CONTENT:
                return self._type(inner[0])
        return self._type(node)

    def _dimensions(self, node: Node) -> str:
        found = node.child_by_field_name("dimensions")
        return "[]" * self.text(found).count("[") if found is not None else ""

    def _types(self, node: Node | None) -> list[str]:
        """Those of an ``extends`` or ``implements``, with or without its list."""
        found: list[str] = []
        for child in node.named_children if node is not None else ():
            found += self._types(child) if child.type == "type_list" else [self._type(child)] if child.type not in self.comments_are else []
        return found

    def _modifiers(self, node: Node) -> tuple[list[Ours], bool]:
        """(annotations, whether it is static)."""
        first = node.child(0)
        if first is None or first.type != "modifiers":
            return [], False
        marks, is_static = [], False
        for child in first.children:
            if child.type in ("marker_annotation", "annotation"):
                marks.append(self.expression(child))
            elif child.type == "static":
                is_static = True
        return marks, is_static

    def _parameters(self, node: Node | None) -> list[Parameter]:
        out: list[Parameter] = []
        for child in node.named_children if node is not None else ():
            name, kind = child.child_by_field_name("name"), ""
            if child.type == "spread_parameter":
                declarator = child.named_children[-1]
                name, kind = declarator.child_by_field_name("name"), "*"
                stated = next((self._type(c) for c in child.named_children if c.type not in ("modifiers", "marker_annotation", "annotation", "variable_declarator")), "")
            elif child.type == "formal_parameter":
                stated = self._type(child.child_by_field_name("type")) + self._dimensions(child)
            else:
                continue
            self.members.declare(self.text(name))
            out.append(Parameter(self.span(child), self.name(name), stated, None, self._modifiers(child)[0], kind))
        return out

    # --- statements

    def body(self, node: Node | None) -> list[Ours]:
        """A block's statements, or the one that stands for a block."""
        if node is None:
            return []
        self.members.open()
        made = self.statements(node.named_children if node.type in ("block", "constructor_body") else [node])
        self.members.close()
        return made

    def on_block(self, node: Node) -> Ours:
        return Block(self.span(node), self.body(node))

    def on_expression_statement(self, node: Node) -> list[Ours]:
        inner = [n for n in node.named_children if n.type not in self.comments_are]
        if inner and inner[0].type == "switch_expression":
            return self._switch(inner[0], is_value=False)
        return self.expressions(inner)

    def on_local_variable_declaration(self, node: Node) -> list[Ours]:
        return self._declared(node, is_local=True)

    def on_field_declaration(self, node: Node) -> list[Ours]:
        return self._declared(node, is_local=False)

    on_constant_declaration = on_field_declaration

    def _declared(self, node: Node, is_local: bool) -> list[Ours]:
        marks, _ = self._modifiers(node)
        stated = self._type(node.child_by_field_name("type"))
        out: list[Ours] = []
        for declarator in node.children_by_field_name("declarator"):
            name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
            kind = "" if stated == "var" else stated + self._dimensions(declarator)
            if is_local:
                self.members.declare(self.text(name))
            made = self.expression(value) if value is not None else Some(self.span(declarator), [])
            out.append(Assign(self.span(declarator), self.name(name), made, "", kind, True, marks))
        return out

    def on_for_statement(self, node: Node) -> list[Ours]:
        self.members.open()
        first = self.statements(node.children_by_field_name("init"))
        test = node.child_by_field_name("condition")
        made = While(self.span(node), self.expression(test) if test is not None else None, [], self.expressions(node.children_by_field_name("update")))
        made.body = self.body(node.child_by_field_name("body"))
        self.members.close()
        return [*first, made]

    def on_enhanced_for_statement(self, node: Node) -> Ours:
        name, stated = node.child_by_field_name("name"), self._type(node.child_by_field_name("type"))
        iterable = self.expression(node.child_by_field_name("value"))
        self.members.open([self.text(name)])
        body = self.body(node.child_by_field_name("body"))
        self.members.close()
        return Each(self.span(node), self.name(name), iterable, body, type="" if stated == "var" else stated + self._dimensions(node))

    def on_labeled_statement(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children[1:])

    def on_return_statement(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        return Return(self.span(node), values[0] if values else None)

    on_yield_statement = on_return_statement

    def on_throw_statement(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        return Raise(self.span(node), values[0] if values else None)

    def on_break_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), True)

    def on_continue_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), False)

    def on_assert_statement(self, node: Node) -> list[Ours]:
        """Assertions are off unless someone asks for them: none is a guard."""
        return self.expressions(node.named_children)

    def on_synchronized_statement(self, node: Node) -> Ours:
        return With(self.span(node), [(None, self.expression(next((c for c in node.named_children if c.type == "parenthesized_expression"), None)))], self.body(node.child_by_field_name("body")))

    def on_try_statement(self, node: Node) -> Ours:
        body = self.body(node.child_by_field_name("body"))
        handlers: list[Handler] = []
        final: list[Ours] = []
        for child in node.named_children:
            if child.type == "catch_clause":
                handlers.append(self._handler(child))
            elif child.type == "finally_clause":
                final = self.body(next((c for c in child.named_children if c.type == "block"), None))
        return Try(self.span(node), body, handlers, [], final)

    def _handler(self, node: Node) -> Handler:
        caught = next((c for c in node.named_children if c.type == "catch_formal_parameter"), None)
        types = next((c for c in caught.named_children if c.type == "catch_type"), None) if caught is not None else None
        name = self.text(caught.child_by_field_name("name")) if caught is not None else ""
        self.members.open([name])
        body = self.body(node.child_by_field_name("body"))
        self.members.close()
        return Handler(self.span(node), self._types(types), name, body)

    def on_try_with_resources_statement(self, node: Node) -> Ours:
        items: list[tuple[Ours | None, Ours]] = []
        resources = node.child_by_field_name("resources")
        self.members.open()
        for child in resources.named_children if resources is not None else ():
            name = child.child_by_field_name("name")
            if name is None:
                items += [(None, made) for made in self.expressions(child.named_children)]
                continue
            stated = self._type(child.child_by_field_name("type"))
            value = self.expression(child.child_by_field_name("value"))
            self.members.declare(self.text(name))
            items.append((None, Assign(self.span(child), self.name(name), value, type="" if stated == "var" else stated, is_declaration=True)))
        rest = self.on_try_statement(node)
        self.members.close()
        assert isinstance(rest, Try)
        inner = With(self.span(node), items, rest.body)
        return Try(rest.span, [inner], rest.handlers, [], rest.final) if rest.handlers or rest.final else inner

    # --- switch

    def on_switch_expression(self, node: Node) -> Ours | list[Ours]:
        if node.parent is not None and node.parent.type in _PLACES_OF_STATEMENTS:
            return self._switch(node, is_value=False)
        return self._chosen(node)

    def _chosen(self, node: Node) -> Ours:
        return Call(self.span(node), Function(self.span(node), "", [], self._switch(node, is_value=True)), [])

    def _switch(self, node: Node, is_value: bool) -> list[Ours]:
        subject = self.expression(node.child_by_field_name("condition"))
        before: list[Ours] = []
        block = node.child_by_field_name("body")
        entries = [c for c in block.named_children if c.type in ("switch_rule", "switch_block_statement_group")] if block is not None else []
        name = ""
        if any(part.type == "pattern" for e in entries for label in e.named_children if label.type == "switch_label" for part in label.named_children):
            # What a pattern binds comes from one name, so that the subject is looked at once.
            name = subject.id if isinstance(subject, Name) else "switched"
            if not isinstance(subject, Name):
                before, subject = [Assign(subject.span, Name(subject.span, name), subject, is_declaration=True)], Name(subject.span, name)
        self.members.open()
        cases = [self._case(entry, name, is_value) for entry in entries]
        self.members.close()
        if cases:
            cases[-1].falls = False
        return [*before, Switch(self.span(node), subject, cases)]

    def _case(self, node: Node, subject: str, is_value: bool) -> Case:
        labels = [c for c in node.named_children if c.type == "switch_label"]
        tests: list[Ours] = []
        bound: list[Ours] = []
        guard: Node | None = None
        self.members.open()
        for label in labels:
            for child in label.named_children:
                if child.type == "guard":
                    guard = child.named_children[-1]
                elif child.type == "pattern":
                    tests.append(Some(self.span(child), []))
                    bound += self._matched(child.named_children[0], subject)
                elif child.type not in self.comments_are:
                    tests.append(self.expression(child))
        if any(part.type == "default" for label in labels for part in label.children):
            tests = []
        rest = [c for c in node.named_children if c.type != "switch_label" and c.type not in self.comments_are]
        falls = False
        if node.type == "switch_block_statement_group":
            is_left = bool(rest) and rest[-1].type == "break_statement" and not rest[-1].named_children
            body = self.statements(rest[:-1] if is_left else rest)
            falls = not is_left and not _leaves(body)
        elif rest and rest[0].type == "block":
            body = self.body(rest[0])
        elif is_value and rest and rest[0].type == "expression_statement":
            inner = rest[0].named_children[0]
            body = [Return(self.span(inner), self._chosen(inner) if inner.type == "switch_expression" else self.expression(inner))]
        else:
            body = self.statements(rest)
        if guard is not None:
            body = [If(self.span(guard), self.expression(guard), body, [])]
        self.members.close()
        return Case(self.span(node), tests, [*bound, *body], falls)

    def _matched(self, node: Node, subject: str) -> list[Ours]:
        span = self.span(node)
        if node.type == "record_pattern":
            return [Assign(span, self._taken_apart(node), Some(span, [Name(span, subject)]), is_declaration=True)]
        kind, name = node.named_children[0], node.named_children[-1]
        self.members.declare(self.text(name))
        return [Assign(span, self.name(name), Name(span, subject), type=self._type(kind), is_declaration=True)]

    # --- definitions

    def on_package_declaration(self, node: Node) -> list[Ours]:
        self.package = self.text(node.named_children[-1])
        return []

    def on_import_declaration(self, node: Node) -> Ours:
        path = next((self.text(c) for c in node.named_children if c.type in ("scoped_identifier", "identifier")), "")
        here = "*" if any(c.type == "asterisk" for c in node.named_children) else path.rpartition(".")[2]
        if any(c.type == "static" for c in node.children):
            self._imported.add(here)
        return Import(self.span(node), [(here, path)])

    def on_module_declaration(self, node: Node) -> list[Ours]:
        return []

    def on_class_declaration(self, node: Node) -> Ours:
        bases = self._types(node.child_by_field_name("superclass")) + self._types(node.child_by_field_name("interfaces"))
        bases += [t for c in node.named_children if c.type == "extends_interfaces" for t in self._types(c)]
        name = self.text(node.child_by_field_name("name"))
        marks, _ = self._modifiers(node)
        return Class(self.span(node), name, bases, self._body_of_class(node.child_by_field_name("body"), name, bool(bases)), marks)

    on_interface_declaration = on_enum_declaration = on_annotation_type_declaration = on_class_declaration

    def on_record_declaration(self, node: Node) -> Ours:
        name, body = self.text(node.child_by_field_name("name")), node.child_by_field_name("body")
        self.members.open()
        fields = self._parameters(node.child_by_field_name("parameters"))
        self.members.close()
        self._components.append(fields)
        members = self._body_of_class(body, name, True, [f.target.id for f in fields if isinstance(f.target, Name)])
        self._components.pop()
        declared = {(m.name, len(m.parameters)) for m in members if isinstance(m, Function)}
        made: list[Ours] = [Assign(f.span, f.target, Some(f.span, []), "", f.type, True, f.marks) for f in fields]
        if ("constructor", len(fields)) not in declared:
            made.append(self._canonical(fields, node, []))
        for field in fields:
            word = field.target.id if isinstance(field.target, Name) else ""
            if (word, 0) not in declared:
                made.append(Function(field.span, word, [], [Return(field.span, Attr(field.span, Name(field.span, "this"), word))], returns=field.type, is_statement=True))
        marks, _ = self._modifiers(node)
        return Class(self.span(node), name, self._types(node.child_by_field_name("interfaces")), [*made, *members], marks)

    def _canonical(self, fields: list[Parameter], node: Node, before: list[Ours]) -> Function:
        """A record's constructor that keeps what it is given."""
        kept = [Assign(f.span, Attr(f.span, Name(f.span, "this"), f.target.id), f.target) for f in fields if isinstance(f.target, Name)]
        return Function(self.span(node), "constructor", fields, [*before, *kept], is_statement=True)

    def _body_of_class(self, node: Node | None, name: str, has_bases: bool, fields: list[str] = ()) -> list[Ours]:  # type: ignore[assignment]
        if node is None:
            return []
        self.members.open_class(name, dict.fromkeys(fields, False) | dict.fromkeys((f"{f}()" for f in fields), False) | self._names_of_members(node))
        self._has_bases.append(has_bases or self._has_bases[-1])
        made: list[Ours] = []
        for child in node.named_children:
            if child.type == "block":
                made.append(Function(self.span(child), "<static>", [], self.body(child), is_statement=True))
            elif child.type == "enum_constant":
                made.append(self._enum_constant(child, name))
            elif child.type == "enum_body_declarations":
                made += self.statements(child.named_children)
            else:
                made += self.statements([child])
        self._has_bases.pop()
        self.members.close()
        return made

    def _names_of_members(self, node: Node) -> dict[str, bool]:
        """Fields and methods (``m()``) of a class → whether they are static."""
        found: dict[str, bool] = {}
        for child in node.named_children:
            kind = child.type
            if kind in ("field_declaration", "constant_declaration"):
                is_static = kind == "constant_declaration" or self._is_static(child)
                for declarator in child.children_by_field_name("declarator"):
                    found[self.text(declarator.child_by_field_name("name"))] = is_static
            elif kind == "method_declaration":
                found[self.text(child.child_by_field_name("name")) + "()"] = self._is_static(child)
            elif kind == "enum_constant":
                found[self.text(child.child_by_field_name("name"))] = True
            elif kind == "enum_body_declarations":
                found |= self._names_of_members(child)
        return found

    def _is_static(self, node: Node) -> bool:
        first = node.child(0)
        return first is not None and first.type == "modifiers" and any(c.type == "static" for c in first.children)

    def _enum_constant(self, node: Node, enum: str) -> Ours:
        span, name, body = self.span(node), node.child_by_field_name("name"), node.child_by_field_name("body")
        value: Ours = Call(span, Name(span, enum), self._arguments(node), is_new=True)
        if body is not None:
            value = Some(span, [value, Class(self.span(body), "", [enum], self._body_of_class(body, "", True))])
        return Assign(span, self.name(name), value, "", enum, True, self._modifiers(node)[0])

    def on_method_declaration(self, node: Node) -> Ours:
        marks, is_static = self._modifiers(node)
        body = node.child_by_field_name("body")
        outer, self._in_static = self._in_static, is_static
        self.members.open()
        made = Function(self.span(node), self.text(node.child_by_field_name("name")), self._parameters(node.child_by_field_name("parameters")), [], marks,
                        self._handed_out(node.child_by_field_name("type")), is_static, True, is_abstract=body is None)
        made.body = self.body(body)
        self.members.close()
        self._in_static = outer
        return made

    def on_constructor_declaration(self, node: Node) -> Ours:
        made = self.on_method_declaration(node)
        assert isinstance(made, Function)
        made.name = "constructor"
        return made

    def on_compact_constructor_declaration(self, node: Node) -> Ours:
        fields = self._components[-1] if self._components else []
        self.members.open([f.target.id for f in fields if isinstance(f.target, Name)])
        before = self.body(node.child_by_field_name("body"))
        self.members.close()
        return self._canonical(fields, node, before)

    def on_explicit_constructor_invocation(self, node: Node) -> Ours:
        which = node.child_by_field_name("constructor")
        return Call(self.span(node), Name(self.span(which or node), self.text(which)), self._arguments(node))

    def on_static_initializer(self, node: Node) -> Ours:
        outer, self._in_static = self._in_static, True
        body = self.body(node.named_children[-1])
        self._in_static = outer
        return Function(self.span(node), "<static>", [], body, is_static=True, is_statement=True)

    def on_annotation_type_element_declaration(self, node: Node) -> list[Ours]:
        return []


class _Page(_Java):
    """Where ``$ = x`` prints x: how :mod:`jsp` writes it down."""

    def on_assignment_expression(self, node: Node) -> Ours:
        left = node.child_by_field_name("left")
        if self.text(left) != jsp.PRINTED:
            return super().on_assignment_expression(node)
        span = self.span(node)
        return Call(span, Attr(span, Name(span, "out"), "print"), [self.expression(node.child_by_field_name("right"))])


def _leaves(body: list[Ours]) -> bool:
    """Whether what comes after is not reached."""
    last = body[-1] if body else None
    while isinstance(last, Block):
        last = last.body[-1] if last.body else None
    return isinstance(last, (Stop, Return, Raise))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    made = _ESCAPE.sub(_escaped, text)
    # Two halves of a character above U+FFFF are written as two escapes.
    return made.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    code, octal, joined, other = match.groups()
    if code:
        return chr(int(code, 16))
    if octal:
        return chr(int(octal, 8))
    return "" if joined else _ESCAPES.get(other, other)


def _text_block(text: str) -> str:
    """Without the indentation all its lines share; the closing quotes' line counts, too."""
    lines = text.replace("\r\n", "\n").split("\n")[1:]
    depths = [len(line) - len(line.lstrip()) for i, line in enumerate(lines) if line.strip() or i == len(lines) - 1]
    shared = min(depths, default=0)
    return "\n".join(line[shared:].rstrip(" \t") for line in lines)
