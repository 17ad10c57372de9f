"""The command line: words in, one Request out, the Result shown. A subcommand's module is imported only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "setup": ("setup", "Look at a project, write what production needs, check it. The main job."),
    "dockerfile": ("task", "Only the Dockerfile and its .dockerignore."),
    "docker-compose": ("task", "Only the compose file, its development override and .env.example."),
    "ci-cd": ("task", "Only the CI/CD pipeline."),
    "slo-sla": ("task", "Only the objectives: rules, unit tests, OpenSLO, SLA, error budget."),
    "alerts": ("task", "Only the alerts: rules, Alertmanager routes, a runbook each."),
    "dashboards": ("task", "Only the Grafana dashboard."),
    "sentry": ("task", "Only Sentry: errors, performance, replay, releases, its alerts."),
    "health-checks": ("task", "Only health endpoints, graceful shutdown and probes."),
    "logging": ("task", "Only structured logs and their shipping."),
    "audit": ("audit", "Source code: where a client's values do harm, the way there, and the fix."),
    "scan": ("scan", "Dependencies: known vulnerabilities by urgency, a fix plan, licences, SBOM."),
    "db": ("db", "The local database of advisories: fetch it, import it, its age."),
    "workflow": ("workflow", "Several tasks in their order, with the audit as a gate; survives a kill."),
    "fleet": ("fleet", "Any task over many projects, by several workers on one queue."),
    "profile": ("profile", "Show what is known of a project, each fact with its evidence."),
    "check": ("check", "Run the real tools on a project's deployment files, ours or yours."),
    "prove": ("prove", "Build the image and run it, hardened; bring compose up and down."),
    "alert-test": ("alert_test", "Send one marked test through each alert route, to the real services."),
    "mcp": ("mcp", "Serve the tasks as tools to an MCP client (Claude Code, Cursor, VS Code …)."),
    "doctor": ("doctor", "Which tools are here, and how to get the others."),
    "pins": ("pins", "The vendored versions: their age and their sources."),
}
"""Command → the module in this package that holds it, and its one-line help."""


LANGUAGE, AS_JSON = "orchestration.language", "orchestration.json"
"""Where a command's context keeps what its options say of the form of errors that end it."""


class LazyGroup(click.Group):
    """Lists commands without importing them: help is read far more often than any one command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return import_module(f".{COMMANDS[name][0]}", __name__).command(name)

    def invoke(self, ctx: click.Context) -> object:
        """A caller's mistake is shown in the caller's language and form; imported only when there is one, since help never needs it."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.exceptions.Abort, click.ClickException, BrokenPipeError):
            raise
        except Exception as error:
            from ..model.errors import SquadError
            from .show import show_error

            if not isinstance(error, SquadError):
                raise
            show_error(error, ctx.meta.get(LANGUAGE), bool(ctx.meta.get(AS_JSON)))
            ctx.exit(2)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


EPILOG = """\b
Examples:
  devops-squad setup .
  devops-squad setup ~/code/shop --platform aws -r "PostgreSQL 15, Playwright, preview"
  devops-squad setup . --dry-run --diff
  devops-squad check . --json
  devops-squad prove .
  devops-squad setup . --monitoring -r "99.9% uptime, p95 < 500ms" && devops-squad prove --monitoring .

\b
Exit codes: 0 done; 1 a check failed, or a file needs a decision; 2 wrong usage or input; 3 a proof, a scan or an audit could not look at everything; 130 interrupted.
"""


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="devops-squad", prog_name="devops-squad")
def cli() -> None:
    """What production needs, for the project you point at: Dockerfile, compose file, pipeline; each checked by the program that will consume it."""


def main() -> None:
    """The console script. Never a traceback for a caller's mistake; a closed pipe is no error."""
    try:
        code = cli(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
