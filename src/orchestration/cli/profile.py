"""``devops-squad profile``: what is known, and why."""

from __future__ import annotations

import json

import click

from .options import app_option, default_language, json_option, language_option, path_argument
from .show import Show


@click.command("profile")
@path_argument
@app_option
@click.option("--stack", default=None, help="Instead of a project: a stack's conventions.")
@language_option
@json_option
def profile(path: str, app: str | None, stack: str | None, language: str | None, as_json: bool) -> None:
    """Show every fact of the project in PATH with the line that proves it. Nothing of the project is run."""
    from ..door import profile_dict
    from ..model.request import Request
    from ..pipeline import look

    spoken = language or default_language()
    found, _ = look(Request("profile", project=None if stack else path, stack=stack, app=app, language=spoken))
    if as_json:
        click.echo(json.dumps(profile_dict(found, spoken), ensure_ascii=False, indent=2))
        return
    show = Show(spoken)
    show.profile(found)
    if found.env:
        show.heading("Environment variables", "Variables d'environnement")
        show.table([(f.value.name, show.say("secret", "secret") if f.value.is_secret else show.say("build", "construction") if f.value.at_build else "", f.source) for f in found.env])
    if len(found.apps) > 1:
        show.heading("Applications", "Applications")
        show.table([(a.value.path, a.value.stack, a.source) for a in found.apps])
    show.notices(found.notices)


def command(name: str) -> click.Command:
    return profile
