"""Notes over HTTP."""

import logging
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Note, get_session
from app.settings import settings

logging.basicConfig(level=settings.log_level.upper())

app = FastAPI(title="Notes")
Database = Annotated[Session, Depends(get_session)]


class NewNote(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    body: str = ""


class StoredNote(NewNote):
    model_config = ConfigDict(from_attributes=True)

    id: int
    created_at: datetime


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/notes", response_model=list[StoredNote])
def list_notes(database: Database) -> list[Note]:
    return list(database.scalars(select(Note).order_by(Note.id)))


@app.post("/notes", response_model=StoredNote, status_code=201)
def create_note(new: NewNote, database: Database) -> Note:
    note = Note(title=new.title, body=new.body)
    database.add(note)
    database.commit()
    return note


@app.get("/notes/{note_id}", response_model=StoredNote)
def read_note(note_id: int, database: Database) -> Note:
    note = database.get(Note, note_id)
    if note is None:
        raise HTTPException(404, "no such note")
    return note
