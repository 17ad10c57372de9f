"""XML manifests (pom.xml, *.csproj, *.props) as a small tree that remembers its lines; no entities, no network, no depth bombs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary
from xml.parsers import expat

from ..model.facts import Evidence, Fact
from ..model.tree import Tree

MAX_DEPTH = 60
MAX_NODES = 200_000


@dataclass(slots=True)
class Node:
    """One element: its name without a namespace, its own text, where it begins."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> Iterator[Node]:
        """Every descendant at exactly that path: ``all("dependencies", "dependency")``."""
        nodes = [self]
        for tag in path:
            nodes = [child for node in nodes for child in node.children if child.tag == tag]
        yield from nodes

    def first(self, *path: str) -> Node | None:
        return next(self.all(*path), None)

    def value(self, *path: str) -> str:
        node = self.first(*path)
        return node.text.strip() if node else ""

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


class _Refused(Exception):
    pass


def parse(text: str) -> Node | None:
    """The root element; None where the text is broken, declares a document type, or is nested or grown beyond reason."""
    parser = expat.ParserCreate()
    top = Node("", 0)
    stack, count = [top], 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > MAX_DEPTH or count > MAX_NODES:
            raise _Refused
        node = Node(name.rpartition(":")[2], parser.CurrentLineNumber, dict(attributes))
        stack[-1].children.append(node)
        stack.append(node)

    def end(_: str) -> None:
        stack.pop()

    def data(piece: str) -> None:
        stack[-1].text += piece

    def doctype(*_: object) -> None:
        raise _Refused

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(re.sub(r"^(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']", r"\1", text), True)
    except (expat.ExpatError, _Refused, ValueError):
        return None
    return top.children[0] if top.children else None


_LINES: WeakKeyDictionary[Tree, dict[str, list[str]]] = WeakKeyDictionary()
_MEMO: WeakKeyDictionary[Tree, dict[str, Node | None]] = WeakKeyDictionary()
"""A tree is immutable: each manifest is parsed once, however often it is asked for."""


def read(tree: Tree, path: str) -> Node | None:
    memo = _MEMO.setdefault(tree, {})
    if path not in memo:
        text = tree.text(path) if tree.has(path) else None
        memo[path] = parse(text) if text else None
    return memo[path]


def at(tree: Tree, path: str, node: Node) -> Evidence:
    """Where an element stands, with its line quoted (never more than its own)."""
    memo = _LINES.setdefault(tree, {})
    if path not in memo:
        memo[path] = (tree.text(path) or "").split("\n")
    lines = memo[path]
    quote = lines[node.line - 1].strip()[:120] if 0 < node.line <= len(lines) else ""
    return Evidence(path, node.line, quote)


def fact(tree: Tree, path: str, node: Node, value: str) -> Fact[str]:
    return Fact(value, (at(tree, path, node),))
