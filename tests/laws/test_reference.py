"""``docs/reference`` says what the code says today."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.generate import HERE, PAGES, pages

from orchestration.stacks import STACKS

MADE = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_fresh(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (HERE / name).read_text("utf-8") == MADE[name], "run: python3 dev.py docs"


def test_no_page_is_left_over() -> None:
    assert {p.name for p in HERE.iterdir()} == set(PAGES)


def test_every_stack_has_its_anchor_and_its_conventions() -> None:
    conventions = Path(__file__).resolve().parents[2] / "src/orchestration/stacks/conventions"
    assert all(f'<a id="{stack}"></a>' in MADE["stacks.md"] for stack in STACKS)
    assert {p.name for p in conventions.iterdir() if p.is_dir() and p.name != "__pycache__"} == set(STACKS)
