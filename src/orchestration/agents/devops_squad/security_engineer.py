"""The security engineer: audits, dependency scans, secrets, rate limits, headers, authentication."""

from __future__ import annotations

from typing import Any

from .agent import Agent


class SecurityEngineerAgent(Agent):
    """Code audits, dependency scans, secret management, rate limits, security headers and authentication.

    Every method also takes ``project``, ``app``, ``environment`` and ``language``, and returns the contract's result dict.
    """

    role = "security"

    async def audit_code(self, code: str = "", stack: str = "nodejs", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "audit", "code": code, "stack": stack, **options})

    async def configure_secrets_management(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "secrets", "stack": stack, "requirements": requirements, **options})

    async def setup_rate_limiting(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "rate_limit", "stack": stack, "requirements": requirements, **options})

    async def configure_security_headers(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "headers", "stack": stack, "requirements": requirements, **options})

    async def scan_dependencies(self, package_file: str = "", stack: str = "nodejs", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "dependencies", "package_file": package_file, "stack": stack, **options})

    async def implement_authentication(self, stack: str = "nodejs", requirements: str = "", **options: Any) -> dict[str, Any]:
        return await self.execute({"task_type": "auth", "stack": stack, "requirements": requirements, **options})
