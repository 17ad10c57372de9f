"""How to read source that is no whole file: what it was cut out of is put around it, what it leaves open is closed, and what leaves the least unread is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tree_sitter import Node, Tree

from ..syntax import Block, If, Module, Raise, Return, Span, Stop
from ..syntax import Node as Ours
from .lowering import Lowering, parser

_LONGEST_PIECE = 100_000
"""Bytes; what is longer is a file, and is read as it is."""
_MOST_OPEN = 50
_CLOSES = {"(": ")", "[": "]", "{": "}", "${": "}", "#{": "}"}


def read(path: str, language: str, source: bytes, grammars: Iterable[Any], lowering: Callable[[bytes, int], Lowering], around: Sequence[tuple[bytes, bytes]] = (),
         package: str = "", closes: Mapping[str, str] | None = None, ease: Callable[[bytes], bytes] | None = None) -> Module:
    """
    Args:
        grammars: of the language and its relatives, the likeliest first.
        lowering: (source, number of its first line) → what makes a tree of it.
        around: lines to put before and after the source where it cannot be read without.
        closes: words that open something → what ends it, besides brackets.
        ease: the same source, byte for byte as long, without what the language allows and its grammar does not.
    """
    parsers = [parser(g) for g in grammars]
    best, text, first_line, least = None, source, 1, -1
    for tree, tried, line in _tries(parsers, source, around, {**_CLOSES, **(closes or {})}, ease):
        unread = sum(n.end_byte - n.start_byte + 1 for n in broken(tree.root_node))
        if best is None or unread < least:
            best, text, first_line, least = tree, tried, line, unread
        if not unread:
            break
    assert best is not None
    made = lowering(text, first_line)
    comments, unparsed = made.outlines(best.root_node)
    whole: Span = (1, 0, source.count(b"\n") + 1, len(source) - source.rfind(b"\n") - 1)
    try:
        body = made.statements([best.root_node])
    except RecursionError:
        body, unparsed = [], (whole,)
    for node in body:
        # What was put around it is on no line of it.
        node.span = whole if node.span[0] < 1 else node.span
    return Module(path, language, body, comments, unparsed, package)


def _tries(parsers: list[Any], source: bytes, around: Sequence[tuple[bytes, bytes]], closes: Mapping[str, str], ease: Callable[[bytes], bytes] | None) -> Iterable[tuple[Tree, bytes, int]]:
    trees = [p.parse(source) for p in parsers]
    yield from ((t, source, 1) for t in trees)
    if ease is not None and (eased := ease(source)) != source:
        yield from ((p.parse(eased), eased, 1) for p in parsers)
    if len(source) > _LONGEST_PIECE:
        return
    for p, tree in zip(parsers, trees, strict=True):
        if end := _unclosed(tree.root_node, closes):
            closed = source + b"\n" + end
            yield p.parse(closed), closed, 1
    for start, end in around:
        whole = start + b"\n" + source + b"\n" + end
        yield from ((p.parse(whole), whole, 0) for p in parsers)


def broken(root: Node) -> list[Node]:
    """What could not be parsed, the outermost only."""
    out, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            out.append(node)
        elif node.has_error:
            waiting += node.children
    return out


def _unclosed(root: Node, closes: Mapping[str, str]) -> bytes:
    """What would close what is left open at the end; nothing where nobody would have left so much open."""
    out: list[tuple[str, str, int]] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.child_count:
            waiting += reversed(node.children)
        elif not node.is_named and not node.is_missing:
            word, line = node.type, node.start_point[0]
            if word in closes:
                # ``a if b`` opens nothing, and ``while a do`` no second time.
                is_modifier = word.isalpha() and node.parent is not None and node.parent.type.endswith("_modifier")
                if not is_modifier and not (word == "do" and out and out[-1][1:] in (("while", line), ("until", line), ("for", line))):
                    out.append((closes[word], word, line))
            elif out and word == out[-1][0]:
                out.pop()
    return "\n".join(end for end, _, _ in reversed(out)).encode() if len(out) <= _MOST_OPEN else b""


def ends(body: list[Ours]) -> bool:
    """Whether nothing goes on after these statements."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, Block):
        return ends(last.body)
    if isinstance(last, If):
        return ends(last.then) and ends(last.other)
    return isinstance(last, (Stop, Raise)) or (isinstance(last, Return) and not last.is_yield)
