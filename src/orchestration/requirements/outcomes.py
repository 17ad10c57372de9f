"""Claims against files: each clause ends as met, partly met or not met, with the file and line that shows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from ..model.artefact import Artefact
from ..model.decision import Claim, Clause, Outcome, Wish
from ..model.facts import Evidence
from ..model.plan import Plan
from ..model.text import Text, same
from .contradictions import against
from .vocabulary import ABSENCE_SHOWS, MATTERS

Status = Literal["met", "partly met", "not met"]

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_UNKNOWN = Text("not understood; without a language model only the documented vocabulary is", "non compris ; sans modèle de langage, seul le vocabulaire documenté l'est")


def _look(claim: Claim, files: dict[str, Artefact]) -> Evidence | None:
    """Where the claimed pattern stands, or None; for an absent one, the file it is absent from."""
    artefact = files.get(claim.path)
    if artefact is None:
        return None
    regex = re.compile(claim.pattern)
    for number, line in enumerate(artefact.text.split("\n"), 1):
        if regex.search(line):
            return None if claim.absent else Evidence(claim.path, number, line.strip()[:120])
    return Evidence(claim.path) if claim.absent else None


def _not_shown(wish: Wish, claim: Claim, line: str) -> tuple[str, ...]:
    """The numbers a wish states and neither the claim compared nor the line shows: a line about retention does not show that it is 90 days."""
    asked = wish.value if isinstance(wish.value, tuple) else (wish.value,)
    numbers = [str(v) for v in asked if not isinstance(v, bool) and _NUMBER.fullmatch(str(v))]
    return tuple(n for n in numbers if not any(re.search(rf"(?<![\d.]){re.escape(form)}(?![\d])", line) for form in (n, f"{Decimal(n) / 100:f}" if n.count(".") < 2 else n)))


def _fits(mine: object, wished: object) -> bool:
    if mine is None or mine == wished:
        return True
    if isinstance(wished, tuple) and wished and not isinstance(mine, tuple):
        return mine == wished[0]
    return False


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one task's plan says to a wish."""

    status: Status
    why: Text
    where: tuple[Evidence, ...] = ()
    is_own: bool = True
    """False: the plan has no word on the topic at all."""
    is_kept: bool = False
    """The file it would be in is a person's own and stays without it."""


_RANK: dict[str, int] = {"met": 0, "partly met": 1, "not met": 2}


def _answer(wish: Wish, plan: Plan) -> _Answer:
    files = {a.path: a for a in plan.artefacts}
    mine = [c for c in plan.claims if c.topic == wish.topic and _fits(c.value, wish.value)]
    refusals = [] if wish.negated else [r for r in plan.refusals if r.topic == wish.topic and _fits(r.value, wish.value)]
    # A refusal that names the value knows more than one for the whole topic.
    if refusals:
        refusal = min(refusals, key=lambda r: r.value is None)
        at = next((e for c in mine if not c.absent and (e := _look(c, files))), None)
        return _Answer("partly met" if refusal.partly else "not met", refusal.why, (at,) if at and refusal.partly else ())
    for claim in mine:
        if claim.absent == wish.negated and (at := _look(claim, files)):
            if lost := () if wish.negated or claim.value == wish.value else _not_shown(wish, claim, files[at.path].text.split("\n")[at.line - 1] if at.line else ""):
                numbers = ", ".join(lost)
                return _Answer("partly met", Text(f"it is there, but nothing shows that it is {numbers}, as {wish.text!r} asks", f"c'est là, mais rien ne montre que ce soit {numbers}, comme le demande {wish.text!r}"), (at,))
            return _Answer("met", claim.why or same(at.quote or at.path), (at,))
    kept = next((a for c in mine if (a := files.get(c.path)) and a.mode == "kept"), None)
    if kept is not None and not wish.negated:
        return _Answer("not met", Text(f"{kept.path} is yours and stays as it is; {wish.text!r} was not found there in the form it is written here",
                                       f"{kept.path} est à vous et reste tel quel ; {wish.text!r} n'y figure pas sous la forme écrite ici"), is_kept=True)
    if wish.negated:
        present = next((e for c in mine if not c.absent and (e := _look(c, files))), None)
        if present is None:
            return _Answer("met", Text("no file made here holds it", "aucun fichier produit ici n'en contient"), is_own=bool(mine))
        return _Answer("not met", Text(f"it is there all the same: {present}", f"il y est malgré tout : {present}"), (present,))
    return _Answer("not met", Text(f"nothing made here provides {wish.text!r}", f"rien de ce qui est produit ici ne fournit {wish.text!r}"), is_own=False)


def _elsewhere(wish: Wish, ran: Collection[str], impossible: Mapping[str, Text]) -> Text | None:
    """Who would have to be asked, where that is none of the tasks of this run; or why they could not be."""
    whose = (str(wish.value),) if wish.topic == "task" else tuple(task for task, topics in MATTERS.items() if wish.topic in topics)
    if not whose or any(task in ran for task in whose):
        return None
    if why := next((impossible[task] for task in whose if task in impossible), None):
        return why
    names = ", ".join(whose)
    return Text(f"{wish.text!r} is a matter of the task {names}, which is not part of this run", f"{wish.text!r} relève de la tâche {names}, qui ne fait pas partie de cette exécution")


def _settle(wish: Wish, plans: Sequence[Plan], ran: Collection[str], impossible: Mapping[str, Text], all_wishes: Sequence[Wish]) -> _Answer:
    """One answer out of every task's: the best one for what is wanted, the worst one for what is not (one file that holds it is enough)."""
    if why := against(wish, all_wishes):
        return _Answer("not met", why)
    answers = [_answer(wish, plan) for plan in plans]
    if wish.negated:
        worst = max(answers, key=lambda a: (_RANK[a.status], a.is_own))
        if worst.status == "met" and not any(a.is_own for a in answers) and (wish.topic not in ABSENCE_SHOWS or (ran and _elsewhere(wish, ran, impossible))):
            # That no file speaks of it does not show that it is not done.
            return _Answer("not met", _elsewhere(wish, ran, impossible) or Text(f"nothing made here sees to it: {wish.text!r}", f"rien de ce qui est produit ici n'y veille : {wish.text!r}"), is_own=False)
        return worst
    best = min(answers, key=lambda a: (_RANK[a.status], not a.is_own))
    without = next((a for a in answers if a.is_kept), None)
    if best.status == "met" and without:
        return replace(best, status="partly met", why=Text(f"{best.why.en}; {without.why.en}", f"{best.why.fr} ; {without.why.fr}"))
    if best.is_own:
        return best
    why = _elsewhere(wish, ran, impossible)
    return replace(best, why=why) if why else best


def outcomes(clauses: Iterable[Clause], *plans: Plan, ran: Collection[str] = (), impossible: Mapping[str, Text] = MappingProxyType({})) -> tuple[Outcome, ...]:
    """One Outcome a clause, in the clauses' order; nothing is dropped.

    Args:
        plans: of every task of the run: a clause is answered by whoever knows best.
        ran: the tasks they are of.
        impossible: tasks that could not be part of the run, and why.
    """
    clauses = tuple(clauses)
    all_wishes = [w for c in clauses for w in c.wishes]
    found = []
    for clause in clauses:
        answers = [_settle(w, plans, ran, impossible, all_wishes) for w in clause.wishes]
        where = tuple(dict.fromkeys(e for a in answers for e in a.where))
        if not answers:
            found.append(Outcome(clause.text, "not met", _UNKNOWN))
            continue
        states = {a.status for a in answers}
        whys = list(dict.fromkeys(a.why for a in answers if a.status != "met")) or list(dict.fromkeys(a.why for a in answers))
        status: Status = "met" if states == {"met"} else "not met" if states == {"not met"} else "partly met"
        if clause.rest:
            status = "partly met" if status == "met" else status
            lost = Text(f"not understood: {clause.rest}", f"non compris : {clause.rest}")
            whys = [lost] if states == {"met"} else [*whys, lost]
        whys += [Text(f"{words!r} was read by the language model as {says!r}", f"{words!r} a été lu par le modèle de langage comme « {says} »") for words, says in clause.readings]
        whys += [Text(f"{word!r} was read as {read!r}", f"{word!r} a été lu « {read} »") for word, read in clause.slips]
        found.append(Outcome(clause.text, status, Text("; ".join(w.en for w in whys), " ; ".join(w.fr for w in whys)), where))
    return tuple(found)
