"""Work done side by side by processes of our own. One that ends, or takes too long, costs its piece of work alone, and is started anew."""

from __future__ import annotations

import json
import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .runner import environment

_MAX_ANSWER_BYTES = 256 * 1024 * 1024


def processors() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker:
    def __init__(self, module: str, setup: str) -> None:
        home = str(Path(__file__).resolve().parents[2])
        # The same order of every set in every process; what is imported comes from where this file does, not from where the caller stands.
        env = environment({"PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))})
        self.process = subprocess.Popen([sys.executable, "-P", "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, start_new_session=True)
        self._left = b""
        self._send(setup)

    def _send(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, item: Any, seconds: float) -> Any:
        """
        Raises:
            OSError, ValueError: it ended, answered nothing in time, or something else than an answer.
        """
        self._send(json.dumps(item))
        assert self.process.stdout
        pipe, until = self.process.stdout.fileno(), time.monotonic() + seconds
        pieces, size = [self._left], len(self._left)
        while b"\n" not in pieces[-1]:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            piece = os.read(pipe, 1 << 20) if ready else b""
            size += len(piece)
            if not piece or size > _MAX_ANSWER_BYTES:
                raise OSError("no answer")
            pieces.append(piece)
        line, _, self._left = b"".join(pieces).partition(b"\n")
        return json.loads(line)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue


def side_by_side(module: str, setup: Any, items: Sequence[Any], *, jobs: int, seconds: float, on_done: Callable[[int], None] | None = None) -> list[Any]:
    """Each item's answer, in the items' order; None where the process that had it ended or took longer than ``seconds``.

    Args:
        module: run with ``-m``; it reads ``setup`` and then an item a line as JSON, and answers each with a line of JSON.
        on_done: told each item's place when it is done, one call at a time.
    """
    answers: list[Any] = [None] * len(items)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for i in range(len(items)):
        waiting.put(i)
    gate, first, stopped = threading.Lock(), json.dumps(setup), threading.Event()
    failures: list[BaseException] = []

    def serve() -> None:
        worker: _Worker | None = None
        try:
            while not stopped.is_set():
                try:
                    i = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    worker = worker or _Worker(module, first)
                    answers[i] = worker.ask(items[i], seconds)
                except (OSError, ValueError):
                    if worker is not None:
                        worker.end()
                    worker = None
                if on_done is not None:
                    with gate:
                        on_done(i)
        except BaseException as error:
            failures.append(error)
        finally:
            if worker is not None:
                worker.end()

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(max(1, min(jobs, len(items))))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
    finally:
        stopped.set()
    if failures:
        raise failures[0]
    return answers
