"""What is found in files as text is a finding like the others: graded in tests, suppressed by comments, never the whole secret."""

import subprocess
import time

import pytest
from click.testing import CliRunner

from orchestration.auditing.run import audit
from orchestration.auditing.texts import in_texts
from orchestration.cli import cli
from orchestration.edges import runner
from orchestration.edges.tree import MemoryTree

LINE = "password = 'Tr0ub4dor&3-x9'"


def found(files, **given):
    return in_texts(MemoryTree(files), **given)


def test_a_secret_is_a_finding_that_does_not_repeat_it():
    finding, = found({"a.py": f"x = 1\n{LINE}\n"})
    assert (finding.rule, finding.place.line, finding.severity, finding.confidence) == ("hardcoded-secret", 2, "high", "high")
    assert "Tr0u… (14)" in finding.message.en and "Tr0u… (14)" in finding.place.source
    assert "b4dor" not in repr(finding)


@pytest.mark.parametrize("text", [f"{LINE}  # nosec", f"{LINE}  # devops-squad: ignore[hardcoded-secret] of a robot that is gone", f"# nosec\n{LINE}"])
def test_a_comment_suppresses(text):
    finding, = found({"a.py": text})
    assert finding.suppression is not None


def test_what_is_excluded_or_others_keep_is_not_looked_at():
    files = {"a.py": LINE, "b/a.py": LINE, "node_modules/x/a.js": LINE}
    assert [f.place.path for f in found(files, exclude=["b"])] == ["a.py"]
    assert [f.place.path for f in found(files, only=["b/a.py"])] == ["b/a.py"]


def test_a_pattern_where_a_flow_was_followed_is_that_flow():
    files = {"app.js": "const app = require('express')();\napp.get('/', (req, res) => { res.render('a', {q: req.query.q}); });\n", "views/a.ejs": "<%- q %>\n<%- other %>\n"}
    assert sorted((f.rule, f.place.line) for f in audit(MemoryTree(files), jobs=1, with_memory=False).findings if f.place.path == "views/a.ejs") == [("template-output", 2), ("xss", 1)]


@pytest.mark.skipif(runner.which("git") is None, reason="git is not installed")
def test_the_history_is_looked_at_on_demand(tmp_path):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for text in (LINE, "x = 1\n"):
        (tmp_path / "a.py").write_text(text)
        git("add", "-A")
        git("commit", "-qm", "c")
    without, with_it = (CliRunner().invoke(cli, ["audit", str(tmp_path), "--no-cache", "--no-tools", *more]) for more in ([], ["--history"]))
    assert (without.exit_code, with_it.exit_code) == (0, 1), with_it.output
    assert "Tr0u… (14)" in with_it.output and "b4dor" not in with_it.output


def test_no_other_finding_repeats_a_secret():
    files = {"a.js": "const jwt = require('jsonwebtoken');\njwt.sign(user, 'shhhh-of-mine');\n", "b.py": "import requests\nrequests.get(url, verify=False, password='Tr0ub4dor&3-x9')\n"}
    findings = audit(MemoryTree(files), jobs=1, with_memory=False).findings
    assert {"jwt-constant-secret", "tls-verification", "hardcoded-secret"} <= {f.rule for f in findings}
    assert "of-mine" not in repr(findings) and "b4dor" not in repr(findings)


@pytest.mark.parametrize("path", ["a.pug", "a.ejs", "a.hbs", "a.html", "a.erb", "package.json", "requirements.txt", "Dockerfile", ".npmrc", "a.env"])
@pytest.mark.parametrize("piece", [" ", "{{ a ", "<%- ", "pip ", '"a": ', "!= ", "token=", "--extra-index-url "])
def test_hostile_text_takes_bounded_time(path, piece):
    line = piece * (1_000 // len(piece))
    start = time.process_time()
    found({path: f"{line}\n" * 900})
    assert time.process_time() - start < 10
