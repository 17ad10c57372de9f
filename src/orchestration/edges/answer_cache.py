"""Answers of language models, kept by what was asked: an unchanged question costs nothing. One SQLite file in the user's cache; not being able to use it is no error."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

MOST_ANSWERS = 5_000
_TABLE = "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, body TEXT NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID"


def default_place() -> Path:
    """``$DEVOPS_SQUAD_ANSWERS``, else in the user's cache."""
    given = os.environ.get("DEVOPS_SQUAD_ANSWERS")
    if given:
        return Path(given).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "devops-squad" / "answers.sqlite3"


def recall(key: str, place: Path | None = None) -> Any:
    """What was answered to that question, or None."""
    place = place or default_place()
    if not place.is_file():
        return None
    try:
        with closing(_open(place)) as store:
            row = store.execute("SELECT body FROM answer WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None
    except (sqlite3.Error, OSError, ValueError, RecursionError):
        return None


def remember(key: str, body: Any, place: Path | None = None) -> None:
    place = place or default_place()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(_open(place)) as store, store:
            store.execute(_TABLE)
            store.execute("INSERT OR REPLACE INTO answer SELECT ?, ?, 1 + coalesce(max(number), 0) FROM answer", (key, json.dumps(body, sort_keys=True)))
            store.execute("DELETE FROM answer WHERE number <= (SELECT max(number) FROM answer) - ?", (MOST_ANSWERS,))
    except (sqlite3.Error, OSError, ValueError):
        return


def _open(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(place, timeout=2.0)
