"""Python reads a file without running it, in a process of its own; syntax newer than this interpreter's cannot be judged by it."""

from __future__ import annotations

import platform
import re
import sys

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable, subjects


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    findings: list[Finding] = []
    paths = subjects(fileset, CHECK.kinds)
    argv = [sys.executable, "-I", "-X", f"pycache_prefix={context.directory / '.pycache'}", "-m", "py_compile"]
    done = context.run([*argv, *(f"./{path}" for path in paths)], cwd=context.directory)
    if done.timed_out or done.code not in (0, 1):
        return (not_usable(CHECK.id, paths, CHECK.tool, done),)
    if done.code == 1:
        for path in paths:
            one = context.run([*argv, f"./{path}"], cwd=context.directory)
            if one.code != 0:
                line = re.search(r'(?:File "[^"]*"|\([^()\n]*), line (\d+)', one.err)
                message = re.search(r"^(?:Sorry: )?(\w*(?:Error|Exception): .*)$", one.err, re.M)
                findings.append(Finding(path, int(line[1]) if line else 0, "syntax", message[1] if message else " ".join(one.err.split())[:300]))
    return (judged(CHECK.id, paths, CHECK.tool, platform.python_version(), findings),)


CHECK = Check(
    id="python_syntax",
    title=Text("Python syntax", "Syntaxe Python"),
    kinds=frozenset({"python"}),
    tool="python -m py_compile",
    how_to_get=Text("the interpreter this program runs on", "l'interpréteur qui exécute ce programme"),
    run=_run,
)
