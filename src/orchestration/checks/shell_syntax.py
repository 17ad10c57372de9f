"""The shell itself reads a script without running it (``-n``): bash where the shebang says so, else sh."""

from __future__ import annotations

import re

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict, not_run
from .check import Check, Context, judged, not_usable


def _shell(text: str) -> str:
    """``bash`` for bash's own syntax, ``sh`` for everything POSIX."""
    first = text.split("\n", 1)[0]
    return "bash" if re.match(r"#!.*\b(?:bash|ksh|zsh)\b", first) else "sh"


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    return tuple(_one(path, _shell(text), context) for path, text in fileset.of(*CHECK.kinds))


def _one(path: str, shell: str, context: Context) -> Verdict:
    tool = context.which(shell)
    if not tool:
        return not_run(CHECK.id, (path,), Text(f"{shell} is not installed", f"{shell} n'est pas installé"), shell)
    done = context.run([tool, "-n", f"./{path}"], cwd=context.directory, timeout_seconds=20)
    if done.timed_out or done.code in (126, 127):
        return not_usable(CHECK.id, (path,), shell, done)
    findings = []
    if done.code != 0:
        line = re.search(r":\s*(?:line\s+)?(\d+):", done.err)
        findings.append(Finding(path, int(line[1]) if line else 0, "syntax", " ".join(done.err.split())[:300] or f"exit code {done.code}"))
    # dash prints no version of its own.
    return judged(CHECK.id, (path,), f"{shell} -n", context.version(tool) if shell == "bash" else "POSIX", findings)


CHECK = Check(
    id="shell_syntax",
    title=Text("Shell syntax", "Syntaxe shell"),
    kinds=frozenset({"shell"}),
    tool="sh -n",
    how_to_get=Text("every POSIX system has sh; bash comes with its package", "tout système POSIX a sh ; bash vient avec son paquet"),
    run=_run,
)
