"""What is known stays known where its lines move, and nothing else is."""

from __future__ import annotations

import pytest

from orchestration.auditing import baseline
from orchestration.auditing.run import audit, narrowed
from orchestration.edges.tree import MemoryTree
from orchestration.model.errors import BadValue

from .apps import FLASK


def known(text: str) -> frozenset[str]:
    return baseline.read(baseline.written(audit(MemoryTree({"app.py": text})).findings), "baseline.json")


def test_lines_that_move_stay_known() -> None:
    moved = "# a new line\n" * 7 + FLASK.replace("    statement =", "    # more\n    statement  =")
    assert not narrowed(audit(MemoryTree({"app.py": moved})), known=known(FLASK)).counting


@pytest.mark.parametrize("changed", [FLASK.replace(".fetchall()", ".fetchone()"), FLASK.replace('args.get("name")', 'form.get("name")')])
def test_another_line_is_another_flaw(changed: str) -> None:
    assert narrowed(audit(MemoryTree({"app.py": changed})), known=known(FLASK)).counting


def test_a_copy_of_a_known_flaw_is_new() -> None:
    twice = FLASK + FLASK.split("app = Flask(__name__)\n")[1].replace("/users", "/others").replace("def users", "def others")
    done = narrowed(audit(MemoryTree({"app.py": twice})), known=known(FLASK))
    assert (len(done.findings), len(done.counting)) == (2, 1)


def test_the_file_is_sorted_and_holds_what_is_not_suppressed() -> None:
    text = baseline.written(audit(MemoryTree({"b.py": FLASK, "a.py": FLASK, "c.py": FLASK.replace(".fetchall())", ".fetchall())  # nosec")})).findings)
    assert [line.split('"path": ')[1][:6] for line in text.split("\n") if "fingerprint" in line] == ['"a.py"', '"b.py"']
    assert baseline.read(baseline.written(()), "x") == frozenset()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 2, "findings": []}', '{"form": 1, "findings": [{}]}', '{"form": 1, "findings": 3}', "[" * 100_000])
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="no baseline"):
        baseline.read(text, "x.json")
