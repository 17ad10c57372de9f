"""Every rule's own examples: the bad ones are found by this rule, at the lines they say; the good ones are not."""

import pytest

from orchestration.auditing.project import Project
from orchestration.auditing.rule import Example, Rule, rules
from orchestration.auditing.texts import in_texts
from orchestration.edges.tree import MemoryTree

SUFFIX = {"python": ".py", "javascript": ".js", "typescript": ".ts", "java": ".java", "php": ".php", "ruby": ".rb", "go": ".go", "csharp": ".cs"}
EXAMPLES = [(rule, number, example) for rule in rules().values() for number, example in enumerate(rule.examples)]


def found_by(rule: Rule, example: Example) -> list[int]:
    if example.language not in SUFFIX:
        return sorted(f.place.line for f in in_texts(MemoryTree({example.language: example.code})) if f.rule == rule.id)
    path = f"example{SUFFIX[example.language]}"
    project = Project({path: example.language}, lambda _: example.code.encode())
    project.audit(path)
    return sorted({hit.span[0] for hit in project.hits.values() if hit.rule == rule.id})


@pytest.mark.parametrize("rule, number, example", EXAMPLES, ids=[f"{r.id}-{n}-{e.language}-{'bad' if e.is_bad else 'good'}" for r, n, e in EXAMPLES])
def test_example(rule, number, example):
    found = found_by(rule, example)
    if example.is_bad:
        assert found == sorted(example.lines) if example.lines else found
    else:
        assert found == []
