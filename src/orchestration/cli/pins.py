"""``devops-squad pins``: how old the vendored versions are, and where they come from."""

from __future__ import annotations

import json
from datetime import date

import click

from .options import default_language, json_option, language_option
from .show import Show


@click.group("pins", invoke_without_command=True)
@language_option
@json_option
@click.pass_context
def pins(ctx: click.Context, language: str | None, as_json: bool) -> None:
    """Show the vendored tables with their age and source; past 90 days they are stale (exit code 1)."""
    if ctx.invoked_subcommand:
        return
    from .. import pins as tables

    show = Show(language or default_language())
    report = tables.report(date.today())
    if as_json:
        click.echo(json.dumps([{"name": t.name, "source": t.source, "taken_on": t.taken_on.isoformat(), "age_days": t.age_days, "entries": t.entries, "is_stale": t.is_stale} for t in report], ensure_ascii=False, indent=2))
    else:
        rows = [(t.name, t.taken_on.isoformat(), show.say(f"{t.age_days} days", f"{t.age_days} jours"), str(t.entries), t.source) for t in report]
        show.table(rows, ["yellow" if t.is_stale else None for t in report])
        if any(t.is_stale for t in report):
            click.secho("  ! " + show.say("older than 90 days: newer releases may exist", "plus de 90 jours : des versions plus récentes existent peut-être"), fg="yellow")
    ctx.exit(1 if any(t.is_stale for t in report) else 0)


def command(name: str) -> click.Command:
    return pins
