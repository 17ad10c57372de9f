"""Tries a rule's repairs on a finding until one is proven: the audit no longer finds it, finds nothing else instead, and the file still parses."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ...edges.tree import ChangedTree
from ...model.text import Text
from ..finding import Finding
from ..languages import FAMILY
from ..looking import Looking, deep, together
from ..rows import from_row
from ..rule import rules
from ..run import Coverage, judged
from ..syntax import Import, Module
from ..templates import SUFFIXES as TEMPLATES
from ..texts import in_texts, without_secrets
from .making import Candidate, candidates
from .repair import Repair
from .source import Edit, Source, applied, moved, written_by

MOST_TRIES = 24
"""Changes tried for one finding; each costs an audit of its files."""
MOST_OF_A_LINE = 8
"""Flaws of one rule on one line."""

BY_HAND = Text("no rule repairs this: see the finding's own advice", "aucune règle ne répare ceci : voir le conseil du constat")
UNPROVEN = Text("no repair that was tried makes it go away without another finding", "aucune réparation essayée ne le fait disparaître sans un autre constat")
BREAKING = Text("its repair changes what others rely on: --allow-breaking makes it", "sa réparation change ce sur quoi d'autres comptent : --allow-breaking la fait")
HISTORY = Text("it is in an earlier commit: no change of a file takes it back", "il est dans un commit antérieur : aucune modification de fichier ne le reprend")
IN_TESTS = Text("it is test code, which nobody attacks", "c'est du code de test, que personne n'attaque")
OTHERS = Text("another tool found it", "un autre outil l'a trouvé")


@dataclass(frozen=True, slots=True)
class Patch:
    """A change of one file after which a finding is gone."""

    finding: Finding
    path: str
    before: str
    """The file's whole text, with all patches before this one made."""
    after: str
    changes: Text | None = None
    """What a person must know before it goes live."""
    guess: Text | None = None
    """What nothing shows and the repair supposes: the change is proposed, and not made."""


@dataclass(frozen=True, slots=True)
class Repaired:
    patches: tuple[Patch, ...]
    """In the order in which they were made; each is on top of those before it."""
    proposed: tuple[Patch, ...]
    """What was not made, since it rests on a guess: each on the text with all patches made."""
    left: tuple[tuple[Finding, Text], ...]
    """What was not repaired, and why."""


class Proving:
    """
    Args:
        looking: at the project as it is.
        packages: what the project's manifests name.
        with_breaking: repairs, too, that change what others rely on.
    """

    def __init__(self, looking: Looking, packages: Iterable[str] = (), *, with_breaking: bool = False, today: date | None = None) -> None:
        self.looking, self.tree, self.packages, self.with_breaking, self.today = looking, looking.tree, frozenset(packages), with_breaking, today or date.today()
        self.texts: dict[str, str] = {}
        self._held: dict[tuple[str, ...], _State] = {}

    def repair(self, findings: Sequence[Finding], progress: Callable[[int, int], None] | None = None) -> Repaired:
        """
        Args:
            findings: those that somebody has to do something about, as an audit of this project says them.
            progress: told how many of how many were tried.
        """
        patches: list[Patch] = []
        left: list[tuple[Finding, Text]] = []
        waiting = sorted(findings, key=lambda f: (f.place, f.rule))
        for n, wanted in enumerate(waiting):
            if progress is not None:
                progress(n, len(waiting))
            before = dict(self.texts)
            try:
                made = deep(lambda wanted=wanted: self._all_of(wanted))
            except (RecursionError, MemoryError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                # A defect of this room's own costs the one finding, is said, and leaves no change behind.
                for path in self.texts:
                    self._change(path, before[path] if path in before else self.tree.text(path) or "")
                self._held.clear()
                left.append((wanted, Text(f"the repair itself failed ({type(error).__name__}): please report it", f"la réparation elle-même a échoué ({type(error).__name__}) : merci de le signaler")))
                continue
            patches += [p for p in made if isinstance(p, Patch)]
            left += [(wanted, why) for why in made if isinstance(why, Text)]
        proposed = [p for f, _ in left if (p := deep(lambda f=f: self._proposed(f))) is not None]
        return Repaired(tuple(patches), tuple(proposed), tuple(left))

    def _all_of(self, wanted: Finding) -> list[Patch | Text]:
        """Of a finding that stands for several on its line, every one."""
        made: list[Patch | Text] = []
        line = wanted
        for _ in range(MOST_OF_A_LINE):
            patch = self._one(line, is_first=not made)
            if patch is None:
                break
            made.append(patch)
            if isinstance(patch, Text):
                break
            again = next((f for f in self._state(_group(wanted)).findings if f.rule == wanted.rule and f.place.path == wanted.place.path and f.counts and _changed_line(patch, f)), None)
            if again is None:
                break
            line = again
        return made

    def _one(self, wanted: Finding, *, is_first: bool = True) -> Patch | Text | None:
        """None: it has gone with another's repair."""
        fitting = self._fitting(wanted)
        if isinstance(fitting, Text):
            return fitting
        before = self._state(_group(wanted))
        current = _current(wanted, before)
        if current is None:
            return None
        why: list[Text] = []
        unfit: list[Text] = []
        for repair in fitting:
            if said := self._unfit(repair, self._source(current.place.path)):
                unfit.append(said)
                continue
            patch = self._by(repair, current, before)
            if patch is not None and not isinstance(patch, Text):
                return replace(patch, finding=wanted) if is_first else patch
            why.append(patch or UNPROVEN)
        if not self.with_breaking and all(w is UNPROVEN for w in why) and any(r.is_breaking for r in self._of_its_rule(current)):
            # The one that was not tried may be it.
            return BREAKING
        # What the code itself says against a repair tells more than that a library for it is not there.
        return next((w for w in why if w is not UNPROVEN), next(iter([*why, *unfit]), UNPROVEN))

    def others(self, made: Repaired, changes: Iterable[tuple[Finding, str, str]], *, says: Text, guess: Text | None) -> Repaired:
        """The same with what somebody else wrote for what is left, where it bears the proof a rule's repair has to.

        Args:
            changes: (finding, text that stands once in its file, what stands there instead).
            says: who wrote it.
            guess: why it is proposed and not made; None: it is made.
        """
        patches, proposed, left = list(made.patches), list(made.proposed), list(made.left)
        for wanted, old, new in changes:
            patch = deep(lambda w=wanted, o=old, n=new: self._another(w, o, n, says, guess))
            if patch is None:
                continue
            if guess is None:
                patches.append(patch)
                left = [item for item in left if item[0] is not wanted]
            else:
                self._change(patch.path, patch.before)
                self._held.clear()
                proposed = [p for p in proposed if p.finding is not wanted] + [patch]
        return Repaired(tuple(patches), tuple(proposed), tuple(left))

    def _another(self, wanted: Finding, old: str, new: str, says: Text, guess: Text | None) -> Patch | None:
        before = self._state(_group(wanted))
        current = _current(wanted, before)
        if current is None:
            return None
        text = self._source(current.place.path).text
        start = text.find(old)
        if start < 0 or text.find(old, start + 1) >= 0:
            return None
        patch = self._tried(Candidate(Repair("rewrite", "", changes=says, guess=guess), (Edit(start, start + len(old), new),)), current, before)
        return replace(patch, finding=wanted) if patch is not None else None

    def text(self, path: str) -> str:
        """A file's text with all patches made."""
        return self._text(path)

    def by(self, repair: Repair, wanted: Finding) -> Patch | Text | None:
        """The change by this repair alone; why there is none; or None, where no change by it is proven."""
        return deep(lambda: self._by(repair, wanted, self._state(_group(wanted))))

    def _by(self, repair: Repair, current: Finding, before: _State) -> Patch | Text | None:
        said: Text | None = None
        for tries, made in enumerate(candidates(current, repair, self._source(current.place.path))):
            if tries >= MOST_TRIES:
                break
            if isinstance(made, Text):
                said = said or made
            elif (patch := self._tried(made, current, before)) is not None:
                return patch
        return said

    def _fitting(self, wanted: Finding, *, guesses: bool = False) -> list[Repair] | Text:
        rule = rules().get(wanted.rule)
        if rule is None or wanted.tool:
            return OTHERS
        if wanted.kind == "history":
            return HISTORY
        if wanted.is_test:
            return IN_TESTS
        found = [r for r in self._of_its_rule(wanted) if (r.guess is not None) == guesses]
        if not found:
            return BY_HAND
        return [r for r in found if self.with_breaking or not r.is_breaking] or BREAKING

    def _of_its_rule(self, wanted: Finding) -> list[Repair]:
        path = wanted.place.path
        family = FAMILY.get(self.looking.languages.get(path, ""), "") or ("template" if path.endswith(TEMPLATES) else "text")
        return [r for of, r in rules()[wanted.rule].repairs if of == family]

    def _proposed(self, wanted: Finding) -> Patch | None:
        fitting = self._fitting(wanted, guesses=True)
        before = self._state(_group(wanted))
        current = _current(wanted, before)
        if isinstance(fitting, Text) or current is None:
            return None
        for repair in fitting:
            if self._unfit(repair, self._source(current.place.path)) is None:
                patch = self._by(repair, current, before)
                if isinstance(patch, Patch):
                    self._change(patch.path, patch.before)
                    self._held.clear()
                    return replace(patch, finding=wanted)
        return None

    def _tried(self, made: Candidate, current: Finding, before: _State) -> Patch | None:
        path = current.place.path
        source = self._source(path)
        text, after = source.text, applied(source.text, made.edits)
        if after is None or after == text or not _still_parses(path, text, after):
            return None
        start = moved(source.range_of(current.place.span)[0], made.edits)
        self._change(path, after)
        group = _group(current)
        state = self._look(group)
        if _still_there(current, state, self._source(path), [(start, start), *written_by(made.edits)]) or not state.is_no_worse(before):
            self._change(path, text)
            return None
        self._held = {group: state}
        return Patch(current, path, text, after, made.repair.changes, made.repair.guess)

    def _unfit(self, repair: Repair, source: Source) -> Text | None:
        if repair.near is not None and not repair.near.search(source.text):
            return BY_HAND
        imported = {path.replace("/", ".").removeprefix("node:") for node in source.module.body if isinstance(node, Import) for _, path in node.names}

        def has(package: str) -> bool:
            dotted = package.replace("/", ".")
            return any(path == dotted or path.startswith((dotted + ".", dotted + "#")) for path in imported)

        # What the file itself imports says more than what some other file may use.
        if any(map(has, repair.outside)) or (not any(map(has, repair.needs)) and self.packages & set(repair.outside)):
            names = ", ".join(sorted({*repair.needs, *repair.outside}))
            return Text(f"it depends on which of {names} is used here", f"cela dépend de ce qui est utilisé ici parmi {names}")
        if repair.needs and not any(has(n) or n in self.packages for n in repair.needs):
            names = ", ".join(repair.needs)
            return Text(f"a repair takes {names}, which the project does not name", f"une réparation demande {names}, que le projet ne nomme pas") if len(repair.needs) == 1 else Text(f"a repair takes one of {names}, and the project names none", f"une réparation demande l'un de {names}, et le projet n'en nomme aucun")
        return None

    # --- the project with what was changed so far

    def _text(self, path: str) -> str:
        return self.texts[path] if path in self.texts else self.tree.text(path) or ""

    def _change(self, path: str, text: str) -> None:
        self.texts[path] = text
        self.looking.changed(ChangedTree(self.tree, self.texts), path)

    def _source(self, path: str) -> Source:
        text = self._text(path)
        family = FAMILY.get(self.looking.languages.get(path, ""), "")
        return Source(text, self.looking.module(path) if family else Module(path, "", []), family or "javascript")

    def _state(self, group: tuple[str, ...]) -> _State:
        if group not in self._held:
            self._held[group] = self._look(group)
        return self._held[group]

    def _look(self, group: tuple[str, ...]) -> _State:
        made = together([self.looking.look([p for p in group if p in self.looking.languages])])
        findings = without_secrets([*(from_row(row) for row in made["findings"]), *in_texts(self.looking.tree, group)])
        broken = sum(len(f["broken"]) for f in made["files"].values()) + 1000 * len(made["failed"])
        return _State(judged(findings, Coverage(), self.today).findings, broken, len(made["unfinished"]))


@dataclass(frozen=True, slots=True)
class _State:
    """What an audit of a few files says."""

    findings: tuple[Finding, ...]
    broken: int
    unfinished: int

    def is_no_worse(self, before: _State) -> bool:
        now, then = (Counter(f.rule for f in s.findings) for s in (self, before))
        return all(now[r] <= then[r] for r in now) and self.broken <= before.broken and self.unfinished <= before.unfinished


def _still_there(wanted: Finding, state: _State, source: Source, touched: Iterable[tuple[int, int]]) -> bool:
    """Whether the same rule still finds something where the flaw was, or in what was changed. (One finding stands for all of its rule on a line: how many there are does not tell.)"""
    same = [source.range_of(f.place.span) for f in state.findings if f.rule == wanted.rule and f.place.path == wanted.place.path]
    return any(start <= last and first <= end for start, end in same for first, last in touched)


def _group(finding: Finding) -> tuple[str, ...]:
    """The files that have to be looked at to see it."""
    return tuple(sorted({p.path for p in finding.way} | {finding.place.path}))


def _current(wanted: Finding, state: _State) -> Finding | None:
    """The same finding where it stands now; where its own line was changed by another's repair, the nearest of its kind."""
    same = [f for f in state.findings if (f.place.path, f.rule) == (wanted.place.path, wanted.rule) and f.counts]
    exact = next((f for f in same if f.fingerprint == wanted.fingerprint), None)
    return exact or min((f for f in same if f.place.says == wanted.place.says), key=lambda f: abs(f.place.line - wanted.place.line), default=None)


def _changed_line(patch: Patch, finding: Finding) -> bool:
    """Whether a finding stands on a line that the patch wrote."""
    lines = patch.after.split("\n")
    return 0 < finding.place.line <= len(lines) and lines[finding.place.line - 1] not in patch.before.split("\n")


def _still_parses(path: str, before: str, after: str) -> bool:
    """By Python's own parser, where it could read the file before; the audit's parser is asked for every language."""
    if not path.endswith((".py", ".pyw")):
        return True

    def parses(text: str) -> bool:
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True

    return parses(after) or not parses(before)
