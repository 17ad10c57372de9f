"""Every rule's own examples: the bad ones are found by exactly this rule, at their lines where they state them; the good ones by none of it."""

from __future__ import annotations

import pytest

from orchestration.auditing.languages import FAMILY
from orchestration.auditing.rule import Example, Rule, rules
from orchestration.auditing.run import audit_snippet
from orchestration.auditing.snippets import SUFFIX, Snippet
from orchestration.auditing.texts import in_texts
from orchestration.edges.tree import MemoryTree
from orchestration.model.text import same
from orchestration.pins.owasp import category

EXAMPLES = [pytest.param(rule, example, id=f"{id}-{n}-{example.language}-{'bad' if example.is_bad else 'good'}") for id, rule in rules().items() for n, example in enumerate(rule.examples)]
PAIRS = [(id, family) for id, rule in rules().items() for family in sorted({family for family, use in rule.uses if use.role in ("sink", "misuse")})]


def found_by(example: Example) -> list[tuple[str, int]]:
    if example.language not in SUFFIX:
        # The name of a file that is no source code: a manifest, a template.
        return [(f.rule, f.place.line) for f in in_texts(MemoryTree({example.language: example.code}))]
    path = "app/code" + SUFFIX[example.language]
    given = Snippet(MemoryTree({path: example.code}, "example"), path, example.language, same("-"))
    done = audit_snippet(given)
    assert not done.coverage.failed and not done.coverage.unfinished
    return [(f.rule, f.place.line) for f in done.findings]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_is_what_it_says(rule: Rule, example: Example) -> None:
    lines = [line for id, line in found_by(example) if id == rule.id]
    if not example.is_bad:
        assert lines == []
    elif example.lines:
        assert sorted(lines) == sorted(example.lines)
    else:
        assert lines


@pytest.mark.parametrize("id", sorted(rules()))
def test_a_rule_has_its_place_among_known_weaknesses(id: str) -> None:
    rule = rules()[id]
    assert rule.cwe > 0 and (category(rule.cwe) or rule.cwe in UNMAPPED)
    assert all(reference.startswith("https://") for reference in rule.references) and rule.references


UNMAPPED = {208, 400, 617, 770, 1333}
"""Weaknesses of rules for which OWASP has no category."""


@pytest.mark.parametrize(("id", "family"), PAIRS)
def test_a_rule_shows_what_it_refuses_and_what_not_in_each_language(id: str, family: str, request: pytest.FixtureRequest) -> None:
    examples = [e for e in rules()[id].examples if FAMILY.get(e.language) == family]
    missing = [word for word, is_bad in (("bad", True), ("good", False)) if not any(e.is_bad is is_bad for e in examples)]
    if missing:
        request.applymarker(pytest.mark.xfail(reason=f"{id}: no {' and no '.join(missing)} example in {family} yet", strict=True))
    assert not missing


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_no_use_stands_twice(rule: Rule) -> None:
    assert [(family, use.pattern) for i, (family, use) in enumerate(rule.uses) if (family, use) in rule.uses[:i]] == []
