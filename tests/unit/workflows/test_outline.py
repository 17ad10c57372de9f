"""What may be asked of a workflow, and what each word of it means."""

from __future__ import annotations

import pytest

from orchestration.model.errors import BadValue
from orchestration.workflows.outline import BASIC, LEVELS, WORKFLOWS, outline


@pytest.mark.parametrize("name", WORKFLOWS)
@pytest.mark.parametrize("monitoring", ["none", "basic", "full"])
def test_monitoring_chooses_how_much_of_the_last_phase_is_done(name: str, monitoring: str) -> None:
    made = {phase: tuple(s.task for s in steps) for phase, steps in outline({"task": name, "monitoring": monitoring}).phases}
    assert {p: t for p, t in made.items() if p != "monitoring"} == {p: t for p, t in WORKFLOWS[name].items() if p != "monitoring"}
    if "monitoring" in made:
        assert made["monitoring"] == {"none": (), "basic": BASIC[name], "full": WORKFLOWS[name]["monitoring"]}[monitoring]
        assert set(BASIC[name]) < set(WORKFLOWS[name]["monitoring"])


def test_a_list_of_ones_own_keeps_the_order_of_the_phases() -> None:
    made = outline({"tasks": ["alerts", "audit", {"task_type": "dockerfile", "stack": "express", "requirements": "Node 22"}, "ci_cd"], "stack": "nextjs", "platform": "aws"})
    assert [(phase, [s.task for s in steps]) for phase, steps in made.phases] == [("infrastructure", ["dockerfile", "ci_cd"]), ("security", ["audit"]), ("monitoring", ["alerts"])]
    first, second = made.phases[0][1]
    assert first.given["stack"] == "express" and first.given["requirements"] == "Node 22" and first.given["platform"] == "aws" and second.given["stack"] == "nextjs"


def test_each_level_lets_less_pass_than_the_one_before() -> None:
    sizes = [len(LEVELS[level]) for level in ("low", "medium", "high", "strict")]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("request_", [{"task": "deploy"}, {"tasks": []}, {"tasks": "audit"}, {"tasks": ["bake"]}, {"tasks": [{"task_type": None}]}, {"tasks": [3]}, {"security_level": "none"}, {"monitoring": True}, {"language": "de"}, [], None, "deploy_new_feature",
                                      {"task": ["deploy_new_feature"]}])
def test_what_is_none_of_the_allowed_is_refused(request_: object) -> None:
    with pytest.raises(BadValue) as refused:
        outline(request_)  # type: ignore[arg-type]
    assert refused.value.what.fr and refused.value.todo
