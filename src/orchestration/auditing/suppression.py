"""Comments by which a person says that a finding is none to act on: this tool's own, and those that are already there for others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .finding import Suppression
from .syntax import Comment, Span

_LONGEST = 600
"""Characters of a comment that are looked at: its marks stand at its start."""
_OWN = re.compile(r"devops-squad: ?ignore\[([^\]\n]{1,200})\]([^\n]*)")
_UNTIL = re.compile(r"\buntil (\d{4}-\d{2}-\d{2})\b")
_OTHERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("nosec", re.compile(r"\bnosec\b:?((?:[ ,]{0,3}B\d{3}){0,20})([^\n]*)")),
    ("noqa", re.compile(r"\bnoqa: ?((?:[ ,]{0,3}[A-Z]{1,4}\d{1,4}){1,20})([^\n]*)", re.I)),
    ("nosemgrep", re.compile(r"\bnosem(?:grep)?\b(?:: ?([\w.,/ -]{1,300}))?()")),
    ("eslint-disable", re.compile(r"\beslint-disable(?:-next-line|-line)? ([\w@/, -]{1,300}?)(?: -- ([^\n]*)|$|\n)")),
    ("NOSONAR", re.compile(r"\bNOSONAR\b(?:\([\w:, ]{1,100}\))?()([^\n]*)")),
    ("codeql", re.compile(r"\b(?:codeql|lgtm) ?\[([\w/, -]{1,200})\]([^\n]*)")),
)
_WORD = re.compile(r"[\w./@-]+")

# What others' names mean, by weakness. Bandit: https://bandit.readthedocs.io/en/latest/plugins/ and blacklists/; flake8-bandit's and ruff's S numbers are Bandit's
# (https://docs.astral.sh/ruff/rules/#flake8-bandit-s); https://github.com/eslint-community/eslint-plugin-security; https://codeql.github.com/codeql-query-help/.
_BANDIT: Mapping[str, frozenset[int]] = {number: frozenset(cwes) for numbers, cwes in (
    ("101", (617, 703)), ("102", (78, 94, 95)), ("103", (732, 276)), ("104", (605,)), ("105 106 107", (259, 798, 321)), ("108", (377, 379)), ("110 112", (390, 391, 703)), ("113 114", (400,)), ("201", (94, 489, 215)),
    ("202", (22,)), ("301 302 506 614 615", (502,)), ("303 304 305 324", (327, 328, 916)), ("306", (377,)), ("307", (78, 94, 95)), ("308 701 702 703 704", (79, 80, 94, 116, 1336)), ("310", (22, 918, 939)),
    ("311", (330, 338)), ("312 321 402", (319,)), ("313 314 315 316 317 318 319 320", (20, 611, 776)), ("323 501", (295,)), ("405 406 407 408 409 410", (611, 776)), ("403", (502,)),
    ("502 503 504", (326, 327)), ("505", (326,)), ("507", (295, 322)), ("601 602 603 604 605 606 607 609", (77, 78, 88)), ("608 610 611", (89, 564)), ("612", (200,)), ("613", (276,))) for number in numbers.split()}
_NAMED: Mapping[str, frozenset[int]] = {name: frozenset(cwes) for name, cwes in (
    ("detect-child-process", (77, 78)), ("detect-eval-with-expression", (94, 95)), ("detect-non-literal-fs-filename", (22, 73)), ("detect-non-literal-require", (22, 94, 98, 829)), ("detect-object-injection", (915, 1321)),
    ("detect-non-literal-regexp", (400, 730, 1333)), ("detect-unsafe-regex", (400, 730, 1333)), ("detect-possible-timing-attacks", (208,)), ("detect-pseudorandombytes", (330, 338)), ("detect-disable-mustache-escape", (79, 116)),
    ("detect-no-csrf-before-method-override", (352,)), ("detect-new-buffer", (665,)), ("detect-buffer-noassert", (119,)), ("detect-bidi-characters", (94, 1007)),
    ("path-injection", (22, 23, 36, 73)), ("zipslip", (22,)), ("reflected-xss", (79,)), ("stored-xss", (79,)), ("xss", (79,)), ("sql-injection", (89, 564, 943)), ("command-line-injection", (77, 78, 88)), ("code-injection", (94, 95, 96)),
    ("request-forgery", (918,)), ("full-ssrf", (918,)), ("partial-ssrf", (918,)), ("server-side-unvalidated-url-redirection", (601,)), ("url-redirection", (601,)), ("unvalidated-url-redirection", (601,)), ("unsafe-deserialization", (502,)), ("xxe", (611, 776)),
    ("weak-cryptographic-algorithm", (326, 327, 328)), ("weak-sensitive-data-hashing", (327, 328, 916)), ("insufficient-password-hash", (916,)), ("insecure-randomness", (330, 338)), ("log-injection", (117,)), ("clear-text-logging", (532,)), ("clear-text-storage-sensitive-data", (256, 312)), ("file-system-race", (367,)),
    ("hardcoded-credentials", (259, 321, 798)), ("missing-rate-limiting", (307, 770)), ("missing-token-validation", (352,)), ("csrf-protection-disabled", (352,)), ("polynomial-redos", (400, 730, 1333)), ("redos", (400, 730, 1333)),
    ("prototype-polluting-assignment", (915, 1321)), ("prototype-pollution-utility", (915, 1321)), ("ldap-injection", (90,)), ("xpath-injection", (643,)), ("template-injection", (94, 1336)), ("xml-bomb", (776,)))}


@dataclass(frozen=True, slots=True)
class Word:
    """One such comment: of which lines and weaknesses it speaks."""

    first: int
    last: int
    suppression: Suppression
    rules: frozenset[str] | None = None
    """Ours; None: it names others', or none."""
    weaknesses: frozenset[int] | None = None
    """None: whatever it is."""

    def covers(self, rule: str, cwe: int, span: Span) -> bool:
        if span[2] < self.first or span[0] > self.last:
            return False
        if self.rules is not None:
            return rule in self.rules or "*" in self.rules
        return self.weaknesses is None or cwe in self.weaknesses


def words(path: str, comments: Iterable[Comment], last_line: int) -> tuple[Word, ...]:
    """What a file's comments say, in their order."""
    comments = tuple(comments)
    # Several may stand above one line: where each such row of comments ends, from the last one up.
    ends: dict[int, int] = {}
    for comment in reversed(comments):
        if comment.stands_alone:
            ends[comment.line] = ends.get(comment.last_line + 1, comment.last_line)
    enabled = [c.line for c in comments if "eslint-enable" in c.text[:_LONGEST]]
    found: list[Word] = []
    for comment in comments:
        text = comment.text[:_LONGEST]
        if not _MAYBE.search(text):
            continue
        first, last = comment.line, comment.last_line
        if comment.stands_alone:
            last = ends[comment.line] + 1
        if own := _OWN.search(text):
            names = frozenset(_WORD.findall(own[1].replace("*", " "))) | (frozenset("*") if "*" in own[1] else frozenset())
            found.append(Word(first, last, Suppression(path, comment.line, "devops-squad", _reason(_UNTIL.sub("", own[2])), _day(own[2])), names))
            continue
        for marker, pattern in _OTHERS:
            match = pattern.search(text)
            if match is None:
                continue
            weaknesses = _meant(marker, match[1] or "")
            if weaknesses is not None and not weaknesses:
                continue
            span = (first, last)
            if marker == "eslint-disable":
                kind = match[0].split(" ", 1)[0]
                if kind == "eslint-disable-next-line":
                    span = (comment.last_line + 1, comment.last_line + 1)
                elif kind == "eslint-disable-line":
                    span = (first, comment.last_line)
                else:
                    span = (first, next(iter(enabled[bisect_right(enabled, first):]), last_line))
            found.append(Word(*span, Suppression(path, comment.line, marker, _reason(match[2] or "")), None, weaknesses))
            break
    return tuple(found)


def word_at(path: str, lines: Sequence[str], line: int, rule: str, cwe: int) -> Word | None:
    """What a comment on a line, or right above it, says of a finding there, in a file that nobody parsed."""
    near = [Comment(at, at, match[1], not lines[at - 1][:match.start()].strip()) for at in (line - 1, line) if 0 < at <= len(lines) and (match := _COMMENT.search(lines[at - 1][:_LONGEST_LINE])) is not None]
    return next((w for w in words(path, near, len(lines)) if w.covers(rule, cwe, (line, 0, line, 0))), None)


def unknown(words: Iterable[Word], rules: Iterable[str]) -> tuple[tuple[str, int, str], ...]:
    """(path, line, name) of what our own comments name and no rule is called: whoever wrote it believes that something is suppressed."""
    known = {*rules, "*"}
    return tuple((w.suppression.path, w.suppression.line, name) for w in words if w.rules is not None for name in sorted(w.rules - known))


_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--|;|<!--|/\*|\{#|<%#|\{\{!)\s*(.+)")
_LONGEST_LINE = 20_000
_MAYBE = re.compile(r"devops-squad|nosem|nosec|noqa|eslint-disable|NOSONAR|codeql|lgtm", re.I)


def _meant(marker: str, names: str) -> frozenset[int] | None:
    """The weaknesses that the names mean; none where they are no matter of security; None where nobody knows, or nothing is named."""
    given = _WORD.findall(names)
    if marker == "nosec":
        return frozenset().union(*(_BANDIT.get(name[1:], frozenset()) for name in given)) if given else None
    if marker == "noqa":
        return frozenset().union(*(_BANDIT.get(name[1:], frozenset()) for name in given if name[0] in "sS"))
    if marker == "eslint-disable":
        given = [name for name in given if name.startswith(("security/", "no-unsanitized/", "no-secrets/"))] + [name for name in given if name in ("no-eval", "no-implied-eval", "no-new-func", "react/no-danger")]
        if not given:
            return frozenset()
    meant = [_NAMED.get(name.rsplit("/", 1)[-1].lower()) for name in given if name not in ("--",)]
    return frozenset().union(*(m for m in meant if m)) if meant and all(m is not None for m in meant) else None


def _reason(text: str) -> str:
    return " ".join(text.strip(" \t:-–—,*/").split())[:200]


def _day(text: str) -> date | None:
    """A day that does not exist is long past: it suppresses nothing."""
    match = _UNTIL.search(text)
    if not match:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return date.min
