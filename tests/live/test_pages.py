"""The pages in a real browser: nothing overlaps or is cut, light and dark are both painted, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live.pages import laid_out, picture
from tests.unit.proof.watched import observation

from orchestration.model.request import Request
from orchestration.model.text import Language
from orchestration.pipeline import run
from orchestration.proof.watching.page import html
from orchestration.tasks.slo_sla.page import html as objectives

pytestmark = pytest.mark.live


@pytest.fixture
def chromium(require_tool: Callable[[str, str], str]) -> str:
    return require_tool("chromium", "apt-get install chromium")


def made(language: Language) -> str:
    return html(observation("failed", "shop"), language)


def drawn(language: Language) -> str:
    """Objectives from a single nine to five, over a week and over a quarter: thresholds that lie close together, and some that are left out."""
    found = []
    for words in ("99.9% availability, p95 < 500ms, 99.95% uptime", "99.999% availability, p50 < 100ms, 90% uptime. over 7 days", "99.5% availability over 90 days"):
        done = run(Request(task="slo_sla", stack="nodejs", service_name="shop", requirements=words), with_checks=False)
        found += [d.value for d in done.spec.objectives]
    return objectives(found, language)


@pytest.mark.parametrize("page", [made, drawn], ids=["proof", "objectives"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [1180, 500])
def test_nothing_overlaps_and_nothing_is_cut(chromium: str, tmp_path: Path, page: Callable[[Language], str], language: Language, width: int) -> None:
    said = laid_out(chromium, page(language), tmp_path, width)
    assert said["overlaps"] == [] and said["outside"] == []
    assert said["scroll"] <= said["width"], "the page itself must not scroll sideways; a chart does in its own frame"


def test_light_and_dark_are_painted(chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(made("en"), "utf-8")
    light, dark = picture(chromium, page, tmp_path / "light.png"), picture(chromium, page, tmp_path / "dark.png", dark=True)
    assert light[5][:3] == bytes.fromhex("f6f7f9") and dark[5][:3] == bytes.fromhex("0e1319")
    # The pill of what was refused, in its own colour in both.
    assert any(bytes.fromhex("fde8ea") in row for row in light) and any(bytes.fromhex("3b161d") in row for row in dark)
