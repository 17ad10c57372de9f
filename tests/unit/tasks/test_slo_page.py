"""The page of objectives: its arithmetic is that of the windows themselves, its figures stand in its tables, a name stays text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.proof.test_watching_page import Reader

from orchestration.cli import cli
from orchestration.model.objective import Objective
from orchestration.model.request import Request
from orchestration.model.text import Language
from orchestration.pipeline import run
from orchestration.tasks.slo_sla.burn_rates import Pair, detected_after_minutes, pairs, possible, spent_after_minutes
from orchestration.tasks.slo_sla.page import html


def objectives(words: str, service: str = "shop") -> tuple[Objective, ...]:
    done = run(Request(task="slo_sla", stack="nodejs", service_name=service, requirements=words), with_checks=False)
    assert done.spec is not None, done.error
    return tuple(d.value for d in done.spec.objectives)


def simulated(pair: Pair, budget: float, rate: float, step: float) -> float | None:
    """Minutes of errors until both windows hold more than the threshold: the windows moved along, step by step."""
    threshold, after = float(pair.factor) * budget, 0.0
    while after <= 2 * pair.long_minutes:
        after += step
        if all(rate * min(after, window) / window > threshold for window in (pair.long_minutes, pair.short_minutes)):
            return after
    return None


@pytest.mark.parametrize("days", [7, 28, 30, 90])
@pytest.mark.parametrize("percent", ["99", "99.9", "99.99"])
@pytest.mark.parametrize("rate", ["1", "0.3", "0.02", "0.002"])
def test_the_formula_is_what_moving_windows_do(days: int, percent: str, rate: str) -> None:
    budget = 1 - Decimal(percent) / 100
    for pair in pairs(days):
        if pair.factor * budget >= 1:
            continue
        said, step = detected_after_minutes(pair, budget, Decimal(rate)), pair.long_minutes / 20000
        seen = simulated(pair, float(budget), float(rate), step)
        assert (said is None) == (seen is None)
        if said is not None and seen is not None:
            assert seen == pytest.approx(float(said), abs=2 * step)
            # What was spent by then is the pair's share, whatever the rate.
            assert said * Decimal(rate) / (budget * days * 1440) * 100 == pytest.approx(pair.budget_percent)


def test_the_workbooks_own_figures() -> None:
    """Source: The Site Reliability Workbook, chapter 5: 14.4 for an hour spends 2 % of 30 days; an outage of 99.9 % has 43 minutes."""
    budget = Decimal("0.001")
    fast = pairs(30)[0]
    assert (fast.factor, fast.budget_percent) == (Decimal("14.4"), 2)
    assert detected_after_minutes(fast, budget, Decimal(1)) == Decimal("0.864")
    assert detected_after_minutes(fast, budget, Decimal("0.0144")) is None
    assert spent_after_minutes(30, budget, Decimal(1)) == Decimal("43.2")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_hostile_name_stays_text_and_nothing_is_fetched(language: Language) -> None:
    text = html(objectives("99.9% availability", "\"><script>alert(1)</script>"), language)
    page = Reader(text)
    assert page.tags("script") == [] and "http" not in text.replace("http-equiv", "")
    assert text == html(objectives("99.9% availability", "\"><script>alert(1)</script>"), language)


def test_the_figures_are_there_in_both_languages() -> None:
    english = " ".join(" ".join(Reader(html(objectives("99.9% availability"), "en")).words).split())
    french = " ".join(" ".join(Reader(html(objectives("99.9% availability"), "fr")).words).split())
    for figure in ("43.2 min", "52 s", "14.4×", "1.44 %", "8.6 min", "AvailabilityBudgetBurnsFast", "at 100 % errors the first call comes after 52 s", "at least 5 failures"):
        assert figure in english, figure
    for figure in ("43,2 min", "14,4×", "1,44 %", "3j", "budget épuisé après"):
        assert figure in french, figure


def test_what_can_never_call_is_said() -> None:
    loose = objectives("90% availability over 7 days")
    assert len(possible(loose[0])) < 4
    text = html(loose, "en")
    assert text.count("left out: no ratio can exceed it") == 4 - len(possible(loose[0]))


def test_the_command_draws_the_page_with_the_priorities_that_were_asked_for(tmp_path: Path) -> None:
    page, words = tmp_path / "slo.html", "99.9% availability. P0: SLO burn rate"
    (tmp_path / "package.json").write_text('{"name": "shop", "scripts": {"start": "node server.js"}}')
    (tmp_path / "server.js").write_text("require('node:http').createServer().listen(3000);")
    done = CliRunner().invoke(cli, ["slo-sla", str(tmp_path), "-r", words, "--dry-run", "--no-checks", "--html", str(page)])
    assert done.exit_code == 0, done.output
    assert "AvailabilityBudgetBurnsFast (P0)" in page.read_text() and not (tmp_path / "monitoring").exists()
    # A slip of the hand must not cost a file.
    before = (tmp_path / "server.js").read_text()
    for wrong in ("server.js", "nowhere/slo.html"):
        refused = CliRunner().invoke(cli, ["slo-sla", str(tmp_path), "--dry-run", "--no-checks", "--html", str(tmp_path / wrong)])
        assert refused.exit_code == 2
    assert (tmp_path / "server.js").read_text() == before
