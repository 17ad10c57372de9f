"""PHP's source as our tree, with the text around it; Blade's raw output is PHP's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import tree_sitter_php
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
    Join,
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
)
from ..syntax import Node as Ours
from . import pieces
from .lowering import Lowering, hoisted, unescaped, utf8

_OPERATORS = {".": "+", "===": "==", "!==": "!=", "<>": "!=", "&&": "and", "||": "or", "??": "or", "AND": "and", "OR": "or"}
_PACKAGE = re.compile(rb"^[ \t]*(?:<\?php\s+)?namespace\s+([\w\\]+)\s*[;{]", re.M)
_RAW = re.compile(rb"\{!!(.*?)!!\}", re.S)


def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    if path.endswith(".blade.php"):
        source = _RAW.sub(rb"<?=\1?> ", source)
    # A piece shown without its tag.
    is_bare = b"<?" not in source and not source.lstrip().startswith(b"<") and not path.endswith(".blade.php")
    package = found[1].decode().replace("\\", ".") if (found := _PACKAGE.search(source)) else ""
    return pieces.read(path, "php", source, [tree_sitter_php.language_php_only() if is_bare else tree_sitter_php.language_php()],
                       _Php, ((b"class _ {", b"}"), (b"f(", b")")) if is_bare else (), package)


class _Php(Lowering):
    transparent = ("parenthesized_expression", "error_suppression_expression", "clone_expression", "by_ref", "sequence_expression", "argument", "match_condition_list")

    def __init__(self, source: bytes, first_line: int) -> None:
        super().__init__(source, first_line)
        self.classes: list[str] = []

    def first(self, node: Node) -> Ours:
        return self.expression(next((n for n in node.named_children if n.type not in ("comment", "reference_modifier")), None))

    on_parenthesized_expression = on_error_suppression_expression = on_clone_expression = on_by_ref = on_argument = first

    def statements(self, nodes: Iterable[Node]) -> list[Ours]:
        out: list[Ours] = []
        is_shown = False
        for node in nodes:
            made = super().statements([node])
            if is_shown and node.type == "expression_statement":
                # ``<?= x ?>``
                made = [Call(self.span(node), Name(self.span(node), "echo"), made)]
            is_shown = (node.type in ("php_tag", "text_interpolation") and self.source[node.end_byte - 3:node.end_byte] == b"<?=") or (is_shown and node.type == "comment")
            out += made
        return out

    def on_program(self, node: Node) -> list[Ours]:
        return hoisted(self.statements(node.named_children))

    on_ERROR = on_colon_block = on_program

    def on_compound_statement(self, node: Node) -> Ours:
        return Block(self.span(node), self.statements(node.named_children))

    # --- text outside

    def on_text(self, node: Node) -> list[Ours]:
        return [Call(self.span(node), Name(self.span(node), "echo"), [Const(self.span(node), self.text(node))])]

    def on_text_interpolation(self, node: Node) -> list[Ours]:
        return [s for n in node.named_children if n.type == "text" for s in self.on_text(n)]

    def on_php_tag(self, node: Node) -> list[Ours]:
        return []

    on_php_end_tag = on_empty_statement = on_goto_statement = on_named_label_statement = on_global_declaration = on_php_tag

    def on_declare_statement(self, node: Node) -> list[Ours]:
        return self.statements(n for n in node.named_children if n.type != "declare_directive")

    # --- values

    def on_variable_name(self, node: Node) -> Ours:
        text = self.text(node)
        return Name(self.span(node), "this" if text == "$this" else text)

    def on_dynamic_variable_name(self, node: Node) -> Ours:
        inner = node.named_children[0] if node.named_children else None
        if inner is not None and inner.type == "name":
            return Name(self.span(node), f"${self.text(inner)}")
        return Index(self.span(node), Name(self.span(node), "$GLOBALS"), self.expression(inner))

    def on_name(self, node: Node) -> Ours:
        text = self.text(node)
        if text in ("self", "static") and self.classes:
            text = self.classes[-1] or "this"
        return Name(self.span(node), "super" if text == "parent" else text)

    on_relative_scope = on_name

    def on_qualified_name(self, node: Node) -> Ours:
        start, *rest = self.text(node).removeprefix("namespace\\").strip("\\").split("\\")
        made: Ours = Name(self.span(node), start)
        for part in rest:
            made = Attr(self.span(node), made, part)
        return made

    on_namespace_name = on_relative_name = on_qualified_name

    def on_integer(self, node: Node) -> Ours:
        return self.number(node)

    on_float = on_integer

    def on_boolean(self, node: Node) -> Ours:
        return Const(self.span(node), self.text(node).lower() == "true")

    def on_null(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_string(self, node: Node) -> Ours:
        text = self.text(node)
        return Const(self.span(node), text[text.find("'") + 1:-1].replace("\\'", "'").replace("\\\\", "\\"))

    def on_encapsed_string(self, node: Node) -> Ours:
        return self.joined(node, self._pieces(node)) if node.named_child_count else Const(self.span(node), "")

    def _pieces(self, node: Node) -> list[Ours]:
        parts: list[Ours] = []
        for child in node.named_children:
            if child.type in ("string_content", "escape_sequence", "nowdoc_string"):
                text = unescaped(self.text(child)) if child.type == "escape_sequence" else self.text(child)
                if parts and isinstance(parts[-1], Const) and isinstance(parts[-1].value, str):
                    parts[-1] = Const((*parts[-1].span[:2], *self.span(child)[2:]), parts[-1].value + text)
                else:
                    parts.append(Const(self.span(child), text))
            elif child.type == "subscript_expression" and child.named_child_count == 2 and child.named_children[1].type == "name":
                # ``"$a[key]"`` needs no quotes there.
                parts.append(Index(self.span(child), self.expression(child.named_children[0]), Const(self.span(child), self.text(child.named_children[1]))))
            else:
                parts.append(self.expression(child))
        return parts

    def on_heredoc(self, node: Node) -> Ours:
        body = node.child_by_field_name("value")
        return self.joined(node, self._pieces(body)) if body is not None else Const(self.span(node), "")

    on_nowdoc = on_heredoc

    def on_shell_command_expression(self, node: Node) -> Ours:
        return self._named(node, "shell_exec", [self.joined(node, self._pieces(node))])

    def _named(self, node: Node, name: str, args: list[Ours]) -> Call:
        return Call(self.span(node), Name(self.span(node), name), args)

    def on_binary_expression(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    def on_unary_op_expression(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator"))
        return Unary(self.span(node), "not" if word == "!" else word, self.expression(node.child_by_field_name("argument")))

    def on_update_expression(self, node: Node) -> Ours:
        return Assign(self.span(node), self.expression(node.child_by_field_name("argument")), Const(self.span(node), 1), self.text(node.child_by_field_name("operator"))[:1])

    def on_cast_expression(self, node: Node) -> Ours:
        return Cast(self.span(node), self.text(node.child_by_field_name("type")).strip(), self.expression(node.child_by_field_name("value")))

    def on_conditional_expression(self, node: Node) -> Ours:
        test, then, other = (node.child_by_field_name(f) for f in ("condition", "body", "alternative"))
        if then is None:
            return Binary(self.span(node), "or", self.expression(test), self.expression(other))
        return Choice(self.span(node), self.expression(test), self.expression(then), self.expression(other))

    def on_assignment_expression(self, node: Node) -> Ours:
        left = node.child_by_field_name("left")
        value = self.expression(node.child_by_field_name("right"))
        if left is not None and left.type == "subscript_expression" and left.named_child_count == 1:
            # ``$a[] = x``
            return Assign(self.span(node), self.first(left), Sequence(value.span, [value]), "+")
        return Assign(self.span(node), self.expression(left), value)

    on_reference_assignment_expression = on_assignment_expression

    def on_augmented_assignment_expression(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator")).removesuffix("=")
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), _OPERATORS.get(word, word))

    def on_subscript_expression(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        return Index(self.span(node), *values[:2]) if len(values) > 1 else Some(self.span(node), values)

    def on_array_creation_expression(self, node: Node) -> Ours:
        pairs: list[tuple[Ours | None, Ours]] = []
        is_keyed = False
        for child in node.named_children:
            inside = [n for n in child.named_children if n.type != "comment"]
            if child.type != "array_element_initializer" or not inside:
                continue
            if len(inside) > 1:
                is_keyed = True
                pairs.append((self.expression(inside[0]), self.expression(inside[1])))
            elif inside[0].type == "variadic_unpacking":
                pairs.append((None, self.first(inside[0])))
            else:
                pairs.append((Const(self.span(child), len(pairs)), self.expression(inside[0])))
        if is_keyed:
            return Table(self.span(node), pairs)
        return Sequence(self.span(node), [v if k is not None else Spread(v.span, v) for k, v in pairs])

    def on_list_literal(self, node: Node) -> Ours:
        items: list[tuple[Ours | None, Ours]] = []
        key: Ours | None = None
        value: Ours | None = None
        for child in [*node.children, None]:
            if child is None or child.type in (",", ")", "]"):
                items += [(key, value or Const(self.span(child or node), None))] if value is not None or (child is not None and child.type == ",") else []
                key = value = None
            elif child.type == "=>":
                key, value = value, None
            elif child.is_named and child.type != "comment":
                value = self.expression(child)
        return Table(self.span(node), [(k or Const(v.span, i), v) for i, (k, v) in enumerate(items)]) if any(k is not None for k, _ in items) else Sequence(self.span(node), [v for _, v in items])

    def on_variadic_unpacking(self, node: Node) -> Ours:
        return Spread(self.span(node), self.first(node))

    def on_throw_expression(self, node: Node) -> Ours:
        return Some(self.span(node), self.expressions(node.named_children))

    def on_yield_expression(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        return Return(self.span(node), values[-1] if values else None, is_yield=True)

    def on_array_element_initializer(self, node: Node) -> Ours:
        return self.expression(node.named_children[-1] if node.named_children else None)

    def on_match_expression(self, node: Node) -> Ours:
        subject = self.expression(node.child_by_field_name("condition"))
        cases = []
        for arm in self._inside(node, "body"):
            tests = arm.child_by_field_name("conditional_expressions")
            value = arm.child_by_field_name("return_expression")
            thrown = value is not None and value.type == "throw_expression"
            made = self.first(value) if thrown and value is not None else self.expression(value)
            cases.append((arm, self.expressions(tests.named_children) if tests is not None else [], Raise(made.span, made) if thrown else Return(made.span, made)))
        body: list[Ours] = [Switch(self.span(node), subject, [Case(self.span(arm), tests, [does]) for arm, tests, does in cases])]
        if isinstance(subject, Const) and subject.value is True:
            body = []
            for arm, tests, does in reversed(cases):
                test = tests[0] if tests else None
                for other in tests[1:]:
                    test = Binary(self.span(arm), "or", test, other)  # type: ignore[arg-type]
                body = [If(self.span(arm), test, [does], body)] if test is not None else [does]
        return Call(self.span(node), Function(self.span(node), "", [], body), [])

    # --- calls and members

    def _member(self, node: Node, made: Ours, name: Node | None) -> Ours:
        if name is None or name.type == "name":
            return Attr(self.span(node), made, self.text(name))
        if node.type.startswith("scoped_property") and name.type == "variable_name":
            return Attr(self.span(node), made, self.text(name).removeprefix("$"))
        return Index(self.span(node), made, self.expression(name))

    def on_member_access_expression(self, node: Node) -> Ours:
        return self._member(node, self.expression(node.child_by_field_name("object") or node.child_by_field_name("scope")), node.child_by_field_name("name"))

    on_nullsafe_member_access_expression = on_scoped_property_access_expression = on_member_access_expression

    def on_class_constant_access_expression(self, node: Node) -> Ours:
        return self._member(node, self.expression(node.named_children[0]), node.named_children[-1])

    def on_member_call_expression(self, node: Node) -> Ours:
        links = [node]
        while (inner := links[-1].child_by_field_name("object")) is not None and inner.type == node.type:
            links.append(inner)
        made = self.expression(links[-1].child_by_field_name("object") or links[-1].child_by_field_name("scope"))
        for link in reversed(links):
            name = link.child_by_field_name("name")
            is_super = isinstance(made, Name) and made.id == "super" and self.text(name) == "__construct"
            made = self._call(link, made if is_super else self._member(link, made, name))
        return made

    on_nullsafe_member_call_expression = on_scoped_call_expression = on_member_call_expression

    def on_function_call_expression(self, node: Node) -> Ours:
        return self._call(node, self.expression(node.child_by_field_name("function")))

    def _call(self, node: Node, callee: Ours, is_new: bool = False) -> Ours:
        given = node.child_by_field_name("arguments") or next((n for n in node.named_children if n.type == "arguments"), None)
        args: list[Ours] = []
        named: dict[str, Ours] = {}
        for child in given.named_children if given is not None else ():
            name = child.child_by_field_name("name")
            if child.type == "variadic_placeholder":
                # ``f(...)`` is the function itself.
                return callee
            if name is not None:
                named[self.text(name)] = self.expression(child.named_children[-1])
            elif child.type != "comment":
                args.append(self.expression(child))
        return Call(self.span(node), callee, args, named, is_new)

    def on_object_creation_expression(self, node: Node) -> Ours:
        kind = next((n for n in node.named_children if n.type not in ("arguments", "comment", "attribute_list")), None)
        if kind is not None and kind.type == "anonymous_class":
            return self._call(kind, self.on_class_declaration(kind), True)
        return self._call(node, self.expression(kind), True)

    def on_print_intrinsic(self, node: Node) -> Ours:
        return self._named(node, "print", self.expressions(node.named_children))

    def on_include_expression(self, node: Node) -> Ours:
        made = self._named(node, node.type.removesuffix("_expression"), self.expressions(node.named_children))
        there = _included(made.args[0]) if made.args else ""
        if there and not (node.parent is not None and node.parent.type == "expression_statement"):
            # Its value is asked for: which file's it is, stands behind.
            made.args.append(Const(made.span, there))
        return made

    on_include_once_expression = on_require_expression = on_require_once_expression = on_include_expression

    # --- statements

    def body(self, node: Node | None) -> list[Ours]:
        return self.statements(node.named_children if node.type == "compound_statement" else [node]) if node is not None else []

    def _inside(self, node: Node, field: str) -> list[Node]:
        found = node.child_by_field_name(field)
        return [n for n in found.named_children if n.type != "comment"] if found is not None else []

    def on_expression_statement(self, node: Node) -> list[Ours]:
        made = self.statements(node.named_children)
        inner = next((n for n in node.named_children if n.type != "comment"), None)
        if inner is not None and inner.type == "throw_expression":
            return [Raise(self.span(node), self.first(inner))]
        if inner is not None and inner.type == "error_suppression_expression":
            inner = next((n for n in inner.named_children if n.type != "comment"), None)
        if inner is not None and inner.type in ("include_expression", "include_once_expression", "require_expression", "require_once_expression"):
            there = _included(made[0].args[0]) if isinstance(made[0], Call) and made[0].args else ""
            del made[0].args[1:]  # type: ignore[attr-defined]
            return [*([Import(self.span(node), [("*", there)])] if there else []), *made]
        if isinstance(made[0] if made else None, Call) and isinstance(made[0].callee, Name) and made[0].callee.id.lower() in ("exit", "die"):  # type: ignore[attr-defined]
            return [*made, Raise(self.span(node), None)]
        return made

    def on_exit_statement(self, node: Node) -> list[Ours]:
        return [self._named(node, "exit", self.expressions(node.named_children)), Raise(self.span(node), None)]

    def on_echo_statement(self, node: Node) -> Ours:
        given = [n for c in node.named_children for n in (c.named_children if c.type == "sequence_expression" else [c])]
        return self._named(node, "echo", self.expressions(given))

    def on_sequence_expression(self, node: Node) -> list[Ours]:
        return self.expressions(node.named_children)

    def on_unset_statement(self, node: Node) -> list[Ours]:
        return [Unary(self.span(n), "delete", self.expression(n)) for n in node.named_children if n.type != "comment"]

    def on_if_statement(self, node: Node) -> Ours:
        branches, other = [node], list[Ours]()
        for alternative in node.children_by_field_name("alternative"):
            if alternative.type == "else_if_clause":
                branches.append(alternative)
            else:
                other = self.body(alternative.child_by_field_name("body"))
        for at in reversed(branches):
            other = [If(self.span(at), self.expression(at.child_by_field_name("condition")), self.body(at.child_by_field_name("body")), other)]
        return other[0]

    def on_while_statement(self, node: Node) -> Ours:
        return While(self.span(node), self.expression(node.child_by_field_name("condition")), self.body(node.child_by_field_name("body")), is_tested_last=node.type == "do_statement")

    on_do_statement = on_while_statement

    def on_for_statement(self, node: Node) -> list[Ours]:
        start, test, step = ([n for c in node.children_by_field_name(f) if c.is_named for n in (c.named_children if c.type == "sequence_expression" else [c])]
                             for f in ("initialize", "condition", "update"))
        body = [s for c in node.children_by_field_name("body") for s in self.body(c)]
        return [*self.statements(start), While(self.span(node), self.expression(test[-1]) if test else None, body, self.statements(step))]

    def on_foreach_statement(self, node: Node) -> Ours:
        body = node.child_by_field_name("body")
        given = [n for n in node.named_children if n.type != "comment" and n != body]
        iterable, target = self.expression(given[0] if given else None), given[1] if len(given) > 1 else None
        if target is not None and target.type == "pair":
            key, value = self.expression(target.named_children[0]), self.expression(target.named_children[-1])
            return Each(self.span(node), key, iterable, [Assign(self.span(target), value, Index(self.span(target), iterable, key)), *self.body(body)], keys=True)
        return Each(self.span(node), self.expression(target), iterable, self.body(body))

    def on_switch_statement(self, node: Node) -> Ours:
        cases = []
        for clause in self._inside(node, "body"):
            value = clause.child_by_field_name("value")
            body = self.statements(n for n in clause.named_children if n != value)
            body = body[0].body if len(body) == 1 and isinstance(body[0], Block) else body
            falls = not pieces.ends(body)
            if body and isinstance(body[-1], Stop) and body[-1].is_break:
                body.pop()
            cases.append(Case(self.span(clause), [self.expression(value)] if value is not None else [], body, falls))
        return Switch(self.span(node), self.expression(node.child_by_field_name("condition")), cases)

    def on_try_statement(self, node: Node) -> Ours:
        handlers, final = [], list[Ours]()
        for child in node.named_children:
            if child.type == "catch_clause":
                types = [self.dotted(t) for t in self._inside(child, "type")]
                name = child.child_by_field_name("name")
                handlers.append(Handler(self.span(child), types, self.text(name), self.body(child.child_by_field_name("body"))))
            elif child.type == "finally_clause":
                final = self.body(child.child_by_field_name("body"))
        return Try(self.span(node), self.body(node.child_by_field_name("body")), handlers, [], final)

    def on_return_statement(self, node: Node) -> Ours:
        return Return(self.span(node), self.first(node) if node.named_child_count else None)

    def on_break_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), node.type == "break_statement")

    on_continue_statement = on_break_statement

    def on_function_static_declaration(self, node: Node) -> list[Ours]:
        return [self._field(n, "name", "value") for n in node.named_children if n.type == "static_variable_declaration"]

    def _field(self, node: Node, name: str, value: str, type: str = "") -> Assign:
        given = node.child_by_field_name(value)
        return Assign(self.span(node), self.expression(node.child_by_field_name(name)), self.expression(given) if given is not None else Const(self.span(node), None), type=type, is_declaration=True)

    def on_const_declaration(self, node: Node) -> list[Ours]:
        return [Assign(self.span(n), self.expression(n.named_children[0]), self.expression(n.named_children[-1]), is_declaration=True) for n in node.named_children if n.type == "const_element"]

    # --- definitions

    def dotted(self, node: Node | None) -> str:
        return self.text(node).strip("\\ ").replace("\\", ".")

    def _type(self, node: Node | None) -> str:
        if node is None or node.type in ("union_type", "intersection_type", "disjunctive_normal_form_type"):
            return next((t for t in map(self._type, node.named_children if node is not None else ()) if t not in ("", "null")), "")
        text = self.dotted(node).removeprefix("?").lstrip(".")
        return self.classes[-1] if text in ("self", "static") and self.classes else text

    def _marks(self, node: Node) -> list[Ours]:
        out: list[Ours] = []
        for group in self._inside(node, "attributes"):
            for mark in group.named_children:
                name = self.expression(mark.named_children[0] if mark.named_children else None)
                given = mark.child_by_field_name("parameters")
                if given is None:
                    out.append(name)
                    continue
                made = Call(self.span(mark), name, [])
                for argument in given.named_children:
                    called = argument.child_by_field_name("name")
                    value = self.expression(argument.named_children[-1] if argument.named_children else argument)
                    if called is not None:
                        made.named[self.text(called)] = value
                    else:
                        made.args.append(value)
                out.append(made)
        return out

    def _parameters(self, node: Node) -> Iterator[Parameter]:
        for child in self._inside(node, "parameters"):
            name = child.child_by_field_name("name")
            if name is None:
                continue
            default = child.child_by_field_name("default_value")
            yield Parameter(self.span(child), self.expression(name), self._type(child.child_by_field_name("type")), self.expression(default) if default is not None else None, self._marks(child),
                            "*" if child.type == "variadic_parameter" else "")

    def on_function_definition(self, node: Node) -> Function:
        name, body = self.text(node.child_by_field_name("name")), node.child_by_field_name("body")
        is_expression = body is not None and body.type != "compound_statement" and node.type == "arrow_function"
        inside: list[Ours] = [Return(self.span(body or node), self.expression(body))] if is_expression else self.body(body)
        parameters = list(self._parameters(node))
        promoted = [n for n in self._inside(node, "parameters") if n.type == "property_promotion_parameter"]
        for p in parameters:
            if any(self.span(n) == p.span for n in promoted) and isinstance(p.target, Name):
                inside.insert(0, Assign(p.span, Attr(p.span, Name(p.span, "this"), p.target.id.removeprefix("$")), Name(p.span, p.target.id), type=p.type))
        is_method = node.type == "method_declaration"
        return Function(self.span(node), "constructor" if is_method and name.lower() == "__construct" else name, parameters, inside, self._marks(node),
                        self._type(node.child_by_field_name("return_type")), any(c.type == "static_modifier" for c in node.children), is_method or node.type == "function_definition",
                        is_method and body is None)

    on_method_declaration = on_anonymous_function = on_arrow_function = on_function_definition

    def on_class_declaration(self, node: Node) -> Class:
        name = self.text(node.child_by_field_name("name"))
        self.classes.append(name)
        inside = self._inside(node, "body")
        # A trait's methods are the class's own.
        bases = [self.dotted(n) for clause in [c for c in node.named_children if c.type in ("base_clause", "class_interface_clause")] + [c for c in inside if c.type == "use_declaration"]
                 for n in clause.named_children if n.type in ("name", "qualified_name")]
        made = Class(self.span(node), name, bases, self.statements(n for n in inside if n.type != "use_declaration"), self._marks(node))
        self.classes.pop()
        return made

    on_enum_declaration = on_interface_declaration = on_trait_declaration = on_class_declaration

    def on_property_declaration(self, node: Node) -> list[Ours]:
        out: list[Ours] = []
        for element in node.named_children:
            if element.type == "property_element":
                made = self._field(element, "name", "default_value", self._type(node.child_by_field_name("type")))
                made.target, made.marks = Name(made.target.span, self.text(element.child_by_field_name("name")).removeprefix("$")), self._marks(node)
                out.append(made)
        return out

    def on_enum_case(self, node: Node) -> Ours:
        return self._field(node, "name", "value")

    def on_namespace_definition(self, node: Node) -> list[Ours]:
        return self.body(node.child_by_field_name("body"))

    def on_namespace_use_declaration(self, node: Node) -> Ours:
        start = next((self.dotted(n) + "." for n in node.named_children if n.type == "namespace_name"), "")
        clauses = self._inside(node, "body") or [n for n in node.named_children if n.type == "namespace_use_clause"]
        names = []
        for clause in clauses:
            alias = clause.child_by_field_name("alias")
            there = next((self.dotted(n) for n in clause.named_children if n.type in ("name", "qualified_name", "namespace_name")), "")
            names.append((self.text(alias) or there.rsplit(".", 1)[-1], start + there))
        return Import(self.span(node), names)


def _included(value: Ours) -> str:
    """The path of what is included, from the file that does it (``./``) or from where only the program knows; empty where it is chosen as it runs."""
    found = _place(value)
    if found is None or not found.strip("/.?"):
        return ""
    if found.startswith("?"):
        return "" if "?" in found[1:] else found[1:].lstrip("/")
    return "" if "?" in found else found if found.startswith((".", "/")) else f"./{found}"


def _place(value: Ours) -> str | None:
    """A path's text; ``?`` stands for what is not known of it."""
    if isinstance(value, Const):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, Name):
        return "." if value.id == "__DIR__" else "./?" if value.id == "__FILE__" else "?"
    if isinstance(value, Binary) and value.op == "+":
        return "".join(_place(side) or "?" for side in (value.left, value.right))
    if isinstance(value, Join):
        return "".join(_place(part) or "?" for part in value.parts)
    if isinstance(value, Call) and isinstance(value.callee, Name) and value.callee.id == "dirname" and value.args:
        above, found = value.args[1].value if len(value.args) > 1 and isinstance(value.args[1], Const) and isinstance(value.args[1].value, int) else 1, _place(value.args[0])
        for _ in range(min(above, 9)):
            found = found.rsplit("/", 1)[0] if found and found.endswith("/?") else f"{found}/.." if found and found != "?" else "?"
        return found
    return "?"
