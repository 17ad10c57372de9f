"""One command a task of the contract."""

from __future__ import annotations

from typing import Any

import click

from . import COMMANDS
from .making import make
from .options import path_argument, request_options


def command(name: str) -> click.Command:
    """The command of the task whose id is ``name`` with underscores."""
    @click.command(name, help=COMMANDS[name][1])
    @path_argument
    @request_options
    @click.pass_context
    def run(ctx: click.Context, path: str, **options: Any) -> None:
        ctx.exit(make((name.replace("-", "_"),), path, **options))

    return run
