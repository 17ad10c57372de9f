"""What the contract says of every result, said once."""

from __future__ import annotations

import json
from typing import Any

KEYS = {"status", "output", "files", "config_files", "vulnerabilities", "severity", "metadata"}
METADATA = {"task_type", "stack", "platform", "environment", "service_name", "timestamp", "total_issues", "profile", "decisions", "requirements", "checks", "llm"}


def assert_contract(result: dict[str, Any], task: str) -> None:
    """Every key, every type, and that it survives JSON."""
    assert set(result) == KEYS
    assert json.loads(json.dumps(result)) == result
    assert result["status"] in ("success", "error")
    assert isinstance(result["output"], str) and result["output"].strip()
    assert result["files"] == result["config_files"]
    assert result["severity"] in ("critical", "high", "medium", "low", "none", "unknown")
    assert (result["severity"] == "unknown") == (result["status"] == "error")
    assert set(result["metadata"]) >= METADATA
    assert result["metadata"]["task_type"] == task
    assert result["metadata"]["total_issues"] == len(result["vulnerabilities"])
    for file in result["files"]:
        assert file["path"] and not file["path"].startswith("/") and ".." not in file["path"].split("/")
        assert isinstance(file["content"], str)
    for requirement in result["metadata"]["requirements"]:
        assert requirement["status"] in ("met", "partly met", "not met") and requirement["why"]
    for check in result["metadata"]["checks"]:
        assert check["status"] in ("passed", "failed", "not_run")
        assert check["status"] != "not_run" or check["reason"]


def assert_no_engine(result: dict[str, Any], task: str) -> None:
    """A task of the contract that has no engine yet says so and names those that work."""
    assert_contract(result, task)
    assert result["status"] == "error" and not result["files"]
    assert task in result["output"] and "dockerfile" in result["output"]
    assert result["metadata"]["error"]["code"] == "no-engine"
