"""Whose comments suppress what, on which lines, and what no comment suppresses."""

from __future__ import annotations

import time
from datetime import date

import pytest

from orchestration.auditing.reports.about import gaps
from orchestration.auditing.run import Audit, audit
from orchestration.edges.tree import MemoryTree

from .apps import FLASK, FLASK_LINE

TODAY = date(2026, 6, 1)


def audited(comment: str, above: str = "") -> Audit:
    lines = FLASK.split("\n")
    lines[FLASK_LINE - 1] += comment
    if above:
        lines[FLASK_LINE - 1:FLASK_LINE - 1] = [f"    {line}" for line in above.split("\n")]
    return audit(MemoryTree({"app.py": "\n".join(lines)}), today=TODAY)


@pytest.mark.parametrize("comment", [
    "# nosec", "# nosec B608", "# nosec B608, B301 the table's name is ours", "# noqa: S608", "# noqa: E501, S608", "# nosemgrep", "# nosemgrep: python.sqlalchemy.whatever", "# NOSONAR", "# NOSONAR checked by hand",
    "# codeql[py/sql-injection]", "# lgtm[py/sql-injection]", "# devops-squad: ignore[sql-injection]", "# devops-squad: ignore[xss, sql-injection] because", "# devops-squad: ignore[*] because", "# devops-squad: ignore[sql-injection] for now until 2026-06-01",
])
def test_a_comment_on_the_line_or_above_it_suppresses(comment: str) -> None:
    for done in (audited("  " + comment), audited("", comment), audited("", comment + "\n# and another remark")):
        assert [f.rule for f in done.findings] == ["sql-injection"] and done.findings[0].suppression is not None
        assert done.counting == ()


@pytest.mark.parametrize("comment", [
    "# nosec B301", "# noqa", "# noqa: E501", "# noqa: S301", "# codeql[py/path-injection]", "# devops-squad: ignore[xss]", "# devops-squad: ignore[sql-injection] until 2026-05-31", "# devops-squad: ignore[sql-injection] until 2026-02-31", "# no sec", "# insecure", "# devops-squad: ignore[]",
])
def test_a_comment_about_something_else_suppresses_nothing(comment: str) -> None:
    for done in (audited("  " + comment), audited("", comment)):
        assert [f.suppression for f in done.findings] == [None] and len(done.counting) == 1


def test_a_comment_elsewhere_suppresses_nothing() -> None:
    assert audited("", "# nosec\n\n# another block").counting
    assert audit(MemoryTree({"app.py": FLASK.replace("import sqlite3", "import sqlite3  # nosec")})).counting


def test_the_reason_and_the_day_are_kept() -> None:
    suppression = audited("  # devops-squad: ignore[sql-injection] the name is one of three until 2026-12-31").findings[0].suppression
    assert suppression is not None and (suppression.reason, suppression.until, suppression.line) == ("the name is one of three", date(2026, 12, 31), FLASK_LINE)


def test_what_has_ended_is_said() -> None:
    done = audited("  # devops-squad: ignore[sql-injection] for now until 2026-01-31")
    assert [f.place.line for f in done.expired] == [FLASK_LINE] and len(done.counting) == 1


def test_a_comment_that_names_no_rule_is_said() -> None:
    done = audited("  # devops-squad: ignore[sql-injektion] a slip of the pen")
    assert done.coverage.misnamed == (("app.py", FLASK_LINE, "sql-injektion"),) and len(done.counting) == 1
    assert any("sql-injektion" in what for _, what in gaps(done, "en"))
    assert not audited("  # devops-squad: ignore[sql-injection]").coverage.misnamed and not audited("  # devops-squad: ignore[*]").coverage.misnamed


@pytest.mark.parametrize(("above", "below", "is_suppressed"), [
    ("// eslint-disable-next-line security/detect-eval-with-expression -- a constant", "", True), ("// eslint-disable-next-line no-unused-vars", "", False), ("", " // eslint-disable-line no-eval", True),
    ("/* eslint-disable security/detect-eval-with-expression */", "", True), ("/* eslint-disable security/detect-eval-with-expression */\n/* eslint-enable */", "", False), ("// eslint-disable-next-line security/detect-child-process", "", False),
])
def test_eslints_comments(above: str, below: str, is_suppressed: bool) -> None:
    code = f"const express = require('express');\nconst app = express();\napp.get('/', (req, res) => {{\n{above}\n  eval(req.query.x);{below}\n}});\n"
    done = audit(MemoryTree({"app.js": code}))
    assert [f.rule for f in done.findings] == ["code-injection"] and (done.findings[0].suppression is not None) is is_suppressed


@pytest.mark.parametrize("bait", ["# nosec " + "B608, " * 20_000, "# noqa: " + "S608 " * 20_000, "# nosemgrep: " + "a. " * 20_000, "# devops-squad: ignore[" + "a," * 20_000, "# codeql[" + "/ " * 20_000, "# nosec" * 20_000, "# nosec\n" * 40_000, "# eslint-disable " + ", " * 20_000])
def test_bait_takes_no_time(bait: str) -> None:
    started = time.process_time()
    audit(MemoryTree({"app.py": bait + "\nx = 1\n"}))
    assert time.process_time() - started < 5
