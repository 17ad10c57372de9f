"""One command a task of the contract."""

from __future__ import annotations

from typing import Any

import click

from . import COMMANDS
from .asking import asking_options
from .making import make
from .options import html_option, html_place, path_argument, request_options

PAGES = ("slo-sla",)
"""Whose result is drawn as a page, too."""


def command(name: str) -> click.Command:
    """The command of the task whose id is ``name`` with underscores."""
    @click.command(name, help=COMMANDS[name][1])
    @path_argument
    @request_options
    @asking_options
    @click.pass_context
    def run(ctx: click.Context, path: str, html: str | None = None, **options: Any) -> None:
        ctx.exit(make((name.replace("-", "_"),), path, page=html_place(html), **options))

    return html_option(run) if name in PAGES else run
