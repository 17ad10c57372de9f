"""The monitoring engineer: Sentry, dashboards, objectives, health checks, logs, alerts."""

from __future__ import annotations

from typing import Any

from .agent import Agent


class MonitoringEngineerAgent(Agent):
    """Error tracking, dashboards, service-level objectives, health checks, structured logs and alerts.

    Every method also takes ``project``, ``app``, ``environment`` and ``language``, and returns the contract's result dict.
    """

    role = "monitoring"

    async def setup_sentry(self, stack: str = "nodejs", service_name: str = "app", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "sentry", "stack": stack, "service_name": service_name, "requirements": requirements, **options})

    async def create_dashboards(self, service_name: str = "app", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "dashboards", "service_name": service_name, "requirements": requirements, **options})

    async def define_slo_sla(self, service_name: str = "app", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "slo_sla", "service_name": service_name, "requirements": requirements, **options})

    async def implement_health_checks(self, stack: str = "nodejs", service_name: str = "app", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "health_checks", "stack": stack, "service_name": service_name, **options})

    async def setup_logging(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "logging", "stack": stack, "requirements": requirements, **options})

    async def configure_alerts(self, service_name: str = "app", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "alerts", "service_name": service_name, "requirements": requirements, **options})
