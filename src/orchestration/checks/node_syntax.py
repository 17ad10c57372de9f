"""Node reads a JavaScript file without running it (``node --check``)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ..edges.scratch import scratch
from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, subjects


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    tool = context.which("node")
    assert tool
    findings: list[Finding] = []
    for path, text in fileset.of(*CHECK.kinds):
        suffix = PurePosixPath(path).suffix
        if suffix == ".jsx":
            continue
        # A plain .js file is a module or a script depending on a package.json that may not be here: valid as either will do.
        names = [f"file{suffix}"] if suffix in (".mjs", ".cjs") else ["file.mjs", "file.cjs"]
        with scratch({name: text for name in names}) as directory:
            answers = [context.run([tool, "--check", str(directory / name)], timeout_seconds=20) for name in names]
        if not any(done.is_ok for done in answers):
            words = answers[0].err
            line = re.search(r"file\.[mc]js:(\d+)", words)
            message = re.search(r"^(\w*Error: .*)$", words, re.M)
            findings.append(
                Finding(path, int(line[1]) if line else 0, "syntax", message[1] if message else " ".join(words.split())[:300] or "no answer")
            )
    return (judged(CHECK.id, subjects(fileset, CHECK.kinds), "node --check", context.version(tool), findings),)


CHECK = Check(
    id="node_syntax",
    title=Text("JavaScript syntax", "Syntaxe JavaScript"),
    kinds=frozenset({"javascript"}),
    tool="node",
    how_to_get=Text("install Node.js: https://nodejs.org/", "installez Node.js : https://nodejs.org/"),
    run=_run,
    needs=("node",),
)
