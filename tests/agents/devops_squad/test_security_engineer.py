"""The contract of the security engineer; its engines come later, and until then it says so."""

from __future__ import annotations

import pytest

from orchestration.agents.devops_squad import SecurityEngineerAgent

from .contract import assert_no_engine

CALLS = {
    "audit": lambda agent: agent.audit_code("app.get('/', handler)", stack="nodejs"),
    "secrets": lambda agent: agent.configure_secrets_management("nodejs"),
    "rate_limit": lambda agent: agent.setup_rate_limiting("nodejs", "Protection API publique + login endpoint"),
    "headers": lambda agent: agent.configure_security_headers("nodejs"),
    "dependencies": lambda agent: agent.scan_dependencies('{"dependencies": {}}', "nodejs"),
    "auth": lambda agent: agent.implement_authentication("nodejs"),
}


@pytest.mark.parametrize("task", sorted(CALLS))
async def test_every_method_answers_in_the_contracts_form(task: str) -> None:
    assert_no_engine(await CALLS[task](SecurityEngineerAgent("your-api-key")), task)


async def test_the_tasks_are_the_contracts() -> None:
    assert set(SecurityEngineerAgent().tasks) == set(CALLS)


async def test_another_agents_task_is_refused_with_the_valid_ones() -> None:
    result = await SecurityEngineerAgent().execute({"task_type": "dockerfile"})
    assert result["status"] == "error" and "rate_limit" in result["output"]
