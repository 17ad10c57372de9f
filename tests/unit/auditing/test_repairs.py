"""Every repair of every rule: there is an example it repairs, and an audit of the repaired text, made anew, finds the flaw no more."""

from __future__ import annotations

from collections import Counter

import pytest

from orchestration.auditing.finding import Finding
from orchestration.auditing.languages import FAMILY
from orchestration.auditing.looking import Looking
from orchestration.auditing.repairing.proving import Patch, Proving
from orchestration.auditing.repairing.repair import Repair
from orchestration.auditing.rule import Example, Rule, rules
from orchestration.auditing.run import audit_snippet
from orchestration.auditing.snippets import SUFFIX, Snippet
from orchestration.auditing.texts import in_texts
from orchestration.edges.tree import MemoryTree
from orchestration.model.text import same

REPAIRS = [pytest.param(rule, family, repair, id=f"{rule.id}-{family}-{n}-{repair.form}") for rule in rules().values() for n, (family, repair) in enumerate(rule.repairs)]


def path_of(example: Example) -> str:
    return "app/code" + SUFFIX[example.language] if example.language in SUFFIX else example.language


def found_in(path: str, language: str, code: str) -> tuple[Finding, ...]:
    tree = MemoryTree({path: code}, "example")
    if language not in SUFFIX:
        return in_texts(tree)
    done = audit_snippet(Snippet(tree, path, language, same("-")))
    assert not done.coverage.failed and not done.coverage.broken
    return done.findings


def patched(rule: Rule, example: Example, repair: Repair) -> list[Patch]:
    path = path_of(example)
    language = {path: example.language} if example.language in SUFFIX else {}
    made = []
    for finding in found_in(path, example.language, example.code):
        proving = Proving(Looking(MemoryTree({path: example.code}, "example"), language, "parameter"), with_breaking=True)
        patch = proving.by(repair, finding) if finding.rule == rule.id else None
        if isinstance(patch, Patch):
            made.append(patch)
    return made


@pytest.mark.parametrize(("rule", "family", "repair"), REPAIRS)
def test_it_repairs_an_example_of_its_rule(rule: Rule, family: str, repair: Repair) -> None:
    examples = [e for e in rule.examples if e.is_bad and (FAMILY.get(e.language) or ("template" if e.language not in SUFFIX else "")) == family]
    made = [(example, patch) for example in examples for patch in patched(rule, example, repair)]
    assert made
    for example, patch in made:
        before = Counter(f.rule for f in found_in(patch.path, example.language, example.code))
        after = Counter(f.rule for f in found_in(patch.path, example.language, patch.after))
        assert all(after[id] <= before[id] for id in after)
        assert patch.after != patch.before == example.code
