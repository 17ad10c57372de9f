"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..model.text import Language
from . import AS_JSON, LANGUAGE

Decorated = Callable[..., Any]


def default_language() -> Language:
    """French where the terminal speaks it (POSIX order: LC_ALL, LC_MESSAGES, LANG), else English."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "fr" if spoken.lower().startswith("fr") else "en"


def _remember(ctx: click.Context, option: click.Parameter, value: Any) -> Any:
    ctx.meta[AS_JSON if option.name == "as_json" else LANGUAGE] = value
    return value


SETTINGS = ("repository_url", "dashboard_url", "heartbeat_url", "time_zone", "min_failures", "native_histograms", "sentry_project", "slack_channel")
"""What ``--set`` knows."""

path_argument = click.argument("path", default=".", type=click.Path())
language_option = click.option("--language", "-l", type=click.Choice(["en", "fr"]), default=None, is_eager=True, callback=_remember, help="Of reports and comments in files; default: the terminal's.")
json_option = click.option("--json", "as_json", is_flag=True, is_eager=True, callback=_remember, help="One JSON document on standard output, for machines.")
html_option = click.option("--html", default=None, metavar="FILE", help="Draw it as one page to look at, too: charts and tables, nothing to load.")
app_option = click.option("--app", default=None, metavar="APP", help="Which application of a monorepo, by path or name.")


def html_place(html: str | None) -> Path | None:
    """Where the page goes.

    Raises:
        BadPath: see :func:`orchestration.edges.writer.page_place`.
    """
    if html is None:
        return None
    from ..edges.writer import page_place

    return page_place(html)


def request_options(command: Decorated) -> Decorated:
    """What every task can be told."""
    for option in reversed((
        app_option,
        click.option("--stack", default=None, metavar="STACK", help="Without a project: the stack whose conventions to assume."),
        click.option("--platform", default=None, metavar="PLATFORM", help="vercel, cloudflare, aws, gcp, azure, kubernetes or none; default: what the project shows."),
        click.option("--requirements", "-r", default="", metavar="TEXT", help="What you need, in French or English; '@FILE' reads a file."),
        click.option("--ci", type=click.Choice(["github", "gitlab"]), default=None, help="Which CI; default: what the project shows, else GitHub."),
        click.option("--service-name", default=None, metavar="NAME", help="As metrics, alerts and dashboards call it; default: the project's name."),
        click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help=f"A decision by its own name: {', '.join(SETTINGS)}."),
        click.option("--arch", multiple=True, metavar="linux/ARCH", help="CPU architecture to build for; may be repeated."),
        language_option,
        click.option("--dry-run", is_flag=True, help="Write nothing into the project."),
        click.option("--diff", "with_diff", is_flag=True, help="Show what changes, line by line."),
        json_option,
        click.option("--no-checks", is_flag=True, help="Do not run the external tools."),
        click.option("--strict", is_flag=True, help="A check that could not run counts as failed, a requirement not met too (for CI)."),
    )):
        command = option(command)
    return command
