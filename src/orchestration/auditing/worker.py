"""A process of its own that looks at pieces of a project: one line in, one line out; see :mod:`orchestration.edges.workers`."""

from __future__ import annotations

import json
import sys

from ..edges.tree import DirectoryTree
from .looking import Looking, deep

MOST_MEMORY_BYTES = 3 * 1024 ** 3
"""Of addresses; a file that makes a parser ask for more ends this process, which is said of that file."""


def main() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    except (ImportError, ValueError, OSError):
        pass
    setup = json.loads(sys.stdin.readline())
    looking = Looking(DirectoryTree(setup["root"], with_generated=True), setup["languages"])

    def work() -> None:
        for line in sys.stdin:
            print(json.dumps(looking.look(json.loads(line)), ensure_ascii=True), flush=True)

    deep(work)


if __name__ == "__main__":
    main()
