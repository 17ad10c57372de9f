"""Money, tokens, time, memory and the cache: what a caller allowed is what is taken."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from tests import faults
from tests import gateway as g

from orchestration.agents.devops_squad import InfrastructureEngineerAgent
from orchestration.llm.leash import Purse

KEY = "sk-or-v1-0123456789abcdef"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVOPS_SQUAD_ANSWERS", str(tmp_path / "answers.sqlite3"))
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)


def _agent(gateway: g.Gateway, **options: object) -> InfrastructureEngineerAgent:
    return InfrastructureEngineerAgent(KEY, base_url=gateway.url, **options)  # type: ignore[arg-type]


async def test_an_unchanged_question_costs_nothing_whoever_asks() -> None:
    with g.gateway(faults.GOOD) as gateway:
        first = await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
        second = await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 1
    assert second["metadata"]["llm"] | {"used": True} == first["metadata"]["llm"] | {"calls": 0, "tokens": 0, "tokens_in": 0, "tokens_out": 0, "cost_usd": 0.0, "cache_hits": 1}
    assert second["files"] == first["files"] and second["metadata"]["requirements"] == first["metadata"]["requirements"]


async def test_the_same_agent_asked_the_same_again_asks_nobody() -> None:
    with g.gateway(faults.GOOD) as gateway:
        agent = _agent(gateway)
        for _ in range(3):
            await agent.generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 1


@pytest.mark.parametrize("change", [{"model": "other/model"}, {"system_prompt": "You are strict."}])
async def test_another_model_or_prompt_is_another_question(change: dict[str, str]) -> None:
    with g.gateway(faults.GOOD) as gateway:
        await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
        await _agent(gateway, **change).generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 2
    said = gateway.seen[1].question
    assert said["model"] == change.get("model", said["model"]) and change.get("system_prompt", "") in said["messages"][0]["content"]


async def test_an_answer_that_holds_no_more_is_asked_for_anew(tmp_path: Path) -> None:
    with g.gateway(faults.GOOD) as gateway:
        await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
        import sqlite3

        with sqlite3.connect(tmp_path / "answers.sqlite3") as store:
            store.execute("UPDATE answer SET body = ?", (json.dumps({"form": 1, "arguments": {"readings": [{"clause": 1, "words": "nobody wrote this", "says": "alpine"}]}}),))
        result = await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 2 and result["metadata"]["requirements"][1]["status"] == "met"


async def test_a_broken_cache_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite3").write_text("no database at all")
    with g.gateway(faults.GOOD) as gateway:
        result = await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
    assert result["metadata"]["llm"]["used"] and gateway.calls == 1


async def test_understood_words_ask_nobody() -> None:
    with g.gateway(faults.GOOD) as gateway:
        result = await _agent(gateway).generate_dockerfile("express", "Node 22, Alpine")
    assert gateway.calls == 0 and result["metadata"]["llm"]["used"] is False and result["metadata"]["llm"]["error"] is None and result["metadata"]["llm"]["reason"]


async def test_a_budget_of_nothing_asks_nobody() -> None:
    with g.gateway(faults.GOOD) as gateway:
        result = await _agent(gateway, budget_usd=0.0).generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 0 and result["status"] == "success" and result["metadata"]["llm"]["error_code"] == "budget"


async def test_an_agent_stops_where_its_money_is_spent() -> None:
    with g.gateway(g.good([(1, "easy on our disks", "small image")], cost=0.04)) as gateway:
        agent = _agent(gateway, budget_usd=0.1, use_cache=False)
        codes = [(await agent.generate_dockerfile("express", f"Node {version}, easy on our disks"))["metadata"]["llm"]["error_code"] for version in (20, 22, 24, 22, 20)]
    assert codes == [None, None, None, "budget", "budget"] and gateway.calls == 3


async def test_agents_of_one_run_share_its_money() -> None:
    purse = Purse(0.05)
    with g.gateway(g.good([(1, "easy on our disks", "small image")], cost=0.05)) as gateway:
        first = await _agent(gateway, purse=purse, use_cache=False).generate_dockerfile("express", faults.REQUIREMENTS)
        second = await _agent(gateway, purse=purse, use_cache=False).generate_dockerfile("express", faults.REQUIREMENTS)
    assert first["metadata"]["llm"]["used"] and second["metadata"]["llm"]["error_code"] == "budget" and gateway.calls == 1 and purse.left == 0


async def test_corrections_are_paid_from_the_same_call() -> None:
    """A model that costs the whole call with its first, wrong answer is not asked to correct it."""
    with g.gateway(g.call({"readings": "wrong"}, cost=0.1), faults.GOOD) as gateway:
        result = await _agent(gateway, usd_per_call=0.1).generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 1 and result["metadata"]["llm"]["error_code"] == "budget" and result["metadata"]["llm"]["cost_usd"] == 0.1


async def test_tokens_are_counted_by_the_gateways_figures() -> None:
    with g.gateway(g.call({"readings": "wrong"}, tokens=(5900, 10)), faults.GOOD) as gateway:
        result = await _agent(gateway).generate_dockerfile("express", faults.REQUIREMENTS)
    assert gateway.calls == 1 and result["metadata"]["llm"]["error_code"] == "budget"


async def test_a_provider_may_not_be_dearer_than_the_budget() -> None:
    with g.gateway(faults.GOOD) as gateway:
        await _agent(gateway, usd_per_call=0.01, use_cache=False).generate_dockerfile("express", faults.REQUIREMENTS)
        await _agent(gateway, usd_per_call=1.0, use_cache=False).generate_dockerfile("express", faults.REQUIREMENTS)
    small, large = (e.question for e in gateway.seen)
    price, size = small["provider"]["max_price"], len(gateway.seen[0].body)
    # At the dearest allowed, with every byte a token's third and every token used, the call stays within its cent.
    assert size / 4 * price["prompt"] / 1e6 + small["max_tokens"] * price["completion"] / 1e6 <= 0.01
    assert large["provider"]["max_price"]["prompt"] > price["prompt"] and small["max_tokens"] <= 1500


async def test_a_deadline_of_a_second_gives_the_engines_result() -> None:
    with g.gateway(g.hangs) as gateway:
        started = time.monotonic()
        result = await _agent(gateway, deadline_seconds=1.0).generate_dockerfile("static", "easy on our disks")
    assert result["status"] == "success" and result["files"] and result["metadata"]["llm"]["error_code"] in ("deadline", "timeout")
    assert time.monotonic() - started < 10


async def test_the_conversation_goes_on_until_it_is_cleared() -> None:
    with g.gateway(g.good()) as gateway:
        agent = _agent(gateway, use_cache=False)
        await agent.generate_dockerfile("express", "the checkout must never be sluggish")
        await agent.generate_dockerfile("express", "same care as before")
        agent.clear_memory()
        await agent.generate_dockerfile("express", "same care as before")
    contents = [[m["content"] for m in e.question["messages"]] for e in gateway.seen]
    assert not any("sluggish" in str(c) for c in contents[0][:-1]) and any("sluggish" in str(c) for c in contents[1][:-1]) and not any("sluggish" in str(c) for c in contents[2])
    assert [m["role"] for m in gateway.seen[1].question["messages"]] == ["system", "user", "assistant", "user"]


async def test_a_long_conversation_stays_within_the_tokens_of_a_call() -> None:
    with g.gateway(g.good()) as gateway:
        agent = _agent(gateway, use_cache=False)
        for i in range(12):
            result = await agent.generate_dockerfile("express", f"wish number {i}: " + "quite a lot of words that nobody understands " * 6)
    assert result["metadata"]["llm"]["error"] is None and gateway.calls == 12
    assert max(len(e.body) for e in gateway.seen) / 3 < 6000


async def test_progress_is_told_while_it_goes_on() -> None:
    steps: list[str] = []
    with g.gateway(g.refuses(503), faults.GOOD) as gateway:
        await _agent(gateway, on_progress=steps.append, use_cache=False).generate_dockerfile("express", faults.REQUIREMENTS)
    assert [s for s in steps if s in ("profile", "dockerfile", "asking", "unavailable", "asking again", "done")][:1] == ["profile"]
    assert {"asking", "unavailable", "asking again", "checks", "done"} <= set(steps)


async def test_a_stream_tells_its_steps_and_ends_with_the_result() -> None:
    with g.gateway(g.refuses(503), faults.GOOD) as gateway:
        events = [e async for e in _agent(gateway, use_cache=False).stream({"task_type": "dockerfile", "stack": "express", "requirements": faults.REQUIREMENTS})]
    assert {"asking", "unavailable", "checks"} <= {e["step"] for e in events[:-1]} and events[-1]["event"] == "result" and events[-1]["result"]["metadata"]["llm"]["used"]


async def test_where_nothing_was_made_the_key_is_not_said_to_be_missing() -> None:
    with g.gateway(faults.GOOD) as gateway:
        result = await _agent(gateway).execute({"task_type": "terraform", "stack": "express", "requirements": "a VPC and something odd"})
    assert result["status"] == "error" and "API key" not in result["metadata"]["llm"]["reason"] and gateway.calls == 0
    assert [r["status"] for r in result["metadata"]["requirements"]] == ["not met"] * len(result["metadata"]["requirements"]) and result["metadata"]["requirements"]


@pytest.mark.parametrize("task", ["dockerfile", "docker_compose", "ci_cd"])
async def test_a_question_is_small(task: str) -> None:
    """With every clause open: what a task may cost at most."""
    with g.gateway(g.good()) as gateway:
        await _agent(gateway).execute({"task_type": task, "stack": "nextjs", "platform": "vercel", "requirements": ", ".join(f"a thing of kind {i} nobody knows" for i in range(12))})
    assert len(gateway.seen[0].body) / 3 < 3000
