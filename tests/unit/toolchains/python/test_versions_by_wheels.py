"""Where no file states a Python, what is pinned says how new it may be."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import profile

APP = "from fastapi import FastAPI\napp = FastAPI()\n"


def runtime(requirements: str, **more: str) -> tuple[str, str]:
    fact = profile(MemoryTree({"main.py": APP, "requirements.txt": "fastapi==0.87.0\nuvicorn==0.20.0\n" + requirements} | more)).runtime
    assert fact is not None
    return fact.value.cycle, str(fact.source)


@pytest.mark.parametrize(("requirements", "cycle", "source"), [
    # From the file names of their wheels: 2.9.5 has none after 3.11, 1.26.0 none after 3.12.
    ("psycopg2-binary==2.9.5\n", "3.11", "requirements.txt:3"),
    ("numpy==1.26.0\npsycopg2-binary==2.9.10\n", "3.12", "requirements.txt:3"),
    ("asyncpg==0.24.0\npandas==2.2.3\n", "3.10", "requirements.txt:3"),
    # A range admits what is newer; a pinned one that has wheels for all sets no limit of its own.
    ("psycopg2-binary>=2.9\n", "3.13", "assumed"),
    ("six==1.16.0\n", "3.13", "assumed"),
])
def test_the_tightest_pin_decides(requirements: str, cycle: str, source: str) -> None:
    found, where = runtime(requirements)
    assert found == cycle and (where == source or (source == "assumed" and not where.startswith("requirements")))


def test_what_is_stated_goes_first() -> None:
    assert runtime("psycopg2-binary==2.9.5\n", **{".python-version": "3.12\n"})[0] == "3.12"
