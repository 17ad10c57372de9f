"""Worker processes of a fleet on this machine: started together, ended together; one that dies is started anew."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

WATCH_SECONDS = 1.0
MOST_STARTS = 10
"""Of one worker's place; whatever kills it so often kills the next one too."""


class Workers:
    """While this is open, so many processes work on the queue."""

    def __init__(self, count: int, database_url: str | None) -> None:
        home = str(Path(__file__).resolve().parents[2])
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))} | ({"DEVOPS_SQUAD_DATABASE_URL": database_url} if database_url else {})
        self.count, self.processes, self.over = count, [], threading.Event()  # type: ignore[var-annotated]

    def __enter__(self) -> Workers:
        self.processes = [self._start() for _ in range(self.count)]
        self.watcher = threading.Thread(target=self._watch, daemon=True)
        self.watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        self.watcher.join()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            if process.poll() is None:
                process.kill()
                process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-P", "-m", "orchestration", "fleet", "--work"], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _watch(self) -> None:
        starts = 0
        while not self.over.wait(WATCH_SECONDS):
            for n, process in enumerate(self.processes):
                if process.poll() is not None and starts < MOST_STARTS * self.count:
                    starts += 1
                    self.processes[n] = self._start()
