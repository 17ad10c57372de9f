"""Clauses as people write them, for all tasks: understood as their author meant them, none lost, none called met that is not shown."""

from __future__ import annotations

import re
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.clauses import OPEN, Written, missed, read, written
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.edges.tree import DirectoryTree
from orchestration.model.decision import Outcome
from orchestration.model.request import Request
from orchestration.pipeline import AGENTS, engines, run, run_many
from orchestration.requirements.parse import MAX_TEXT, clauses
from orchestration.requirements.vocabulary import MATTERS, TERMS

SHOP = Path(__file__).parents[3] / "examples/express-shop"
CORPUS = tuple(written(OPEN))
TASKS = tuple(task for tasks in AGENTS.values() for task in tasks)
JOINS = {"et", "and", "puis", "then", "mais", "but", "ainsi", "que", "as", "well"}


def outcomes(text: str, *tasks: str) -> tuple[Outcome, ...]:
    done = run_many([Request(task, platform="aws", requirements=text) for task in tasks], tree=DirectoryTree(SHOP), with_checks=False)
    assert not done.is_error, [r.error for r in done.results]
    return done.outcomes


def test_the_corpus_is_of_all_tasks_and_half_of_it_french() -> None:
    languages, tasks = Counter(one.language for one in CORPUS), Counter(one.task for one in CORPUS)
    assert len(CORPUS) >= 150 and abs(languages["fr"] - languages["en"]) <= len(CORPUS) * 0.05
    assert set(tasks) == set(TASKS) and min(tasks.values()) >= 8


def test_clauses_are_understood_without_a_model() -> None:
    wrong = [(one.text, sorted(one.means - found), sorted(found - one.means), rest) for one, found, rest in missed(CORPUS)]
    assert len(wrong) <= 0.05 * len(CORPUS), wrong


def test_every_topic_is_somebodys_matter() -> None:
    """Who would have to be asked can be said of whatever is understood."""
    assert {term.topic for term in TERMS} - {topic for topics in MATTERS.values() for topic in topics} - {"task", "share", "path", "feedback"} == set()


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: one.text[:50])
def test_no_word_is_lost(one: Written) -> None:
    told = Counter(re.findall(r"\w+", " ".join(c.text for c in clauses(one.text)).lower()))
    lost = Counter(re.findall(r"\w+", one.text.lower())) - told
    assert set(lost) <= JOINS, lost


def _numbers(text: str) -> list[str]:
    return [n for found in read(text)[0] if not found.startswith("!") and found.split("=")[0] != "priority" for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)*(?![\w.])", found)]


@pytest.mark.parametrize("one", [one for one in CORPUS if one.task in engines() and one.task not in ("audit", "dependencies")], ids=lambda one: one.text[:50])
def test_what_is_met_shows_the_number_that_was_asked(one: Written) -> None:
    for outcome in outcomes(one.text, one.task):
        shown = f"{outcome.why.en} {' '.join(e.quote for e in outcome.where)}"
        for number in _numbers(outcome.clause) if outcome.status == "met" else ():
            forms = {number, f"{Decimal(number) / 100:f}"} if number.count(".") < 2 else {number}
            assert any(re.search(rf"(?<![\d.]){re.escape(form)}(?!\d)", shown) for form in forms), (outcome.clause, number, shown)


@pytest.mark.parametrize("task", [task for task in TASKS if task not in engines()])
def test_what_no_engine_makes_is_never_met(task: str) -> None:
    """Wishes that only tasks without an engine could grant, refusals among them: nothing was looked at, so nothing is met."""
    working = {topic for name in engines() for topic in MATTERS.get(name, ())} | {"task"}
    mine = [one for one in CORPUS if one.task == task and not any(m.lstrip("!").split("=")[0] in working for m in one.means)]
    assert mine
    for one in mine:
        assert {o.status for o in outcomes(one.text, "dockerfile", "ci_cd")} == {"not met"}, one.text


@pytest.mark.parametrize(("text", "tasks", "both"), [
    ("PostgreSQL 15 and PostgreSQL 16", ("docker_compose",), ("PostgreSQL 15", "PostgreSQL 16")), ("no Docker, Dockerfile multi-stage", ("dockerfile",), ("no Docker", "Dockerfile multi-stage")),
    ("HSTS 1 an; HSTS max-age=3600", ("dockerfile",), ("HSTS 1 an", "HSTS max-age=3600")), ("deploy on every push; no automatic deployment", ("ci_cd",), ("deploy on every push", "no automatic deployment")),
    ("port 3000, port 8080", ("dockerfile",), ("port 3000", "port 8080")), ("100 requêtes par minute par IP; 50 req/min per IP", ("dockerfile",), ("100 requêtes par minute par IP", "50 req/min per IP")),
    ("couverture de 80 %; coverage 90%", ("ci_cd",), ("couverture de 80 %", "coverage 90%")), ("99.9% uptime; 99% uptime", ("dockerfile",), ("99.9% uptime", "99% uptime")),
])
def test_a_contradiction_is_told_at_both_clauses(text: str, tasks: tuple[str, ...], both: tuple[str, str]) -> None:
    found = {o.clause: o for o in outcomes(text, *tasks)}
    for clause in both:
        assert found[clause].status != "met" and "contradicts itself" in found[clause].why.en and "se contredit" in found[clause].why.fr, found[clause]


@pytest.mark.parametrize("text", ["PostgreSQL, PostgreSQL 16", "p95 < 300ms, p99 < 1s", "100 req/min per IP, 1000 req/min per user", "Redis 7, PostgreSQL 16", "access token 15 min, refresh token 7 days", "RTO 1h, RPO 15 min"])
def test_what_only_looks_alike_is_no_contradiction(text: str) -> None:
    assert not any("contradicts" in o.why.en for o in outcomes(text, "docker_compose"))


def test_what_contradicts_the_project_is_told() -> None:
    (node,) = outcomes("Node 20", "dockerfile")
    assert node.status == "partly met" and ">=22 (package.json:8)" in node.why.en and ">=22 (package.json:8)" in node.why.fr
    (mysql,) = outcomes("MySQL 8", "docker_compose")
    assert mysql.status == "partly met" and "postgresql" in mysql.why.en


@pytest.mark.parametrize(("text", "means"), [
    ("sans Redis ni Kafka", "!service=redis !service=kafka"), ("no Docker, no Kubernetes", "!docker !platform=kubernetes"), ("without Redis and Kafka", "!service=redis !service=kafka"), ("sans Redis, Kafka ni RabbitMQ", "!service=redis !service=kafka !service=rabbitmq"),
    ("no Redis, Kafka or RabbitMQ", "!service=redis !service=kafka !service=rabbitmq"), ("no Redis, MySQL 8", "!service=redis service=mysql,8"), ("sans Redis et PostgreSQL 16", "!service=redis service=postgresql,16"), ("Redis is not needed", "!service=redis"),
    ("on n'a pas besoin de Redis", "!service=redis"), ("we don't use Redis", "!service=redis"), ("Redis : non", "!service=redis"), ("Redis désactivé", "!service=redis"), ("il ne faut pas utiliser Redis", "!service=redis"), ("avoid Redis", "!service=redis"), ("MySQL instead of PostgreSQL", "service=mysql !service=postgresql"),
    ("MySQL plutôt que PostgreSQL", "service=mysql !service=postgresql"), ("w/o Redis", "!service=redis"), ("tout sauf Redis", "!service=redis"), ("aucun Redis", "!service=redis"), ("Redis shouldn't be used; never use Kafka", "!service=redis !service=kafka"), ("Redis ne doit pas être utilisé", "!service=redis"),
])
def test_refusals_and_their_reach(text: str, means: str) -> None:
    assert read(text)[0] == frozenset(means.split())


def test_a_refusal_that_is_not_understood_leaves_its_words() -> None:
    assert read("Redis has outlived its welcome")[1] != ""


@pytest.mark.parametrize("word", ["only", "before", "after", "when", "each", "not", "unless", "except", "seulement", "avant", "après", "quand", "sauf", "pas"])
def test_a_word_that_changes_the_meaning_stays_visible(word: str) -> None:
    assert word in read(f"Redis frobnicated {word}")[1]


HOSTILE = {
    "spaces": " " * MAX_TEXT, "newlines": "\n" * MAX_TEXT, "digits": "1" * MAX_TEXT, "percentages": "99% " * 5_000, "one word": "a" * MAX_TEXT, "not": "not " * 5_000, "no marks": "deploy canary at 5 with no redis to the app for all " * 400, "of": "99% of " * 3_000,
    "dots": "1." * 10_000, "slashes": "/a" * 10_000, "dashes": "a-" * 10_000, "quotes": "l'" * 10_000, "limits": "100 requests per ip per user per key " * 540, "rotation": "rotate the secrets of the db of the api " * 500, "brackets": "(" * MAX_TEXT, "commas": "redis," * 3_300, "nul": "\0" * MAX_TEXT, "accents": "é" * MAX_TEXT, "per": "per" * 6_600, "nothing behind it": "not use add include " * 1_000, "min": "min 1, " * 2_800,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    clauses("Redis, p95 < 300ms, 100 req/min per IP")
    start = time.process_time()
    clauses(HOSTILE[name][:MAX_TEXT])
    assert time.process_time() - start < 1.0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), st.sampled_from([one.text for one in CORPUS])), max_size=6).map(" ".join))
def test_any_text_keeps_its_words_and_is_read_the_same_twice(text: str) -> None:
    found = clauses(text)
    assert found == clauses(text)
    told = Counter(re.findall(r"[^\W_]{3,}", " ".join(c.text for c in found).lower()))
    lost = Counter(re.findall(r"[^\W_]{3,}", text.lower())) - told
    assert set(lost) <= JOINS, lost


def test_a_request_in_two_languages_is_answered_in_whole() -> None:
    result = run(Request("docker_compose", requirements="PostgreSQL 16 et Redis 7, without Kafka; JWT valable 15 min"), tree=DirectoryTree(SHOP), with_checks=False)
    assert [o.status for o in result.outcomes] == ["met", "met", "met", "not met"] and "auth" in result.outcomes[-1].why.en


@pytest.mark.parametrize(("text", "status"), [("SBOM", "met"), ("SBOM in SPDX format", "not met"), ("scan every month", "partly met")])
def test_a_kind_that_is_not_made_is_not_met(text: str, status: str) -> None:
    assert [o.status for o in outcomes(text, "ci_cd")] == [status]
