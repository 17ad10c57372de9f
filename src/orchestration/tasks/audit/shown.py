"""What a fix did, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...auditing.finding import Finding
from ...auditing.reports.about import about
from ...auditing.reports.terminal import Part
from ...model.text import Language, Text
from .fixing import Fixed, shown_changes

MOST_LEFT = 40


def repairs(fixed: Fixed, language: Language, *, is_dry: bool, with_diff: bool) -> Iterator[tuple[Part, ...]]:
    """
    Args:
        is_dry: nothing was written.
        with_diff: the changes themselves, too.
    """
    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    yield ()
    diffs = {e.path: e.diff for e in fixed.edits}
    for path in diffs:
        its = [p for p in fixed.patches if p.path == path]
        yield ((f"{'○' if is_dry else '✓'} {path}", "bold"), (say(f"  {len(its)} {'repairs' if len(its) > 1 else 'repair'}", f"  {len(its)} réparation{'s' if len(its) > 1 else ''}"), None))
        for patch in its:
            yield ((f"    {_named(patch.finding, language)}", "dim" if with_diff else None),)
            if patch.changes is not None:
                yield ((f"      ! {patch.changes.in_(language)}", "yellow"),)
        if with_diff:
            yield from _diff(diffs[path])
    for patch in fixed.proposed:
        assert patch.guess is not None
        yield ((f"? {patch.path}  ", "bold"), (_named(patch.finding, language), None))
        yield ((f"      {say('proposed, not made: ', 'proposé, non fait : ')}{patch.guess.in_(language)}", "yellow"),)
        if with_diff:
            for _, diff in shown_changes([patch]):
                yield from _diff(diff)
    proposed = {p.finding.fingerprint for p in fixed.proposed}
    left = [(f, why) for f, why in fixed.left if f.fingerprint not in proposed]
    if left:
        yield ((say(f"Not repaired: {len(left)}", f"Non réparés : {len(left)}"), "bold"),)
    for finding, why in left[:MOST_LEFT]:
        yield ((f"  {finding.place.path}:{_named(finding, language)} — {why.in_(language)}", None),)
    if len(left) > MOST_LEFT:
        yield ((say(f"  … and {len(left) - MOST_LEFT} more", f"  … et {len(left) - MOST_LEFT} de plus"), "dim"),)
    yield ((tested(fixed, is_dry=is_dry).in_(language), "dim" if fixed.tests.state == "passed" or is_dry else "yellow"),)
    made = len(fixed.patches)
    yield ((say(f"{made} of {made + len(fixed.left)} repaired", f"{made} sur {made + len(fixed.left)} réparés") if not is_dry else say(f"{made} of {made + len(fixed.left)} would be repaired: --fix makes it so", f"{made} sur {made + len(fixed.left)} seraient réparés : --fix le fait"), "bold"),)


def as_rows(fixed: Fixed, language: Language, *, is_dry: bool) -> dict[str, Any]:
    """The same as plain data."""
    proposed = {p.finding.fingerprint: dict(shown_changes([p]))[p.path] for p in fixed.proposed}
    return {
        "written": not is_dry and bool(fixed.patches),
        "repaired": [{**_row(p.finding), "path": p.path, "changes": p.changes.in_(language) if p.changes else ""} for p in fixed.patches],
        "proposed": [{**_row(p.finding), "path": p.path, "guess": p.guess.in_(language) if p.guess else "", "diff": proposed[p.finding.fingerprint]} for p in fixed.proposed],
        "not_repaired": [{**_row(f), "path": f.place.path, "why": why.in_(language)} for f, why in fixed.left if f.fingerprint not in proposed],
        "files": [{"path": e.path, "diff": e.diff} for e in fixed.edits],
        "tests": {"state": fixed.tests.state, "command": fixed.tests.tool, "what": tested(fixed, is_dry=is_dry).in_(language)},
    }


def _row(finding: Finding) -> dict[str, Any]:
    return {"id": finding.fingerprint, "rule": finding.rule, "line": finding.place.line}


def tested(fixed: Fixed, *, is_dry: bool) -> Text:
    """What the project's tests said."""
    tests = fixed.tests
    if tests.state == "passed":
        return Text(f"the project's tests pass with the repairs: {tests.tool}", f"les tests du projet passent avec les réparations : {tests.tool}")
    reason = tests.reason or Text("", "")
    if tests.state == "failed":
        return Text(f"the project's tests ({tests.tool}): {reason.en}", f"les tests du projet ({tests.tool}) : {reason.fr}")
    return Text(f"the project's tests: not run ({reason.en})", f"les tests du projet : non exécutés ({reason.fr})")


def _named(finding: Finding, language: Language) -> str:
    return f"{finding.place.line} {finding.rule}: {about(finding).title.in_(language)}"


def _diff(diff: str) -> Iterator[tuple[Part, ...]]:
    for line in diff.rstrip("\n").split("\n"):
        yield ((f"    {line}", "green" if line.startswith("+") and not line.startswith("+++") else "red" if line.startswith("-") and not line.startswith("---") else "dim"),)
