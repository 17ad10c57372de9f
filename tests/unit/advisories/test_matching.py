"""OSV's algorithm on its own corner cases, and which version to go to."""

from __future__ import annotations

import pytest

from orchestration.advisories.matching import affects, fixes, ordered, target
from orchestration.model.advisory import Affected


def entry(*ranges: tuple[tuple[str, str], ...], ecosystem: str = "npm", versions: tuple[str, ...] = ()) -> Affected:
    return Affected(ecosystem, "p", ranges, frozenset(versions))  # type: ignore[arg-type]


FIXED = entry((("introduced", "1.0.0"), ("fixed", "1.2.0")))
TWICE = entry((("introduced", "0"), ("fixed", "1.9.0"), ("introduced", "2.0.0"), ("fixed", "2.10.0")))
LAST = entry((("introduced", "0"), ("last_affected", "1.10.0")))
LIMITED = entry((("introduced", "1.0.0"), ("limit", "1.5.0")))
OPEN = entry((("introduced", "0"),))


@pytest.mark.parametrize(("said", "version", "expected"), [
    (FIXED, "0.9.9", "not affected"), (FIXED, "1.0.0", "affected"), (FIXED, "1.1.9", "affected"), (FIXED, "1.2.0", "not affected"), (FIXED, "1.2.0-rc.1", "affected"), (FIXED, "1.10.0", "not affected"),
    (TWICE, "0.0.0-alpha", "affected"), (TWICE, "1.9.0", "not affected"), (TWICE, "2.0.0", "affected"), (TWICE, "2.9.0", "affected"), (TWICE, "2.10.0", "not affected"),
    (LAST, "1.10.0", "affected"), (LAST, "1.9.9", "affected"), (LAST, "1.10.1", "not affected"),
    (LIMITED, "1.4.9", "affected"), (LIMITED, "1.5.0", "not affected"), (LIMITED, "9.0.0", "not affected"),
    (OPEN, "99.0.0", "affected"), (FIXED, "latest", "not known"), (entry(), "1.0.0", "not known"),
    (entry((("introduced", "0"), ("fixed", "eleven"))), "1.0.0", "not known"),
])
def test_a_version_and_a_range(said: Affected, version: str, expected: str) -> None:
    assert affects(said, version) == expected


def test_events_may_come_in_any_order() -> None:
    assert affects(entry(tuple(reversed(TWICE.ranges[0]))), "2.9.0") == "affected"
    assert affects(entry((("fixed", "1.9.0"), ("introduced", "1.9.0"), ("introduced", "0"))), "1.9.0") == "affected"


def test_listed_versions_count_beside_ranges_and_by_value() -> None:
    both = entry((("introduced", "2.0.0"), ("fixed", "2.1.0")), versions=("1.0.0-weird",))
    assert affects(both, "1.0.0-weird") == affects(both, "2.0.5") == "affected"
    assert affects(entry(ecosystem="PyPI", versions=("1.0",)), "1.0.0") == "affected"
    assert affects(entry(ecosystem="PyPI", versions=("1.0",)), "1.0.1") == "not affected"


def test_where_the_ranges_end() -> None:
    assert fixes(TWICE, "0.5.0") == ("1.9.0",) and fixes(TWICE, "2.1.0") == ("2.10.0",) and fixes(LAST, "1.0.0") == ()
    assert ordered("npm", {"1.10.0", "1.9.0", "odd"}) == ("1.9.0", "1.10.0", "odd")


def test_the_target_is_the_lowest_version_none_affects() -> None:
    later = entry((("introduced", "1.1.5"), ("fixed", "1.10.0")))
    assert target("npm", "1.1.0", (FIXED,)) == ("1.2.0", ())
    # The first fix lies within another flaw's range.
    assert target("npm", "1.1.0", (FIXED, later)) == ("1.10.0", ())


def test_what_has_no_fix_does_not_hide_what_has() -> None:
    assert target("npm", "1.1.0", (FIXED, OPEN)) == ("1.2.0", (OPEN,))
    assert target("npm", "1.1.0", (OPEN, LAST)) == ("", (OPEN, LAST))


def test_a_pre_release_only_where_nothing_else_helps() -> None:
    early = entry((("introduced", "0"), ("fixed", "2.0.0-rc.1")))
    assert target("npm", "1.0.0", (early, entry((("introduced", "0"), ("fixed", "2.0.1"))))) == ("2.0.1", ())
    assert target("npm", "1.0.0", (early,)) == ("2.0.0-rc.1", ())


def test_only_what_may_be_taken() -> None:
    assert target("npm", "1.0.0", (TWICE, entry((("introduced", "0"), ("fixed", "3.0.0")))), lambda text: not text.startswith("3"))[0] == "1.9.0"
