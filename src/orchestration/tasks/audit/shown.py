"""What a fix did, as lines for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...auditing.finding import Finding
from ...auditing.repairing.proving import Repaired
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


def patch_of(id: str, made: Repaired, language: Language) -> dict[str, Any] | None:
    """What repairs a finding of this fingerprint: ``proven``, or ``proposed`` where it rests on a guess; None: nothing here does."""
    for state, patches in (("proven", made.patches), ("proposed", made.proposed)):
        its = [p for p in patches if p.finding.fingerprint == id]
        if its:
            said = its[0].guess or its[0].changes
            return {"state": state, "diff": "".join(diff for _, diff in shown_changes(its)), "note": said.in_(language) if said else ""}
    return None


def markdown(made: Repaired, language: Language) -> str:
    """The repairs as a section of a report; empty where nothing was found."""
    if not (made.patches or made.left):
        return ""

    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    lines = ["", f"## {say('Repairs', 'Réparations')}", ""]
    if made.patches:
        lines += [say("Each of these was tried: with it the audit no longer finds the flaw, nor another in its place, and the code still parses. Nothing was run.",
                      "Chacune a été essayée : avec elle, l'audit ne trouve plus le défaut, ni un autre à sa place, et le code reste lisible. Rien n'a été exécuté."), ""]
        lines += [line for _, diff in shown_changes(made.patches) for line in (*_fenced(diff), "")]
        lines += [f"- {_pointed(p.finding, language)} — {p.changes.in_(language)}" for p in made.patches if p.changes is not None]
    for patch in made.proposed:
        assert patch.guess is not None
        lines += [f"{say('Proposed, since it rests on a guess', 'Proposé, car cela repose sur une supposition')} — {_pointed(patch.finding, language)}{say(':', ' :')} {patch.guess.in_(language)}", ""]
        lines += [line for _, diff in shown_changes([patch]) for line in (*_fenced(diff), "")]
    proposed = {p.finding.fingerprint for p in made.proposed}
    lines += [f"- {say('Not repaired', 'Non réparé')} — {_pointed(f, language)}{say(':', ' :')} {why.in_(language)}" for f, why in made.left if f.fingerprint not in proposed]
    return "\n".join(lines).rstrip() + "\n"


def _fenced(text: str) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    return ["`" * (longest + 1) + "diff", text.rstrip("\n"), "`" * (longest + 1)]


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


def _pointed(finding: Finding, language: Language) -> str:
    return f"`{finding.rule}`, {'ligne' if language == 'fr' else 'line'} {finding.place.line}"


def _diff(diff: str) -> Iterator[tuple[Part, ...]]:
    for line in diff.rstrip("\n").split("\n"):
        yield ((f"    {line}", "green" if line.startswith("+") and not line.startswith("+++") else "red" if line.startswith("-") and not line.startswith("---") else "dim"),)
