"""Alertmanager's own tool reads its configuration; templates it does not expand, so a broken one is found by a landing proof alone."""

from __future__ import annotations

import re

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, not_usable


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    return tuple(_one(path, context) for path, _ in fileset.of(*CHECK.kinds))


def _one(path: str, context: Context) -> Verdict:
    tool = context.which("amtool")
    assert tool
    done = context.run([tool, "check-config", path], cwd=context.directory)
    # It ends with 0 and says SUCCESS, or with 1 and says what is wrong; anything else is no answer.
    if done.timed_out or not ((done.out + done.err).strip() if done.code == 1 else done.code == 0 and "SUCCESS" in done.out + done.err):
        return not_usable(CHECK.id, (path,), "amtool", done)
    findings = []
    if done.code != 0:
        words = " ".join((done.out + " " + done.err).split())
        line = re.search(r"line (\d+)", words)
        findings.append(Finding(path, int(line[1]) if line else 0, "check-config", words[:400]))
    return judged(CHECK.id, (path,), "amtool", context.version(tool), findings)


CHECK = Check(
    id="amtool",
    title=Text("Alertmanager reads its configuration", "Alertmanager lit sa configuration"),
    kinds=frozenset({"alertmanager-config"}),
    tool="amtool",
    how_to_get=Text("it comes with Alertmanager (Debian: apt-get install prometheus-alertmanager)", "il vient avec Alertmanager (Debian : apt-get install prometheus-alertmanager)"),
    run=_run,
    needs=("amtool",),
)
