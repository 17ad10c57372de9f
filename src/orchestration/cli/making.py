"""Making files: the road from a command's words to written, checked files; ``setup`` and the single tasks share it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..edges.tree import DirectoryTree
    from ..model.profile import Profile

from ..door import consultation_dict, contract, notice_dict, plain, profile_dict, verdict_dict
from ..model.decision import Outcome
from ..model.errors import BadPath, BadValue, SquadError
from ..model.facts import Notice
from ..model.request import Request
from ..model.text import Text
from ..pipeline import KIT_TASKS, Run, look, run_many
from .asking import Asking
from .options import SETTINGS, default_language
from .show import Progress, Show, show_error


def make(tasks: tuple[str, ...], path: str, *, app: str | None, stack: str | None, platform: str | None, requirements: str, ci: str | None, service_name: str | None, settings: tuple[str, ...], arch: tuple[str, ...], language: str | None,
         dry_run: bool, with_diff: bool, as_json: bool, no_checks: bool, strict: bool, asking: Asking, wire: bool = False, page: Path | None = None) -> int:
    """Runs the tasks, writes what they made, shows it; the exit code.

    Args:
        asking: who is told what the vocabulary does not know.
        page: where the objectives are drawn for a person, whatever becomes of the project's files.

    Raises:
        SquadError: a caller's mistake.
    """
    from ..edges.tree import DirectoryTree
    from ..edges.writer import apply
    from ..platforms.marks import detect_platform
    from ..requirements.parse import clauses, wishes
    from ..tasks.sentry.spec import names_sentry

    spoken = language or default_language()
    show, progress = Show(spoken), Progress(spoken, as_json)
    text = _text(requirements)
    _architectures(arch)
    tree = DirectoryTree(path, lambda n: progress(f"{n} files") if n % 500 == 0 else None)
    base = Request(task="", project=None if stack else path, stack=stack, app=app, platform=platform or detect_platform(tree), requirements=text, language=spoken, arch=arch,
                   service_name=service_name, options={**_settings(settings), **({"ci": ci} if ci else {})})
    seen, lost = None, None
    if "logging" in tasks and len(tasks) > 1 and names_sentry(wishes(clauses(text))):
        tasks += ("sentry",)
    if len(tasks) > 1 and not stack:
        tasks, tree, seen, lost = _with_kit(tasks, base, tree, wire and not dry_run)
    run = run_many([replace(base, task=t) for t in tasks], tree=None if stack else tree, with_checks=not (no_checks or asking.show_prompts), progress=progress, target=tree.root, seen=seen,
                   impossible=dict.fromkeys(KIT_TASKS, lost.what) if lost else {}, mind=asking.mind(tree.root, progress, spoken))
    progress.clear()
    consultation = run.results[0].llm
    if asking.show_prompts:
        if consultation and not consultation.fault:
            click.echo(show.say("nothing would be sent: ", "rien ne serait envoyé : ") + (consultation.why or Text("there is nothing to ask", "il n'y a rien à demander")).in_(spoken), err=True)
        return 0
    errors = [r for r in run.results if r.error]
    if errors and len(errors) == len(run.results):
        raise errors[0].error
    written = apply(tree.root, run.artefacts, dry_run=dry_run)
    if page:
        from ..edges.writer import write_page
        from ..tasks.slo_sla.page import html
        from ..tasks.slo_sla.spec import burn_priorities

        write_page(page, html((d.value for d in run.results[0].spec.objectives), spoken, burn_priorities(wishes(clauses(text)))))
    outcomes = run.outcomes
    if as_json:
        click.echo(json.dumps(_document(run, written, outcomes, spoken, _no_kit(lost)), ensure_ascii=False, indent=2))
    else:
        profile = run.results[0].profile
        if profile:
            show.profile(profile)
        for error in {r.error.what: r.error for r in errors}.values():
            show_error(error, spoken)
        show.written(written, dry_run, with_diff)
        show.outcomes(outcomes)
        show.consultation(consultation)
        show.verdicts(run.verdicts, run.kept)
        show.notices((*(n for r in run.results for n in r.notices), *_no_kit(lost)))
        show.steps(s for r in run.results for s in r.next_steps)
        if page:
            click.echo("\n" + Text(f"The page: {page}", f"La page : {page}").in_(spoken))
    failed = run.fails or any(w.action == "conflict" for w in written) or bool(errors)
    if strict:
        failed = failed or any(v.state != "passed" for v in run.verdicts) or any(o.status == "not met" for o in outcomes)
    return 1 if failed else 0


def _with_kit(tasks: tuple[str, ...], base: Request, tree: DirectoryTree, wire: bool) -> tuple[tuple[str, ...], DirectoryTree, Profile | None, SquadError | None]:
    """Without the tasks that hand over a kit where none fits, and why; with the kit wired, where that is asked for; and the profile, if it was looked at and still holds.

    Raises:
        BadPath, WriteRefused: the entry cannot be wired.
    """
    from ..edges.tree import DirectoryTree
    from ..edges.wiring import put_after, put_first
    from ..model.tree import join
    from ..platforms import platform
    from ..stacks.observability import kit_of

    if not set(tasks) & set(KIT_TASKS):
        return tasks, tree, None, None
    try:
        profile, _ = look(base, tree)
    except SquadError:
        return tasks, tree, None, None
    kit = kit_of(profile, platform(base.platform) if base.platform else None, tasks)
    if isinstance(kit, SquadError):
        return tuple(t for t in tasks if t not in KIT_TASKS), tree, profile, kit
    at = join(profile.path, kit.entry)
    if not wire or not kit.entry or kit.brings_entry:
        return tasks, tree, profile, None
    if kit.is_first_line:
        done = put_first(tree.root, at, kit.wiring, kit.mark)
    else:
        done = bool(kit.after) and put_after(tree.root, at, kit.wiring, kit.mark, kit.after)
    return (tasks, DirectoryTree(tree.root), None, None) if done else (tasks, tree, profile, None)


def _settings(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if name not in SETTINGS or not equals or not value.isprintable():
            raise BadValue(Text(f"not a setting: {pair!r}", f"réglage invalide : {pair!r}"), Text("NAME=VALUE, with NAME one of " + ", ".join(SETTINGS), "NOM=VALEUR, où NOM est l'un de " + ", ".join(SETTINGS)))
        found[name] = value
    return found


def _text(requirements: str) -> str:
    if not requirements.startswith("@"):
        return requirements
    path = Path(requirements[1:])
    try:
        return path.read_text("utf-8", errors="replace")[:100_000]
    except OSError as error:
        raise BadPath(Text(f"cannot read the requirements {path}: {error.strerror}", f"impossible de lire les exigences {path} : {error.strerror}")) from None


def _architectures(arch: tuple[str, ...]) -> None:
    from ..tasks.dockerfile.spec import is_architecture

    for name in arch:
        if not is_architecture(name):
            raise BadValue(Text(f"not a platform: {name!r}", f"plateforme invalide : {name!r}"), Text("like linux/amd64 or linux/arm64", "par exemple linux/amd64 ou linux/arm64"))


def _no_kit(why: SquadError | None) -> tuple[Notice, ...]:
    return (Notice("warning", "observability", Text(f"no health endpoints and no logs were made: {why.what.en}", f"ni points de santé ni journaux n'ont été produits : {why.what.fr}")),) if why else ()


def _document(run: Run, written: Any, outcomes: tuple[Outcome, ...], language: Any, more: tuple[Notice, ...] = ()) -> dict[str, Any]:
    profile = run.results[0].profile
    return {
        "status": "error" if run.is_error else "success",
        "profile": profile_dict(profile, language) if profile else None,
        "files": [{"path": w.path, "action": w.action, "diff": w.diff, "conflicts": [str(c) for c in w.conflicts]} for w in written],
        "requirements": plain(outcomes, language),
        "llm": consultation_dict(run.results[0].llm, language),
        "checks": [verdict_dict(v, language) for v in run.verdicts],
        "notices": [notice_dict(n, language) for n in dict.fromkeys((*(n for r in run.results for n in r.notices), *more))],
        "tasks": {r.request.task: {"status": r.status, "decisions": contract(r)["metadata"]["decisions"]} for r in run.results},
    }
