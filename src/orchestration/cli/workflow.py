"""``devops-squad workflow``: several tasks in their order, the audit as a gate, the outcome told."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import click

from .options import app_option, default_language, json_option, language_option
from .show import Progress, Show


@click.command("workflow", epilog="""\b
Examples:
  devops-squad workflow deploy_new_feature . --platform vercel --security-level high --monitoring full
  devops-squad workflow setup_new_app . --write
  devops-squad workflow --tasks dockerfile,audit,alerts .
  devops-squad workflow security_audit . --durable

\b
Exit codes: 0 every task; 1 blocked, or a task ended in an error; 2 wrong usage or input.
""")
@click.argument("words", nargs=-1)
@click.option("--tasks", default=None, metavar="TASKS", help="A list of your own instead of a workflow's name, separated by commas.")
@click.option("--security-level", type=click.Choice(["low", "medium", "high", "strict"]), default="medium", show_default=True, help="low lets pass all but critical findings, strict none.")
@click.option("--monitoring", type=click.Choice(["none", "basic", "full"]), default="basic", show_default=True, help="How much of the last phase is done.")
@click.option("--stack", default=None, metavar="STACK", help="Without a project: the stack whose conventions to assume.")
@click.option("--platform", default=None, metavar="PLATFORM", help="Default: what the project shows.")
@click.option("--service-name", default=None, metavar="NAME", help="As metrics, alerts and dashboards call it.")
@click.option("--requirements", "-r", default="", metavar="TEXT", help="What you need, in French or English.")
@app_option
@click.option("--durable", is_flag=True, help="Store each step; the same call goes on where a killed one ended.")
@click.option("--database-url", default=None, metavar="URL", envvar="DEVOPS_SQUAD_DATABASE_URL", help="Where; sqlite:///FILE or postgresql://…; implies --durable.")
@click.option("--write", is_flag=True, help="Write what was made into the project, unless security blocks it.")
@click.option("--no-notify", is_flag=True, help="Tell neither Slack nor PagerDuty.")
@click.option("--offline", is_flag=True, help="Ask no language model, even where OPENROUTER_API_KEY is set.")
@language_option
@json_option
@click.pass_context
def workflow(ctx: click.Context, words: tuple[str, ...], tasks: str | None, security_level: str, monitoring: str, stack: str | None, platform: str | None, service_name: str | None, requirements: str, app: str | None, durable: bool,
             database_url: str | None, write: bool, no_notify: bool, offline: bool, language: str | None, as_json: bool) -> None:
    """Run WORDS: a workflow's name (setup_new_app, deploy_new_feature, security_audit, production_monitoring) and a project's directory; default: deploy_new_feature in this one.

    Infrastructure first, then security, which blocks what comes after by its findings, then monitoring.
    """
    from ..edges.tree import DirectoryTree
    from ..model.errors import BadValue
    from ..model.text import Text
    from ..platforms.marks import detect_platform
    from ..workflows.devops import DevOpsWorkflow
    from ..workflows.outline import WORKFLOWS

    spoken = language or default_language()
    show, progress = Show(spoken), Progress(spoken, as_json)
    names = [w for w in words if w.replace("-", "_") in WORKFLOWS]
    places = [w for w in words if w not in names]
    if len(names) > 1 or len(places) > 1 or (names and tasks):
        raise BadValue(Text(f"one workflow and one project, not {' '.join(words)}", f"un workflow et un projet, pas {' '.join(words)}"), Text("workflows: " + ", ".join(WORKFLOWS), "workflows : " + ", ".join(WORKFLOWS)))
    tree = DirectoryTree(places[0] if places else ".")
    request: dict[str, Any] = {"task": names[0].replace("-", "_")} if names else {"tasks": [t.strip().replace("-", "_") for t in tasks.split(",") if t.strip()]} if tasks else {}
    shared = {"security_level": security_level, "monitoring": monitoring, "platform": platform or detect_platform(tree), "service_name": service_name, "requirements": requirements, "app": app, "language": spoken}
    request |= {k: v for k, v in shared.items() if v} | ({"stack": stack} if stack else {"project": str(tree.root)})
    face = DevOpsWorkflow(offline=offline, language=spoken, durable=durable or database_url is not None, database_url=database_url, notifies=not no_notify, on_event=lambda e: progress(" ".join(str(e[k]) for k in ("phase", "task", "status") if k in e)))
    result = asyncio.run(face.execute(request))
    progress.clear()
    if face.durable:
        from ..edges.durable_store import close_store

        close_store()
    if result["status"] == "error" and not result["phases"]:
        raise BadValue(Text(result["summary"], result["summary"]))
    written = _write(tree, result) if write and not result["blocked"] and not stack else []
    if as_json:
        click.echo(json.dumps(result | {"written": [{"path": w.path, "action": w.action} for w in written]}, ensure_ascii=False, indent=2))
    else:
        click.echo(result["output"], nl=False)
        if write and result["blocked"]:
            click.echo("\n" + show.say("Nothing was written: security blocks it.", "Rien n'a été écrit : la sécurité bloque."))
        if written:
            show.written(written, False, False)
        for told in result["notifications"]:
            if told["state"] != "not_configured":
                click.echo(f"  {'✓' if told['state'] == 'sent' else '✗'} {told['to']}: {told['why']}")
    ctx.exit(0 if result["status"] == "success" else 1)


def _write(tree: Any, result: dict[str, Any]) -> list[Any]:
    """What the tasks made, each path once; the last task that made it is the one that knew most."""
    from ..edges.writer import apply
    from ..model.artefact import Artefact
    from ..model.text import same

    made = {f["path"]: f for p in result["phases"].values() for r in p["results"].values() for f in r["files"]}
    return apply(tree.root, [Artefact(f["path"], f["content"], f["kind"], same(f["why"]), executable=f["executable"]) for _, f in sorted(made.items())])


def command(name: str) -> click.Command:
    return workflow
