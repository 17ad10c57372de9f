"""A person's own file changed where they asked for it, and a document written where they named it; nothing else of theirs touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.errors import BadPath, WriteRefused
from ..model.text import Text
from .transaction import Change, Directory, commit
from .writer import escaped, unified, write_page


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of one file."""

    path: str
    diff: str
    """Unified and escaped; empty: nothing changed."""


def edit(root: str | os.PathLike[str], changes: Mapping[str, Callable[[str], str]], *, dry_run: bool = False) -> tuple[Edit, ...]:
    """Changes files together, all or none. Line endings and byte order marks stay.

    Args:
        changes: path relative to ``root``, forward slashes → from its text to the new one.
        dry_run: say what would change; write nothing.

    Raises:
        BadPath: there is no such file.
        WriteRefused: one is no UTF-8, lies behind a link, or may not be written; nothing was changed.
    """
    try:
        directory = Directory(Path(root).expanduser().resolve())
    except OSError as error:
        raise BadPath(Text(f"cannot look at {root}: {error.strerror}", f"impossible de lire {root} : {error.strerror}")) from None
    try:
        done, todo = [], []
        for path in sorted(changes):
            held = directory.look(path)
            if held.data is None:
                raise BadPath(Text(f"{path} cannot be edited: it is no plain file", f"{path} ne peut pas être modifié : ce n'est pas un fichier ordinaire"))
            try:
                before = held.data.decode("utf-8")
            except UnicodeDecodeError:
                raise WriteRefused(Text(f"{path} is not UTF-8: edit it yourself", f"{path} n'est pas en UTF-8 : modifiez-le vous-même")) from None
            after = changes[path](before)
            done.append(Edit(path, unified(path, before, after) if after != before else ""))
            if after != before:
                todo.append(Change(path, after.encode(), held=held))
        if todo and not dry_run:
            commit(directory, todo)
        return tuple(done)
    finally:
        directory.close()


def write_document(place: str, text: str) -> Path:
    """A document where a person named a place for it; what stands there is replaced, whole or not at all.

    Raises:
        BadPath: its directory is not there, something else than a file stands there, or it cannot be written.
    """
    path = Path(place).expanduser()
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise BadPath(Text(f"cannot write {escaped(place)}: its directory is not there, or no file stands there", f"impossible d'écrire {escaped(place)} : son répertoire n'existe pas, ou ce n'est pas un fichier"))
    write_page(path, text)
    return path
