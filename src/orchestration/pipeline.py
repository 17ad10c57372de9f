"""The one road: Request → Profile → Spec → Artefacts → Verdicts → Result. Every door leads here."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import pins
from .model.artefact import Artefact, FileSet
from .model.ci import CIFacts
from .model.container import ContainerFacts
from .model.decision import Clause, Outcome, Wish
from .model.errors import BadValue, BrokenManifest, ChooseApp, NoEngine, NotDeployable, NothingFound, SquadError
from .model.facts import Evidence, Fact, Notice
from .model.kit import Kit
from .model.llm import Mind
from .model.plan import Inputs, Plan
from .model.profile import Profile
from .model.request import Request
from .model.result import Result
from .model.text import LANGUAGES, Text
from .model.tree import Tree
from .model.verdict import Verdict

AGENTS: Mapping[str, tuple[str, ...]] = {
    "infrastructure": ("dockerfile", "docker_compose", "ci_cd", "terraform", "deployment"),
    "security": ("audit", "secrets", "rate_limit", "headers", "dependencies", "auth"),
    "monitoring": ("sentry", "dashboards", "slo_sla", "health_checks", "logging", "alerts"),
}
"""Every task of the contract, by agent, whether it has an engine yet or not."""

KIT_TASKS = ("health_checks", "logging", "sentry")
"""The tasks that hand over an observability kit."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """Several tasks over one profile, checked together as one set of files."""

    results: tuple[Result, ...]
    artefacts: tuple[Artefact, ...]
    verdicts: tuple[Verdict, ...]
    kept: frozenset[str] = frozenset()
    """Paths where a person's own text stands and stays."""

    @property
    def fails(self) -> bool:
        """Whether a check objects to something that was made here; what it says of a person's own file is theirs to weigh."""
        return any(v.state == "failed" and not (v.findings and self.kept.issuperset(f.path for f in v.findings)) for v in self.verdicts)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of the requirements; the same in every result."""
        return next((r.outcomes for r in self.results if r.outcomes), ())

    @property
    def is_error(self) -> bool:
        return any(r.status == "error" for r in self.results)


def engines() -> Mapping[str, Any]:
    from .tasks.registry import TASKS

    return TASKS


def agent_of(task: str) -> str | None:
    return next((agent for agent, tasks in AGENTS.items() if task in tasks), None)


def run(request: Request, *, tree: Tree | None = None, with_checks: bool = True, progress: Progress | None = None, mind: Mind | None = None) -> Result:
    """One task, start to end. Never raises for a caller's mistake: that is a Result with ``status="error"``."""
    done = run_many((request,), tree=tree, with_checks=with_checks, progress=progress, mind=mind)
    return done.results[0]


def run_many(requests: Iterable[Request], *, tree: Tree | None = None, with_checks: bool = True, progress: Progress | None = None, target: Path | None = None, seen: Profile | None = None,
             impossible: Mapping[str, Text] = MappingProxyType({}), mind: Mind | None = None) -> Run:
    """Several tasks for the same application: one look at the project, one check of all files together.

    Args:
        target: the directory the files are going to be written into. Requirements and checks then speak of what will stand
            there, a person's own files and edits included; without it, of what is handed over.
        seen: the profile, where this tree has been looked at for the same application.
        impossible: tasks that could not be part of this, and why: what is asked of them is answered so.
        mind: who is asked about words the vocabulary does not know. The engine goes its whole way beside that, so that what it makes alone is there whatever becomes of the asking.
    """
    from .requirements.parse import clauses

    requests = tuple(requests)
    say = progress or (lambda _: None)
    refused = {i: error for i, r in enumerate(requests) if (error := _mistake(r)) is not None}
    if len(refused) == len(requests):
        return _none_of(requests, refused)
    alongside = frozenset(r.task for i, r in enumerate(requests) if i not in refused)
    try:
        say("profile")
        profile, known = (seen, tree) if seen else _looked(requests[0], tree, any(engines()[task].needs_app for task in alongside))
        profile = _brought(profile, requests[0], alongside)
    except SquadError as error:
        return _none_of(requests, {i: refused.get(i, error) for i in range(len(requests))})
    road = Road(requests, refused, profile, alongside, known, target, with_checks, impossible, say)
    understood = {r.requirements: clauses(r.requirements) for i, r in enumerate(requests) if i not in refused}
    if mind is None:
        return road.go(understood)
    from .consulting import consulted

    return consulted(road, understood, mind)


def _none_of(requests: tuple[Request, ...], errors: Mapping[int, SquadError]) -> Run:
    results = (Result(r, "error", error=errors[i]) for i, r in enumerate(requests))
    return Run(tuple(replace(r, outcomes=_unanswered(r)) for r in results), (), ())


@dataclass(frozen=True, slots=True)
class Road:
    """What several tasks share from the profile on; it can be gone more than once, with what was understood meanwhile."""

    requests: tuple[Request, ...]
    refused: Mapping[int, SquadError]
    profile: Profile
    alongside: frozenset[str]
    known: Tree | None
    target: Path | None
    with_checks: bool
    impossible: Mapping[str, Text]
    say: Progress

    def go(self, understood: Mapping[str, tuple[Clause, ...]], more: tuple[Plan, ...] = (), before: Run | None = None) -> Run:
        """
        Args:
            understood: requirements text → its clauses.
            more: what is handed over besides the tasks' own, with the first task that works.
            before: a run on the same road; where the files are the same, so is what the checks say.
        """
        results: list[Result] = []
        plans: list[Plan] = []
        for i, request in enumerate(self.requests):
            self.say(request.task)
            if i in self.refused:
                results.append(Result(request, "error", self.profile, error=self.refused[i]))
                continue
            result, plan = _one(request, self.profile, self.alongside, understood[request.requirements])
            if plan and more:
                result, plans, more = replace(result, artefacts=(*result.artefacts, *(a for p in more for a in p.artefacts))), [*plans, *more], ()
            results.append(result)
            plans += [plan] if plan else []
        artefacts = _together(results)
        standing = {a.path: a for a in (_standing(artefacts, self.target) if self.target else artefacts)}
        results = _answered(results, [_as_standing(p, standing) for p in plans], self.alongside, self.impossible, understood)
        results = [replace(r, next_steps=_possible(r, standing), notices=r.notices + _replacing(r, self.known, self.target)) for r in results]
        verdicts: tuple[Verdict, ...] = ()
        if self.with_checks and standing:
            self.say("checks")
            verdicts = before.verdicts if before is not None and before.artefacts == artefacts else check(standing.values(), self.target)
        results = [replace(r, verdicts=_about(verdicts, r.artefacts)) for r in results]
        self.say("done")
        return Run(tuple(results), artefacts, verdicts, frozenset(a.path for a in standing.values() if a.mode == "kept"))


def _looked(request: Request, tree: Tree | None, needs_app: bool) -> tuple[Profile, Tree | None]:
    """As :func:`look`; where no task is about one application, a project that shows none, or several, is only a stack's name."""
    try:
        return look(request, tree)
    except (NothingFound, ChooseApp, BrokenManifest, NotDeployable):
        if needs_app:
            raise
        return look(replace(request, project=None), None)


def look(request: Request, tree: Tree | None = None) -> tuple[Profile, Tree | None]:
    """The Profile a request means: read from its project, or assumed from its stack's name.

    Raises:
        SquadError: see :func:`orchestration.profiling.profile` and :func:`orchestration.profiling.assumed`.
    """
    from .profiling import assumed, profile

    if tree is None and request.project is not None:
        from .edges.tree import DirectoryTree

        tree = DirectoryTree(request.project)
    if tree is not None:
        found = _wired(profile(tree, request.app, request.today), tree)
    else:
        found = assumed(request.stack or "nodejs", request.service_name or "app", request.today)
    return found, tree


def _wired(profile: Profile, tree: Tree) -> Profile:
    """With what a person's own entry shows: that our kit is switched on there, and so which paths it answers."""
    from .model.tree import join
    from .stacks.observability import kit_of

    kit = kit_of(profile)
    entry = "" if isinstance(kit, SquadError) else kit.entry or (profile.entry.value if profile.entry else "")
    if isinstance(kit, SquadError) or not entry:
        return profile
    path = join(profile.path, entry)
    text = (_with_ours(tree) if kit.brings_entry else tree).text(path) or ""
    line = next((i for i, words in enumerate(text.split("\n"), 1) if kit.mark in words), 0)
    return _on(profile, kit, Fact("wired", (Evidence(path, line, kit.mark),))) if line else profile


def _with_ours(tree: Tree) -> Tree:
    """The same with the files we wrote: what stands in them is no evidence of the project, but of what was handed over."""
    from .edges.tree import DirectoryTree

    return DirectoryTree(tree.root, with_generated=True) if isinstance(tree, DirectoryTree) else tree


def _brought(profile: Profile, request: Request, tasks: frozenset[str]) -> Profile:
    """The profile as it is once the files of this run are there, where a kit among them switches itself on.

    Raises:
        BadValue: no such platform.
    """
    from .platforms import platform
    from .stacks.observability import kit_of

    if not tasks & set(KIT_TASKS) or profile.trait("observability") == "wired":
        return profile
    kit = kit_of(profile, platform(request.platform) if request.platform else None, tasks)
    if isinstance(kit, SquadError) or not kit.brings_entry:
        return profile
    return _on(profile, kit, Fact("wired", (), Text(f"{kit.entry} of this run switches the kit on", f"{kit.entry}, produit ici, active le kit")))


def _on(profile: Profile, kit: Kit, shown: Fact[str]) -> Profile:
    """With the kit switched on, which answers the probes."""
    return replace(profile, health_path=shown.with_value(kit.liveness), traits={**profile.traits, "observability": shown},
                   entries=tuple(sorted({*profile.entries, *(name.split("/")[0] + "/" * ("/" in name) for name in kit.files)})))


def _mistake(request: Request) -> SquadError | None:
    """What is wrong with a request before anything is looked at."""
    try:
        _validate(request)
    except SquadError as error:
        return error
    return None


def _validate(request: Request) -> None:
    """
    Raises:
        SquadError: an unknown language or task, or a task without an engine.
    """
    if request.language not in LANGUAGES:
        raise BadValue(Text(f"unknown language: {request.language!r}", f"langue inconnue : {request.language!r}"), Text("one of: en, fr", "au choix : en, fr"))
    if request.task not in engines():
        raise unknown_task(request.task)
    if not isinstance(request.requirements, str):
        raise BadValue(Text("requirements must be text", "les exigences doivent être un texte"))


def unknown_task(task: str) -> SquadError:
    working = ", ".join(sorted(engines()))
    if agent_of(task) is None:
        return BadValue(Text(f"unknown task_type: {task!r}", f"task_type inconnu : {task!r}"),
                        Text("valid: " + ", ".join(t for tasks in AGENTS.values() for t in tasks), "valides : " + ", ".join(t for tasks in AGENTS.values() for t in tasks)))
    return NoEngine(Text(f"the task {task!r} has no engine in this version", f"la tâche {task!r} n'a pas encore de moteur dans cette version"),
                    Text(f"these work: {working}", f"celles-ci fonctionnent : {working}"))


def _one(request: Request, profile: Profile, alongside: frozenset[str], understood: tuple[Clause, ...]) -> tuple[Result, Plan | None]:
    from .requirements.parse import wishes

    try:
        wanted = wishes(understood)
        profile = as_wished(profile, wanted, request.today)
        inputs = ingredients(request, profile, wanted, alongside)
        task = engines()[request.task]
        spec = task.specify(inputs)
        plan: Plan = task.plan(inputs, spec)
    except SquadError as error:
        return Result(request, "error", profile, error=error), None
    return Result(request, "success", profile, spec, plan.artefacts, (), (), profile.notices + plan.notices, plan.next_steps, vulnerabilities=plan.vulnerabilities, report=plan.report, code=plan.code), plan


def _answered(results: Iterable[Result], plans: Iterable[Plan], ran: frozenset[str], impossible: Mapping[str, Text], understood: Mapping[str, tuple[Clause, ...]]) -> list[Result]:
    """The results, each with what became of its requirements in the run as a whole: whose matter a clause is, answers it."""
    from .requirements.outcomes import outcomes

    plans, said = tuple(plans), {}
    found = []
    for result in results:
        text = result.request.requirements
        if result.status == "success" and text not in said:
            said[text] = outcomes(understood[text], *plans, ran=ran, impossible=impossible)
        found.append(replace(result, outcomes=said[text] if result.status == "success" else _unanswered(result)))
    return found


def _unanswered(result: Result) -> tuple[Outcome, ...]:
    """What was asked of a task that made nothing: each clause is there, and why it is not met."""
    from .requirements.parse import clauses

    text, why = result.request.requirements, result.error.what if result.error else Text("nothing was made", "rien n'a été produit")
    return tuple(Outcome(c.text, "not met", why) for c in clauses(text)) if isinstance(text, str) else ()


def as_wished(profile: Profile, wishes: Iterable[Wish], today: date | None = None) -> Profile:
    """The profile with what the caller states as a fact about the app: its runtime's version, its port.

    Raises:
        BadValue: no known release satisfies the version.
    """
    from .profiling.merge import life

    for wish in wishes:
        if wish.negated:
            continue
        if wish.topic == "runtime" and profile.runtime and wish.value[0] == profile.runtime.value.product and wish.value[1]:
            runtime = pins.resolve(profile.runtime.value.product, wish.value[1])
            # What was said of the project's own release does not hold for this one.
            notices = tuple(n for n in profile.notices if n.about != "end-of-life") + life(runtime, (), today or date.today())
            if not profile.runtime.is_assumed and not pins.admits(profile.runtime.value.product, profile.runtime.value.requested, runtime.version):
                stated = f"{profile.runtime.value.requested} ({profile.runtime.source})"
                notices += (Notice("warning", "asked-runtime", Text(f"{wish.text.strip()} was asked for, but the project states {stated}: the request is followed", f"{wish.text.strip()} est demandé, mais le projet indique {stated} : la demande est suivie"), profile.runtime.evidence),)
            profile = replace(profile, runtime=Fact(runtime, (), Text(f"asked for: {wish.text}", f"demandé : {wish.text}")), notices=notices)
        # The web server in front of files answers on a path of its own.
        if wish.topic == "health-path" and profile.port and not profile.site and not (profile.health_path and profile.health_path.value == wish.value):
            shown, notices = profile.health_path, profile.notices
            if shown and shown.evidence:
                notices += (Notice("warning", "health-path", Text(f"{wish.value} was asked for, but the code answers at {shown.value}: the request is followed",
                                                                  f"{wish.value} est demandé, mais le code répond sur {shown.value} : la demande est suivie"), shown.evidence),)
            profile = replace(profile, health_path=Fact(wish.value, (), Text(f"asked for: {wish.text}", f"demandé : {wish.text}")), notices=notices)
        # A port written into the code cannot be moved from outside.
        movable = profile.port and (profile.port.is_assumed or profile.site or any(f.value.name == "PORT" for f in profile.env))
        if wish.topic == "port" and movable and 0 < wish.value < 65536:
            profile = replace(profile, port=Fact(wish.value, (), Text(f"asked for: {wish.text}", f"demandé : {wish.text}")))
    return profile


def ingredients(request: Request, profile: Profile, wishes: tuple[Wish, ...] = (), alongside: frozenset[str] = frozenset()) -> Inputs:
    """What the toolchain, the stack and the platform say of this profile.

    Raises:
        BadValue: a setting that says nothing.
    """
    from .platforms import platform
    from .stacks import STACKS
    from .stacks.observability import kit_of
    from .tasks.histograms import histograms
    from .toolchains import TOOLCHAINS
    from .toolchains.keeping import kept
    from .toolchains.telemetry import signals

    toolchain, stack = TOOLCHAINS[profile.toolchain.value], STACKS[profile.stack.value]
    container: ContainerFacts | SquadError
    ci: CIFacts | SquadError
    try:
        _require_deployable(profile)
        container = _served(profile, kept(profile, stack.container(profile, toolchain.container(profile))))
    except SquadError as error:
        container = error
    try:
        ci = toolchain.ci(profile)
    except SquadError as error:
        ci = error
    place = platform(request.platform) if request.platform else None
    measured = replace(signals(profile), is_native=histograms(request.options, wishes).value == "native")
    return Inputs(request, profile, container, ci, place, wishes, alongside, measured, kit_of(profile, place, alongside | {request.task}))


def _require_deployable(profile: Profile) -> None:
    """
    Raises:
        NotDeployable: no start command, no process and no site: an image would have to guess what it runs.
    """
    if profile.is_deployable:
        return
    where = profile.path if profile.path != "." else profile.project
    raise NotDeployable(
        Text(f"nothing in {where} runs as a server or a worker, or is served as files: there is no start command, so an image would only guess",
             f"rien dans {where} ne s'exécute comme serveur ou comme worker, ni n'est servi comme fichiers : sans commande de démarrage, une image ne ferait que deviner"),
        Text("say what runs: a start script in the manifest, or a Procfile", "indiquez ce qui s'exécute : un script start dans le manifeste, ou un Procfile"),
    )


def _served(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """A build that leaves files ends in the web server for files, unless the recipe brings its own."""
    from .kits.static import CONFIG, PORT, served

    if profile.site is None or any(path == CONFIG for path, _ in facts.files):
        return facts
    site = profile.site.value
    output = posixpath.normpath(posixpath.join(facts.workdir, posixpath.relpath(profile.path, profile.root), site.output)) if facts.build else ""
    return served(facts, site, output, profile.port.value if profile.port else PORT)


def check(artefacts: Iterable[Artefact], project: Path | None = None) -> tuple[Verdict, ...]:
    """Every check that applies to these files.

    Args:
        project: the directory they stand in, where what they refer to can be looked for.
    """
    from .checks import run_checks

    return run_checks(FileSet({a.path: (a.kind, a.text) for a in artefacts if a.mode in ("new", "kept")}), None, project)


def _standing(artefacts: Iterable[Artefact], target: Path) -> tuple[Artefact, ...]:
    """The files as they will be once written: merged with a person's edits, or theirs where they have one; none where none will be.

    Raises:
        SquadError: they cannot be written there.
    """
    from .edges.writer import apply

    artefacts = tuple(artefacts)
    texts = {w.path: w.stands for w in apply(target, artefacts, dry_run=True)}
    found = []
    for artefact in artefacts:
        text = texts.get(artefact.path, artefact.text)
        if text is not None:
            found.append(artefact if text == artefact.text else replace(artefact, text=text, mode="kept"))
    return tuple(found)


def _as_standing(plan: Plan, standing: Mapping[str, Artefact]) -> Plan:
    return replace(plan, artefacts=tuple(standing[a.path] for a in plan.artefacts if a.path in standing))


def _possible(result: Result, standing: Mapping[str, Artefact]) -> tuple[Text, ...]:
    """The next steps without those that name a file which is not written."""
    missing = [a.path for a in result.artefacts if a.path not in standing]
    return tuple(step for step in result.next_steps if not any(path in step.en for path in missing))


def _replacing(result: Result, tree: Tree | None, target: Path | None) -> tuple[Notice, ...]:
    """What a caller who writes the files has to know; the command line's own writing leaves a person's file alone."""
    if target is not None or tree is None:
        return ()
    return tuple(Notice("warning", a.path, Text(f"{a.path} is there already and was not made here: writing this one would replace it",
                                                f"{a.path} existe déjà et n'a pas été produit ici : écrire celui-ci le remplacerait"), (Evidence(a.path),))
                 for a in result.artefacts if a.mode == "new" and tree.has(a.path))


def _together(results: Iterable[Result]) -> tuple[Artefact, ...]:
    """All files once; two tasks that make the same path must agree, the later one wins otherwise."""
    made: dict[str, Artefact] = {}
    for result in results:
        for artefact in result.artefacts:
            made[artefact.path] = artefact
    return tuple(made[path] for path in sorted(made))


def _about(verdicts: Iterable[Verdict], artefacts: Iterable[Artefact]) -> tuple[Verdict, ...]:
    paths = {a.path for a in artefacts}
    return tuple(v for v in verdicts if not v.subjects or paths & set(v.subjects))
