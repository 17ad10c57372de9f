"""Which official Python image is meant, and how its programs reach the app's virtual environment."""

from __future__ import annotations

from dataclasses import replace

from ... import pins
from ...model.command import Command
from ...model.container import ImageRef

VENV = "/app/.venv"
PATH = f"{VENV}/bin:/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
"""The official image's own PATH with the virtual environment in front."""

_FIRST_ON_BOOKWORM = {(3, 7): 17, (3, 8): 17, (3, 9): 17, (3, 10): 12, (3, 11): 4}
"""Releases of 6 June 2023 (python.org); Debian 12 followed on 10 June, so earlier ones were never built on it."""


def python_image(version: str) -> ImageRef:
    """The slim image of that release; for releases older than Debian 12, the Debian 11 they were built on.

    Raises:
        PinMissing: never for Python; see :func:`orchestration.pins.image`.
    """
    found = pins.image("python", version, ("slim-trixie", "slim-bookworm"))
    numbers = tuple(int(n) for n in version.split(".")[:3] if n.isdigit())
    if found.origin == "convention" and len(numbers) == 3 and (numbers[:2] < (3, 7) or numbers[2] < _FIRST_ON_BOOKWORM.get(numbers[:2], 0)):
        return replace(found, tag=f"{version}-slim-bullseye", os="debian-bullseye")
    return found


def in_venv(command: Command) -> Command:
    """A program of the virtual environment by its full path, for stages whose PATH does not know it."""
    if command.is_shell:
        return Command.shell(f"PATH={VENV}/bin:$PATH; {command.argv[0]}")
    if command.argv[0] == "env":
        return command
    return Command(f"{VENV}/bin/{command.argv[0]}", *command.argv[1:])


def http_probe(port: int, path: str, is_known: bool, reads_port: bool, host: str = "", hosts_variable: str = "") -> Command:
    """Exits 0 when the app answers, by the Python that is in the image anyway; redirects are not followed.

    Args:
        is_known: the code has that route, so only an answer below 400 counts; else any answer that is no server error does.
        reads_port: the server listens where PORT says.
        host: a Host header the app accepts, where it checks that.
        hosts_variable: the environment variable that lists the accepted hosts, separated by commas.
    """
    where = f"int(os.environ.get('PORT','{port}'))" if reads_port else str(port)
    headers = f",headers={{'Host':'{host}'}}" if host else ""
    if hosts_variable:
        headers = f",headers={{'Host':os.environ.get('{hosts_variable}','').split(',')[0].strip(' .*') or 'localhost'}}"
    modules = "http.client,os,sys" if reads_port or hosts_variable else "http.client,sys"
    code = f"import {modules};c=http.client.HTTPConnection('127.0.0.1',{where},timeout=4);c.request('GET','{path}'{headers});sys.exit(c.getresponse().status>={400 if is_known else 500})"
    return Command("python", "-c", code)
