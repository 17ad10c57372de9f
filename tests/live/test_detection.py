"""How soon an alert calls, as the page of objectives says, is how soon Prometheus itself raises it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.documents.prometheus import rules_file
from orchestration.documents.yaml import dump
from orchestration.model.request import Request
from orchestration.pipeline import run
from orchestration.tasks.slo_sla.burn_rates import detected_after_minutes, possible
from orchestration.tasks.slo_sla.rules import Links, alert_names, groups

pytestmark = pytest.mark.live
SECONDS, BEFORE_HOURS, PER_STEP = 60, 7, 10_000
"""Of a scrape and an evaluation; healthy traffic for longer than the longest window of a page, so that it is full; requests per scrape."""


@pytest.mark.parametrize("rate", ["1", "0.05", "0.01"])
def test_the_page_says_when_prometheus_calls(rate: str, tmp_path: Path, require_tool: Callable[[str, str], str]) -> None:
    promtool = require_tool("promtool", "apt-get install prometheus")
    done = run(Request(task="slo_sla", stack="nodejs", service_name="shop", requirements="99.9% availability"), with_checks=False)
    objective = done.spec.objectives[0].value
    (tmp_path / "rules.yml").write_text(rules_file(groups(objective, Links(lambda name: name)), "for a test"))
    said = min(m for p in possible(objective) if p.urgency == "page" and (m := detected_after_minutes(p, objective.budget, Decimal(rate))) is not None)
    steps, bad = BEFORE_HOURS * 3600 // SECONDS, round(PER_STEP * float(rate))
    more = int(float(said) * 60 / SECONDS) + 20
    good, failed = (s.series for s in objective.indicator.samples)
    series = [{"series": good, "values": f"0+{PER_STEP}x{steps} {PER_STEP * steps + PER_STEP - bad}+{PER_STEP - bad}x{more}"}, {"series": failed, "values": f"0+0x{steps} {bad}+{bad}x{more}"}]
    begins = BEFORE_HOURS * 3600
    # A rate needs the next scrape to see the first error, and rules are evaluated once a step: two steps of doubt.
    early, late = begins + float(said) * 60 - 2 * SECONDS, begins + float(said) * 60 + 3 * SECONDS
    name = alert_names(objective)["page"]
    queries = [{"expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}}) or vector(0)', "eval_time": f"{int(at) // SECONDS * SECONDS}s", "exp_samples": [{"labels": "{}", "value": value}]} for at, value in ((early, 0), (late, 1))]
    (tmp_path / "test.yml").write_text(dump({"rule_files": ["rules.yml"], "evaluation_interval": f"{SECONDS}s", "tests": [{"interval": f"{SECONDS}s", "input_series": series, "promql_expr_test": queries}]}))
    told = subprocess.run([promtool, "test", "rules", "test.yml"], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
