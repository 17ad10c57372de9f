"""Versions of the programs our recipes install themselves from PyPI and npm: package managers, and a server where an app brings none."""

from __future__ import annotations

from ..model.errors import PinMissing
from ..model.text import Text
<<<<<<< HEAD
from .runtimes import _admits, _numbers
from .tables import table
=======
from .runtimes import _admits
from .tables import numbers, table
>>>>>>> python


def pypi(name: str, python: str) -> str:
    """The newest pinned release of a PyPI package that runs on that Python: ``("poetry", "3.9.25") → "2.2.1"``.

    Raises:
        PinMissing: the table does not hold the package, or no release of it for so old a Python.
    """
    releases = table("tools")["pypi"].get(name, ())
    for version, requires in releases:
        if _admits(requires, numbers(python)):
            return version
    raise PinMissing(
        Text(f"no pinned release of {name} runs on Python {python}", f"aucune version épinglée de {name} ne fonctionne avec Python {python}"),
        Text("raise the project's Python version", "augmentez la version de Python du projet"),
    )


def npm(name: str, major: str) -> str:
    """The newest pinned release of an npm package's major version: ``("pnpm", "10") → "10.34.9"``.

    Raises:
        PinMissing: the table does not hold the package, or not that major version.
    """
    version = table("tools")["npm"].get(name, {}).get(major)
    if not isinstance(version, str):
        raise PinMissing(
            Text(f"no pinned release of {name} {major}", f"aucune version épinglée de {name} {major}"),
            Text("name an exact version in package.json (packageManager)", "indiquez une version exacte dans package.json (packageManager)"),
        )
    return version
