"""How often profiling is right on projects it has not seen: ``python3 dev.py accuracy EXPECTED SOURCES [NAME …]``.

``EXPECTED/NAME.json`` says what a person read in the project ``SOURCES/NAME``, written down before the product looked at it, in the form
of ``tests/projects/*/facts.json``. Every fact counts once, a refusal (``error``, ``apps``) too; a project that is refused where it should
be read loses all its facts. No such projects are kept here: what a rule was tuned on measures nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.unit.profiling.test_projects import look_up

from orchestration.edges.tree import DirectoryTree
from orchestration.model.errors import SquadError
from orchestration.profiling import profile


def judged(project: Path, case: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(what, expected, found) of everything the case states."""
    facts: Mapping[str, Any] = case.get("facts", {})
    try:
        subject = profile(DirectoryTree(project), case.get("app"))
    except SquadError as error:
        if "error" in case:
            yield "error", case["error"], error.code
        if "apps" in case:
            yield "apps", sorted(case["apps"]), sorted(getattr(error, "apps", ()))
        yield from ((key, expected, f"refused: {error}") for key, expected in facts.items())
        return
    if "error" in case:
        yield "error", case["error"], None
    if "apps" in case:
        yield "apps", sorted(case["apps"]), []
    for key, expected in facts.items():
        try:
            found, _ = look_up(subject, key)
        except KeyError as error:
            found = str(error)
        # The order in which services or processes are named is nobody's claim.
        if isinstance(expected, list) and isinstance(found, list):
            expected, found = sorted(map(str, expected)), sorted(map(str, found))
        yield key, expected, found


def main() -> None:
    parser = argparse.ArgumentParser(prog="accuracy")
    parser.add_argument("expected", type=Path, help="a directory of NAME.json")
    parser.add_argument("sources", type=Path, help="a directory with a project NAME for each")
    parser.add_argument("names", nargs="*", help="only these")
    given = parser.parse_args()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for path in sorted(given.expected.glob("*.json")):
        if given.names and path.stem not in given.names:
            continue
        cases = json.loads(path.read_text("utf-8"))
        for case in cases if isinstance(cases, list) else [cases]:
            wrong = []
            for key, expected, found in judged(given.sources / path.stem, case):
                kind = key.partition(".")[0]
                total[kind] += 1
                right[kind] += expected == found
                if expected != found:
                    wrong.append(f"    {key}: expected {expected!r}, read {found!r}")
            print("\n".join([f"{'wrong' if wrong else 'right'}  {path.stem} {case.get('app') or ''}".rstrip(), *wrong]))
    if not total:
        parser.error(f"no expectation in {given.expected}")
    print()
    for kind in sorted(total):
        print(f"{kind:20} {right[kind]:5} of {total[kind]:<5} {100 * right[kind] / total[kind]:5.1f} %")
    print(f"{'all':20} {right.total():5} of {total.total():<5} {100 * right.total() / total.total():5.1f} %")


if __name__ == "__main__":
    main()
