"""How many of the weaknesses in the rules' own bad examples a rule repairs, by rule: ``python3 -m benchmarks.repairs``.

No timings: the figure is the same on every machine. What is counted as repaired is proven as ``audit --fix`` proves it, but for a project's tests.
"""

from __future__ import annotations

from orchestration.auditing.looking import Looking
from orchestration.auditing.repairing.proving import Proving
from orchestration.auditing.rule import rules
from orchestration.auditing.run import audit_snippet
from orchestration.auditing.snippets import SUFFIX, Snippet
from orchestration.auditing.texts import in_texts
from orchestration.edges.tree import MemoryTree
from orchestration.model.text import same


def main() -> None:
    found_in_all = repaired_in_all = proposed_in_all = 0
    for id, rule in rules().items():
        found = repaired = proposed = 0
        for example in (e for e in rule.examples if e.is_bad):
            is_code = example.language in SUFFIX
            path = "app/code" + SUFFIX[example.language] if is_code else example.language
            tree = MemoryTree({path: example.code}, "example")
            findings = audit_snippet(Snippet(tree, path, example.language, same("-"))).findings if is_code else in_texts(tree)
            wanted = [f for f in findings if f.rule == id and f.counts]
            made = Proving(Looking(tree, {path: example.language} if is_code else {}, "parameter"), with_breaking=True).repair(wanted)
            found += len(wanted)
            repaired += len(wanted) - len(made.left)
            proposed += len(made.proposed)
        print(f"{id:32} {repaired:4} of {found:4}" + (f", {proposed} proposed" if proposed else ""))
        found_in_all, repaired_in_all, proposed_in_all = found_in_all + found, repaired_in_all + repaired, proposed_in_all + proposed
    print(f"{'all':32} {repaired_in_all:4} of {found_in_all:4}, {proposed_in_all} proposed")


if __name__ == "__main__":
    main()
