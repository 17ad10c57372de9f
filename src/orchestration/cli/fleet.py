"""``devops-squad fleet``: any task over many projects, by several workers on one queue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .options import default_language, json_option, language_option
from .show import Progress, Show


@click.command("fleet", epilog="""\b
Examples:
  devops-squad fleet ~/code/* --task audit
  devops-squad fleet --file repos.txt --task dockerfile --task ci_cd --platform gcp --workers 4 --database-url postgresql://squad@127.0.0.1/squad
  devops-squad fleet --file repos.txt --task dockerfile --write
  devops-squad fleet --work --database-url postgresql://squad@db/squad        one more worker, on this machine or another

\b
The same call again goes on where an interrupted one ended.
Exit codes: 0 every project; 1 some ended in an error or a failed check; 2 wrong usage or input.
""")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--file", "listed", default=None, type=click.Path(), metavar="FILE", help="A list of projects, one path a line; # begins a comment.")
@click.option("--task", "tasks", multiple=True, metavar="TASK", help="By its id in the contract; may be repeated. Default: audit.")
@click.option("--workers", "-w", type=click.IntRange(0, 64), default=1, show_default=True, help="Processes of this machine; more than one needs PostgreSQL; 0: only others work.")
@click.option("--database-url", default=None, metavar="URL", envvar="DEVOPS_SQUAD_DATABASE_URL", help="Where the queue is; default: a SQLite file of yours.")
@click.option("--name", default="default", metavar="NAME", help="Of the fleet: runs of different names know nothing of each other.")
@click.option("--write", is_flag=True, help="Write what is made into each project; else only say what would be.")
@click.option("--work", is_flag=True, help="Only work, on what others have queued, until interrupted.")
@click.option("--stack", default=None, metavar="STACK", hidden=True)
@click.option("--platform", default=None, metavar="PLATFORM", help="Default: what each project shows.")
@click.option("--requirements", "-r", default="", metavar="TEXT", help="What you need of each.")
@click.option("--no-checks", is_flag=True, help="Do not run the external tools.")
@language_option
@json_option
@click.pass_context
def fleet(ctx: click.Context, paths: tuple[str, ...], listed: str | None, tasks: tuple[str, ...], workers: int, database_url: str | None, name: str, write: bool, work: bool, stack: str | None, platform: str | None,
          requirements: str, no_checks: bool, language: str | None, as_json: bool) -> None:
    """Run tasks over many projects: each once, whoever dies meanwhile.

    A worker that ends loses nothing: what it had begun goes back to the queue within seconds.
    """
    from ..edges.durable_store import address, close_store
    from ..edges.fleet_workers import Workers
    from ..model.errors import BadValue
    from ..model.text import Text

    spoken = language or default_language()
    try:
        from ..workflows import fleet as fleets
    except ImportError:
        raise BadValue(Text("fleets take the extra 'durable'", "les flottes demandent l'extra « durable »"), Text("pip install 'devops-squad[durable]'", "pip install 'devops-squad[durable]'")) from None
    if work:
        try:
            fleets.work(database_url, lambda: False)
        except KeyboardInterrupt:
            close_store()
        return
    if workers > 1 and not address(database_url).startswith("postgresql"):
        raise BadValue(Text("several workers need PostgreSQL: SQLite is one process's", "plusieurs workers demandent PostgreSQL : SQLite est à un seul processus"), Text("--database-url postgresql://…, or --workers 1", "--database-url postgresql://…, ou --workers 1"))
    wanted = tasks or ("audit",)
    options: dict[str, Any] = {"stack": stack, "platform": platform, "requirements": requirements, "language": spoken, "write": write, "checks": not no_checks}
    waiting = fleets.jobs(name, (*paths, *_listed(listed)), [t.replace("-", "_") for t in wanted], options)
    show, progress = Show(spoken), Progress(spoken, as_json)
    found: list[dict[str, Any]] = []
    waiting, new = fleets.enqueue(database_url, waiting, [t.replace("-", "_") for t in wanted], options)
    progress(show.say(f"{new} of {len(waiting)} projects queued", f"{new} projets sur {len(waiting)} mis en file"))
    with Workers(workers, database_url):
        for _, result in fleets.ended(waiting):
            found.append(result)
            progress(f"{len(found)}/{len(waiting)} {Path(result['project']).name}")
    progress.clear()
    close_store()
    order = {job.project: n for n, job in enumerate(waiting)}
    found.sort(key=lambda r: order[r["project"]])
    bad = [r for r in found if r["status"] != "success" or r.get("failed_checks")]
    if as_json:
        click.echo(json.dumps({"fleet": name, "projects": found, "counts": {s: sum(r["status"] == s for r in found) for s in ("success", "partial", "error")}}, ensure_ascii=False, indent=2))
    else:
        show.heading(f"{len(found)} projects", f"{len(found)} projets")
        show.table([(r["status"], r["project"], _line(r)) for r in found], [{"success": "green", "partial": "yellow"}.get(r["status"], "red") for r in found])
    ctx.exit(1 if bad else 0)


def _listed(listed: str | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    from ..model.errors import BadPath
    from ..model.text import Text

    try:
        lines = Path(listed).expanduser().read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPath(Text(f"cannot read the list {listed}: {error}", f"impossible de lire la liste {listed} : {error}")) from None
    return tuple(bare for line in lines if (bare := line.split("#", 1)[0].strip()))


def _line(result: dict[str, Any]) -> str:
    """A project in a few words."""
    if result["what"]:
        return result["what"]
    parts = [f"{task} {r['severity']} ({r['vulnerabilities']})" if r["vulnerabilities"] else task for task, r in result["tasks"].items()]
    changed = sum(f["action"] not in ("unchanged", "foreign") for f in result.get("files", []))
    return ", ".join(parts) + (f"; {changed} files" if result.get("files") else "") + (f"; failed: {', '.join(result['failed_checks'])}" if result.get("failed_checks") else "")


def command(name: str) -> click.Command:
    return fleet
