"""What the task hands over: the findings in the contract's form, and the report that says what was looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ...auditing.finding import Finding
from ...auditing.history import history
from ...auditing.looking import Looking
from ...auditing.reports import rows
from ...auditing.reports.markdown import markdown
from ...auditing.rule import SEVERITIES
from ...auditing.run import Audit, Progress, audit, audit_snippet, judged
from ...auditing.snippets import snippet
from ...auditing.sources import is_test, sources
from ...auditing.texts import in_history, secrets_in
from ...edges.tree import DirectoryTree, MemoryTree
from ...model.decision import Decision
from ...model.errors import BadValue
from ...model.facts import Evidence, Notice
from ...model.plan import Inputs, Plan
from ...model.text import Text, same
from ...model.tree import Tree
from ...model.verdict import not_run, passed
from . import shown
from .configuration import looked_at
from .fixing import repaired

MOST_FILES = 20
MOST_LINES_OF_REPAIRS = 4_000
"""Of a piece of code, with each finding that a repair is tried for: every try is an audit of the whole piece."""
_DECIDES = re.compile(r"(?i)(?:^|[/_.-])(?:routes?|router|views?|controllers?|handlers?|api|endpoints?|resources?|permissions?|policies|middleware|auth\w*)(?:[/_.-]|$)|(?:Controller|Resource|Handler)\.\w+$")


@dataclass(frozen=True, slots=True)
class AuditSpec:
    """What is looked at."""

    subject: Decision[str]
    """``code``, ``project`` or ``files``."""
    language: Decision[str] | None = None
    """Of a piece of code."""


def specify(inputs: Inputs) -> AuditSpec:
    """
    Raises:
        BadValue: there is neither code nor a project, or the code is none.
    """
    request = inputs.request
    if request.files and not request.code.strip():
        return AuditSpec(Decision("files", "caller", Text("files were handed in", "des fichiers ont été transmis")))
    if request.code.strip() or not request.project:
        found = snippet(request.code, inputs.profile.toolchain.value)
        return AuditSpec(Decision("code", "caller", Text("code was handed in", "du code a été transmis")), Decision(found.language, "default", found.why))
    return AuditSpec(Decision("project", "caller", Text("a project was named", "un projet a été désigné")))


def plan(inputs: Inputs, spec: AuditSpec) -> Plan:
    """
    Raises:
        BadPath, BadValue: the project's directory is not there; the code cannot be read as code.
    """
    request = inputs.request
    notices: tuple[Notice, ...] = ()
    if spec.subject.value == "code":
        given = snippet(request.code, inputs.profile.toolchain.value)
        found = audit_snippet(given, today=request.today)
        if found.coverage.failed:
            _, why = found.coverage.failed[0]
            raise BadValue(Text(f"nothing can be said of this code: {why}", f"on ne peut rien dire de ce code : {why}"))
        if given.is_empty:
            notices = (Notice("warning", "empty", Text("there are only comments: no statement was there to look at", "il n'y a que des commentaires : aucune instruction n'était à examiner"), (Evidence(given.path),)),)
        steps: tuple[Text, ...] = ()
        looking = Looking(given.tree, {given.path: given.language}, "parameter", given.presumed)
        tried = found.counting[:max(MOST_LINES_OF_REPAIRS // (request.code.count("\n") + 1), 5)]
        mended = repaired(looking, tried, allow_breaking=True)
        if len(tried) < len(found.counting):
            notices += (Notice("info", "repairs", Text(f"repairs were tried for the first {len(tried)} of {len(found.counting)} findings; in a project, devops-squad audit --fix tries all", f"des réparations ont été essayées pour les {len(tried)} premiers constats sur {len(found.counting)} ; dans un projet, devops-squad audit --fix les essaie tous")),)
    else:
        tree: Tree = MemoryTree(dict(request.files)) if spec.subject.value == "files" else DirectoryTree(request.project or ".", with_generated=True)
        found = of_project(tree, today=request.today, jobs=1 if request.files else None, with_memory=not request.files)
        if not found.coverage.count and not found.coverage.checks:
            raise BadValue(Text("there is no source file in a language that is known, and no file of configuration: nothing was looked at", "il n'y a aucun fichier source dans un langage connu, ni fichier de configuration : rien n'a été examiné"))
        steps = (same("devops-squad audit . --html audit.html"), Text("devops-squad audit . --diff shows what can be repaired by rule, --fix does it", "devops-squad audit . --diff montre ce qui peut être réparé par règle, --fix le fait"))
        # A whole project is repaired where its own tests can be run.
        mended = repaired(Looking(tree, sources(tree).languages), found.counting, allow_breaking=True) if request.files else None
    vulnerabilities, report = rows.vulnerabilities(found, request.language), markdown(found, request.language)
    if mended is not None:
        vulnerabilities = tuple({**row, "patch": patch} if (patch := shown.patch_of(str(row["id"]), mended, request.language)) else row for row in vulnerabilities)
        report += shown.markdown(mended, request.language)
    at = {given.path: request.code} if spec.subject.value == "code" else None
    return Plan((), (), (), notices, steps, vulnerabilities, report, worth_reading(vulnerabilities, tree if at is None else MemoryTree(at)))


def worth_reading(vulnerabilities: Iterable[Mapping[str, Any]], tree: Tree) -> tuple[tuple[str, str], ...]:
    """(path, text) of the files with findings, the severest first, and of those that decide who may do what: routes, views, controllers."""
    known = sources(tree).languages
    order = sorted(vulnerabilities, key=lambda row: SEVERITIES.index(row["severity"]))
    paths = [row["path"] for row in order if row["path"] in known] + [p for p in sorted(known) if _DECIDES.search(p) and not is_test(p, known[p])]
    texts = ((path, tree.text(path) or "") for path in list(dict.fromkeys(paths))[:MOST_FILES])
    return tuple((path, text) for path, text in texts if text.strip())


def of_project(tree: Tree, *, only: tuple[str, ...] | None = None, exclude: tuple[str, ...] = (), jobs: int | None = None, with_memory: bool = True, with_tools: bool = True, with_history: bool = False, today: date | None = None, progress: Progress | None = None) -> Audit:
    """The audit of the code and of the files of configuration together.

    Args:
        only: look at these files alone.
        with_tools: run the tools that look at files of configuration.
        with_history: look for secrets in what commits added, too.
    """
    found = audit(tree, only, exclude=exclude, jobs=jobs, with_memory=with_memory, today=today, progress=progress)
    if with_history and only is None and isinstance(tree, DirectoryTree):
        found = _with_history(found, tree, today)
    if not with_tools or only is not None:
        return found
    more, verdicts = looked_at(tree, exclude=exclude)
    coverage = replace(found.coverage, checks=(*found.coverage.checks, *verdicts))
    return judged([*_restored(found), *more], coverage, today or date.today())


def _with_history(found: Audit, tree: DirectoryTree, today: date | None) -> Audit:
    past = history(tree.root, secrets_in(tree))
    done = passed("history", (), "git history", f"{past.commits} commits") if past.unfinished is None else not_run("history", (), past.unfinished, "git history")
    coverage = replace(found.coverage, checks=(*found.coverage.checks, done))
    return judged([*_restored(found), *in_history(past.secrets)], coverage, today or date.today())


def _restored(found: Audit) -> list[Finding]:
    """Its findings as they were before they were judged: a suppression that has ended is asked about again."""
    ended = {f.fingerprint: f for f in found.expired}
    return [ended.get(f.fingerprint, f) for f in found.findings]
