"""The command line as its callers meet it: exit codes, errors in their language and form, help, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import COMMANDS, cli
from orchestration.edges import pins_update
from orchestration.edges.pins_update import PinsUpdate
from orchestration.model.errors import FetchFailed
from orchestration.model.text import Text
from orchestration.pins.update import Difference


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), env={"LC_ALL": "C"})


def test_an_error_speaks_the_language_that_was_asked_for(tmp_path: Path) -> None:
    english, french = run("setup", str(tmp_path / "no")), run("setup", str(tmp_path / "no"), "--language", "fr")
    assert (english.exit_code, french.exit_code) == (2, 2)
    assert "error: no such directory" in english.stderr and "erreur : répertoire introuvable" in french.stderr
    assert english.stdout == french.stdout == ""


@pytest.mark.parametrize("command", ["setup", "dockerfile", "profile", "check"])
def test_an_error_for_machines_is_one_json_document_on_standard_output(command: str, tmp_path: Path) -> None:
    done = run(command, str(tmp_path / "no"), "--json")
    assert done.exit_code == 2 and done.stderr == ""
    assert json.loads(done.stdout)["error"]["what"].startswith("no such directory")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0 and "Usage:" in done.stdout and len(done.stdout.splitlines()) > 5


@pytest.mark.parametrize("words", [["nope"], ["setup", "--nope"], ["setup", ".", "--language", "de"], ["pins", "update", "nope"], ["setup", ".", "--arch", "pdp11"]])
def test_wrong_usage_ends_with_two(words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"x","scripts":{"start":"node s.js"},"dependencies":{"express":"^5"}}')
    command = [sys.executable, "-m", "orchestration", "profile", str(tmp_path), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")})
    assert process.stdout and process.stderr
    process.stdout.close()
    said = process.stderr.read().decode()
    process.wait()
    process.stderr.close()
    assert "Traceback" not in said


def test_no_colour_in_a_pipe_and_no_progress(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"x","scripts":{"start":"node s.js"},"dependencies":{"express":"^5"}}')
    done = run("setup", str(tmp_path), "--dry-run", "--no-checks")
    assert done.exit_code == 0 and "\033" not in done.output and done.stderr == ""


def test_pins_update_shows_each_entry_before_and_after(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: dict[str, Any] = {}

    def update(today: object, **values: Any) -> PinsUpdate:
        asked.update(values)
        values["progress"]("actions", 1, 2)
        return PinsUpdate((Difference("actions", "actions/checkout", "v1 aaa", "v2 bbb"), Difference("images", "node:99", "", "")), None if values["dry_run"] else tmp_path)

    monkeypatch.setattr(pins_update, "update", update)
    dry = run("pins", "update", "actions", "--dry-run")
    assert dry.exit_code == 0 and asked["tables"] == ("actions",)
    assert "-actions: actions/checkout v1 aaa\n+actions: actions/checkout v2 bbb\n" in dry.stdout and "nothing was written" in dry.stdout
    told = json.loads(run("pins", "update", "--json").stdout)
    assert told["written_to"] == str(tmp_path) and told["differences"][0] == {"table": "actions", "entry": "actions/checkout", "before": "v1 aaa", "after": "v2 bbb"}


def test_pins_update_that_reaches_nobody_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def update(today: object, **values: Any) -> PinsUpdate:
        raise FetchFailed(Text("nobody answers", "personne ne répond"), Text("look at the network", "vérifiez le réseau"))

    monkeypatch.setattr(pins_update, "update", update)
    done = run("pins", "update", "--language", "fr")
    assert done.exit_code == 2 and "personne ne répond" in done.stderr


def test_pins_names_every_table_with_its_age_and_source() -> None:
    rows = json.loads(run("pins", "--json").stdout)
    assert {r["name"] for r in rows} == {"actions", "debian", "images", "owasp", "runtimes", "tools", "wheels", "witnessed"}
    assert all(r["source"] and r["entries"] > 0 and r["age_days"] >= 0 and r["is_stale"] == (r["age_days"] > 90) for r in rows)


@pytest.mark.parametrize(("words", "looks"), [((), 1), (("--wire",), 2)])
def test_a_project_is_looked_at_once_unless_its_entry_was_changed(words: tuple[str, ...], looks: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration import profiling

    (tmp_path / "package.json").write_text('{"name":"x","scripts":{"start":"node s.js"},"dependencies":{"express":"^5"}}')
    (tmp_path / "s.js").write_text('const app = require("express")();\napp.listen(3000);\n')
    seen, profile = [], profiling.profile
    monkeypatch.setattr(profiling, "profile", lambda *args: seen.append(1) or profile(*args))
    done = run("setup", str(tmp_path), "--monitoring", "--no-checks", *words)
    assert done.exit_code == 0 and (tmp_path / "monitoring/prometheus/rules/alerts.yml").is_file(), done.stderr
    assert len(seen) == looks
    assert ("start.cjs" in (tmp_path / "s.js").read_text()) == bool(words)
