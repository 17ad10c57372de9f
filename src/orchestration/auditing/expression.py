"""Which regular expressions can be made to take exponential or polynomial time by the text they are applied to."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any

LONGEST = 2_000
"""A longer expression is generated; judging it is not worth the time."""
_MOST_WORK = 20_000
_SAMPLE = [*range(9, 14), *range(32, 127), 0xE9, 0x4E2D]
"""Characters on which two sets are seen to meet."""


@lru_cache(maxsize=2048)
def is_catastrophic(text: str) -> bool:
    """Whether a part that may repeat without bound contains another that does, so that one text can be parted among them in exponentially many ways.

    Recognised: ``(a+)+``, ``(a|a+)*``, ``([a-z]+.)*``, ``(\\w*\\s?)*``; not where what stands between the repeats parts them (``(a+,)*``), and not where nothing after
    it can fail, for without failure nothing is tried again. The theory: https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
    """
    return _judged(text, lambda judge, tree: judge.sequence(tree, can_fail=False))


@lru_cache(maxsize=2048)
def is_polynomial(text: str) -> bool:
    """Whether two parts that may repeat without bound over the same characters follow one another, so that a text can be parted among them in as many ways as it is long.

    Recognised: ``\\s*,?\\s*$``, ``(.*)(.*)x``; not where something that must be there stands between them, and not what is exponential, which is worse.
    """
    return _judged(text, lambda judge, tree: judge.adjacent(judge.flat(tree), can_fail=False)) and not is_catastrophic(text)


def _judged(text: str, judged: Callable[[_Judge, list[Any]], bool]) -> bool:
    if len(text) > LONGEST or not any(c in text for c in "*+{"):
        return False
    parser, names = _parser()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(_as_python(text))
    except (re.error, RecursionError, OverflowError, ValueError):
        return False
    try:
        return judged(_Judge(names), list(tree))
    except (_TooMuch, RecursionError):
        return False


def _parser() -> tuple[Any, Any]:
    from re import _constants, _parser  # type: ignore[attr-defined]

    return _parser, _constants


def _as_python(text: str) -> str:
    """Other languages' spellings of what Python has, too."""
    text = re.sub(r"\(\?<(?![=!])", "(?P<", text)
    text = re.sub(r"\\[pP]\{[^}]*\}", r"\\w", text)
    return re.sub(r"\\/", "/", text)


class _TooMuch(Exception):
    pass


class _Judge:
    def __init__(self, names: Any) -> None:
        self.n, self.work = names, 0

    def sequence(self, items: list[Any], can_fail: bool) -> bool:
        """Whether something here repeats ambiguously and is followed by what can fail."""
        for i, (op, value) in enumerate(items):
            fails = can_fail or any(not self.nullable(item) for item in items[i + 1:])
            if op in (self.n.MAX_REPEAT, self.n.MIN_REPEAT):
                _, most, body = value
                body = list(body)
                if most >= 16 and fails and self.ambiguous(body):
                    return True
                if self.sequence(body, fails or most > 1):
                    return True
            elif any(self.sequence(list(part), fails) for part in self.inner(op, value)):
                return True
        return False

    def flat(self, items: list[Any]) -> list[Any]:
        """With what stands in groups that only group."""
        out: list[Any] = []
        for item in items:
            out += self.flat(list(item[1][3])) if item[0] is self.n.SUBPATTERN else [item]
        return out

    def adjacent(self, items: list[Any], can_fail: bool) -> bool:
        """Whether a repeat here may give up characters to another one right behind it, and what comes after can fail."""
        for i, (op, value) in enumerate(items):
            fails = can_fail or any(not self.nullable(item) for item in items[i + 1:])
            if self.unbound((op, value)):
                mine = self.every(list(value[2]))
                for at, item in enumerate(items[i + 1:], i + 1):
                    if self.unbound(item) and mine & self.every(list(item[1][2])) and (can_fail or any(not self.nullable(other) for other in items[at + 1:])):
                        return True
                    if not self.nullable(item) or item[0] is self.n.AT:
                        break
            parts = [value[2]] if op in (self.n.MAX_REPEAT, self.n.MIN_REPEAT) else self.inner(op, value)
            if any(self.adjacent(self.flat(list(part)), fails) for part in parts):
                return True
        return False

    def unbound(self, item: Any) -> bool:
        op, value = item
        return op in (self.n.MAX_REPEAT, self.n.MIN_REPEAT) and value[1] is self.n.MAXREPEAT and self.is_one(list(value[2]))

    def inner(self, op: Any, value: Any) -> list[Any]:
        if op is self.n.SUBPATTERN:
            return [value[3]]
        if op is self.n.BRANCH:
            return list(value[1])
        if op in (self.n.ASSERT, self.n.ASSERT_NOT):
            return [value[1]]
        return []

    def ambiguous(self, body: list[Any]) -> bool:
        """Whether a text of repetitions of this can be read as such in more ways than one, each repetition anew."""
        body = self.bare(body)
        if len(body) == 1 and body[0][0] is self.n.BRANCH:
            options = [list(option) for option in body[0][1][1]]
            for i, a in enumerate(options):
                if self.ambiguous(a):
                    return True
                for b in options[i + 1:]:
                    # Two ways that begin alike are ambiguous where one of them may also repeat or is as short as one character.
                    if self.first(a) & self.first(b) and ((self.is_one(a) and self.is_one(b)) or (self.grows(a) and self.is_all_of(b, self.every(a))) or (self.grows(b) and self.is_all_of(a, self.every(b)))):
                        return True
            return False
        for i, (op, value) in enumerate(body):
            if op not in (self.n.MAX_REPEAT, self.n.MIN_REPEAT) or (value[1] < 16 and not 1 <= value[0] < value[1]):
                continue
            # What must stand between two repetitions parts them, unless the repeat's own characters can stand there, too.
            shared = self.every(list(value[2]))
            for item in body[:i] + body[i + 1:]:
                shared = shared if self.nullable(item) else shared & self.every([item])
            if shared:
                return True
        return False

    def bare(self, body: list[Any]) -> list[Any]:
        while len(body) == 1 and body[0][0] is self.n.SUBPATTERN:
            body = list(body[0][1][3])
        return body

    def is_one(self, body: list[Any]) -> bool:
        body = self.bare(body)
        return len(body) == 1 and body[0][0] in (self.n.LITERAL, self.n.NOT_LITERAL, self.n.IN, self.n.ANY)

    def grows(self, body: list[Any]) -> bool:
        body = self.bare(body)
        return len(body) == 1 and body[0][0] in (self.n.MAX_REPEAT, self.n.MIN_REPEAT) and body[0][1][1] >= 16

    def is_all_of(self, items: list[Any], chars: frozenset[int]) -> bool:
        return bool(chars) and self.every(items) <= chars and bool(self.every(items))

    def nullable(self, item: Any) -> bool:
        self.work += 1
        if self.work > _MOST_WORK:
            raise _TooMuch
        op, value = item
        if op in (self.n.MAX_REPEAT, self.n.MIN_REPEAT):
            return value[0] == 0 or all(self.nullable(i) for i in value[2])
        if op is self.n.SUBPATTERN:
            return all(self.nullable(i) for i in value[3])
        if op is self.n.BRANCH:
            return any(all(self.nullable(i) for i in option) for option in value[1])
        if op is self.n.AT:
            # The end of the text is where a match fails.
            return value in (self.n.AT_BEGINNING, self.n.AT_BEGINNING_STRING)
        return False

    def first(self, items: list[Any]) -> frozenset[int]:
        """The characters of the sample it may begin with."""
        found: frozenset[int] = frozenset()
        for item in items:
            found |= self.chars(item, first=True)
            if not self.nullable(item) and item[0] is not self.n.AT:
                break
        return found

    def every(self, items: list[Any]) -> frozenset[int]:
        return frozenset().union(*(self.chars(item, first=False) for item in items)) if items else frozenset()

    def chars(self, item: Any, first: bool) -> frozenset[int]:
        self.work += 1
        if self.work > _MOST_WORK:
            raise _TooMuch
        op, value = item
        n = self.n
        if op is n.LITERAL:
            return frozenset({value})
        if op is n.NOT_LITERAL:
            return frozenset(c for c in _SAMPLE if c != value)
        if op is n.ANY:
            return frozenset(c for c in _SAMPLE if c != 10)
        if op is n.IN:
            return self.set_of(value)
        if op in (n.MAX_REPEAT, n.MIN_REPEAT):
            return self.first(list(value[2])) if first else self.every(list(value[2]))
        if op is n.SUBPATTERN:
            return self.first(list(value[3])) if first else self.every(list(value[3]))
        if op is n.BRANCH:
            return frozenset().union(*(self.first(list(o)) if first else self.every(list(o)) for o in value[1]))
        return frozenset()

    def set_of(self, parts: list[Any]) -> frozenset[int]:
        n, found, negated = self.n, set(), False
        for op, value in parts:
            if op is n.NEGATE:
                negated = True
            elif op is n.LITERAL:
                found.add(value)
            elif op is n.RANGE:
                found.update(c for c in _SAMPLE if value[0] <= c <= value[1])
                found.add(value[0])
            elif op is n.CATEGORY:
                found.update(c for c in _SAMPLE if _CATEGORY[str(value)](chr(c)))
        return frozenset(c for c in _SAMPLE if c not in found) if negated else frozenset(found)


_CATEGORY = {
    "CATEGORY_DIGIT": str.isdigit, "CATEGORY_NOT_DIGIT": lambda c: not c.isdigit(), "CATEGORY_SPACE": str.isspace, "CATEGORY_NOT_SPACE": lambda c: not c.isspace(),
    "CATEGORY_WORD": lambda c: c.isalnum() or c == "_", "CATEGORY_NOT_WORD": lambda c: not (c.isalnum() or c == "_"),
}
