"""Each test has a database of its own, made by the migrations."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient
from sqlalchemy import create_engine

from app import database
from app.main import app

ROOT = Path(__file__).parents[1]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(database, "engine", create_engine(f"sqlite:///{tmp_path / 'notes.db'}"))
    command.upgrade(Config(ROOT / "alembic.ini"), "head")
    with TestClient(app) as client:
        yield client
