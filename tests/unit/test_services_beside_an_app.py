"""What the compose file says of a service holds for every release a project may state, not for the newest alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from orchestration.model.request import Request
from orchestration.pipeline import run_many


def service(tmp_path: Path, wish: str, kind: str) -> dict[str, Any]:
    """The service as written for a plain app whose owner asks for it."""
    (tmp_path / "package.json").write_text('{"name": "shop", "scripts": {"start": "node server.js"}}')
    (tmp_path / "server.js").write_text("require('http').createServer((q, r) => r.end()).listen(3000)\n")
    run = run_many([Request(task="docker_compose", project=str(tmp_path), platform="none", requirements=wish)], with_checks=False)
    return YAML(typ="safe").load(next(a.text for a in run.artefacts if a.path == "docker-compose.yml"))["services"][kind]


@pytest.mark.parametrize("wish", ["Elasticsearch", "Elasticsearch 7.17.9"])
def test_a_search_server_starts_as_the_account_its_entrypoint_would_step_down_to(wish: str, tmp_path: Path) -> None:
    written = service(tmp_path, wish, "elasticsearch")
    assert written["user"] == "1000:0" and written["cap_drop"] == ["ALL"] and "cap_add" not in written


def test_the_client_that_asks_an_object_store_for_its_health_can_write_its_configuration(tmp_path: Path) -> None:
    written = service(tmp_path, "S3", "s3")
    assert written["read_only"] and written["healthcheck"]["test"][1] == "mc"
    assert any(written["environment"]["MC_CONFIG_DIR"].startswith(f"{at}/") for at in written["tmpfs"])
