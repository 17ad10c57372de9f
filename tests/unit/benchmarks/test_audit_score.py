"""The score counts what it says: a flaw that is found, one that is missed, one that is none, and no case without its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.audit_score import Case, cases, main, score

from orchestration.auditing.run import audit
from orchestration.edges.tree import MemoryTree

CORPUS = Path(__file__).resolve().parents[3] / "benchmarks" / "corpus"
BAD = "import hashlib\nprint(hashlib.{name}(b'x').hexdigest())\n"
FILES = {"a/real.py": BAD.format(name="md5"), "a/none.py": BAD.format(name="sha256"), "a/missed.py": BAD.format(name="sha256"), "a/wrong.py": BAD.format(name="md5")}
EXPECTED = (Case("real", "hash", True, 328), Case("a/none", "hash", False, 327), Case("a/missed.py", "hash", True, 328), Case("wrong", "hash", False, 916))


def test_each_case_counts_once_for_what_it_is() -> None:
    found, = score(EXPECTED, audit(MemoryTree(FILES)), FILES)
    assert (found.right, found.missed, found.wrong, found.spared) == (1, ("a/missed.py",), ("wrong",), 1)
    assert (found.true_rate, found.false_rate, found.difference) == (0.5, 0.5, 0.0)


def test_another_weakness_in_the_file_is_no_hit() -> None:
    found, = score((Case("real", "x", True, 89),), audit(MemoryTree(FILES)), FILES)
    assert found.missed == ("real",)


def test_a_case_without_its_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no such file"):
        score((Case("gone", "x", False, 89),), audit(MemoryTree(FILES)), FILES)


@pytest.mark.parametrize("line", ["a,b,true", "a,b,maybe,89", "a,b,true,CWE-89"])
def test_a_line_of_another_form_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        cases(f"# case,category,real,cwe\n{line}\n")


def test_a_folder_is_a_case_wherever_in_it_the_flaw_is() -> None:
    found, = score((Case("a", "hash", True, 328),), audit(MemoryTree(FILES)), FILES)
    assert (found.right, found.missed) == (1, ())


HALVES = ("open", "heldout")
LEAST = 0.8
"""Of the open half's mean difference."""


def test_our_own_corpus_is_scored(capsys: pytest.CaptureFixture[str]) -> None:
    """The open half alone: whoever saw which cases of the other are missed would make rules for them, and it would measure nothing."""
    assert main([str(CORPUS / "open" / "expected.csv"), str(CORPUS / "open"), "--least", str(LEAST), "--names"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("half", HALVES)
def test_every_file_of_the_corpus_belongs_to_a_case(half: str) -> None:
    known = {c.name for c in cases((CORPUS / half / "expected.csv").read_text("utf-8"))}
    files = {p.relative_to(CORPUS / half) for p in sorted((CORPUS / half).rglob("*")) if p.is_file() and p.name != "expected.csv"}
    assert {f for f in files if str(f) not in known and not {str(p) for p in f.parents} & known} == set()
    assert {name for name in known if not (CORPUS / half / name).exists()} == set()


@pytest.mark.parametrize("half", HALVES)
def test_both_kinds_stand_in_every_category(half: str) -> None:
    found = cases((CORPUS / half / "expected.csv").read_text("utf-8"))
    assert all({True, False} <= {c.is_real for c in found if c.category == category} for category in {c.category for c in found})
