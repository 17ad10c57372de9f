"""How a parser's tree becomes ours: one method a node type, and what is the same in every language."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any

from tree_sitter import Language, Node, Parser, Tree

from ..syntax import Binary, Comment, Const, Function, If, Join, Some, Span, While
from ..syntax import Node as Ours

_DEEPEST_INDENT = 400


def utf8(source: bytes) -> bytes:
    """What the parsers read: without a byte order mark, and Latin-1 where it is no UTF-8."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if source.startswith(mark):
            return source.decode(encoding, "replace").encode()
    source = source.removeprefix(codecs.BOM_UTF8)
    try:
        source.decode()
    except UnicodeDecodeError:
        return source.decode("latin-1").encode()
    return source


def parser(language: Any) -> Parser:
    """
    Args:
        language: what a grammar's ``language()`` returns.
    """
    return Parser(Language(language))


LONGEST_PIECE = 100_000
"""Bytes; what is longer is no snippet, and is not parsed twice."""


def piece(of: Parser, source: bytes, tree: Tree, before: bytes) -> tuple[Tree, bytes, int]:
    """What a file may not begin with, a class or function may: tries it inside one where it is broken.

    Args:
        before: the line that opens it; ``}`` closes it.

    Returns:
        what is less broken, its source, and the number of that source's first line.
    """
    if len(source) < LONGEST_PIECE and tree.root_node.has_error:
        within = before + b"\n" + source + b"\n}"
        other = of.parse(within)
        if _damage(other) < _damage(tree):
            return other, within, 0
    return tree, source, 1


def _damage(tree: Tree) -> int:
    """Bytes that could not be parsed."""
    total, waiting = 0, [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            total += node.end_byte - node.start_byte + 1
        elif node.has_error:
            waiting += node.children
    return total


class Lowering:
    """
    A subclass has a method ``on_TYPE(node)`` for each type of node it knows: an expression's returns one node of ours, a statement's a list of them.
    """

    comments_are: tuple[str, ...] = ("comment",)
    transparent: tuple[str, ...] = ()
    """Types whose one named child says it all: parentheses."""

    def __init__(self, source: bytes, first_line: int = 1) -> None:
        """
        Args:
            first_line: the number of its first line; 0 where a line was put before it.
        """
        self.source = source
        self.first_line = first_line
        self._known: dict[str, Callable[[Node], Any] | None] = {}

    def text(self, node: Node | None) -> str:
        return self.source[node.start_byte:node.end_byte].decode("utf-8", "replace") if node is not None else ""

    def span(self, node: Node) -> Span:
        (line, column), (last, end) = node.start_point, node.end_point
        return line + self.first_line, column, last + self.first_line, end

    def _method(self, kind: str) -> Callable[[Node], Any] | None:
        try:
            return self._known[kind]
        except KeyError:
            found = self._known[kind] = getattr(self, f"on_{kind}", None)
            return found

    def expression(self, node: Node | None) -> Ours:
        """What a node means as a value."""
        if node is None:
            return Const((0, 0, 0, 0), None)
        while node.type in self.transparent and node.named_child_count == 1:
            node = node.named_children[0]
        method = self._method(node.type)
        made = method(node) if method else self.some(node)
        return made if isinstance(made, Ours) else Some(self.span(node), list(made))

    def statements(self, nodes: Iterable[Node]) -> list[Ours]:
        out: list[Ours] = []
        for node in nodes:
            if node.type in self.comments_are:
                continue
            method = self._method(node.type)
            made = method(node) if method else self.some(node)
            out += [made] if isinstance(made, Ours) else made
        return out

    def some(self, node: Node) -> Ours:
        """Nothing is known of this type of node: its parts are looked at, though."""
        return Some(self.span(node), self.statements(node.named_children))

    def expressions(self, nodes: Iterable[Node]) -> list[Ours]:
        return [self.expression(n) for n in nodes if n.type not in self.comments_are]

    def binary(self, node: Node, operators: dict[str, str]) -> Ours:
        """A chain of a left-associative operator, however long: source is often one of hundreds of pieces."""
        chain = [node]
        while (left := chain[-1].child_by_field_name("left")) is not None and left.type == node.type:
            chain.append(left)
        made = self.expression(chain[-1].child_by_field_name("left"))
        for link in reversed(chain):
            op = link.child_by_field_name("operator")
            word = self.text(op) if op is not None else ""
            made = Binary(self.span(link), operators.get(word, word), made, self.expression(link.child_by_field_name("right")))
        return made

    def number(self, node: Node) -> Ours:
        """However the family of C writes it: ``1_000n``, ``0xff``, ``017``, ``1.5e3``."""
        text = self.text(node).replace("_", "").rstrip("nri")
        try:
            return Const(self.span(node), int(text, 8 if len(text) > 1 and text[0] == "0" and set(text) <= set("01234567") else 0))
        except ValueError:
            pass
        try:
            return Const(self.span(node), float(text))
        except ValueError:
            return Some(self.span(node), [])

    def joined(self, node: Node, parts: list[Ours]) -> Ours:
        """Text of pieces; one constant where all are."""
        if all(isinstance(p, Const) and isinstance(p.value, str) for p in parts):
            return Const(self.span(node), "".join(p.value for p in parts))  # type: ignore[attr-defined]
        return Join(self.span(node), parts)

    def outlines(self, root: Node) -> tuple[tuple[Comment, ...], tuple[Span, ...]]:
        """All comments, and what could not be parsed."""
        comments: list[Comment] = []
        broken: list[Span] = []
        cursor, goes_on = root.walk(), True
        while goes_on:
            node = cursor.node
            assert node is not None
            if node.type in self.comments_are:
                line, column, last, _ = self.span(node)
                before = self.source[node.start_byte - min(column, _DEEPEST_INDENT):node.start_byte]
                comments.append(Comment(line, last, bare(self.text(node)), column <= _DEEPEST_INDENT and not before.strip()))
            elif node.is_error or node.is_missing:
                broken.append(self.span(node))
            if (node.child_count and cursor.goto_first_child()) or cursor.goto_next_sibling():
                continue
            while (goes_on := cursor.goto_parent()) and not cursor.goto_next_sibling():
                pass
        return tuple(comments), tuple(broken)


class Curly(Lowering):
    """Java's and C#'s statements, whose parts their grammars call alike."""

    def body(self, node: Node | None) -> list[Ours]:
        raise NotImplementedError

    def on_if_statement(self, node: Node) -> list[Ours]:
        branches = [node]
        while (last := branches[-1].child_by_field_name("alternative")) is not None and last.type == "if_statement":
            branches.append(last)
        made = [(self.span(b), self.expression(b.child_by_field_name("condition")), self.body(b.child_by_field_name("consequence"))) for b in branches]
        other = self.body(branches[-1].child_by_field_name("alternative"))
        for span, test, then in reversed(made):
            other = [If(span, test, then, other)]
        return other

    def on_while_statement(self, node: Node) -> Ours:
        return While(self.span(node), self.expression(node.child_by_field_name("condition")), self.body(node.child_by_field_name("body")))

    def on_do_statement(self, node: Node) -> Ours:
        body = self.body(node.child_by_field_name("body"))
        return While(self.span(node), self.expression(node.child_by_field_name("condition")), body, is_tested_last=True)


def bare(comment: str) -> str:
    """Without the signs that make it a comment."""
    text = comment.strip()
    for start, end in (("<!--", "-->"), ("/*", "*/"), ("//", ""), ("#", ""), ("--", "")):
        if text.startswith(start):
            text = text[len(start):].removesuffix(end) if end else text.lstrip(start[0])
            break
    return "\n".join(line.strip().lstrip("*").strip() for line in text.split("\n")).strip()


_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|\r\n|([\s\S]))")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\u2028": "", "\u2029": ""}


def unescaped(text: str) -> str:
    """What a string's escapes stand for, as most languages of C's family write them."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        # Half of a pair is no character.
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _SHORT.get(found[4], found[4]) if found[4] else ""


def hoisted(body: list[Ours]) -> list[Ours]:
    """Where a language declares functions before it runs anything: they stand first."""
    declared = [n for n in body if isinstance(n, Function) and n.is_statement]
    return [*declared, *(n for n in body if not (isinstance(n, Function) and n.is_statement))] if declared else body
