"""``devops-squad doctor``: which tools are here, and how to get the others."""

from __future__ import annotations

import json

import click

from .options import default_language, json_option, language_option
from .show import Show


@click.command("doctor")
@click.option("--install", is_flag=True, help="Install the npm tools and checkov for this user (asks npm's registry and PyPI).")
@language_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, install: bool, language: str | None, as_json: bool) -> None:
    """Show every tool the checks and the proof use: its version, what it is for, and how to get it where it is missing."""
    from ..checks.doctor import examine

    spoken = language or default_language()
    show = Show(spoken)
    failed = False
    if install:
        from ..edges.node_tools import install_node_tools
        from ..edges.python_tools import install_python_tools

        for worked, said in (install_node_tools(), *install_python_tools()):
            click.echo(said.in_(spoken), err=True)
            failed = failed or not worked
    found = examine()
    if as_json:
        click.echo(json.dumps([{"tool": t.tool, "version": t.version, "path": t.path, "what_for": t.what_for.in_(spoken), "how_to_get": t.how_to_get.in_(spoken)} for t in found], ensure_ascii=False, indent=2))
        ctx.exit(1 if failed else 0)
    rows = [("✓" if t.version else "○", t.tool, t.version or "-", t.what_for.in_(spoken) if t.version else t.how_to_get.in_(spoken)) for t in found]
    show.table(rows, ["green" if t.version else "yellow" for t in found])
    ctx.exit(1 if failed else 0)


def command(name: str) -> click.Command:
    return doctor
