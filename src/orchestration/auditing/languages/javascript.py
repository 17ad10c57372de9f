"""JavaScript's source as our tree: with JSX, TypeScript or Flow types, and the scripts and raw HTML of Vue's and Svelte's components."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Node

from ..syntax import (
    Assign,
    Attr,
    Block,
    Call,
    Case,
    Choice,
    Class,
    Const,
    Default,
    Each,
    Export,
    Function,
    Handler,
    If,
    Import,
    Index,
    Join,
    Module,
    Name,
    Parameter,
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
from ..syntax import Node as Ours
from . import components, pieces
from .lowering import Lowering, hoisted, unescaped, utf8

_PLAIN_TAGS = frozenset({"raw", "dedent", "outdent", "oneLine", "stripIndent", "stripIndents", "commonTags"})
"""Tags whose text is what it is without them; any other gets texts and values apart, as its language wants them."""

_OPERATORS = {"===": "==", "!==": "!=", "&&": "and", "||": "or", "??": "or"}
_GRAMMARS = {
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}
_PIECES = ((b"class _ {", b"}"), (b"({", b"})"))
"""What a piece that is cut out of something whole was cut out of: methods, a handler among an object's entries."""
_INTEROP = ("__importStar", "__importDefault", "_interopRequireDefault", "_interopRequireWildcard", "__toESM")
"""What compilers put around ``require``; it gives the module."""
_JSX_TEXT = re.compile(rb"[>}][^<>{}&]*\w[^<>{}&]*&[^<>{}]*[<{]")
_PLACES = {"dangerouslySetInnerHTML", "href", "src", "srcDoc", "action", "formAction"}
"""Attributes whose value a browser takes for more than text."""


def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    ending = path.rsplit(".", 1)[-1].lower()
    places: dict[int, str] | None = None
    if ending in ("vue", "svelte"):
        source, places, ending = components.scripts(source)
    # A type of Flow's reads as TypeScript's; TypeScript without a file's ending may hold JSX.
    grammars = ("typescript", "tsx") if ending in ("ts", "mts", "cts") else ("tsx",) if ending == "tsx" else ("javascript", "tsx")
    return pieces.read(path, "typescript" if ending in ("ts", "mts", "cts", "tsx") else "javascript", source, [_GRAMMARS[g]() for g in grammars],
                       lambda text, line: _JavaScript(text, line, places), _PIECES if places is None else (), ease=_with_plain_text)


def _with_plain_text(source: bytes) -> bytes:
    """JSX's text may hold a bare ``&``."""
    return _JSX_TEXT.sub(lambda found: re.sub(rb"(?<!&)&(?![&=]|#?\w+;)", b"+", found[0]), source)


class _JavaScript(Lowering):
    comments_are = ("comment", "html_comment", "hash_bang_line")
    transparent = ("parenthesized_expression", "await_expression", "non_null_expression", "as_expression", "satisfies_expression", "else_clause", "decorator", "jsx_expression",
                   "template_substitution", "computed_property_name")

    def __init__(self, source: bytes, first_line: int, places: dict[int, str] | None) -> None:
        super().__init__(source, first_line)
        self.places, self.is_component = places or {}, places is not None

    def on_program(self, node: Node) -> list[Ours]:
        if not self.is_component:
            return hoisted(self.statements(node.named_children))
        shown = [n for n in node.named_children if n.start_byte in self.places and n.type == "expression_statement"]
        script = hoisted(self.statements(n for n in node.named_children if n not in shown))
        put = [self._put(self.places[n.start_byte], value) for n in shown for value in [self.expression(n.named_children[0])]]
        for i, item in enumerate(script):
            if isinstance(item, Export) and item.name == "default" and (table := components.options(item.value)) is not None:
                # A name no source can write.
                made = components.component("<component>", table, put)
                return [*script[:i], made, Export(item.span, "default", Name(item.span, made.name)), *script[i + 1:]]
        return components.setup(script, put)

    def _put(self, place: str, value: Ours) -> Ours:
        span = value.span
        return Assign(span, Attr(span, Name(span, "element"), place), value)

    def first(self, node: Node) -> Ours:
        """The expression among parts that are types or comments."""
        return self.expression(next((n for n in node.named_children if n.type not in self.comments_are), None))

    on_parenthesized_expression = on_as_expression = on_satisfies_expression = on_await_expression = on_instantiation_expression = first

    def on_type_assertion(self, node: Node) -> Ours:
        return self.expression(node.named_children[-1])

    def on_jsx_expression(self, node: Node) -> Ours:
        return Some(self.span(node), self.expressions(node.named_children))

    # --- values

    def on_identifier(self, node: Node) -> Ours:
        return Name(self.span(node), self.text(node))

    on_shorthand_property_identifier = on_shorthand_property_identifier_pattern = on_private_property_identifier = on_property_identifier = on_this = on_super = on_identifier
    on_type_identifier = on_meta_property = on_identifier

    def on_undefined(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    on_null = on_undefined

    def on_true(self, node: Node) -> Ours:
        return Const(self.span(node), node.type == "true")

    on_false = on_true

    def on_number(self, node: Node) -> Ours:
        return self.number(node)

    def on_string(self, node: Node) -> Ours:
        return Const(self.span(node), unescaped(self.text(node)[1:-1]))

    def on_template_string(self, node: Node) -> Ours:
        return self.joined(node, self._pieces(node)) if node.named_child_count else Const(self.span(node), "")

    def _pieces(self, node: Node) -> list[Ours]:
        parts: list[Ours] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                parts.append(self.first(child))
            elif parts and isinstance(parts[-1], Const) and parts[-1].span[2:] == self.span(child)[:2]:
                # A fragment goes on after an escape.
                parts[-1] = Const((*parts[-1].span[:2], *self.span(child)[2:]), parts[-1].value + unescaped(self.text(child)))
            else:
                parts.append(Const(self.span(child), unescaped(self.text(child))))
        return parts

    def on_regex(self, node: Node) -> Ours:
        return Pattern(self.span(node), self.text(node.child_by_field_name("pattern")), self.text(node.child_by_field_name("flags")))

    def on_binary_expression(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    def on_unary_expression(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator"))
        value = self.expression(node.child_by_field_name("argument"))
        if word == "void" and isinstance(value, Const):
            return Const(self.span(node), None)
        return Unary(self.span(node), "not" if word == "!" else word, value)

    def on_update_expression(self, node: Node) -> Ours:
        span = self.span(node)
        return Assign(span, self.expression(node.child_by_field_name("argument")), Const(span, 1), self.text(node.child_by_field_name("operator"))[:1])

    def on_ternary_expression(self, node: Node) -> Ours:
        links, other = [node], node.child_by_field_name("alternative")
        while other is not None and other.type == "ternary_expression":
            links.append(other)
            other = other.child_by_field_name("alternative")
        made = self.expression(other)
        for link in reversed(links):
            made = Choice(self.span(link), self.expression(link.child_by_field_name("condition")), self.expression(link.child_by_field_name("consequence")), made)
        return made

    def on_sequence_expression(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        # ``(0, a.b)(c)`` is what compilers make of a call of something imported.
        return values[-1] if values and all(isinstance(v, Const) for v in values[:-1]) else Some(self.span(node), values)

    def on_call_expression(self, node: Node) -> Ours:
        """A chain of calls and members, however long: builders and promises are."""
        links: list[Node] = []
        while (inner := node.child_by_field_name("function" if node.type == "call_expression" else "object") if node.type in _CHAINED else None) is not None:
            links.append(node)
            node = inner
        made = self.expression(node)
        for link in reversed(links):
            if link.type == "call_expression":
                made = self._call(link, made)
            elif link.type == "member_expression":
                made = Attr(self.span(link), made, self.text(link.child_by_field_name("property")))
            else:
                made = Index(self.span(link), made, self.expression(link.child_by_field_name("index")))
        return made

    on_member_expression = on_subscript_expression = on_call_expression

    def _call(self, node: Node, callee: Ours) -> Ours:
        given = node.child_by_field_name("arguments")
        if given is not None and given.type == "template_string":
            pieces = self._pieces(given)
            if (callee.name if isinstance(callee, Attr) else callee.id if isinstance(callee, Name) else "") in _PLAIN_TAGS:
                return Call(self.span(node), callee, [Join(self.span(given), pieces)])
            texts: list[Ours] = [p for p in pieces if isinstance(p, Const)]
            return Call(self.span(node), callee, [Sequence(self.span(given), texts), *(p for p in pieces if not isinstance(p, Const))])
        args = self.expressions(given.named_children) if given is not None else []
        if isinstance(callee, Name) and callee.id == "require" and args and isinstance(args[0], Const) and isinstance(args[0].value, str):
            args[0] = Const(args[0].span, args[0].value.removeprefix("node:"))
        return Call(self.span(node), callee, args)

    def on_import(self, node: Node) -> Ours:
        return Name(self.span(node), "require")

    def on_new_expression(self, node: Node) -> Ours:
        given = node.child_by_field_name("arguments")
        return Call(self.span(node), self.expression(node.child_by_field_name("constructor")), self.expressions(given.named_children) if given is not None else [], is_new=True)

    def on_spread_element(self, node: Node) -> Ours:
        return Spread(self.span(node), self.first(node))

    on_rest_pattern = on_spread_element

    def on_array(self, node: Node) -> Ours:
        items: list[Ours] = []
        is_hole = True
        for child in node.children:
            if child.type == ",":
                # Positions count in a pattern: ``[, a] = b``.
                items += [Const(self.span(child), None)] if is_hole else []
                is_hole = True
            elif child.is_named and child.type not in self.comments_are:
                items.append(self.expression(child))
                is_hole = False
        return Sequence(self.span(node), items)

    on_array_pattern = on_array

    def on_object(self, node: Node) -> Ours:
        entries: list[tuple[Ours | None, Ours]] = []
        for child in node.named_children:
            kind = child.type
            if kind in ("pair", "pair_pattern"):
                entries.append((self.key(child.child_by_field_name("key")), self.expression(child.child_by_field_name("value"))))
            elif kind in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
                entries.append((Const(self.span(child), self.text(child)), self.on_identifier(child)))
            elif kind == "method_definition":
                entries.append((self.key(child.child_by_field_name("name")), self.on_method_definition(child)))
            elif kind in ("spread_element", "rest_pattern"):
                entries.append((None, self.first(child)))
            elif kind == "object_assignment_pattern":
                entries.append((Const(self.span(child), self.text(child.child_by_field_name("left"))), self.on_assignment_pattern(child)))
            elif kind == "ERROR":
                entries += [(None, v) for v in self.statements([child])]
        return Table(self.span(node), entries)

    on_object_pattern = on_object

    def key(self, node: Node | None) -> Ours:
        if node is None or node.type in ("string", "computed_property_name"):
            return self.expression(node)
        return Const(self.span(node), self.text(node))

    def on_assignment_pattern(self, node: Node) -> Ours:
        return Default(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")))

    on_object_assignment_pattern = on_assignment_pattern

    def on_assignment_expression(self, node: Node) -> Ours:
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")))

    def on_augmented_assignment_expression(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator")).removesuffix("=")
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), _OPERATORS.get(word, word))

    def on_yield_expression(self, node: Node) -> Ours:
        return Return(self.span(node), self.first(node) if node.named_child_count else None, is_yield=True)

    # --- JSX

    def on_jsx_element(self, node: Node) -> Ours:
        opening = node if node.type == "jsx_self_closing_element" else node.child_by_field_name("open_tag")
        tag = opening.child_by_field_name("name") if opening is not None else None
        name = self.text(tag)
        entries: list[tuple[Ours | None, Ours]] = []
        put: list[Ours] = []
        for attribute in opening.children_by_field_name("attribute") if opening is not None else ():
            if attribute.type != "jsx_attribute":
                entries.append((None, self.first(attribute.named_children[0]) if attribute.named_children else Const(self.span(attribute), None)))
                continue
            key, *rest = attribute.named_children
            value = self.expression(rest[0]) if rest else Const(self.span(key), True)
            entries.append((Const(self.span(key), self.text(key)), value))
            if self.text(key) in _PLACES and not isinstance(value, Const):
                put.append(self._put(self.text(key), _markup(value) if self.text(key) == "dangerouslySetInnerHTML" else value))
        inside = [] if opening == node else [c for c in node.named_children if c.type not in ("jsx_opening_element", "jsx_closing_element")]
        content = [v for v in self.expressions(inside) if not (isinstance(v, Const) and isinstance(v.value, str) and not v.value.strip()) and not (isinstance(v, Some) and not v.parts)]
        # A lower-case name is an element's, another is a component in scope.
        what = self.expression(tag) if tag is not None and (name[:1].isupper() or tag.type == "member_expression") else Const(self.span(node), name)
        return Call(self.span(node), Name(self.span(node), "jsx"), [what, Table(self.span(opening or node), entries), *content, *put])

    on_jsx_self_closing_element = on_jsx_element

    def on_jsx_text(self, node: Node) -> Ours:
        return Const(self.span(node), html.unescape(self.text(node)))

    on_html_character_reference = on_jsx_text

    # --- functions and classes

    def on_arrow_function(self, node: Node) -> Ours:
        body = node.child_by_field_name("body")
        lone = node.child_by_field_name("parameter")
        parameters = self._parameters([lone]) if lone is not None else self._parameters(self._inside(node, "parameters"))
        is_block = body is not None and body.type == "statement_block"
        return Function(self.span(node), "", parameters, self.body(body) if is_block else [Return(self.span(body or node), self.expression(body))],
                        returns=self._type(node.child_by_field_name("return_type")))

    def on_function_expression(self, node: Node) -> Ours:
        return Function(self.span(node), self.text(node.child_by_field_name("name")), self._parameters(self._inside(node, "parameters")), self.body(node.child_by_field_name("body")),
                        returns=self._type(node.child_by_field_name("return_type")), is_statement=node.type.endswith("declaration"))

    on_function_declaration = on_generator_function = on_generator_function_declaration = on_function = on_function_expression

    def on_method_definition(self, node: Node) -> Function:
        name = self.key(node.child_by_field_name("name"))
        words = {c.type for c in node.children if not c.is_named}
        called = str(name.value) if isinstance(name, Const) else ""
        parameters = self._inside(node, "parameters")
        made = Function(self.span(node), called, self._parameters(parameters), self.body(node.child_by_field_name("body")), self._marks(node),
                        self._type(node.child_by_field_name("return_type")), "static" in words, True)
        # As Python writes them.
        if "get" in words:
            made.marks.append(Name(made.span, "property"))
        elif "set" in words:
            made.marks.append(Attr(made.span, Name(made.span, called), "setter"))
        # ``constructor(private db: Db)`` is a field, too.
        made.body[:0] = [Assign(self.span(given), Attr(self.span(given), Name(self.span(given), "this"), p.target.id), Name(self.span(given), p.target.id), type=p.type)
                         for given, p in zip([n for n in parameters if n.type in _PARAMETERS], made.parameters, strict=False)
                         if isinstance(p.target, Name) and any(c.type in ("accessibility_modifier", "readonly", "override_modifier") for c in given.children)] if called == "constructor" else []
        return made

    def on_abstract_method_signature(self, node: Node) -> Function:
        made = self.on_method_definition(node)
        made.is_abstract = True
        return made

    def _inside(self, node: Node, field: str) -> list[Node]:
        found = node.child_by_field_name(field)
        return [n for n in found.named_children if n.type not in self.comments_are] if found is not None else []

    def _marks(self, node: Node) -> list[Ours]:
        return [self.first(d) for d in node.children_by_field_name("decorator")]

    def _parameters(self, nodes: list[Node]) -> list[Parameter]:
        out: list[Parameter] = []
        for node in nodes:
            target, default, kind = node, None, ""
            if node.type in _PARAMETERS:
                target, default = node.child_by_field_name("pattern") or node, node.child_by_field_name("value")
            elif node.type == "assignment_pattern":
                target, default = node.child_by_field_name("left") or node, node.child_by_field_name("right")
            if target.type == "rest_pattern":
                target, kind = target.named_children[0] if target.named_children else target, "*"
            if target.type in ("this", "ERROR"):
                continue
            out.append(Parameter(self.span(node), self.expression(target), self._type(node.child_by_field_name("type")), self.expression(default) if default is not None else None,
                                 self._marks(node), kind))
        return out

    def _type(self, node: Node | None) -> str:
        """A type's name without its arguments; of several, the first that is one. A promise is awaited without a word, so it is what it holds."""
        while node is not None:
            kind = node.type
            if kind in ("predefined_type", "type_identifier", "nested_type_identifier", "identifier"):
                return self.text(node)
            inner = node.named_children
            if kind == "generic_type":
                name = self.text(node.child_by_field_name("name"))
                given = node.child_by_field_name("type_arguments")
                if name not in ("Promise", "Readonly", "Partial", "Required") or given is None or not given.named_children:
                    return name
                node = given.named_children[0]
            elif kind == "array_type" and inner:
                return f"{self._type(inner[0])}[]"
            elif kind in ("union_type", "intersection_type"):
                return next((t for t in map(self._type, inner) if t and t not in ("undefined", "null")), "")
            elif kind in ("type_annotation", "readonly_type", "parenthesized_type", "flow_maybe_type") and inner:
                node = inner[-1]
            else:
                return ""
        return ""

    def on_class_declaration(self, node: Node) -> Ours:
        body: list[Ours] = []
        marks: list[Ours] = []
        inside = node.child_by_field_name("body")
        for child in inside.named_children if inside is not None else ():
            if child.type == "decorator":
                marks.append(self.first(child))
                continue
            made = self.statements([child])
            for item in made:
                if isinstance(item, (Function, Assign)):
                    item.marks[:0] = marks
            body += made
            marks = [] if child.type not in self.comments_are else marks
        return Class(self.span(node), self.text(node.child_by_field_name("name")), [b for c in node.named_children if c.type == "class_heritage" for b in self._bases(c)], body, self._marks(node))

    on_class = on_abstract_class_declaration = on_class_declaration

    def _bases(self, node: Node) -> Iterator[str]:
        for child in node.named_children:
            if child.type in ("extends_clause", "implements_clause"):
                yield from self._bases(child)
            elif child.type == "call_expression":
                # ``extends PassportStrategy(Strategy)``
                yield self.text(child.child_by_field_name("function"))
                yield from (self.text(n) for n in self._inside(child, "arguments") if n.type in ("identifier", "member_expression"))
            elif child.type in ("identifier", "member_expression"):
                yield self.text(child)
            elif child.type not in ("type_arguments", *self.comments_are):
                yield self._type(child)

    def on_field_definition(self, node: Node) -> Ours:
        key = self.key(node.child_by_field_name("property") or node.child_by_field_name("name"))
        value = node.child_by_field_name("value")
        target = Name(key.span, str(key.value)) if isinstance(key, Const) else key
        return Assign(self.span(node), target, self.expression(value) if value is not None else Const(self.span(node), None), type=self._type(node.child_by_field_name("type")), is_declaration=True,
                      marks=self._marks(node))

    on_public_field_definition = on_field_definition

    def on_class_static_block(self, node: Node) -> Ours:
        return Block(self.span(node), self.body(node.child_by_field_name("body")))

    def on_enum_declaration(self, node: Node) -> Ours:
        span, entries, count = self.span(node), list[tuple[Ours | None, Ours]](), 0
        for child in self._inside(node, "body"):
            key = self.key(child.child_by_field_name("name") or child)
            value = self.expression(child.child_by_field_name("value")) if child.type == "enum_assignment" else Const(self.span(child), count)
            count = value.value + 1 if isinstance(value, Const) and isinstance(value.value, int) else count
            entries.append((key, value))
        return Assign(span, self.expression(node.child_by_field_name("name")), Table(span, entries), is_declaration=True)

    # --- statements

    def body(self, node: Node | None) -> list[Ours]:
        if node is None:
            return []
        return hoisted(self.statements(node.named_children)) if node.type == "statement_block" else self.statements([node])

    def on_statement_block(self, node: Node) -> Ours:
        return Block(self.span(node), self.body(node))

    def on_internal_module(self, node: Node) -> list[Ours]:
        return self.body(node.child_by_field_name("body"))

    on_module = on_internal_module

    def on_ERROR(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children)

    def on_expression_statement(self, node: Node) -> list[Ours]:
        inside = [n for n in node.named_children if n.type not in self.comments_are]
        while len(inside) == 1 and inside[0].type in ("sequence_expression", "parenthesized_expression"):
            inside = inside[0].named_children
        return [s for n in inside if n.type not in self.comments_are for made in [self.statements([n])] for s in [*made, *(e for m in made for e in _exported(m))]]

    def on_lexical_declaration(self, node: Node) -> list[Ours]:
        return [s for n in node.named_children if n.type == "variable_declarator" for made in [self.on_variable_declarator(n)] for s in (made, *_exported(made))]

    on_variable_declaration = on_using_declaration = on_lexical_declaration

    def on_variable_declarator(self, node: Node) -> Ours:
        target = self.expression(node.child_by_field_name("name"))
        value = node.child_by_field_name("value")
        made = self.expression(value) if value is not None else Const(self.span(node), None)
        there = _required(made)
        names = list(_bound(target, there)) if there else []
        if names and all(here for here, _ in names):
            return Import(self.span(node), names)
        return Assign(self.span(node), target, made, type=self._type(node.child_by_field_name("type")), is_declaration=True)

    def on_if_statement(self, node: Node) -> Ours:
        links = [node]
        while (other := self._otherwise(links[-1])) is not None and other.type == "if_statement":
            links.append(other)
        made = self.body(other)
        for link in reversed(links):
            made = [If(self.span(link), self.expression(link.child_by_field_name("condition")), self.body(link.child_by_field_name("consequence")), made)]
        return made[0]

    def _otherwise(self, node: Node) -> Node | None:
        clause = node.child_by_field_name("alternative")
        inside = [n for n in clause.named_children if n.type not in self.comments_are] if clause is not None else []
        return inside[0] if inside else None

    def on_while_statement(self, node: Node) -> Ours:
        return While(self.span(node), self.expression(node.child_by_field_name("condition")), self.body(node.child_by_field_name("body")), is_tested_last=node.type == "do_statement")

    on_do_statement = on_while_statement

    def on_for_statement(self, node: Node) -> list[Ours]:
        start, test, step = (node.child_by_field_name(f) for f in ("initializer", "condition", "increment"))
        if test is not None and test.type == "expression_statement":
            test = test.named_children[0]
        looks = self.expression(test) if test is not None and test.is_named and test.type != "empty_statement" else None
        steps = [] if step is None else self.statements(step.named_children if step.type == "sequence_expression" else [step])
        return [*self.statements([start] if start is not None and start.is_named else []), While(self.span(node), looks, self.body(node.child_by_field_name("body")), steps)]

    def on_for_in_statement(self, node: Node) -> Ours:
        return Each(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), self.body(node.child_by_field_name("body")),
                    self.text(node.child_by_field_name("operator")) == "in")

    def on_switch_statement(self, node: Node) -> Ours:
        cases = []
        for clause in self._inside(node, "body"):
            tests = [self.expression(clause.child_by_field_name("value"))] if clause.type == "switch_case" else []
            inside = clause.children_by_field_name("body")
            body = self.body(inside[0]) if len(inside) == 1 else self.statements(inside)
            falls = not pieces.ends(body)
            if body and isinstance(body[-1], Stop) and body[-1].is_break:
                body.pop()
            cases.append(Case(self.span(clause), tests, body, falls))
        return Switch(self.span(node), self.expression(node.child_by_field_name("value")), cases)

    def on_try_statement(self, node: Node) -> Ours:
        handler, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
        handlers = []
        if handler is not None:
            caught = handler.child_by_field_name("parameter")
            body = self.body(handler.child_by_field_name("body"))
            name = self.text(caught)
            if caught is not None and caught.type != "identifier":
                # No source can write this name.
                name = "<caught>"
                body.insert(0, Assign(self.span(caught), self.expression(caught), Name(self.span(caught), name), is_declaration=True))
            handlers.append(Handler(self.span(handler), [], name, body))
        return Try(self.span(node), self.body(node.child_by_field_name("body")), handlers, [], self.body(final.child_by_field_name("body") if final is not None else None))

    def on_with_statement(self, node: Node) -> Ours:
        return With(self.span(node), [(None, self.expression(node.child_by_field_name("object")))], self.body(node.child_by_field_name("body")))

    def on_labeled_statement(self, node: Node) -> list[Ours]:
        return self.body(node.child_by_field_name("body"))

    def on_return_statement(self, node: Node) -> Ours:
        return Return(self.span(node), self.first(node) if node.named_child_count else None)

    def on_throw_statement(self, node: Node) -> Ours:
        return Raise(self.span(node), self.first(node))

    def on_break_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), node.type == "break_statement")

    on_continue_statement = on_break_statement

    def on_empty_statement(self, node: Node) -> list[Ours]:
        return []

    on_debugger_statement = on_type_alias_statement = on_type_alias_declaration = on_interface_declaration = on_ambient_declaration = on_empty_statement
    on_function_signature = on_method_signature = on_index_signature = on_type_annotation = on_type_parameters = on_empty_statement

    # --- modules

    def on_import_statement(self, node: Node) -> Ours:
        clause = next((c for c in node.named_children if c.type in ("import_clause", "import_require_clause")), None)
        source = node.child_by_field_name("source") or (clause.child_by_field_name("source") if clause is not None else None)
        there = self.text(source)[1:-1].removeprefix("node:")
        names: list[tuple[str, str]] = []
        for child in clause.named_children if clause is not None else ():
            if child.type == "identifier":
                names.append((self.text(child), there if clause is not None and clause.type == "import_require_clause" else f"{there}#default"))
            elif child.type == "namespace_import":
                names.append((self.text(child.named_children[0]), there))
            elif child.type == "named_imports":
                for given in child.named_children:
                    if given.type == "import_specifier":
                        name = given.child_by_field_name("name")
                        names.append((self.text(given.child_by_field_name("alias") or name), f"{there}#{self.text(name)}"))
        return Import(self.span(node), names or [("", there)])

    def on_import_alias(self, node: Node) -> Ours:
        return Assign(self.span(node), self.expression(node.named_children[0]), self.expression(node.named_children[-1]), is_declaration=True)

    def on_nested_identifier(self, node: Node) -> Ours:
        return Attr(self.span(node), self.expression(node.child_by_field_name("object")), self.text(node.child_by_field_name("property")))

    def on_export_statement(self, node: Node) -> list[Ours]:
        span = self.span(node)
        source, declared, value = (node.child_by_field_name(f) for f in ("source", "declaration", "value"))
        if source is not None:
            module = Call(span, Name(span, "require"), [Const(self.span(source), self.text(source)[1:-1].removeprefix("node:"))])
            clause = next((c for c in node.named_children if c.type in ("export_clause", "namespace_export")), None)
            if clause is None:
                return [Export(span, "*", module)]
            if clause.type == "namespace_export":
                return [Export(span, self.text(clause.named_children[0]), module)]
            return [Export(self.span(n), there, Attr(self.span(n), module, here)) for n, here, there in self._specifiers(clause)]
        if declared is not None:
            made = self.statements([declared])
            for item in made:
                if isinstance(item, (Function, Class)):
                    item.marks[:0] = self._marks(node)
            is_default = any(c.type == "default" for c in node.children)
            return [*made, *(Export(span, "default" if is_default else n, Name(span, n)) for n in dict.fromkeys(n for m in made for n in _declared(m)))]
        out: list[Ours] = []
        for child in [value] if value is not None else node.named_children:
            if child.type == "export_clause":
                out += [Export(self.span(n), there, Name(self.span(n), here)) for n, here, there in self._specifiers(child)]
            elif child.type not in (*self.comments_are, "decorator"):
                out.append(Export(span, "default", self.expression(child)))
                if isinstance(out[-1].value, (Function, Class)):  # type: ignore[attr-defined]
                    out[-1].value.marks[:0] = self._marks(node)  # type: ignore[attr-defined]
        return out

    def _specifiers(self, clause: Node) -> Iterator[tuple[Node, str, str]]:
        for given in clause.named_children:
            if given.type == "export_specifier":
                name = self.text(given.child_by_field_name("name"))
                yield given, name, self.text(given.child_by_field_name("alias")) or name


_CHAINED = ("call_expression", "member_expression", "subscript_expression")
_PARAMETERS = ("required_parameter", "optional_parameter")


def _required(value: Ours) -> str:
    """Which module, or what of it, ``require("a").b`` is."""
    names: list[str] = []
    while isinstance(value, Attr):
        names.insert(0, value.name)
        value = value.object
    if isinstance(value, Call) and len(value.args) == 1 and isinstance(value.callee, (Name, Attr)) and (value.callee.id if isinstance(value.callee, Name) else value.callee.name) in _INTEROP:
        value = value.args[0]
    if not (isinstance(value, Call) and isinstance(value.callee, Name) and value.callee.id == "require" and len(value.args) == 1 and isinstance(value.args[0], Const)):
        return ""
    there = value.args[0].value
    return "#".join([there, *([".".join(names)] if names else [])]) if isinstance(there, str) else ""


def _bound(target: Ours, there: str) -> Iterator[tuple[str, str]]:
    """What a declaration of a module takes of it; an empty name: that cannot be said."""
    if isinstance(target, Default):
        target = target.target
    if isinstance(target, Table):
        for key, value in target.entries:
            if key is None:
                yield from _bound(value, there)
            elif isinstance(key, Const):
                yield from _bound(value, f"{there}{'.' if '#' in there else '#'}{key.value}")
            else:
                yield "", there
    else:
        yield target.id if isinstance(target, Name) else "", there


def _declared(made: Ours) -> Iterator[str]:
    """The names a declaration brings."""
    if isinstance(made, (Function, Class)):
        yield made.name
    elif isinstance(made, Import):
        yield from (here for here, _ in made.names)
    elif isinstance(made, Assign):
        waiting: list[Ours] = [made.target]
        while waiting:
            target = waiting.pop(0)
            if isinstance(target, Name):
                yield target.id
            elif isinstance(target, Default):
                waiting.append(target.target)
            elif isinstance(target, Spread):
                waiting.append(target.value)
            elif isinstance(target, Sequence):
                waiting += target.items
            elif isinstance(target, Table):
                waiting += [v for _, v in target.entries]


def _exported(made: Ours) -> list[Ours]:
    """What ``module.exports = exports.a = x`` gives other files."""
    targets = []
    while isinstance(made, Assign) and not made.op:
        targets.append(made.target)
        made = made.value
    out: list[Ours] = []
    for target in targets:
        if isinstance(target, Attr) and isinstance(target.object, Name) and (target.object.id, target.name) == ("module", "exports"):
            out.append(Export(target.span, "default", made))
            out += [Export(key.span, key.value, value) for key, value in (made.entries if isinstance(made, Table) else ()) if isinstance(key, Const) and isinstance(key.value, str)]
            continue
        name = target.name if isinstance(target, Attr) else target.key.value if isinstance(target, Index) and isinstance(target.key, Const) else None
        of = target.object if isinstance(target, (Attr, Index)) else None
        if isinstance(name, str) and ((isinstance(of, Name) and of.id == "exports")
                                      or (isinstance(of, Attr) and isinstance(of.object, Name) and (of.object.id, of.name) == ("module", "exports"))):
            out.append(Export(target.span, name, made))
    return out


def _markup(value: Ours) -> Ours:
    """What React takes out of ``{__html: x}``."""
    for key, inner in value.entries if isinstance(value, Table) else ():
        if isinstance(key, Const) and key.value == "__html":
            return inner
    return Attr(value.span, value, "__html") if not isinstance(value, Table) else value
