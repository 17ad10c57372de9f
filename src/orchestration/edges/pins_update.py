"""``pins update``: every table fetched and checked first, then all replaced at once, or none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..model.errors import BadValue, PinsRefused
from ..model.text import Text
from ..pins.tables import TABLES, document, overlay_directory
from ..pins.update import Difference, Doors, Progress, differences, fetch
from .registries import Registries
from .transaction import Change, Directory, commit


@dataclass(frozen=True, slots=True)
class PinsUpdate:
    """What a refresh brought."""

    differences: tuple[Difference, ...]
    written_to: Path | None
    """The directory the tables were written to; None: a dry run."""


def update(today: date, *, tables: Iterable[str] = TABLES, dry_run: bool = False, doors: Doors | None = None, into: Path | None = None,
           progress: Progress | None = None) -> PinsUpdate:
    """Refreshes pin tables over the network.

    Args:
        today: the day the new tables are said to be of.
        tables: which; all of them by default.
        dry_run: show what would change, write nothing.
        doors: who answers; by default the public services, or the mirrors the environment names.
        into: the directory to write to; by default the package's own where it can be written, else the user's.

    Raises:
        BadValue: there is no such table.
        FetchFailed, PinsRefused: a service, or what it said, is not as it should be; nothing was written.
        WriteRefused: a table could not be written; nothing was changed.
    """
    names = tuple(tables)
    for name in names:
        if name not in TABLES:
            raise BadValue(Text(f"no pin table {name!r}; there are {', '.join(TABLES)}", f"pas de table {name!r} ; il y a {', '.join(TABLES)}"))
    asked = doors or Registries()
    new: dict[str, dict[str, Any]] = {}
    found: list[Difference] = []
    for name in names:
        held = document(name)
        new[name] = fetch(name, held, asked, today, progress)
        found += differences(name, held, new[name])
    if dry_run:
        return PinsUpdate(tuple(found), None)
    target = into or _writable()
    _write(target, new)
    return PinsUpdate(tuple(found), target)


def _writable() -> Path:
    package = Path(str(files("orchestration.pins")))
    if os.access(package, os.W_OK) and all(os.access(package / f"{name}.json", os.W_OK) for name in TABLES):
        return package
    overlay = overlay_directory()
    if overlay is None:
        raise PinsRefused(Text("the package cannot be written to, and no other directory for pins is set",
                               "le paquet n'est pas accessible en écriture et aucun autre répertoire n'est défini pour les versions"),
                          Text("set DEVOPS_SQUAD_PINS to a directory", "définissez DEVOPS_SQUAD_PINS avec un répertoire"))
    return overlay


def _write(target: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
    from ..model.errors import WriteRefused

    try:
        target.mkdir(parents=True, exist_ok=True)
        directory = Directory(target.resolve())
    except OSError as error:
        raise WriteRefused(Text(f"{target} cannot be written: {error.strerror}", f"impossible d'écrire dans {target} : {error.strerror}")) from error
    try:
        with directory.locked(".lock", 10.0):
            commit(directory, [Change(f"{name}.json", dumped(data), held=directory.look(f"{name}.json")) for name, data in sorted(tables.items())])
    finally:
        directory.close()


def dumped(data: Mapping[str, Any]) -> bytes:
    """A table as its file holds it: one entry a line, so that a change of one shows as one."""
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
