"""What is found in a project's files as text, whatever they are written in: secrets, and what rules say of manifests, settings and templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..model.text import Text
from ..model.tree import Tree
from .finding import Finding, Place
from .rows import as_row, from_row
from .rule import CONFIDENCES, SEVERITIES, Rule, rules
from .secrets import Secret, secrets
from .sources import MAX_BYTES, is_excluded, is_foreign, is_test
from .suppression import word_at

SECRET = "hardcoded-secret"
LONGEST_LINE = 1_000
"""Of a line, for patterns: what a person wrote stands before that."""
_OF_KEYS = (321, 798)
"""Rules of these weaknesses point at the secret itself."""
_QUOTED = re.compile(r"([\"'`])([^\"'`]{4})[^\"'`]+\1")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--|;|<!--|/\*|\{#|<%#|\{\{!)\s*(.+)")


@dataclass(frozen=True, slots=True)
class _Found:
    rule: Rule
    line: int
    start: int
    end: int
    says: str
    message: Text
    severity: str
    doubts: int


def in_texts(tree: Tree, only: Iterable[str] | None = None, *, exclude: Iterable[str] = (), kept: dict[str, list[Any]] | None = None) -> tuple[Finding, ...]:
    """
    Args:
        only: look at these files alone.
        exclude: see :func:`orchestration.auditing.sources.sources`.
        kept: path → a digest of its text and what was found in it, as an earlier run left it; it is brought up to date.
    """
    exclude, wanted = tuple(exclude), None if only is None else frozenset(only)
    made: list[Finding] = []
    for path in tree.files():
        if (wanted is not None and path not in wanted) or is_excluded(path, exclude) or is_foreign(path):
            continue
        text = tree.text(path)
        if text is None or "\0" in text or len(text) > MAX_BYTES:
            continue
        made += _of(path, text) if kept is None else _remembered(path, text, kept)
    if kept is not None:
        for path in set(kept) - set(tree.files()):
            del kept[path]
    return tuple(made)


def _remembered(path: str, text: str, kept: dict[str, list[Any]]) -> list[Finding]:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    try:
        if (known := kept.get(path)) and known[0] == digest:
            return [from_row(row) for row in known[1:]]
    except (KeyError, TypeError, ValueError, IndexError):
        # A memory that somebody has spoiled: what it says is found again.
        pass
    found = list(_of(path, text))
    kept[path] = [digest, *(as_row(f, f.suppression) for f in found)]
    return found


def secrets_in(tree: Tree) -> Iterator[Secret]:
    """Every secret that stands in the files now."""
    for path in tree.files():
        text = tree.text(path) or ""
        if "\0" not in text and len(text) <= MAX_BYTES and not is_foreign(path):
            yield from secrets(path, text)


def in_history(found: Iterable[Secret]) -> tuple[Finding, ...]:
    """Secrets that no file holds any more; their lines are those of the commit."""
    made = []
    for secret in found:
        one = _as_found(secret)
        said = Text(f"{one.message.en}, in commit {secret.commit[:12]}: it is in no file now, but whoever clones the repository has it", f"{one.message.fr}, dans le commit {secret.commit[:12]} : il n'est plus dans aucun fichier, mais qui clone le dépôt le possède")
        made.append(Finding(SECRET, Place(secret.path, (secret.line, secret.column, secret.line, secret.end_column), one.says, f"{secret.commit[:12]}: {one.says}"), secret.severity, secret.confidence, said, kind="history", doubts=one.doubts))
    return tuple(made)


def _of(path: str, text: str) -> Iterator[Finding]:
    found = [*_secrets(path, text), *_patterns(path, text)]
    if not found:
        return
    lines = text.split("\n")
    test = is_test(path, text)
    for one in found:
        source = lines[one.line - 1]
        severity = SEVERITIES[min(SEVERITIES.index(one.severity) + test, len(SEVERITIES) - 1)]  # type: ignore[arg-type]
        finding = Finding(one.rule.id, Place(path, (one.line, one.start, one.line, one.end), one.says, _shown(source, one)), severity, CONFIDENCES[min(one.doubts, 2)], one.message, is_test=test, doubts=one.doubts)  # type: ignore[arg-type]
        word = word_at(path, lines, one.line, one.rule.id, one.rule.cwe)
        yield finding if word is None else replace(finding, suppression=word.suppression)


def is_of_keys(rule: str) -> bool:
    """Whether what it finds is a secret itself."""
    return rule in rules() and rules()[rule].cwe in _OF_KEYS


def without_secrets(findings: Iterable[Finding]) -> list[Finding]:
    """The same, with no line repeated that holds a secret, whatever it is shown for."""
    findings = list(findings)
    masked = {(f.place.path, f.place.line): f.place.source for f in findings if f.rule == SECRET}

    def shown(place: Place, conceals: bool) -> Place:
        source = masked.get((place.path, place.line), place.source)
        return replace(place, source=_QUOTED.sub(r"\1\2…\1", source) if conceals else source)

    made = []
    for one in findings:
        conceals = is_of_keys(one.rule)
        made.append(replace(one, place=shown(one.place, conceals), way=tuple(shown(p, conceals) for p in one.way)) if masked or conceals else one)
    return made


def _shown(source: str, one: _Found) -> str:
    """The line, without what must not be repeated."""
    if one.rule.id != SECRET:
        return source.strip()[:200]
    rest = source[one.end:]
    # Where the form of it ends, the secret itself need not.
    return (source[:one.start][-100:] + one.says + ("…" if re.match(r"[\w+/=\\-]", rest) else rest[:60])).strip()


def _secrets(path: str, text: str) -> Iterator[_Found]:
    for secret in secrets(path, text):
        yield _as_found(secret)


def _as_found(secret: Secret) -> _Found:
    rule = rules()[SECRET]
    return _Found(rule, secret.line, secret.column, secret.end_column, secret.shown, Text(f"{secret.title.en}: `{secret.shown}`", f"{secret.title.fr} : `{secret.shown}`"), secret.severity, CONFIDENCES.index(secret.confidence))


def _patterns(path: str, text: str) -> Iterator[_Found]:
    for rule in rules().values():
        for pattern in rule.texts:
            if not pattern.files.search(path) or (pattern.near and pattern.near not in text):
                continue
            for number, line in enumerate(text.split("\n"), 1):
                match = pattern.expression.search(line[:LONGEST_LINE])
                if match is not None:
                    said = pattern.use.says or rule.why
                    yield _Found(rule, number, match.start(), match.end(), match[0].strip()[:80], Text(f"{rule.title.en}: {said.en}", f"{rule.title.fr} : {said.fr}"), pattern.use.severity or rule.severity, pattern.use.doubts)
