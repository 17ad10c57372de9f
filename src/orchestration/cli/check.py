"""``devops-squad check``: the real tools' word on deployment files, ours or anyone's."""

from __future__ import annotations

import json

import click

from .options import default_language, json_option, language_option, path_argument
from .show import Progress, Show


@click.command("check", epilog="""\b
Examples:
  devops-squad check .
  devops-squad check . --only hadolint --only zizmor
  devops-squad check . --strict --json
""")
@path_argument
@click.option("--only", multiple=True, metavar="CHECK", help="Only this check; may be repeated.")
@click.option("--strict", is_flag=True, help="A check that could not run counts as failed.")
@language_option
@json_option
@click.pass_context
def check(ctx: click.Context, path: str, only: tuple[str, ...], strict: bool, language: str | None, as_json: bool) -> None:
    """Run every check that applies to the deployment files in PATH: each by the program that will consume it."""
    from ..checks import run_checks
    from ..checks.kinds import deployment_files
    from ..door import verdict_dict
    from ..edges.tree import DirectoryTree

    spoken = language or default_language()
    show, progress = Show(spoken), Progress(spoken, as_json)
    tree = DirectoryTree(path, with_generated=True)
    files = deployment_files(tree)
    progress("checks")
    verdicts = run_checks(files, only or None, tree.root)
    progress.clear()
    failed = any(v.state == "failed" or (strict and v.state == "not run") for v in verdicts)
    if as_json:
        click.echo(json.dumps({"status": "failed" if failed else "passed", "files": sorted(files.files), "checks": [verdict_dict(v, spoken) for v in verdicts]}, ensure_ascii=False, indent=2))
    elif not files.files:
        click.echo(show.say("no deployment files found (Dockerfile, compose, workflows, .gitlab-ci.yml …): nothing was checked",
                            "aucun fichier de déploiement trouvé (Dockerfile, compose, workflows, .gitlab-ci.yml …) : rien n'a été vérifié"))
    else:
        show.verdicts(verdicts)
    ctx.exit(1 if failed else 2 if not files.files else 0)


def command(name: str) -> click.Command:
    return check
