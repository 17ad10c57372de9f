"""Free text, French or English, becomes clauses and wishes; a word no wish explains stays visible."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import replace

from ..model.decision import Clause, Origin, Wish
from .vocabulary import NEGATIONS, SPELLINGS, STOPWORDS, TERMS

MAX_TEXT = 20_000
"""Characters; a longer text is cut, and the cut is a clause of its own that is not met."""
_SPLIT = re.compile(r"(?:[;\n•+]|(?<!\d),|,(?!\d)|[.!?](?=\s|$)|\s+(?:et|and|puis|then|ainsi\s+que|as\s+well\s+as|&)\s+|\s+[-–—]\s+|(?:^|\n)\s*\d{1,2}[.)]\s)", re.I)
_DOCUMENT = re.compile(r"""^(?:apiVersion:\s*["']?(?:openslo/|sloth\.slok\.dev/)\S+|version:\s*["']?prometheus/v1)\b.*$""", re.M)
"""Objectives written down as a document: read by whoever knows its form, not word by word."""
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*", re.U)
_LIST_OF_ENVIRONMENTS = re.compile(r"(?:dev\w*|staging|pr[ée]?-?prod\w*|prod\w*|recette|uat)\s*(?:,|/|et|and|puis|then|&|→|->)\s*(?:(?:et|and|puis|then)\s+)?(?=(?:dev|stag|prod|pré|pre|recette|uat))", re.I)


_LIST_OF_VERSIONS = re.compile(r"(?<![\w.])\d+(?:\.\d+)*\s*(?:,|&|/|\bet\b|\band\b)\s*(?:(?:et|and)\s+)?(?=\d)", re.I)
_LIST_OF_LIMITS = re.compile(r"(?:cpu|memory|mémoire|ram)\s*(?:,|&|/|\bet\b|\band\b)\s*(?=(?:la\s+)?(?:cpu|memory|mémoire|ram))", re.I)
_CARRIED = re.compile(r"\s*(?:,|/|or|ou|nor|ni|and|et)\s*(?:de\s+|d['’]|any\s+)?", re.I)
"""Between two wishes: what was said of the first, that it is not wanted, holds for the second too."""
_AROUND_VERB = re.compile(r"\bn(?:e\s+|['’])(?!(?:veu|voul|faut|mets|mettez|pas\s+(?:utiliser|ajouter)))(?:(?P<verb>\w+)\s+(?:pas|jamais|plus)\b|(?:pas|jamais|plus)\s+(?P<infinitive>\w+(?:er|ir|re))\b)(?:\s+d(?:e\s+|['’]))?", re.I)
"""French says no around the verb: "ne déployez pas", "ne pas vérifier"; what is denied stands behind or is the verb itself."""
_ELISION = re.compile(r"^(?:l|d|qu|n|s|c|j|m|t)['’]")
_SLIP_RATIO = 0.84


def clauses(text: str) -> tuple[Clause, ...]:
    """The text's clauses in order, word for word.

    A clause ends at punctuation, a line break, ``+`` or a conjunction; lists of environments ("dev, staging et prod") stay whole.
    """
    if _DOCUMENT.search(text):
        return (Clause(_DOCUMENT.search(text)[0].strip(), (Wish("slo-document", text, False, "the document"),)),)  # type: ignore[index]
    cut = len(text) > MAX_TEXT
    text = text[:MAX_TEXT]
    kept = {i for whole in (_LIST_OF_ENVIRONMENTS, _LIST_OF_VERSIONS, _LIST_OF_LIMITS) for match in whole.finditer(text) for i in range(match.start(), match.end())}
    # What one phrase of the vocabulary says with a comma or an "and" in it is one thing.
    kept |= {i for term in TERMS for match in term.finditer(text) for i in range(match.start() + 1, match.end()) if text[i] not in "\n;"}
    found: list[str] = []
    start = 0
    for match in _SPLIT.finditer(text):
        if match.start() in kept:
            continue
        found.append(text[start:match.start()])
        start = match.end()
    found.append(text[start:])
    plain = [_bare(" ".join(piece.split())) for piece in found]
    negated = False
    result = []
    for piece in plain:
        if not _WORD.search(piece):
            continue
        clause = _understand(piece, negated)
        negated = bool(clause.wishes) and clause.wishes[-1].negated and bool(re.match(r"(?:ni|nor|neither)\b", piece, re.I))
        result.append(clause)
    if cut:
        result.append(Clause(f"(text beyond {MAX_TEXT} characters)", (), "too long"))
    return tuple(result)


def _bare(piece: str) -> str:
    """Without the marks around it; a bracket that opens and closes inside stays."""
    before = ""
    while piece != before:
        before = piece
        piece = piece.strip(" -–—*:\"'`")
        for opening, closing in ("()", "[]"):
            if piece.startswith(opening) and piece.find(closing) in (-1, len(piece) - 1):
                piece = piece[1:].removesuffix(closing)
            elif piece.endswith(closing) and opening not in piece:
                piece = piece[:-1]
    return piece


def _understand(piece: str, negated: bool) -> Clause:
    """The clause's wishes; where words stay unexplained, once more with slips of the keys put right, and what was put right is told."""
    clause = _read(piece, negated)
    if not clause.rest:
        return clause
    mended, slips = piece, []
    for word in dict.fromkeys(clause.rest.split()):
        near = difflib.get_close_matches(word.lower(), SPELLINGS, 1, _SLIP_RATIO) if len(word) >= 4 else []
        if near and near[0] != word.lower():
            mended = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", near[0], mended)
            slips.append((word, near[0]))
    if not slips:
        return clause
    again = _read(mended, negated)
    return Clause(piece, again.wishes, again.rest, tuple(slips)) if len(again.rest.split()) < len(clause.rest.split()) else clause


def reread(clause: Clause, readings: Iterable[tuple[str, str]], origin: Origin = "llm") -> Clause:
    """The clause with some of its words read as others: what those say is wished for, in the name of whoever read them so.

    Args:
        readings: (words of the clause, the same in the vocabulary's words).

    Raises:
        ValueError: the words do not stand in the clause, or the others say nothing or more than the vocabulary knows.
    """
    wishes, rest, done = clause.wishes, clause.rest, clause.readings
    for words, says in readings:
        left = {w.lower() for w in rest.split()}
        mine = {w.lower() for w in _WORD.findall(words)}
        if not mine or " ".join(words.lower().split()) not in " ".join(clause.text.lower().split()):
            raise ValueError(f"{words!r} does not stand in the clause {clause.text!r}")
        if not mine & left:
            raise ValueError(f"{words!r} was understood without help; only these words were not: {rest!r}")
        read = _read(_bare(says), False)
        if not read.wishes or read.rest:
            raise ValueError(f"{says!r} is not in the vocabulary" + (f"; it does not know: {read.rest}" if read.rest else ""))
        wishes += tuple(replace(w, origin=origin, text=words) for w in read.wishes)
        rest = " ".join(w for w in rest.split() if w.lower() not in mine)
        done += ((words, says),)
    return replace(clause, wishes=wishes, rest=rest, readings=done)


def _read(piece: str, negated: bool) -> Clause:
    piece, whole = _AROUND_VERB.sub(lambda m: f"sans {m['verb'] or m['infinitive']} sans ", piece), piece
    taken: list[tuple[int, int, Wish]] = []
    said: list[tuple[int, int]] = []
    matches = sorted(
        ((m.start(), m.end(), term, m) for term in TERMS for m in term.finditer(piece)),
        key=lambda item: (-(item[1] - item[0]), item[0]),
    )
    for start, end, term, match in matches:
        if any(start < e and s < end for s, e, _ in taken):
            continue
        before = NEGATIONS.search(piece[:start])
        taken += [(start, end, Wish(topic, value, bool(before) or negated, match.group(0))) for topic, value in term.says(match)]
        if before:
            said.append((before.start(), before.end()))
    taken.sort(key=lambda item: item[:2])
    for i in range(1, len(taken)):
        (_, end, first), (start, stop, second) = taken[i - 1], taken[i]
        if first.negated and not second.negated and _CARRIED.fullmatch(piece[end:start]):
            taken[i] = (start, stop, replace(second, negated=True))
    rest = piece
    for start, end in [*said, *((s, e) for s, e, _ in taken)]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    words = [w for w in _WORD.findall(rest) if w.lower() not in STOPWORDS and _ELISION.sub("", w.lower()) not in STOPWORDS and not NEGATIONS.fullmatch(w + " ") and not NEGATIONS.fullmatch(w)]
    return Clause(whole, tuple(w for _, _, w in taken), " ".join(words))


def wishes(found: tuple[Clause, ...]) -> tuple[Wish, ...]:
    return tuple(wish for clause in found for wish in clause.wishes)
