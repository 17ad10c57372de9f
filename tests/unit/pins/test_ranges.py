"""Ranges against the definitions of their notations; PEP 440 against ``packaging`` itself."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from orchestration.pins.ranges import NoRange, Notation, admits, lower_bounds

CASES: list[tuple[Notation, str, str, str]] = [
    # notation, range, versions admitted, versions refused; npm's as its `semver` package answers
    ("npm", "^1.2.3", "1.2.3 1.2.4 1.9.0", "1.2.2 2.0.0 0.9.9"),
    ("npm", "^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2 1.0.0"),
    ("npm", "^0.0.3", "0.0.3", "0.0.4 0.0.2"),
    ("npm", "^0.0", "0.0.0 0.0.9", "0.1.0"),
    ("npm", "^0", "0.0.0 0.9.9", "1.0.0"),
    ("npm", "^1.x", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("npm", "~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
    ("npm", "~1.2", "1.2.0 1.2.9", "1.3.0"),
    ("npm", "~1", "1.0.0 1.9.9", "2.0.0"),
    ("npm", "~> 1.2.3", "1.2.3 1.2.9", "1.3.0"),
    ("npm", "1.2", "1.2.0 1.2.9", "1.3.0"),
    ("npm", "1.2.3", "1.2.3", "1.2.4"),
    ("npm", "=1.2.x", "1.2.9", "1.3.0"),
    ("npm", ">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"),
    ("npm", ">=1.2", "1.2.0", "1.1.9"),
    ("npm", "<1.2", "1.1.9", "1.2.0"),
    ("npm", "<=1.2", "1.2.9", "1.3.0"),
    ("npm", ">= 18.0.0 < 21", "18.0.0 20.9.9", "21.0.0 17.9.9"),
    ("npm", "1.2 - 2.3", "1.2.0 2.3.9", "2.4.0 1.1.9"),
    ("npm", "1.2.3 - 2.3.4", "1.2.3 2.3.4", "2.3.5"),
    ("npm", "^18 || ^20 || >=22", "18.1.0 20.0.0 23.0.0", "19.0.0 21.9.9"),
    ("npm", "*", "0.0.0 99.0.0", ""),
    ("npm", "", "0.0.0 99.0.0", ""),
    ("npm", "x.x", "0.0.0 99.0.0", ""),
    ("npm", ">=2.0.0-rc.1", "2.0.0", "1.9.9"),
    ("npm", "<2.0.0-0", "1.9.9", "2.0.0"),
    ("npm", "1.2.3-rc.1", "", "1.2.3"),
    ("npm", "v18", "18.9.0", "19.0.0"),
    ("composer", "~1.2", "1.2.0 1.9.9", "2.0.0 1.1.9"),
    ("composer", "~1.2.3", "1.2.3 1.2.9", "1.3.0"),
    ("composer", "^8.2", "8.2.0 8.9.0", "9.0.0 8.1.9"),
    ("composer", "^7.4|^8.0", "7.4.1 8.0.0", "7.3.9 9.0.0"),
    ("composer", ">=8.1 <8.4", "8.1.0 8.3.9", "8.4.0"),
    ("composer", ">=8.1,<8.4", "8.1.0 8.3.9", "8.4.0"),
    ("composer", "8.3.*", "8.3.9", "8.4.0"),
    ("composer", "8.2 - 8.4", "8.2.0 8.4.9", "8.5.0"),
    ("composer", "^8.2.0@dev", "8.2.0", "8.1.0"),
    ("composer", "!=8.2.3", "8.2.2 8.2.4", "8.2.3"),
    ("gems", "~> 3.2", "3.2.0 3.9.0", "4.0.0 3.1.9"),
    ("gems", "~> 3.2.1", "3.2.1 3.2.9", "3.3.0 3.2.0"),
    ("gems", ">= 3.0, < 3.4", "3.0.0 3.3.9", "3.4.0"),
    ("gems", "!= 3.2.0", "3.2.1", "3.2.0"),
    ("gems", "> 3.2", "3.2.1", "3.2.0"),
    ("hex", "~> 1.14", "1.14.0 1.18.0", "2.0.0 1.13.9"),
    ("hex", "~> 1.14.2", "1.14.2 1.14.9", "1.15.0"),
    ("hex", "~> 1.14 or ~> 2.0", "1.18.0 2.1.0", "3.0.0"),
    ("hex", ">= 1.14.0 and < 1.18.0", "1.17.9", "1.18.0"),
    ("cargo", "1.2.3", "1.2.3 1.9.0", "2.0.0 1.2.2"),
    ("cargo", "0.2", "0.2.0 0.2.9", "0.3.0"),
    ("cargo", "~1.2", "1.2.9", "1.3.0"),
    ("cargo", "=1.2.3", "1.2.3", "1.2.4"),
    ("cargo", "1.*", "1.9.0", "2.0.0"),
    ("cargo", ">=1.2, <1.5", "1.4.9", "1.5.0"),
    ("python", "^3.9", "3.9.0 3.13.0", "4.0.0 3.8.9"),
    ("python", "^3.9 || ^3.12", "3.9.0", "4.0.0"),
    ("python", "~3.9", "3.9.9", "3.10.0"),
    ("python", ">=3.8,!=3.9.*,<4", "3.8.0 3.10.1", "3.9.5 4.0.0"),
    ("python", "==3.11.*", "3.11.9", "3.12.0"),
]


def version(text: str) -> tuple[int, int, int]:
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch


@pytest.mark.parametrize(("notation", "text", "inside", "outside"), CASES)
def test_known_cases(notation: Notation, text: str, inside: str, outside: str) -> None:
    assert [v for v in inside.split() if not admits(notation, text, version(v))] == []
    assert [v for v in outside.split() if admits(notation, text, version(v))] == []


NOTATIONS: list[Notation] = ["npm", "python", "composer", "gems", "hex", "cargo"]
number = st.sampled_from(["0", "2", "3", "9", "10", "11"])
operator = st.sampled_from([">=", "<=", ">", "<", "==", "!=", "~="])
clause = st.tuples(operator, st.lists(number, min_size=1, max_size=3), st.sampled_from(["", ".*", "rc1"]))
specifier = st.lists(clause, min_size=1, max_size=3).map(lambda clauses: ", ".join(op + ".".join(parts) + end for op, parts, end in clauses))


@given(text=specifier, of=st.tuples(*[st.integers(0, 12)] * 3))
@settings(max_examples=1500, deadline=None)
def test_pep_440_agrees_with_packaging(text: str, of: tuple[int, int, int]) -> None:
    try:
        expected = SpecifierSet(text).contains(".".join(map(str, of)), prereleases=False)
    except InvalidSpecifier:
        return
    assert admits("python", text, of) is expected


@pytest.mark.parametrize("text", [
    "nonsense", "pypy3.10", "^", ">=", "1..2", "1.2.3 foo", "$(id)", "1.2;rm", "file:../x", "workspace:*", "latest||rm -rf", "é", ">=1 &&",
    "1" * 2000,
])
def test_what_is_no_range_is_refused(text: str) -> None:
    for notation in NOTATIONS:
        with pytest.raises(NoRange):
            admits(notation, text, (1, 2, 3))


@given(text=st.text(alphabet="0123456789.xX*<>=~^!|, -v&@abrc+", max_size=30), notation=st.sampled_from(NOTATIONS))
@settings(max_examples=1500, deadline=None)
def test_any_text_is_a_range_or_refused(text: str, notation: Notation) -> None:
    try:
        admits(notation, text, (1, 2, 3))
        bounds = lower_bounds(notation, text)
    except NoRange:
        return
    assert bounds == sorted(bounds, reverse=True)


@pytest.mark.parametrize("piece", ["1", "1.", " ", "1 - ", ">=1 ", "^", "1.2.3-a", "||", "x.", "1-1"])
def test_hostile_lengths_end(piece: str) -> None:
    for text in (piece * 100_000, piece * (900 // len(piece)), "1" + piece * (900 // len(piece)) + "!"):
        with contextlib.suppress(NoRange):
            assert isinstance(admits("npm", text, (1, 2, 3)), bool)
