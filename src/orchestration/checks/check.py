"""What a check is: the files it applies to, the program that consumes such files, and how that program's word is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..edges import runner, scratch
from ..model.artefact import FileSet
from ..model.facts import Level
from ..model.text import Text
from ..model.verdict import Finding, Verdict, failed, not_run, passed

OURS = "devops-squad"
"""The tool's name in verdicts of rules that are our own."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a check works, and its access to other programs."""

    directory: Path
    """A temporary copy of the file set, laid out as in the project; shared by all checks, so read-only for them."""
    project: Path | None = None
    """The project's real directory, where there is one."""
    which: Callable[[str], str | None] = runner.which
    run: Callable[..., runner.Completed] = runner.run

    def exists(self, path: str) -> bool | None:
        """Whether the project has that file or directory; None: only the file set is known."""
        return None if self.project is None else scratch.is_inside(self.project, path)

    def version(self, *argv: str) -> str:
        """The version a program prints, asked once per process: ``version("/usr/bin/hadolint")``."""
        return _printed_version(argv if len(argv) > 1 else (argv[0], "--version"), self.run)


@cache
def _printed_version(argv: tuple[str, ...], run: Callable[..., runner.Completed]) -> str:
    done = run(argv, timeout_seconds=30)
    return find_version(done.out) or find_version(done.err)


def find_version(text: str) -> str:
    """The first thing in a program's words that looks like a version: ``"Haskell Dockerfile Linter 2.15.1"`` → ``"2.15.1"``."""
    found = re.search(r"(?<![\w.])v?(\d+(?:\.\d+)+(?:[-+.][0-9A-Za-z]+)*)", text)
    return found[1] if found else ""


Run = Callable[[FileSet, Context], tuple[Verdict, ...]]


@dataclass(frozen=True, slots=True)
class Check:
    """One consumer of files and how to ask it."""

    id: str
    """Registry key, file name, folder of its examples."""
    title: Text
    kinds: frozenset[str]
    """Artefact kinds it looks at; it runs when the file set holds one of them."""
    tool: str
    """The program's name as people know it."""
    how_to_get: Text
    run: Run
    needs: tuple[str, ...] = ()
    """Programs of which one must be found (see ``edges.runner.which``); empty: nothing, or the check looks for itself."""
    by_default: bool = True
    """False: slow; it is run only when it is named or everything is asked for, and else said to be not run."""


def subjects(fileset: FileSet, kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path, _ in fileset.of(*kinds))


def missing(check: Check, fileset: FileSet) -> Verdict:
    """The verdict of a check whose program is not here."""
    how = check.how_to_get
    return not_run(
        check.id,
        subjects(fileset, check.kinds),
        Text(f"{check.tool} is not installed: {how.en}", f"{check.tool} n'est pas installé : {how.fr}"),
        check.tool,
    )


def not_usable(check_id: str, paths: tuple[str, ...], tool: str, done: runner.Completed) -> Verdict:
    """The verdict where a program ran but gave no answer that can be read: too slow, killed, broken output."""
    if done.timed_out:
        why = Text(f"{tool} had not answered after {done.seconds:.0f} s", f"{tool} n'avait pas répondu après {done.seconds:.0f} s")
    else:
        words = " ".join((done.err or done.out).split())[:300] or "no message"
        why = Text(f"{tool} ended with code {done.code}: {words}", f"{tool} s'est terminé avec le code {done.code} : {words}")
    return not_run(check_id, paths, why, tool)


def judged(check_id: str, paths: tuple[str, ...], tool: str, version: str, findings: Iterable[Finding], reason: Text | None = None) -> Verdict:
    """Passed only without a single finding of any level; findings sorted, each once."""
    found = tuple(sorted(set(findings)))
    if found or reason:
        return failed(check_id, paths, tool, version, found, reason)
    return passed(check_id, paths, tool, version)


def objection(path: str, line: int, rule: str, en: str, fr: str, level: Level = "error") -> Finding:
    """A finding of a rule of our own."""
    return Finding(path, line, rule, en, level, Text(en, fr))


def own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("devops-squad")
    except PackageNotFoundError:
        return "source"
