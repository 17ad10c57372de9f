"""Any task over many projects: one queue in a database, as many workers as there are, each project once. Loaded only where it is asked for."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dbos import DBOS, SetWorkflowID

from ..edges.durable_store import open_store
from ..model.errors import BadValue, SquadError
from ..model.request import Request
from ..model.text import Text
from ..pipeline import engines, unknown_task

QUEUE = "devops_squad_fleet"
MOST_PROJECTS = 10_000
POLL_SECONDS = 0.2
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_KEPT = ("stack", "platform", "requirements", "language", "environment", "service_name", "app")


@dataclass(frozen=True, slots=True)
class Job:
    """One project of a fleet."""

    id: str
    project: str


def jobs(fleet: str, projects: Sequence[str], tasks: Sequence[str], options: Mapping[str, Any]) -> tuple[Job, ...]:
    """Each project once, in their order, under a name that tells what is to be done to it.

    Raises:
        BadValue: no project, too many, an unknown task.
    """
    for task in tasks:
        if task not in engines():
            raise unknown_task(task)
    places = tuple(dict.fromkeys(str(Path(p).expanduser().resolve()) for p in projects))
    if not 0 < len(places) <= MOST_PROJECTS:
        raise BadValue(Text(f"{len(places)} projects", f"{len(places)} projets"), Text(f"between 1 and {MOST_PROJECTS}", f"entre 1 et {MOST_PROJECTS}"))
    what = json.dumps([list(tasks), dict(options)], sort_keys=True)
    return tuple(Job(f"fleet-{fleet}-{hashlib.sha256(f'{place}|{what}'.encode()).hexdigest()[:20]}", place) for place in places)


def _of_run(waiting: Sequence[Job]) -> tuple[Job, ...]:
    """The jobs under the names of the run that is still under way; of a new one, where the last has ended."""
    number = 1
    while True:
        named = tuple(replace(job, id=f"{job.id}-{number}") for job in waiting)
        states = [s.status for s in DBOS.list_workflows(workflow_ids=[j.id for j in named], load_input=False, load_output=False)]
        if len(states) < len(named) or any(s not in _ENDED for s in states):
            return named
        number += 1


def enqueue(database_url: str | None, waiting: Sequence[Job], tasks: Sequence[str], options: Mapping[str, Any]) -> tuple[tuple[Job, ...], int]:
    """Puts them on the queue; one of an interrupted run that is there already, under way or done, stays as it is. The jobs of this run, and how many of them are new.

    Raises:
        DatabaseBroken: see :func:`orchestration.edges.durable_store.open_store`.
    """
    _known()
    open_store(database_url, queues=_queue)
    waiting = _of_run(waiting)
    known = {s.workflow_id for s in DBOS.list_workflows(workflow_ids=[j.id for j in waiting], load_input=False, load_output=False)}
    for job in waiting:
        if job.id not in known:
            with SetWorkflowID(job.id):
                DBOS.enqueue_workflow(QUEUE, fleet_job, {"project": job.project, "tasks": list(tasks), "options": dict(options)})
    return waiting, sum(job.id not in known for job in waiting)


def work(database_url: str | None, is_over: Callable[[], bool]) -> None:
    """Does what is on the queue until ``is_over`` says so."""
    _known()
    open_store(database_url, works_on=(QUEUE,), queues=_queue)
    while not is_over():
        time.sleep(POLL_SECONDS)


def _known() -> None:
    """What another process left may be a workflow of the other kind: whoever takes over has to know both."""
    from . import durable  # noqa: F401


def _queue(dbos: Any) -> None:
    # One at a time in a process: what a job does is mostly Python, and more workers are more processes.
    DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=POLL_SECONDS, on_conflict="always_update")


def ended(waiting: Sequence[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
    """Each job with its result, as they end."""
    left = {job.id: job for job in waiting}
    while left:
        for status in DBOS.list_workflows(workflow_ids=list(left), status=list(_ENDED), load_input=False):
            job = left.pop(status.workflow_id)
            yield job, status.output if status.status == "SUCCESS" and isinstance(status.output, dict) else {"project": job.project, "status": "error", "what": f"{status.status}: {status.error or ''}"[:500], "tasks": {}, "by": status.executor_id}
        if left:
            time.sleep(POLL_SECONDS)


@DBOS.workflow(name="fleet_job", max_recovery_attempts=20)
def fleet_job(given: dict[str, Any]) -> dict[str, Any]:
    """One project: looked at, and where that is asked for written, in one step each, so that neither is done twice."""
    return DBOS.run_step({"name": "project"}, lambda: done(given["project"], given["tasks"], given["options"]))


def done(project: str, tasks: Sequence[str], options: Mapping[str, Any]) -> dict[str, Any]:
    """The tasks for one project; what is wrong with it is a result."""
    from ..door import worst
    from ..edges.tree import DirectoryTree
    from ..edges.writer import apply
    from ..pipeline import run_many

    found: dict[str, Any] = {"project": project, "by": DBOS.executor_id if DBOS.executor_id else ""}
    try:
        tree = DirectoryTree(project)
        base = Request(task="", project=project, **{k: v for k, v in options.items() if k in _KEPT and v})
        if not base.platform:
            from ..platforms.marks import detect_platform

            base = replace(base, platform=detect_platform(tree))
        run = run_many([replace(base, task=t) for t in tasks], tree=tree, with_checks=bool(options.get("checks", True)), target=Path(project) if options.get("write") else None)
        written = apply(tree.root, run.artefacts, dry_run=not options.get("write"))
    except SquadError as error:
        return found | {"status": "error", "what": error.what.in_(options.get("language") or "en"), "tasks": {}}
    results = {r.request.task: {"status": r.status, "what": r.error.what.in_(base.language) if r.error else "", "vulnerabilities": len(r.vulnerabilities), "severity": "unknown" if r.error else worst(r)} for r in run.results}
    states = {r["status"] for r in results.values()}
    failed = sorted({v.check for v in run.verdicts if v.state == "failed"})
    return found | {"status": "success" if states == {"success"} else "error" if states == {"error"} else "partial", "what": next((r["what"] for r in results.values() if r["what"]), ""), "tasks": results,
                    "files": [{"path": w.path, "action": w.action} for w in written], "requirements": {s: sum(o.status == s for o in run.outcomes) for s in ("met", "partly met", "not met")}, "failed_checks": failed}
