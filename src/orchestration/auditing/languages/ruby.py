"""Ruby's source as our tree, and the Ruby of ERB's templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import tree_sitter_ruby
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
    Each,
    Function,
    Handler,
    If,
    Import,
    Index,
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
)
from ..syntax import Node as Ours
from . import pieces
from .lowering import Lowering, unescaped, utf8

_OPERATORS = {"&&": "and", "||": "or", "===": "=="}
_OPENS = ("def", "class", "module", "do", "begin", "case", "if", "unless", "while", "until", "for")
_TAG = re.compile(rb"<%(?!%)(==?|-|#|)(.*?)-?%>", re.S)


def read(path: str, source: bytes) -> Module:
    source = utf8(source)
    shown: dict[int, str] = {}
    if path.endswith(".erb"):
        source = _template(source, shown)
    source = source.split(b"\n__END__\n")[0]
    return pieces.read(path, "ruby", source, [tree_sitter_ruby.language()], lambda text, line: _Ruby(text, line, shown), closes=dict.fromkeys(_OPENS, "end"))


class _Ruby(Lowering):
    transparent = ("parenthesized_statements", "in", "pattern", "interpolation", "rational", "complex", "block_argument")

    def __init__(self, source: bytes, first_line: int, shown: dict[int, str]) -> None:
        super().__init__(source, first_line)
        self.shown = shown
        self.members: list[dict[str, bool]] = []
        """Of each class around: name → whether it is a method, not a field."""
        self.locals: list[set[str]] = [set()]
        self.methods: list[Function] = []
        self.loops: list[bool] = [True]
        """Whether what a ``break`` leaves is a loop, not a block."""
        self.texts: dict[int, Node] = {}
        """Where a heredoc is begun → its text, which stands further down."""

    def on_program(self, node: Node) -> list[Ours]:
        if b"<<" in self.source:
            starts, bodies = list[Node](), list[Node]()
            waiting = [node]
            while waiting:
                at = waiting.pop()
                if at.type in ("heredoc_beginning", "heredoc_body"):
                    (starts if at.type == "heredoc_beginning" else bodies).append(at)
                waiting += reversed(at.children)
            self.texts = {s.start_byte: b for s, b in zip(starts, bodies, strict=False)}
        return self.body(node)

    # --- values

    def expression(self, node: Node | None) -> Ours:
        while node is not None and node.type in self.transparent and node.named_child_count == 1:
            node = node.named_children[0]
        if node is None or node.type not in _COMPOUND:
            return super().expression(node)
        made = self.statements([node])
        chosen = _chosen(made)
        return chosen or Call(self.span(node), Function(self.span(node), "", [], _returned(made)), [])

    def statements(self, nodes: Iterable[Node]) -> list[Ours]:
        out: list[Ours] = []
        for node in nodes:
            word = self.text(node.child_by_field_name("operator")) if node.type == "binary" else ""
            right = node.child_by_field_name("right") if word in ("and", "or", "&&", "||") else None
            if right is not None and (right.type in ("return", "next", "break", "redo") or (right.type == "call" and self.text(right.child_by_field_name("method")) == "raise")):
                # ``redirect_to x and return``
                test, then = self.expression(node.child_by_field_name("left")), self.statements([right])
                made: list[Ours] = [If(self.span(node), test, then, []) if word in ("and", "&&") else If(self.span(node), test, [], then)]
            elif word == "<<":
                made = [Assign(self.span(node), self.expression(node.child_by_field_name("left")), self.expression(node.child_by_field_name("right")), "+")]
            else:
                made = super().statements([node])
            first = made[0] if made else None
            if node.start_byte in self.shown and node.type != "program":
                made = [Call(self.span(node), Name(self.span(node), self.shown[node.start_byte]), made)]
            elif isinstance(first, Name) and first.id in ("raise", "exit"):
                made = [Raise(first.span, None)]
            elif isinstance(first, Call) and isinstance(first.callee, Name) and first.callee.id in ("raise", "fail", "exit", "abort"):
                value = Call(first.span, first.args[0], first.args[1:], first.named, True) if len(first.args) > 1 else first.args[0] if first.args else None
                made = [Raise(first.span, value)] if first.callee.id in ("raise", "fail") else [first, Raise(first.span, None)]
            out += made
        return out

    def on_parenthesized_statements(self, node: Node) -> Ours:
        values = self.statements(node.named_children)
        return values[0] if len(values) == 1 else Some(self.span(node), values)

    on_interpolation = on_parenthesized_statements

    def on_identifier(self, node: Node) -> Ours:
        name = self.text(node)
        if name in ("__FILE__", "__dir__") or any(name in known for known in self.locals):
            return Name(self.span(node), name)
        # What is no local is a message to ``self``.
        for known in self.members[-1:]:
            if name in known:
                member = Attr(self.span(node), Name(self.span(node), "this"), name)
                return Call(self.span(node), member, []) if known[name] else member
        return Name(self.span(node), name)

    def on_constant(self, node: Node) -> Ours:
        return Name(self.span(node), self.text(node))

    on_global_variable = on_constant

    def on_self(self, node: Node) -> Ours:
        return Name(self.span(node), "this")

    def on_instance_variable(self, node: Node) -> Ours:
        return Attr(self.span(node), Name(self.span(node), "this"), self.text(node).lstrip("@"))

    on_class_variable = on_instance_variable

    def on_scope_resolution(self, node: Node) -> Ours:
        scope, name = node.child_by_field_name("scope"), self.text(node.child_by_field_name("name"))
        return Attr(self.span(node), self.expression(scope), name) if scope is not None else Name(self.span(node), name)

    def on_integer(self, node: Node) -> Ours:
        return self.number(node)

    on_float = on_integer

    def on_true(self, node: Node) -> Ours:
        return Const(self.span(node), node.type == "true")

    on_false = on_true

    def on_nil(self, node: Node) -> Ours:
        return Const(self.span(node), None)

    def on_simple_symbol(self, node: Node) -> Ours:
        return Const(self.span(node), self.text(node).lstrip(":"))

    on_hash_key_symbol = on_simple_symbol

    def on_character(self, node: Node) -> Ours:
        return Const(self.span(node), unescaped(self.text(node)[1:]))

    def on_string(self, node: Node) -> Ours:
        return self.joined(node, self._pieces(node)) if node.named_child_count else Const(self.span(node), "")

    on_bare_string = on_bare_symbol = on_delimited_symbol = on_string

    def _pieces(self, node: Node) -> list[Ours]:
        parts: list[Ours] = []
        for child in node.named_children:
            if child.type in ("string_content", "escape_sequence", "heredoc_content"):
                text = unescaped(self.text(child)) if child.type == "escape_sequence" else self.text(child)
                if parts and isinstance(parts[-1], Const) and isinstance(parts[-1].value, str):
                    parts[-1] = Const((*parts[-1].span[:2], *self.span(child)[2:]), parts[-1].value + text)
                else:
                    parts.append(Const(self.span(child), text))
            elif child.type == "interpolation":
                parts.append(self.expression(child))
        return parts

    def on_heredoc_beginning(self, node: Node) -> Ours:
        text = self.texts.get(node.start_byte)
        parts = self._pieces(text) if text is not None else []
        if parts and isinstance(parts[0], Const):
            parts[0].value = str(parts[0].value).removeprefix("\n")
        return self.joined(node, parts) if parts else Const(self.span(node), "")

    def on_heredoc_body(self, node: Node) -> list[Ours]:
        return []

    on_uninterpreted = on_empty_statement = on_alias = on_undef = on_forward_argument = on_heredoc_body

    def on_chained_string(self, node: Node) -> Ours:
        return self.joined(node, self.expressions(node.named_children))

    def on_subshell(self, node: Node) -> Ours:
        return Call(self.span(node), Name(self.span(node), "`"), [self.joined(node, self._pieces(node))])

    def on_regex(self, node: Node) -> Ours:
        if any(n.type == "interpolation" for n in node.named_children):
            return Call(self.span(node), Attr(self.span(node), Name(self.span(node), "Regexp"), "new"), [self.joined(node, self._pieces(node))])
        opening, closing = node.children[0], node.children[-1]
        return Pattern(self.span(node), self.source[opening.end_byte:closing.start_byte].decode("utf-8", "replace"), self.text(closing)[1:])

    def on_array(self, node: Node) -> Ours:
        return Sequence(self.span(node), self.expressions(n for n in node.named_children if n.type not in ("pair", "hash_splat_argument")))

    on_string_array = on_symbol_array = on_left_assignment_list = on_right_assignment_list = on_destructured_left_assignment = on_destructured_parameter = on_array

    def on_hash(self, node: Node) -> Ours:
        return Table(self.span(node), [self._entry(n) for n in node.named_children if n.type in ("pair", "hash_splat_argument")])

    def _entry(self, node: Node) -> tuple[Ours | None, Ours]:
        if node.type == "hash_splat_argument":
            return None, self.expression(node.named_children[0] if node.named_children else None)
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        return self.expression(key), self.expression(value) if value is not None or key is None else self.on_identifier(key)

    def on_pair(self, node: Node) -> Ours:
        return Table(self.span(node), [self._entry(node)])

    def on_splat_argument(self, node: Node) -> Ours:
        return Spread(self.span(node), self.expression(node.named_children[0] if node.named_children else None))

    on_hash_splat_argument = on_rest_assignment = on_splat_parameter = on_splat_argument

    def on_range(self, node: Node) -> Ours:
        return Some(self.span(node), self.expressions(node.named_children))

    def on_binary(self, node: Node) -> Ours:
        return self.binary(node, _OPERATORS)

    def on_unary(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator"))
        return Unary(self.span(node), "not" if word == "!" else word, self.expression(node.child_by_field_name("operand")))

    def on_conditional(self, node: Node) -> Ours:
        return Choice(self.span(node), *(self.expression(node.child_by_field_name(f)) for f in ("condition", "consequence", "alternative")))

    def on_element_reference(self, node: Node) -> Ours:
        made, *keys = self.expressions(n for n in node.named_children if n.type not in ("block", "do_block"))
        return Index(self.span(node), made, keys[0] if len(keys) == 1 else Sequence(self.span(node), keys))

    # --- assignments

    def _target(self, node: Node | None) -> Ours:
        """What is assigned to is a local from here on; ``a.b = c`` is no call."""
        if node is None:
            return self.expression(node)
        if node.type == "identifier":
            self.locals[-1].add(self.text(node))
        elif node.type == "call" and node.child_by_field_name("receiver") is not None:
            return Attr(self.span(node), self.expression(node.child_by_field_name("receiver")), self.text(node.child_by_field_name("method")))
        elif node.type in ("left_assignment_list", "destructured_left_assignment", "destructured_parameter"):
            return Sequence(self.span(node), [self._target(n) for n in node.named_children])
        elif node.type in ("rest_assignment", "splat_parameter") and node.named_children:
            return Spread(self.span(node), self._target(node.named_children[0]))
        return self.expression(node)

    def on_assignment(self, node: Node) -> Ours:
        value = self.expression(node.child_by_field_name("right"))
        return Assign(self.span(node), self._target(node.child_by_field_name("left")), value)

    def on_operator_assignment(self, node: Node) -> Ours:
        word = self.text(node.child_by_field_name("operator")).removesuffix("=")
        target = self._target(node.child_by_field_name("left"))
        return Assign(self.span(node), target, self.expression(node.child_by_field_name("right")), _OPERATORS.get(word, "+" if word == "<<" else word))

    # --- calls

    def on_call(self, node: Node) -> Ours:
        """A chain of messages, however long."""
        links = [node]
        while (inner := links[-1].child_by_field_name("receiver")) is not None and inner.type == "call":
            links.append(inner)
        receiver = links[-1].child_by_field_name("receiver")
        made = self.expression(receiver) if receiver is not None else None
        for link in reversed(links):
            made = self._call(link, made)
        assert made is not None
        return made

    def _call(self, node: Node, receiver: Ours | None) -> Ours:
        span, at = self.span(node), node.child_by_field_name("method")
        name, (args, named) = self.text(at), self._arguments(node.child_by_field_name("arguments"))
        if (block := node.child_by_field_name("block")) is not None:
            args.append(self.on_block(block))
        if receiver is None:
            if at is not None and at.type == "super":
                return self._super(node, args, named)
            if name in ("lambda", "proc") and block is not None:
                return args[-1]
            if name in ("require", "require_relative", "load") and len(args) == 1 and isinstance(args[0], Const):
                there = str(args[0].value)
                return Import(span, [("", there)] if name == "require" else [("*", there if there.startswith((".", "/")) else f"./{there}")])
            known = self.members[-1] if self.members else {}
            callee: Ours = Attr(span, Name(span, "this"), name) if known.get(name) else Name(span, name)
        elif at is None:
            # ``f.(x)``
            callee = receiver
        elif name == "new":
            return Call(span, receiver, args, named, True)
        else:
            callee = Attr(span, receiver, name)
        return Call(span, callee, args, named)

    def _arguments(self, node: Node | None) -> tuple[list[Ours], dict[str, Ours]]:
        args: list[Ours] = []
        named: dict[str, Ours] = {}
        table: list[tuple[Ours | None, Ours]] = []
        for child in node.named_children if node is not None else ():
            if child.type == "pair":
                key, value = self._entry(child)
                # ``a: b`` and ``:a => b`` are the same.
                if isinstance(key, Const) and child.named_children[0].type in ("hash_key_symbol", "simple_symbol"):
                    named[str(key.value)] = value
                else:
                    table.append((key, value))
            elif child.type == "block_argument":
                args += self.expressions(child.named_children)
            elif child.type not in ("comment", "forward_argument", "heredoc_body"):
                args.append(self.expression(child))
        if table and node is not None:
            args.append(Table(self.span(node), table))
        return args, named

    def on_super(self, node: Node) -> Ours:
        return self._super(node, [Name(self.span(node), p.target.id) for p in (self.methods[-1].parameters if self.methods else ()) if isinstance(p.target, Name)], {})

    def _super(self, node: Node, args: list[Ours], named: dict[str, Ours]) -> Ours:
        span, inside = self.span(node), self.methods[-1].name if self.methods else "constructor"
        return Call(span, Name(span, "super") if inside == "constructor" else Attr(span, Name(span, "super"), inside), args, named)

    def on_yield(self, node: Node) -> Ours:
        given = next((n for n in node.named_children if n.type == "argument_list"), None)
        args, named = self._arguments(given)
        if self.methods and not any(isinstance(p.target, Name) and p.target.id == "yield" for p in self.methods[-1].parameters):
            self.methods[-1].parameters.append(Parameter(self.methods[-1].span, Name(self.methods[-1].span, "yield")))
        return Call(self.span(node), Name(self.span(node), "yield"), args, named)

    # --- functions and classes

    def _parameters(self, node: Node | None) -> Iterator[Parameter]:
        for child in node.named_children if node is not None else ():
            name = child.child_by_field_name("name")
            default = child.child_by_field_name("value")
            kind = {"splat_parameter": "*", "hash_splat_parameter": "**"}.get(child.type, "")
            if child.type not in ("identifier", "destructured_parameter") and name is None:
                continue
            value = self.expression(default) if default is not None else None
            yield Parameter(self.span(child), self._target(name if name is not None else child), default=value, kind=kind)

    def on_block(self, node: Node) -> Function:
        parameters = node.child_by_field_name("parameters")
        body = node.child_by_field_name("body")
        self.locals.append(set())
        self.loops.append(False)
        given = list(self._parameters(parameters))
        if parameters is None and (found := _IMPLICIT.search(self.source, node.start_byte, node.end_byte)):
            name = found[0].decode()
            self.locals[-1].add(name)
            given = [Parameter(self.span(node), Name(self.span(node), name))]
        if node.type == "lambda" and body is not None:
            body = body.child_by_field_name("body")
        made = Function(self.span(node), "", given, _returned(self.body(body)))
        self.loops.pop()
        self.locals.pop()
        return made

    on_do_block = on_lambda = on_block

    def on_method(self, node: Node) -> Function:
        name = self.text(node.child_by_field_name("name"))
        outside, self.locals = self.locals, [set()]
        made = Function(self.span(node), "constructor" if name == "initialize" and self.members else name, list(self._parameters(node.child_by_field_name("parameters"))), [],
                        is_static=node.type == "singleton_method", is_statement=True)
        self.methods.append(made)
        self.loops.append(True)
        body = node.child_by_field_name("body")
        inside = self.body(body) if body is None or body.type == "body_statement" else self.statements([body])
        made.body = inside if made.name == "constructor" else _returned(inside)
        self.loops.pop()
        self.methods.pop()
        self.locals = outside
        return made

    on_singleton_method = on_method

    def on_class(self, node: Node) -> Ours:
        above = node.child_by_field_name("superclass")
        bases = [self._path(above.named_children[0])] if above is not None and above.named_children else []
        inside = node.child_by_field_name("body")
        self.members.append(self._members(inside.named_children if inside is not None else []))
        outside, self.locals = self.locals, [set()]
        body = self.body(inside)
        self.locals = outside
        self.members.pop()
        # What a class includes is its own.
        bases += [_path(a) for s in body if isinstance(s, Call) and isinstance(s.callee, Name) and s.callee.id in ("include", "extend", "prepend") for a in s.args]
        return Class(self.span(node), self._path(node.child_by_field_name("name")), [b for b in bases if b], body)

    on_module = on_class

    def _members(self, nodes: list[Node]) -> dict[str, bool]:
        out: dict[str, bool] = {}
        for node in nodes:
            given = node.child_by_field_name("arguments") if node.type == "call" else None
            if node.type == "method":
                out[self.text(node.child_by_field_name("name"))] = True
            elif given is not None and self.text(node.child_by_field_name("method")) in ("attr_accessor", "attr_reader", "attr_writer"):
                out.update((self.text(n).lstrip(":"), False) for n in given.named_children if n.type == "simple_symbol")
            elif given is not None:
                # ``private def x``
                out.update(self._members(given.named_children))
        return out

    def _path(self, node: Node | None) -> str:
        return self.text(node).strip(":").replace("::", ".")

    def on_singleton_class(self, node: Node) -> list[Ours]:
        body = self.body(node.child_by_field_name("body"))
        for item in body:
            if isinstance(item, Function):
                item.is_static = True
        return body

    # --- statements

    def body(self, node: Node | None) -> list[Ours]:
        """Statements, and what is rescued of them."""
        if node is None:
            return []
        plain = [n for n in node.named_children if n.type not in ("rescue", "else", "ensure")]
        made = self.statements(plain)
        if len(plain) == len(node.named_children):
            return made
        handlers, other, final = [], list[Ours](), list[Ours]()
        for child in node.named_children:
            if child.type == "rescue":
                types = child.child_by_field_name("exceptions")
                name = child.child_by_field_name("variable")
                variable = name.named_children[0] if name is not None and name.named_children else None
                bound = self._target(variable)
                handlers.append(Handler(self.span(child), [self._path(t) for t in types.named_children] if types is not None else [], bound.id if isinstance(bound, Name) else "",
                                        self.body(child.child_by_field_name("body"))))
            elif child.type == "else":
                other = self.body(child)
            elif child.type == "ensure":
                final = self.body(child)
        return [Try(self.span(node), made, handlers, other, final)]

    on_body_statement = on_block_body = on_then = on_do = on_begin_block = on_end_block = on_ERROR = body

    def on_begin(self, node: Node) -> list[Ours]:
        return self.body(node)

    def on_rescue_modifier(self, node: Node) -> Ours:
        handler = Handler(self.span(node), [], "", self._part(node, "handler"))
        return Try(self.span(node), self._part(node, "body"), [handler], [], [])

    def _part(self, node: Node, field: str) -> list[Ours]:
        part = node.child_by_field_name(field)
        return [] if part is None else self.body(part) if part.type in ("then", "else", "do", "begin") else self.statements([part])

    def on_if(self, node: Node) -> Ours:
        """``if`` with every ``elsif``, ``unless``, and both behind what they are for."""
        links = [node]
        while (other := links[-1].child_by_field_name("alternative")) is not None and other.type == "elsif":
            links.append(other)
        inside = [(at, self.expression(at.child_by_field_name("condition")), self._part(at, "body" if "modifier" in at.type else "consequence")) for at in links]
        made = self.body(other) if other is not None else []
        for at, test, then in reversed(inside):
            made = [If(self.span(at), test, made, then) if at.type.startswith("unless") else If(self.span(at), test, then, made)]
        return made[0]

    on_unless = on_if_modifier = on_unless_modifier = on_elsif = on_if

    def on_while(self, node: Node) -> Ours:
        test = self.expression(node.child_by_field_name("condition"))
        self.loops.append(True)
        body = self._part(node, "body")
        self.loops.pop()
        looks = node.child_by_field_name("body")
        return While(self.span(node), Unary(test.span, "not", test) if node.type.startswith("until") else test, body, is_tested_last="modifier" in node.type and looks is not None and looks.type == "begin")

    on_until = on_while_modifier = on_until_modifier = on_while

    def on_for(self, node: Node) -> Ours:
        iterable = self.expression(node.child_by_field_name("value"))
        target = self._target(node.child_by_field_name("pattern"))
        self.loops.append(True)
        body = self._part(node, "body")
        self.loops.pop()
        return Each(self.span(node), target, iterable, body)

    def on_case(self, node: Node) -> Ours:
        given = node.child_by_field_name("value")
        subject = self.expression(given) if given is not None else None
        cases = []
        for clause in node.named_children:
            if clause.type == "when":
                tests = [self.expression(p) for p in clause.children_by_field_name("pattern")]
                cases.append(Case(self.span(clause), tests, self._part(clause, "body")))
            elif clause.type == "else":
                cases.append(Case(self.span(clause), [], self.body(clause)))
        if subject is not None:
            return Switch(self.span(node), subject, cases)
        made: list[Ours] = []
        for case in reversed(cases):
            made = [If(case.span, case.tests[0] if len(case.tests) == 1 else Some(case.span, case.tests), case.body, made)] if case.tests else case.body
        return Block(self.span(node), made)

    def on_case_match(self, node: Node) -> Ours:
        subject = self.expression(node.child_by_field_name("value"))
        cases = []
        for clause in node.children_by_field_name("clauses"):
            pattern = clause.child_by_field_name("pattern")
            names = list(_bound(pattern)) if pattern is not None else []
            tests: list[Ours] = [self.expression(pattern)] if pattern is not None and pattern.type in ("integer", "string", "simple_symbol", "nil", "true", "false") else [Some(self.span(clause), [])]
            bound: list[Ours] = [Assign(self.span(n), self._target(n), Some(self.span(n), [subject])) for n in names]
            guard = clause.child_by_field_name("guard")
            body = self._part(clause, "body")
            if guard is not None:
                body = [If(self.span(guard), self.expression(guard.child_by_field_name("condition")), body, [])]
            cases.append(Case(self.span(clause), tests, [*bound, *body]))
        other = node.child_by_field_name("else")
        return Switch(self.span(node), subject, [*cases, *([Case(self.span(other), [], self.body(other))] if other is not None else [])])

    def on_return(self, node: Node) -> Ours:
        args, named = self._arguments(next((n for n in node.named_children if n.type == "argument_list"), None))
        if named:
            args.append(Table(self.span(node), [(Const(v.span, k), v) for k, v in named.items()]))
        return Return(self.span(node), args[0] if len(args) == 1 else Sequence(self.span(node), args) if args else None)

    def on_next(self, node: Node) -> Ours:
        # A block is a function; ``next`` is its return.
        return Stop(self.span(node), node.type == "break") if self.loops[-1] else self.on_return(node)

    on_break = on_next

    def on_redo(self, node: Node) -> Ours:
        return Stop(self.span(node), False)

    on_retry = on_redo


_COMPOUND = ("if", "unless", "if_modifier", "unless_modifier", "case", "case_match", "begin", "rescue_modifier", "while", "until", "for")
_IMPLICIT = re.compile(rb"\b(?:it|_1)\b")


def _chosen(made: list[Ours]) -> Ours | None:
    """``x = if a then b else c end`` as a choice, where each way is one value."""
    if not made:
        return Const((0, 0, 0, 0), None)
    if len(made) > 1:
        return None
    (one,) = made
    if isinstance(one, If):
        then, other = _chosen(one.then), _chosen(one.other)
        return Choice(one.span, one.test, then, other) if then is not None and other is not None else None
    return None if isinstance(one, (Block, Switch, Try, While, Each, Return, Raise, Stop)) else one


def _returned(body: list[Ours]) -> list[Ours]:
    """The last value is what a method gives, whichever way was taken to it."""
    if not body:
        return body
    last = body[-1]
    if isinstance(last, If):
        last.then, last.other = _returned(last.then), _returned(last.other)
    elif isinstance(last, Block):
        last.body = _returned(last.body)
    elif isinstance(last, Switch):
        for case in last.cases:
            case.body = _returned(case.body)
    elif isinstance(last, Try):
        last.body = _returned(last.body) if not last.other else last.body
        last.other = _returned(last.other)
        for handler in last.handlers:
            handler.body = _returned(handler.body)
    elif not isinstance(last, (While, Each, Return, Raise, Stop, Function, Class, Import)) or (isinstance(last, Function) and not last.is_statement):
        return [*body[:-1], Return(last.span, last)]
    return body


def _path(value: Ours) -> str:
    """A constant's dotted name."""
    if isinstance(value, Attr):
        return f"{_path(value.object)}.{value.name}"
    return value.id if isinstance(value, Name) else ""


def _bound(node: Node) -> Iterator[Node]:
    """The names a pattern binds."""
    if node.type == "identifier":
        yield node
    for child in node.named_children:
        if child.type not in ("hash_key_symbol", "variable_reference_pattern"):
            yield from _bound(child)


def _template(source: bytes, shown: dict[int, str]) -> bytes:
    """An ERB template with all but its Ruby blanked out, and where the values are that it shows (offset → by what)."""
    out = bytearray(re.sub(rb"[^\r\n]", b" ", source))
    for tag in _TAG.finditer(source):
        if tag[1] == b"#":
            continue
        first, last = tag.span(2)
        # No line and no column moves.
        out[first:last + 1] = tag[2] + b";"
        if tag[1].startswith(b"="):
            shown[last - len(tag[2].lstrip())] = "raw" if tag[1] == b"==" else "echo"
    return bytes(out)
