"""A claim counts only where its pattern is found in the file."""

from __future__ import annotations

from orchestration.model.artefact import Artefact
from orchestration.model.decision import Claim, Clause, Refusal, Wish
from orchestration.model.plan import Plan
from orchestration.model.text import same
from orchestration.requirements.outcomes import outcomes

FILE = Artefact("compose.yml", "services:\n  redis:\n    image: redis:8.2.9\n", "compose", same("x"))


def end(plan: Plan, *wishes: Wish, rest: str = "") -> tuple[str, list[str]]:
    (outcome,) = outcomes((Clause("…", wishes, rest),), plan)
    return outcome.status, [str(e) for e in outcome.where]


def test_met_with_the_line() -> None:
    assert end(Plan((FILE,), (Claim("service", "compose.yml", r"image: redis"),)), Wish("service")) == ("met", ["compose.yml:3"])


def test_a_claim_that_is_not_in_the_file_is_no_claim() -> None:
    assert end(Plan((FILE,), (Claim("service", "compose.yml", r"image: postgres"),)), Wish("service")) == ("not met", [])


def test_a_claim_about_a_file_that_was_not_made_is_no_claim() -> None:
    assert end(Plan((FILE,), (Claim("service", "other.yml", r"redis"),)), Wish("service")) == ("not met", [])


def test_another_value_does_not_answer() -> None:
    plan = Plan((FILE,), (Claim("service", "compose.yml", r"redis", value=("redis", "8")),))
    assert end(plan, Wish("service", ("redis", "7")))[0] == "not met"


def test_words_nobody_understood_make_it_partly_met() -> None:
    assert end(Plan((FILE,), (Claim("service", "compose.yml", r"redis"),)), Wish("service"), rest="sharded")[0] == "partly met"


def test_one_of_two_wishes_is_partly_met() -> None:
    assert end(Plan((FILE,), (Claim("service", "compose.yml", r"redis"),)), Wish("service"), Wish("moon"))[0] == "partly met"


def test_a_refusal_gives_its_reason() -> None:
    (outcome,) = outcomes((Clause("alpine", (Wish("base", "alpine"),)),), Plan((FILE,), (), (Refusal("base", same("because"), value="alpine"),)))
    assert (outcome.status, outcome.why.en) == ("not met", "because")


def test_a_negated_wish_is_met_by_absence_and_broken_by_presence() -> None:
    plan = Plan((FILE,), (Claim("service", "compose.yml", r"image: redis", value=("redis", "")),))
    assert end(plan, Wish("service", ("kafka", ""), negated=True))[0] == "met"
    assert end(plan, Wish("service", ("redis", ""), negated=True))[0] == "not met"


def test_a_clause_without_a_wish_is_not_met() -> None:
    assert end(Plan((FILE,)), rest="frobnicate")[0] == "not met"
