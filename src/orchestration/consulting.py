"""Where the road meets a language model: what it is asked, and how its answer is tried before it counts. Knows nothing of how it is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from .model.decision import Claim, Clause, Refusal, Wish
from .model.llm import Answer, Consultation, Flaw, Mind, Question, Review, Written
from .model.plan import Plan
from .model.result import Result
from .model.text import Text
from .pipeline import Road, Run
from .report import reviewed
from .requirements.parse import reread
from .requirements.vocabulary import MATTERS

Understood = Mapping[str, tuple[Clause, ...]]
_WRITTEN = "written"


def consulted(road: Road, understood: Understood, mind: Mind) -> Run:
    """The run, with what a model made of the words nobody understood, and what it says to an audit's findings; the engine's own where it made nothing that holds."""
    run, consultation = _settled(road, understood, mind)
    results = []
    for result in run.results:
        if result.code and result.status == "success":
            review, more = mind.review(result.vulnerabilities, result.code).outcome()
            result, consultation = _reviewed(result, review, more.model), more if consultation.why else consultation + more
        results.append(result)
    return replace(run, results=tuple(replace(r, llm=consultation) for r in results))


def _settled(road: Road, understood: Understood, mind: Mind) -> tuple[Run, Consultation]:
    everything = tuple(c for clauses in understood.values() for c in clauses)
    tasks = tuple(r.task for i, r in enumerate(road.requests) if i not in road.refused)
    if not any(c.is_open for c in everything):
        return road.go(understood), mind.idle(Text("every word was understood without one", "chaque mot a été compris sans lui") if everything else Text("nothing was asked for in words", "rien n'a été demandé en mots"))
    if not any(MATTERS.get(task) for task in tasks):
        return road.go(understood), mind.idle(Text("no word decides anything in this task", "aucun mot ne décide de rien dans cette tâche"))
    alone: Future[Run] = Future()
    tried: dict[Answer, Run] = {}

    def trial(answer: Answer) -> tuple[str, ...]:
        before = alone.result()
        taken = {a.path for a in before.artefacts}
        if path := next((w.artefact.path for w in answer.files if w.artefact.path in taken or (road.known is not None and road.known.has(w.artefact.path))), ""):
            return (f"{path} is there already and is not yours to write",)
        try:
            changed, more = _applied(understood, answer)
        except ValueError as error:
            return (str(error),)
        tried[answer] = after = replace(road, say=lambda _: None).go(changed, more, before)
        return tuple(_objections(before, after))

    asked = mind.consider(Question(tasks, everything, road.profile, road.requests[0].platform or ""), trial)
    try:
        alone.set_result(road.go(understood))
    except BaseException as error:
        alone.set_exception(error)
        raise
    answer, consultation = asked.outcome()
    return tried[answer] if answer else alone.result(), consultation


def _reviewed(result: Result, review: Review, model: str) -> Result:
    """With a model's word beside each finding, and what it found itself; no finding goes, and none becomes less, because a model says so."""
    if not review:
        return result
    rows = with_review(result.vulnerabilities, review, model)
    return replace(result, vulnerabilities=tuple(rows), report=result.report + reviewed(rows, model, result.request.language))


def with_review(given: Iterable[Mapping[str, Any]], review: Review, model: str) -> list[dict[str, Any]]:
    """Rows of findings with a model's word beside them, and its own behind them."""
    said = {o.finding: {"verdict": o.verdict, "why": o.why, "by": model} for o in review.opinions}
    rows = [{**row, "review": said[i]} if i in said else dict(row) for i, row in enumerate(given)]
    known = {(row.get("path"), row.get("line")) for row in rows}
    return rows + [_row(flaw) for flaw in review.flaws if (flaw.path, flaw.line) not in known]


def _row(flaw: Flaw) -> dict[str, Any]:
    """A model's own finding in the form of the contract's others."""
    mark = hashlib.sha256(f"{flaw.path}\0{flaw.quote}\0{flaw.cwe}".encode()).hexdigest()[:16]
    return {"name": flaw.title, "severity": flaw.severity, "description": flaw.why, "id": mark, "rule": "llm-review", "cwe": f"CWE-{flaw.cwe}" if flaw.cwe else "", "owasp": "", "owasp_2021": "", "path": flaw.path, "line": flaw.line,
            "column": 1, "end_line": flaw.line, "end_column": 1, "source": flaw.quote, "confidence": "low", "kind": "logic", "flow": [], "why": flaw.why, "fix": "", "references": [], "is_test": False, "origin": "llm"}


def _applied(understood: Understood, answer: Answer) -> tuple[Understood, tuple[Plan, ...]]:
    """What is understood now, and the files that are handed over besides."""
    found, at = {}, 0
    for text, clauses in understood.items():
        changed = []
        for clause in clauses:
            clause = reread(clause, [(words, says) for number, words, says in answer.readings if number == at])
            for written in (w for w in answer.files if w.clause == at):
                wish = Wish(_WRITTEN, written.artefact.path, False, clause.rest or clause.text, "llm")
                clause = replace(clause, wishes=(*clause.wishes, wish), rest="")
            changed.append(clause)
            at += 1
        found[text] = tuple(changed)
    return found, (_plan(answer.files),) if answer.files else ()


def _plan(files: Iterable[Written]) -> Plan:
    """A model's files on the road: there, but never more than partly what was asked for, since nobody can prove that."""
    files = tuple(files)
    why = Text("a language model wrote this file; its form is checked, whether it does what was asked is not", "un modèle de langage a écrit ce fichier ; sa forme est vérifiée, pas qu'il fasse ce qui est demandé")
    return Plan(tuple(f.artefact for f in files), tuple(Claim(_WRITTEN, f.artefact.path, r"\S", f.artefact.path) for f in files), tuple(Refusal(_WRITTEN, why, f.artefact.path, partly=True) for f in files))


def _objections(before: Run, after: Run) -> Iterable[str]:
    """What the engine says against an answer: errors and failed checks that were not there without it."""
    for was, now in zip(before.results, after.results, strict=True):
        if now.error and not was.error:
            yield now.error.what.en + (f" ({now.error.todo.en})" if now.error.todo else "")
    known = {(v.check, f.path, f.rule, f.message) for v in before.verdicts for f in v.findings}
    for verdict in after.verdicts:
        if verdict.state == "failed":
            fresh = [f for f in verdict.findings if (verdict.check, f.path, f.rule, f.message) not in known]
            for finding in fresh[:5]:
                yield f"{verdict.check} refuses {finding.path}:{finding.line}: {finding.message}"
