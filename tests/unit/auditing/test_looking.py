"""Room for deep source is made and given back, however many ask for it at once."""

from __future__ import annotations

import sys
import threading

import pytest

from orchestration.auditing.looking import deep


def down(n: int) -> int:
    return 0 if n == 0 else 1 + down(n - 1)


def test_what_is_nested_deeply_has_room() -> None:
    usual = sys.getrecursionlimit()
    assert deep(lambda: down(20_000)) == 20_000
    assert sys.getrecursionlimit() == usual


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(RecursionError):
        deep(lambda: down(200_000))
    with pytest.raises(ZeroDivisionError):
        deep(lambda: 1 // 0)


def test_one_that_ends_takes_no_room_from_another() -> None:
    usual, first_is_done, results = sys.getrecursionlimit(), threading.Event(), []

    def slow() -> int:
        assert first_is_done.wait(30)
        return down(20_000)

    thread = threading.Thread(target=lambda: results.append(deep(slow)))
    thread.start()
    deep(lambda: None)
    first_is_done.set()
    thread.join()
    assert results == [20_000] and sys.getrecursionlimit() == usual
