"""The three workflows a caller writes by hand and the one the product brings, called as the project's founding document calls them: without a key, and with a placeholder for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.agents.devops_squad import InfrastructureEngineerAgent, MonitoringEngineerAgent, SecurityEngineerAgent
from orchestration.workflows import DevOpsWorkflow

from .contract import assert_contract

KEY = "your-api-key"
NO_ENGINE = {"headers", "rate_limit", "secrets"}


def _is_answered(result: dict[str, Any], task: str) -> None:
    assert_contract(result, task)
    assert result["status"] == ("error" if task in NO_ENGINE else "success"), (task, result["output"])
    # A key that is none is said to be none, and how to get one.
    assert result["metadata"]["llm"]["error_code"] == "placeholder-key" and "OPENROUTER_API_KEY" in result["metadata"]["llm"]["todo"]


async def test_setup_of_a_new_app() -> None:
    stack, platform = "nextjs", "vercel"
    infra, security, monitoring = InfrastructureEngineerAgent(KEY), SecurityEngineerAgent(KEY), MonitoringEngineerAgent(KEY)
    _is_answered(await infra.generate_dockerfile(stack=stack), "dockerfile")
    _is_answered(await infra.generate_docker_compose(stack=stack), "docker_compose")
    _is_answered(await infra.setup_ci_cd(stack=stack, platform=platform), "ci_cd")
    _is_answered(await security.configure_security_headers(stack=stack), "headers")
    _is_answered(await security.setup_rate_limiting(stack=stack), "rate_limit")
    _is_answered(await security.configure_secrets_management(stack=stack), "secrets")
    _is_answered(await monitoring.setup_sentry(stack=stack, service_name="app"), "sentry")
    _is_answered(await monitoring.implement_health_checks(stack=stack, service_name="app"), "health_checks")
    _is_answered(await monitoring.setup_logging(stack=stack), "logging")
    _is_answered(await monitoring.create_dashboards(service_name="app"), "dashboards")
    _is_answered(await monitoring.define_slo_sla(service_name="app"), "slo_sla")


async def test_audit_and_correction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVOPS_SQUAD_OFFLINE", "1")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "routes.ts").write_text("export const find = (req, res) => db.query(`SELECT * FROM users WHERE id = ${req.params.id}`);\n")
    (tmp_path / "package.json").write_text('{"name":"x","dependencies":{"express":"4.17.1"}}')
    security = SecurityEngineerAgent(KEY)
    audit = await security.audit_code((tmp_path / "api" / "routes.ts").read_text(), stack="nodejs")
    scan = await security.scan_dependencies((tmp_path / "package.json").read_text(), stack="nodejs")
    headers = await security.configure_security_headers(stack="nodejs")
    _is_answered(audit, "audit")
    _is_answered(headers, "headers")
    assert_contract(scan, "dependencies")
    assert audit["severity"] in ("critical", "high") and audit["vulnerabilities"]


async def test_monitoring_in_production() -> None:
    monitoring, service = MonitoringEngineerAgent(KEY), "api"
    slo = await monitoring.define_slo_sla(service_name=service, requirements="99.9% uptime, p95 < 500ms, < 0.1% error rate")
    _is_answered(slo, "slo_sla")
    _is_answered(await monitoring.create_dashboards(service_name=service, requirements="Golden Signals + SLO compliance + business metrics"), "dashboards")
    _is_answered(await monitoring.configure_alerts(service_name=service, requirements="P0: Service down, High error rate. P1: SLO burn rate"), "alerts")
    _is_answered(await monitoring.setup_sentry(stack="nodejs", service_name=service, requirements="Error tracking + performance + release tracking"), "sentry")
    assert [r["status"] for r in slo["metadata"]["requirements"]] == ["met", "met", "met"]


async def test_the_workflow_that_comes_with_it() -> None:
    result = await DevOpsWorkflow(api_key=KEY).execute({"task": "deploy_new_feature", "stack": "nextjs", "platform": "vercel", "security_level": "high", "monitoring": "full"})
    assert list(result["phases"]) == ["infrastructure", "security", "monitoring"] and result["status"] == "success" and not result["blocked"]
    assert set(result["phases"]["monitoring"]["results"]) == {"health_checks", "dashboards", "alerts"} and json.dumps(result)
