"""The page of a proof: what a name holds stays text, nothing is fetched, the figures are those of the observation, and everyone can read it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.unit.proof.watched import observation

from orchestration.kits import kit
from orchestration.model.text import Language
from orchestration.proof.watching.page import html
from orchestration.proof.watching.report import Watch

STYLE = kit("page/style.css")
EMPTY = frozenset({"meta", "br", "hr", "img", "link"})


class Reader(HTMLParser):
    """The page as a browser takes it: its tags must nest, its attributes are kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def tags(self, tag: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.seen if t == tag]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("state", ["incomplete", "failed"])
def test_a_hostile_name_stays_text(language: Language, state: str) -> None:
    text = html(observation(state), language)
    page = Reader(text)
    assert "<script" not in text and page.tags("script") == []
    assert "\u202e" not in text
    assert any("<script>alert(\"1\")</script>'�&amp;" in w for w in page.words)
    assert not [name for _, given in page.seen for name in given if name.startswith("on")]


def test_nothing_is_fetched() -> None:
    text = html(observation(), "en")
    assert not re.search(r"https?://|@import|url\(|\bsrc=|<link|<iframe|<object", text)
    assert "default-src 'none'" in text


def test_the_same_observation_gives_the_same_bytes() -> None:
    assert html(observation(), "en") == html(observation(), "en")


def test_every_chart_has_words_for_who_does_not_see_it() -> None:
    page = Reader(html(observation(), "en"))
    ids = [a["id"] for _, a in page.seen if a.get("id")]
    assert len(ids) == len(set(ids))
    charts = [a for a in page.tags("svg") if a.get("aria-hidden") != "true"]
    assert len(charts) == 2
    for chart in charts:
        assert chart["role"] == "img" and set((chart["aria-labelledby"] or "").split()) <= set(ids)
    assert "everything fails and is slow: up to 1,000 times" in " ".join(page.words)


def test_the_tables_hold_the_figures_of_the_charts() -> None:
    said = " ".join(" ".join(Reader(html(observation(), "en")).words).split())
    for figure in ("21 / 21", "14.4× P1", "1,000×", "900×", "pagerduty 1.6 s, slack 1.7 s", "43.2 minutes", "1 / 2", "41.0 s", "strayed to email", "fires all along"):
        assert figure in said, figure
    # 39 seconds, one row each.
    assert len(re.findall(r"<tr>\n?<th scope=\"row\" class=\"n\">|<tr>\n?<th class=\"n\" scope=\"row\">", html(observation(), "en"))) >= 39


def test_what_was_not_tried_and_what_time_means_is_said() -> None:
    english, french = html(observation(), "en"), html(observation("failed"), "fr")
    assert "INCOMPLETE" in english and "not run" in english and "compressed by rank" in english and "one second stood for" in english
    assert "REFUSÉ" in french and "template: &lt;script&gt;" in french and "99,9" in french and 'lang="fr"' in french


def test_a_gap_is_not_drawn_across() -> None:
    drawn = [a["d"] or "" for a in Reader(html(observation(), "en")).tags("path") if (a.get("class") or "").startswith("line")]
    assert drawn and all(d.count("M") == 2 for d in drawn)


def test_servers_that_did_not_start_make_a_page_too() -> None:
    seen = observation("failed")
    text = html(Watch("shop", seen.steps), "en")
    Reader(text)
    assert "<h1><bdi>shop</bdi>" in text


# --- contrast (WCAG 2.2, 1.4.3 and 1.4.11)

def _themes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{\n(.*?)\n\s*\}", STYLE, re.S)[:2]
    read = lambda block: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))  # noqa: E731
    return {"light": read(light), "dark": read(light) | read(dark)}


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_lines_are_seen(theme: str) -> None:
    colours = _themes()[theme]
    words = [(ink, ground) for ink in ("ink", "soft", "good", "bad", "open", "w0") for ground in ("paper", "card")]
    words += [("good", "good-wash"), ("bad", "bad-wash"), ("open", "open-wash"), ("card", "fault"), ("card", "handed")]
    words += [(urgency, "card") for urgency in ("outage", "page", "ticket", "calm")]
    thin = {f"{i} on {g}": round(contrast(colours[i], colours[g]), 2) for i, g in words if contrast(colours[i], colours[g]) < 4.5}
    assert thin == {}
    lines = {f"{i}": round(contrast(colours[i], colours["card"]), 2) for i in ("w0", "w1", "w2", "w3", "w4", "w9") if contrast(colours[i], colours["card"]) < 3}
    assert lines == {}

