"""Requirement texts, French and English, become clauses and wishes; nothing is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.requirements.parse import MAX_TEXT, clauses

CASES: dict[str, list[tuple[str, list[tuple[str, object, bool]]]]] = {
    "Production build avec Tailwind et TypeScript": [("Production build avec Tailwind", [("production", True, False), ("compile", "tailwindcss", False)]), ("TypeScript", [("compile", "typescript", False)])],
    "Tests E2E avec Playwright + déploiement preview": [("Tests E2E avec Playwright", [("e2e", "playwright", False)]), ("déploiement preview", [("preview", True, False)])],
    "Deploy vers dev/staging/prod avec auto-rollback": [("Deploy vers dev/staging/prod avec auto-rollback", [("environments", ("dev", "staging", "production"), False), ("rollback", True, False)])],
    "Déploiement vers dev, staging et prod": [("Déploiement vers dev, staging et prod", [("environments", ("dev", "staging", "production"), False)])],
    "PostgreSQL 15, Redis 7.2, sans Kafka": [("PostgreSQL 15", [("service", ("postgresql", "15"), False)]), ("Redis 7.2", [("service", ("redis", "7.2"), False)]), ("sans Kafka", [("service", ("kafka", ""), True)])],
    "without Redis nor MongoDB": [("without Redis nor MongoDB", [("service", ("redis", ""), True), ("service", ("mongodb", ""), True)])],
    "Node 22 LTS, port 8080": [("Node 22 LTS", [("runtime", ("nodejs", "22"), False)]), ("port 8080", [("port", 8080, False)])],
    "une base de données et une file de messages": [("une base de données", [("service", ("database", ""), False)]), ("une file de messages", [("service", ("queue", ""), False)])],
    "GitLab CI with manual approval; SBOM and provenance": [("GitLab CI with manual approval", [("ci", "gitlab", False), ("approval", True, False)]), ("SBOM", [("sbom", True, False)]), ("provenance", [("provenance", True, False)])],
    "non-root user, read-only filesystem": [("non-root user", [("nonroot", True, False)]), ("read-only filesystem", [("readonly", True, False)])],
    "alerts to Slack, alertes vers Slack": [("alerts to Slack", [("notify", "slack", False)]), ("alertes vers Slack", [("notify", "slack", False)])],
    "alerts via PagerDuty, alertes par SMS": [("alerts via PagerDuty", [("route", "pagerduty", False)]), ("alertes par SMS", [("route", "sms", False)])],
    "Python 3.12 sur arm64": [("Python 3.12 sur arm64", [("runtime", ("python", "3.12"), False), ("arch", "arm64", False)])],
}


@pytest.mark.parametrize("text", CASES)
def test_clauses_and_wishes(text: str) -> None:
    found = [(c.text, [(w.topic, w.value, w.negated) for w in c.wishes]) for c in clauses(text)]
    assert found == CASES[text]


@pytest.mark.parametrize("text", CASES)
def test_known_clauses_leave_no_word_unexplained(text: str) -> None:
    assert [c.rest for c in clauses(text) if c.rest] == []


def test_unknown_words_stay_visible() -> None:
    (clause,) = clauses("Frobnicate the gizmo")
    assert clause.wishes == () and clause.rest == "Frobnicate gizmo"


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    found = clauses("Redis. " * MAX_TEXT)
    assert "beyond" in found[-1].text and found[-1].rest


@given(st.text(max_size=300))
def test_any_text_is_understood_or_left_visible(text: str) -> None:
    for clause in clauses(text):
        assert clause.wishes or clause.rest or clause.text


@given(st.lists(st.sampled_from(sorted(CASES)), min_size=1, max_size=4))
def test_joining_texts_loses_no_clause(texts: list[str]) -> None:
    joined = clauses(". ".join(texts))
    assert [c.text for c in joined] == [text for t in texts for text, _ in CASES[t]]
