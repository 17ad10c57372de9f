"""What a changed file makes be looked at again: those files whose audit rests on what changed, and no others; and never a stale answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.auditing import run
from orchestration.auditing.finding import Finding
from orchestration.auditing.looking import Looking
from orchestration.edges.tree import DirectoryTree

FILES = {
    "lib.js": """const cp = require('child_process');
exports.shout = function (text) { return text.toUpperCase(); };
function clean(host) { return host.replace(/[^a-z0-9.]/g, ''); }
exports.ping = function (host, done) { cp.exec('ping ' + clean(host), done); };
exports.spare = function (a) { return a; };
""",
    "one.js": "const lib = require('./lib');\napp.get('/one', (req, res) => { lib.ping(req.query.host, () => res.end()); });\n",
    "two.js": "const lib = require('./lib');\napp.get('/two', (req, res) => { res.json(lib.shout(req.query.text)); });\n",
    "three.js": "app.get('/three', (req, res) => { res.json({}); });\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "memory"))
    monkeypatch.setattr(run, "MOST_TOGETHER", 1)
    monkeypatch.setattr(run, "FEW", 100)
    for name, text in FILES.items():
        (tmp_path / "shop").mkdir(exist_ok=True)
        (tmp_path / "shop" / name).write_text(text)
    return tmp_path / "shop"


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    look = Looking.look

    def noted(self: Looking, paths: list[str]) -> dict[str, object]:
        seen.extend(paths)
        return look(self, paths)

    monkeypatch.setattr(Looking, "look", noted)
    return seen


def found(project: Path, *, afresh: bool = False) -> tuple[Finding, ...]:
    return run.audit(DirectoryTree(project), with_memory=not afresh).findings


@pytest.mark.parametrize(("before", "after", "again"), [
    ("exports.spare = function (a) { return a; }", "exports.spare = function (a) { return [a]; }", ["lib.js"]),
    ("exports.spare", "// a word\nexports.spare", ["lib.js"]),
    ("text.toUpperCase()", "text.toLowerCase()", ["lib.js", "two.js"]),
    ("host.replace(/[^a-z0-9.]/g, '')", "host", ["lib.js", "one.js"]),
    ("exports.spare = ", "exports.other = exports.spare = ", ["lib.js", "one.js", "two.js"]),
    ("const cp", "let cp", ["lib.js", "one.js", "two.js"]),
])
def test_a_change_makes_those_be_looked_at_again_that_rest_on_it(project: Path, looked: list[str], before: str, after: str, again: list[str]) -> None:
    found(project)
    assert sorted(looked) == sorted(FILES)
    looked.clear()
    assert found(project) == found(project) and not looked
    text = FILES["lib.js"].replace(before, after)
    assert text != FILES["lib.js"]
    (project / "lib.js").write_text(text)
    made = found(project)
    # What need not be looked at again may be, where a tree does not tell the difference.
    assert set(looked) <= set(again) and "lib.js" in looked
    assert made == found(project, afresh=True)


def test_a_flaw_that_comes_with_a_change_elsewhere_is_seen(project: Path) -> None:
    assert not found(project)
    (project / "lib.js").write_text(FILES["lib.js"].replace("host.replace(/[^a-z0-9.]/g, '')", "host"))
    assert [f.rule for f in found(project)] == ["command-injection"]
    (project / "lib.js").write_text("// moved\n\n" + FILES["lib.js"].replace("host.replace(/[^a-z0-9.]/g, '')", "host"))
    moved, = found(project)
    assert moved.place.line == 6
    (project / "lib.js").write_text(FILES["lib.js"])
    assert not found(project)


def test_texts_are_remembered_with_what_they_held(project: Path) -> None:
    (project / "settings.ini").write_text("password = tr4il-Hx92_qpLm\n")
    first = found(project)
    assert [f.rule for f in first] == ["hardcoded-secret"] and found(project) == first
    (project / "settings.ini").write_text("\npassword = tr4il-Hx92_qpLm\n")
    assert [f.place.line for f in found(project)] == [2]
    (project / "settings.ini").unlink()
    assert not found(project)
