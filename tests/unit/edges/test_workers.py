"""Processes of our own: answers in order, one that ends or hangs costs its item alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orchestration.edges.workers import side_by_side

WORKER = """\
import json, os, sys, time
setup = json.loads(sys.stdin.readline())
for line in sys.stdin:
    item = json.loads(line)
    if item == "end":
        os._exit(3)
    if item == "hang":
        time.sleep(600)
    if item == "words":
        print("this is no JSON", flush=True)
        continue
    print(json.dumps([setup, item, os.environ.get("PYTHONHASHSEED"), "SOME_TOKEN" in os.environ]), flush=True)
"""


@pytest.fixture(autouse=True)
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "answering_worker.py").write_text(WORKER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SOME_TOKEN", "x")


@pytest.mark.parametrize("jobs", [1, 3])
def test_answers_come_in_the_items_order(jobs: int) -> None:
    done: list[int] = []
    answers = side_by_side("answering_worker", "é", list(range(20)), jobs=jobs, seconds=30, on_done=done.append)
    assert answers == [["é", i, "0", False] for i in range(20)] and sorted(done) == list(range(20))


@pytest.mark.parametrize("bad", ["end", "words"])
def test_one_that_ends_costs_its_item_alone(bad: str) -> None:
    answers = side_by_side("answering_worker", 1, ["a", bad, "b", bad, "c"], jobs=2, seconds=30)
    assert [a and a[1] for a in answers] == ["a", None, "b", None, "c"]


def test_one_that_hangs_is_ended() -> None:
    started = time.monotonic()
    answers = side_by_side("answering_worker", 1, ["hang", "a"], jobs=1, seconds=3)
    assert answers[0] is None and answers[1][1] == "a" and time.monotonic() - started < 30


def test_a_module_that_is_not_there_answers_nothing() -> None:
    assert side_by_side("no_such_worker", 1, ["a", "b"], jobs=2, seconds=30) == [None, None]


def test_what_the_caller_raises_ends_it() -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side("answering_worker", 1, list(range(50)), jobs=2, seconds=30, on_done=stop)
