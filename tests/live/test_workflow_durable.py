"""A workflow that is killed goes on where it ended: no finished step is done again, no model is asked again; on SQLite, and on PostgreSQL from another process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import gateway as g
from tests.live.databases import postgresql, programs

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.live

RUN = """
import asyncio, json, os, signal, sys
from orchestration.workflows import DevOpsWorkflow

given = json.loads(sys.argv[1])
log = open(given["log"], "a", buffering=1)

def told(event):
    log.write(json.dumps(event) + "\\n")
    if event["event"] == "task" and event["task"] == given.get("die_after") and not event.get("stored"):
        os.kill(os.getpid(), signal.SIGKILL)
    if event["event"] == "phase" and event.get("status") == "started" and event["phase"] == given.get("die_before"):
        os.kill(os.getpid(), signal.SIGKILL)

face = DevOpsWorkflow(given.get("key"), durable=True, database_url=given["database"], on_event=told, base_url=given.get("gateway"), use_cache=False)
print(json.dumps(asyncio.run(face.execute(given["request"]))))
"""
REQUEST = {"tasks": ["dockerfile", "docker_compose", {"task_type": "audit", "code": "const a = 1;\n"}, "logging"], "stack": "express"}


class Runs:
    """Processes that run one workflow, each a process of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database, self.log = folder, database, folder / "log"

    def __call__(self, request: dict[str, Any], **given: Any) -> dict[str, Any] | None:
        """The result; None where it was killed."""
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-c", RUN, json.dumps({"request": request, "database": self.database, "log": str(self.log), **given})], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PGCONNECT_TIMEOUT": "10"})
        self.seconds = time.monotonic() - started
        if done.returncode == -signal.SIGKILL:
            return None
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def fresh(self) -> list[str]:
        """Tasks that were really done, over all processes, in their order."""
        events = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [e["task"] for e in events if e["event"] == "task" and not e.get("stored")]


@pytest.fixture(params=["sqlite", "postgresql"])
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, not_here: Callable[[str], None]) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("durable")
    if request.param == "sqlite":
        yield Runs(folder, f"sqlite:///{folder / 'workflows.sqlite3'}")
        return
    if programs() is None:
        not_here("PostgreSQL's own programs are not installed: apt-get install postgresql")
    with postgresql(folder / "pg") as url:
        yield Runs(folder, url)


def test_a_workflow_killed_again_and_again_ends_and_repeats_nothing(runs: Runs) -> None:
    assert runs(REQUEST, die_after="dockerfile") is None
    assert runs(REQUEST, die_before="security") is None
    assert runs(REQUEST, die_after="audit") is None
    result = runs(REQUEST)
    assert result is not None and result["status"] == "success" and runs.seconds < 30
    done = runs.fresh()
    # The task beside the one after which it died was under way, so it may have been done twice; what had ended was not.
    assert done.count("dockerfile") == done.count("audit") == done.count("logging") == 1 and done.count("docker_compose") <= 2
    assert set(result["phases"]["infrastructure"]["results"]) == {"dockerfile", "docker_compose"} and result["workflow_id"].endswith("-1")
    # What has ended is not run again under its name; asked for again, it is asked anew.
    again = runs(REQUEST)
    assert again is not None and again["workflow_id"].endswith("-2") and runs.fresh().count("logging") == 2


def test_another_process_takes_over_what_a_dead_one_had_begun(tmp_path_factory: pytest.TempPathFactory, not_here: Callable[[str], None]) -> None:
    if programs() is None:
        not_here("PostgreSQL's own programs are not installed: apt-get install postgresql")
    folder = tmp_path_factory.mktemp("takeover")
    with postgresql(folder / "pg") as url:
        worker = subprocess.Popen([sys.executable, "-m", "orchestration", "fleet", "--work", "--database-url", url], env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert Runs(folder, url)({**REQUEST, "workflow_id": "handed-over"}, die_after="audit") is None
            since = time.monotonic()
            import sqlalchemy as sa

            engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
            status, steps = "", 0
            while status != "SUCCESS" and time.monotonic() - since < 40:
                time.sleep(0.2)
                with engine.begin() as connection:
                    status = connection.execute(sa.text("SELECT status FROM dbos.workflow_status WHERE workflow_uuid = 'handed-over-1'")).scalar() or ""
                    steps = connection.execute(sa.text("SELECT count(*) FROM dbos.operation_outputs WHERE workflow_uuid = 'handed-over-1'")).scalar() or 0
            took = time.monotonic() - since
            engine.dispose()
        finally:
            worker.kill()
            worker.wait()
    # Four tasks and the telling; the rest of the work itself takes a few seconds of these.
    assert status == "SUCCESS" and steps == 5 and took <= 15, (status, steps, took)


def test_no_model_is_asked_twice(tmp_path: Path) -> None:
    runs = Runs(tmp_path, f"sqlite:///{tmp_path / 'w.sqlite3'}")
    request = {"tasks": ["dockerfile", "alerts"], "stack": "express", "requirements": "easy on our disks"}
    with g.gateway(g.good()) as gateway:
        assert runs(request, key="sk-or-v1-0123456789abcdef", gateway=gateway.url, die_after="dockerfile") is None
        asked = gateway.calls
        result = runs(request, key="sk-or-v1-0123456789abcdef", gateway=gateway.url)
    assert asked == 1 and gateway.calls == 2 and result is not None
    assert result["phases"]["infrastructure"]["results"]["dockerfile"]["metadata"]["llm"]["calls"] == 1 and "sk-or-v1" not in (tmp_path / "w.sqlite3").read_bytes().decode("latin-1")


@pytest.mark.parametrize("database", ["mysql://x/y", "sqlite:///", "postgresql://squad@127.0.0.1:9/none", "nonsense"])
def test_a_database_that_is_none_is_a_result(database: str, tmp_path: Path) -> None:
    result = Runs(tmp_path, database)(REQUEST)
    assert result is not None and result["status"] == "error" and "database" in result["summary"] and result["phases"] == {}
