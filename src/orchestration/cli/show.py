"""What people see: tables and colours on a terminal, plain text in a pipe; progress goes to standard error."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence

import click

from ..model.decision import Outcome
from ..model.errors import SquadError
from ..model.facts import Notice
from ..model.llm import Consultation
from ..model.profile import Profile
from ..model.text import Language
from ..model.verdict import Verdict
from ..report import facts_of, name_in, words_of
from .options import default_language

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "not run": ("○", "yellow"), "met": ("✓", "green"), "partly met": ("~", "yellow"), "not met": ("✗", "red")}
_STATES_FR = {"passed": "réussi", "failed": "échoué", "not run": "non exécuté", "met": "satisfaite", "partly met": "en partie", "not met": "non satisfaite"}
_ACTIONS_FR = {"created": "créé", "unchanged": "inchangé", "updated": "mis à jour", "merged": "fusionné", "conflict": "conflit", "foreign": "laissé tel quel", "skipped": "omis"}
_ACTION_COLOURS = {"created": "green", "updated": "green", "merged": "cyan", "unchanged": None, "conflict": "red", "foreign": "yellow"}


def terminal_width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


class Show:
    """Writes for people, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.width = terminal_width()

    def say(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def heading(self, en: str, fr: str) -> None:
        click.echo()
        click.secho(self.say(en, fr), bold=True)

    def table(self, rows: Iterable[Sequence[str]], colours: Iterable[str | None] = ()) -> None:
        """Left-aligned columns; the last one may be cut on a terminal, never in a pipe."""
        rows = [list(r) for r in rows]
        if not rows:
            return
        widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]) - 1)]
        for row, colour in zip(rows, [*colours, *[None] * len(rows)], strict=False):
            lead = "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
            room = self.width - len(lead) - 3
            last = row[-1] if not sys.stdout.isatty() or len(row[-1]) <= room or room < 20 else row[-1][: room - 1] + "…"
            click.secho(f"{lead}  {last}".rstrip(), fg=colour)

    def profile(self, profile: Profile) -> None:
        self.heading(f"{profile.name.value} ({profile.path})", f"{profile.name.value} ({profile.path})")
        rows = []
        for name, fact in facts_of(profile):
            source = str(fact.source) if not fact.is_assumed else self.say("assumed: ", "supposé : ") + (fact.assumed.in_(self.language) if fact.assumed else "")
            rows.append((name_in(name, self.language), words_of(fact), source))
        if profile.env:
            secrets = sum(f.value.is_secret for f in profile.env)
            names = ", ".join(f.value.name for f in profile.env[:8]) + (" …" if len(profile.env) > 8 else "")
            rows.append((self.say("variables", "variables"), f"{len(profile.env)} ({secrets} secret)", names))
        self.table(rows)
        for conflict in profile.conflicts:
            found = ", ".join(f"{c.value} ({c.source})" for c in conflict.candidates)
            click.secho("  ! " + self.say(f"{conflict.about}: the project disagrees with itself: {found}; used: {conflict.chosen.value}",
                                          f"{conflict.about} : le projet se contredit : {found} ; retenu : {conflict.chosen.value}"), fg="yellow")

    def consultation(self, consultation: Consultation | None) -> None:
        """What became of asking a model, where somebody was to be asked."""
        if consultation is None or not (consultation.fault or consultation.used):
            return
        self.heading("The language model", "Le modèle de langage")
        if consultation.fault:
            click.secho("  ○ " + self.say("the engine worked alone: ", "le moteur a travaillé seul : ") + consultation.fault.what.in_(self.language), fg="yellow")
            if consultation.fault.todo:
                click.echo("    " + consultation.fault.todo.in_(self.language))
        else:
            c = consultation
            cost = f"{c.tokens_in} + {c.tokens_out} tokens, {c.cost_usd:.4f} USD" if c.calls else self.say("answered before, 0 USD", "déjà répondu, 0 USD")
            click.echo(f"  {c.model}: {cost}")

    def written(self, written: Iterable, dry_run: bool, with_diff: bool) -> None:
        self.heading("Files" + (" (dry run: nothing written)" if dry_run else ""), "Fichiers" + (" (essai : rien n'est écrit)" if dry_run else ""))
        written = list(written)
        self.table([(self.say(w.action, _ACTIONS_FR.get(w.action, w.action)), w.path) for w in written], [_ACTION_COLOURS.get(w.action) for w in written])
        for item in written:
            if item.action == "skipped" and item.reason:
                click.echo(f"  {item.path}: {item.reason.in_(self.language)}")
            elif item.action == "foreign" and item.reason:
                click.echo("  " + self.say(f"{item.path} was left alone: ", f"{item.path} n'a pas été touché : ") + item.reason.in_(self.language))
            elif item.action == "foreign":
                click.echo("  " + self.say(f"{item.path} is yours and was left alone; --diff shows what we would write", f"{item.path} est à vous et n'a pas été touché ; --diff montre notre proposition"))
            for conflict in item.conflicts:
                click.secho(f"  ! {item.path}: {conflict}", fg="red")
            if with_diff and item.diff:
                self.diff(item.diff)

    def diff(self, text: str) -> None:
        for line in text.splitlines():
            colour = "green" if line.startswith("+") else "red" if line.startswith("-") else "cyan" if line.startswith("@@") else None
            click.secho(line, fg=colour)

    def outcomes(self, outcomes: Iterable[Outcome]) -> None:
        outcomes = list(outcomes)
        if not outcomes:
            return
        self.heading("Requirements", "Exigences")
        for o in outcomes:
            mark, colour = MARKS[o.status]
            where = " → " + ", ".join(str(e) for e in o.where[:3]) if o.where else ""
            click.secho(f"  {mark} {self.say(o.status, _STATES_FR[o.status])}: ", fg=colour, nl=False)
            click.echo(f"{o.clause}: {o.why.in_(self.language)}{where}")

    def verdicts(self, verdicts: Iterable[Verdict], kept: frozenset[str] = frozenset()) -> None:
        """
        Args:
            kept: paths of a person's own files.
        """
        verdicts = list(verdicts)
        if not verdicts:
            return
        self.heading("Checks", "Contrôles")
        rows, colours, details = [], [], []
        for v in verdicts:
            mark, colour = MARKS[v.state]
            said = v.reason.in_(self.language) if v.reason else ", ".join(v.subjects)
            rows.append((f"{mark} {self.say(v.state, _STATES_FR[v.state])}", v.check, f"{v.tool} {v.version}".strip(), said))
            colours.append(colour)
            details += [(v, f) for f in v.findings]
        self.table(rows, colours)
        for v, f in details[:50]:
            whose = self.say(" (your own file)", " (votre fichier)") if f.path in kept else ""
            click.secho(f"    {f.path}:{f.line}{whose} {v.check}/{f.rule}: {f.message}", fg="red" if f.level == "error" else "yellow")

    def notices(self, notices: Iterable[Notice]) -> None:
        kept = [n for n in dict.fromkeys(notices) if n.level != "info"]
        if not kept:
            return
        self.heading("Good to know", "À savoir")
        for n in kept:
            where = f" ({n.evidence[0]})" if n.evidence else ""
            click.secho(f"  ! {n.text.in_(self.language)}{where}", fg="red" if n.level == "error" else "yellow")

    def steps(self, steps: Iterable) -> None:
        steps = list(dict.fromkeys(s.in_(self.language) for s in steps))
        if steps:
            self.heading("Next", "Ensuite")
            for number, step in enumerate(steps, 1):
                click.echo(f"  {number}. {step}")


class Progress:
    """One line on standard error while work goes on; nothing where that is no terminal."""

    def __init__(self, language: Language, is_quiet: bool = False) -> None:
        self.is_on = sys.stderr.isatty() and not is_quiet
        self.language = language

    def __call__(self, step: str) -> None:
        if self.is_on:
            click.echo(f"\r\033[K{'' if step == 'done' else '… ' + step}", err=True, nl=False)

    def clear(self) -> None:
        if self.is_on:
            click.echo("\r\033[K", err=True, nl=False)


def show_error(error: SquadError, language: Language | None = None, as_json: bool = False) -> None:
    language = language or default_language()
    if as_json:
        from ..door import error_dict

        click.echo(json.dumps({"status": "error", "error": error_dict(error, language)}, ensure_ascii=False, indent=2))
        return
    click.secho(("erreur : " if language == "fr" else "error: ") + error.what.in_(language), fg="red", err=True)
    if error.todo:
        click.echo("  " + error.todo.in_(language), err=True)
