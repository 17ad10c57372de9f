"""``devops-squad audit``: what is wrong with a project's source code and configuration, and what could not be looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .asking import Asking, asking_options
from .options import default_language, html_option, html_place, json_option, language_option, path_argument
from .show import Progress, Show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..auditing.finding import Finding
    from ..auditing.reports.terminal import Part
    from ..auditing.run import Audit
    from ..model.command import Command
    from ..model.llm import Consultation
    from ..model.text import Language, Text
    from ..tasks.audit.fixing import Author


@click.command("audit", epilog="""\b
Examples:
  devops-squad audit .
  devops-squad audit . --fail-on high --min-confidence medium --sarif audit.sarif
  devops-squad audit . --diff-base origin/main --markdown > comment.md
  devops-squad audit . --write-baseline .audit-baseline.json
  devops-squad audit . --baseline .audit-baseline.json --html audit.html
  devops-squad audit app/views.py --rule sql-injection --json
  devops-squad audit . --diff
  devops-squad audit . --fix --tests "npm test"

\b
A comment on the line, or above it, suppresses a finding:
  # devops-squad: ignore[sql-injection] the table's name is a constant, until 2027-01-31
nosec, noqa: S…, nosemgrep, eslint-disable security/…, NOSONAR and codeql[…] count, too.

\b
Exit codes: 0 all was looked at, and nothing is at or above --fail-on; 1 something is; 2 wrong usage or input; 3 something could not be looked at.
""")
@path_argument
@click.option("--fail-on", type=click.Choice(["low", "medium", "high", "critical"]), default="low", show_default=True, help="The least severity that ends in exit code 1.")
@click.option("--min-confidence", type=click.Choice(["low", "medium", "high"]), default="low", show_default=True, help="Leave out what is less sure.")
@click.option("--rule", "wanted", multiple=True, metavar="RULE", help="Only this rule; may be repeated.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out these paths or folders; may be repeated.")
@click.option("--baseline", default=None, metavar="FILE", help="What is in it is known: it is counted, and no longer reported.")
@click.option("--write-baseline", default=None, metavar="FILE", help="Write what is found there as known.")
@click.option("--diff-base", default=None, metavar="REV", help="Report only what touches lines changed since this branch left REV.")
@click.option("--sarif", "sarif_file", default=None, metavar="FILE", help="Write SARIF 2.1.0 there, too, for code hosts.")
@html_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Markdown on standard output, for a comment or a summary.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, metavar="N", help="Processes side by side; default: as many as there are processors.")
@click.option("--no-cache", is_flag=True, help="Look at everything again, and remember nothing.")
@click.option("--history", is_flag=True, help="Look for secrets in what commits added, too.")
@click.option("--fix", is_flag=True, help="Repair by rule what can be; a repair stays only if the audit no longer finds the flaw and the project's own tests still pass.")
@click.option("--diff", "with_diff", is_flag=True, help="Show what --fix changes, line by line; without --fix: what it would change. Nothing is run then.")
@click.option("--allow-breaking", is_flag=True, help="With --fix: repairs, too, that change what others rely on (a format, a variable that must be set).")
@click.option("--tests", default=None, metavar="COMMAND", help="With --fix: the project's tests; default: what its own files name.")
@click.option("--no-tests", is_flag=True, help="With --fix: run no tests, and say so.")
@click.option("--ask", is_flag=True, help="Let a language model say what it thinks of the findings and what they miss; with --fix or --diff, what would repair the others. Pieces of code are sent to it, without their secrets.")
@click.option("--no-tools", is_flag=True, help="Do not run the tools that look at files of configuration.")
@asking_options
@language_option
@json_option
@click.pass_context
def audit(ctx: click.Context, path: str, fail_on: str, min_confidence: str, wanted: tuple[str, ...], exclude: tuple[str, ...], baseline: str | None, write_baseline: str | None, diff_base: str | None, sarif_file: str | None,
          html: str | None, as_markdown: bool, jobs: int | None, no_cache: bool, history: bool, fix: bool, with_diff: bool, allow_breaking: bool, tests: str | None, no_tests: bool, no_tools: bool, language: str | None, as_json: bool, ask: bool, asking: Asking) -> None:
    """Follow values through the source code in PATH, from where a client sets them to where they do harm; nothing of it is run, but with --fix its own tests.

    PATH is a project's directory, or one file of it.
    """
    from ..auditing import baseline as baselines
    from ..auditing.reports import page, rows
    from ..auditing.reports.markdown import markdown
    from ..auditing.reports.sarif import sarif
    from ..auditing.reports.terminal import terminal
    from ..auditing.run import narrowed
    from ..door import consultation_dict
    from ..edges.changes import changed_lines
    from ..edges.editing import write_document
    from ..edges.tree import DirectoryTree
    from ..edges.writer import escaped, write_page
    from ..report import reviewed as opinions
    from ..tasks.audit import shown
    from ..tasks.audit.plan import of_project
    from ..tasks.dependencies.plan import tool_version

    spoken = language or default_language()
    show, progress, place = Show(spoken), Progress(spoken, as_json), html_place(html)
    known = _known(baseline)
    given = Path(path).expanduser()
    only = (given.name,) if given.is_file() else None
    tree = DirectoryTree(given.parent if only else path, with_generated=True)
    progress("files")

    def looked() -> Audit:
        at = of_project(DirectoryTree(tree.root, with_generated=True), only=only, exclude=exclude, jobs=jobs, with_memory=not no_cache, with_tools=not no_tools, with_history=history, progress=lambda done, of: progress(f"{done}/{of}"))
        progress.clear()
        at = narrowed(at, wanted, min_confidence, known)
        return at if diff_base is None else narrowed(at, changed=changed_lines(tree.root, diff_base))

    found = looked()
    minds = _Minds(asking, ask, tree.root, progress, spoken)
    if write_baseline is not None:
        write_document(write_baseline, baselines.written(found.findings))
    if sarif_file is not None:
        write_document(sarif_file, sarif(found, tool_version(), spoken))
    if place is not None:
        write_page(place, page.html(found, tree.name, spoken))
    fixed = None
    if fix or with_diff:
        from ..tasks.audit.fixing import fix as fix_all

        command, none = project_tests(tree.root, "" if no_tests or not fix else tests)
        fixed = fix_all(tree.root, found, exclude=exclude, allow_breaking=allow_breaking, dry_run=not fix, tests=command, why_no_tests=none, progress=progress, author=minds.author())
        progress.clear()
        if fix and fixed.patches:
            # What is reported is what is there now.
            found = looked()
    said, consultation = minds.said(found)
    if asking.show_prompts:
        ctx.exit(0)
    code = _exit_code(found, fail_on, everything_is_known=write_baseline is not None)
    if as_json:
        more = {} if fixed is None else {"fix": shown.as_rows(fixed, spoken, is_dry=not fix)}
        more |= {} if consultation is None else {"review": said, "llm": consultation_dict(consultation, spoken)}
        click.echo(json.dumps({"status": {0: "passed", 1: "failed", 3: "incomplete"}[code], **rows.document(found, spoken), **more}, ensure_ascii=False, indent=2))
    elif as_markdown:
        click.echo(markdown(found, spoken, 2) + (opinions(said, consultation.model, spoken) if consultation and said else ""), nl=False)
    else:
        _print(terminal(found, spoken), escaped)
        if fixed is not None:
            _print(shown.repairs(fixed, spoken, is_dry=not fix, with_diff=with_diff), escaped)
        if consultation is not None:
            click.echo(opinions(said, consultation.model, spoken) if said else "", nl=False)
            show.consultation(consultation)
        for name in filter(None, (sarif_file, html, write_baseline)):
            click.echo(show.say(f"written: {name}", f"écrit : {name}"))
    ctx.exit(code)


class _Minds:
    """A model beside the audit, where one is asked for: its opinion, and repairs it writes."""

    def __init__(self, asking: Asking, is_wanted: bool, root: Path, progress: Progress, language: Language) -> None:
        self.language, self.spent = language, None
        self.mind = asking.mind(root, progress, language) if is_wanted or asking.show_prompts else None
        self.root = root

    def author(self) -> Author | None:
        if self.mind is None:
            return None
        from ..auditing.reports.rows import vulnerability
        from ..tasks.audit.fixing import Author

        def write(left: Sequence[Finding], texts: Mapping[str, str]) -> Iterable[tuple[Finding, str, str]]:
            changes, self.spent = self.mind.again().mend([vulnerability(f, "en") for f in left], texts).outcome()
            return [(left[c.finding], c.old, c.new) for c in changes]

        return Author(self.mind.settings.model, write)

    def said(self, found: Audit) -> tuple[list[dict[str, Any]], Consultation | None]:
        """Its opinions and its own findings as rows, and what they cost; none where nobody was asked."""
        if self.mind is None:
            return [], self.spent
        from ..auditing.reports.rows import vulnerabilities
        from ..consulting import with_review
        from ..edges.tree import DirectoryTree
        from ..tasks.audit.plan import worth_reading

        given = vulnerabilities(found, self.language)
        review, consultation = self.mind.again().review(given, worth_reading(given, DirectoryTree(self.root, with_generated=True))).outcome()
        rows = [row for row in with_review(given, review, consultation.model) if row.get("review") or row.get("origin") == "llm"]
        return rows, consultation if self.spent is None else self.spent + consultation


def _print(lines: Iterable[tuple[Part, ...]], escaped) -> None:
    for line in lines:
        click.echo("".join(click.style(escaped(text), fg=colour if colour not in ("bold", "dim") else None, bold=True if colour == "bold" else None, dim=True if colour == "dim" else None) for text, colour in line))


def project_tests(root: str | Path, given: str | None) -> tuple[Command | None, Text | None]:
    """The command the caller names, or the one the project's own files do; or why there is none."""
    from ..edges.tree import DirectoryTree
    from ..model.command import Command
    from ..model.errors import SquadError
    from ..model.text import Text
    from ..profiling import profile

    if given is not None:
        return (Command.shell(given), None) if given.strip() else (None, Text("not asked for", "non demandé"))
    try:
        return profile(DirectoryTree(root)).command("test"), None
    except SquadError as error:
        return None, error.what


def _known(baseline: str | None) -> frozenset[str]:
    if baseline is None:
        return frozenset()
    from ..auditing.baseline import read
    from ..edges.advisory_database import feed_file

    return read(feed_file(Path(baseline).expanduser()).decode("utf-8", "replace"), baseline)


def _exit_code(found: Audit, fail_on: str, *, everything_is_known: bool) -> int:
    """Findings before gaps: who mends the one finds out about the other next."""
    from ..auditing.reports.rows import at_least

    if not everything_is_known and any(at_least(f, fail_on) for f in found.counting):
        return 1
    return 0 if found.coverage.is_complete and (found.coverage.count or found.coverage.checks) else 3


def command(name: str) -> click.Command:
    return audit
