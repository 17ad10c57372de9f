"""Files of one directory changed together, all or none; no symbolic link is ever followed below it."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..model.errors import WriteRefused
from ..model.text import Text

MAX_BYTES = 8 * 1024 * 1024
"""A larger file was not generated and is not read."""
_OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Held:
    """What stands at a path."""

    kind: Literal["absent", "file", "link", "directory", "other", "large", "unreadable"]
    data: bytes | None = None
    stamp: tuple[int, ...] = ()
    """Inode, size and times: whether it is still the same."""
    alike: str = ""
    """The name of a neighbour that differs only in case, where nothing stands at the path itself."""


@dataclass(frozen=True, slots=True)
class Change:
    path: str
    data: bytes | None
    """None: the file is removed."""
    executable: bool = False
    held: Held | None = None
    """What must stand there; None: nothing may."""


class Directory:
    """A directory held open; every path below is walked from it part by part without following links.

    Raises:
        OSError: it does not exist, is no directory, or may not be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def close(self) -> None:
        os.close(self._fd)

    @contextmanager
    def parent(self, path: str, create: list[str] | None = None) -> Iterator[tuple[int, str]]:
        """The open directory a path lies in, and its last part. ``create``: make missing ones, and note them there.

        Raises:
            FileNotFoundError: a directory is missing and none may be made.
            WriteRefused: a part of the way is a link or a file.
        """
        *way, name = path.split("/")
        at = os.dup(self._fd)
        try:
            for depth, part in enumerate(way):
                if create is not None:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=at)
                        create.append("/".join(way[:depth + 1]))
                try:
                    below = os.open(part, _OPEN_DIRECTORY, dir_fd=at)
                except OSError as error:
                    if error.errno in (errno.ELOOP, errno.ENOTDIR):
                        where = "/".join(way[:depth + 1])
                        raise WriteRefused(
                            Text(f"{path} was not written: {where} is a symbolic link or a file, not a directory",
                                 f"{path} n'a pas été écrit : {where} est un lien symbolique ou un fichier, pas un répertoire"),
                            Text(f"make {where} a real directory", f"faites de {where} un vrai répertoire")) from None
                    raise
                os.close(at)
                at = below
            yield at, name
        finally:
            os.close(at)

    def look(self, path: str) -> Held:
        """What stands there, with its bytes.

        Raises:
            WriteRefused: a part of the way is a link or a file.
        """
        try:
            with self.parent(path) as (at, name):
                return _look(at, name)
        except FileNotFoundError:
            return Held("absent", alike=self._alike(path))
        except PermissionError:
            return Held("unreadable")
        except OSError as error:
            raise _refusal(path, error) from error

    def _alike(self, path: str) -> str:
        """A directory on the way that differs only in case."""
        parts = path.split("/")
        for depth in range(len(parts)):
            with suppress(OSError), self.parent("/".join(parts[:depth + 1])) as (at, name):
                if found := _neighbour(at, name):
                    return "/".join([*parts[:depth], found])
        return ""

    @contextmanager
    def locked(self, path: str, timeout_seconds: float) -> Iterator[None]:
        """Holds a lock file of that name; it is gone afterwards, and the directory made for it, if it is empty.

        Raises:
            WriteRefused: another run holds it for longer than the timeout, or it cannot be made.
        """
        made: list[str] = []
        try:
            with _refusing(path), self.parent(path, made) as (at, name):
                handle = _take(at, name, time.monotonic() + timeout_seconds)
                try:
                    yield
                finally:
                    with suppress(OSError):
                        os.unlink(name, dir_fd=at)
                    os.close(handle)
        finally:
            _remove_empty(self, made)


def _take(at: int, name: str, deadline: float) -> int:
    while True:
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644, dir_fd=at)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another run may have removed the file between our opening and locking it: then this lock guards nothing.
            if os.fstat(handle).st_ino == os.stat(name, dir_fd=at, follow_symlinks=False).st_ino:
                return handle
        except FileNotFoundError:
            pass
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(handle)
                raise WriteRefused(Text("another run is writing into this project", "une autre exécution écrit dans ce projet"),
                                   Text("wait for it to end and run again", "attendez qu'elle se termine et relancez")) from None
            time.sleep(0.05)
        except OSError:
            os.close(handle)
            raise
        os.close(handle)


def _neighbour(at: int, name: str) -> str:
    folded = name.casefold()
    return next((entry for entry in sorted(os.listdir(at)) if entry != name and entry.casefold() == folded), "")


def _stamp(info: os.stat_result) -> tuple[int, ...]:
    return info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns


def _look(at: int, name: str) -> Held:
    try:
        info = os.stat(name, dir_fd=at, follow_symlinks=False)
    except FileNotFoundError:
        return Held("absent", alike=_neighbour(at, name))
    if stat.S_ISLNK(info.st_mode):
        return Held("link")
    if stat.S_ISDIR(info.st_mode):
        return Held("directory")
    if not stat.S_ISREG(info.st_mode):
        return Held("other")
    if info.st_size > MAX_BYTES:
        return Held("large")
    # O_NONBLOCK: were it swapped for a pipe just now, opening would wait for ever.
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at), "rb") as file:
        return Held("file", file.read(MAX_BYTES + 1), _stamp(os.fstat(file.fileno())))


# --- changing ---------------------------------------------------------------------------------------------------------

@contextmanager
def _refusing(path: str) -> Iterator[None]:
    """The operating system's refusal as ours."""
    try:
        yield
    except OSError as error:
        raise _refusal(path, error) from error


def _refusal(path: str, error: OSError) -> WriteRefused:
    why = error.strerror or str(error)
    todo = (Text("free some space and run again", "libérez de l'espace et relancez") if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            else Text("check who may write there", "vérifiez qui peut y écrire"))
    return WriteRefused(Text(f"{path} cannot be written, nothing was changed: {why}",
                             f"{path} ne peut pas être écrit, rien n'a été modifié : {why}"), todo)


def commit(directory: Directory, changes: Sequence[Change]) -> None:
    """Does every change or none: all new texts are written and flushed beside their places first, then they are renamed.

    A file's mode (and, where that is allowed, its owner) stays; a new one gets 0644 or 0755 as the umask allows.

    Raises:
        WriteRefused: something could not be written, or no longer is what the change was made for.
    """
    made: list[str] = []
    staged: list[Change] = []
    done: list[tuple[Change, bool]] = []
    try:
        for change in changes:
            with _refusing(change.path), directory.parent(change.path, made) as (at, name):
                _still(change, at, name)
                if change.data is not None:
                    staged.append(change)
                    _stage(change, at, name)
        for change in changes:
            with _refusing(change.path), directory.parent(change.path) as (at, name):
                _still(change, at, name)
                had = change.held is not None and change.held.kind == "file"
                if had:
                    _back_up(change, at, name)
                done.append((change, had))
                if change.data is None:
                    os.unlink(name, dir_fd=at)
                elif had or not _linked(_temporary(name), name, at):
                    os.rename(_temporary(name), name, src_dir_fd=at, dst_dir_fd=at)
                else:
                    os.unlink(_temporary(name), dir_fd=at)
                with suppress(OSError):
                    os.fsync(at)
    except BaseException:
        for change, had in reversed(done):
            with suppress(OSError, WriteRefused), directory.parent(change.path) as (at, name):
                if had:
                    os.rename(_backup(name), name, src_dir_fd=at, dst_dir_fd=at)
                    # Two names of one file: rename leaves both.
                    os.unlink(_backup(name), dir_fd=at)
                elif change.data is not None and _look(at, name).data == change.data:
                    os.unlink(name, dir_fd=at)
        for change in staged:
            with suppress(OSError, WriteRefused), directory.parent(change.path) as (at, name):
                os.unlink(_temporary(name), dir_fd=at)
        _remove_empty(directory, made)
        raise
    for change, had in done:
        if had:
            with suppress(OSError, WriteRefused), directory.parent(change.path) as (at, name):
                os.unlink(_backup(name), dir_fd=at)


def _beside(name: str, ending: str) -> str:
    short = name if len(os.fsencode(name)) <= 200 else hashlib.sha256(os.fsencode(name)).hexdigest()
    return f".{short}.devops-squad-{ending}"


def _temporary(name: str) -> str:
    return _beside(name, "new")


def _backup(name: str) -> str:
    return _beside(name, "old")


def _still(change: Change, at: int, name: str) -> None:
    before = change.held or Held("absent")
    now = _look(at, name)
    if (now.kind, now.stamp) != (before.kind, before.stamp):
        raise WriteRefused(Text(f"{change.path} changed while it was being written; nothing was changed",
                                f"{change.path} a changé pendant l'écriture ; rien n'a été modifié"),
                           Text("run again", "relancez"))


def _stage(change: Change, at: int, name: str) -> None:
    assert change.data is not None
    temporary = _temporary(name)
    # The lock is ours, so one that is left is of a run that was killed.
    with suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=at)
    with os.fdopen(os.open(temporary, _CREATE, 0o777 if change.executable else 0o666, dir_fd=at), "wb") as file:
        file.write(change.data)
        file.flush()
        if change.held is not None and change.held.kind == "file":
            info = os.stat(name, dir_fd=at, follow_symlinks=False)
            mode = stat.S_IMODE(info.st_mode)
            if change.executable:
                mode |= (mode & 0o444) >> 2
            with suppress(PermissionError):
                os.fchown(file.fileno(), info.st_uid, info.st_gid)
            os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


_NO_LINKS = frozenset({errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def _linked(old: str, new: str, at: int) -> bool:
    """A second name for a file, which fails where a rename would overwrite; False where this disk knows no links."""
    try:
        os.link(old, new, src_dir_fd=at, dst_dir_fd=at, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    return True


def _back_up(change: Change, at: int, name: str) -> None:
    backup = _backup(name)
    with suppress(FileNotFoundError):
        os.unlink(backup, dir_fd=at)
    if _linked(name, backup, at):
        return
    assert change.held is not None and change.held.data is not None
    mode = stat.S_IMODE(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode)
    with os.fdopen(os.open(backup, _CREATE, mode, dir_fd=at), "wb") as file:
        file.write(change.held.data)
        file.flush()
        os.fsync(file.fileno())


def _remove_empty(directory: Directory, made: list[str]) -> None:
    for path in reversed(made):
        with suppress(OSError, WriteRefused), directory.parent(path) as (at, name):
            os.rmdir(name, dir_fd=at)
