"""Many projects on one queue: whoever dies or stops meanwhile, nothing is lost and nothing done twice; what a dead worker had begun is taken over within seconds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.live.databases import postgresql, programs

ROOT = Path(__file__).parents[2]
PROJECTS, TAKEOVER_SECONDS = 200, 15.0
pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if programs() is None:
        from tests.conftest import end_here

        end_here("PostgreSQL's own programs are not installed: apt-get install postgresql")
    with postgresql(tmp_path_factory.mktemp("pg") / "pg") as url:
        yield url


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    found = []
    for i in range(PROJECTS):
        place = tmp_path_factory.mktemp("many") / f"p{i:03}"
        place.mkdir()
        (place / "package.json").write_text(json.dumps({"name": f"p{i}", "scripts": {"start": "node s.js"}, "dependencies": {"express": "^4"}}))
        (place / "s.js").write_text("require('express')().listen(3000)\n")
        found.append(str(place))
    return found


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}


def _fleet(*words: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "orchestration", "fleet", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment(**more))


@contextmanager
def worker(database: str) -> Iterator[subprocess.Popen[str]]:
    process = _fleet("--work", "--database-url", database)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def _rows(database: str, query: str) -> list[Any]:
    import sqlalchemy as sa

    engine = sa.create_engine(database.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.begin() as connection:
            return list(connection.execute(sa.text(query)).fetchall())
    finally:
        engine.dispose()


def _until(what: Callable[[], Any], seconds: float = 60.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except Exception:  # the tables are not there yet
            pass
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


def _ended(database: str, name: str) -> int:
    return _rows(database, f"SELECT count(*) FROM dbos.workflow_status WHERE workflow_uuid LIKE 'fleet-{name}-%' AND status = 'SUCCESS'")[0][0]


def _read(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err[-2000:] + out[-2000:]
    return json.loads(out)


def test_two_hundred_projects_and_a_worker_that_is_killed(database: str, projects: list[str], tmp_path: Path) -> None:
    listed = tmp_path / "repos.txt"
    listed.write_text("# all of ours\n" + "\n".join(projects) + "\n")
    with worker(database) as doomed, worker(database):
        asking = _fleet("--file", str(listed), "--task", "dockerfile", "--name", "kill", "--workers", "0", "--no-checks", "--write", "--json", "--database-url", database)
        _until(lambda: _ended(database, "kill") >= 40)
        doomed.kill()
        result = _read(asking)
    assert [p["project"] for p in result["projects"]] == projects and result["counts"] == {"success": PROJECTS, "partial": 0, "error": 0}
    by = Counter(p["by"] for p in result["projects"])
    assert len(by) == 2 and min(by.values()) >= 5, by
    assert all((Path(p) / "Dockerfile").is_file() for p in projects)
    # Each once: one row and one finished step for each, and only what the dead one had begun was begun again.
    rows = _rows(database, "SELECT workflow_uuid, recovery_attempts FROM dbos.workflow_status WHERE workflow_uuid LIKE 'fleet-kill-%'")
    steps = _rows(database, "SELECT count(*), count(DISTINCT workflow_uuid) FROM dbos.operation_outputs WHERE workflow_uuid LIKE 'fleet-kill-%'")[0]
    assert len(rows) == PROJECTS and tuple(steps) == (PROJECTS, PROJECTS) and sum(r[1] > 1 for r in rows) <= 1


def test_a_worker_that_stops_without_dying_is_taken_over_from(database: str, projects: list[str]) -> None:
    """As on another machine: its process is there, its lease runs out."""
    with worker(database) as stopped:
        asking = _fleet(*projects[:6], "--task", "ci_cd", "--name", "stop", "--workers", "0", "--json", "--database-url", database)
        _until(lambda: _ended(database, "stop") >= 1)

        def caught() -> list[Any]:
            """What it holds as it stops; it goes on where that is nothing."""
            stopped.send_signal(signal.SIGSTOP)
            time.sleep(0.3)
            held = _rows(database, "SELECT workflow_uuid FROM dbos.workflow_status WHERE workflow_uuid LIKE 'fleet-stop-%' AND status = 'PENDING'")
            if not held:
                stopped.send_signal(signal.SIGCONT)
            return held

        held = _until(caught)
        since = time.monotonic()
        with worker(database):
            _until(lambda: _rows(database, f"SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid = '{held[0][0]}' AND status = 'SUCCESS'"), 40)
            took = time.monotonic() - since
            result = _read(asking)
    assert result["counts"]["success"] == 6 and took <= TAKEOVER_SECONDS, took


def test_an_interrupted_call_goes_on_where_it_ended(database: str, projects: list[str]) -> None:
    words = (*projects[:20], "--task", "dockerfile", "--name", "again", "--no-checks", "--json", "--database-url", database)
    first = _fleet(*words, "--workers", "1")
    _until(lambda: _ended(database, "again") >= 4)
    first.send_signal(signal.SIGINT)
    first.wait(60)
    before = _ended(database, "again")
    result = _read(_fleet(*words, "--workers", "1"))
    assert result["counts"]["success"] == 20 and before >= 4
    assert _rows(database, "SELECT count(*) FROM dbos.workflow_status WHERE workflow_uuid LIKE 'fleet-again-%'")[0][0] == 20


@pytest.mark.parametrize(("words", "why"), [(("--task", "bake", "."), "unknown task"), (("--task", "audit"), "projects"), (("--file", "/no/such/list"), "cannot read the list"), (("--workers", "2", "--task", "audit", "."), "PostgreSQL"), (("--database-url", "mysql://x/y", "."), "database")])
def test_wrong_words_are_refused(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "orchestration", "fleet", *words], capture_output=True, text=True, env=_environment(XDG_STATE_HOME=str(tmp_path)), timeout=60)
    assert done.returncode == 2 and why in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_a_project_that_is_none_costs_itself_alone(projects: list[str], tmp_path: Path) -> None:
    """On SQLite, with one worker."""
    done = _fleet(projects[0], str(tmp_path / "none"), projects[1], "--task", "dockerfile", "--no-checks", "--json", XDG_STATE_HOME=str(tmp_path))
    out, err = done.communicate(timeout=120)
    assert done.returncode == 1, err
    assert [p["status"] for p in json.loads(out)["projects"]] == ["success", "error", "success"]
