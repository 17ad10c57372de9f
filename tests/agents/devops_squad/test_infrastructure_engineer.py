"""The contract of the infrastructure engineer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from orchestration.agents.devops_squad import InfrastructureEngineerAgent
from orchestration.stacks import STACKS

from .contract import assert_contract, assert_no_engine


def content(result: dict[str, Any], path: str) -> str:
    return next(f["content"] for f in result["files"] if f["path"] == path)


@pytest.fixture
def agent() -> InfrastructureEngineerAgent:
    return InfrastructureEngineerAgent(api_key="your-api-key")


async def test_the_key_may_be_positional_and_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "from-environment")
    assert InfrastructureEngineerAgent("given").api_key == "given"
    assert InfrastructureEngineerAgent().api_key == "from-environment"
    monkeypatch.delenv("OPENROUTER_API_KEY")
    assert InfrastructureEngineerAgent().api_key is None


async def test_dockerfile_as_the_seed_prints_it(agent: InfrastructureEngineerAgent) -> None:
    result = await agent.generate_dockerfile(stack="nextjs", requirements="Production build avec Tailwind et TypeScript")
    assert_contract(result, "dockerfile")
    assert result["status"] == "success"
    text = content(result, "Dockerfile")
    assert text.count("FROM ") >= 3 and "USER 65532:65532" in text and "HEALTHCHECK" in text
    assert {r["clause"]: r["status"] for r in result["metadata"]["requirements"]} == {"Production build avec Tailwind": "partly met", "TypeScript": "met"}  # no project was read that has Tailwind


async def test_pipeline_as_the_seed_prints_it(agent: InfrastructureEngineerAgent) -> None:
    result = await agent.setup_ci_cd(stack="nextjs", platform="vercel", requirements="Tests E2E avec Playwright + déploiement preview")
    assert_contract(result, "ci_cd")
    assert result["status"] == "success"
    assert any(f["path"].startswith(".github/workflows/") for f in result["files"])
    found = {r["clause"]: r for r in result["metadata"]["requirements"]}
    assert set(found) == {"Tests E2E avec Playwright", "déploiement preview"}
    assert found["déploiement preview"]["status"] == "met" and found["déploiement preview"]["where"]
    # From a stack's name alone no Playwright test is known to exist: a minimal one comes along and the reason says so.
    e2e = found["Tests E2E avec Playwright"]
    assert e2e["status"] == "met" and "minimal Playwright test is added" in e2e["why"] and e2e["where"]


REPRESENTATIVES = {min(id for id, stack in STACKS.items() if stack.toolchain == toolchain) for toolchain in {stack.toolchain for stack in STACKS.values()}}
"""One stack of each toolchain; what is made for every stack is handed to the real programs at once in tests/live/test_every_file.py."""


@pytest.mark.parametrize("stack", [pytest.param(id, marks=[] if id in REPRESENTATIVES else [pytest.mark.extended]) for id in sorted(STACKS)])
async def test_every_stack_gets_a_dockerfile_and_a_compose_file(agent: InfrastructureEngineerAgent, stack: str) -> None:
    dockerfile = await agent.generate_dockerfile(stack=stack)
    compose = await agent.generate_docker_compose(stack=stack, requirements="PostgreSQL 15")
    for result, task in ((dockerfile, "dockerfile"), (compose, "docker_compose")):
        assert_contract(result, task)
        assert result["status"] == "success", result["output"]
        assert [c for c in result["metadata"]["checks"] if c["status"] == "failed"] == []
    assert "postgres:15" in content(compose, "docker-compose.yml")
    profile = dockerfile["metadata"]["profile"]
    assert profile["stack"]["value"] == stack and profile["stack"]["assumed"]


async def test_a_callers_loop_works_unchanged(agent: InfrastructureEngineerAgent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = await agent.generate_dockerfile(stack="static")
    for f in result["files"]:
        Path(f["path"]).parent.mkdir(parents=True, exist_ok=True)
        Path(f["path"]).write_text(f["content"])
    assert (tmp_path / "Dockerfile").is_file()


async def test_a_project_is_read_and_each_fact_has_its_line(agent: InfrastructureEngineerAgent, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{\n  "name": "shop",\n  "scripts": {"start": "node server.js"},\n  "dependencies": {"express": "^5.0.0", "pg": "^8"}\n}\n')
    (tmp_path / "package-lock.json").write_text('{"name": "shop", "lockfileVersion": 3, "packages": {}}')
    (tmp_path / "server.js").write_text("const url = process.env.DATABASE_URL\n\napp.listen(4321)\n")
    result = await agent.generate_docker_compose(project=str(tmp_path))
    assert_contract(result, "docker_compose")
    profile = result["metadata"]["profile"]
    assert profile["port"] == {"value": 4321, "evidence": ["server.js:3"], "assumed": ""}
    assert [s["value"]["kind"] for s in profile["services"]] == ["postgresql"]
    assert "DATABASE_URL: postgresql://app:" in content(result, "docker-compose.yml")


@pytest.mark.parametrize(("task", "values"), [("terraform", {}), ("deployment", {"environment": "staging"})])
async def test_a_task_without_an_engine_says_so(agent: InfrastructureEngineerAgent, task: str, values: dict[str, str]) -> None:
    assert_no_engine(await agent.execute({"task_type": task, "stack": "nodejs", **values}), task)
    result = await (agent.provision_infrastructure("nodejs", "aws") if task == "terraform" else agent.configure_deployment("nodejs", "aws", "staging"))
    assert_no_engine(result, task)


async def test_an_unknown_task_names_the_valid_ones(agent: InfrastructureEngineerAgent) -> None:
    result = await agent.execute({"task_type": "bake_a_cake"})
    assert result["status"] == "error" and result["severity"] == "unknown"
    assert all(task in result["output"] for task in ("dockerfile", "docker_compose", "ci_cd", "terraform", "deployment"))


@pytest.mark.parametrize("values", [{"stack": "cobol-on-cogs"}, {"project": "/no/such/directory"}, {"stack": "nodejs", "language": "de"}, {"stack": "nodejs", "platform": "nowhere"}, {"stack": "nodejs\nRUN id"}])
async def test_bad_values_are_results_and_not_exceptions(agent: InfrastructureEngineerAgent, values: dict[str, str]) -> None:
    result = await agent.execute({"task_type": "dockerfile", **values})
    assert result["status"] == "error" and result["output"].strip() and not result["files"]


async def test_keys_left_out_take_the_defaults(agent: InfrastructureEngineerAgent) -> None:
    metadata = (await agent.execute({"task_type": "dockerfile"}))["metadata"]
    assert (metadata["stack"], metadata["platform"], metadata["environment"], metadata["service_name"]) == ("nodejs", "vercel", "production", "app")


async def test_memory_keeps_the_conversation_until_it_is_cleared(agent: InfrastructureEngineerAgent) -> None:
    assert agent.get_memory() == []
    await agent.generate_dockerfile(stack="static", requirements="petite image")
    memory = agent.get_memory()
    assert [m["role"] for m in memory] == ["user", "assistant"] and "petite image" in memory[0]["content"]
    memory.clear()
    assert len(agent.get_memory()) == 2
    agent.clear_memory()
    assert agent.get_memory() == []


async def test_the_same_input_gives_the_same_bytes(agent: InfrastructureEngineerAgent) -> None:
    first, second = await asyncio.gather(agent.generate_docker_compose("express", "Redis"), agent.generate_docker_compose("express", "Redis"))
    assert first["files"] == second["files"]


async def test_french_is_spoken_throughout(agent: InfrastructureEngineerAgent) -> None:
    result = await agent.generate_dockerfile("static", "image légère", language="fr")
    assert "Ce qui a été prouvé" in result["output"]
    assert "Ce qui s'exécute en production" in content(result, "Dockerfile")


async def test_french_throughout(agent: InfrastructureEngineerAgent) -> None:
    """Report, reasons, notices and the comments and step names that the task writes; names of tools and what they say stay as they are."""
    result = await agent.setup_ci_cd(stack="nextjs", platform="vercel", requirements="Tests E2E avec Playwright + déploiement preview, canari", language="fr")
    assert_contract(result, "ci_cd")
    for heading in ("## Le projet", "## Ce qui a été produit", "## Vos exigences", "## Ce qui a été prouvé", "## Et ensuite"):
        assert heading in result["output"]
    assert "package manager" not in result["output"] and "- gestionnaire de paquets : **npm" in result["output"]
    assert [r["status"] for r in result["metadata"]["requirements"]] == ["met", "met", "not met"]
    assert "le trafic bascule" in result["metadata"]["requirements"][2]["why"]
    assert "name: Check out" not in content(result, ".github/workflows/ci.yml") and "name: Récupérer le code" in content(result, ".github/workflows/ci.yml")


async def test_ci_cd_as_the_seed_prints_it_brings_what_it_asks_for(agent: InfrastructureEngineerAgent) -> None:
    result = await agent.setup_ci_cd(stack="nextjs", platform="vercel", requirements="Tests E2E avec Playwright + déploiement preview")
    assert {r["clause"]: r["status"] for r in result["metadata"]["requirements"]} == {"Tests E2E avec Playwright": "met", "déploiement preview": "met"}
    assert {"e2e/package-lock.json", "e2e/smoke.e2e.js"} <= {f["path"] for f in result["files"]}
    assert next(d for d in result["metadata"]["decisions"] if d["name"] == "e2e")["origin"] == "requirement"
