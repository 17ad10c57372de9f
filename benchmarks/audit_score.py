"""How well the audit tells what is a flaw from what only looks like one, in code whose flaws somebody wrote down: per category, and without a word about which code it is."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestration.auditing.reports.rows import is_sure
from orchestration.auditing.rule import rules
from orchestration.auditing.run import Audit, audit
from orchestration.edges.tree import DirectoryTree

KIN = (frozenset({77, 78, 88}), frozenset({94, 95, 96, 1336}), frozenset({22, 23, 36, 73}), frozenset({89, 564}), frozenset({326, 327, 328, 916}), frozenset({330, 338}), frozenset({79, 80}), frozenset({611, 776}), frozenset({259, 321, 798}), frozenset({915, 1321}), frozenset({400, 1333}))
"""Weaknesses of which each is a kind of another, or that corpora name interchangeably; https://cwe.mitre.org/data/definitions/1000.html."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file, or a folder of files that belong together, of which somebody said whether it has a flaw of this weakness."""

    name: str
    category: str
    is_real: bool
    cwe: int


def cases(text: str) -> tuple[Case, ...]:
    """
    Args:
        text: lines of ``case,category,real,cwe``; ``#`` begins a comment.

    Raises:
        ValueError: a line is not of this form; a score of half a file would be none.
    """
    found = []
    for number, row in enumerate(csv.reader(text.splitlines()), 1):
        if not row or row[0].lstrip().startswith("#") or row[0] == "case":
            continue
        if len(row) < 4 or row[2].strip().lower() not in ("true", "false") or not row[3].strip().isdigit():
            raise ValueError(f"line {number}: not case,category,real,cwe: {','.join(row)}")
        found.append(Case(row[0].strip(), row[1].strip(), row[2].strip().lower() == "true", int(row[3])))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Score:
    category: str
    right: int
    """Real flaws that were found."""
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    """Found where there is none."""
    spared: int

    @property
    def true_rate(self) -> float:
        return self.right / max(self.right + len(self.missed), 1)

    @property
    def false_rate(self) -> float:
        return len(self.wrong) / max(len(self.wrong) + self.spared, 1)

    @property
    def difference(self) -> float:
        return self.true_rate - self.false_rate


def score(expected: Iterable[Case], done: Audit, files: Iterable[str], min_confidence: str = "low") -> tuple[Score, ...]:
    """
    Args:
        files: every path in the sources.

    Raises:
        ValueError: a case has no file: it would count as one that was rightly left alone.
    """
    by_name: dict[str, set[str]] = defaultdict(set)
    for path in files:
        pure = PurePosixPath(path)
        for name in (pure.name.split(".")[0], path, str(pure.with_suffix("")), *map(str, pure.parents[:-1])):
            by_name[name].add(path)
    told: dict[str, set[int]] = defaultdict(set)
    for finding in done.findings:
        if is_sure(finding, min_confidence) and finding.rule in rules():
            told[finding.place.path].add(rules()[finding.rule].cwe)
    counts: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    names: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for case in expected:
        if case.name not in by_name:
            raise ValueError(f"{case.name}: there is no such file")
        alike = next((kin for kin in KIN if case.cwe in kin), frozenset({case.cwe}))
        is_found = any(told[path] & alike for path in by_name[case.name])
        counts[case.category][case.is_real, is_found] += 1
        if is_found is not case.is_real:
            names[case.category, case.is_real].append(case.name)
    return tuple(Score(category, c[True, True], tuple(sorted(names[category, True])), tuple(sorted(names[category, False])), c[False, False]) for category, c in sorted(counts.items()))


def table(scores: Iterable[Score], *, with_names: bool = False) -> str:
    scores = tuple(scores)
    lines = [f"{'category':20} {'found':>11} {'wrong':>11} {'TPR':>6} {'FPR':>6} {'TPR−FPR':>8}"]
    for s in scores:
        lines.append(f"{s.category:20} {s.right:5}/{s.right + len(s.missed):<5} {len(s.wrong):5}/{len(s.wrong) + s.spared:<5} {s.true_rate:6.3f} {s.false_rate:6.3f} {s.difference:8.3f}")
        if with_names:
            lines += [f"    missed: {name}" for name in s.missed] + [f"    wrong:  {name}" for name in s.wrong]
    right, wrong = sum(s.right for s in scores), sum(len(s.wrong) for s in scores)
    lines.append(f"{'mean':20} {'':23} {sum(s.true_rate for s in scores) / max(len(scores), 1):6.3f} {sum(s.false_rate for s in scores) / max(len(scores), 1):6.3f} {sum(s.difference for s in scores) / max(len(scores), 1):8.3f}")
    lines.append(f"{right} right, {wrong} wrong: precision {right / max(right + wrong, 1):.3f}")
    return "\n".join(lines)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py audit-score", description=__doc__)
    parser.add_argument("expected", type=Path, help="case,category,real,cwe a line")
    parser.add_argument("sources", type=Path)
    parser.add_argument("--min-confidence", choices=("low", "medium", "high"), default="low")
    parser.add_argument("--names", action="store_true", help="which cases were missed, and which are wrong")
    parser.add_argument("--least", type=float, default=None, help="end with 1 where the mean difference is less")
    given = parser.parse_args(words)
    tree = DirectoryTree(given.sources, with_generated=True)
    done = audit(tree, with_memory=False, progress=lambda n, of: print(f"\r{n}/{of}", end="", file=sys.stderr))
    print(file=sys.stderr)
    scores = score(cases(given.expected.read_text("utf-8")), done, tree.files(), given.min_confidence)
    print(table(scores, with_names=given.names))
    for path, why in done.coverage.failed:
        print(f"not looked at: {path}: {why}")
    mean = sum(s.difference for s in scores) / max(len(scores), 1)
    return 1 if given.least is not None and mean < given.least else 0


if __name__ == "__main__":
    sys.exit(main())
