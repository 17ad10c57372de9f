"""What a model is told can be asked: every phrase is read by the vocabulary as exactly its topic, and every topic is some task's matter."""

from __future__ import annotations

import pytest

from orchestration.requirements.parse import clauses, reread
from orchestration.requirements.topics import topics, topics_of
from orchestration.requirements.vocabulary import MATTERS


@pytest.mark.parametrize("name", topics())
def test_each_phrase_says_its_topic(name: str) -> None:
    for phrase in topics()[name].phrases:
        (clause,) = clauses(phrase)
        assert {w.topic for w in clause.wishes} == {name} and not clause.rest, (phrase, clause)
    assert topics()[name].meaning and any(name in its for its in MATTERS.values())


def test_a_task_is_told_its_own_topics_alone() -> None:
    assert {t.id for t in topics_of(["sentry"])} <= set(MATTERS["sentry"]) and topics_of(["sentry"]) and topics_of(["nothing"]) == ()


def test_words_are_read_as_others_in_a_models_name() -> None:
    (clause,) = clauses("a frobnicated gizmo")
    again = reread(clause, [("a frobnicated gizmo", "redis 7")])
    assert [(w.topic, w.value, w.origin) for w in again.wishes] == [("service", ("redis", "7"), "llm")] and again.rest == "" and not again.is_open and again.readings
    for words, says in (("something else", "redis"), ("a frobnicated gizmo", "frobnicate"), ("a", "redis"), ("a frobnicated gizmo", "")):
        with pytest.raises(ValueError):
            reread(clause, [(words, says)])
