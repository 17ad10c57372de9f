"""setup.py: the lists written out in its call of ``setup``; it is a program, and is read as text, never run."""

from __future__ import annotations

import ast

from ...model.dependency import Scope
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable
from .pep508 import wish_of

_MAX_LENGTH = 300_000
_SCOPES: dict[str, Scope] = {"install_requires": "production", "extras_require": "optional", "tests_require": "development"}


def _read(source: Source) -> Reading:
    if len(source.text) > _MAX_LENGTH:
        raise Unreadable("it is much too long for a setup.py", "il est bien trop long pour un setup.py")
    try:
        module = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(f"it is no Python that can be parsed: {type(error).__name__}", f"ce n'est pas du Python analysable : {type(error).__name__}", getattr(error, "lineno", 0) or 0) from None
    graph = Graph("PyPI")
    known = {target.id: node.value for node in module.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    for keyword in _keywords(module):
        if keyword.arg is None:
            graph.unresolved("setup(**…)", "", source.at(keyword.value.lineno), reasons.PROGRAM)
        elif keyword.arg in _SCOPES:
            _declared(graph, source, keyword.arg, keyword.value, known)
    return finish(graph)


def _keywords(module: ast.Module) -> list[ast.keyword]:
    calls = [node for statement in module.body for node in _shallow(statement) if isinstance(node, ast.Call)]
    return [k for call in calls if (call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else "") == "setup" for k in call.keywords]


def _shallow(statement: ast.stmt) -> list[ast.AST]:
    """The expressions of a statement, and of what an ``if`` guards (``if __name__ == "__main__"``)."""
    if isinstance(statement, ast.If):
        return [node for inner in statement.body for node in _shallow(inner)]
    return [statement.value] if isinstance(statement, ast.Expr) else []


def _declared(graph: Graph, source: Source, name: str, value: ast.expr, known: dict[str, ast.expr]) -> None:
    value = known.get(value.id, value) if isinstance(value, ast.Name) else value
    lists = list(value.values) if isinstance(value, ast.Dict) else [value]
    for part in lists:
        part = known.get(part.id, part) if isinstance(part, ast.Name) else part
        items = part.elts if isinstance(part, (ast.List, ast.Tuple, ast.Set)) else [part] if isinstance(part, ast.Constant) else None
        if items is None:
            graph.unresolved(name, "", source.at(part.lineno), reasons.PROGRAM)
            continue
        for item in items:
            at = source.at(item.lineno)
            if not isinstance(item, ast.Constant) or not isinstance(item.value, str):
                graph.unresolved(name, "", at, reasons.PROGRAM)
                continue
            # A text may hold a requirement a line.
            for line in filter(None, map(str.strip, item.value.splitlines())):
                declare(graph, [wish_of(line, _SCOPES[name], at) or Wish(line[:80], line, _SCOPES[name], at, reasons.NO_NAME)])


FORMAT = Format("setup-py", _read)
