"""``devops-squad alert-test``: one marked test through each route, to the real services."""

from __future__ import annotations

import json
import os

import click

from .options import app_option, default_language, json_option, language_option, path_argument

_MARKS = {"delivered": "✓", "refused": "✗", "not run": "○"}


@click.command("alert-test", epilog="""\b
Examples:
  PAGERDUTY_API_KEY=… SLACK_WEBHOOK_URL=https://hooks.slack.com/… devops-squad alert-test .
  devops-squad alert-test . --pagerduty-url https://events.eu.pagerduty.com/v2/enqueue
""")
@path_argument
@app_option
@click.option("--service-name", default="", metavar="NAME", help="As the message calls it; default: the directory's name.")
@click.option("--pagerduty-url", default="", metavar="URL", help="Of another region's Events API.")
@language_option
@json_option
@click.pass_context
def alert_test(ctx: click.Context, path: str, app: str | None, service_name: str, pagerduty_url: str, language: str | None, as_json: bool) -> None:
    """Send one message, marked as a test, through each route of monitoring/alertmanager in PATH. PagerDuty's is resolved at once.

    Exit code 1: a service refused it; 3: a route had no key here.
    """
    from ..edges.tree import DirectoryTree
    from ..model.errors import BadPath
    from ..model.text import Text
    from ..proof.delivery import KEYS, PAGERDUTY, deliver
    from ..proof.watching.conductor import read

    spoken = language or default_language()
    found = read(path, app or ".")
    if found.config is None:
        raise BadPath(Text("there is no Alertmanager configuration below monitoring/alertmanager", "il n'y a pas de configuration Alertmanager sous monitoring/alertmanager"),
                      Text("make it first: devops-squad alerts PATH", "créez-la d'abord : devops-squad alerts CHEMIN"))
    results = deliver(found.config, service_name or DirectoryTree(path).name, {name: os.environ.get(name, "") for name in KEYS.values()}, pagerduty_url or PAGERDUTY)
    states = {r.state for r in results}
    if as_json:
        click.echo(json.dumps([{"receiver": r.receiver, "route": r.route, "state": r.state.replace(" ", "_"), "why": r.why.in_(spoken)} for r in results], ensure_ascii=False, indent=2))
    else:
        for r in results:
            click.echo(f"{_MARKS[r.state]} {r.receiver:16} {r.route:10} {r.why.in_(spoken)}")
    ctx.exit(1 if "refused" in states else 3 if "not run" in states else 0)


def command(name: str) -> click.Command:
    return alert_test
