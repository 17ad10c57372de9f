"""``devops-squad audit`` as its callers meet it: exit codes, forms, files, narrowing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import cli

BAD = "from flask import Flask, request\nimport os\napp = Flask(__name__)\n\n@app.route('/x')\ndef x():\n    os.system(request.args['x'])\n    return ''\n"
GOOD = "print(1)\n"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "audits"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "bad.py").write_text(BAD)
    (root / "good.py").write_text(GOOD)
    return root


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["audit", *map(str, words)], env={"LC_ALL": "C"})


def test_findings_end_with_one_and_show_their_way(project: Path) -> None:
    done = run(project)
    assert done.exit_code == 1
    assert "bad.py" in done.stdout and "os.system(request.args['x'])" in done.stdout and "command-injection" in done.stdout and "1 critical" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("more", "code"), [
    (("--fail-on", "critical"), 1), (("--exclude", "bad.py"), 0), (("--rule", "sql-injection"), 0), (("--rule", "command-injection"), 1), (("--rule", "no-such"), 2), (("--fail-on", "none"), 2), (("--jobs", "0"), 2), (("--html", "page.txt"), 2), (("--baseline", "no-such.json"), 2),
])
def test_exit_codes(project: Path, more: tuple[str, ...], code: int) -> None:
    assert run(project, *more).exit_code == code


def test_what_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    assert run(tmp_path / "no").exit_code == 2


def test_what_could_not_be_looked_at_ends_with_three(tmp_path: Path) -> None:
    assert run(tmp_path, "--no-tools").exit_code == 3
    (tmp_path / "a.py").write_text("x = 1\n")
    assert run(tmp_path, "--no-tools").exit_code == 0
    (tmp_path / "b.js").write_bytes(b"MZ\0\0")
    done = run(tmp_path, "--no-tools")
    assert done.exit_code == 3 and "b.js" in done.stdout and "binary" in done.stdout


def test_one_file_is_looked_at_with_what_it_imports(project: Path) -> None:
    (project / "store.py").write_text("import os\ndef remove(name):\n    os.system('rm ' + name)\n")
    (project / "view.py").write_text("from flask import Flask, request\nfrom store import remove\napp = Flask(__name__)\n@app.route('/x')\ndef x():\n    remove(request.args['x'])\n    return ''\n")
    done = json.loads(run(project / "view.py", "--json").stdout)
    assert [f["path"] for f in done["findings"]] == ["store.py"] and done["coverage"]["files"] == {"python": 1}


def test_every_form_is_written(project: Path) -> None:
    done = run(project, "--sarif", project / "a.sarif", "--html", project / "a.html", "--json")
    document = json.loads(done.stdout)
    assert (document["status"], document["counts"]["critical"], document["findings"][0]["cwe"]) == ("failed", 1, "CWE-78")
    assert json.loads((project / "a.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "command-injection"
    assert "<h1>" in (project / "a.html").read_text()
    assert run(project, "--markdown").stdout.startswith("## What was found\n")
    assert "Ce qui a été trouvé" in run(project, "--markdown", "-l", "fr").stdout


def test_a_baseline_makes_known(project: Path) -> None:
    place = project / "baseline.json"
    assert run(project, "--write-baseline", place).exit_code == 0
    done = run(project, "--baseline", place)
    assert done.exit_code == 0 and "1 known before" in done.stdout
    (project / "worse.py").write_text(BAD)
    done = run(project, "--baseline", place, "--json")
    assert done.exit_code == 1 and [f["path"] for f in json.loads(done.stdout)["findings"]] == ["worse.py"]


def test_a_branch_answers_for_what_it_changed(project: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(project), "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false", *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "a")
    assert run(project, "--diff-base", "main").exit_code == 0
    (project / "bad.py").write_text(BAD + "\n\n@app.route('/y')\ndef y():\n    os.system(request.args['y'])\n    return ''\n")
    done = run(project, "--diff-base", "main", "--json")
    assert done.exit_code == 1 and [f["line"] for f in json.loads(done.stdout)["findings"]] == [13] and len(json.loads(done.stdout)["known"]) == 1
    assert run(project, "--diff-base", "no-such").exit_code == 2


def test_less_sure_is_left_out_and_counted(project: Path) -> None:
    (project / "bad.py").write_text("import os, sys\nos.system(sys.argv[1])\n")
    assert run(project).exit_code == 1
    done = run(project, "--min-confidence", "high")
    assert done.exit_code == 0 and "1 less sure left out" in done.stdout


def test_names_do_not_steer_the_terminal(project: Path) -> None:
    (project / "bad.py").write_text(BAD.replace("os.system(request.args['x'])", "os.system(request.args['\x1b[31m'])"))
    done = run(project)
    assert "\x1b" not in done.stdout and "\\x1b[31m" in done.stdout
