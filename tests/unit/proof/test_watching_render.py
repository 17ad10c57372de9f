"""A proof in a terminal: no line is longer than the terminal is wide, strips stand under each other, colours are only where they are asked for."""

from __future__ import annotations

import json
import re

import pytest
from tests.unit.proof.watched import observation

from orchestration.model.text import Language
from orchestration.proof.watching.render import render, to_dict


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("state", ["incomplete", "failed"])
def test_no_line_is_too_long(language: Language, width: int, state: str) -> None:
    lines = render(observation(state), language, width).splitlines()
    assert [line for line in lines if len(line) > width] == []


def test_strips_stand_under_each_other() -> None:
    lines = render(observation(), "en", 80).splitlines()
    faults = next(i for i, line in enumerate(lines) if line.startswith("faults"))
    block = lines[faults:faults + 6]
    first = block[0].index("A")
    rise = block[1].index("█")
    fires = block[4].index("█")
    assert abs(first - rise) <= 1 and first <= fires <= first + 2
    # Nothing was recorded while nothing answered.
    assert block[1][block[0].index("B") + 2] == " "
    assert len({len(line) for line in block[4:6]}) == 1


def test_a_long_name_is_cut_and_stays_whole_for_a_program() -> None:
    assert "AvailabilityBudgetBurnsSlowlyWithAN…" in render(observation(), "en", 80)
    assert any(a["name"].endswith("ForEver") for a in to_dict(observation(), "en")["alerts"])


def test_colours_only_where_they_are_asked_for() -> None:
    assert "\x1b" not in render(observation(), "en")
    painted = render(observation("failed"), "en", 80, lambda text, colour: f"<{colour}>{text}</>")
    assert "<green>✓</>" in painted and "<red>✗</>" in painted and "<yellow>○</>" in painted
    assert re.sub(r"</?\w*>", "", painted) == re.sub(r"</?\w*>", "", render(observation("failed"), "en", 80))


def test_a_program_reads_the_curve() -> None:
    data = json.loads(json.dumps(to_dict(observation(), "en")))
    assert data["objectives"][0]["lines"][0]["window"] == "5m" and data["objectives"][0]["lines"][0]["points"][10] == [5.0, 1000.0]
    assert data["faults"][0] == {"fault": "ill", "what": "everything fails and is slow", "during": [4.0, 10.0]}
