"""``devops-squad scan``: what is known to be wrong with a project's dependencies, and what could not be looked up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import default_language, json_option, language_option, path_argument
from .show import Progress, Show

if TYPE_CHECKING:
    from ..model.advisory import Scan
    from ..model.text import Language

FORMS = ("cyclonedx", "json", "markdown", "openvex", "sarif")


@click.command("scan", epilog="""\b
Examples:
  devops-squad db update && devops-squad scan .
  devops-squad scan . --fail-on high --out sarif=dependencies.sarif
  devops-squad scan package-lock.json --offline --json
  devops-squad scan . --vex triage.openvex.json --deny-license 'AGPL-*'
  devops-squad scan . --fix --diff

\b
Exit codes: 0 everything was looked up and nothing was found; 1 something was, at or above --fail-on, or a licence is denied; 2 wrong usage or
input; 3 something could not be looked up, or only in stale advisories. An unknown severity counts for any --fail-on.
""")
@path_argument
@click.option("--offline", is_flag=True, help="Only the local database; the network is never touched.")
@click.option("--fail-on", type=click.Choice(["low", "medium", "high", "critical"]), default="low", show_default=True, help="The least severity that ends in exit code 1.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out what such files say (test data, an example's manifest); said in the report; may be repeated.")
@click.option("--vex", multiple=True, metavar="FILE", help="An OpenVEX document with a person's assessments; may be repeated.")
@click.option("--deny-license", "denied", multiple=True, metavar="SPDX", help="A licence that is not allowed, or a pattern (GPL-*); may be repeated.")
@click.option("--out", multiple=True, metavar="FORM=FILE", help=f"Write it there, too; FORM is one of {', '.join(FORMS)}; may be repeated.")
@click.option("--fix", is_flag=True, help="Raise direct dependencies in package.json, requirements and pyproject.toml, comments and order kept.")
@click.option("--allow-breaking", is_flag=True, help="With --fix: steps to another major version, too.")
@click.option("--diff", "with_diff", is_flag=True, help="Show what --fix changes, line by line; without --fix: what it would change.")
@language_option
@json_option
@click.pass_context
def scan(ctx: click.Context, path: str, offline: bool, fail_on: str, exclude: tuple[str, ...], vex: tuple[str, ...], denied: tuple[str, ...], out: tuple[str, ...], fix: bool, allow_breaking: bool, with_diff: bool, language: str | None, as_json: bool) -> None:
    """Hold the dependencies of the project (or of the one manifest or lockfile) in PATH against OSV's advisories.

    The local database answers where it is at most 7 days old (devops-squad db update), else OSV's API.
    """
    from ..advisories.vex import read
    from ..edges.advisory_database import AdvisoryDatabase, default_place, utc_today
    from ..edges.editing import write_document
    from ..edges.osv_service import OsvApi
    from ..tasks.dependencies import scanning, words
    from ..tasks.dependencies.looking import Looking

    spoken = language or default_language()
    progress = Progress(spoken, as_json)
    places = _places(out)
    statements = tuple(s for name in vex for s in read(_text(name), Path(name).name))
    progress("inventory")
    everything = scanning.of_directory(path)
    subject = scanning.without(everything, exclude) if exclude else everything
    found = scanning.scanned(subject, Looking(AdvisoryDatabase(default_place()), None if offline else OsvApi(), utc_today()), statements=statements, denied=denied, progress=progress)
    progress.clear()
    found = replace(found, notices=found.notices + scanning.left_out(everything, subject))
    for form, place in places:
        write_document(place, _document(form, found, subject.name, fail_on, spoken))
    if as_json:
        click.echo(json.dumps(words.document(found, fail_on, spoken), ensure_ascii=False, indent=2))
    else:
        from ..edges.writer import escaped

        for line, colour in words.terminal(found, spoken):
            click.secho(escaped(line), fg=colour if colour != "bold" else None, bold=colour == "bold")
    if fix or with_diff:
        _fix(found, path, spoken, write=fix, allow_breaking=allow_breaking, with_diff=with_diff, as_json=as_json)
    ctx.exit(words.exit_code(found, fail_on))


def _places(out: tuple[str, ...]) -> list[tuple[str, str]]:
    from ..model.errors import BadValue
    from ..model.text import Text

    found = []
    for pair in out:
        form, equals, place = pair.partition("=")
        if form not in FORMS or not equals or not place:
            raise BadValue(Text(f"not a form and a file: {pair!r}", f"ni un format ni un fichier : {pair!r}"), Text("FORM=FILE, with FORM one of " + ", ".join(FORMS), "FORMAT=FICHIER, où FORMAT est l'un de " + ", ".join(FORMS)))
        found.append((form, place))
    return found


def _text(name: str) -> str:
    from ..edges.advisory_database import feed_file

    return feed_file(Path(name).expanduser()).decode("utf-8", "replace")


def _document(form: str, found: Scan, name: str, fail_on: str, language: Language) -> str:
    from ..documents.cyclonedx import cyclonedx
    from ..documents.openvex import openvex
    from ..documents.sarif import sarif
    from ..edges.advisory_database import utc_today
    from ..tasks.dependencies import words
    from ..tasks.dependencies.plan import tool_version

    match form:
        case "cyclonedx":
            return cyclonedx(found, name, tool_version(), language)
        case "openvex":
            return openvex(found, name, tool_version(), utc_today())
        case "sarif":
            return sarif(found, tool_version(), language)
        case "markdown":
            return words.markdown(found, language)
    return json.dumps(words.document(found, fail_on, language), ensure_ascii=False, indent=2) + "\n"


def _fix(found: Scan, path: str, language: Language, *, write: bool, allow_breaking: bool, with_diff: bool, as_json: bool) -> None:
    """What is changed goes to standard error beside a JSON document, which is alone on standard output."""
    from ..tasks.dependencies.fixing import fix

    show = Show(language)
    root = Path(path).expanduser()
    done = fix(root.parent if root.is_file() else root, found, allow_breaking=allow_breaking, dry_run=not write)
    click.echo(err=as_json)
    for edit in done.edits:
        click.echo(("✓ " if write else "○ ") + (show.say(f"{edit.path} changed", f"{edit.path} modifié") if write else show.say(f"{edit.path} would change", f"{edit.path} changerait")), err=as_json)
        if with_diff and not as_json:
            show.diff(edit.diff)
    for step, why in done.left:
        if step.kind == "direct":
            click.secho(f"! {step.manifest}: {step.name} {step.before} → {step.after or '?'}: {why.in_(language)}", fg="yellow", err=as_json)
    if others := sum(step.kind != "direct" for step, _ in done.left):
        click.echo(show.say(f"{others} steps are in no manifest: the fix plan says how", f"{others} étapes ne sont dans aucun manifeste : le plan de correction dit comment"), err=as_json)
    for step in done.next_steps:
        click.echo(step.in_(language), err=as_json)


def command(name: str) -> click.Command:
    return scan
