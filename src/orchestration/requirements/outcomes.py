"""Claims against files: each clause ends as met, partly met or not met, with the file and line that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model.artefact import Artefact
from ..model.decision import Claim, Clause, Outcome, Wish
from ..model.facts import Evidence
from ..model.plan import Plan
from ..model.text import Text, same

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


def _fits(mine: object, wished: object) -> bool:
    if mine is None or mine == wished:
        return True
    if isinstance(wished, tuple) and wished and not isinstance(mine, tuple):
        return mine == wished[0]
    return False


def _answer(wish: Wish, plan: Plan, files: dict[str, Artefact]) -> tuple[str, Text, tuple[Evidence, ...]]:
    for refusal in plan.refusals:
        if refusal.topic == wish.topic and _fits(refusal.value, wish.value) and not wish.negated:
            at = next((e for c in plan.claims if c.topic == wish.topic and _fits(c.value, wish.value) and not c.absent and (e := _look(c, files))), None)
            return ("partly met" if refusal.partly else "not met"), refusal.why, ((at,) if at and refusal.partly else ())
    for claim in plan.claims:
        if claim.topic == wish.topic and claim.absent == wish.negated and _fits(claim.value, wish.value):
            at = _look(claim, files)
            if at:
                return "met", claim.why or same(at.quote or at.path), (at,)
    if wish.negated:
        present = next((e for c in plan.claims if c.topic == wish.topic and not c.absent and _fits(c.value, wish.value) and (e := _look(c, files))), None)
        if present is None:
            return "met", Text("no file made here holds it", "aucun fichier produit ici n'en contient"), ()
        return "not met", Text(f"it is there all the same: {present}", f"il y est malgré tout : {present}"), ()
    return "not met", Text(f"this task has no way to provide {wish.text!r}", f"cette tâche ne sait pas fournir {wish.text!r}"), ()


def outcomes(clauses: Iterable[Clause], plan: Plan) -> tuple[Outcome, ...]:
    """One Outcome a clause, in the clauses' order; nothing is dropped."""
    files = {a.path: a for a in plan.artefacts}
    found = []
    for clause in clauses:
        answers = [_answer(w, plan, files) for w in clause.wishes]
        where = tuple(dict.fromkeys(e for _, _, places in answers for e in places))
        if not answers:
            found.append(Outcome(clause.text, "not met", _UNKNOWN))
            continue
        states = {state for state, _, _ in answers}
        whys = list(dict.fromkeys((why.en, why.fr) for state, why, _ in answers if state != "met")) or list(dict.fromkeys((why.en, why.fr) for _, why, _ in answers))
        why = Text("; ".join(en for en, _ in whys), " ; ".join(fr for _, fr in whys))
        status = "met" if states == {"met"} else "not met" if states == {"not met"} else "partly met"
        if clause.rest and status == "met":
            status = "partly met"
            why = Text(f"not understood: {clause.rest}", f"non compris : {clause.rest}")
        found.append(Outcome(clause.text, status, why, where))  # type: ignore[arg-type]
    return tuple(found)


