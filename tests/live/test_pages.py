"""The pages in a real browser: nothing overlaps or is cut, light and dark are both painted, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live.pages import laid_out, picture
from tests.unit.proof.watched import observation

from orchestration.model.text import Language
from orchestration.proof.watching.page import html

pytestmark = pytest.mark.live


@pytest.fixture
def chromium(require_tool: Callable[[str, str], str]) -> str:
    return require_tool("chromium", "apt-get install chromium")


def made(language: Language) -> str:
    return html(observation("failed", "shop"), language)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [1180, 500])
def test_nothing_overlaps_and_nothing_is_cut(chromium: str, tmp_path: Path, language: Language, width: int) -> None:
    said = laid_out(chromium, made(language), tmp_path, width)
    assert said["overlaps"] == [] and said["outside"] == []
    assert said["scroll"] <= said["width"], "the page itself must not scroll sideways; a chart does in its own frame"


def test_light_and_dark_are_painted(chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(made("en"), "utf-8")
    light, dark = picture(chromium, page, tmp_path / "light.png"), picture(chromium, page, tmp_path / "dark.png", dark=True)
    assert light[5][:3] == bytes.fromhex("f6f7f9") and dark[5][:3] == bytes.fromhex("0e1319")
    # The pill of what was refused, in its own colour in both.
    assert any(bytes.fromhex("fde8ea") in row for row in light) and any(bytes.fromhex("3b161d") in row for row in dark)
