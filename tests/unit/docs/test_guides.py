"""What the guides print is run: each command that says --dry-run, and each file they name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import cli

ROOT = Path(__file__).resolve().parents[3]
GUIDES = ("monitoring-guide.md", "slo-sla-templates.md")
COMMANDS = sorted({line.split("#")[0].strip() for guide in GUIDES for block in re.findall(r"```bash\n(.*?)```", (ROOT / "docs" / guide).read_text(), re.S) for line in block.splitlines() if line.startswith("devops-squad")})
RUN = [c for c in COMMANDS if "--dry-run" in c]


@pytest.mark.parametrize("command", RUN)
def test_a_command_of_a_guide_works(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(cli, [*shlex.split(command)[1:], "--no-checks"])
    assert done.exit_code == 0, done.output
    assert "✗ not met" not in done.output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_guide_is_one(command: str) -> None:
    words = shlex.split(command)[1:]
    # Only whether its words are understood; what it would do is not done.
    done = CliRunner().invoke(cli, [words[0], "--help"])
    assert done.exit_code == 0
    for option in (w for w in words if w.startswith("--")):
        assert option in done.output, option


def test_there_are_commands() -> None:
    assert len(RUN) >= 6
