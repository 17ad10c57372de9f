"""``devops-squad pins``: how old the vendored versions are, where they come from, and fetching newer ones."""

from __future__ import annotations

import json
from datetime import date

import click

from .options import default_language, json_option, language_option
from .show import Progress, Show


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


@pins.command("update", epilog="""\b
Examples:
  devops-squad pins update --dry-run
  devops-squad pins update actions runtimes

\b
DEVOPS_SQUAD_GITHUB_URL, …_DOCKER_URL, …_ENDOFLIFE_URL, …_DEBIAN_URL, …_UBUNTU_URL and …_REGISTRY_URL name mirrors; GITHUB_TOKEN raises GitHub's limit.
""")
@click.argument("tables", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
@language_option
@json_option
def update(tables: tuple[str, ...], dry_run: bool, language: str | None, as_json: bool) -> int:
    """Fetch newer TABLES (all by default: actions, debian, images, runtimes) over the network; all of them are replaced, or none."""
    from ..edges import pins_update
    from ..pins import TABLES

    spoken = language or default_language()
    show, progress = Show(spoken), Progress(spoken, as_json)
    try:
        done = pins_update.update(date.today(), tables=tables or TABLES, dry_run=dry_run, progress=lambda table, now, of: progress(f"{table} {now}/{of}"))
    finally:
        progress.clear()
    if as_json:
        click.echo(json.dumps({"written_to": str(done.written_to) if done.written_to else None,
                               "differences": [{"table": d.table, "entry": d.entry, "before": d.before, "after": d.after} for d in done.differences]}, ensure_ascii=False, indent=2))
        return 0
    for found in done.differences:
        show.diff("\n".join(f"{sign}{found.table}: {found.entry} {value}".rstrip() for sign, value, other in (("-", found.before, found.after), ("+", found.after, found.before)) if value or not other))
    count = len(done.differences)
    if done.written_to:
        click.echo(show.say(f"{count} entries changed; written to {done.written_to}", f"{count} entrées modifiées ; écrit dans {done.written_to}"))
    else:
        click.echo(show.say(f"{count} entries would change; nothing was written", f"{count} entrées changeraient ; rien n'a été écrit"))
    return 0


def command(name: str) -> click.Command:
    return pins
