"""``devops-squad db``: the local database of advisories, where it comes from and how old it is."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import default_language, json_option, language_option
from .show import Progress, Show

if TYPE_CHECKING:
    from ..edges.advisory_database import Imported

USUAL = ("Go", "Maven", "NuGet", "Packagist", "PyPI", "RubyGems", "crates.io", "npm")
"""What is fetched where nothing is named: the registries most projects draw on."""


@click.group("db")
def db() -> None:
    """Fetch OSV's advisories, CISA's list of exploited vulnerabilities and FIRST's EPSS, or import them from files; show their age."""


@db.command("status")
@language_option
@json_option
@click.pass_context
def status(ctx: click.Context, language: str | None, as_json: bool) -> None:
    """Show what is held, of when it is, and whether it is too old (exit code 1: something is stale, or nothing is there)."""
    from ..advisories.age import is_fresh, is_stale
    from ..edges.advisory_database import AdvisoryDatabase, default_place, utc_today

    database, today = AdvisoryDatabase(default_place()), utc_today()
    show = Show(language or default_language())
    exports, feeds = database.exports(), database.feeds()
    held = [(e.ecosystem, e.taken_on, e.entries, e.digest, e.withdrawn, e.refused) for e in exports.values()] + [(f.name, f.taken_on, f.entries, f.digest, 0, 0) for f in feeds.values()]
    stale = any(is_stale(taken_on, today) for _, taken_on, *_ in held)
    if as_json:
        rows = [{"name": name, "taken_on": taken_on.isoformat(), "age_days": (today - taken_on).days, "entries": entries, "withdrawn": withdrawn, "refused": refused, "sha256": digest, "is_fresh": is_fresh(taken_on, today), "is_stale": is_stale(taken_on, today)}
                for name, taken_on, entries, digest, withdrawn, refused in held]
        click.echo(json.dumps({"path": str(database.place), "held": rows}, ensure_ascii=False, indent=2))
    elif not held:
        click.echo(show.say("there is no database yet: devops-squad db update", "il n'y a pas encore de base : devops-squad db update"))
    else:
        rows = [(name, taken_on.isoformat(), show.say(f"{(today - taken_on).days} days", f"{(today - taken_on).days} jours"), str(entries), digest[:12]) for name, taken_on, entries, digest, *_ in held]
        show.table(rows, ["red" if is_stale(h[1], today) else None if is_fresh(h[1], today) else "yellow" for h in held])
        click.echo(f"  {database.place}")
    ctx.exit(1 if stale or not held else 0)


@db.command("update", epilog="""\b
Examples:
  devops-squad db update
  devops-squad db update npm PyPI

\b
DEVOPS_SQUAD_OSV_EXPORTS_URL, …_KEV_URL and …_EPSS_URL name mirrors; DEVOPS_SQUAD_ADVISORIES moves the database.
""")
@click.argument("ecosystems", nargs=-1)
@click.option("--force", is_flag=True, help="Take an export of less than half of what is held, too.")
@language_option
@click.pass_context
def update(ctx: click.Context, ecosystems: tuple[str, ...], force: bool, language: str | None) -> None:
    """Fetch OSV's exports of ECOSYSTEMS (by OSV's names; default: what is held already, else the usual ones), CISA's list and FIRST's table.

    Each replaces what is held whole or not at all; one that fails leaves the others (exit code 1).
    """
    from ..edges.advisory_database import AdvisoryDatabase, default_place, utc_today
    from ..edges.osv_service import Downloads
    from ..model.errors import SquadError
    from .show import show_error

    spoken = language or default_language()
    progress, show = Progress(spoken), Show(spoken)
    database, downloads = AdvisoryDatabase(default_place()), Downloads()
    failed = False
    for name in (*(ecosystems or tuple(database.exports()) or USUAL), "KEV", "EPSS"):
        progress(name)
        try:
            if name in ("KEV", "EPSS"):
                feed = downloads.feed(database, name)
                said = f"{name}: {feed.entries} ({feed.taken_on})"
            else:
                said = _said(show, downloads.export(database, name, utc_today(), force=force, progress=lambda count, name=name: progress(f"{name} {count}")))
            progress.clear()
            click.echo(said)
        except SquadError as error:
            progress.clear()
            failed = True
            show_error(error, spoken)
    ctx.exit(1 if failed else 0)


def _said(show: Show, done: Imported) -> str:
    from ..edges.writer import escaped

    e = done.export
    lines = [show.say(f"{e.ecosystem}: {e.entries} advisories of {e.taken_on}, {e.withdrawn} withdrawn left out", f"{e.ecosystem} : {e.entries} avis du {e.taken_on}, {e.withdrawn} retirés écartés")]
    if e.refused:
        lines.append(show.say(f"  ! {e.refused} entries refused:", f"  ! {e.refused} entrées refusées :"))
        lines += [escaped(f"    {name}: {why}") for name, why in done.refusals]
    return "\n".join(lines)


@db.command("import", epilog="""\b
Examples:
  devops-squad db import ./osv-exports
  devops-squad db import ./osv-exports --taken-on 2026-01-31
  devops-squad db import --kev known_exploited_vulnerabilities.json --epss epss_scores-current.csv.gz
""")
@click.argument("directory", required=False, type=click.Path())
@click.option("--kev", default=None, metavar="FILE", help="CISA's known_exploited_vulnerabilities.json.")
@click.option("--epss", default=None, metavar="FILE", help="FIRST's epss_scores-….csv or .csv.gz.")
@click.option("--taken-on", default=None, type=click.DateTime(["%Y-%m-%d"]), help="The day the exports were fetched; default: the newest day their advisories name.")
@click.option("--force", is_flag=True, help="Take an export of less than half of what is held, too.")
@language_option
@click.pass_context
def import_(ctx: click.Context, directory: str | None, kev: str | None, epss: str | None, taken_on: datetime | None, force: bool, language: str | None) -> None:
    """Import OSV's exports from DIRECTORY (ECOSYSTEM/all.zip, as OSV publishes them) and tables from files; nothing is unpacked onto the disk."""
    from ..edges.advisory_database import AdvisoryDatabase, default_place, exports_in, feed_file, utc_today
    from ..model.errors import BadPath, BadValue, SquadError
    from ..model.text import Text
    from .show import show_error

    spoken = language or default_language()
    show, progress = Show(spoken), Progress(spoken)
    if not directory and not kev and not epss:
        raise BadValue(Text("nothing to import was named", "rien à importer n'a été nommé"), Text("a directory, --kev FILE or --epss FILE", "un répertoire, --kev FICHIER ou --epss FICHIER"))
    database, today = AdvisoryDatabase(default_place()), utc_today()
    day: date | None = taken_on.date() if taken_on else None
    if day and day > today:
        raise BadValue(Text(f"{day} is in the future", f"{day} est dans le futur"))
    exports = exports_in(Path(directory).expanduser()) if directory else {}
    if directory and not exports:
        raise BadPath(Text(f"{directory} holds no ECOSYSTEM/all.zip", f"{directory} ne contient aucun ECOSYSTEM/all.zip"), Text("lay them out as OSV publishes them", "disposez-les comme OSV les publie"))
    failed = False
    for ecosystem, zipped in exports.items():
        progress(ecosystem)
        try:
            done = database.import_export(ecosystem, zipped, today, day, force=force, progress=lambda count, name=ecosystem: progress(f"{name} {count}"))
            progress.clear()
            click.echo(_said(show, done))
        except SquadError as error:
            progress.clear()
            failed = True
            show_error(error, spoken)
    for name, file in (("KEV", kev), ("EPSS", epss)):
        if file:
            feed = database.import_feed(name, feed_file(Path(file).expanduser()))
            click.echo(f"{name}: {feed.entries} ({feed.taken_on})")
    ctx.exit(1 if failed else 0)


def command(name: str) -> click.Command:
    return db
