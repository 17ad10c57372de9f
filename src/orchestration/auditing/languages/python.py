"""Python's source as our tree; newer syntax than the running Python's is parsed like any other."""

from __future__ import annotations

import ast
import textwrap

import tree_sitter_python
from tree_sitter import Node

from ..syntax import (
    Assign,
    Attr,
    Binary,
    Call,
    Case,
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
from . import pieces
from .lowering import Lowering, utf8

_CHAINED = {"call": "function", "attribute": "object", "subscript": "value"}
_OPERATORS = {"//": "/", "<>": "!=", "is": "==", "is not": "!="}


def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    if source[:1] in (b" ", b"\t", b"\n", b"\r"):
        # A piece cut out of a function.
        source = textwrap.dedent(source.decode("utf-8", "replace")).encode()
    return pieces.read(path, "python", source, [tree_sitter_python.language()], _Python)


class _Python(Lowering):
    transparent = ("parenthesized_expression", "await", "expression_list_item", "type", "as_pattern_target")

    def on_module(self, node: Node) -> list[Ours]:
        return self.statements(node.named_children)

    on_ERROR = on_module

    # --- values

    def on_identifier(self, node: Node) -> Ours:
        return Name(self.span(node), self.text(node))

    on_keyword_identifier = on_identifier

    def on_dotted_name(self, node: Node) -> Ours:
        made = self.expression(node.named_children[0])
        for part in node.named_children[1:]:
            made = Attr(self.span(node), made, self.text(part))
        return made

    def on_integer(self, node: Node) -> Ours:
        try:
            return Const(self.span(node), int(self.text(node).replace("_", ""), 0))
        except ValueError:
            return Const(self.span(node), 0)

    def on_float(self, node: Node) -> Ours:
        try:
            return Const(self.span(node), float(self.text(node).replace("_", "")))
        except ValueError:
            return Some(self.span(node), [])

    def on_true(self, node: Node) -> Ours:
        return Const(self.span(node), True)

    def on_false(self, node: Node) -> Ours:
        return Const(self.span(node), False)

    def on_none(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_ellipsis(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_string(self, node: Node) -> Ours:
        parts: list[Ours] = []
        start = self.text(node.children[0]) if node.children else ""
        for child in node.named_children:
            if child.type == "string_content":
                parts.append(Const(self.span(child), self._content(start, child)))
            elif child.type == "interpolation":
                value = child.child_by_field_name("expression")
                parts.append(self.expression(value if value is not None else child.named_children[0]))
        return self.joined(node, parts) if parts else Const(self.span(node), "")

    def _content(self, start: str, node: Node) -> str:
        text = self.text(node)
        if "\\" not in text or "r" in start.lower():
            return text
        quote = '"""' if not text.endswith('"') else "'''"
        try:
            return str(ast.literal_eval(f"{quote}{text}{quote}"))
        except (SyntaxError, ValueError):
            return text

    def on_concatenated_string(self, node: Node) -> Ours:
        return self.joined(node, self.expressions(node.named_children))

    def on_binary_operator(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    on_boolean_operator = on_binary_operator

    def on_comparison_operator(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        words = [self.text(o) for o in node.children_by_field_name("operators")]
        made: Ours | None = None
        for i, word in enumerate(words[: len(values) - 1]):
            link = Binary(self.span(node), _OPERATORS.get(word, word), values[i], values[i + 1])
            made = link if made is None else Binary(self.span(node), "and", made, link)
        return made or Some(self.span(node), values)

    def on_not_operator(self, node: Node) -> Ours:
        return Unary(self.span(node), "not", self.expression(node.child_by_field_name("argument")))

    def on_unary_operator(self, node: Node) -> Ours:
        return Unary(self.span(node), self.text(node.child_by_field_name("operator")), self.expression(node.child_by_field_name("argument")))

    def on_call(self, node: Node) -> Ours:
        """A chain of calls and attributes, however long: queries are."""
        links: list[Node] = []
        while (inner := node.child_by_field_name(_CHAINED[node.type]) if node.type in _CHAINED else None) is not None:
            links.append(node)
            node = inner
        made = self.expression(node)
        for link in reversed(links):
            if link.type == "call":
                made = self._call(link, made)
            elif link.type == "attribute":
                if isinstance(made, Call) and isinstance(made.callee, Name) and made.callee.id == "super":
                    made = Name(made.span, "super")
                name = self.text(link.child_by_field_name("attribute"))
                made = made if isinstance(made, Name) and made.id == "super" and name == "__init__" else Attr(self.span(link), made, name)
            else:
                for key in link.children_by_field_name("subscript"):
                    made = Index(self.span(link), made, self.expression(key))
        return made

    on_attribute = on_subscript = on_call

    def _call(self, node: Node, callee: Ours) -> Ours:
        given = node.child_by_field_name("arguments")
        args: list[Ours] = []
        named: dict[str, Ours] = {}
        if given is not None and given.type == "generator_expression":
            args.append(self.expression(given))
        elif given is not None:
            for child in given.named_children:
                if child.type == "keyword_argument":
                    named[self.text(child.child_by_field_name("name"))] = self.expression(child.child_by_field_name("value"))
                elif child.type != "comment":
                    args.append(self.expression(child))
        return Call(self.span(node), callee, args, named)

    def on_list_splat(self, node: Node) -> Ours:
        return Spread(self.span(node), self.expression(node.named_children[0]))

    on_dictionary_splat = on_list_splat_pattern = on_dictionary_splat_pattern = on_list_splat

    def on_conditional_expression(self, node: Node) -> Ours:
        then, test, other = (self.expressions(node.named_children) + [Const(self.span(node), None)] * 3)[:3]
        return Choice(self.span(node), test, then, other)

    def on_named_expression(self, node: Node) -> Ours:
        return Assign(self.span(node), self.expression(node.child_by_field_name("name")), self.expression(node.child_by_field_name("value")))

    def on_list(self, node: Node) -> Ours:
        return Sequence(self.span(node), self.expressions(node.named_children))

    on_tuple = on_set = on_expression_list = on_pattern_list = on_tuple_pattern = on_list_pattern = on_list

    def on_dictionary(self, node: Node) -> Ours:
        entries: list[tuple[Ours | None, Ours]] = []
        for child in node.named_children:
            if child.type == "pair":
                entries.append((self.expression(child.child_by_field_name("key")), self.expression(child.child_by_field_name("value"))))
            elif child.type == "dictionary_splat":
                entries.append((None, self.expression(child.named_children[0])))
        return Table(self.span(node), entries)

    def on_list_comprehension(self, node: Node) -> Ours:
        clauses: list[tuple[Ours, Ours, list[Ours]]] = []
        body = node.child_by_field_name("body")
        for child in node.named_children:
            if child.type == "for_in_clause":
                right = [self.expression(c) for c in child.children_by_field_name("right") if c.is_named]
                clauses.append((self.expression(child.child_by_field_name("left")), right[0] if len(right) == 1 else Sequence(self.span(child), right), []))
            elif child.type == "if_clause" and clauses:
                clauses[-1][2].append(self.expression(child.named_children[0]))
        if body is not None and body.type == "pair":
            return Comprehension(self.span(node), self.expression(body.child_by_field_name("value")), clauses, self.expression(body.child_by_field_name("key")))
        return Comprehension(self.span(node), self.expression(body), clauses)

    on_set_comprehension = on_generator_expression = on_dictionary_comprehension = on_list_comprehension

    def on_lambda(self, node: Node) -> Ours:
        return Function(self.span(node), "", self._parameters(node.child_by_field_name("parameters")), [Return(self.span(node), self.expression(node.child_by_field_name("body")))])

    def on_yield(self, node: Node) -> Ours:
        value = node.named_children[0] if node.named_children else None
        return Return(self.span(node), self.expression(value) if value is not None else None, is_yield=True)

    # --- statements

    def on_expression_statement(self, node: Node) -> list[Ours]:
        if len(node.named_children) > 1:
            return [Sequence(self.span(node), self.expressions(node.named_children))]
        return self.expressions(node.named_children)

    def on_assignment(self, node: Node) -> Ours:
        right = node.child_by_field_name("right")
        kind = node.child_by_field_name("type")
        if right is None:
            return Some(self.span(node), [])
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(right), type=self._type(kind))

    def on_augmented_assignment(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator")).removesuffix("=")
        return Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), _OPERATORS.get(word, word))

    def body(self, node: Node | None) -> list[Ours]:
        return self.statements(node.named_children) if node is not None else []

    def on_block(self, node: Node) -> list[Ours]:
        return self.body(node)

    def on_if_statement(self, node: Node) -> list[Ours]:
        branches = [(node, node.child_by_field_name("condition"), node.child_by_field_name("consequence"))]
        other: list[Ours] = []
        for alternative in node.children_by_field_name("alternative"):
            if alternative.type == "elif_clause":
                branches.append((alternative, alternative.child_by_field_name("condition"), alternative.child_by_field_name("consequence")))
            else:
                other = self.body(alternative.child_by_field_name("body"))
        for at, test, then in reversed(branches):
            other = [If(self.span(at), self.expression(test), self.body(then), other)]
        return other

    def on_while_statement(self, node: Node) -> list[Ours]:
        return [While(self.span(node), self.expression(node.child_by_field_name("condition")), self.body(node.child_by_field_name("body"))), *self._otherwise(node)]

    def on_for_statement(self, node: Node) -> list[Ours]:
        return [Each(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), self.body(node.child_by_field_name("body"))),
                *self._otherwise(node)]

    def _otherwise(self, node: Node) -> list[Ours]:
        other = node.child_by_field_name("alternative")
        return self.body(other.child_by_field_name("body")) if other is not None else []

    def on_match_statement(self, node: Node) -> Ours:
        subjects = [self.expression(n) for n in node.children_by_field_name("subject")]
        subject = subjects[0] if len(subjects) == 1 else Sequence(self.span(node), subjects)
        cases = []
        block = node.child_by_field_name("body")
        for clause in block.named_children if block is not None else ():
            if clause.type != "case_clause":
                continue
            tests: list[Ours] = []
            bound: list[Ours] = []
            guard = clause.child_by_field_name("guard")
            for pattern in [c for c in clause.named_children if c.type == "case_pattern"]:
                self._matched(pattern, subject, tests, bound)
            body = self.body(clause.child_by_field_name("consequence"))
            if guard is not None:
                body = [If(self.span(guard), self.expression(guard.named_children[0]), body, [])]
            cases.append(Case(self.span(clause), tests, [*bound, *body]))
        return Switch(self.span(node), subject, cases)

    def _matched(self, pattern: Node, subject: Ours, tests: list[Ours], bound: list[Ours]) -> None:
        """The constants a pattern compares with, and the names it binds to the subject or parts of it."""
        inner = pattern.named_children[0] if pattern.named_children else None
        if inner is None:
            return
        if inner.type in ("string", "integer", "float", "true", "false", "none", "concatenated_string"):
            tests.append(self.expression(inner))
        elif inner.type == "dotted_name" and len(inner.named_children) == 1:
            bound.append(Assign(self.span(inner), self.expression(inner), subject))
        elif inner.type == "dotted_name":
            tests.append(self.expression(inner))
        elif inner.type == "union_pattern":
            for option in inner.named_children:
                if option.type == "case_pattern":
                    self._matched(option, subject, tests, bound)
                elif option.type in ("string", "integer", "true", "false", "none"):
                    tests.append(self.expression(option))
        else:
            tests.append(Some(self.span(inner), []))
            bound += [Assign(self.span(n), self.expression(n), Some(self.span(n), [subject])) for n in _names(inner)]

    def on_try_statement(self, node: Node) -> Ours:
        handlers, other, final = [], [], []
        for child in node.named_children:
            if child.type in ("except_clause", "except_group_clause"):
                handlers.append(self._handler(child))
            elif child.type == "else_clause":
                other = self.body(child.child_by_field_name("body"))
            elif child.type == "finally_clause":
                final = [s for c in child.named_children if c.type == "block" for s in self.body(c)]
        return Try(self.span(node), self.body(node.child_by_field_name("body")), handlers, other, final)

    def _handler(self, node: Node) -> Handler:
        types: list[str] = []
        name = ""
        for child in node.named_children:
            if child.type == "block":
                continue
            if child.type == "as_pattern":
                types += self._types(child.named_children[0])
                name = self.text(child.named_children[-1])
            elif child.type != "comment":
                types += self._types(child)
        alias = node.child_by_field_name("alias")
        return Handler(self.span(node), types, self.text(alias) or name, [s for c in node.named_children if c.type == "block" for s in self.body(c)])

    def _types(self, node: Node) -> list[str]:
        if node.type in ("tuple", "parenthesized_expression"):
            return [t for c in node.named_children for t in self._types(c)]
        return [self.text(node)]

    def on_with_statement(self, node: Node) -> Ours:
        items: list[tuple[Ours | None, Ours]] = []
        for clause in node.named_children:
            if clause.type != "with_clause":
                continue
            for item in clause.named_children:
                value = item.child_by_field_name("value") if item.type == "with_item" else item
                if value is None:
                    continue
                if value.type == "as_pattern":
                    items.append((self.expression(value.named_children[-1]), self.expression(value.named_children[0])))
                else:
                    items.append((None, self.expression(value)))
        return With(self.span(node), items, self.body(node.child_by_field_name("body")))

    def on_as_pattern(self, node: Node) -> Ours:
        return self.expression(node.named_children[0])

    def on_return_statement(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        return Return(self.span(node), values[0] if len(values) == 1 else Sequence(self.span(node), values) if values else None)

    def on_raise_statement(self, node: Node) -> Ours:
        values = self.expressions(node.named_children)
        return Raise(self.span(node), values[0] if values else None)

    def on_break_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), True)

    def on_continue_statement(self, node: Node) -> Ours:
        return Stop(self.span(node), False)

    def on_pass_statement(self, node: Node) -> list[Ours]:
        return []

    on_global_statement = on_nonlocal_statement = on_type_alias_statement = on_pass_statement

    def on_assert_statement(self, node: Node) -> list[Ours]:
        test = self.expression(node.named_children[0])
        return [If(self.span(node), Unary(self.span(node), "not", test), [Raise(self.span(node), None)], [])]

    def on_delete_statement(self, node: Node) -> Ours:
        return Some(self.span(node), self.expressions(node.named_children))

    def on_print_statement(self, node: Node) -> Ours:
        return Call(self.span(node), Name(self.span(node), "print"), self.expressions(node.named_children))

    def on_exec_statement(self, node: Node) -> Ours:
        return Call(self.span(node), Name(self.span(node), "exec"), self.expressions(node.named_children))

    # --- definitions

    def on_decorated_definition(self, node: Node) -> list[Ours]:
        marks = [self.expression(d.named_children[0]) for d in node.named_children if d.type == "decorator" and d.named_children]
        definition = node.child_by_field_name("definition")
        made = self.statements([definition] if definition is not None else [])
        for item in made:
            if isinstance(item, (Function, Class)):
                item.marks = marks
                if isinstance(item, Function):
                    item.is_static = any(isinstance(m, Name) and m.id == "staticmethod" for m in marks)
        return made

    def on_function_definition(self, node: Node) -> Ours:
        return Function(self.span(node), self.text(node.child_by_field_name("name")), self._parameters(node.child_by_field_name("parameters")),
                        self.body(node.child_by_field_name("body")), returns=self._type(node.child_by_field_name("return_type")), is_statement=True)

    def _type(self, node: Node | None) -> str:
        if node is None:
            return ""
        text = self.text(node).strip("\"' ")
        for outer in ("Annotated[", "Optional[", "typing.Optional["):
            text = text.removeprefix(outer)
        return text.split("[")[0].split("|")[0].split(",")[0].strip(" ]")

    def _parameters(self, node: Node | None) -> list[Parameter]:
        out: list[Parameter] = []
        for child in node.named_children if node is not None else ():
            span, kind, default, marks = self.span(child), "", None, []
            name = child
            stated = child.child_by_field_name("type")
            if child.type in ("default_parameter", "typed_default_parameter"):
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                default = self.expression(value)
            elif child.type == "typed_parameter":
                name = child.named_children[0]
            if name is not None and name.type in ("list_splat_pattern", "dictionary_splat_pattern"):
                kind = "*" if name.type == "list_splat_pattern" else "**"
                name = name.named_children[0]
            if name is None or name.type not in ("identifier", "keyword_identifier", "tuple_pattern"):
                continue
            # ``x: Annotated[str, Query()]`` and ``x: str = Query()`` say the same.
            if stated is not None:
                marks = [self.expression(c) for c in _calls(stated)]
            if isinstance(default, Call):
                marks.append(default)
            out.append(Parameter(span, self.expression(name), self._type(stated), default, marks, kind))
        return out

    def on_class_definition(self, node: Node) -> Ours:
        bases = node.child_by_field_name("superclasses")
        made = Class(self.span(node), self.text(node.child_by_field_name("name")),
                     [self.text(b) for b in (bases.named_children if bases is not None else ()) if b.type in ("identifier", "attribute")], self.body(node.child_by_field_name("body")))
        for item in made.body:
            if isinstance(item, Function) and not item.is_static and item.parameters and isinstance(item.parameters[0].target, Name):
                _rename(item, item.parameters[0].target.id)
                item.parameters = item.parameters[1:]
        return made

    def on_import_statement(self, node: Node) -> Ours:
        names = []
        for child in node.named_children:
            if child.type == "aliased_import":
                names.append((self.text(child.child_by_field_name("alias")), self.text(child.child_by_field_name("name"))))
            else:
                # ``import a.b`` binds a.
                top = self.text(child).split(".")[0]
                names += [(top, top)]
                if "." in self.text(child):
                    names.append(("", self.text(child)))
        return Import(self.span(node), names)

    def on_import_from_statement(self, node: Node) -> Ours:
        module = node.child_by_field_name("module_name")
        start = self.text(module)
        names = []
        for child in node.named_children:
            if child == module:
                continue
            if child.type == "aliased_import":
                names.append((self.text(child.child_by_field_name("alias")), f"{start}.{self.text(child.child_by_field_name('name'))}"))
            elif child.type == "wildcard_import":
                names.append(("*", start))
            elif child.type != "comment":
                names.append((self.text(child), f"{start}.{self.text(child)}"))
        # ``from . import x``: the dots are the package itself.
        return Import(self.span(node), [(here, there.replace("..", ".", 1) if set(start) == {"."} else there) for here, there in names])

    on_future_import_statement = on_pass_statement


def _names(node: Node) -> list[Node]:
    if node.type == "identifier":
        return [node]
    return [n for c in node.named_children for n in _names(c)]


def _calls(node: Node) -> list[Node]:
    """Calls inside a type: ``Annotated[str, Query(max_length=5)]``."""
    if node.type == "call":
        return [node]
    return [n for c in node.named_children for n in _calls(c)]


def _rename(function: Function, name: str) -> None:
    from ..syntax import walk

    if name != "this":
        for node in walk(function.body):
            if isinstance(node, Name) and node.id == name:
                node.id = "this"


