"""Pipfile: what Pipenv is asked for. https://pipenv.pypa.io/en/latest/pipfile.html"""

from __future__ import annotations

from ...model.dependency import Scope
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source
from .pyproject import poetry_wish


def wishes(source: Source) -> list[Wish]:
    """Every other table is a category of packages, installed only on demand."""
    scopes: dict[str, Scope] = {"packages": "production", "dev-packages": "development"}
    tables = [name for name in source.toml if name not in ("source", "requires", "scripts", "pipenv", "pipfile")]
    return [poetry_wish(name, said, scopes.get(group, "optional"), source.key(group, name)) for group in tables for name, said in source.table(group).items()]


def _read(source: Source) -> Reading:
    graph = Graph("PyPI")
    declare(graph, wishes(source))
    return finish(graph)


FORMAT = Format("pipfile", _read)
