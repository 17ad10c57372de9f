"""``devops-squad prove``: the image built and run for real."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ..model.errors import BadValue
from ..model.text import Text
from .options import default_language, html_option, html_place, json_option, language_option, path_argument
from .show import Progress, terminal_width

if TYPE_CHECKING:
    from ..model.profile import Profile


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not name or not equals:
            raise BadValue(Text(f"not NAME=VALUE: {value!r}", f"ce n'est pas NOM=VALEUR : {value!r}"))
        found[name] = text
    return found


def _profile(path: str, app: str) -> Profile | None:
    """What profiling finds; None where there is no application it knows."""
    from ..model.errors import SquadError
    from ..model.request import Request
    from ..pipeline import look

    try:
        return look(Request(task="", project=path, app=app))[0]
    except SquadError:
        return None


@click.command("prove", epilog="""\b
Examples:
  devops-squad prove .
  devops-squad prove . --env STRIPE_API_KEY=sk_test_1 --engine podman
  devops-squad prove . --app apps/web --no-compose --json
  devops-squad prove --monitoring .
  devops-squad prove --monitoring . --html proof.html
""")
@path_argument
@click.option("--app", default=".", metavar="DIR", help="The app's directory in a monorepo.")
@click.option("--engine", type=click.Choice(["docker", "podman"]), default=None, help="Default: the first that answers.")
@click.option("--no-compose", is_flag=True, help="Only the image.")
@click.option("--env", multiple=True, metavar="NAME=VALUE", help="A value of yours; secrets without one get a generated one.")
@click.option("--health-path", default="", metavar="/PATH", help="Must answer 2xx; default: the one the project's code shows, else any answer below 500 at /.")
@click.option("--deadline", type=float, default=60.0, show_default=True, metavar="SECONDS", help="For an answer, and for 'healthy'.")
@click.option("--keep", is_flag=True, help="Leave the image there.")
@click.option("--monitoring", is_flag=True, help="Instead: play faults, and follow every alert to where it lands (Prometheus, Alertmanager, all on loopback).")
@html_option
@language_option
@json_option
@click.pass_context
def prove(ctx: click.Context, path: str, app: str, engine: str | None, no_compose: bool, env: tuple[str, ...], health_path: str, deadline: float, keep: bool, monitoring: bool, html: str | None, language: str | None, as_json: bool) -> None:
    """Build the image of the project in PATH and run it hardened: it must answer, turn healthy, run as nobody, stop in time, hold no secret; then its compose file.

    Nothing is written into the project, and everything made is removed. Exit code 1: something failed; 3: something could not be tried.
    """
    spoken = language or default_language()
    progress = Progress(spoken, as_json)
    place = html_place(html)
    if place and not monitoring:
        raise BadValue(Text("--html shows what --monitoring observes", "--html montre ce qu'observe --monitoring"), Text("devops-squad prove --monitoring PATH --html FILE", "devops-squad prove --monitoring CHEMIN --html FICHIER"))
    if monitoring:
        from ..proof.watching import render as words
        from ..proof.watching.conductor import watch

        seen = watch(path, app, lambda text: progress(text.in_(spoken)), _profile(path, app))
        progress.clear()
        if place:
            from ..edges.writer import write_page
            from ..proof.watching.page import html as made

            write_page(place, made(seen, spoken))
        click.echo(json.dumps(words.to_dict(seen, spoken), ensure_ascii=False, indent=2) if as_json else words.render(seen, spoken, terminal_width(), lambda text, colour: click.style(text, fg=colour)))
        if place and not as_json:
            click.echo(Text(f"The page: {place}", f"La page : {place}").in_(spoken))
        ctx.exit({"passed": 0, "failed": 1, "incomplete": 3}[seen.state])
    from ..proof.conductor import prove as run
    from ..proof.render import render, to_dict

    known = _profile(path, app)
    proof = run(path, app_path=app, compose=None if no_compose else "docker-compose.yml", engine=engine, keep=keep, progress=lambda text: progress(text.in_(spoken)), env=_pairs(env),
                health_path=health_path or (known.health_path.value if known and known.health_path else ""), variables=(f.value for f in known.env) if known else (), deadline_seconds=deadline)
    progress.clear()
    click.echo(json.dumps(to_dict(proof, spoken), ensure_ascii=False, indent=2) if as_json else render(proof, spoken))
    ctx.exit({"passed": 0, "failed": 1, "incomplete": 3}[proof.state])


def command(name: str) -> click.Command:
    return prove
