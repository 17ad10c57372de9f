"""The unit tests written beside an objective's rules kill rules that say something else; what survives is named."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from orchestration.model.request import Request
from orchestration.pipeline import run

pytestmark = pytest.mark.live
yaml = YAML(typ="safe", pure=True)
Rule = dict[str, Any]


def _replace(old: str, new: str, where: Callable[[Rule], bool] = lambda r: True, count: int = 0) -> Callable[[list[Rule]], list[Rule]]:
    def change(rules: list[Rule]) -> list[Rule]:
        changed = [{**r, "expr": re.sub(old, new, r["expr"], count=count)} if where(r) else r for r in rules]
        assert changed != rules, f"{old} is nowhere"
        return changed

    return change


def _drop(where: Callable[[Rule], bool]) -> Callable[[list[Rule]], list[Rule]]:
    return lambda rules: [r for r in rules if not where(r)]


def _with(where: Callable[[Rule], bool], **more: Any) -> Callable[[list[Rule]], list[Rule]]:
    return lambda rules: [{**r, **more} if where(r) else r for r in rules]


def fast(rule: Rule) -> bool:
    return str(rule.get("alert", "")).endswith("BurnsFast")


def slow(rule: Rule) -> bool:
    return str(rule.get("alert", "")).endswith("BurnsSlowly")


def blind(rule: Rule) -> bool:
    return str(rule.get("alert", "")).endswith("NotMeasured")


def record(name: str) -> Callable[[Rule], bool]:
    return lambda rule: rule.get("record") == name


RATIO = "slo:sli_error:ratio_rate"
MUTANTS: dict[str, Callable[[list[Rule]], list[Rule]]] = {
    "threshold ten times higher": _replace(r"14\.4 \*", "144 *", fast),
    "threshold ten times lower": _replace(r"14\.4 \*", "1.44 *", fast),
    "threshold of the slower page": _replace(r"\(6 \*", "(9 *", fast),
    "threshold of the ticket": _replace(r"\(1 \*", "(2 *", slow),
    "threshold of the ticket, lower": _replace(r"\(1 \*", "(0.5 *", slow),
    "budget of another target": _replace(r"\* 0\.001\)", "* 0.01)", fast),
    "page's long window shorter": _replace(r"ratio_rate1h", "ratio_rate30m", fast),
    "page's long window longer": _replace(r"ratio_rate1h", "ratio_rate6h", fast),
    "page's short window longer": _replace(r"ratio_rate5m", "ratio_rate1h", fast),
    "page's second long window shorter": _replace(r"ratio_rate6h", "ratio_rate1h", fast),
    "ticket's long window shorter": _replace(r"ratio_rate3d", "ratio_rate1d", slow),
    "operator turned round": _replace(r"> \(", "< (", fast),
    "and becomes or": _replace(r"\n  and\n", "\n  or\n", fast),
    "first branch gone": _replace(r"(?s)\A\(.*?\n\)\nor\n", "", fast),
    "second branch gone": _replace(r"(?s)\nor\n\(.*\Z", "", fast),
    "swapped series": _replace(r"slo:sli_error:ratio_rate5m", "slo:sli_total:rate5m", fast),
    "recorded range wrong": _replace(r"\[1h\]", "[2h]", record(f"{RATIO}1h")),
    "recorded range of the day wrong": _replace(r"\[1d\]", "[1h]", record(f"{RATIO}1d")),
    "errors are all requests": _replace(r',http_response_status_code=~"5\.\."', "", record(f"{RATIO}5m")),
    "errors are client errors": _replace(r'=~"5\.\."', '=~"4.."', record(f"{RATIO}5m")),
    "another job": _replace(r'job="api"', 'job="web"', record(f"{RATIO}1h")),
    "increase without its window's length": _replace(r" \* 3600 >=", " >=", fast),
    "no floor of failures": _replace(r"\n  and on \(\)\n .*", "", fast),
    "no or for a series that is not there yet": _replace(r" or 0 \* [^\n]*\)(?=\n/)", ")", record(f"{RATIO}5m")),
    "divides by zero": _replace(r" > 0\)", ")", record(f"{RATIO}5m")),
    "numerator and denominator swapped": _replace(r"(?s)^(.*)\n/\n(.*)$", r"\2\n/\n\1", record(f"{RATIO}30m")),
    "period not weighted by traffic": _replace(r"(?s)^.*$", f'avg_over_time({RATIO}5m{{service="api",slo="availability"}}[30d])', record(f"{RATIO}30d")),
    "budget left upside down": _replace(r"^1 - ", "", record("slo:period_error_budget_remaining:ratio")),
    "for on the page": _with(fast, **{"for": "1h"}),
    "for of the silence": _with(blind, **{"for": "6h"}),
    "silence watches something else": _replace(r"http_server_request_duration_seconds_count", "up", blind),
    "label of the service gone": lambda rules: [{**r, "labels": {k: v for k, v in r["labels"].items() if k != "service"}} if r.get("record") == f"{RATIO}1h" else r for r in rules],
    "priority lowered": lambda rules: [{**r, "labels": {**r["labels"], "priority": "P3"}} if fast(r) else r for r in rules],
    "runbook gone": lambda rules: [{**r, "annotations": {k: v for k, v in r["annotations"].items() if k != "runbook_url"}} if fast(r) else r for r in rules],
    "alert gone": _drop(slow),
    "recording gone": _drop(record(f"{RATIO}6h")),
}
"""Class of a defect → what it does to the rules."""


SLICES = "slo:slice_good:bool"
MUTANTS_OF_SLICES: dict[str, Callable[[list[Rule]], list[Rule]]] = {
    **{name: MUTANTS[name] for name in (
        "threshold of the slower page", "budget of another target", "page's second long window shorter", "operator turned round", "and becomes or", "second branch gone",
        "for on the page", "for of the silence", "priority lowered", "runbook gone", "budget left upside down", "recording gone")},
    "no floor of bad slices": _replace(r"\n  and on \(\)\n .*", "", fast),
    "a floor of one": _replace(r">= 2", ">= 1", fast),
    "share of good for share of bad": _replace(r"1 - ", "", record(f"{RATIO}6h")),
    "recorded range wrong": _replace(r"\[6h\]", "[1d]", record(f"{RATIO}6h")),
    "recorded range of the day wrong": _replace(r"\[1d\]", "[6h]", record(f"{RATIO}1d")),
    "another slice": _replace(r'slo="uptime"', 'slo="downtime"', record(f"{RATIO}1h")),
    "down at half of the requests": _replace(r"bool 0\.1", "bool 0.5", record(SLICES)),
    "down at one request of a hundred": _replace(r"bool 0\.1", "bool 0.01", record(SLICES)),
    "down where few fail": _replace(r"> bool", "< bool", record(SLICES)),
    "down where nobody asks": _replace(r"or vector\(0\)", "or vector(1)", record(SLICES)),
    "nothing where nobody asks": _replace(r"\) or vector\(0\)", ")", record(SLICES)),
    "client errors": _replace(r'=~"5\.\."', '=~"4.."', record(SLICES)),
    "up whatever answers": _replace(r"max\(up\{.*?\}\)", "vector(1)", record(SLICES)),
    "a slice of another job": _replace(r'up\{job="api"\}', 'up{job="web"}', record(SLICES)),
    "slices under another name": lambda rules: [{**r, "labels": {**r["labels"], "slo": "up"}} if r.get("record") == SLICES else r for r in rules],
}
"""The same for time cut into slices."""


@pytest.fixture(scope="module")
def sliced() -> tuple[list[Rule], dict[str, Any]]:
    return _written("99.9% uptime", "slo-uptime")


@pytest.fixture(scope="module")
def written() -> tuple[list[Rule], dict[str, Any]]:
    return _written("99.9% availability", "slo-availability")


def _written(requirements: str, name: str) -> tuple[list[Rule], dict[str, Any]]:
    result = run(Request("slo_sla", stack="nodejs", service_name="api", requirements=requirements), with_checks=False)
    files = {a.path.rsplit("/", 1)[-1]: a.text for a in result.artefacts}
    # In one group, so in the order in which they need each other.
    return [rule for group in yaml.load(files[f"{name}.yml"])["groups"] for rule in group["rules"]], yaml.load(files[f"{name}.test.yml"])


def killed(promtool: str, rules: list[Rule], tests: dict[str, Any], folder: Path) -> str:
    """The first story that fails; quick stories first. Empty: none does."""
    with (folder / "rules.yml").open("w") as out:
        yaml.dump({"groups": [{"name": "slo", "rules": rules}]}, out)
    for test in sorted(tests["tests"], key=lambda t: len(str(t.get("input_series", ""))) + 10 * int(re.search(r"'eval_time': '(\d+)m'", str(t))[1])):  # type: ignore[index]
        with (folder / "one.yml").open("w") as out:
            yaml.dump({**tests, "rule_files": ["rules.yml"], "tests": [test]}, out)
        if subprocess.run([promtool, "test", "rules", "one.yml"], cwd=folder, capture_output=True, timeout=120).returncode:
            return str(test["name"])
    return ""


def test_the_rules_as_written_pass(written: tuple[list[Rule], dict[str, Any]], require_tool: Callable[[str, str], str], tmp_path: Path) -> None:
    assert killed(require_tool("promtool", "apt-get install prometheus"), *written, tmp_path) == ""


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_mutant_is_killed(name: str, written: tuple[list[Rule], dict[str, Any]], require_tool: Callable[[str, str], str], tmp_path: Path) -> None:
    rules, tests = written
    assert killed(require_tool("promtool", "apt-get install prometheus"), MUTANTS[name](rules), tests, tmp_path), f"no test notices: {name}"


def test_the_rules_of_slices_as_written_pass(sliced: tuple[list[Rule], dict[str, Any]], require_tool: Callable[[str, str], str], tmp_path: Path) -> None:
    assert killed(require_tool("promtool", "apt-get install prometheus"), *sliced, tmp_path) == ""


@pytest.mark.parametrize("name", sorted(MUTANTS_OF_SLICES))
def test_a_mutant_of_slices_is_killed(name: str, sliced: tuple[list[Rule], dict[str, Any]], require_tool: Callable[[str, str], str], tmp_path: Path) -> None:
    rules, tests = sliced
    assert killed(require_tool("promtool", "apt-get install prometheus"), MUTANTS_OF_SLICES[name](rules), tests, tmp_path), f"no test notices: {name}"
