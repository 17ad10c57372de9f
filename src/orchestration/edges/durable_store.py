"""The database of durable workflows, and who is alive on it: DBOS launched for this process, a lease each worker renews, and the taking over of what a dead one left."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..model.errors import DatabaseBroken
from ..model.text import Text

BEAT_SECONDS, DEAD_SECONDS = 1.0, 8.0
"""A lease is renewed each beat; who has not renewed it for so long is taken for dead. Takeover comes within both and a poll of the queue."""
APPLICATION, VERSION = "devops-squad", "1"
"""Of the workflows' own form: what another version left is not understood by this one."""


def default_url() -> str:
    """A SQLite file of the user's: ``$XDG_STATE_HOME/devops-squad/workflows.sqlite3``."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return f"sqlite:///{Path(state) / 'devops-squad' / 'workflows.sqlite3'}"


def address(url: str | None) -> str:
    """The database's address as DBOS reads it.

    Raises:
        DatabaseBroken: neither SQLite nor PostgreSQL.
    """
    given = url or default_url()
    scheme = given.split(":", 1)[0]
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return "postgresql:" + given.split(":", 1)[1]
    if scheme == "sqlite" and given.startswith("sqlite:///") and len(given) > len("sqlite:///"):
        Path(given.removeprefix("sqlite:///")).expanduser().parent.mkdir(parents=True, exist_ok=True)
        return given
    raise DatabaseBroken(Text(f"not a database for workflows: {scheme}:…", f"pas une base pour les workflows : {scheme}:…"), Text("sqlite:///FILE or postgresql://USER@HOST/NAME", "sqlite:///FICHIER ou postgresql://UTILISATEUR@HÔTE/NOM"))


@dataclass
class Store:
    """This process on the database; one for a process, since DBOS is."""

    url: str
    executor: str
    dbos: Any
    engine: Any
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def is_shared(self) -> bool:
        """Whether several processes may work on it side by side."""
        return self.url.startswith("postgresql:")


_STORE: Store | None = None
_LOCK = threading.Lock()
_TABLE = "CREATE TABLE IF NOT EXISTS devops_squad_workers (executor VARCHAR(200) PRIMARY KEY, host VARCHAR(200) NOT NULL, process INTEGER NOT NULL, seen DOUBLE PRECISION NOT NULL)"


def open_store(url: str | None, *, works_on: tuple[str, ...] = (), queues: Callable[[Any], None] = lambda dbos: None) -> Store:
    """The database, ready for work; what the dead have left is taken over from now on.

    Args:
        works_on: the queues whose work this process does; what dead workers left of anything is done by any process that is there.
        queues: told to register queues once all is up.

    Raises:
        DatabaseBroken: it cannot be reached, or this process is on another one.
    """
    global _STORE
    wanted = address(url)
    with _LOCK:
        if _STORE is not None:
            if _STORE.url != wanted:
                raise DatabaseBroken(Text("this process works on another database of workflows already", "ce processus travaille déjà sur une autre base de workflows"), Text("use one database in a process", "utilisez une seule base par processus"))
            return _STORE
        import logging

        import sqlalchemy as sa
        from dbos import DBOS

        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        executor = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            dbos = DBOS(config={"name": APPLICATION, "system_database_url": wanted, "application_version": VERSION, "executor_id": executor, "log_level": "CRITICAL", "serializer": _json(),
                                "notification_listener_polling_interval_sec": 0.2})
            DBOS.listen_queues(works_on)
            DBOS.launch()
            engine = sa.create_engine(wanted.replace("postgresql:", "postgresql+psycopg:", 1), pool_size=2) if wanted.startswith("postgresql:") else sa.create_engine(wanted, connect_args={"timeout": 30})
            with engine.begin() as connection:
                connection.execute(sa.text(_TABLE))
            queues(dbos)
        except Exception as error:
            with suppress(Exception):
                DBOS.destroy()
            raise DatabaseBroken(Text(f"the database of workflows cannot be used: {type(error).__name__}", f"la base des workflows est inutilisable : {type(error).__name__}"), Text("check its address and that it answers", "vérifiez son adresse et qu'elle répond")) from None
        _STORE = Store(wanted, executor, dbos, engine)
        _beat(_STORE)
        threading.Thread(target=_watch, args=(_STORE,), name="leases", daemon=True).start()
        return _STORE


def close_store() -> None:
    """Ends this process's work on the database; its lease is given back."""
    global _STORE
    with _LOCK:
        if _STORE is None:
            return
        import sqlalchemy as sa
        from dbos import DBOS

        _STORE.over.set()
        with suppress(Exception):
            with _STORE.engine.begin() as connection:
                connection.execute(sa.text("DELETE FROM devops_squad_workers WHERE executor = :e"), {"e": _STORE.executor})
            _STORE.engine.dispose()
        with suppress(Exception):
            DBOS.destroy(workflow_completion_timeout_sec=0)
        _STORE = None


def _json() -> Any:
    import json

    from dbos import Serializer

    class Plain(Serializer):
        """JSON: what is stored can be read by anybody, and unpacking it runs nothing."""

        def serialize(self, data: Any) -> str:
            return json.dumps(data if not isinstance(data, BaseException) else {"__error__": type(data).__name__, "what": str(data)}, default=str)

        def deserialize(self, serialized_data: str) -> Any:
            found = json.loads(serialized_data)
            return RuntimeError(f"{found['__error__']}: {found['what']}") if isinstance(found, dict) and "__error__" in found else found

        def name(self) -> str:
            return "devops_squad_json"

    return Plain()


def _watch(store: Store) -> None:
    """Renews this worker's lease, and takes over from those whose is over."""
    while not store.over.wait(BEAT_SECONDS):
        # A database that does not answer for a moment costs a beat, not the worker.
        with suppress(Exception):
            _beat(store)
            take_over(store)


def _beat(store: Store) -> None:
    import sqlalchemy as sa

    with store.engine.begin() as connection:
        done = connection.execute(sa.text(f"UPDATE devops_squad_workers SET seen = {_now(store)} WHERE executor = :e"), {"e": store.executor})
        if done.rowcount == 0:
            connection.execute(sa.text(f"INSERT INTO devops_squad_workers (executor, host, process, seen) VALUES (:e, :host, :process, {_now(store)})"), {"e": store.executor, "host": _place(), "process": os.getpid()})


def _now(store: Store) -> str:
    """Seconds by the database's own clock: those of several machines differ."""
    return "EXTRACT(EPOCH FROM clock_timestamp())" if store.is_shared else "(julianday('now') - 2440587.5) * 86400.0"


def _place() -> str:
    """Where a process number means something: this machine, and within it this container."""
    try:
        return f"{socket.gethostname()} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return socket.gethostname()


def take_over(store: Store) -> int:
    """Gives what dead workers had begun back to the queue; how many workers were found dead."""
    import sqlalchemy as sa
    from dbos import DBOS

    with store.engine.begin() as connection:
        others = connection.execute(sa.text(f"SELECT executor, host, process, seen, {_now(store)} AS now FROM devops_squad_workers WHERE executor <> :e"), {"e": store.executor}).fetchall()
    dead = [row for row in others if _is_dead(row.host, row.process, float(row.now) - float(row.seen))]
    for row in dead:
        DBOS._recover_pending_workflows([row.executor])
        with store.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM devops_squad_workers WHERE executor = :e AND seen = :seen"), {"e": row.executor, "seen": row.seen})
    return len(dead)


def _is_dead(host: str, process: int, silent_seconds: float) -> bool:
    """By its lease; on this machine at once, where no process of its number is there any more."""
    if silent_seconds > DEAD_SECONDS:
        return True
    if host != _place():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
