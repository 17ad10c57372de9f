"""``devops-squad setup``: the main job."""

from __future__ import annotations

from typing import Any

import click

from .asking import asking_options
from .making import make
from .options import path_argument, request_options

TASKS = ("dockerfile", "docker_compose", "ci_cd")
MONITORING = ("health_checks", "logging", "slo_sla", "alerts", "dashboards")


@click.command("setup", epilog="""\b
Examples:
  devops-squad setup .
  devops-squad setup ~/code/shop --platform gcp -r "PostgreSQL 15, tests E2E avec Playwright"
  devops-squad setup . --monitoring -r "99.9% uptime, p95 < 500ms. P0: service down"
  devops-squad setup . --app apps/web --dry-run --diff
""")
@path_argument
@click.option("--monitoring", is_flag=True, help="Health, logs, objectives, alerts and a dashboard too; Sentry where the requirements name it.")
@click.option("--wire", is_flag=True, help="With --monitoring: put the line that switches the kit on into your entry file.")
@request_options
@asking_options
@click.pass_context
def setup(ctx: click.Context, path: str, monitoring: bool, wire: bool, **options: Any) -> None:
    """Look at the project in PATH and write a Dockerfile, a compose file and a pipeline that the real tools accept.

    New files are written; a generated file nobody touched is updated; one you edited is merged; a file of yours is left alone and the difference shown.
    """
    ctx.exit(make(TASKS + MONITORING * monitoring, path, wire=wire and monitoring, **options))


def command(name: str) -> click.Command:
    return setup
