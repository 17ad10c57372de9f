"""Repairs written into a project, kept only if its own tests still pass; what was not repaired is said with the reason."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...auditing.finding import Finding
from ...auditing.looking import Looking
from ...auditing.repairing.proving import Patch, Proving, Repaired
from ...auditing.run import Audit
from ...auditing.secrets import secrets
from ...auditing.sources import sources
from ...auditing.texts import is_of_keys
from ...edges.editing import Edit, edit
from ...edges.runner import run
from ...edges.tree import DirectoryTree
from ...edges.writer import unified
from ...inventory import read as inventory
from ...model.command import Command
from ...model.errors import BadPath, WriteRefused
from ...model.text import Text
from ...model.verdict import Verdict, failed, not_run, passed

TEST_SECONDS = 900.0
"""For one run of a project's tests."""
MOST_RUNS = 12
"""Of its tests, to find out which patches they do not bear."""
_QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`\n]*)`")
CHECK = "project-tests"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fixed:
    patches: tuple[Patch, ...]
    """Made and kept, in the order of their files and lines."""
    proposed: tuple[Patch, ...]
    """Shown, not made: they rest on a guess."""
    left: tuple[tuple[Finding, Text], ...]
    """Not repaired, and why; what was undone, too."""
    edits: tuple[Edit, ...]
    """What became of each file; a secret that went is not shown."""
    tests: Verdict
    """Of the project's own tests, with all patches made."""


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody besides the rules who may write a repair."""

    name: str
    write: Callable[[Sequence[Finding], Mapping[str, str]], Iterable[tuple[Finding, str, str]]]
    """(what is left, path → text) → (finding, text that stands once in its file, what stands there instead)."""


def repaired(looking: Looking, findings: Sequence[Finding], *, allow_breaking: bool = False, progress: Callable[[int, int], None] | None = None, author: Author | None = None, is_made: bool = False) -> Repaired:
    """What rules repair, proven by the audit; nothing is written.

    Args:
        findings: of an audit of what is looked at.
        author: who is asked about what rules do not repair; what they write bears the same proof.
        is_made: what the author writes is made where it is proven; else it is proposed.
    """
    packages = {part for c in inventory(looking.tree).components for part in (c.package.name, c.package.name.split(":")[0])}
    proving = Proving(looking, packages, with_breaking=allow_breaking)
    made = proving.repair(findings, progress)
    left = [f for f, _ in made.left if not f.tool and not f.is_test and f.kind != "history" and not is_of_keys(f.rule)]
    if author is None or not left:
        return made
    says = Text(f"written by the language model {author.name}: read it", f"écrit par le modèle de langage {author.name} : relisez-le")
    guess = Text(f"the language model {author.name} wrote it, and no test of the project has run with it", f"le modèle de langage {author.name} l'a écrit, et aucun test du projet n'a tourné avec")
    texts = {f.place.path: proving.text(f.place.path) for f in left}
    return proving.others(made, author.write(left, texts), says=says, guess=None if is_made else guess)


def fix(root: str | os.PathLike[str], audit: Audit, *, exclude: Sequence[str] = (), allow_breaking: bool = False, dry_run: bool = False, tests: Command | None = None, why_no_tests: Text | None = None, progress: Progress | None = None, author: Author | None = None) -> Fixed:
    """
    Args:
        audit: of the project in ``root``.
        allow_breaking: repairs, too, that change what others rely on.
        dry_run: say what would change; write nothing, run nothing.
        tests: the project's own, run in ``root`` with the patches made.
        why_no_tests: where there are none to run, or none may be.
        author: see :func:`repaired`; what they write is made only where the project's tests are run with it.

    Raises:
        BadPath, WriteRefused: see :func:`orchestration.edges.editing.edit`.
    """
    say = progress or (lambda text: None)
    tree = DirectoryTree(root, with_generated=True)
    languages = sources(tree, exclude=exclude).languages
    made = repaired(Looking(tree, languages), audit.counting, allow_breaking=allow_breaking, progress=lambda done, of: say(f"{done}/{of}"), author=author, is_made=tests is not None and not dry_run)
    left = list(made.left)
    patches: list[Patch] = []
    for path, its in _by_path(made.patches).items():
        refused = _refused(root, path, its)
        if refused is None:
            patches += its
        else:
            left += [(p.finding, refused) for p in its]
    if dry_run or not patches:
        verdict = not_run(CHECK, (), Text("nothing was written", "rien n'a été écrit"))
    else:
        trial = _Trial(root, patches)
        try:
            if tests is None:
                trial.become(trial.files)
                verdict = not_run(CHECK, (), why_no_tests or Text("the project has none that are known here", "le projet n'en a pas qui soient connus ici"))
            else:
                def fewer(path: str, wanted: frozenset[str]) -> list[Patch]:
                    again = [f for f in audit.counting if f.place.path == path and f.rule in wanted]
                    return list(repaired(Looking(tree, languages), again, allow_breaking=allow_breaking).patches)

                why, verdict = _kept(trial, tests, fewer, say)
                kept = [p for path in sorted(trial.made) for p in trial.files[path]]
                stays = {(p.path, p.finding.rule) for p in kept}
                left += [(p.finding, why.get(p.path, UNBORNE)) for p in patches if (p.path, p.finding.rule) not in stays]
                patches = kept
        except BaseException:
            # Whoever interrupts finds the files as they were.
            trial.become(())
            raise
    return Fixed(tuple(patches), made.proposed, tuple(sorted(left, key=lambda item: (item[0].place, item[0].rule))), tuple(Edit(p, shown) for p, shown in shown_changes(patches)), verdict)


def shown_changes(patches: Sequence[Patch]) -> tuple[tuple[str, str], ...]:
    """(path, unified diff) of each file; no secret is repeated, be it taken out or beside what changed."""
    made = []
    for path, its in _by_path(patches).items():
        diff = unified(path, its[0].before, its[-1].after)
        lines = its[0].before.split("\n")
        held = {lines[s.line - 1][s.column:s.end_column] for s in secrets(path, its[0].before)} | {text for p in its if is_of_keys(p.finding.rule) for text in _taken(p)}
        for secret in sorted(held - {""}, key=lambda text: (-len(text), text)):
            diff = diff.replace(secret, "…")
        made.append((path, diff))
    return tuple(made)


def _taken(patch: Patch) -> set[str]:
    """The quoted texts that the lines it changed held, and hold no more."""
    before, after = set(patch.before.split("\n")), set(patch.after.split("\n"))
    return _texts(before - after) - _texts(after - before)


def _texts(lines: Iterable[str]) -> set[str]:
    return {text for line in lines for match in _QUOTED.finditer(line) if len(text := match[match.lastindex or 0]) > 2}


def _by_path(patches: Sequence[Patch]) -> dict[str, list[Patch]]:
    made: dict[str, list[Patch]] = {}
    for patch in patches:
        made.setdefault(patch.path, []).append(patch)
    return made


def _refused(root: str | os.PathLike[str], path: str, patches: Sequence[Patch]) -> Text | None:
    try:
        done = edit(root, {path: lambda text: _changed(text, patches)}, dry_run=True)
    except (BadPath, WriteRefused) as error:
        return error.what
    return None if done[0].diff else Text(f"{path} is not what was looked at any more", f"{path} n'est plus ce qui a été examiné")


def _changed(text: str, patches: Sequence[Patch]) -> str:
    """A file's own text with the patches made: its line ends and its byte order mark stay. What is not the text that was looked at stays as it is."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    plain = text.removeprefix(mark)
    ends = "\r\n" if "\r\n" in plain else "\n"
    if ends == "\r\n" and plain.count("\n") != plain.count("\r\n"):
        return text
    return mark + patches[-1].after.replace("\n", ends) if plain.replace("\r\n", "\n") == patches[0].before else text


class _Trial:
    """Files that say what they said before, or what the patches made of them; never anything between."""

    def __init__(self, root: str | os.PathLike[str], patches: Sequence[Patch]) -> None:
        self.root, self.files = root, _by_path(patches)
        self.made: frozenset[str] = frozenset()

    def become(self, paths: Iterable[str]) -> None:
        """These files with their patches, the others without; a file that something else has changed meanwhile is left alone."""
        wanted = frozenset(paths)
        todo = sorted(wanted ^ self.made)
        steps = {path: self._step(path, path in wanted) for path in todo}
        edit(self.root, {path: lambda text, path=path: _changed(text, steps[path]) for path in todo})
        self.made = wanted

    def _step(self, path: str, forward: bool) -> list[Patch]:
        its = self.files[path]
        return list(its) if forward else [replace(its[-1], before=its[-1].after, after=its[0].before)]


def _kept(trial: _Trial, tests: Command, fewer: Callable[[str, frozenset[str]], list[Patch]], say: Progress) -> tuple[dict[str, Text], Verdict]:
    """Leaves the patches the project's tests bear; says of each file whose patches are not all there why, and what the tests said at the end.

    Args:
        fewer: the patches of a file for these rules alone.
    """
    runs = 0

    def passes(paths: Iterable[str]) -> bool:
        nonlocal runs
        trial.become(paths)
        runs += 1
        say(tests.line)
        return _tested(trial.root, tests)

    every = sorted(trial.files)
    if passes(every):
        return {}, passed(CHECK, tuple(every), tests.line, "")
    if not passes(()):
        return dict.fromkeys(every, FAILING), not_run(CHECK, (), FAILING, tests.line)
    good: list[str] = []
    why: dict[str, Text] = {}
    waiting = [every]
    while waiting:
        some = waiting.pop()
        if runs >= MOST_RUNS:
            why.update(dict.fromkeys(some, UNTRIED))
        elif passes([*good, *some]):
            good += some
        elif len(some) > 1:
            waiting += [some[len(some) // 2:], some[:len(some) // 2]]
        else:
            path, = some
            why[path] = UNBORNE
            rules = list(dict.fromkeys(p.finding.rule for p in trial.files[path]))
            borne: frozenset[str] = frozenset()
            for rule in rules if len(rules) > 1 else ():
                if runs >= MOST_RUNS:
                    why[path] = UNTRIED
                    break
                trial.become(good)
                trial.files[path] = fewer(path, borne | {rule})
                if trial.files[path] and passes([*good, path]):
                    borne |= {rule}
            trial.become(good)
            if borne:
                trial.files[path] = fewer(path, borne)
                good.append(path)
    # Every set that was kept was tested as it stands with those before it.
    trial.become(good)
    return why, passed(CHECK, tuple(sorted(good)), tests.line, "") if good else failed(CHECK, tuple(every), tests.line, "", reason=UNBORNE)


FAILING = Text("undone: the project's own tests do not pass without the repairs either, so they prove nothing; --tests names others, --no-tests keeps the repairs", "annulé : les tests du projet ne passent pas non plus sans les réparations et ne prouvent donc rien ; --tests en nomme d'autres, --no-tests garde les réparations")
UNBORNE = Text("undone: with the repairs of this rule in this file the project's own tests do not pass", "annulé : avec les réparations de cette règle dans ce fichier, les tests du projet ne passent pas")
UNTRIED = Text(f"undone: the project's tests failed, and {MOST_RUNS} runs of them did not show which repairs they bear", f"annulé : les tests du projet ont échoué, et {MOST_RUNS} exécutions n'ont pas montré quelles réparations ils supportent")


def _tested(root: str | os.PathLike[str], tests: Command) -> bool:
    home = Path(root).expanduser().resolve()
    own = [str(home / place) for place in (".venv/bin", "venv/bin", "node_modules/.bin") if (home / place).is_dir()]
    argv = tests.argv if not tests.is_shell else ("/bin/sh", "-c", tests.argv[0])
    # Whoever asks for the tests runs them as they always do: with their own programs, and what their environment holds.
    path = os.pathsep.join([*own, os.environ.get("PATH", os.defpath)])
    return run(argv, cwd=home, env={"PATH": path, "CI": "true"}, timeout_seconds=TEST_SECONDS, keep_secrets=True).is_ok
