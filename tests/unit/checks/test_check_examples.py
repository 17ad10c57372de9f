"""Every example folder below tests/checks: a good one passes, a bad one is refused for the reason its expect.txt gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.checks import CHECKS, run_checks
from orchestration.checks.kinds import kind_of
from orchestration.model.artefact import FileSet
from orchestration.model.verdict import Verdict

EXAMPLES = Path(__file__).parents[2] / "checks"
"""``<check>/{good,bad}/<case>/``: the case's files as in a project.

A case named ``*-in-project`` is checked as a directory, others as a file set alone.
"""


def cases(word: str) -> list[Path]:
    return sorted(path for path in EXAMPLES.glob(f"*/{word}/*") if path.is_dir())


def name_of(case: Path) -> str:
    return str(case.relative_to(EXAMPLES))


def look(case: Path, not_here: Callable[[str], None]) -> tuple[Verdict, ...]:
    check = CHECKS[case.parts[-3]]
    files = {}
    for path in sorted(p for p in case.rglob("*") if p.is_file() and p.name != "expect.txt"):
        name, text = path.relative_to(case).as_posix(), path.read_text("utf-8")
        kind = kind_of(name, text)
        assert kind, f"{name} has no kind"
        files[name] = (kind, text)
    verdicts = run_checks(FileSet(files), only=[check.id], context_dir=case if case.name.endswith("-in-project") else None)
    for verdict in verdicts:
        if verdict.state == "not run":
            not_here(f"{check.id}: {verdict.reason}")
    return verdicts


@pytest.mark.parametrize("case", cases("good"), ids=name_of)
def test_a_good_example_passes(case: Path, not_here: Callable[[str], None]) -> None:
    verdicts = look(case, not_here)
    assert verdicts
    assert [finding for verdict in verdicts for finding in verdict.findings] == []
    assert {verdict.state for verdict in verdicts} == {"passed"}
    assert all(verdict.version for verdict in verdicts)


@pytest.mark.parametrize("case", cases("bad"), ids=name_of)
def test_a_bad_example_is_refused_for_its_reason(case: Path, not_here: Callable[[str], None]) -> None:
    verdicts = look(case, not_here)
    assert "failed" in {verdict.state for verdict in verdicts}
    said = [f"{f.path}:{f.line} {f.rule} {f.message}" for verdict in verdicts for f in verdict.findings]
    for wanted in (case / "expect.txt").read_text("utf-8").splitlines():
        assert any(wanted in line for line in said), f"nothing says {wanted!r}: {said}"


def test_every_check_has_a_good_and_a_bad_example() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(CHECKS)
    for name, check in CHECKS.items():
        assert check.id == name
        assert any(case.parts[-3] == name for case in cases("good")), f"{name} has no good example"
        bad = [case for case in cases("bad") if case.parts[-3] == name]
        assert bad, f"{name} has no bad example"
        for case in bad:
            assert (case / "expect.txt").read_text("utf-8").strip(), f"{name_of(case)} states no reason"
