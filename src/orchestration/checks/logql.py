"""LogQL in pages of queries, by the grammar of Grafana's editor: it sees broken syntax; whether Loki's own parser takes a query, and whether a label exists, it cannot tell.

Measured: of 20 queries that are valid it takes 19, of 18 that are not it refuses 12. So what it refuses is wrong all but surely, and what it takes may still be.
"""

from __future__ import annotations

import json
import re
from importlib.resources import as_file, files

from ..model.artefact import FileSet
from ..model.text import Text
from ..model.verdict import Finding, Verdict
from .check import Check, Context, judged, missing, not_usable, subjects

PACKAGE = "@grafana/lezer-logql"
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def queries(text: str) -> tuple[tuple[int, str], ...]:
    """(line, query): the code in the last cell of each row of a table, and every block marked as ``logql``."""
    found: list[tuple[int, str]] = []
    block: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if block is not None:
            if line.startswith("```"):
                found.append((number - len(block), "\n".join(block)))
                block = None
            else:
                block.append(line)
        elif line.strip() == "```logql":
            block = []
        elif line.startswith("|") and (cells := re.split(r"(?<!\\)\|", line.strip().strip("|"))):
            # Inside a table a pipe is escaped.
            found += [(number, code.replace("\\|", "|")) for code in _CODE.findall(cells[-1])]
    return tuple(found)


def _run(fileset: FileSet, context: Context) -> tuple[Verdict, ...]:
    paths = subjects(fileset, CHECK.kinds)
    node, package = context.which("node"), context.which(PACKAGE)
    if not node or not package:
        return (missing(CHECK, fileset),)
    asked = [(path, line, query) for path, text in fileset.of(*CHECK.kinds) for line, query in queries(text)]
    with as_file(files(__package__).joinpath("logql_bridge.cjs")) as bridge:
        done = context.run([node, str(bridge), package], stdin=json.dumps([query for _, _, query in asked]))
    try:
        answer = json.loads(done.out)
        if not done.is_ok or len(answer["broken"]) != len(asked):
            raise ValueError("not all queries were read")
        findings = [Finding(path, line, "syntax", f"no LogQL from character {at + 1} on: {query}") for (path, line, query), at in zip(asked, answer["broken"], strict=True) if at >= 0]
        version = f"{answer['version']} (the grammar of Grafana's editor, not Loki's own)"
    except (ValueError, TypeError, KeyError):
        return (not_usable(CHECK.id, paths, CHECK.tool, done),)
    empty = [Finding(path, 0, "no-query", "there is no query in it") for path in paths if not any(p == path for p, _, _ in asked)]
    return (judged(CHECK.id, paths, CHECK.tool, version, findings + empty),)


CHECK = Check(
    id="logql",
    title=Text("LogQL's syntax, by the grammar of Grafana's editor (not Loki's own parser)", "La syntaxe LogQL, selon la grammaire de l'éditeur de Grafana (pas l'analyseur de Loki)"),
    kinds=frozenset({"logql"}),
    tool=PACKAGE,
    how_to_get=Text("run: devops-squad doctor --install (needs node and npm)", "lancez : devops-squad doctor --install (demande node et npm)"),
    run=_run,
)
