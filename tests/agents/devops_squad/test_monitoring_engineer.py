"""The contract of the monitoring engineer; its engines come later, and until then it says so."""

from __future__ import annotations

import pytest

from orchestration.agents.devops_squad import MonitoringEngineerAgent

from .contract import assert_no_engine

CALLS = {
    "sentry": lambda agent: agent.setup_sentry("nextjs", "web-app", "Error tracking + performance + session replay"),
    "dashboards": lambda agent: agent.create_dashboards("api", "Golden Signals + business metrics"),
    "slo_sla": lambda agent: agent.define_slo_sla("api", "99.9% uptime, p95 < 500ms"),
    "health_checks": lambda agent: agent.implement_health_checks("nodejs", "api"),
    "logging": lambda agent: agent.setup_logging("nodejs"),
    "alerts": lambda agent: agent.configure_alerts("api", "P0: Service down. P1: SLO burn rate"),
}


@pytest.mark.parametrize("task", sorted(CALLS))
async def test_every_method_answers_in_the_contracts_form(task: str) -> None:
    assert_no_engine(await CALLS[task](MonitoringEngineerAgent("your-api-key")), task)


async def test_the_tasks_are_the_contracts() -> None:
    assert set(MonitoringEngineerAgent().tasks) == set(CALLS)
