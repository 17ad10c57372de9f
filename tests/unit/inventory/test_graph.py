"""Scopes and chains from edges: the strongest use counts, the shortest chains are kept."""

from __future__ import annotations

from orchestration.inventory.graph import MAX_CHAIN, Graph
from orchestration.model.facts import Evidence
from orchestration.model.text import same

AT = Evidence("lock", 1)


def graph(**needs: str) -> Graph:
    """``a="b c?"``: a needs b, and may need c."""
    made = Graph("npm")
    for key, text in needs.items():
        made.add(key, key, "1", AT, needs=[n for n in text.split() if not n.endswith("?")], may_need=[n[:-1] for n in text.split() if n.endswith("?")])
    return made


def scopes(made: Graph) -> dict[str, str]:
    return {c.package.name: c.scope for c in made.components()}


def test_the_strongest_use_counts():
    made = graph(a="c d?", b="c e", c="", d="f", e="d", f="", g="")
    made.root("a", "production")
    made.root("b", "development")
    assert scopes(made) == {"a": "production", "b": "development", "c": "production", "d": "optional", "e": "development", "f": "optional", "g": "unknown"}


def test_what_is_asked_for_twice_is_the_stronger():
    made = graph(a="")
    made.root("a", "development", "^1")
    made.root("a", "production", "^2")
    made.root("gone", "production")
    (only,) = made.components()
    assert (only.scope, only.wanted, only.is_direct, only.paths) == ("production", "^1", True, (("a@1",),))


def test_the_file_s_own_word_counts_before_what_is_reached():
    made = Graph("npm")
    made.add("x", "a", "1", AT, scope="development")
    made.add("y", "a", "1", Evidence("lock", 2), scope="optional", licence="MIT")
    made.root("x", "production")
    (only,) = made.components()
    assert (only.scope, only.licence, only.evidence.line) == ("optional", "MIT", 1)


def test_three_shortest_chains_in_the_order_of_names():
    made = graph(a="z", b="z", c="d", d="z", e="z", z="")
    for key in "ecba":
        made.root(key, "production")
    assert {c.package.name: c.paths for c in made.components()}["z"] == (("a@1", "z@1"), ("b@1", "z@1"), ("e@1", "z@1"))


def test_circles_end_and_very_long_chains_are_cut():
    made = graph(a="b a", b="a")
    made.root("a", "production")
    assert {c.package.name: c.paths for c in made.components()} == {"a": (("a@1",),), "b": (("a@1", "b@1"),)}
    made = graph(**{f"p{n}": f"p{n + 1}" for n in range(MAX_CHAIN + 5)}, last="")
    made.root("p0", "production")
    found = made.components()
    assert max(len(path) for c in found for path in c.paths) == MAX_CHAIN and {c.scope for c in found if c.package.name != "last"} == {"production"}


def test_what_is_passed_through_is_no_component():
    made = graph(a="")
    made.pass_through("git", "forked", "1", ["a"])
    made.root("git", "development")
    (only,) = made.components()
    assert (only.package.name, only.scope, only.is_direct, only.paths) == ("a", "development", False, (("forked@1", "a@1"),))


def test_where_the_file_does_not_tell_it_is_said():
    made = Graph("npm", tells_direct=False)
    made.add("a", "a", "1", AT)
    assert made.components()[0].is_direct is None


def test_what_can_be_no_package_is_left_over():
    made = Graph("npm")
    made.add("a", "a b", "1", AT)
    made.add("b", "b", "1 2", AT)
    made.unresolved("", "x", AT, same("because"))
    made.unresolved("", "x", AT, same("because"))
    assert made.components() == [] and [(u.name, u.stated) for u in made.left_out()] == [("a b", "1"), ("b", "1 2"), ("?", "x")]
