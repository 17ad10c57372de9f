"""Burn-rate alerts for objectives this call did not write: each period has its own factor, as where the period is known."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from orchestration.model.request import Request
from orchestration.pipeline import run
from orchestration.tasks.slo_sla.burn_rates import pairs

pytestmark = pytest.mark.live
yaml = YAML(typ="safe", pure=True)


@pytest.mark.parametrize("days", [7, 10, 28, 30, 90])
@pytest.mark.parametrize(("share", "is_over"), [(0.97, False), (1.03, True)])
def test_the_slow_alert_has_the_periods_own_factor(days: int, share: float, is_over: bool, require_tool: Callable[[str, str], str], tmp_path: Path) -> None:
    promtool = require_tool("promtool", "apt-get install prometheus")
    made = run(Request("alerts", stack="nodejs", service_name="api", requirements="P1: SLO burn rate"), with_checks=False)
    (tmp_path / "rules.yml").write_text(next(a.text for a in made.artefacts if a.path.endswith("rules/alerts.yml")))
    labels, value = 'service="api",slo="x"', float(min(p.factor for p in pairs(days))) * 0.001 * share
    series = [{"series": f'slo:sli_error:ratio_rate{w}{{{labels},slo_window="{w}"}}', "values": f"{value:.12f}x30"} for w in ("5m", "30m", "1h", "2h", "6h", "1d", "3d")]
    series += [{"series": f"slo:time_period:days{{{labels}}}", "values": f"{days}x30"}, {"series": f"slo:error_budget:ratio{{{labels}}}", "values": "0.001x30"}]
    check = {"expr": 'count(ALERTS{alertname="ErrorBudgetBurnsSlowly",alertstate="firing"})', "eval_time": "10m", "exp_samples": [{"labels": "{}", "value": 1}] if is_over else []}
    with (tmp_path / "t.yml").open("w") as out:
        yaml.dump({"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [check]}]}, out)
    done = subprocess.run([promtool, "test", "rules", "t.yml"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
