"""How many written-down clauses are understood as their author meant them, and which are not: ``python3 dev.py clauses [--names | --held-out]``."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.model.decision import Wish
from orchestration.requirements.parse import clauses

HELD_OUT = Path(__file__).parent / "corpus/clauses-heldout"
OPEN = Path(__file__).parents[1] / "tests/unit/requirements/clauses"


@dataclass(frozen=True, slots=True)
class Written:
    """A clause and what it means: ``service=postgresql,15; !service=redis``."""

    task: str
    language: str
    text: str
    means: frozenset[str]


def shown(wish: Wish) -> str:
    """``Wish("limit", ("100", "60", "ip"))`` → ``"limit=100,60,ip"``; parts left open at the end are left out."""
    value = wish.value
    plain = ",".join(_part(v) for v in value).rstrip(",") if isinstance(value, tuple) else _part(value)
    return ("!" if wish.negated else "") + wish.topic + (f"={plain}" if plain else "")


def _part(value: Any) -> str:
    return "" if value is True or value is None else str(value)


def written(folder: Path) -> Iterator[Written]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
                yield Written(row["task"], row["language"], row["clause"], frozenset(part.strip().rstrip(",") for part in row["means"].split(";")))


def read(text: str) -> tuple[frozenset[str], str]:
    """What is understood of a text, and the words left over."""
    found = clauses(text)
    return frozenset(shown(w) for c in found for w in c.wishes), " ".join(c.rest for c in found if c.rest)


def missed(corpus: Iterable[Written]) -> Iterator[tuple[Written, frozenset[str], str]]:
    """The clauses of which a wish is missing, wrong or too many, or a word is left over."""
    for one in corpus:
        found, rest = read(one.text)
        if found != one.means or rest:
            yield one, found, rest


def main(names: bool = False, held_out: bool = False) -> int:
    """Totals; of held-out clauses never more than that."""
    corpus = tuple(written(HELD_OUT if held_out else OPEN))
    wrong = tuple(missed(corpus))
    lost = Counter(w.task for w, _, _ in wrong)
    print(f"{len(corpus) - len(wrong)} of {len(corpus)} understood ({100 * (len(corpus) - len(wrong)) / len(corpus):.1f} %)")
    print("not understood: " + (", ".join(f"{task} {count}" for task, count in sorted(lost.items())) or "none"))
    for one, found, rest in wrong if names and not held_out else ():
        print(f"- {one.task} | {one.text}\n    missing {sorted(one.means - found)}  too many {sorted(found - one.means)}  left over {rest!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main("--names" in sys.argv, "--held-out" in sys.argv))
