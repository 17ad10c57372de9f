"""Versions of the programs our recipes install themselves from PyPI and npm: package managers, and a server where an app brings none."""

from __future__ import annotations

from ..model.errors import PinMissing
from ..model.text import Text
from . import ranges
from .tables import numbers, table


def pypi(name: str, python: str) -> str:
    """The newest pinned release of a PyPI package that runs on that Python: ``("poetry", "3.9.25") → "2.2.1"``.

    Raises:
        PinMissing: the table does not hold the package, or no release of it for so old a Python.
    """
    releases = table("tools")["pypi"].get(name, ())
    major, minor, patch = (*numbers(python), 0, 0, 0)[:3]
    have = (major, minor, patch)
    for version, requires in releases:
        if ranges.admits("python", requires, have):
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


def npm_tool(name: str) -> str:
    """The exact version of a platform's command-line client on npm: its newest pinned major version.

    Raises:
        PinMissing: it is not in ``pins/tools.json``.
    """
    majors = table("tools")["npm"].get(name)
    if not majors:
        raise PinMissing(Text(f"no pinned version for the npm tool {name}", f"aucune version épinglée pour l'outil npm {name}"))
    return majors[max(majors, key=int)]


def tool_image(name: str) -> str:
    """``name:tag`` of an image that carries a tool for a pipeline's job (not an image an app is built on).

    Raises:
        PinMissing: it is not in ``pins/tools.json``.
    """
    tag = table("tools")["images"].get(name)
    if tag is None:
        raise PinMissing(Text(f"no pinned tag for the tool image {name}", f"aucune étiquette épinglée pour l'image d'outil {name}"))
    return f"{name}:{tag}"
