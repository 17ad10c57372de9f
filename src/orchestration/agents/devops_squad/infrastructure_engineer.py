"""The infrastructure engineer: images, compose files, pipelines, infrastructure as code, deployments."""

from __future__ import annotations

from typing import Any

from .agent import Agent


class InfrastructureEngineerAgent(Agent):
    """Dockerfiles, compose files, CI/CD pipelines, infrastructure as code and deployments.

    Every method also takes ``project`` (a directory to read instead of only a stack's name), ``app`` (which application
    of a monorepo), ``environment`` and ``language`` ("en" or "fr"), and returns the contract's result dict.
    """

    role = "infrastructure"

    async def generate_dockerfile(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "dockerfile", "stack": stack, "requirements": requirements, **options})

    async def generate_docker_compose(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "docker_compose", "stack": stack, "requirements": requirements, **options})

    async def setup_ci_cd(self, stack: str = "nodejs", platform: str = "vercel", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "ci_cd", "stack": stack, "platform": platform, "requirements": requirements, **options})

    async def provision_infrastructure(self, stack: str = "nodejs", platform: str = "vercel", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "terraform", "stack": stack, "platform": platform, "requirements": requirements, **options})

    async def configure_deployment(self, stack: str = "nodejs", platform: str = "vercel", environment: str = "production", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "deployment", "stack": stack, "platform": platform, "environment": environment, "requirements": requirements, **options})
