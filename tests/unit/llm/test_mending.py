"""A repair that a model writes counts where it bears what a rule's has to bear: the audit, the parser, the project's own tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests import gateway as g

from orchestration.cli import cli

KEY = "sk-or-v1-0123456789abcdef"
CODE = """from flask import Flask, redirect, request

app = Flask(__name__)


@app.get("/back")
def back():
    return redirect(request.args["next"])
"""
OLD = '    return redirect(request.args["next"])\n'
NEW = '    target = request.args["next"]\n    return redirect({"home": "/", "cart": "/cart"}.get(target, "/"))\n'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEVOPS_SQUAD_ANSWERS", str(tmp_path / "answers.sqlite3"))
    monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "audits"))
    found = tmp_path / "shop"
    found.mkdir()
    (found / "app.py").write_text(CODE)
    (found / "requirements.txt").write_text("flask==3.1.0\n")
    return found


def _changes(old: str, new: str, finding: int = 0) -> g.Play:
    def play(exchange: g.Exchange) -> None:
        is_review = "reviews" in exchange.question["tools"][0]["function"]["parameters"]["properties"]
        g.call({"reviews": []} if is_review else {"changes": [{"finding": finding, "old": old, "new": new}]})(exchange)

    return play


def _audit(monkeypatch: pytest.MonkeyPatch, shop: Path, play: g.Play, *options: str) -> tuple[dict[str, Any], g.Gateway]:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    with g.gateway(play) as gateway:
        monkeypatch.setenv("OPENROUTER_BASE_URL", gateway.url)
        done = CliRunner().invoke(cli, ["audit", str(shop), "--rule", "open-redirect", "--no-tools", "--json", "--jobs", "1", *options])
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.output), gateway


def test_without_being_asked_nobody_is(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, gateway = _audit(monkeypatch, shop, _changes(OLD, NEW), "--fix", "--no-tests")
    assert gateway.calls == 0 and len(found["findings"]) == 1 and (shop / "app.py").read_text() == CODE and "llm" not in found


def test_it_is_made_where_the_projects_tests_bear_it(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, gateway = _audit(monkeypatch, shop, _changes(OLD, NEW), "--fix", "--ask", "--tests", "test -s app.py")
    assert found["findings"] == [] and NEW in (shop / "app.py").read_text()
    assert "language model" in json.dumps(found["fix"]["made"] if "made" in found["fix"] else found["fix"]) and gateway.calls >= 1


def test_it_is_undone_where_they_do_not(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _ = _audit(monkeypatch, shop, _changes(OLD, NEW), "--fix", "--ask", "--tests", "grep -q 'redirect(request' app.py")
    assert (shop / "app.py").read_text() == CODE


def test_without_tests_it_is_only_proposed(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = _audit(monkeypatch, shop, _changes(OLD, NEW), "--fix", "--ask", "--no-tests")
    assert (shop / "app.py").read_text() == CODE
    assert [p["path"] for p in found["fix"]["proposed"]] == ["app.py"] and "no test" in found["fix"]["proposed"][0]["guess"] and '"cart"' in found["fix"]["proposed"][0]["diff"]


@pytest.mark.parametrize(("old", "new"), [
    (OLD, '    return redirect(request.args["next"] + "")\n'),                                      # the flaw is still there
    (OLD, '    return redirect("/"\n'),                                                              # it does not parse
    (OLD, '    return request.args["next"]\n'),                                                      # another flaw in its place
    (OLD, '    import subprocess\n    subprocess.run(["id"])\n    return redirect("/")\n'),          # it brings something along
    (OLD, '    return redirect("https://evil.example/")\n'),                                         # it goes elsewhere
    ("    return nothing_of_the_kind()\n", NEW),                                                     # it is not there
    (OLD, "\n" * 40 + NEW),                                                                          # it is large
], ids=["still there", "no syntax", "another flaw", "brings code", "brings an address", "not there", "large"])
def test_what_does_not_bear_the_proof_changes_nothing(shop: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    found, _ = _audit(monkeypatch, shop, _changes(old, new), "--fix", "--ask", "--tests", "true")
    assert (shop / "app.py").read_text() == CODE and len(found["findings"]) == 1 and found["fix"]["proposed"] == []


def test_what_would_be_sent_is_shown_and_not_sent(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    (shop / "app.py").write_text(CODE + 'password = "Tr0ub4dor&3"\n')
    done = CliRunner().invoke(cli, ["audit", str(shop), "--rule", "open-redirect", "--no-tools", "--jobs", "1", "--ask", "--show-prompts"])
    assert done.exit_code == 0 and "redirect(request.args" in done.output and "Tr0ub4dor" not in done.output
    assert json.loads(done.output.splitlines()[0])["messages"][0]["role"] == "system"
