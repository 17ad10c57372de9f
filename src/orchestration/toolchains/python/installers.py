"""pip, uv, Poetry, PDM and Pipenv: what installing frozen, checking the lockfile and running a program means for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ...model.command import Command
from ...model.container import CacheMount, RunStep, SecretMount
from ...model.text import Text
from ...pins.tools import pypi

PIP_CACHE = CacheMount("/root/.cache/pip", "pip")
NETRC = SecretMount("netrc", target="/root/.netrc")
"""Credentials of a private index, in the form pip, uv, Poetry and PDM all read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the recipe needs to know of a project, complete values only."""

    python: str
    lockfile: str
    """Name of the lockfile in the install directory; empty where there is none."""
    stated_version: str
    requirements: tuple[str, ...] = ()
    """Requirements files for production, relative to the install directory."""
    dev_requirements: tuple[str, ...] = ()
    has_hashes: bool = False
    direct: str = ""
    """The ``.in`` file a compiled requirements file was made from."""
    package: str = ""
    """The workspace member to install; empty outside workspaces."""
    is_package: bool = False
    has_pyproject: bool = False
    needs_netrc: bool = False
    extra: tuple[str, ...] = ()
    """Servers to install beside the project's dependencies: ``gunicorn==27.0.1``."""
    path: str = "."
    """The app's directory, relative to the install directory."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The steps of one package manager for one project."""

    setup: tuple[RunStep, ...]
    verify: tuple[RunStep, ...]
    everything: tuple[RunStep, ...]
    production: tuple[RunStep, ...]
    project: tuple[RunStep, ...]
    """Installs the project itself, with its sources there, and leaves only what production needs."""


def _text(en: str, fr: str) -> Text:
    return Text(en, fr)


_FROZEN = _text("Exactly what the lockfile says.", "Exactement ce que dit le lockfile.")
_UNFROZEN = _text("There is no lockfile: what is newest on the day of the build is installed.", "Il n'y a pas de lockfile : ce qui est le plus récent le jour de la construction est installé.")
_VERIFY = _text("Fails where the lockfile does not agree with the manifest.", "Échoue si le lockfile ne correspond pas au manifeste.")
_PROJECT = _text("The project itself, and nothing that only development needs.", "Le projet lui-même, sans rien de ce qui ne sert qu'au développement.")
_VENV = Command("python", "-m", "venv", ".venv")


def _step(commands: list[Command], why: Text, caches: tuple[CacheMount, ...], wanted: Wanted) -> RunStep:
    return RunStep(tuple(commands), why, caches, (NETRC,) if wanted.needs_netrc else ())


def _tool(name: str, version: str) -> RunStep:
    return RunStep((Command("pip", "install", "--root-user-action=ignore", f"{name}=={version}"),), _text(f"The package manager itself, pinned: {name} {version}.", f"Le gestionnaire de paquets lui-même, épinglé : {name} {version}."), (PIP_CACHE,))


def tool_version(name: str, wanted: Wanted) -> str:
    """The version to install: an exact one the project states (of the current major line), else the pinned one for that Python.

    Raises:
        PinMissing: no pinned release runs on so old a Python, and the project states none.
    """
    exact = re.fullmatch(r"(?:==)?\s*(\d+\.\d+\.\d+)", wanted.stated_version.strip())
    if exact and name == "uv":
        return exact[1]
    from ...model.errors import PinMissing

    try:
        pinned = pypi(name, wanted.python)
    except PinMissing:
        if exact:
            return exact[1]
        raise
    # A lockfile's header names the release that wrote it; the same major line reads it, and an exact match is the most faithful.
    return exact[1] if exact and exact[1].split(".")[0] == pinned.split(".")[0] else pinned


def _pip(wanted: Wanted) -> Installed:
    pip, caches = ".venv/bin/pip", (PIP_CACHE,)
    quiet = ("--disable-pip-version-check",)
    hashes = ("--require-hashes",) if wanted.has_hashes else ()

    def files(names: tuple[str, ...]) -> list[str]:
        return [word for name in names for word in ("-r", name)]

    why = _FROZEN if wanted.lockfile else _UNFROZEN
    setup: tuple[RunStep, ...] = ()
    if wanted.requirements:
        commands = [_VENV, Command(pip, "install", *quiet, *hashes, *files(wanted.requirements))]
        if wanted.direct:
            # With the index switched off pip can only look at what is installed: the compiled file has to satisfy its source.
            commands.append(Command(pip, "install", *quiet, "--dry-run", "--no-index", "-r", wanted.direct))
    elif wanted.has_pyproject:
        setup = (_tool("uv", pypi("uv", wanted.python)),)
        commands = [_VENV, Command("uv", "pip", "install", "--python", ".venv", "--link-mode", "copy", "--compile-bytecode", "-r", "pyproject.toml")]
        caches = (PIP_CACHE, CacheMount("/root/.cache/uv", "uv"))
    else:
        commands = [_VENV]
    extra = [Command(pip, "install", *quiet, *wanted.extra)] if wanted.extra else []
    check = [Command(pip, "check", *quiet)]
    production = (_step([*commands, *extra, *check], why, caches, wanted),)
    everything = [*commands, *extra]
    if wanted.dev_requirements:
        everything.append(Command(pip, "install", *quiet, *files(wanted.dev_requirements)))
    own = [Command(pip, "install", *quiet, *(("--no-deps",) if wanted.requirements or wanted.has_pyproject else ()), "."), *check]
    return Installed(setup, (), (_step(everything, why, caches, wanted),), production, (_step(own, _PROJECT, caches, wanted),))


def _uv(wanted: Wanted) -> Installed:
    caches = (CacheMount("/root/.cache/uv", "uv"),)
    sync = ["uv", "sync", *(("--locked",) if wanted.lockfile else ()), "--no-python-downloads", "--link-mode", "copy", "--compile-bytecode", *(("--package", wanted.package) if wanted.package else ())]
    without = "--no-install-workspace" if wanted.package else "--no-install-project"
    why = _text("Exactly what uv.lock says; --locked fails where it does not agree with pyproject.toml.", "Exactement ce que dit uv.lock ; --locked échoue s'il ne correspond pas à pyproject.toml.") if wanted.lockfile else _UNFROZEN
    extra = [Command("uv", "pip", "install", "--python", ".venv", "--link-mode", "copy", *wanted.extra)] if wanted.extra else []
    check = [Command("uv", "pip", "check", "--python", ".venv")]
    return Installed(
        (_tool("uv", tool_version("uv", wanted)),), (),
        (_step([Command(*sync, without), *extra], why, caches, wanted),),
        (_step([Command(*sync, "--no-dev", without), *extra, *check], why, caches, wanted),),
        (_step([Command(*sync, "--no-dev", "--no-editable"), *extra, *check], _PROJECT, caches, wanted),),
    )


def _outside(wanted: Wanted) -> list[Command]:
    return [Command("pip", "--python", ".venv", "install", "--disable-pip-version-check", *wanted.extra)] if wanted.extra else []


def _check() -> Command:
    return Command("pip", "--python", ".venv", "check", "--disable-pip-version-check")


def _poetry(wanted: Wanted) -> Installed:
    caches = (CacheMount("/root/.cache/pypoetry", "poetry"),)
    version = tool_version("poetry", wanted)
    sync = ["poetry", "sync"] if int(version.split(".")[0]) >= 2 else ["poetry", "install", "--sync"]
    sync += ["--no-interaction", "--compile"]
    verify = (RunStep((Command("poetry", "check", "--lock", "--no-interaction"),), _VERIFY, caches),) if wanted.lockfile else ()
    why = _FROZEN if wanted.lockfile else _UNFROZEN
    return Installed(
        (_tool("poetry", version),), verify,
        (_step([_VENV, Command(*sync, "--no-root"), *_outside(wanted)], why, caches, wanted),),
        (_step([_VENV, Command(*sync, "--only", "main", "--no-root"), *_outside(wanted), _check()], why, caches, wanted),),
        (_step([Command(*sync, "--only", "main", "--no-root"), *_outside(wanted), Command("pip", "--python", ".venv", "install", "--disable-pip-version-check", "--no-deps", "."), _check()],
               _PROJECT, (*caches, PIP_CACHE), wanted),),
    )


def _pdm(wanted: Wanted) -> Installed:
    caches = (CacheMount("/root/.cache/pdm", "pdm"),)
    sync = ["pdm", "sync" if wanted.lockfile else "install", "--no-self"]
    verify = (RunStep((Command("pdm", "lock", "--check"),), _VERIFY, caches),) if wanted.lockfile else ()
    why = _FROZEN if wanted.lockfile else _UNFROZEN
    use = Command("pdm", "use", "-f", ".venv")
    return Installed(
        (_tool("pdm", tool_version("pdm", wanted)),), verify,
        (_step([_VENV, use, Command(*sync), *_outside(wanted)], why, caches, wanted),),
        (_step([_VENV, use, Command(*sync, "--prod"), *_outside(wanted), _check()], why, caches, wanted),),
        (_step([Command(*[a for a in sync if a != "--no-self"], "--prod", "--clean", "--no-editable"), *_outside(wanted), _check()], _PROJECT, caches, wanted),),
    )


def _pipenv(wanted: Wanted) -> Installed:
    caches = (PIP_CACHE, CacheMount("/root/.cache/pipenv", "pipenv"))
    verify = (RunStep((Command("pipenv", "verify"),), _VERIFY, caches),) if wanted.lockfile else ()
    why = _FROZEN if wanted.lockfile else _UNFROZEN
    install = ["pipenv", "sync"] if wanted.lockfile else ["pipenv", "install", "--skip-lock"]
    return Installed(
        (_tool("pipenv", tool_version("pipenv", wanted)),), verify,
        (_step([_VENV, Command(*install, "--dev"), *_outside(wanted)], why, caches, wanted),),
        (_step([_VENV, Command(*install), *_outside(wanted), _check()], why, caches, wanted),),
        (),
    )


INSTALLERS: dict[str, Callable[[Wanted], Installed]] = {"pdm": _pdm, "pip": _pip, "pipenv": _pipenv, "poetry": _poetry, "uv": _uv}

RUN: dict[str, tuple[str, ...]] = {"pdm": ("pdm", "run"), "pip": (), "pipenv": ("pipenv", "run"), "poetry": ("poetry", "run"), "uv": ("uv", "run"), "conda": ()}
"""What goes in front of a program of the project's environment on a developer's machine and on CI."""


def with_runner(manager: str, command: Command) -> Command:
    """``pytest`` → ``uv run pytest``."""
    front = RUN.get(manager, ())
    if command.is_shell:
        return Command(*front, "sh", "-c", command.argv[0]) if front else command
    return Command(*front, *command.argv) if front and command.argv[0] not in ("make", front[0]) else command


def install_commands(manager: str, wanted: Wanted) -> tuple[Command, ...]:
    """Installing everything, frozen and checked, on a developer's machine or a CI runner."""
    if manager == "uv":
        return (Command("uv", "sync", *(("--locked",) if wanted.lockfile else ()), *(("--package", wanted.package) if wanted.package else ())),)
    if manager == "poetry":
        check = (Command("poetry", "check", "--lock", "--no-interaction"),) if wanted.lockfile else ()
        return (*check, Command("poetry", "install", "--no-interaction", *(() if wanted.is_package else ("--no-root",))))
    if manager == "pdm":
        return (Command("pdm", "lock", "--check"), Command("pdm", "sync")) if wanted.lockfile else (Command("pdm", "install"),)
    if manager == "pipenv":
        return (Command("pipenv", "verify"), Command("pipenv", "sync", "--dev")) if wanted.lockfile else (Command("pipenv", "install", "--dev", "--skip-lock"),)
    found: list[Command] = []
    if wanted.requirements:
        found.append(Command("pip", "install", *(("--require-hashes",) if wanted.has_hashes else ()), *[w for f in wanted.requirements for w in ("-r", f)]))
    elif wanted.is_package or wanted.has_pyproject:
        found.append(Command("pip", "install", "."))
    if wanted.dev_requirements:
        found.append(Command("pip", "install", *[w for f in wanted.dev_requirements for w in ("-r", f)]))
    return tuple(found)
