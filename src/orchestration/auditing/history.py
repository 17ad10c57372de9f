"""Secrets that no file holds any more but a repository's history does: whoever clones it has them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..edges import runner
from ..model.text import Text
from .secrets import Secret, secrets

MOST_COMMITS = 5_000
MOST_BYTES = 400 * 1024 * 1024
"""Of added lines; what comes after is not looked at, and said so."""
MOST_OF_A_FILE = 1024 * 1024
TIMEOUT_SECONDS = 180.0

_COMMIT = "\x01commit "
_HUNK = re.compile(r"@@ -\S+ \+(\d+)")


@dataclass(frozen=True, slots=True)
class History:
    secrets: tuple[Secret, ...]
    """Each once, in the oldest commit that was seen to have it."""
    commits: int
    unfinished: Text | None = None
    """Why not all of it was looked at, or none."""


class _Full(Exception):
    pass


def history(root: str | Path, known: Iterable[Secret] = (), *, most_commits: int = MOST_COMMITS, timeout_seconds: float = TIMEOUT_SECONDS) -> History:
    """Looks at every line that commits of any branch added, newest first. Nothing the repository configures is run.

    Args:
        known: what stands in the files now and is told there.
    """
    if runner.which("git") is None:
        return History((), 0, Text("git is not installed: the history was not looked at", "git n'est pas installé : l'historique n'a pas été examiné"))
    reader = _Added({secret.digest for secret in known}, time.monotonic() + timeout_seconds)
    argv = ["git", "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.quotePath=false", "log", "--all", "--no-color", "--patch", "--unified=0", "--no-ext-diff",
            "--no-textconv", "--no-renames", "--diff-filter=AM", "--no-notes", "--relative", "--ignore-submodules=all", f"--max-count={most_commits}", f"--format={_COMMIT.replace(chr(1), '%x01')}%H", "--", "."]
    why: Text | None = None
    try:
        done = runner.stream(argv, reader.line, cwd=root, env={"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"},
                             timeout_seconds=timeout_seconds)
        if done.timed_out:
            why = _stopped(reader.commits)
        elif done.code != 0:
            words = " ".join(done.err.split())[:200]
            why = Text(f"git could not show the history: {words}", f"git n'a pas pu montrer l'historique : {words}")
        elif reader.commits >= most_commits:
            why = _stopped(reader.commits)
    except _Full:
        why = _stopped(reader.commits)
    reader.flush()
    return History(tuple(sorted(reader.found.values())), reader.commits, why)


def _stopped(commits: int) -> Text:
    return Text(f"only the newest {commits} commits were looked at", f"seuls les {commits} commits les plus récents ont été examinés")


class _Added:
    """The lines of a patch, as they come."""

    def __init__(self, known: set[str], until: float) -> None:
        self.known, self.until = known, until
        self.found: dict[str, Secret] = {}
        self.commits = self.bytes = 0
        self.commit = self.path = ""
        self.in_hunk = False
        self.at, self.size = 0, 0
        self.lines: list[str] = []
        self.numbers: list[int] = []

    def line(self, text: str, source: runner.Source) -> None:
        if source != "out":
            return
        if text.startswith(_COMMIT):
            self.flush()
            self.commit, self.path, self.in_hunk = text[len(_COMMIT):], "", False
            self.commits += 1
            if time.monotonic() > self.until:
                raise _Full
        elif text.startswith("diff --git "):
            self.flush()
            self.path, self.in_hunk = "", False
        elif not self.in_hunk and text.startswith("+++ "):
            self.path = text[4:].strip('"').removeprefix("b/")
        elif (match := _HUNK.match(text)) is not None and self.path:
            self.in_hunk, self.at = True, int(match[1])
        elif self.in_hunk and text.startswith("+"):
            self.bytes += len(text)
            if self.bytes > MOST_BYTES:
                raise _Full
            if self.size < MOST_OF_A_FILE:
                self.size += len(text)
                self.lines.append(text[1:])
                self.numbers.append(self.at)
            self.at += 1

    def flush(self) -> None:
        lines, numbers, self.lines, self.numbers, self.size = self.lines, self.numbers, [], [], 0
        for secret in secrets(self.path, "\n".join(lines)) if lines else ():
            if secret.digest not in self.known:
                self.found[secret.digest] = replace(secret, line=numbers[secret.line - 1], commit=self.commit)
