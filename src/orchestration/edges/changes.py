"""Which lines of a project differ from a revision, as git tells it. Nothing that a repository's own settings name is run for it, but filters git itself has to apply."""

from __future__ import annotations

import re
from pathlib import Path

from ..model.errors import BadValue
from ..model.text import Text
from . import runner

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_REVISION = re.compile(r"[\w][\w./@{}^~+-]{0,200}")
_QUIET = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=", "-c", "core.pager=cat")
_WHOLE = (1, 10 ** 9)


def changed_lines(root: Path, revision: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """Path → (first, last) lines that are there now and were not, or not so, where this branch left ``revision``; files git does not know count whole.

    Raises:
        BadValue: no such revision, no repository, or no git.
    """
    if not _REVISION.fullmatch(revision):
        raise BadValue(Text(f"not the name of a revision: {revision!r}", f"ce n'est pas le nom d'une révision : {revision!r}"))
    base = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", what=revision).strip()
    left = runner.run(["git", *_QUIET, "merge-base", base, "HEAD"], cwd=root, env={"GIT_OPTIONAL_LOCKS": "0"})
    base = left.out.strip() if left.code == 0 and left.out.strip() else base
    found: dict[str, list[tuple[int, int]]] = {}
    path = ""
    for line in _git(root, "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--relative", "--src-prefix=a/", "--dst-prefix=b/", base, "--", what=revision).split("\n"):
        if line.startswith("+++ "):
            path = line[6:].rstrip("\t") if line.startswith("+++ b/") else ""
        elif path and (match := _HUNK.match(line)):
            first, count = int(match[1]), int(match[2] or 1)
            if count:
                found.setdefault(path, []).append((first, first + count - 1))
    for path in _git(root, "ls-files", "--others", "--exclude-standard", "-z", what=revision).split("\0"):
        if path:
            found.setdefault(path, []).append(_WHOLE)
    return {path: tuple(lines) for path, lines in sorted(found.items())}


def _git(root: Path, *words: str, what: str) -> str:
    done = runner.run(["git", *_QUIET, *words], cwd=root, env={"GIT_OPTIONAL_LOCKS": "0"})
    if done.code != 0:
        said = (done.err.strip().split("\n")[0] or f"git: {done.code}")[:200]
        raise BadValue(Text(f"what changed since {what} cannot be told: {said}", f"impossible de dire ce qui a changé depuis {what} : {said}"),
                       Text("give a revision of the project's own git repository, as origin/main", "donnez une révision du dépôt git du projet, comme origin/main"))
    # A diff cut short would make changed lines look unchanged.
    if len(done.out.encode()) >= runner.MAX_OUTPUT_BYTES:
        raise BadValue(Text(f"more differs from {what} than can be compared", f"trop de différences avec {what} pour être comparées"))
    return done.out
