"""Repairs in a real directory: written whole or not at all, kept only where the project's own tests, really run, still pass."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.auditing.run import audit
from orchestration.cli.audit import audit as command
from orchestration.cli.audit import project_tests
from orchestration.edges.tree import DirectoryTree
from orchestration.model.command import Command
from orchestration.tasks.audit import fixing
from orchestration.tasks.audit.fixing import FAILING, UNBORNE, UNTRIED, Fixed, fix

QUERY = "import sqlite3\nfrom flask import request\n\n\ndef find():\n    return sqlite3.connect('a.db').execute(\"SELECT * FROM t WHERE a = '\" + request.args['a'] + \"'\").fetchall()\n"
REPAIRED = "execute(\"SELECT * FROM t WHERE a = ?\", (request.args['a'],))"
SECURE = "import requests\n\n\ndef read():\n    return requests.get('https://example.org', verify=False)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "find.py").write_text(QUERY)
    (tmp_path / "shop" / "read.py").write_text(SECURE)
    return tmp_path


def fixed(root: Path, **options: Any) -> Fixed:
    return fix(root, audit(DirectoryTree(root, with_generated=True), with_memory=False), **options)


def holds(root: Path, *words: str) -> Command:
    """Tests that pass as long as each of these stands in some file."""
    program = f"import pathlib, sys; text = ''.join(p.read_text() for p in sorted(pathlib.Path('shop').rglob('*.py'))); sys.exit(not all(w in text for w in {list(words)!r}))"
    return Command(sys.executable, "-c", program)


def test_every_repair_stays_where_the_tests_pass(project: Path) -> None:
    done = fixed(project, tests=holds(project, "sqlite3"))
    assert REPAIRED in (project / "shop/find.py").read_text() and "verify=True" in (project / "shop/read.py").read_text()
    assert done.tests.state == "passed" and not done.left and [e.path for e in done.edits] == ["shop/find.py", "shop/read.py"]
    assert not audit(DirectoryTree(project), with_memory=False).counting


def test_what_the_tests_do_not_bear_is_undone_and_the_rest_stays(project: Path) -> None:
    done = fixed(project, tests=holds(project, "verify=False"))
    assert REPAIRED in (project / "shop/find.py").read_text() and (project / "shop/read.py").read_text() == SECURE
    assert [(f.place.path, why) for f, why in done.left] == [("shop/read.py", UNBORNE)] and done.tests.state == "passed"


def test_of_a_file_the_rules_that_the_tests_bear_stay(project: Path) -> None:
    (project / "shop/find.py").write_text(QUERY + "\n\n" + SECURE.replace("example.org", "example.net"))
    done = fixed(project, tests=holds(project, "example.net', verify=False"))
    text = (project / "shop/find.py").read_text()
    assert REPAIRED in text and "verify=False" in text
    assert [(f.place.path, f.rule) for f, why in done.left if why is UNBORNE] == [("shop/find.py", "tls-verification")]
    assert sorted((p.path, p.finding.rule) for p in done.patches) == [("shop/find.py", "sql-injection"), ("shop/read.py", "tls-verification")]


def test_tests_that_fail_anyway_prove_nothing_and_nothing_stays(project: Path) -> None:
    done = fixed(project, tests=holds(project, "a word that is nowhere"))
    assert (project / "shop/find.py").read_text() == QUERY and (project / "shop/read.py").read_text() == SECURE
    assert not done.patches and {why for _, why in done.left} == {FAILING} and done.tests.state == "not run"


def test_the_runs_of_the_tests_are_bounded(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(6):
        (project / "shop" / f"more{n}.py").write_text(SECURE)
    monkeypatch.setattr(fixing, "MOST_RUNS", 3)
    done = fixed(project, tests=holds(project, "verify=False", "= '\" +"))
    assert UNTRIED in {why for _, why in done.left}
    assert "verify=False" in "".join(p.read_text() for p in sorted((project / "shop").iterdir()))


def test_without_tests_it_is_said(project: Path) -> None:
    done = fixed(project)
    assert done.tests.state == "not run" and done.tests.reason is not None and len(done.patches) == 2


def test_a_dry_run_writes_nothing_and_runs_nothing(project: Path) -> None:
    done = fixed(project, dry_run=True, tests=Command(sys.executable, "-c", "open('ran', 'w')"))
    assert (project / "shop/find.py").read_text() == QUERY and not (project / "ran").exists()
    assert "+    return sqlite3" in done.edits[0].diff and done.tests.state == "not run"


def test_an_interruption_leaves_the_files_as_they_were(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> bool:
        assert "verify=True" in (project / "shop/read.py").read_text()
        raise KeyboardInterrupt

    monkeypatch.setattr(fixing, "_tested", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fixed(project, tests=Command("true"))
    assert (project / "shop/find.py").read_text() == QUERY and (project / "shop/read.py").read_text() == SECURE


def test_line_ends_and_byte_order_marks_stay(project: Path) -> None:
    (project / "shop/find.py").write_bytes(b"\xef\xbb\xbf" + QUERY.replace("\n", "\r\n").encode())
    fixed(project)
    data = (project / "shop/find.py").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfimport sqlite3\r\n") and REPAIRED.encode() in data and b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize("spoil", ["mixed", "latin", "link", "read-only"])
def test_a_file_that_cannot_be_changed_whole_is_left_and_the_others_are_not(project: Path, spoil: str) -> None:
    path = project / "shop/read.py"
    if spoil == "mixed":
        path.write_bytes(SECURE.encode().replace(b"requests\n", b"requests\r\n", 1))
    elif spoil == "latin":
        path.write_bytes(b"# caf\xe9\n" + SECURE.encode())
    elif spoil == "link":
        path.rename(project / "real.txt")
        path.symlink_to(project / "real.txt")
    elif os.geteuid() != 0:
        path.chmod(0o444)
    before = path.read_bytes()
    done = fixed(project)
    assert REPAIRED in (project / "shop/find.py").read_text()
    if spoil != "read-only":
        assert path.read_bytes() == before
        assert spoil == "link" or [f.place.path for f, _ in done.left] == ["shop/read.py"]


def test_a_secret_that_goes_is_not_shown(project: Path) -> None:
    (project / "shop/keys.py").write_text('import jwt\n\n\ndef sign(user):\n    return jwt.encode({"id": user}, "tr4il-Hx92_qpLm", algorithm="HS256")\n')
    done = fixed(project, allow_breaking=True, dry_run=True)
    shown = next(e.diff for e in done.edits if e.path == "shop/keys.py")
    assert "tr4il" not in shown and '-    return jwt.encode({"id": user}, "…", algorithm="HS256")' in shown and "os.environ" in shown


def test_a_secret_beside_a_change_is_not_shown_either(project: Path) -> None:
    (project / "shop/read.py").write_text("import requests\n\nDATABASE_PASSWORD = 'tr4il-Hx92_qpLm'\nrequests.get('https://example.org', verify=False)\n")
    shown = next(e.diff for e in fixed(project, dry_run=True).edits if e.path == "shop/read.py")
    assert "verify=True" in shown and "DATABASE_PASSWORD = '…'" in shown and "tr4il" not in shown


def test_the_project_names_its_tests(project: Path) -> None:
    (project / "package.json").write_text(json.dumps({"name": "a", "scripts": {"test": "node --test"}, "dependencies": {"express": "5"}}))
    found, _ = project_tests(project, None)
    assert found is not None and found.line == "npm run test"
    assert project_tests(project, "make check")[0] == Command.shell("make check")
    assert project_tests(project, "")[0] is None


def test_the_command_line_shows_each_change_and_what_is_left(project: Path) -> None:
    (project / "shop/open.py").write_text("from flask import redirect, request\n\n\ndef go():\n    return redirect(request.args['next'])\n")
    runner = CliRunner()
    shown = runner.invoke(command, [str(project), "--no-tools", "--no-cache", "--diff", "--language", "en"])
    assert shown.exit_code == 1 and "○ shop/find.py" in shown.output and "+    return sqlite3" in shown.output and "2 of 3 would be repaired" in shown.output
    assert (project / "shop/find.py").read_text() == QUERY
    made = runner.invoke(command, [str(project), "--no-tools", "--no-cache", "--fix", "--no-tests", "--json"])
    document = json.loads(made.stdout)
    assert made.exit_code == 1 and document["fix"]["written"] and [f["rule"] for f in document["fix"]["repaired"]] == ["sql-injection", "tls-verification"]
    assert [f["rule"] for f in document["findings"]] == ["open-redirect"] == [f["rule"] for f in document["fix"]["not_repaired"]]
    again = runner.invoke(command, [str(project), "--no-tools", "--no-cache", "--fix", "--no-tests", "--language", "fr"])
    assert "0 sur 1 réparés" in again.output
