"""Free text, French or English, becomes clauses and wishes; a word no wish explains stays visible."""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from ..model.decision import Clause, Origin, Wish
from .grammar import AT_ONCE, BESIDE, NEGATIONS, REFUSED_AFTER, REFUSED_WITHIN, SENSES, STOPWORDS, WITHIN
from .term import possible
from .vocabulary import SPELLINGS, TERMS

MAX_TEXT = 20_000
"""Characters; a longer text is cut, and the cut is a clause of its own that is not met."""
MAX_LISTS = 2_000
"""Characters; of a longer text each clause is read for itself, and no phrase is looked for across its marks."""
MAX_CLAUSE = 300
"""Characters; what goes on without a mark for longer is cut between two words, so that no pattern is tried on pages."""
_SPLIT = re.compile(r"(?:(?:^|\n) ?(?:(?:[-*•–+] )?\[[ xX]?\] ?|\d{1,2}[.)] |[a-h]\) )|[;\n•+](?!\+)|(?<!\d),|,(?!\d)|(?<!\bincl)(?<!\besp)(?<!\bmax)(?<!\bmin)(?<!\betc)(?<!\breq)[.!?](?=\s|$)| (?:et|and|puis|then|mais|but|ainsi que|as well as|&) | [-–—] )", re.I)
_DOCUMENT = re.compile(r"""^(?:apiVersion:\s*["']?(?:openslo/|sloth\.slok\.dev/)\S+|version:\s*["']?prometheus/v1)\b.*$""", re.M)
"""Objectives written down as a document: read by whoever knows its form, not word by word."""
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*", re.U)
_LIST_OF_ENVIRONMENTS = re.compile(r"(?:dev\w*|staging|pr[ée]?-?prod\w*|prod\w*|recette|uat)\s*(?:,|/|et|and|puis|then|&|→|->)\s*(?:(?:et|and|puis|then)\s+)?(?=(?:dev|stag|prod|pré|pre|recette|uat))", re.I)


_LIST_OF_VERSIONS = re.compile(r"(?<![\w.])\d+(?:\.\d+)*\s*(?:,|&|/|\bet\b|\band\b)\s*(?:(?:et|and)\s+)?(?=\d)", re.I)
_LIST_OF_LIMITS = re.compile(r"(?:cpu|memory|mémoire|ram)\s*(?:,|&|/|\bet\b|\band\b)\s*(?=(?:la\s+)?(?:cpu|memory|mémoire|ram))", re.I)
_LIST_OF_KEYS = re.compile(r"(?<!\w)(?:(?:per|par|/)\s?\w{1,20}(?: \w{1,20})?|minutes?|hours?|heures?|secondes?|seconds?) ?(?:,|et|and) ?(?=(?:per|par) )", re.I)
_RANGE = re.compile(r"(?:between|entre) \d+(?:[.,]\d+)? ?%? (?:et|and) (?=\d)|min(?:imum)?\.? ?[:=]? ?\d+(?: \w+)?,? (?:et |and )?(?=max)", re.I)
_LIST_OF_FLAGS = re.compile(r"(?:secure|http-?only|same-?site(?:[ =:]\w+)?) ?(?:,|/|et|and|&) ?(?:(?:et|and) )?(?=secure|http-?only|same-?site)", re.I)
_NUMBERED_PAIR = re.compile(r"(?:private|public) (?:and|et) (?=\d* ?(?:private|public) subnets)|(?<!\d)\d{1,3} (?:private|public) (?:and|et) (?=\d)|(?:user|e-?mail)s? ?(?:\+|and|et|&) ?(?=password|mot)", re.I)
_BARE_GROUPS = (" or ", " ou ", " nor ", " ni ")
_ELIDED = re.compile(r"^(?:l|d|qu|j|s|n|c|m)['’]", re.I)
_CARRIED = re.compile(r"\s*(?:,|/|or|ou|nor|ni|and|et)\s*(?:de\s+|d['’]|any\s+)?", re.I)
"""Between two wishes: what was said of the first, that it is not wanted, holds for the second too."""
_EACH_ITS_OWN = frozenset({"auth-provider", "auth-method", "auth-by"})
"""Topics whose phrases may reach over a list in which each name is a wish of its own."""
_JOINING = ("et", "and", "&", ",", "+", "then", "puis", "")
_SLIP_RATIO = 0.84
_REACH = 60
"""Characters before a wish that are looked at for what refuses it."""


def clauses(text: str) -> tuple[Clause, ...]:
    """The text's clauses in order, word for word.

    A clause ends at punctuation, a line break, ``+`` or a conjunction; lists of environments ("dev, staging et prod") stay whole.
    """
    if _DOCUMENT.search(text):
        return (Clause(_DOCUMENT.search(text)[0].strip(), (Wish("slo-document", text, False, "the document"),)),)  # type: ignore[index]
    cut = len(text) > MAX_TEXT
    text = re.sub(r"[^\S\n]+", " ", text[:MAX_TEXT])
    wholes = (_LIST_OF_ENVIRONMENTS, _LIST_OF_VERSIONS, _LIST_OF_LIMITS, _LIST_OF_KEYS, _RANGE, _LIST_OF_FLAGS, _NUMBERED_PAIR)
    kept = {i for whole in wholes for match in whole.finditer(text) for i in range(match.start(), match.end())}
    if len(text) <= MAX_LISTS:
        # What one phrase of the vocabulary says with a comma or an "and" in it is one thing.
        kept |= {i for n in possible(TERMS, text) if TERMS[n].topic not in _EACH_ITS_OWN for match in TERMS[n].finditer(text) for i in range(match.start() + 1, match.end()) if text[i] not in "\n;"}
    found: list[tuple[str, str]] = []
    start, joined = 0, ""
    for match in _SPLIT.finditer(text):
        if match.start() in kept:
            continue
        found += [(joined, piece) for piece in _bounded(text[start:match.start()])]
        start, joined = match.end(), match[0].strip().lower()
    found += [(joined, piece) for piece in _bounded(text[start:])]
    plain = [(joined, _bare(" ".join(piece.split()))) for joined, piece in found]
    result = [(joined, _understand(piece)) for joined, piece in plain if _WORD.search(piece)]
    made = _without_courtesies([clause for _, clause in _in_context(_refused_together(result))])
    if cut:
        made.append(Clause(f"(text beyond {MAX_TEXT} characters)", (), "too long"))
    return tuple(made)


def _without_courtesies(found: list[Clause]) -> list[Clause]:
    """A clause of nothing but small words ("please") belongs to the one before it."""
    made: list[Clause] = []
    for clause in found:
        if made and not clause.wishes and not clause.rest:
            made[-1] = replace(made[-1], text=f"{made[-1].text}, {clause.text}")
        else:
            made.append(clause)
    return made


def _bounded(piece: str) -> list[str]:
    """The piece, or several of bearable length."""
    found = []
    while len(piece) > MAX_CLAUSE:
        at = piece.rfind(" ", 1, MAX_CLAUSE)
        at = at if at > 0 else MAX_CLAUSE
        found.append(piece[:at])
        piece = piece[at:]
    return [*found, piece]


def _refused_together(found: list[tuple[str, Clause]]) -> list[tuple[str, Clause]]:
    """What is refused as a list is refused whole: "sans Redis, Kafka ni RabbitMQ", "without Redis and Kafka".

    A bare name behind the comma is refused only where the list says so further on; "no Redis, MySQL 8" wants MySQL.
    """
    made = list(found)
    for i in range(1, len(made)):
        joined, clause = made[i]
        before = made[i - 1][1]
        is_joined = AT_ONCE.search(clause.text) is not None
        if not (before.wishes and before.wishes[-1].negated and clause.wishes) or (any(w.negated for w in clause.wishes) and not is_joined):
            continue
        is_bare = not clause.rest and all(w.topic == before.wishes[-1].topic for w in clause.wishes) and len(clause.text) <= 2 + sum(len(w.text) for w in clause.wishes) + sum(len(g) for g in _BARE_GROUPS if g in f" {clause.text.lower()} ")
        goes_on = next((c for j, c in made[i:] if AT_ONCE.search(c.text) or (j == "," and any(g in f" {c.text.lower()} " for g in _BARE_GROUPS[:2]))), None) if joined == "," else None
        if AT_ONCE.match(clause.text) or (joined == "," and is_joined) or (is_bare and ((joined in ("et", "and", "&") and not _has_release(clause)) or goes_on is not None)):
            made[i] = (joined, replace(clause, wishes=tuple(replace(w, negated=True) for w in clause.wishes)))
    return made


def _has_release(clause: Clause) -> bool:
    """Whether a version or number stands there: nobody refuses one release of what is not wanted at all."""
    return any(isinstance(w.value, tuple) and any(v for v in w.value[1:]) for w in clause.wishes)


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


def _understand(piece: str) -> Clause:
    """The clause's wishes; where words stay unexplained, once more with slips of the keys put right, and what was put right is told."""
    clause = _read(piece)
    if not clause.rest:
        return clause
    mended, slips = piece, []
    for word in dict.fromkeys(clause.rest.split()):
        near = difflib.get_close_matches(word.lower(), SPELLINGS, 1, _SLIP_RATIO) if 4 <= len(word) <= 20 else []
        if near and near[0] != word.lower():
            mended = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", near[0], mended)
            slips.append((word, near[0]))
    if not slips:
        return clause
    again = _read(mended)
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
        read = _read(_bare(says))
        if not read.wishes or read.rest:
            raise ValueError(f"{says!r} is not in the vocabulary" + (f"; it does not know: {read.rest}" if read.rest else ""))
        wishes += tuple(replace(w, origin=origin, text=words) for w in read.wishes)
        rest = " ".join(w for w in rest.split() if w.lower() not in mine)
        done += ((words, says),)
    return replace(clause, wishes=wishes, rest=rest, readings=done)


@lru_cache(maxsize=512)
def _read(piece: str) -> Clause:
    taken: list[tuple[int, int, Wish]] = []
    said: list[tuple[int, int]] = []
    # The longest first; of equals the one that starts first, then the one that is listed first.
    waiting = [(m.start() - m.end(), m.start(), i, term, m) for i in possible(TERMS, piece) for term in (TERMS[i],) for m in term.finditer(piece) if m.end() > m.start()]
    heapq.heapify(waiting)
    while waiting:
        _, start, i, term, match = heapq.heappop(waiting)
        end = match.end()
        if clash := next((e for s, e, _ in taken if start < e and s < end), 0):
            # What follows the words that are taken may still be a match by itself.
            if start < clash < end and (again := term.after(piece, clash)) and again.start() < end and again.end() > again.start():
                heapq.heappush(waiting, (again.start() - again.end(), again.start(), i, term, again))
            continue
        before = NEGATIONS.search(piece[max(0, start - _REACH):start])
        after = REFUSED_AFTER.match(piece, end)
        taken.append((start, end, Wish(term.topic, term.wish_value(match), (bool(before) or _encloses(term.topic, match.group(0))) != bool(after), match.group(0))))
        if before:
            said.append((start - (min(start, _REACH) - before.start()), start))
        if after:
            said.append((after.start(), after.end()))
    taken.sort(key=lambda item: item[:2])
    for i in range(1, len(taken)):
        (_, end, first), (start, stop, second) = taken[i - 1], taken[i]
        if first.negated and not second.negated and _CARRIED.fullmatch(piece[end:start]):
            taken[i] = (start, stop, replace(second, negated=True))
    rest = piece
    for start, end in [*said, *((s, e) for s, e, _ in taken)]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    beside = [BESIDE[topic] for topic in sorted({w.topic for _, _, w in taken}) if topic in BESIDE]
    words = [w for w in _WORD.findall(rest) if not _says_nothing(w) and not any(b.fullmatch(w) or b.fullmatch(_ELIDED.sub("", w)) for b in beside)]
    return Clause(piece, tuple(w for _, _, w in taken), " ".join(words))


def _encloses(topic: str, words: str) -> bool:
    return topic in REFUSED_WITHIN and WITHIN.search(words) is not None


def _in_context(found: list[tuple[str, Clause]]) -> list[tuple[str, Clause]]:
    """Words of several senses read by what stands beside them, in their clause or in the one they are joined to."""
    made = list(found)
    for i, (joined, clause) in enumerate(made):
        near = {w.topic for w in clause.wishes}
        near |= {w.topic for w in made[i - 1][1].wishes} if i and joined in _JOINING else set()
        near |= {w.topic for w in made[i + 1][1].wishes} if i + 1 < len(made) and made[i + 1][0] in _JOINING else set()
        made[i] = (joined, replace(clause, wishes=tuple(_sense(w, near) for w in clause.wishes)))
    return made


def _sense(wish: Wish, near: set[str]) -> Wish:
    named = wish.value[0] if isinstance(wish.value, tuple) and wish.value else wish.value
    for topic, value, beside, other, meaning in SENSES:
        if wish.topic == topic and value in (None, named) and beside & (near - {topic}):
            return replace(wish, topic=other, value=wish.value if meaning is None else meaning)
    return wish


def _says_nothing(word: str) -> bool:
    """A small word, also behind an elision: "l'application", "qu'il"."""
    lower = word.lower().replace("’", "'")
    head, _, tail = lower.partition("'")
    return lower in STOPWORDS or (head in ("l", "d", "qu", "j", "s", "n", "c", "m") and tail in STOPWORDS)


def wishes(found: tuple[Clause, ...]) -> tuple[Wish, ...]:
    return tuple(wish for clause in found for wish in clause.wishes)
