"""Clients of several SQL servers: which one an application runs with is what its settings say, and else nobody's guess."""

from __future__ import annotations

import pytest

from orchestration.model.facts import Evidence, Fact
from orchestration.model.profile import ServiceUse
from orchestration.profiling.services import chosen_databases


def uses(*kinds: str) -> tuple[Fact[ServiceUse], ...]:
    return tuple(Fact(ServiceUse(kind), (Evidence("manifest", n),)) for n, kind in enumerate(kinds, 1))  # type: ignore[arg-type]


@pytest.mark.parametrize(("clients", "stated", "left", "said"), [
    (("postgresql", "redis"), (), ["postgresql", "redis"], ""),
    (("postgresql", "mongodb"), (), ["postgresql", "mongodb"], ""),
    (("mysql", "postgresql"), ("postgresql",), ["postgresql"], ""),
    (("mysql", "postgresql"), ("mariadb",), ["mysql"], ""),
    (("mysql", "postgresql", "redis"), (), ["redis"], "no setting says which one"),
    (("mysql", "postgresql", "sqlite"), (), ["sqlite"], "SQLite unless it is told otherwise"),
    (("mysql", "mariadb"), (), ["mysql", "mariadb"], ""),
    (("mongodb", "mysql", "postgresql", "sqlserver"), ("redis",), [], "no setting says which one"),
])
def test_alternatives(clients: tuple[str, ...], stated: tuple[str, ...], left: list[str], said: str) -> None:
    found, notices = chosen_databases(uses(*clients), uses(*stated))
    assert [f.value.kind for f in found] == left
    assert len(notices) == bool(said) and all(said in n.text.en for n in notices)
