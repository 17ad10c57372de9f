"""What is not asked for is not loaded: help and the agents start without the language model, the durable workflows and the MCP server."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("pydantic", "pydantic_ai", "openai", "dbos", "sqlalchemy", "mcp", "mcp_types", "starlette", "uvicorn", "httpx", "httpx2", "jsonschema")
MAX_MEGABYTES = 50
STARTS = {
    "the agents": "import orchestration.agents.devops_squad as squad; squad.InfrastructureEngineerAgent, squad.SecurityEngineerAgent, squad.MonitoringEngineerAgent",
    "the workflow": "import orchestration.workflows as w; w.DevOpsWorkflow",
    "the command line": "import orchestration.cli",
    "--help": "from orchestration.cli import cli; cli(['--help'], standalone_mode=False)",
    "mcp --help": "from orchestration.cli import cli; cli(['mcp', '--help'], standalone_mode=False)",
    "the MCP server's own modules": "import orchestration.mcp_server.server, orchestration.mcp_server.serving",
}
_LOOK = "\nimport json, resource, sys; print('\\n' + json.dumps([sorted({m.split('.')[0] for m in sys.modules}), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))"


def started(code: str) -> tuple[set[str], float]:
    """The top-level modules a fresh interpreter then holds, and its megabytes."""
    # By way of a shell: on Linux a process's peak is at least its parent's, and this one's is not ours to judge.
    done = subprocess.run(["sh", "-c", '"$1" -c "$2"; exit $?', "sh", sys.executable, code + _LOOK], capture_output=True, text=True, check=True)
    loaded, kilobytes = json.loads(done.stdout.splitlines()[-1])
    return set(loaded), kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("code", STARTS.values(), ids=STARTS.keys())
def test_a_start_loads_nothing_heavy(code: str) -> None:
    loaded, megabytes = started(code)
    assert "orchestration" in loaded
    assert not loaded & set(HEAVY)
    assert megabytes < MAX_MEGABYTES


def test_the_look_sees_what_is_loaded() -> None:
    loaded, megabytes = started("import pydantic; held = bytearray(60_000_000)")
    assert "pydantic" in loaded and megabytes > MAX_MEGABYTES
