"""Workflows that survive a kill: the same conductor, each step's result stored by DBOS before the next one starts. Loaded only where it is asked for."""

from __future__ import annotations

import contextvars
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from dbos import DBOS, SetWorkflowID

from ..edges.durable_store import Store, open_store
from ..model.errors import SquadError
from .conductor import conduct
from .outline import Outline, Step, outline

if TYPE_CHECKING:
    from .devops import DevOpsWorkflow

MOST_BYTES = 32 * 1024 * 1024
"""Of a step's result; a database is no place for more."""
_RUNNING = ("PENDING", "ENQUEUED", "DELAYED")
_HERE: dict[str, DevOpsWorkflow] = {}
"""Workflow id → who asked for it in this process: its key and its listeners are stored nowhere. Whoever takes a workflow over uses the environment's key."""


def run(face: DevOpsWorkflow, what: Outline, request: dict[str, Any]) -> dict[str, Any]:
    """The workflow's result, whoever computes it: begun here, gone on with where a killed one ended, or waited for where somebody is at it."""
    # What another process left may be a fleet's: whoever takes over has to know both.
    from . import fleet  # noqa: F401
    from .devops import mark

    asked = {**request, "language": what.language, "notifies": face.notifies}
    try:
        store = open_store(face.database_url)
        workflow = _id(str(asked.pop("workflow_id", "") or mark(request)))
    except SquadError as error:
        from .conductor import failed

        return failed(what.task, error.what.in_(what.language) + (f"; {error.todo.in_(what.language)}" if error.todo else ""), what.language)
    _HERE[workflow] = face
    _own(store, workflow)
    with SetWorkflowID(workflow):
        handle = DBOS.start_workflow(devops_workflow, asked)
    found = handle.get_result(polling_interval_sec=0.2)
    _HERE.pop(workflow, None)
    return {**found, "workflow_id": workflow}


def _id(base: str) -> str:
    """Of the run that is still under way, else of a new one: what has ended is not run again under its name, and asked for again it is asked anew."""
    number = 1
    while (status := DBOS.get_workflow_status(f"{base}-{number}")) is not None and status.status not in _RUNNING:
        number += 1
    return f"{base}-{number}"


def _own(store: Store, workflow: str) -> None:
    """What a dead worker had begun of it goes on here."""
    from ..edges.durable_store import take_over

    take_over(store)


@DBOS.workflow(name="devops_workflow", max_recovery_attempts=100)
def devops_workflow(request: dict[str, Any]) -> dict[str, Any]:
    """:func:`orchestration.workflows.conductor.conduct`, each step stored."""
    from .devops import DevOpsWorkflow

    given = dict(request)
    notifies = bool(given.pop("notifies", True))
    what = outline(given)
    face = _HERE.get(DBOS.workflow_id or "") or DevOpsWorkflow(language=what.language, durable=False, notifies=notifies)

    def side_by_side(steps: Sequence[Step]) -> list[dict[str, Any]]:
        if not steps:
            return []
        # Numbered before any of them starts: on the way back each finds its own result, whichever ended first.
        numbered = [(DBOS.reserve_step(), step) for step in steps]
        with ThreadPoolExecutor(max_workers=len(steps), thread_name_prefix="workflow") as pool:
            return [w.result() for w in [pool.submit(contextvars.copy_context().run, stored, reserved, step) for reserved, step in numbered]]

    def stored(reserved: Any, step: Step) -> dict[str, Any]:
        fresh: list[bool] = []
        result = reserved.run({"name": f"{step.phase}.{step.task}"}, lambda: (fresh.append(True), _bounded(face.step(step)))[1])
        # Told once it is stored: who is killed at this word loses nothing.
        face.tell({"event": "task", "phase": step.phase, "task": step.task, "status": result["status"], **({} if fresh else {"stored": True})})
        return result

    found = conduct(what, side_by_side, face.tell)
    return found | {"notifications": DBOS.run_step({"name": "notify"}, lambda: face.notified(found, what, given))}


def _bounded(result: dict[str, Any]) -> dict[str, Any]:
    """A result as it is stored: plain values, and no more than a database bears."""
    if len(json.dumps(result, default=str)) <= MOST_BYTES:
        return result
    return {**result, "output": result["output"][:20_000], "vulnerabilities": result["vulnerabilities"][:500], "metadata": {**result["metadata"], "profile": None}}
