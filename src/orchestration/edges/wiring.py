"""One line put into a person's own file where its place can be told, and nothing else of it touched."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from ..model.errors import BadPath, WriteRefused
from ..model.text import Text
from .transaction import Change, Directory, commit


def put_first(root: str | os.PathLike[str], path: str, line: str, mark: str) -> bool:
    """Puts a line where the program begins: after ``#!`` and ``"use strict"``, before everything else.

    Args:
        path: relative to ``root``, forward slashes.
        mark: words by which the line is recognised; where they stand already, nothing is done.

    Returns whether the file was changed. Its line endings and byte order mark stay.

    Raises:
        BadPath: there is no such file, or it is no text.
        WriteRefused: it lies behind a link, or may not be written.
    """
    return _put(root, path, line, mark, first)


def put_after(root: str | os.PathLike[str], path: str, line: str, mark: str, after: str) -> bool:
    """Puts a line below the one that the pattern matches, indented as what follows; nothing where none or several do.

    Args and raises as :func:`put_first`.
    """
    return _put(root, path, line, mark, lambda text, line: below(text, line, after))


def _put(root: str | os.PathLike[str], path: str, line: str, mark: str, place: Callable[[str, str], str]) -> bool:
    try:
        directory = Directory(Path(root).expanduser().resolve())
    except OSError as error:
        raise BadPath(Text(f"cannot look at {root}: {error.strerror}", f"impossible de lire {root} : {error.strerror}")) from None
    try:
        held = directory.look(path)
        if held.data is None:
            raise BadPath(Text(f"there is no file {path} to wire", f"il n'y a pas de fichier {path} à brancher"))
        try:
            text = held.data.decode("utf-8")
        except UnicodeDecodeError:
            raise WriteRefused(Text(f"{path} is not UTF-8: add the line yourself", f"{path} n'est pas en UTF-8 : ajoutez la ligne vous-même"), Text(line, line)) from None
        wired = place(text, line)
        if mark in text or wired == text:
            return False
        commit(directory, [Change(path, wired.encode(), held=held)])
        return True
    finally:
        directory.close()


def first(text: str, line: str) -> str:
    """The text with the line where its program begins."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    at = 1 if lines[0].lstrip("\ufeff").startswith("#!") else 0
    while at < len(lines) and lines[at].strip().strip(";").strip("\"'`") == "use strict":
        at += 1
    if at == 0 and text.startswith("\ufeff"):
        return "\ufeff" + line + end + text[1:]
    return end.join([*lines[:at], line, *lines[at:]])


def below(text: str, line: str, after: str) -> str:
    """The text with the line below the one that matches; the text itself where it is not one alone."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    found = [i for i, words in enumerate(lines) if re.search(after, words)]
    if len(found) != 1:
        return text
    at = found[0] + 1
    following = next((words for words in lines[at:] if words.strip()), "")
    indent = "  " if following.strip().startswith("}") else following[: len(following) - len(following.lstrip())]
    return end.join([*lines[:at], indent + line, *lines[at:]])
